"""The people and places a model runs on: named arrays, opened without being read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import UnknownName, WorldError

_MANIFEST = "world.json"
_SCHEMA = 1


@dataclass(frozen=True, eq=False)
class World:
    """A named set of arrays: one column a fact, one row a person, place or cell.

    ``arrays`` are read-only NumPy arrays of any shape; ``labels`` name the codes that stand
    in them (party names, regions); ``facts`` are single values with their source. ``hash``
    identifies the contents, whatever the folder is called.
    """

    name: str
    arrays: Mapping[str, npt.NDArray[Any]]
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, array in self.arrays.items():
            if array.dtype.kind not in "biuf":
                raise WorldError(
                    f"the array '{name}' holds {array.dtype}, not numbers",
                    where=f"world '{self.name}'",
                    remedy="Code text as integers and put the texts into labels.",
                )
            array.setflags(write=False)
        object.__setattr__(self, "arrays", MappingProxyType(dict(self.arrays)))
        object.__setattr__(self, "labels", MappingProxyType(dict(self.labels)))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        if name not in self.arrays:
            raise UnknownName("array", name, self.arrays, where=f"world '{self.name}'")
        return self.arrays[name]

    def __reduce__(self) -> tuple[object, ...]:
        return (
            World,
            (self.name, dict(self.arrays), dict(self.labels), dict(self.facts)),
        )

    @cached_property
    def hash(self) -> str:
        """A digest of every array, label and fact: 32 hexadecimal digits."""
        digest = hashlib.blake2b(digest_size=16)
        for name in sorted(self.arrays):
            array = np.ascontiguousarray(self.arrays[name])
            digest.update(f"{name}:{array.dtype.str}:{array.shape};".encode())
            digest.update(array.tobytes())
        digest.update(_canonical({"labels": self.labels, "facts": self.facts}))
        return digest.hexdigest()

    def save(self, folder: Path) -> Path:
        """Write the world as a folder: one ``.npy`` file an array and a manifest."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, array in self.arrays.items():
            np.save(folder / f"{name}.npy", np.asarray(array))
        manifest = {
            "schema": _SCHEMA,
            "name": self.name,
            "hash": self.hash,
            "arrays": sorted(self.arrays),
            "labels": {name: list(texts) for name, texts in self.labels.items()},
            "facts": dict(self.facts),
        }
        (folder / _MANIFEST).write_text(
            json.dumps(manifest, indent=1, default=_plain) + "\n", encoding="utf-8"
        )
        return folder

    @classmethod
    def open(cls, folder: Path) -> World:
        """Map a saved world into memory; nothing is read before it is used."""
        manifest_file = folder / _MANIFEST
        try:
            manifest = json.loads(manifest_file.read_text(encoding="utf-8"))
            arrays = {
                name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
                for name in manifest["arrays"]
            }
            labels = {name: tuple(texts) for name, texts in manifest["labels"].items()}
            name, saved, facts = manifest["name"], manifest["hash"], manifest["facts"]
            schema = manifest["schema"]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise WorldError(
                f"the world cannot be opened: {error}",
                where=str(manifest_file),
                remedy="Point to a folder written by World.save, whole and unchanged.",
            ) from error
        if schema != _SCHEMA:
            raise WorldError(
                f"the world has schema {schema}; this version reads schema {_SCHEMA}",
                where=str(manifest_file),
                remedy="Write the world again with this version of Commonweal.",
            )
        world = cls(name, arrays, labels, facts)
        if world.hash != saved:
            raise WorldError(
                "the arrays are not those that were saved: the hash differs",
                where=str(manifest_file),
                remedy="Restore the folder, or write the world again.",
            )
        return world


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, default=_plain, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.generic):
        return value.item()
    return str(value)
