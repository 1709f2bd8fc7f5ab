"""What an experiment is: the same people under several rulebooks, and what identifies its run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from commonweal.core.errors import ClaimError, ModelError, UnknownName
from commonweal.core.period import Period
from commonweal.core.protocol import LUCK, Institution, Model
from commonweal.core.world import World
from commonweal.experiments.fingerprint import code_fingerprint, parameters_fingerprint
from commonweal.institutions import registry
from commonweal.parameters.policy import Policy, accept, resolve
from commonweal.parameters.priors import Prior

SEED = 1
"""The seed of every experiment that names none."""

_SEEDS = 2**64


@dataclass(frozen=True)
class Arm:
    """A named rulebook: the policy in force with these changes laid over it."""

    name: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "changes", MappingProxyType(dict(self.changes)))

    def __reduce__(self) -> tuple[object, ...]:
        return (Arm, (self.name, dict(self.changes)))


@dataclass(frozen=True)
class Experiment:
    """The same people and the same luck under several arms.

    ``world`` is a shipped world's name or a path, the institution's first when empty;
    ``period`` is as ``Period.parse`` reads it, the institution's own when empty. ``priors``
    replace those of the named uncertainties. ``seed`` lies between 0 and 2**64 - 1.
    """

    institution: str
    arms: tuple[Arm, ...]
    world: str = ""
    period: str = ""
    priors: Mapping[str, Prior] = field(default_factory=dict)
    seed: int = SEED

    def __post_init__(self) -> None:
        object.__setattr__(self, "arms", tuple(self.arms))
        object.__setattr__(self, "priors", MappingProxyType(dict(self.priors)))
        if not self.arms:
            raise ClaimError("the experiment has no arm", remedy="Name at least one arm.")
        names = [arm.name for arm in self.arms]
        if len(set(names)) != len(names):
            raise ClaimError("two arms have the same name", remedy="Give each arm its own name.")
        if not 0 <= self.seed < _SEEDS:
            raise ClaimError(
                f"the seed {self.seed} is out of range", remedy="Use a seed from 0 to 2**64 - 1."
            )

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.institution, self.arms, self.world, self.period,
                           dict(self.priors), self.seed))  # fmt: skip

    def arm_index(self, name: str) -> int:
        """The position of an arm; UnknownName when there is none of that name."""
        names = [arm.name for arm in self.arms]
        if name not in names:
            raise UnknownName("arm", name, names)
        return names.index(name)


@dataclass(frozen=True, eq=False)
class Prepared:
    """An experiment ready to run: world opened, policies resolved, one model an arm."""

    experiment: Experiment
    institution: Institution
    world: World
    period: Period
    policies: tuple[Policy, ...]
    models: tuple[Model, ...]
    priors: Mapping[str, Prior]

    @property
    def reads(self) -> frozenset[str]:
        """All that any arm reads."""
        return frozenset().union(*(model.reads for model in self.models))

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        return self.models[0].labels

    @property
    def rows(self) -> str:
        """How often a run must be made: "once", once a "draw", or once a "replicate"."""
        if LUCK in self.reads:
            return "replicate"
        return "draw" if self.reads else "once"


def prepare(experiment: Experiment) -> Prepared:
    """Open the world, resolve every arm's policy, and prepare its model.

    Raises UnknownName for an institution, world, lever or uncertainty that does not exist,
    ParameterError for a value outside its domain, and ModelError for arms whose measures
    have different labels.
    """
    institution = registry.find(experiment.institution)
    world = institution.open_world(experiment.world or next(iter(institution.worlds)))
    period = Period.parse(experiment.period) if experiment.period else institution.period
    policies = tuple(
        resolve(institution, period.start, arm.changes, where=f"arm '{arm.name}'")
        for arm in experiment.arms
    )
    models = tuple(institution.prepare(world, policy, period) for policy in policies)
    for name in experiment.priors:
        if name not in institution.uncertainties:
            raise UnknownName("uncertainty", name, institution.uncertainties, where="priors")
    reads = frozenset().union(*(model.reads for model in models)) - {LUCK}
    for name in reads:
        if name not in institution.uncertainties:
            raise ModelError(f"a model of '{institution.name}' reads '{name}', which is undeclared")
    for model in models[1:]:
        if dict(model.labels) != dict(models[0].labels):
            raise ModelError("two arms label their measures differently; arms cannot be compared")
    priors = {
        name: experiment.priors.get(name, institution.uncertainties[name].prior)
        for name in sorted(reads)
    }
    return Prepared(experiment, institution, world, period, policies, models, priors)


def identity(prepared: Prepared, replicates: int) -> dict[str, Any]:
    """Everything that decides the numbers of a run, and nothing else.

    The wording of a claim and the number of draws are not part of it.
    """
    experiment = prepared.experiment
    address = registry.address(experiment.institution)
    return {
        "schema": 1,
        "institution": experiment.institution,
        "world": {"name": prepared.world.name, "hash": prepared.world.hash},
        "period": str(prepared.period),
        "arms": {arm.name: accept(prepared.institution, arm.changes) for arm in experiment.arms},
        "priors": {
            name: prior.model_dump(exclude_none=True) for name, prior in prepared.priors.items()
        },
        "seed": experiment.seed,
        "replicates": replicates,
        "code": code_fingerprint(address.partition(":")[0]),
        "parameters": parameters_fingerprint(prepared.institution),
    }


def run_id(identity_of_run: Mapping[str, Any]) -> str:
    """The name of a run's folder: the institution and 16 digits of the hash of its identity."""
    digest = hashlib.blake2b(canonical(identity_of_run), digest_size=8).hexdigest()
    return f"{identity_of_run['institution']}-{digest}"


def canonical(value: object) -> bytes:
    """JSON with sorted keys and nothing superfluous: equal contents, equal bytes."""
    return json.dumps(value, sort_keys=True, default=_plain, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(type(value).__name__)


def _rebuild(
    institution: str, arms: tuple[Arm, ...], world: str, period: str,
    priors: dict[str, Prior], seed: int,
) -> Experiment:  # fmt: skip
    return Experiment(institution, arms, world, period, priors, seed)
