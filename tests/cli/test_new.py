"""``new claim`` writes a file that loads as it stands, and never overwrites one."""

from pathlib import Path

import pytest

from commonweal.claims.files import library_files, load
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


@pytest.mark.parametrize("original", [path.stem for path in library_files()])
def test_every_shipped_claim_can_be_copied_and_read_elsewhere(commonweal, tmp_path, original):
    said = commonweal("new", "claim", "x1-mine", "--from", original, "--to", "mine")
    assert said.code == 0, said.err
    assert load(tmp_path / "mine" / "x1-mine.yaml").id == "x1-mine"


def test_a_copy_keeps_all_but_the_id(commonweal, tmp_path) -> None:
    commonweal("new", "claim", "x1-mine", "--from", "n1")
    copy = (tmp_path / "x1-mine.yaml").read_text(encoding="utf-8")
    (original,) = [path for path in library_files() if path.stem.startswith("n1-")]
    told = original.read_text(encoding="utf-8")
    assert copy.endswith(told.replace("id: n1-guarantee-displaces", "id: x1-mine"))


def test_evidence_of_ones_own_is_not_overwritten_by_a_copy(commonweal, tmp_path) -> None:
    (tmp_path / "evidence.yaml").write_text("precious", encoding="utf-8")
    said = commonweal("new", "claim", "x1-mine", "--from", "a1")
    assert said.code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["evidence.yaml"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["X1 Mine"], "cannot be the id of a claim"),
        (["../x1"], "cannot be the id of a claim"),
        (["x1", "--institution", "plantd"], "Did you mean 'planted'?"),
        (["x1", "--kind", "record", "--institution", "planted"], "has no institution"),
        (["x1", "--kind", "recrd"], "'recrd' is not one of"),
        (["x1", "--from", "n1", "--kind", "record"], "--from copies kind and institution"),
        (["x1", "--from", "n1-guarantee"], "Did you mean 'n1-guarantee-displaces'"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(commonweal, words, told) -> None:
    said = commonweal("new", "claim", *words)
    assert said.code == 2
    assert told in said.err
