"""Ballots from a file of the user's, whatever format they come in."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from commonweal.institutions.elections import ballot_formats
from commonweal.institutions.elections.ballot_preflib import preflib
from commonweal.institutions.elections.ballot_sheet import plain
from commonweal.institutions.elections.ballots import BallotFile, Draft, Irregular, settled
from commonweal.institutions.elections.textfiles import text_of

Form = Literal["auto", "blt", "scottish", "preflib", "csv"]
_PREFLIB = frozenset(
    {".soc", ".soi", ".toc", ".toi", ".cat", ".wmd", ".tog", ".mjg", ".wmg", ".pwg"}
)


def ballot_file(
    path: Path,
    *,
    form: Form = "auto",
    irregular: Irregular = "refuse",
    encoding: str = "",
    ignored: Collection[str] = (),
) -> BallotFile:
    """Read ballots, check them and aggregate those that are alike.

    ``form``: how the file is laid out, told by its name and beginning unless given: ``blt``,
    ``scottish`` (a ward), ``preflib``, ``csv``. ``irregular``: what becomes of ballots that skip,
    repeat or rank equally. ``ignored``: columns of a plain CSV to pass over.

    Raises FileError for a file that is absent, cut short or not text; BallotError, with the
    line, for ballots that cannot be counted.
    """
    text = text_of(path, encoding)
    return settled(_draft(path, text, form, ignored), irregular)


def _draft(path: Path, text: str, form: Form, ignored: Collection[str]) -> Draft:
    match _form(path, text) if form == "auto" else form:
        case "blt":
            return ballot_formats.blt(path, text)
        case "scottish":
            return ballot_formats.scottish(path, text)
        case "preflib":
            return preflib(path, text)
        case _:
            return plain(path, text, ignored)


def _form(path: Path, text: str) -> Form:
    """What a file is by its name, or else by how it begins."""
    suffix = path.suffix.lower()
    if suffix == ".blt":
        return "blt"
    if suffix in _PREFLIB:
        return "preflib"
    if ballot_formats.is_scottish(text):
        return "scottish"
    if suffix == ".csv":
        return "csv"
    first = text.lstrip().split("\n")[0].split()
    if len(first) == 2 and all(word.isdecimal() for word in first):
        return "blt"
    return "preflib" if first[0] == "#" else "csv"
