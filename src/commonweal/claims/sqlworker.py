"""Answers the queries of data claims in a process of its own, which ``sandbox`` starts and ends.

DuckDB looks at its clock and its memory between batches of rows. A query can still keep it busy,
or fill the machine, inside one function or while it is planned: only a process that ends itself
holds to its limits then. The query sees copies of the tables it names, and nothing else: no
files, no network, no settings, one SELECT statement in a read-only transaction.
"""

from __future__ import annotations

import faulthandler
import glob
import json
import os
import pickle
import re
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from commonweal.core.errors import QueryError, nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

REMEDY = "Write one SELECT that gives one row with a column named 'value'."
GRACE_SECONDS = 2.0
"""How long after its time a query that cannot be interrupted may still run."""
ROWS_SHOWN = 100

_MEMORY = "1GB"
_ADDRESS_SPACE = 4 * 2**30
"""What the process may reserve, program included; DuckDB does not count every allocation."""
_LARGEST_REPLY = 10_000_000
_TABLE_FUNCTIONS = frozenset(
    {"generate_series", "json_each", "json_tree", "range", "repeat", "repeat_row", "unnest"}
)
"""Table functions that compute their rows from their arguments; all others look around."""
_CLOCK_WORDS = frozenset(
    {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
)

Reply = tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]
"""The names of the columns, and the rows."""


class TableFile(NamedTuple):
    """A table: its schema and name in SQL, and its file."""

    schema: str
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the tables it reads, the names it might have meant, its place and its time."""

    query: str
    tables: tuple[TableFile, ...]
    known: tuple[str, ...]
    where: str
    seconds: float


def serve() -> None:
    """Read questions from stdin and write replies to stdout, both pickled, until stdin ends."""
    _limit_memory()
    questions, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # whatever else would print must not stand among the replies
    while True:
        try:
            question: Question = pickle.load(questions)  # noqa: S301 - from the process that made this one
        except EOFError:
            return
        # ends this process even where DuckDB neither answers an interrupt nor lets Python run
        faulthandler.dump_traceback_later(question.seconds + GRACE_SECONDS, exit=True, file=nowhere)
        try:
            reply = pickle.dumps(answered(question))
            if len(reply) > _LARGEST_REPLY:
                raise QueryError(
                    f"the query gives {len(reply) / 1e6:,.0f} MB", where=question.where,
                    remedy="Give one row of numbers and short texts.",
                )  # fmt: skip
        except MemoryError:
            reply = pickle.dumps(too_large(question))
        except Exception as error:  # a refusal, or a mistake of ours: told where it was asked
            reply = pickle.dumps(error)
        faulthandler.cancel_dump_traceback_later()
        replies.write(reply)
        replies.flush()


def answered(question: Question) -> Reply:
    """Run a query; QueryError when it is refused or fails."""
    with _sandbox(question.tables) as connection:
        _only_a_select(connection, question)
        _refuse_what_changes(connection, question)
        return _run(connection, question)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    least = _ADDRESS_SPACE if hard == resource.RLIM_INFINITY else min(_ADDRESS_SPACE, hard)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))


def _connected() -> DuckDBPyConnection:
    import duckdb

    settings: dict[str, Any] = {
        "threads": 1, "memory_limit": _MEMORY, "temp_directory": "",
        "autoload_known_extensions": False, "autoinstall_known_extensions": False,
    }  # fmt: skip
    return duckdb.connect(":memory:", config=settings)


@contextmanager
def _sandbox(tables: Iterable[TableFile]) -> Iterator[DuckDBPyConnection]:
    """A database in memory with copies of the tables, shut off from everything else."""
    connection = _connected()
    try:
        for table in tables:
            _load(connection, table)
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        connection.execute("BEGIN TRANSACTION READ ONLY")
        yield connection
    finally:
        connection.close()


def _load(connection: DuckDBPyConnection, table: TableFile) -> None:
    import duckdb

    reader = (
        "read_parquet(?, hive_partitioning = false)"
        if table.path.suffix == ".parquet"
        else "read_csv(?, header = true, sample_size = -1, hive_partitioning = false)"
    )
    schema, name = _quoted(table.schema), _quoted(table.name)
    try:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        connection.execute(
            f"CREATE TABLE {schema}.{name} AS SELECT * FROM {reader}",  # noqa: S608 - quoted
            [glob.escape(str(table.path))],  # a folder [a] is not the folder a
        )
    except duckdb.Error as error:
        raise QueryError(
            f"the table '{table.schema}.{table.name}' cannot be read: {_first_line(error)}",
            where=str(table.path),
            remedy="Repair the file, or take it out of the folder.",
        ) from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _only_a_select(connection: DuckDBPyConnection, question: Question) -> None:
    import duckdb

    try:
        statements = connection.extract_statements(question.query)
    except duckdb.Error as error:
        raise QueryError(
            f"the query is not SQL: {_first_line(error)}", where=question.where, remedy=REMEDY
        ) from None
    if len(statements) != 1:
        raise QueryError(
            f"the query holds {len(statements)} statements", where=question.where, remedy=REMEDY
        )
    if statements[0].type != duckdb.StatementType.SELECT:
        kind = statements[0].type.name.replace("_", " ").title().upper()
        raise QueryError(
            f"the query is a {kind} statement; a claim may only read",
            where=question.where,
            remedy=REMEDY,
        )


def _refuse_what_changes(connection: DuckDBPyConnection, question: Question) -> None:
    """Refuse what would give another answer on another day, machine or run."""
    for name, kind in _used(_parsed(connection, question), "a function"):
        if kind == "a table function" and name not in _TABLE_FUNCTIONS:
            raise QueryError(
                f"the query is refused: '{name}' may not be read from", where=question.where,
                remedy="A query reads the shipped tables and those beside the claim, no files, "
                "and changes nothing.",
            )  # fmt: skip
        if kind != "a table function" and name in _changing():
            raise QueryError(
                f"'{name}' would give another answer another time", where=question.where,
                remedy="A claim's query gives the same answer on any day: write dates out, and "
                "draw no samples.",
            )  # fmt: skip


def _parsed(connection: DuckDBPyConnection, question: Question) -> Any:
    """The query as DuckDB's own parser sees it, whatever its quotes and comments."""
    row = connection.execute("SELECT json_serialize_sql(?)", [question.query]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:
        raise QueryError(
            f"the query cannot be read: {tree.get('error_message', 'it is not understood')}",
            where=question.where,
            remedy=REMEDY,
        )
    return tree["statements"]


def _used(tree: Any, kind: str) -> Iterator[tuple[str, str]]:
    """The functions, clock words and samples of a parsed query, each with its kind."""
    if isinstance(tree, list):
        for part in tree:
            yield from _used(part, "a function")
    elif isinstance(tree, dict):
        name = str(tree.get("function_name", "")).lower()
        if name == "age" and len(tree.get("arguments") or tree.get("children") or ()) == 1:
            name = "current_date"  # age(day) counts up to today
        if name:
            yield name, kind
        if tree.get("sample"):
            yield "sample", kind
        words = tree.get("column_names", ())
        if len(words) == 1 and words[0].lower() in _CLOCK_WORDS:
            yield words[0].lower(), kind
        deeper = "a table function" if tree.get("type") == "TABLE_FUNCTION" else "a function"
        for key, part in tree.items():
            yield from _used(part, deeper if key == "function" else "a function")


@cache
def _changing() -> frozenset[str]:
    """What DuckDB itself says is not the same every time, and the macros built on it."""
    with _connected() as connection:
        listed = connection.execute(
            "SELECT function_name, stability, macro_definition FROM duckdb_functions()"
        ).fetchall()
    names = {name for name, stability, _ in listed if stability not in (None, "CONSISTENT")}
    names = (names | _CLOCK_WORDS | {"sample", "version"}) - {"error"}  # error() fails always
    macros = {(name, body) for name, _, body in listed if body}
    while (
        found := {
            name for name, body in macros if names.intersection(re.findall(r"\w+", body.lower()))
        }
        - names
    ):
        names |= found
    return frozenset(names)


def _run(connection: DuckDBPyConnection, question: Question) -> Reply:
    import duckdb

    clock = threading.Timer(question.seconds, connection.interrupt)
    clock.start()
    try:
        result = connection.execute(question.query)
        rows = tuple(result.fetchmany(ROWS_SHOWN + 1))
        return tuple(column[0] for column in result.description or ()), rows
    except duckdb.InterruptException:
        raise too_long(question) from None
    except (
        duckdb.PermissionException,
        duckdb.InvalidInputException,
        duckdb.TransactionException,
    ) as error:
        raise QueryError(
            f"the query is refused: {_first_line(error)}", where=question.where,
            remedy="A query reads the shipped tables and those beside the claim, no files, and "
            "changes nothing.",
        ) from None  # fmt: skip
    except (duckdb.OutOfMemoryException, MemoryError):
        raise too_large(question) from None
    except duckdb.Error as error:
        raise QueryError(
            f"the query fails: {_first_line(error)}", where=question.where,
            remedy=_near_table(str(error), question.known) or REMEDY,
        ) from None  # fmt: skip
    finally:
        clock.cancel()


def too_long(question: Question) -> QueryError:
    """The error of a query that ran out of time."""
    return QueryError(
        f"the query ran for more than {question.seconds:g} seconds", where=question.where,
        remedy="Make it simpler, or the table smaller.",
    )  # fmt: skip


def too_large(question: Question) -> QueryError:
    """The error of a query that ran out of memory."""
    return QueryError(
        f"the query needs more memory than it may use ({_MEMORY})", where=question.where,
        remedy="Make it simpler, or the table smaller.",
    )  # fmt: skip


def _near_table(message: str, known: Iterable[str]) -> str:
    missing = re.search(r"(?:Table with name|schema) \"?([\w/.]+)\"?", message)
    return nearest(missing[1], known, "table") if missing else ""


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
