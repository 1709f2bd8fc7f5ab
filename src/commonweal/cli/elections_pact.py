"""``commonweal elections pact``: Labour and Liberals standing down for each other since 1918."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from commonweal.cli import output
from commonweal.cli.charts import charts_option, write_charts
from commonweal.cli.elections_shared import percent, share
from commonweal.cli.grid import Grid
from commonweal.cli.options import output_options

if TYPE_CHECKING:
    from commonweal.institutions.elections.break_even import Surface, Terms, Tried
    from commonweal.institutions.elections.withdrawals import Withdrawal

Command = TypeVar("Command", bound=Callable[..., Any])
_BESIDE_WITHDRAWALS = ("gave_up", "as_json", "traceback", "with_traceback", "help")
_SOURCE = "House of Commons Library, CBP-8647; UK Parliament, election results"


def _share_option(flag: str, words: str) -> Callable[[Command], Command]:
    return click.option(flag, type=share, default=None, metavar="SHARE", help=words)


@click.command()
@click.argument("elections", metavar="[ELECTION]...", nargs=-1)
@_share_option("--liberals", "Liberal voters who follow to Labour, as in 50%.")
@_share_option("--liberals-leak", "Of those who do not, who turn to the Conservatives.")
@_share_option("--labour", "Labour voters who follow to the Liberal.")
@_share_option("--labour-leak", "Of those who do not, who turn to the Conservatives.")
@click.option(
    "--stand-down", type=click.Choice(["weaker-before", "weaker-here"]), default="weaker-before",
    show_default=True, help="Who is weaker: by the election before, or by this one.",
)  # fmt: skip
@click.option(
    "--where", "scope", type=click.Choice(["everywhere", "conservative-seats"]),
    default="everywhere", show_default=True, help="Where they keep to the pact.",
)  # fmt: skip
@click.option(
    "--withdrawals", "gave_up", is_flag=True,
    help="Show instead where voters went when a party gave up without a pact.",
)  # fmt: skip
@charts_option("the break-even of each election, and the surface of a century")
@output_options
def pact(  # noqa: PLR0913 - one parameter an option
    *, elections: tuple[str, ...], liberals: float | None, liberals_leak: float | None,
    labour: float | None, labour_leak: float | None, stand_down: Any, scope: Any, gave_up: bool,
    charts: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Let Labour and Liberals stand down for each other at any election since 1918.

    ELECTION is a year, 1974F or 1974O; every one if none is named. Shares not given are
    those in the middle of what is thought possible. docs/pacts.md says what is assumed.
    """
    if gave_up:
        _stands_alone()
        _show_withdrawals(as_json)
        return
    from commonweal.institutions.elections import break_even
    from commonweal.institutions.elections.model import institution

    stated = {
        "liberals_follow": liberals, "liberals_leak": liberals_leak,
        "labour_follow": labour, "labour_leak": labour_leak,
    }  # fmt: skip
    middle = {name: institution.uncertainties[name].value for name in stated}
    shares = {name: middle[name] if given is None else given for name, given in stated.items()}
    terms = break_even.Terms(**shares, rule=stand_down, scope=scope)
    found = break_even.tried(terms, elections)
    surface = break_even.surface(terms)
    if charts is not None:
        from commonweal.reports.pact_charts import break_even_chart, surface_chart

        drawn = [break_even_chart(found, terms, source=f"Source: {_SOURCE}")]
        write_charts([*drawn, surface_chart(surface, source=f"Source: {_SOURCE}")], charts)
    if as_json:
        output.emit_json(_as_json(found, surface, terms))
        return
    _show(found, terms)
    if not elections:
        output.line()
        output.line(_of_a_century(surface))


def _stands_alone() -> None:
    """Raise UsageError for what is said beside --withdrawals, which takes none of it."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = parameter.name or ""
        said = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        if said and name not in _BESIDE_WITHDRAWALS and context.params.get(name) != ():
            raise click.UsageError(
                f"--withdrawals shows every election as it was: leave {parameter.opts[-1]} out"
                if isinstance(parameter, click.Option)
                else "--withdrawals shows every election as it was: name none"
            )


def _show(found: tuple[Tried, ...], terms: Terms) -> None:
    output.line(
        f"{percent(terms.liberals_follow)} of Liberal voters follow, {percent(terms.labour_follow)} "
        f"of Labour's; of the others {percent(terms.liberals_leak)} and "
        f"{percent(terms.labour_leak)} vote Conservative.",
        style="bold",
    )
    output.line()
    heads = ("election", "stand down in", "Con", "Lab", "Lib", "Con majority", "ends at")
    output.table(Grid(heads, tuple(map(_row, found)), right=frozenset(heads[1:]),
                      spare=("stand down in",)))  # fmt: skip
    output.line()
    output.line(
        "Seats apart → with a pact. Ends at: the least share of both partners' voters who must "
        "follow to end a Conservative majority; never: all are not enough."
    )
    output.line(f"Source: {_SOURCE}.")


def _row(one: Tried) -> tuple[str, ...]:
    con, lib, lab = (f"{one.apart[group]} → {one.pact[group]}" for group in range(3))
    was, is_now = one.majority_apart, one.majority_with_pact
    kept = {(True, True): "kept", (True, False): "lost", (False, True): "won"}.get((was, is_now))
    ends = "–" if one.break_even is None else f"{one.break_even:.0%}"
    return (
        one.election, str(one.constituencies), con, lab, lib, kept or "–",
        "never" if one.out_of_reach else ends,
    )  # fmt: skip


def _of_a_century(surface: Surface) -> str:
    least = surface.least(20)
    enough = "never 20 years fewer, whoever follows" if least is None else (
        f"20 years fewer from {least:.0%} of both partners' voters on"
    )  # fmt: skip
    return (
        f"{surface.span}: {surface.apart:.1f} years after elections with a Conservative majority; "
        f"{enough}."
    )


def _show_withdrawals(as_json: bool) -> None:
    from commonweal.institutions.elections.withdrawals import withdrawals

    found = (*withdrawals("lib"), *withdrawals("lab"))
    if as_json:
        output.emit_json([_withdrawal_json(one) for one in found])
        return
    heads = ("gave up", "between", "seats", "beside", "to the partner", "to Conservatives")
    rows = tuple(
        (
            {"lib": "Liberals", "lab": "Labour"}[one.party], f"{one.before} and {one.after}",
            str(one.seats), str(one.beside), _with_error(one.to_partner, one.partner_error),
            _with_error(one.to_conservatives, one.conservative_error),
        )
        for one in found
    )  # fmt: skip
    output.table(Grid(heads, rows, right=frozenset(heads[2:])))
    output.line()
    output.line(
        "Shares of the party's former voters, ± one standard error, by how much more the others "
        "changed where it gave up (seats) than where it stood neither time (beside)."
    )
    output.line(f"Source: {_SOURCE}.")


def _with_error(value: float, error: float) -> str:
    sign = "−" if value < 0 else ""
    return f"{sign}{abs(100 * value):.0f} ± {100 * error:.0f}%"


def _withdrawal_json(one: Withdrawal) -> dict[str, Any]:
    return {
        "party": one.party, "before": one.before, "after": one.after, "seats": one.seats,
        "beside": one.beside, "to_partner": one.to_partner, "partner_error": one.partner_error,
        "to_conservatives": one.to_conservatives, "conservative_error": one.conservative_error,
    }  # fmt: skip


def _as_json(found: tuple[Tried, ...], surface: Surface, terms: Terms) -> dict[str, Any]:
    from commonweal.institutions.elections.history import GROUPS

    return {
        "terms": {
            "liberals_follow": terms.liberals_follow, "liberals_leak": terms.liberals_leak,
            "labour_follow": terms.labour_follow, "labour_leak": terms.labour_leak,
            "stand_down": terms.rule, "where": terms.scope,
        },
        "elections": [
            {
                "election": one.election, "house": one.house, "stand_down": one.constituencies,
                "apart": dict(zip(GROUPS, one.apart, strict=True)),
                "pact": dict(zip(GROUPS, one.pact, strict=True)),
                "majority_apart": one.majority_apart, "majority_with_pact": one.majority_with_pact,
                "break_even": one.break_even, "out_of_reach": one.out_of_reach,
            }
            for one in found
        ],
        "surface": {
            "span": surface.span, "years_apart": surface.apart, "shares": surface.shares,
            "years": surface.years, "least_for_20_years": surface.least(20),
        },
    }  # fmt: skip
