"""Which institutions there are: those of the package, and those that plug in from outside.

An outside package registers under the entry-point group ``commonweal.institutions``; it is
imported when it is first used, and a broken one is reported without stopping the others.
"""

from __future__ import annotations

import importlib
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from commonweal.core.errors import CommonwealError, PluginError, UnknownName
from commonweal.core.protocol import API, Institution

GROUP = "commonweal.institutions"
SHIPPED = {
    "health": "commonweal.institutions.health.model:institution",
    "elections": "commonweal.institutions.elections.model:institution",
    "taxes": "commonweal.institutions.taxes.model:institution",
}


def names() -> list[str]:
    """The names of all institutions, shipped and outside, without importing any."""
    return [*SHIPPED, *sorted(set(_outside()) - set(SHIPPED))]


def find(name: str, *, where: str = "") -> Institution:
    """Import an institution by name.

    Raises UnknownName, or PluginError when an outside one fails to load or to conform.
    """
    return _find(name) if name in SHIPPED or name in _outside() else _missing(name, where)


def address(name: str) -> str:
    """The ``module:attribute`` an institution is imported from."""
    return SHIPPED[name] if name in SHIPPED else _outside()[name].value


def _missing(name: str, where: str) -> Institution:
    raise UnknownName("institution", name, names(), where=where)


@cache
def _find(name: str) -> Institution:
    module, _, attribute = address(name).partition(":")
    if name in SHIPPED:
        found: Institution = getattr(importlib.import_module(module), attribute)
        return found
    try:
        plugged = getattr(importlib.import_module(module), attribute or "institution")
    except CommonwealError:
        raise
    except Exception as error:
        raise PluginError(
            f"the institution '{name}' cannot be loaded: {type(error).__name__}: {error}",
            where=f"{module}:{attribute}",
            remedy="Repair or uninstall the package that provides it.",
        ) from error
    if not isinstance(plugged, Institution):
        lacking = [part for part in _PARTS if not hasattr(plugged, part)]
        raise PluginError(
            f"the institution '{name}' lacks {', '.join(lacking)}",
            where=f"{module}:{attribute}",
            remedy="See commonweal.core.protocol.Institution, or build it with parameters.Room.",
        )
    if plugged.api != API:
        raise PluginError(
            f"the institution '{name}' is written for api {plugged.api}; this is api {API}",
            where=f"{module}:{attribute}",
            remedy="Install a version of it for this api.",
        )
    return plugged


_PARTS = (
    "api", "name", "title", "levers", "uncertainties", "measures", "evidence", "worlds",
    "tables", "period", "open_world", "checks", "prepare",
)  # fmt: skip


@cache
def _outside() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}
