"""Pre-registration: what a claim fixed before its first run, hashed and dated.

Whoever may move the goalposts after the shot can support anything. So the terms of every
shipped claim (regions, priors, arms, measure, comparison, query, figures and expression) are
hashed into ``library/preregistration.json`` before the claim first runs. Later changes are
added to the history, never written over it, and a judgement says that there were some.

Not terms are what a claim says about itself (statement, interpretation, what is left out) and
its sources, so that wording may be mended. The names of alternatives and the reasons for
setting one aside are terms: a qualifier names the one, and hangs on the other. Nor are terms
the code and the tables, which change; the id of a run holds the code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from commonweal.claims.files import evidence_for
from commonweal.claims.judgement import Preregistration
from commonweal.claims.schema import Claim
from commonweal.claims.tables import library_folder
from commonweal.core.errors import FileError
from commonweal.institutions import registry

_SCHEMA = 1
_TERMS = (
    "kind", "experiment", "measure", "compare", "control", "regions", "query", "unit", "figures",
    "expression", "alternatives", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Registered:
    """One entry of the register: the day, the hash of the terms, and what it covers.

    ``priors`` and ``effects`` name the uncertainties and the published effects whose values
    are hashed with the claim; ``note`` says in words what a reader should know of the day.
    """

    day: str
    hash: str
    priors: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    note: str = ""

    def holds_for(self, claim: Claim) -> bool:
        """Whether a claim as it stands still has the terms of this entry."""
        return self.hash == hash_of(claim, self.priors, self.effects)


def register_file() -> Path:
    """The register of the shipped claims."""
    return library_folder() / "preregistration.json"


def terms(claim: Claim, priors: Iterable[str] = (), effects: Iterable[str] = ()) -> dict[str, Any]:
    """What must be fixed before the first run.

    ``priors`` names the uncertainties that the claim reads, ``effects`` the published effects
    that it calls on.
    """
    stated = claim.model_dump(mode="json", include=set(_TERMS), exclude_none=True)
    for part in (stated, *stated.get("alternatives", ())):
        for figure in (part.get("figures") or {}).values():
            figure.pop("source", None)
    if claim.resolution is not None:
        stated["resolution"] = {
            "date": claim.resolution.date.isoformat(),
            "query": claim.resolution.query,
            "unit": claim.resolution.unit,
        }
    if claim.experiment is not None:
        known = registry.find(claim.experiment.institution).uncertainties
        stated["priors"] = {
            name: (claim.experiment.priors.get(name) or known[name].prior).model_dump(
                exclude_none=True
            )
            for name in sorted(priors)
            if name in known
        }
    if called := sorted(effects):
        published = _effects_of(claim)
        stated["effects"] = {name: published[name] for name in called if name in published}
    return stated


def hash_of(claim: Claim, priors: Iterable[str] = (), effects: Iterable[str] = ()) -> str:
    """A digest of a claim's terms: 32 hexadecimal digits."""
    plain = json.dumps(terms(claim, priors, effects), sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(plain.encode(), digest_size=16).hexdigest()


def status(claim: Claim, register: Path | None = None) -> Preregistration:
    """Since when a claim's terms stand, and whether they changed after the first registration.

    Raises FileError when the register cannot be read.
    """
    entries = read_register(register or register_file()).get(claim.id, ())
    if not entries:
        return Preregistration(hash_of(claim), None, False)
    last = entries[-1]
    current = hash_of(claim, last.priors, last.effects)
    # a later entry may cover more than an earlier one without changing what that fixed
    changed = not all(entry.holds_for(claim) for entry in entries)
    history = tuple((entry.day, entry.hash) for entry in entries)
    notes = tuple(entry.note for entry in entries if entry.note)
    return Preregistration(current, entries[0].day, changed, history, notes)


def read_register(path: Path) -> Mapping[str, tuple[Registered, ...]]:
    """The register: for each claim id its entries, oldest first; empty where there is none."""
    return _read(path, path.stat().st_mtime_ns) if path.exists() else {}


def register(claims: Iterable[Claim], day: date, path: Path, note: str = "") -> list[str]:
    """Add the terms of claims that are new or changed; returns the ids that were added.

    Nothing already registered is altered. The uncertainties a counterfactual claim reads are
    found by preparing its models. ``note`` is kept with what is added.
    """
    known = dict(read_register(path))
    added: list[str] = []
    for claim in claims:
        entries = known.get(claim.id, ())
        priors, effects = _priors_read(claim), tuple(sorted(_effects_of(claim)))
        fixed = hash_of(claim, priors, effects)
        current = Registered(day.isoformat(), fixed, priors, effects, note)
        if not entries or entries[-1].hash != current.hash:
            known[claim.id] = (*entries, current)
            added.append(claim.id)
    if added:
        _write(known, path)
    return added


def _priors_read(claim: Claim) -> tuple[str, ...]:
    if claim.experiment is None:
        return ()
    from commonweal.experiments.specification import Arm, Experiment, prepare

    form = claim.experiment
    arms = tuple(Arm(name, changes) for name, changes in form.arms.items())
    experiment = Experiment(form.institution, arms, form.world, form.period, form.priors)
    return tuple(prepare(experiment).priors)


def _effects_of(claim: Claim) -> dict[str, Any]:
    """The published effects that a counterfactual claim calls on, as they are stated, by id."""
    if claim.experiment is None:
        return {}
    known = evidence_for(claim)
    stated = {use.id: known[use.id].effect for use in claim.evidence if use.id in known}
    return {
        name: effect.model_dump(mode="json", exclude_none=True)
        for name, effect in stated.items()
        if effect is not None
    }


def _write(known: Mapping[str, tuple[Registered, ...]], path: Path) -> None:
    content = {
        "schema": _SCHEMA,
        "claims": {
            name: [
                {
                    "date": entry.day,
                    "hash": entry.hash,
                    **({"priors": list(entry.priors)} if entry.priors else {}),
                    **({"effects": list(entry.effects)} if entry.effects else {}),
                    **({"note": entry.note} if entry.note else {}),
                }
                for entry in known[name]
            ]
            for name in sorted(known)
        },
    }
    partial = path.with_suffix(".partial")
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


@cache
def _read(path: Path, _modified: int) -> Mapping[str, tuple[Registered, ...]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["schema"] != _SCHEMA:
            raise ValueError(f"schema {content['schema']}")
        return {
            name: tuple(
                Registered(
                    entry["date"],
                    entry["hash"],
                    tuple(entry.get("priors", ())),
                    tuple(entry.get("effects", ())),
                    entry.get("note", ""),
                )
                for entry in entries
            )
            for name, entries in content["claims"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FileError(
            f"the register of claims cannot be read: {error}",
            where=str(path),
            remedy="Restore it from the version control; it is never written by hand.",
        ) from error
