"""Data claims: a declared SQL query over shipped tables, and its alternatives of definition.

The query runs in a database in memory that holds copies of the tables it names, and nothing
else: no files, no network, no settings, one SELECT statement in a read-only transaction,
within limits of time, memory and rows. It returns one row with a column ``value``; further
columns are shown beside it.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonweal.claims import alternatives
from commonweal.claims.judgement import AlternativeOutcome, Estimate, Judgement, Rows, Verdict
from commonweal.claims.regions import Regions, parse_regions
from commonweal.claims.schema import Claim, RegionsForm
from commonweal.claims.tables import Table, cites, tables_for
from commonweal.claims.verdicts import decide
from commonweal.core.errors import QueryError, nearest
from commonweal.core.units import unit_named

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SECONDS = 30.0
"""A query may run this long."""
_MEMORY = "1GB"
_ROWS_SHOWN = 100
_TEXT_OR_COMMENT = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_CHANGING = re.compile(
    r"\b(random|setseed|uuid(?:v[47])?|gen_random_uuid|now|today|get_current_time(?:stamp)?"
    r"|transaction_timestamp|current_setting|sleep_ms|write_log)\s*\("
    r"|\b(current_date|current_time(?:stamp)?|localtime(?:stamp)?|tablesample|using\s+sample)\b",
    re.IGNORECASE,
)
"""What would give another answer on another day, machine or run."""
_REMEDY = "Write one SELECT that gives one row with a column named 'value'."


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
    with _sandbox(tables) as connection:
        _only_a_select(connection, query, where)
        _refuse_chance(query, where)
        columns, rows = _answered(connection, query, known, where, seconds)
    return Answer(_the_value(columns, rows, where), Rows(columns, rows), tuple(tables))


@contextmanager
def _sandbox(tables: Iterable[Table]) -> Iterator[DuckDBPyConnection]:
    """A database in memory with copies of the tables, shut off from everything else."""
    import duckdb

    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": _MEMORY})
    try:
        for table in tables:
            _load(connection, table)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        connection.execute("BEGIN TRANSACTION READ ONLY")
        yield connection
    finally:
        connection.close()


def _load(connection: DuckDBPyConnection, table: Table) -> None:
    import duckdb

    reader = (
        "read_parquet(?)"
        if table.path.suffix == ".parquet"
        else "read_csv(?, header = true, sample_size = -1)"
    )
    try:
        connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{table.schema}"')
        connection.execute(
            f'CREATE TABLE "{table.schema}"."{table.name}" AS SELECT * FROM {reader}',  # noqa: S608 - names come from the folder, not from the query
            [str(table.path)],
        )
    except duckdb.Error as error:
        raise QueryError(
            f"the table '{table.full_name}' cannot be read: {_first_line(error)}",
            where=str(table.path),
            remedy="Repair the file, or take it out of the folder.",
        ) from error


def _only_a_select(connection: DuckDBPyConnection, query: str, where: str) -> None:
    import duckdb

    try:
        statements = connection.extract_statements(query)
    except duckdb.Error as error:
        raise QueryError(
            f"the query is not SQL: {_first_line(error)}", where=where, remedy=_REMEDY
        ) from None
    if len(statements) != 1:
        raise QueryError(
            f"the query holds {len(statements)} statements", where=where, remedy=_REMEDY
        )
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = statements[0].type.name.replace("_", " ").title().upper()
        raise QueryError(
            f"the query is a {kind} statement; a claim may only read",
            where=where,
            remedy=_REMEDY,
        )


def _refuse_chance(query: str, where: str) -> None:
    found = _CHANGING.search(_TEXT_OR_COMMENT.sub(" ", query))
    if found:
        raise QueryError(
            f"'{found[1] or found[2]}' would give another answer another time", where=where,
            remedy="A claim's query gives the same answer on any day: write dates out, and draw "
            "no samples.",
        )  # fmt: skip


def _answered(
    connection: DuckDBPyConnection, query: str, known: list[str], where: str, seconds: float
) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    import duckdb

    clock = threading.Timer(seconds, connection.interrupt)
    clock.start()
    try:
        result = connection.execute(query)
        rows = tuple(result.fetchmany(_ROWS_SHOWN + 1))
        columns = tuple(column[0] for column in result.description or ())
    except duckdb.InterruptException:
        raise QueryError(
            f"the query ran for more than {seconds:g} seconds", where=where,
            remedy="Make it simpler, or the table smaller.",
        ) from None  # fmt: skip
    except (
        duckdb.PermissionException,
        duckdb.InvalidInputException,
        duckdb.TransactionException,
    ) as error:
        raise QueryError(
            f"the query is refused: {_first_line(error)}", where=where,
            remedy="A query reads the shipped tables and those beside the claim, no files, and "
            "changes nothing.",
        ) from None  # fmt: skip
    except duckdb.Error as error:
        raise QueryError(
            f"the query fails: {_first_line(error)}", where=where,
            remedy=_near_table(str(error), known) or _REMEDY,
        ) from None  # fmt: skip
    except RuntimeError as error:
        # duckdb answers Ctrl-C with an error of its own
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from None
        raise
    finally:
        clock.cancel()
    return columns, rows


def _the_value(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...], where: str) -> float:
    if len(rows) != 1:
        count = f"more than {_ROWS_SHOWN}" if len(rows) > _ROWS_SHOWN else str(len(rows))
        raise QueryError(f"the query gives {count} rows, not one", where=where, remedy=_REMEDY)
    if "value" not in columns:
        raise QueryError(
            f"the query gives no column 'value' but {', '.join(columns)}",
            where=where,
            remedy=_REMEDY,
        )
    cell = rows[0][columns.index("value")]
    try:
        value = float(cell)
    except (TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise QueryError(
            f"the value of the query is {'missing' if cell is None else repr(cell)}, not a number",
            where=where,
            remedy="Check the joins and filters: did any row remain?",
        )
    return value


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


def _near_table(message: str, known: list[str]) -> str:
    missing = re.search(r"(?:Table with name|schema) \"?([\w/.]+)\"?", message)
    return nearest(missing[1], known, "table") if missing else ""


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
