"""Claim files: read one, a folder, or the shipped library, and check them against the models.

Whatever a claim names must exist before anything runs: institution, levers, measure,
dimensions, units, evidence. An institution is imported only for a claim that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from commonweal.claims.comparison import parse_comparison
from commonweal.claims.data import regions_of
from commonweal.claims.regions import parse_regions
from commonweal.claims.schema import (
    AlternativeForm,
    Changes,
    Claim,
    MeasureForm,
    RegionsForm,
    misplaced_keys,
)
from commonweal.claims.tables import library_folder
from commonweal.core.errors import ClaimError, FileError, UnknownName
from commonweal.core.period import Period
from commonweal.core.protocol import Institution, Measure
from commonweal.core.units import unit_named
from commonweal.core.yamlfile import Place, YamlFile, parse_yaml, read_yaml, validated
from commonweal.institutions import registry
from commonweal.parameters.evidence import Evidence, read_evidence
from commonweal.parameters.policy import accept

_NOT_CLAIMS = frozenset({"evidence.yaml"})
_SUFFIXES = (".yaml", ".yml")
_PIECES = re.compile(r"(\D*)(\d*)")


def load(path: Path) -> Claim:
    """Read and check one claim file.

    Raises FileError when it cannot be read, ClaimError for what cannot be asked, UnknownName
    and UnitError for names and units that do not exist: each with file, line and key.
    """
    return _checked(read_yaml(path))


def parse(text: str, path: Path) -> Claim:
    """Read and check a claim from a text that stands, or will stand, in ``path``."""
    return _checked(parse_yaml(text, path))


def load_folder(folder: Path) -> tuple[Claim, ...]:
    """Read every claim file in a folder and the folders in it, in the order of their names.

    Raises ClaimError when there is none, or when two claims have one id.
    """
    claims = tuple(load(path) for path in claim_files(folder))
    if not claims:
        raise ClaimError(
            "the folder holds no claim file", where=str(folder),
            remedy="Claim files end in .yaml; 'commonweal new claim' writes one to fill in.",
        )  # fmt: skip
    _refuse_twins(claims)
    return claims


def library() -> tuple[Claim, ...]:
    """The shipped claims, by article and id."""
    claims = tuple(load(path) for path in library_files())
    _refuse_twins(claims)
    return claims


def library_files() -> list[Path]:
    """The files of the shipped claims; a file is named by its claim's id."""
    return claim_files(library_folder())


def find(name: str) -> Claim:
    """A claim by its path, its id, or the row that begins its id where that is unique.

    Raises UnknownName with the nearest ids.

    """
    path = Path(name)
    if path.suffix in _SUFFIXES or path.is_file():
        return load(path)
    shipped = {file.stem: file for file in library_files()}
    if name in shipped:
        return load(shipped[name])
    begun = [stem for stem in shipped if stem.split("-")[0] == name.lower()]
    if len(begun) == 1:
        return load(shipped[begun[0]])
    if len(begun) > 1:
        raise UnknownName("claim", name, begun, remedy=f"Did you mean {' or '.join(begun)}?")
    raise UnknownName("claim", name, shipped)


def collect(names: Sequence[str]) -> tuple[Claim, ...]:
    """The claims that a list of paths, folders and ids names; all shipped ones for none."""
    if not names:
        return library()
    found: list[Claim] = []
    for name in names:
        path = Path(name)
        found += load_folder(path) if path.is_dir() else [find(name)]
    unique = {claim.path or claim.id: claim for claim in found}
    _refuse_twins(unique.values())
    return tuple(unique.values())


def evidence_for(claim: Claim) -> dict[str, Evidence]:
    """The published findings a claim may name: its institution's, and its article's own."""
    found: dict[str, Evidence] = {}
    if claim.experiment is not None:
        found |= registry.find(claim.experiment.institution).evidence
    if claim.folder is not None:
        found |= read_evidence(claim.folder / "evidence.yaml")
    return found


def claim_files(folder: Path) -> list[Path]:
    """The claim files in a folder and the folders in it, unread, in the order of their names.

    Numbers in a name count as numbers: l2 comes before l10.
    Raises FileError when there is no such folder.
    """
    if not folder.is_dir():
        raise FileError("there is no such folder", where=str(folder), remedy="Check the name.")
    return [
        path
        for path in sorted(folder.rglob("*"), key=_as_counted)
        if path.suffix in _SUFFIXES
        and path.name not in _NOT_CLAIMS
        and "tables" not in path.relative_to(folder).parts[:-1]
    ]


def _as_counted(path: Path) -> tuple[list[list[tuple[str, int]]], Path]:
    """Names part by part, letters and numbers told apart: ``l10-b`` is (l, 10), (-b, 0)."""
    pieces = [
        [(letters, int(number or 0)) for letters, number in _PIECES.findall(part)]
        for part in path.parts
    ]
    return pieces, path


def _refuse_twins(claims: Iterable[Claim]) -> None:
    seen: dict[str, Claim] = {}
    for claim in claims:
        if claim.id in seen:
            raise ClaimError(
                f"the id '{claim.id}' is also that of {seen[claim.id].path}",
                where=claim.where("id"), remedy="Give one of them another id.",
            )  # fmt: skip
        seen[claim.id] = claim


def _checked(file: YamlFile) -> Claim:
    if not isinstance(file.content, dict):
        raise ClaimError(
            "the file is not a claim: it holds no keys", where=file.where(),
            remedy="'commonweal new claim' writes one to fill in.",
        )  # fmt: skip
    claim = validated(Claim, file, ClaimError).read_from(file)
    for what, place, remedy in misplaced_keys(claim)[:1]:
        raise ClaimError(what, where=claim.where(*place), remedy=remedy)
    if claim.kind == "counterfactual":
        _check_experiment(claim)
    elif claim.kind == "consistency":
        from commonweal.claims.consistency import check

        check(claim)
    elif claim.kind == "data":
        assert claim.regions is not None  # noqa: S101 - by kind
        _check_data_regions(claim, claim.regions)
    elif claim.kind == "forecast":
        assert claim.resolution is not None and claim.regions is not None  # noqa: S101 - by kind
        unit = unit_named(claim.resolution.unit, where=claim.where("resolution", "unit")).name
        regions_of(claim.with_changes(unit=unit), claim.regions, ("regions",))
    if claim.evidence:
        _check_evidence(claim)
    return claim


def _check_evidence(claim: Claim) -> None:
    known = evidence_for(claim)
    for position, use in enumerate(claim.evidence):
        if use.id not in known:
            raise UnknownName("evidence", use.id, known, where=claim.where("evidence", position))


def _check_data_regions(claim: Claim, regions: RegionsForm) -> None:
    regions_of(claim, regions, ("regions",))
    for position, alternative in enumerate(claim.alternatives):
        if alternative.regions is not None:
            regions_of(claim, alternative.regions, ("alternatives", position, "regions"))


def _check_experiment(claim: Claim) -> None:
    """Everything a counterfactual claim names exists in its institution."""
    experiment, measure = claim.experiment, claim.measure
    assert experiment is not None and measure is not None  # noqa: S101 - by kind
    institution = registry.find(
        experiment.institution, where=claim.where("experiment", "institution")
    )
    for name, changes in experiment.arms.items():
        _check_levers(claim, institution, changes, ("experiment", "arms", name))
    _check_world(claim, institution, experiment.world, ("experiment", "world"))
    _check_period(claim, experiment.period, ("experiment", "period"))
    _check_priors(claim, institution, experiment.priors, ("experiment", "priors"))
    _check_levers(claim, institution, claim.control or {}, ("control",))
    unit = _check_measure(claim, institution, measure, ("measure",)).unit
    _check_compared(claim, experiment.arms, claim.compare or "", claim.regions, unit, ())
    for position, alternative in enumerate(claim.alternatives):
        _check_alternative(claim, institution, alternative, ("alternatives", position))


def _check_alternative(
    claim: Claim, institution: Institution, alternative: AlternativeForm, place: Place
) -> None:
    experiment, measure = claim.experiment, alternative.measure or claim.measure
    assert experiment is not None and measure is not None  # noqa: S101 - by kind
    _check_levers(claim, institution, alternative.set or {}, (*place, "set"))
    for name, changes in (alternative.arms or {}).items():
        if name not in experiment.arms:
            raise UnknownName("arm", name, experiment.arms, where=claim.where(*place, "arms", name))
        _check_levers(claim, institution, changes, (*place, "arms", name))
    _check_world(claim, institution, alternative.world or "", (*place, "world"))
    _check_period(claim, alternative.period or "", (*place, "period"))
    _check_priors(claim, institution, alternative.priors or {}, (*place, "priors"))
    unit = _check_measure(claim, institution, measure, (*place, "measure")).unit
    if alternative.compare or alternative.regions or alternative.measure:
        _check_compared(
            claim, experiment.arms, alternative.compare or claim.compare or "",
            alternative.regions or claim.regions, unit, place,
        )  # fmt: skip


def _check_levers(claim: Claim, institution: Institution, changes: Changes, place: Place) -> None:
    for name, value in changes.items():
        accept(institution, {name: value}, where=claim.where(*place, name))


def _check_priors(
    claim: Claim, institution: Institution, priors: Iterable[str], place: Place
) -> None:
    for name in priors:
        if name not in institution.uncertainties:
            raise UnknownName(
                "uncertainty", name, institution.uncertainties, where=claim.where(*place, name)
            )


def _check_world(claim: Claim, institution: Institution, world: str, place: Place) -> None:
    if world and world not in institution.worlds and not _is_there(world):
        raise UnknownName("world", world, institution.worlds, where=claim.where(*place))


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # a text far too long to name a file
        return False


def _check_period(claim: Claim, period: str, place: Place) -> None:
    if period:
        Period.parse(period, where=claim.where(*place))


def _check_measure(
    claim: Claim, institution: Institution, form: MeasureForm, place: Place
) -> Measure:
    measures = institution.measures
    if form.name not in measures:
        raise UnknownName("measure", form.name, measures, where=claim.where(*place, "name"))
    measure = measures[form.name]
    for dimension in form.where:
        if dimension not in measure.dimensions or dimension == "at":
            raise UnknownName(
                "dimension", dimension, [d for d in measure.dimensions if d != "at"],
                where=claim.where(*place, "where", dimension),
            )  # fmt: skip
    if form.at is not None and "at" not in measure.dimensions:
        raise ClaimError(
            f"the measure '{form.name}' is not taken at a time", where=claim.where(*place, "at"),
            remedy="Remove 'at:'.",
        )  # fmt: skip
    return measure


def _check_compared(
    claim: Claim, arms: Iterable[str], compare: str, regions: RegionsForm | None,
    unit: str, place: Place,
) -> None:  # fmt: skip
    comparison = parse_comparison(compare, arms, where=claim.where(*place, "compare"))
    assert regions is not None  # noqa: S101 - by kind
    stated = {name: text for name, text in regions.model_dump().items() if text is not None}
    parse_regions(
        stated,
        comparison.unit(unit),
        place=lambda name: claim.where(*place, "regions", name),
    )
