"""The run store: a folder a run, ``run.json`` and Parquet blocks, each written whole or not at all.

A block's rows stand in long form, one number a row, which any tool can read and which is written
ten times faster than hundreds of columns: ``series`` (such as ``measure|guarantee|mean_wait``),
``place`` (the position among the flattened axes of the series), ``draw``, ``replicate``, ``value``.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ModelError, RunError, nearest
from commonweal.core.protocol import UnitTable
from commonweal.experiments.block import Block, UnitSums

SCHEMA = 1
_RUN_FILE = "run.json"
_DESCRIBED: Mapping[str, type] = {
    "identity": dict, "tables": dict, "environment": dict, "world": str, "commonweal": str,
}  # fmt: skip
"""What a description must hold for a run to be read, listed and verified."""
_BLOCK_NAME = re.compile(r"block-(\d{6})\.parquet")
_DAMAGED = (
    "Restore the file from a copy, or delete it and run the same command again: "
    "only this block is computed anew."
)


_DESCRIBE_ANEW = "Delete run.json and run the same command again."


@dataclass(frozen=True)
class Store:
    """Where runs are kept. Nothing in it is ever half written: files are renamed into place."""

    folder: Path

    def ids(self) -> list[str]:
        """The runs that are stored, sorted by name."""
        if not self.folder.is_dir():
            return []
        return sorted(path.parent.name for path in self.folder.glob(f"*/{_RUN_FILE}"))

    def describe(self, run: str) -> dict[str, Any]:
        """The contents of ``run.json``.

        Raises RunError when the run is unknown, its description is damaged, or it was
        written under another schema.
        """
        path = self.folder / run / _RUN_FILE
        if not path.exists():
            raise RunError(
                f"there is no stored run '{run}'",
                where=str(self.folder),
                remedy=nearest(run, self.ids(), "run"),
            )
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            schema = held["schema"]
            strange = [key for key, kind in _DESCRIBED.items() if not isinstance(held[key], kind)]
            if strange and schema == SCHEMA:
                raise ValueError(f"its '{strange[0]}' is not what it should be")
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RunError(
                f"the description of the run is damaged: {error}",
                where=str(path),
                remedy="Delete the file and run the same command again; whole blocks are kept.",
            ) from error
        if schema != SCHEMA:
            raise RunError(
                f"the run was stored under schema {schema}; this version reads schema {SCHEMA}",
                where=str(path),
                remedy="Use the version of Commonweal that made it, or run the claim again.",
            )
        assert isinstance(held, dict)  # noqa: S101 - it has a key
        return held

    def begin(self, run: str, description: Mapping[str, Any]) -> None:
        """Write ``run.json`` unless the same description already stands there."""
        text = json.dumps(description, indent=1, sort_keys=True) + "\n"
        path = self.folder / run / _RUN_FILE
        if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
            return
        _sweep(path.parent)
        with _writing(path) as partial:
            partial.write_text(text, encoding="utf-8")

    def blocks(self, run: str) -> list[int]:
        """The numbers of the blocks that are stored."""
        found = (_BLOCK_NAME.fullmatch(path.name) for path in (self.folder / run).glob("block-*"))
        return sorted(int(match[1]) for match in found if match)

    def write(self, run: str, block: Block) -> None:
        """Store a block: the units' sums first, the block last, so that a block is whole."""
        folder = self.folder / run
        for name, sums in block.units.items():
            self._write_table(run, sums.table)
            columns: dict[str, npt.NDArray[Any]] = {"id": sums.table.ids}
            columns |= {f"total|{arm}": values for arm, values in sums.total.items()}
            columns |= {f"count|{arm}": values for arm, values in sums.count.items()}
            _write_parquet(folder / _units_name(name, block.number), columns)
        _write_block(folder / f"block-{block.number:06d}.parquet", block.columns)

    def read(
        self, run: str, number: int, tables: Mapping[str, UnitTable], *, unsealed: bool = False
    ) -> Block:
        """A stored block; RunError when a file is missing, cut short, or not what was written.

        ``unsealed`` reads what stands there whatever its digest, for one who compares.
        """
        folder = self.folder / run
        block = Block(number, _read_block(folder / f"block-{number:06d}.parquet", unsealed))
        for name, table in tables.items():
            path = folder / _units_name(name, number)
            held = _read_parquet(path, unsealed)
            if "id" not in held or not np.array_equal(held["id"], table.ids):
                raise RunError(
                    "the units are not those of the run", where=str(path), remedy=_DAMAGED
                )
            block.units[name] = UnitSums(table, _under("total|", held), _under("count|", held))
        return block

    def read_tables(self, run: str, facts: Mapping[str, Mapping[str, Any]]) -> dict[str, UnitTable]:
        """The unit tables of a run, from their Parquet files and the facts in ``run.json``.

        Raises RunError when a file is damaged, or does not fit the facts.
        """
        tables = {}
        for path in (self.folder / run).glob("table-*.parquet"):
            if path.stem.removeprefix("table-") not in facts:
                raise RunError(
                    "run.json does not mention the table", where=str(path), remedy=_DESCRIBE_ANEW
                )
        for name, fact in facts.items():
            path = self.folder / run / f"table-{name}.parquet"
            held = _read_parquet(path)
            try:
                labels = {group: tuple(texts) for group, texts in fact["labels"].items()}
                tables[name] = UnitTable(
                    name, fact["title"], fact["value_unit"], fact["better"], held["id"],
                    held["weight"], _under("group|", held), labels, fact["cells"],
                )  # fmt: skip
            except (KeyError, TypeError, AttributeError, ModelError) as error:
                raise RunError(
                    f"run.json does not describe the table: {error}",
                    where=str(path),
                    remedy=_DESCRIBE_ANEW,
                ) from error
        return tables

    def _write_table(self, run: str, table: UnitTable) -> None:
        """Store whom the ledger counts, once a run."""
        path = self.folder / run / f"table-{table.name}.parquet"
        if not path.exists():
            groups = {f"group|{name}": codes for name, codes in table.groups.items()}
            _write_parquet(path, {"id": table.ids, "weight": table.weight, **groups})

    def set_aside(self, run: str, number: int) -> Path:
        """Move a damaged block out of the way, keeping it; it will be computed anew."""
        path = self.folder / run / f"block-{number:06d}.parquet"
        aside = path.with_suffix(".damaged")
        if path.exists():
            path.replace(aside)
        return aside

    def forget_tables(self, run: str) -> None:
        """Remove the unit tables of a run, which are written again with the next block."""
        for path in (self.folder / run).glob("table-*.parquet"):
            _discard(path)


def facts_of(table: UnitTable) -> dict[str, Any]:
    """What ``run.json`` says of a unit table."""
    return {
        "title": table.title,
        "value_unit": table.value_unit,
        "better": table.better,
        "cells": table.cells,
        "labels": {group: list(texts) for group, texts in table.labels.items()},
    }


def _units_name(table: str, number: int) -> str:
    return f"units-{table}-{number:06d}.parquet"


def _under(prefix: str, held: Mapping[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    return {k.removeprefix(prefix): v for k, v in held.items() if k.startswith(prefix)}


Columns = dict[str, npt.NDArray[Any]]


def _write_block(path: Path, columns: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write a block's columns in long form; their shapes and a digest stand in the metadata."""
    draw, replicate = columns["draw"], columns["replicate"]
    kept = {name: v for name, v in columns.items() if name not in ("draw", "replicate")}
    sizes = {name: int(np.prod(values.shape[1:])) for name, values in kept.items()}
    places = np.concatenate([np.arange(size, dtype=np.int32) for size in sizes.values()])
    series = np.repeat(np.arange(len(kept), dtype=np.int32), list(sizes.values()))
    values = [v.reshape(draw.size, -1).T.ravel() for v in kept.values()]
    table = {
        "number": np.repeat(series, draw.size),
        "place": np.repeat(places, draw.size),
        "draw": np.tile(draw, places.size),
        "replicate": np.tile(replicate, places.size),
        "value": np.concatenate(values).astype(np.float64),
    }
    shapes = json.dumps({name: list(v.shape[1:]) for name, v in kept.items()})
    _copy(
        path, table, "($names)[number + 1] AS series, place, draw, replicate, value",
        {"digest": _digest(path, columns), "rows": str(draw.size), "shapes": shapes}, list(kept),
    )  # fmt: skip


def _read_block(path: Path, unsealed: bool) -> Columns:
    held, stamps = _fetch(path, "draw, replicate, value")
    try:
        rows = int(stamps.get("rows", "0"))
        shapes: dict[str, list[int]] = json.loads(stamps.get("shapes", "{}"))
        sizes = {name: int(np.prod(shape)) for name, shape in shapes.items()}
        columns: Columns = {
            "draw": held["draw"][:rows].astype(np.int64),
            "replicate": held["replicate"][:rows].astype(np.int64),
        }
    except (ValueError, TypeError, AttributeError):
        rows, sizes, columns = 0, {}, {}
    if held["value"].size != rows * sum(sizes.values()) or not rows:
        raise RunError("the file does not hold a whole block", where=str(path), remedy=_DAMAGED)
    start = 0
    for name, shape in shapes.items():
        stop = start + rows * sizes[name]
        spread = held["value"][start:stop].reshape(sizes[name], rows).T
        columns[name] = np.ascontiguousarray(spread).reshape(rows, *shape)
        start = stop
    return _sealed(path, columns, stamps, unsealed)


def _write_parquet(path: Path, columns: Mapping[str, npt.NDArray[Any]]) -> None:
    table = {name: np.ascontiguousarray(values) for name, values in columns.items()}
    _copy(path, table, "*", {"digest": _digest(path, table)}, [])


def _read_parquet(path: Path, unsealed: bool = False) -> Columns:
    columns, stamps = _fetch(path, "*")
    return _sealed(path, columns, stamps, unsealed)


def _copy(
    path: Path, table: Columns, selected: str, stamps: Mapping[str, str], names: list[str]
) -> None:
    """Write a table of columns as Parquet, in order, with stamps in its metadata."""
    connection = _connection()
    keyed = ", ".join(f"{key}: {_quoted(text)}" for key, text in stamps.items())
    with _writing(path) as partial:
        connection.register("block", table)
        try:
            # absolute, since DuckDB takes a folder ~runs for somebody's home
            name = _quoted(str(partial.absolute()))
            target = f"{name} (FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT 4096, KV_METADATA {{{keyed}}})"
            copy = f"COPY (SELECT {selected} FROM block) TO {target}"  # noqa: S608 - our own words
            connection.execute(copy, {"names": names} if names else None)
        finally:
            connection.unregister("block")


def _fetch(path: Path, selected: str) -> tuple[Columns, dict[str, str]]:
    """Columns of a Parquet file and its stamps; RunError when it cannot be read."""
    import duckdb

    if not path.exists():
        raise RunError("a file of the run is missing", where=str(path), remedy=_DAMAGED)
    # DuckDB would read a folder [a] as a, q? as qa too, and make a column of one named a=b
    name = glob.escape(str(path.absolute()))
    query = f"SELECT {selected} FROM read_parquet(?, hive_partitioning = false)"  # noqa: S608 - our own words
    connection = _connection()
    try:
        held = connection.execute(query, [name]).fetchnumpy()
        stamps = connection.execute(
            "SELECT key, value FROM parquet_kv_metadata(?)", [name]
        ).fetchall()
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        raise RunError(
            f"the file cannot be read: {first}", where=str(path), remedy=_DAMAGED
        ) from error
    columns = {key: np.ma.getdata(values) for key, values in held.items()}
    return columns, {key.decode(): value.decode(errors="replace") for key, value in stamps}


_LOCAL = threading.local()


def _connection() -> Any:
    """This thread's database, in memory and single-threaded, so that rows keep their order."""
    if not hasattr(_LOCAL, "connection"):
        import duckdb

        _LOCAL.connection = duckdb.connect()
        _LOCAL.connection.execute("SET threads = 1")
        _LOCAL.connection.execute("SET enable_progress_bar = false")  # it would go to stdout
    return _LOCAL.connection


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sealed(path: Path, columns: Columns, stamps: Mapping[str, str], unsealed: bool) -> Columns:
    if not unsealed and stamps.get("digest") != _digest(path, columns):
        raise RunError(
            "the file does not hold what was written: its digest differs",
            where=str(path),
            remedy=_DAMAGED,
        )
    return columns


def _digest(path: Path, columns: Mapping[str, npt.NDArray[Any]]) -> str:
    """A hash of the contents and of the place: a block copied over another is damage too."""
    digest = hashlib.blake2b(f"{path.parent.name}/{path.name};".encode(), digest_size=16)
    for name, values in columns.items():
        digest.update(f"{name}:{values.dtype.str}:{values.shape};".encode())
        digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()


@contextmanager
def _writing(path: Path) -> Iterator[Path]:
    """Write under ``.partial``, sync, rename; an error leaves nothing behind."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        with partial.open("rb") as handle:
            os.fsync(handle.fileno())
        partial.replace(path)
    except Exception as error:
        _discard(partial)
        if isinstance(error, RunError):
            raise
        raise RunError(
            f"the run cannot be stored: {_reason(error)}",
            where=str(path),
            remedy="Free some space or choose another folder with --runs; "
            "what was stored before is kept, and the same command goes on from there.",
        ) from error
    except BaseException:
        _discard(partial)
        raise


def _discard(partial: Path) -> None:
    with suppress(OSError):
        partial.unlink()


def _sweep(folder: Path) -> None:
    """Remove what a killed process left half written; living processes keep theirs."""
    for left in folder.glob("*.partial"):
        writer = left.suffixes[-2].removeprefix(".") if len(left.suffixes) > 1 else ""
        if writer.isdigit() and not _alive(int(writer)):
            _discard(left)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):  # a number that no process can have
        return False
    except OSError:
        return True
    return True


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).splitlines()[0]
