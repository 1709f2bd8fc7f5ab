"""``new claim`` writes a file that loads as it stands, and never overwrites one."""

from pathlib import Path

import pytest

from commonweal.claims.schema import KINDS, Claim
from commonweal.core.errors import ClaimError
from commonweal.core.yamlfile import read_yaml, validated


def read(path: Path) -> Claim:
    return validated(Claim, read_yaml(path), ClaimError)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_loads_as_it_stands(commonweal, tmp_path, kind) -> None:
    said = commonweal("new", "claim", "x1-mine", "--kind", kind)
    assert said.code == 0, said.err
    assert read(tmp_path / "x1-mine.yaml").kind == kind


def test_the_institution_lends_its_names(commonweal, tmp_path) -> None:
    commonweal("new", "claim", "x1-mine", "--institution", "planted", "--to", "claims")
    claim = read(tmp_path / "claims" / "x1-mine.yaml")
    assert claim.experiment.institution == "planted"
    assert claim.experiment.world == "village"


def test_a_file_is_never_overwritten(commonweal, tmp_path) -> None:
    (tmp_path / "x1-mine.yaml").write_text("precious", encoding="utf-8")
    said = commonweal("new", "claim", "x1-mine", "--kind", "record")
    assert said.code == 2
    assert "is not overwritten" in said.err
    assert (tmp_path / "x1-mine.yaml").read_text(encoding="utf-8") == "precious"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["X1 Mine"], "cannot be the id of a claim"),
        (["../x1"], "cannot be the id of a claim"),
        (["x1", "--institution", "plantd"], "Did you mean 'planted'?"),
        (["x1", "--kind", "record", "--institution", "planted"], "has no institution"),
        (["x1", "--kind", "recrd"], "'recrd' is not one of"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(commonweal, words, told) -> None:
    said = commonweal("new", "claim", *words)
    assert said.code == 2
    assert told in said.err
