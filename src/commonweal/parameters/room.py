"""A room: an institution made of a folder with YAML files and one ``prepare`` function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from commonweal.core.errors import WorldError
from commonweal.core.period import Period
from commonweal.core.protocol import API, Measure, Model
from commonweal.core.world import World
from commonweal.parameters.catalogue import Catalogue, read_catalogue
from commonweal.parameters.evidence import Evidence, read_evidence
from commonweal.parameters.levers import Lever
from commonweal.parameters.policy import Policy
from commonweal.parameters.priors import Uncertainty

if TYPE_CHECKING:
    from commonweal.core.checks import Check


def _no_checks() -> Sequence[Check]:
    return ()


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a text far too long to name a file
        return False


def _saved_world(path: str) -> World:
    return World.open(Path(path))


@dataclass(frozen=True, eq=False)
class Room:
    """An institution whose parameters and evidence stand in YAML files of its folder.

    ``prepare_model`` resolves a world, a policy and a period into a model; ``worlds`` builds
    each shipped world by name, the first being the default; ``open_file`` reads a world from
    a user's path (a folder written by ``World.save`` unless the institution knows a format of
    its own; what follows a # in the path says which part of the file); ``tables`` names the files a data claim may query; ``list_checks`` yields the
    validation.
    """

    name: str
    title: str
    folder: Path
    period: Period
    prepare_model: Callable[[World, Policy, Period], Model]
    worlds: Mapping[str, Callable[[], World]]
    open_file: Callable[[str], World] = _saved_world
    tables: Mapping[str, Path] = field(default_factory=dict)
    list_checks: Callable[[], Sequence[Check]] = _no_checks
    api: int = API

    @cached_property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.folder / "parameters.yaml")

    @property
    def levers(self) -> Mapping[str, Lever]:
        return self.catalogue.levers

    @property
    def uncertainties(self) -> Mapping[str, Uncertainty]:
        return self.catalogue.uncertainties

    @property
    def measures(self) -> Mapping[str, Measure]:
        return self.catalogue.measures

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        return read_evidence(self.folder / "evidence.yaml")

    def open_world(self, path: str) -> World:
        """A shipped world by name, or a world from a user's file or folder."""
        if path in self.worlds:
            return self.worlds[path]()
        file, mark, _ = path.rpartition("#")
        if _is_there(path) or (mark and _is_there(file)):
            return self.open_file(path)
        from commonweal.core.errors import nearest

        raise WorldError(
            f"{self.name} has no world named '{path}', and no such file exists",
            where=self.name,
            remedy=nearest(path, self.worlds, "world"),
        )

    def checks(self) -> Sequence[Check]:
        return self.list_checks()

    def prepare(self, world: World, policy: Policy, period: Period) -> Model:
        return self.prepare_model(world, policy, period)
