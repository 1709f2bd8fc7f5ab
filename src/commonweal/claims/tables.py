"""The tables a data claim may query: those of institutions and those beside the claim file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import Field

from commonweal.core.errors import ParameterError, QueryError
from commonweal.core.yamlfile import read_yaml, validated
from commonweal.institutions import registry
from commonweal.parameters.sources import Form, Source, Text

HERE = "here"
"""The schema under which a claim finds the tables of its own folder, whatever its name."""
_SUFFIXES = (".csv", ".parquet")


class TableNote(Form):
    """The file beside a table that says what it holds and where it comes from."""

    schema_: Literal[1] = Field(alias="schema")
    title: Text
    columns: Mapping[str, str]
    sources: tuple[Source, ...] = Field(min_length=1)
    licence: Text
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table a query may read: its schema and name in SQL, and its file."""

    schema: str
    name: str
    path: Path

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    def note(self) -> TableNote | None:
        """What the file beside the table says of it; None where there is no such file."""
        beside = self.path.with_suffix(".yaml")
        return validated(TableNote, read_yaml(beside), ParameterError) if beside.exists() else None


def library_folder() -> Path:
    """The folder of the shipped claims."""
    return Path(str(files("commonweal.library")))


def tables_in(folder: Path, schema: str) -> dict[str, Table]:
    """The tables in the ``tables`` folder of an article, by full name."""
    return {
        table.full_name: table
        for path in sorted((folder / "tables").glob("*"))
        if path.suffix in _SUFFIXES
        for table in (Table(schema, path.stem, path),)
    }


def schema_of(folder: Path) -> str:
    """The name of a folder as SQL can spell it."""
    return re.sub(r"\W", "_", folder.name.lower()) or HERE


def tables_for(query: str, folder: Path | None) -> tuple[list[Table], list[str]]:
    """The tables that a query names, and every table it might have named.

    Only institutions that the query mentions are imported. Raises QueryError for a table of
    which there are two files.
    """
    named = set(re.findall(r"\b([a-z_]\w*)\s*\.\s*\"?[a-z_]", query.lower()))
    known: dict[str, Table] = {}
    for schema, place in _article_folders().items():
        known |= tables_in(place, schema)
    if folder is not None:
        known |= tables_in(folder, schema_of(folder)) | tables_in(folder, HERE)
    for institution in named.intersection(registry.names()):
        known |= _tables_of(institution)
    wanted = [
        table for full_name, table in known.items() if _mentions(query, table.schema, table.name)
    ]
    for table in wanted:
        _refuse_twin(table)
    return wanted, sorted(known)


def cites(tables: Iterable[Table]) -> tuple[str, ...]:
    """The sources of the tables, each once."""
    notes = [note for table in tables if (note := table.note())]
    return tuple(dict.fromkeys(source.cite() for note in notes for source in note.sources))


def _refuse_twin(table: Table) -> None:
    others = [table.path.with_suffix(suffix) for suffix in _SUFFIXES]
    for other in others:
        if other != table.path and other.exists():
            raise QueryError(
                f"two files hold the table '{table.full_name}': {table.path.name} and {other.name}",
                where=str(table.path.parent),
                remedy="Take one of them out of the folder.",
            )


def _mentions(query: str, schema: str, name: str) -> bool:
    pattern = rf"\b{re.escape(schema)}\"?\s*\.\s*\"?{re.escape(name)}\b"
    return re.search(pattern, query, re.IGNORECASE) is not None


def _tables_of(institution: str) -> dict[str, Table]:
    paths = registry.find(institution).tables
    tables = (Table(institution, name, Path(path)) for name, path in paths.items())
    return {table.full_name: table for table in tables}


@cache
def _article_folders() -> dict[str, Path]:
    root = library_folder()
    return {schema_of(p): p for p in sorted(root.iterdir()) if (p / "tables").is_dir()}
