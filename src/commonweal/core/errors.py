"""Every error a user can meet, in one tree.

```
CommonwealError                 exit code 2 unless said otherwise
├── FileError                   a file cannot be read, or is cut short
├── UnknownName                 a name that is not known; carries the nearest ones
├── UnitError                   a unit is unknown, or two do not fit
├── ParameterError              a lever, prior or table holds what it must not
├── WorldError                  a world's people or places are wrong
├── BallotError                 ballots cannot be counted as they stand
├── ClaimError                  a claim file asks for what cannot be
├── QueryError                  the SQL of a data claim is refused or fails
├── RunError                    a stored run is damaged, foreign or locked
├── PluginError                 an institution from outside cannot be loaded
├── MissingExtra                an optional package is absent
├── ModelError                  a model broke the protocol: our mistake or a plug-in's
└── VerificationFailed          exit code 1: a hard check or a verification failed
```

Each says what is wrong, where, why, and what to do.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class CommonwealError(Exception):
    """Something went wrong that a person can mend.

    ``what`` is the sentence a user reads first; ``where`` names the file, line or key;
    ``remedy`` says what to do next. ``exit_code`` is what the command line returns.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what, where, remedy)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


class FileError(CommonwealError):
    """A file cannot be read: it is absent, cut short, or not what its name says."""


class UnknownName(CommonwealError):  # noqa: N818 - reads better without "Error"
    """A name is not known; the nearest known ones are suggested."""

    def __init__(
        self, kind: str, name: object, known: Iterable[str], *, where: str = "", remedy: str = ""
    ) -> None:
        self.kind = kind
        self.name = str(name)
        self.known = tuple(known)
        super().__init__(
            f"there is no {kind} named '{name}'",
            where=where,
            remedy=remedy or nearest(self.name, self.known, kind),
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild_unknown_name, (self.kind, self.name, self.known, self.where, self.remedy))


class UnitError(CommonwealError):
    """A unit is unknown, or two units cannot be compared."""


class ParameterError(CommonwealError):
    """A lever, a prior or a table holds a value it must not hold."""


class WorldError(CommonwealError):
    """The people and places of a world contradict themselves."""


class BallotError(CommonwealError):
    """Ballots, or what is asked of a count of them, contradict the rules of the count."""


class ClaimError(CommonwealError):
    """A claim file asks for something that cannot be done."""


class QueryError(CommonwealError):
    """The SQL of a data claim is refused or fails."""


class RunError(CommonwealError):
    """A stored run is damaged, was made by other code, or cannot be written."""


class PluginError(CommonwealError):
    """An institution from outside the package cannot be loaded."""


class MissingExtra(CommonwealError):  # noqa: N818
    """An optional package is absent; the remedy is the command that installs it."""

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            f"this needs the package '{package}'",
            remedy=f"Install it with: pip install 'commonweal[{extra}]'",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return (MissingExtra, (self.package, self.extra))


class ModelError(CommonwealError):
    """A model returned something the protocol does not allow."""


class VerificationFailed(CommonwealError):  # noqa: N818
    """A hard check or the verification of a stored run failed."""

    exit_code = 1


def nearest(name: str, known: Iterable[str], kind: str = "name") -> str:
    """Suggest the known names closest to a misspelt one.

    >>> nearest("guarantee_week", ["waiting_list.guarantee_weeks", "guarantee_weeks"])
    "Did you mean 'guarantee_weeks' or 'waiting_list.guarantee_weeks'?"
    """
    names = list(dict.fromkeys(known))
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    tail = name.rsplit(".", 1)[-1]
    close += [other for other in names if other.rsplit(".", 1)[-1] == tail and other not in close]
    if not close:
        close = [n for n in names if name and (name in n or n in name)][:3]
    if close:
        return f"Did you mean {' or '.join(repr(n) for n in close[:3])}?"
    if not names:
        return f"No {kind} is known here."
    shown = ", ".join(sorted(names)[:12])
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return f"Known: {shown}{more}."


def _rebuild(kind: type[CommonwealError], what: str, where: str, remedy: str) -> CommonwealError:
    """Errors cross from worker processes by pickle, which knows no keyword arguments."""
    return kind(what, where=where, remedy=remedy)


def _rebuild_unknown_name(
    kind: str, name: str, known: tuple[str, ...], where: str, remedy: str
) -> UnknownName:
    return UnknownName(kind, name, known, where=where, remedy=remedy)
