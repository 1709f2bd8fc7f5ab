"""Experiments without a claim: read from a file, or put together from options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commonweal.core.errors import ClaimError, FileError, ParameterError, UnknownName

if TYPE_CHECKING:
    from commonweal.core.protocol import Institution
    from commonweal.experiments.specification import Experiment

CURRENT, REFORM = "current", "reform"


def read(path: Path, seed: int | None) -> tuple[Experiment, int | None]:
    """Read an experiment file: ``schema: 1`` and the keys of a claim's ``experiment``.

    Returns the experiment, and the number of draws if the file states one.
    """
    from typing import Literal

    from pydantic import Field

    from commonweal.claims.schema import ExperimentForm
    from commonweal.core.yamlfile import read_yaml, validated
    from commonweal.experiments.specification import SEED, Arm, Experiment

    class ExperimentFile(ExperimentForm):
        schema_: Literal[1] = Field(alias="schema")
        title: str = ""

    file = read_yaml(path)
    form = validated(ExperimentFile, file, ParameterError)
    if len(form.arms) < 2:
        raise ClaimError(
            "a comparison needs two arms or more",
            where=file.where(("arms",)),
            remedy="Name the arms, such as 'arms: {current: {}, reform: {lever: value}}'.",
        )
    arms = tuple(Arm(name, changes) for name, changes in form.arms.items())
    own_seed = SEED if seed is None else seed
    experiment = Experiment(form.institution, arms, form.world, form.period, form.priors, own_seed)
    return experiment, form.draws


def assembled(
    institution: str, world: str, period: str, changes: Mapping[str, Any], seed: int | None
) -> Experiment:
    """The rules in force against a reform, on an institution's world."""
    from commonweal.experiments.specification import SEED, Arm, Experiment
    from commonweal.institutions import registry

    registry.find(institution)
    if not changes:
        raise ClaimError(
            "nothing is changed, so there is nothing to compare",
            where=f"compare {institution}",
            remedy=f"Add --set LEVER=VALUE or --reform FILE; see: commonweal list levers "
            f"{institution}",
        )
    arms = (Arm(CURRENT), Arm(REFORM, changes))
    return Experiment(institution, arms, world, period, {}, SEED if seed is None else seed)


def reform(settings: Iterable[str], files: Iterable[Path]) -> dict[str, Any]:
    """The changes of reform files, in order, and of ``LEVER=VALUE`` settings laid over them."""
    from typing import Literal

    from pydantic import Field

    from commonweal.core.yamlfile import read_yaml, validated
    from commonweal.parameters.sources import Form

    class ReformFile(Form):
        schema_: Literal[1] = Field(alias="schema")
        title: str = ""
        set: Mapping[str, Any]

    changes: dict[str, Any] = {}
    for path in files:
        changes |= validated(ReformFile, read_yaml(path), ParameterError).set
    for name, text in pairs(settings, option="--set").items():
        changes[name] = _value(name, text)
    return changes


def pairs(texts: Iterable[str], *, option: str = "--where") -> dict[str, str]:
    """``NAME=VALUE`` texts as a mapping. Raises ParameterError for another, and for a name twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise ParameterError(
                f"'{text}' is not NAME=VALUE", where=option, remedy=f"Write {option} name=value."
            )
        if found.setdefault(name.strip(), value.strip()) != value.strip():
            raise ParameterError(
                f"'{name.strip()}' is '{found[name.strip()]}' before, and '{value.strip()}' here",
                where=option, remedy="Say it once.",
            )  # fmt: skip
    return found


def refuse_unknown_dimensions(chosen: Iterable[str], institution: Institution) -> None:
    """Every dimension that is chosen from must be one of some measure."""
    known = {d for measure in institution.measures.values() for d in measure.dimensions}
    for dimension in chosen:
        if dimension not in known:
            raise UnknownName("dimension", dimension, sorted(known), where="--where")


def refuse_beside_file(*options: object) -> None:
    """An experiment file says everything itself; what would be ignored is refused."""
    if any(options):
        raise ClaimError(
            "--world, --period, --set and --reform do not go with an experiment file",
            where="compare",
            remedy="Write them into the file, or name an institution in its place.",
        )


def _value(name: str, text: str) -> Any:
    """A number, a choice or a unit's amount as text; ``{a: 1, b: 2}`` as a table."""
    if not text.startswith("{"):
        return text
    from commonweal.core.yamlfile import parse_yaml

    try:
        return parse_yaml(text, Path(f"--set {name}")).content
    except FileError as error:
        raise ParameterError(
            f"the table cannot be read: {error.what}",
            where=f"--set {name}",
            remedy="Write --set 'lever={entry: 1, other: 2}'.",
        ) from error
