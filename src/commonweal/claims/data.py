"""Data claims: a declared SQL query over shipped tables, and its alternatives of definition.

The query runs in a process of its own, on copies of the tables it names and nothing else (see
``sqlworker``), within limits of time, memory and rows. It returns one row with a column
``value``; further columns are shown beside it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from commonweal.claims import alternatives
from commonweal.claims.judgement import AlternativeOutcome, Estimate, Judgement, Rows, Verdict
from commonweal.claims.regions import Regions, parse_regions
from commonweal.claims.sandbox import SANDBOX
from commonweal.claims.schema import Claim, RegionsForm
from commonweal.claims.sqlworker import REMEDY, ROWS_SHOWN, Question, TableFile
from commonweal.claims.tables import Table, cites, tables_for
from commonweal.claims.verdicts import decide
from commonweal.core.errors import QueryError
from commonweal.core.units import unit_named

SECONDS = 30.0
"""A query may run this long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query returned: the value, the row or rows it came with, and the tables read."""

    value: float
    rows: Rows
    tables: tuple[Table, ...]


def judge(claim: Claim) -> Judgement:
    """Judge a data claim: where the value of its query lies among the regions.

    Raises QueryError for a query that is refused, fails, or does not give one number.
    """
    assert claim.query is not None and claim.regions is not None  # noqa: S101 - by kind
    answer = ask(claim.query, claim.folder, where=claim.where("query"))
    regions = regions_of(claim, claim.regions, ("regions",))
    verdict, reason = judged(answer.value, regions)
    outcomes = tuple(_alternatives(claim))
    return Judgement(
        claim,
        verdict,
        qualifiers=alternatives.qualifiers(verdict, outcomes),
        reason=reason,
        effect=_exact(answer.value, regions.unit),
        alternatives=outcomes,
        rows=answer.rows,
        sources=cites(answer.tables),
    )


def judged(value: float, regions: Regions) -> tuple[Verdict, str]:
    """The verdict on one exact figure, and the sentence that says why."""
    decision = decide(value, regions, exact=True)
    reason = f"{decision.reason}: {decision.because}" if decision.reason else decision.because
    return decision.verdict, reason


def regions_of(claim: Claim, form: RegionsForm, place: tuple[Any, ...]) -> Regions:
    """The regions of a figure, in the claim's unit, or else in the unit that they state."""
    texts = {name: text for name, text in form.model_dump().items() if text is not None}
    unit = (
        unit_named(claim.unit, where=claim.where("unit")).name
        if claim.unit
        else stated_unit(form.claim, where=claim.where(*place, "claim"))
    )
    return parse_regions(texts, unit, place=lambda name: claim.where(*place, name))


def stated_unit(region: str, *, where: str = "") -> str:
    """The unit at the end of a region, ``1`` where there is none.

    >>> stated_unit("= 10 seats")
    'seat'
    """
    ending = re.search(r"\d[\d,.]*\s*([^\d\s<>=±.,][^\d<>=±]*)$", region.strip())
    return unit_named(ending[1], where=where).name if ending else "1"


def ask(
    query: str, folder: Path | None = None, *, where: str = "", seconds: float = SECONDS
) -> Answer:
    """Run a query in its sandbox; ``folder`` is the article's, whose tables it may read.

    Raises QueryError when the SQL is refused or fails, or the answer is not one number.
    """
    tables, known = tables_for(query, folder)
    copied = tuple(TableFile(t.schema, t.name, t.path.absolute()) for t in tables)
    columns, rows = SANDBOX.ask(Question(query, copied, tuple(known), where, seconds))
    return Answer(_the_value(columns, rows, where), Rows(columns, rows), tuple(tables))


def _the_value(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...], where: str) -> float:
    if len(rows) != 1:
        count = f"more than {ROWS_SHOWN}" if len(rows) > ROWS_SHOWN else str(len(rows))
        raise QueryError(f"the query gives {count} rows, not one", where=where, remedy=REMEDY)
    if columns.count("value") != 1:
        given = f"no column 'value' but {', '.join(columns)}"
        if "value" in columns:
            given = f"{columns.count('value')} columns 'value'"
        raise QueryError(f"the query gives {given}", where=where, remedy=REMEDY)
    cell = rows[0][columns.index("value")]
    if isinstance(cell, int | float | Decimal) and math.isfinite(cell):
        return float(cell)
    # the text '12' is refused too: of texts, '9' is more than '12'
    remedy = "Check the joins and filters: did any row remain?"
    if isinstance(cell, str):
        remedy = "Cast the column to a number, and look in the table for cells that are none."
    raise QueryError(
        f"the value of the query is {'missing' if cell is None else repr(cell)}, not a number",
        where=where,
        remedy=remedy,
    )


def _alternatives(claim: Claim) -> Iterator[AlternativeOutcome]:
    for position, form in enumerate(claim.alternatives):
        place = ("alternatives", position)
        answer = ask(
            form.query or claim.query or "", claim.folder, where=claim.where(*place, "query")
        )
        stated = form.regions or claim.regions
        assert stated is not None  # noqa: S101 - by kind
        regions = regions_of(claim, stated, (*place, "regions") if form.regions else ("regions",))
        verdict, _ = judged(answer.value, regions)
        yield AlternativeOutcome(
            form.name, verdict, excluded=form.excluded, effect=_exact(answer.value, regions.unit)
        )


def _exact(value: float, unit: str) -> Estimate:
    return Estimate(value, value, value, unit)
