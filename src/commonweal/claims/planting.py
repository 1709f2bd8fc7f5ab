"""Planting: claims of every kind whose truth is known, drawn with a seed.

What counts as right is fixed here, before anything is judged: a claim planted well inside a
region must get that region's verdict; one planted on an edge may be left undecided; one
planted vague must be; an identity, a dependence and a contest must be qualified as such. The
centre of each prior misses the truth by a random error of one standard deviation of that
prior, as an honest prior does. Nothing here judges: ``blind`` does, from the files alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import yaml

from commonweal.claims.planted import MECHANISMS, NAME

_SOURCE = {"author": "Planted", "title": "Planted", "publisher": "Planted", "published": "2000"}
_SAMPLE = 4000
_WELL_INSIDE = (4.0, 8.0)
"""Standard deviations of the effect between a clear truth and the nearest edge: from 4 on, an
honest prior is expected to support a true claim in 98% of cases (see ``blind.normal_case``)."""


@dataclass(frozen=True)
class Planted:
    """A claim file with what lies beside it, and, kept apart, what is true of it.

    ``right``: the verdicts that are right; ``truth``: the region or answer the truth lies in,
    as the verdict that names it ("" where neither side is true); ``qualifier``: how a
    qualifier that must be given begins.
    """

    id: str
    family: str
    claim: Mapping[str, Any]
    right: frozenset[str]
    truth: str
    qualifier: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)


def plant(seed: int) -> tuple[Planted, ...]:
    """Draw the planted claims of one seed: every kind, every family, in a fixed order."""
    rng = np.random.Generator(np.random.Philox(seed))
    planted: list[Planted] = []
    for family, count, make in _FAMILIES:
        for number in range(count):
            planted.append(make(f"p{len(planted) + 1}", family, number, rng))
    return tuple(planted)


@dataclass(frozen=True)
class _World:
    """True values of a planted mechanism, and the priors an honest analyst would state."""

    mechanism: str
    dose: float
    luck: float
    truth: Mapping[str, float]
    priors: Mapping[str, tuple[float, float]]
    sample: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def effect(self) -> float:
        return self.at(np.array([self.truth["response"]]), np.array([self.truth["cost"]]))

    def at(self, response: Any, cost: Any) -> float:
        return float(self.dose * MECHANISMS[self.mechanism](response, cost)[0])

    @property
    def sd(self) -> float:
        """The spread of the effect that the priors' width gives around the truth."""
        return float(self.sample.std())


def _world(
    rng: np.random.Generator, mechanism: str, *, width: float = 1.0, luck: float = 0.0
) -> _World:
    """Draw a truth, and priors that miss it by one of their own standard deviations."""
    response, cost = float(rng.uniform(6, 12)), float(rng.uniform(1, 3))
    widths = {"response": width * rng.uniform(0.3, 0.6), "cost": width * rng.uniform(0.05, 0.15)}
    truth = {"response": response, "cost": cost, "level": float(rng.uniform(60, 80))}
    widths["level"] = 0.5
    priors = {name: (truth[name] + s * float(rng.normal()), s) for name, s in widths.items()}
    dose = float(rng.choice([-1.0, 1.0]) * rng.uniform(0.5, 2.0))
    around = [rng.normal(truth[name], widths[name], _SAMPLE) for name in ("response", "cost")]
    sample = dose * MECHANISMS[mechanism](*around)
    return _World(mechanism, dose, luck, truth, priors, sample)


def _claim(name: str, kind: str, **keys: Any) -> dict[str, Any]:
    return {
        "schema": 1, "id": name, "statement": "Planted.", "source": dict(_SOURCE), "kind": kind,
        "interpretation": "Planted.", **keys,
    }  # fmt: skip


def _counterfactual(name: str, world: _World, **keys: Any) -> dict[str, Any]:
    setting = {"mechanism": world.mechanism, "luck": world.luck}
    experiment = {
        "institution": NAME,
        "arms": {"without": dict(setting), "with": {**setting, "dose": world.dose}},
        "priors": {
            name: {"distribution": "normal", "mean": mean, "sd": sd}
            for name, (mean, sd) in world.priors.items()
        },
    }
    return _claim(
        name, "counterfactual", experiment=experiment,
        measure={"name": "outcome", "where": {"class": "others"}},
        **{"compare": "with - without", **keys},
    )  # fmt: skip


def _regions(edge: float, other: float, unit: str = " week", *, upward: bool) -> dict[str, str]:
    """Claim beyond one edge, opposite beyond the other, immaterial between; mirrored or not."""
    low, high = min(edge, other), max(edge, other)
    above, below = f"> {high!r}{unit}", f"< {low!r}{unit}"
    return {
        "claim": above if upward else below,
        "immaterial": f"{low!r} .. {high!r}{unit}",
        "opposite": below if upward else above,
    }


def _clear(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A truth well inside the claim's region, or well inside the opposite one."""
    mechanism = ("additive", "product", "threshold")[number % 3]
    world = _world(rng, mechanism, luck=2.0 if number % 4 == 3 else 0.0)
    form = ("difference", "difference", "ratio", "level")[(number // 2) % 4]
    compare, centre, sd, unit = _seen_as(form, world)
    reach, band = rng.uniform(*_WELL_INSIDE) * sd, rng.uniform(2, 6) * sd
    upward = bool(rng.integers(2))
    sign = 1.0 if upward else -1.0
    true = family == "true"
    edge = centre - sign * reach if true else centre + sign * (reach + band)
    other = edge - sign * band
    verdict = "supported" if true else "contradicted"
    claim = _counterfactual(
        name, world, compare=compare, regions=_regions(edge, other, unit, upward=upward)
    )
    return Planted(name, family, claim, frozenset({verdict}), verdict)


def _seen_as(form: str, world: _World) -> tuple[str, float, float, str]:
    """A comparison with its true value, the spread its priors give, and its unit."""
    if form == "difference":
        return "with - without", world.effect, world.sd, " week"
    level, level_sd = world.truth["level"], world.priors["level"][1]
    if form == "level":
        return "with", level + world.effect, float(np.hypot(world.sd, level_sd)), " week"
    spread = np.hypot(world.sd / level, world.effect * level_sd / level**2)
    return "with / without", 1 + world.effect / level, float(spread), ""


def _edge(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A truth a quarter of a standard deviation inside or outside the claim's region."""
    world = _world(rng, ("additive", "product")[number % 2])
    inside = number % 2 == 0
    edge = world.effect - (0.25 if inside else -0.25) * world.sd
    other = edge - 6 * world.sd
    right = {"undecided", "supported"} if inside else {"undecided"}
    claim = _counterfactual(name, world, regions=_regions(edge, other, upward=True))
    return Planted(name, family, claim, frozenset(right), "supported" if inside else "")


def _vague(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """Priors so wide that they reach far into both the claim's and the opposite region."""
    world = _world(rng, "additive", width=6.0)
    band = 0.2 * world.sd
    claim = _counterfactual(
        name, world, regions=_regions(world.effect + band, world.effect - band, upward=True)
    )
    return Planted(name, family, claim, frozenset({"undecided"}), "")


def _immaterial(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A truth in the middle of the immaterial region."""
    world = _world(rng, "additive")
    reach = rng.uniform(*_WELL_INSIDE) * world.sd
    claim = _counterfactual(
        name, world, regions=_regions(world.effect + reach, world.effect - reach, upward=True)
    )
    return Planted(name, family, claim, frozenset({"immaterial"}), "immaterial")


def _identity(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A mechanism that can give one sign only, or reads nothing uncertain at all."""
    world = _world(rng, ("square", "fixed")[number % 2])
    sign = float(np.sign(world.dose))
    edge = sign * 0.2 * abs(world.effect)
    claim = _counterfactual(name, world, regions=_regions(edge, -edge, upward=sign > 0))
    return Planted(name, family, claim, frozenset({"supported"}), "supported", "by construction")


def _about(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """An equivalence claim: true, off by a lot, or about a quantity nobody can pin down."""
    case = ("true", "false", "vague")[number % 3]
    world = _world(rng, "additive", width=6.0 if case == "vague" else 1.0)
    tolerance = (0.5 if case == "vague" else rng.uniform(*_WELL_INSIDE)) * world.sd
    off = 0.0
    if case == "false":
        off = float(rng.choice([-1.0, 1.0])) * (tolerance + rng.uniform(*_WELL_INSIDE) * world.sd)
    regions = {"claim": f"{world.effect + off!r} ± {tolerance!r} week"}
    verdict = {"true": "supported", "false": "contradicted", "vague": "undecided"}[case]
    truth = {"true": "supported", "false": "contradicted", "vague": "supported"}[case]
    claim = _counterfactual(name, world, regions=regions)
    return Planted(name, family, claim, frozenset({verdict}), truth)


def _depends(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A claim that is true as interpreted, and false under an alternative not excluded."""
    world = _world(rng, "additive")
    sign = float(np.sign(world.dose))
    edge = sign * 0.3 * abs(world.effect)
    claim = _counterfactual(
        name, world, regions=_regions(edge, -edge, upward=sign > 0),
        alternatives=[
            {"name": "the rule is weaker", "set": {"luck": 0.5}},
            {"name": "the rule backfires", "arms": {"without": {}, "with": {"dose": -world.dose}}},
        ],
    )  # fmt: skip
    return Planted(
        name, family, claim, frozenset({"supported"}), "supported", "depends on the rule backfires"
    )


def _contested(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A model that supports the claim, and a published effect, held out, on the other side."""
    world = _world(rng, "additive")
    sign = float(np.sign(world.dose))
    edge = sign * 0.3 * abs(world.effect)
    effect = {
        "measure": "outcome", "where": {"class": "others"}, "relation": "difference",
        "value": -world.effect, "unit": "week", "standard_error": 0.1 * abs(world.effect),
    }  # fmt: skip
    found = {"finding": "Planted.", "source": {"title": "Planted"}, "effect": effect}
    beside = {"evidence.yaml": yaml.safe_dump({"schema": 1, "evidence": {"trial": found}})}
    claim = _counterfactual(
        name, world, regions=_regions(edge, -edge, upward=sign > 0), evidence=["trial"]
    )
    return Planted(name, family, claim, frozenset({"supported"}), "supported", "contested", beside)


def _ranked(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A claim about which of three arms comes first; lower outcomes are better."""
    world = _world(rng, "additive")
    doses = {"low": 0.5, "middle": 1.0, "high": 1.5}
    named = str(rng.choice(list(doses)))
    claim = _counterfactual(
        name, world, compare=f"rank({named})", regions={"claim": "= 1", "opposite": ">= 2"}
    )
    claim["experiment"]["arms"] = {arm: {"dose": dose} for arm, dose in doses.items()}
    verdict = "supported" if named == "low" else "contradicted"
    return Planted(name, family, claim, frozenset({verdict}), verdict)


def _counted(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A query over a planted table: exact, near, false, or hanging on a definition."""
    size = int(rng.integers(40, 120))
    votes, areas = rng.integers(100, 1000, size), rng.integers(0, 4, size)
    lines = [f"{i},{a},{v}" for i, (a, v) in enumerate(zip(areas, votes, strict=True))]
    beside = {"tables/votes.csv": "\n".join(["id,area,votes", *lines]) + "\n"}
    cut = int(rng.integers(300, 700))
    over = int((votes > cut).sum())
    query = f"SELECT count(*) AS value FROM here.votes WHERE votes > {cut}"  # noqa: S608
    case = ("true", "false", "tolerance", "immaterial", "depends", "threshold")[number % 6]
    alternatives: list[dict[str, str]] = []
    qualifier, verdict = "", "supported"
    regions = {"claim": f"= {over} seats"}
    if case == "false":
        regions, verdict = {"claim": f"= {over + int(rng.integers(1, 9))} seats"}, "contradicted"
    elif case == "tolerance":
        regions = {"claim": f"{over + 1} ± 2 seats"}
    elif case == "immaterial":
        regions, verdict = _regions(over + 3.5, over - 3.5, " seats", upward=True), "immaterial"
    elif case == "threshold":
        regions = {"claim": f">= {over} seats", "opposite": f"< {over} seats"}
    elif case == "depends":
        alternatives = [{"name": "the south alone", "query": query + " AND area = 0"}]
        qualifier = "depends on the south alone"
    claim = _claim(name, "data", query=query, regions=regions, alternatives=alternatives)
    return Planted(name, family, claim, frozenset({verdict}), verdict, qualifier, beside)


def _arithmetic(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """Figures that agree or cannot, by sums, shares and hedges."""
    one, two = int(rng.integers(201, 499)), int(rng.integers(501, 899))
    case = ("sum", "hedged", "share", "off", "ratio off", "hedge broken")[number % 6]

    def figure(value: object, hedge: str = "", unit: str = "seat") -> dict[str, object]:
        return {"value": value, "unit": unit, "hedge": hedge}

    figures = {"won": figure(one), "lost": figure(two), "all": figure(one + two)}
    expression, verdict = "won + lost = all", "consistent"
    if case == "hedged":
        figures["all"] = figure(one + two - 1, "more than")
    elif case == "share":
        percent = round(100 * one / (one + two), 1)
        figures["part"] = figure(percent, "", "percent")
        expression = "won = part * all"
    elif case == "off":
        figures["all"] = figure(2 * (one + two) + 1)
        verdict = "inconsistent"
    elif case == "ratio off":
        figures["part"] = figure(round(50 * one / (one + two), 1), "", "percent")
        expression, verdict = "won = part * all", "inconsistent"
    elif case == "hedge broken":
        figures["all"] = figure(3 * (one + two), "more than")
        verdict = "inconsistent"
    if "part" in figures:
        figures.pop("lost")
    claim = _claim(name, "consistency", figures=figures, expression=expression)
    return Planted(name, family, claim, frozenset({verdict}), verdict)


def _forecast(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    """A forecast that came true, one that did not, and one whose day has not come."""
    edge = round(float(rng.uniform(10, 20)), 2)
    gap = round(float(rng.uniform(0.5, 5)), 2)
    outcome = {"true": edge - gap, "false": edge + gap, "open": None}
    case = ("true", "false", "open")[number % 3]
    resolution: dict[str, Any] = {
        "date": "2001-01-01", "unit": "percent", "source": {"title": "Planted"},
    }  # fmt: skip
    if outcome[case] is not None:
        resolution["value"] = outcome[case]
    verdict = {"true": "supported", "false": "contradicted", "open": "undecided"}[case]
    claim = _claim(
        name, "forecast", resolution=resolution,
        regions={"claim": f"< {edge} percent", "opposite": f">= {edge} percent"},
    )  # fmt: skip
    return Planted(name, family, claim, frozenset({verdict}), verdict if case != "open" else "")


def _record(name: str, family: str, number: int, rng: np.random.Generator) -> Planted:
    claim = _claim(name, "record", reason="Nothing is modelled.")
    return Planted(name, family, claim, frozenset({"recorded"}), "")


_Make = Callable[[str, str, int, np.random.Generator], Planted]
_FAMILIES: tuple[tuple[str, int, _Make], ...] = (
    ("true", 8, _clear),
    ("false", 8, _clear),
    ("edge", 4, _edge),
    ("vague", 3, _vague),
    ("immaterial", 2, _immaterial),
    ("identity", 2, _identity),
    ("about", 6, _about),
    ("depends", 1, _depends),
    ("contested", 1, _contested),
    ("ranked", 2, _ranked),
    ("counted", 6, _counted),
    ("arithmetic", 6, _arithmetic),
    ("forecast", 3, _forecast),
    ("record", 1, _record),
)
