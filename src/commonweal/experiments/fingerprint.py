"""Fingerprints of what computed a run: the code it could reach, its parameters, its machine."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import platform
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from commonweal.core.protocol import Institution

_ENGINE = (
    "commonweal.experiments.draws",
    "commonweal.experiments.block",
    "commonweal.experiments.bounds",
)
"""The engine's own modules that decide the numbers of a block."""


@cache
def code_fingerprint(module: str) -> str:
    """A digest of the sources of a module and of all it imports from its own package or ours.

    Found by reading import statements, without running them; standard and third-party
    libraries are left to the recorded environment.
    """
    digest = hashlib.blake2b(digest_size=16)
    for name, path in sorted(reachable((module, *_ENGINE)).items()):
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def reachable(modules: tuple[str, ...]) -> dict[str, Path]:
    """The modules of the same packages reachable through import statements, with their files."""
    packages = {name.partition(".")[0] for name in modules} | {"commonweal"}
    found: dict[str, Path] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = _source(name)
        if name in found or path is None:
            continue
        found[name] = path
        is_package = path.name == "__init__.py"
        for imported in _imports(path, name if is_package else name.rpartition(".")[0]):
            if imported.partition(".")[0] in packages:
                waiting += [imported, *_parents(imported)]
    return found


def parameters_fingerprint(institution: Institution) -> str:
    """A digest of every lever, uncertainty and measure an institution declares.

    Wording is left out: titles, notes and sources may be mended without making a new run.
    """
    kept: list[Any] = []
    for name, lever in sorted(institution.levers.items()):
        kept.append((name, lever.kind, lever.unit,
                     [(str(d.start), _sorted(d.value)) for d in lever.history]))  # fmt: skip
    for name, uncertainty in sorted(institution.uncertainties.items()):
        kept.append((name, uncertainty.unit, uncertainty.prior.model_dump(exclude_none=True)))
    for name, measure in sorted(institution.measures.items()):
        kept.append((name, measure.unit, measure.dimensions, measure.better))
    return hashlib.blake2b(repr(kept).encode(), digest_size=16).hexdigest()


@cache
def environment() -> dict[str, str]:
    """The processor and libraries within which equal bits are promised."""
    import numba
    import numpy as np

    return {
        "python": ".".join(str(part) for part in sys.version_info[:2]),
        "numpy": np.__version__,
        "numba": numba.__version__,
        "system": platform.system(),
        "libc": "-".join(platform.libc_ver()),
        "machine": platform.machine(),
        "processor": _processor(),
    }


def _processor() -> str:
    try:
        import llvmlite.binding

        return str(llvmlite.binding.get_host_cpu_name())
    except Exception:
        return platform.processor() or "unknown"


def _sorted(value: object) -> object:
    return sorted(value.items()) if isinstance(value, dict) else value


@cache
def _source(module: str) -> Path | None:
    try:
        found = importlib.util.find_spec(module)
    except (ImportError, ValueError, AttributeError):
        return None
    if found is None or not found.origin or not found.origin.endswith(".py"):
        return None
    return Path(found.origin)


def _imports(path: Path, package: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _parents(module: str) -> list[str]:
    parts = module.split(".")[:-1]
    return [".".join(parts[: end + 1]) for end in range(len(parts))]
