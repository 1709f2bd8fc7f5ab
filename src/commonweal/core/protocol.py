"""What every institution offers and every model returns: the protocol, ``api: 1``.

An *institution* is a model of one public system. It declares what a rulebook may set
(levers), what nobody knows exactly (uncertainties) and what a run yields (measures), and
prepares a *model* for a world, a policy and a period. A model is run on a batch of draws,
and a run is pure: the same draws give the same bits in any order, batch, thread or process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from commonweal.core.errors import ModelError
from commonweal.core.period import Period
from commonweal.core.world import World

if TYPE_CHECKING:
    from commonweal.core.checks import Check
    from commonweal.parameters.evidence import Evidence
    from commonweal.parameters.levers import Lever
    from commonweal.parameters.policy import Policy
    from commonweal.parameters.priors import Uncertainty

API = 1
LUCK = "luck"
"""Named in ``Model.reads`` by a model that uses the keys of its draws."""

Floats = npt.NDArray[np.float64]
Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A number a run yields: its name, unit, dimensions, and which way is better.

    ``dimensions`` name the axes after the draw, in order; the axis called ``at`` is time.
    Their labels are ``Model.labels``. A measure without dimensions is one number a draw.
    """

    name: str
    unit: str
    title: str
    dimensions: tuple[str, ...] = ()
    better: Better = "neither"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Draws:
    """A batch of draws: n rows, each one joint sample of the uncertainties and its luck.

    ``index``: i8[n], the number of the draw; ``replicate``: i8[n]; ``values``: f8[n] for each
    uncertainty the model reads; ``keys``: u4[n, 2], the key of this row's random numbers.
    Rows that differ only in ``replicate`` have the same values and differ by luck alone.
    """

    index: npt.NDArray[np.int64]
    replicate: npt.NDArray[np.int64]
    values: Mapping[str, Floats]
    keys: npt.NDArray[np.uint32]

    def __len__(self) -> int:
        return int(self.index.shape[0])

    def rows(self, start: int, stop: int) -> Draws:
        """The rows from start up to stop, as views."""
        return Draws(
            self.index[start:stop],
            self.replicate[start:stop],
            {name: values[start:stop] for name, values in self.values.items()},
            self.keys[start:stop],
        )


@dataclass(frozen=True, eq=False)
class UnitTable:
    """Whom the ledger counts: one row a patient, household, voter group or cell.

    ``ids``: i8[u], unique and the same in every arm for the same unit; ``weight``: f8[u], how
    many it stands for, positive; ``groups``: name -> i8[u] codes into ``labels[name]``.
    ``cells`` is true where a unit is a cell of a cohort model, not a person.
    """

    name: str
    title: str
    value_unit: str
    better: Better
    ids: npt.NDArray[np.int64]
    weight: Floats
    groups: Mapping[str, npt.NDArray[np.int64]]
    labels: Mapping[str, tuple[str, ...]]
    cells: bool = False

    def __post_init__(self) -> None:
        count = self.ids.shape[0]
        where = f"unit table '{self.name}'"
        if np.unique(self.ids).shape[0] != count:
            raise ModelError("two units have the same id", where=where)
        if self.weight.shape != (count,) or not bool(np.all(self.weight > 0)):
            raise ModelError("every unit needs one positive weight", where=where)
        for group, codes in self.groups.items():
            if codes.shape != (count,) or group not in self.labels:
                raise ModelError(f"the group '{group}' does not fit the units", where=where)
            if count and not 0 <= codes.min() <= codes.max() < len(self.labels[group]):
                raise ModelError(f"the group '{group}' has a code without a label", where=where)


@dataclass(frozen=True, eq=False)
class UnitValues:
    """What each unit gets in each draw.

    ``value``: f8[n, u]; ``presence``: bool[n, u], or None where every unit is there. A value
    counts only where the unit is present. ``weight``: f8[n, u], or None where it is the table's
    in every draw: how many a cell stands for may itself be drawn. It must be the same in all
    arms.
    """

    table: UnitTable
    value: Floats
    presence: npt.NDArray[np.bool_] | None = None
    weight: Floats | None = None


@dataclass(frozen=True, eq=False)
class Result:
    """What a run returns: ``measures`` f8[n, ...] by name, and unit values by table name."""

    measures: Mapping[str, Floats]
    units: Mapping[str, UnitValues] = field(default_factory=dict)


@runtime_checkable
class Model(Protocol):
    """One institution under one policy, ready to run.

    ``reads`` names the uncertainties it uses, and "luck" if it draws random numbers; empty
    means one run serves every draw. ``labels`` gives the labels of each dimension of its
    measures.
    """

    @property
    def reads(self) -> frozenset[str]: ...
    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]: ...
    def run(self, draws: Draws) -> Result: ...


@runtime_checkable
class Institution(Protocol):
    """A model of one public system, as ``parameters.Room`` provides it.

    ``worlds`` builds each shipped world on demand, the first being the default; ``tables``
    names the CSV or Parquet files a data claim may query; ``checks`` lists the validation.
    """

    @property
    def api(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def levers(self) -> Mapping[str, Lever]: ...
    @property
    def uncertainties(self) -> Mapping[str, Uncertainty]: ...
    @property
    def measures(self) -> Mapping[str, Measure]: ...
    @property
    def evidence(self) -> Mapping[str, Evidence]: ...
    @property
    def worlds(self) -> Mapping[str, Callable[[], World]]: ...
    @property
    def tables(self) -> Mapping[str, Any]: ...
    @property
    def period(self) -> Period: ...
    def open_world(self, path: str) -> World: ...
    def checks(self) -> Sequence[Check]: ...
    def prepare(self, world: World, policy: Policy, period: Period) -> Model: ...


_OUT_OF_RANGE = (
    "A lever or prior may lead the model where it has no answer: bring it nearer to its usual "
    "value, which 'commonweal explain' tells."
)


def checked(result: Result, model: Model, measures: Mapping[str, Measure], rows: int) -> Result:
    """Return the result if it keeps the protocol; otherwise say what broke it.

    Every measure must be declared, have the shape its dimensions promise, and be free of NaN
    and infinity.
    """
    for name, values in result.measures.items():
        if name not in measures:
            raise ModelError(f"the model returned '{name}', which no measure declares")
        unlabelled = [d for d in measures[name].dimensions if d not in model.labels]
        if unlabelled:
            raise ModelError(f"the model gives no labels for '{unlabelled[0]}' of '{name}'")
        shape = (rows, *(len(model.labels[d]) for d in measures[name].dimensions))
        if values.shape != shape:
            raise ModelError(f"the measure '{name}' has shape {values.shape}, not {shape}")
        if not bool(np.all(np.isfinite(values))):
            raise ModelError(
                f"the measure '{name}' is not a finite number in every draw", remedy=_OUT_OF_RANGE
            )
    for units in result.units.values():
        table, presence = units.table, units.presence
        shape = (rows, table.ids.shape[0])
        if units.value.shape != shape or (presence is not None and presence.shape != shape):
            given = units.value.shape if presence is None else (units.value.shape, presence.shape)
            raise ModelError(f"the units '{table.name}' have shape {given}, not {shape}")
        counted = np.isfinite(units.value)
        if not bool(np.all(counted if presence is None else counted | ~presence)):
            raise ModelError(
                f"a unit of '{table.name}' is present without a finite value", remedy=_OUT_OF_RANGE
            )
        weight = units.weight
        if weight is not None and weight.shape != shape:
            raise ModelError(
                f"the weights of '{table.name}' have shape {weight.shape}, not {shape}"
            )
        if weight is not None and not bool(np.all(np.isfinite(weight) & (weight >= 0))):
            raise ModelError(
                f"a unit of '{table.name}' has a weight below 0, or not finite",
                remedy=_OUT_OF_RANGE,
            )
    return result
