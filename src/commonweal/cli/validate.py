"""``commonweal validate``: does each institution give the figures it must give?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from commonweal.cli import failure, output
from commonweal.cli.grid import Grid
from commonweal.cli.institutions import Roll
from commonweal.cli.options import output_options, quiet_option
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.core.checks import Check, CheckResult
    from commonweal.core.protocol import Institution


@click.command(short_help="Check institutions against known figures.")
@click.argument("institutions", nargs=-1, metavar="[INSTITUTION]...")
@click.option("--misses", is_flag=True, help="Show only what misses, or was not run.")
@quiet_option
@output_options
def validate(*, institutions: tuple[str, ...], misses: bool, quiet: bool, as_json: bool) -> None:
    """Check institutions against identities, closed forms and published figures.

    Prints for each check what was expected, what came out, the tolerance and the state:
    pass, miss or not run (a peer that is not installed is never a pass). Misses stand first.
    Exit code 1 when an identity, a closed form or an official result misses.
    """
    roll = Roll(as_json=as_json)
    results = _results(roll.load(institutions), roll, quiet=quiet or as_json)
    if as_json:
        output.emit_json({"checks": [result.as_json() for result in results]})
    else:
        _print(results, only_misses=misses)
    roll.close(failure.FAILED if any(result.failed_hard for result in results) else failure.DONE)


def _results(loaded: Sequence[Institution], roll: Roll, *, quiet: bool) -> list[CheckResult]:
    """Run every check; one that cannot be computed is reported and leaves the others alone."""
    listed: list[tuple[Institution, Check]] = []
    for institution in loaded:
        try:
            listed += [(institution, check) for check in institution.checks()]
        except Exception as error:
            roll.report(error)
    results = []
    with Progress("checks", quiet=quiet) as progress:
        progress.update(0, len(listed))
        for done, (institution, check) in enumerate(listed, start=1):
            progress.note(f"{institution.name}: {check.id}")
            try:
                results.append(check.run(institution.name))
            except Exception as error:
                roll.report(_cannot(check, institution, error))
            progress.update(done, len(listed))
    return sorted(results, key=_order)


def _cannot(check: Check, institution: Institution, error: Exception) -> Exception:
    from commonweal.core.errors import CommonwealError, ModelError

    cause = str(error) if isinstance(error, CommonwealError) else f"{type(error).__name__}: {error}"
    wrapped = ModelError(
        f"the check '{check.id}' cannot be computed: {cause}",
        where=institution.name,
        remedy="Repair the institution, or its check; the other checks were run.",
    )
    wrapped.__cause__ = error
    return wrapped


_STATES = ("miss", "not run", "pass")
_FEW = 2
"""So many figures of a list are shown where a check has one line; --json has them all."""


def _order(result: CheckResult) -> tuple[int, bool]:
    return _STATES.index(result.state), not result.failed_hard


def _print(results: Sequence[CheckResult], *, only_misses: bool) -> None:
    """Misses with all that explains them, the other checks a line each, the count last."""
    for result in results:
        if result.state != "pass":
            _print_miss(result)
    if not only_misses:
        for institution in dict.fromkeys(result.institution for result in results):
            _print_passes(institution, results)
    output.line()
    _print_count(results)


def _print_miss(result: CheckResult) -> None:
    check = result.check
    output.line(
        f"{result.state:<7}  {result.institution}: {check.id} ({check.kind})",
        style=output.STYLES[result.state],
    )
    output.line(
        f"expected {_short(check.expected)}, got {_short(result.got) or 'nothing'}, "
        f"tolerance {check.tolerance:g}",
        indent=9,
    )
    output.line(_explained(result), indent=9)


def _print_passes(institution: str, results: Sequence[CheckResult]) -> None:
    passed = [one for one in results if (one.institution, one.state) == (institution, "pass")]
    if not passed:
        return
    heads = (institution, "state", "kind", "expected", "got", "tolerance")
    rows = tuple(
        (
            one.check.id, "pass", one.check.kind, _short(one.check.expected, _FEW),
            _short(one.got, _FEW), f"{one.check.tolerance:g}",
        )
        for one in passed
    )  # fmt: skip
    output.line()
    output.table(
        Grid(
            heads, rows, frozenset({"tolerance"}), frozenset({"state", institution}),
            spare=("kind",),
        )
    )  # fmt: skip


def _print_count(results: Sequence[CheckResult]) -> None:
    counts = {state: sum(r.state == state for r in results) for state in _STATES}
    hard = sum(result.failed_hard for result in results)
    misses = [f"{one.institution}: {one.check.id}" for one in results if one.state == "miss"]
    told = f" Missed: {', '.join(misses)}." if misses else ""
    output.line(
        f"{len(results)} {'check' if len(results) == 1 else 'checks'}: {counts['pass']} pass, "
        f"{counts['miss']} miss ({hard} that must pass), {counts['not run']} not run.{told}"
    )


def _explained(result: CheckResult) -> str:
    told = [f"{result.check.title.rstrip('.')}."]
    if result.state == "miss":
        allowed = f"{result.check.tolerance:g}"
        told.append(f"Off by {output.found(result.size)}, against {allowed} allowed.")
    if result.note:
        note = " ".join(result.note.split())
        told.append(f"{note[:1].upper()}{note[1:]}.")
    return " ".join([*told, f"Source: {result.check.source}"])


def _short(value: object, most: int = 6) -> str:
    """A figure, or the beginning of a list of figures."""
    if isinstance(value, list | tuple):
        shown = ", ".join(_short(item) for item in value[:most])
        return f"[{shown}{', …' if len(value) > most else ''}]"
    if hasattr(value, "tolist"):
        return _short(value.tolist(), most)
    return output.stated(value)
