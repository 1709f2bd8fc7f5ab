"""``commonweal validate``: does each institution give the figures it must give?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from commonweal.cli import failure, output
from commonweal.cli.institutions import Roll
from commonweal.cli.options import output_options, quiet_option
from commonweal.cli.progress import Progress

if TYPE_CHECKING:
    from commonweal.core.checks import Check, CheckResult
    from commonweal.core.protocol import Institution


@click.command(short_help="Check institutions against known figures.")
@click.argument("institutions", nargs=-1, metavar="[INSTITUTION]...")
@quiet_option
@output_options
def validate(institutions: tuple[str, ...], quiet: bool, as_json: bool) -> None:
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
        _print(results)
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


def _order(result: CheckResult) -> tuple[int, bool]:
    return _STATES.index(result.state), not result.failed_hard


def _print(results: Sequence[CheckResult]) -> None:
    for result in results:
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
        if result.state != "pass":
            output.line(_explained(result), indent=9)
    counts = {state: sum(r.state == state for r in results) for state in _STATES}
    hard = sum(result.failed_hard for result in results)
    output.line()
    output.line(
        f"{len(results)} checks: {counts['pass']} pass, {counts['miss']} miss "
        f"({hard} that must pass), {counts['not run']} not run."
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


def _short(value: object) -> str:
    """A figure, or the beginning of a list of figures."""
    if isinstance(value, list | tuple):
        shown = ", ".join(_short(item) for item in value[:6])
        return f"[{shown}{', …' if len(value) > 6 else ''}]"
    if hasattr(value, "tolist"):
        return _short(value.tolist())
    return output.stated(value)
