"""``verify`` recomputes stored runs: they come out again, or it says what does not."""

import json
from pathlib import Path

import pytest

from commonweal.experiments.run import run
from commonweal.experiments.specification import Arm, Experiment
from commonweal.experiments.store import Store


@pytest.fixture
def stored(commonweal, tmp_path: Path) -> Path:
    """The folder of one stored run."""
    experiment = Experiment("planted", (Arm("now"), Arm("tax", {"tax": 10})))
    made = run(experiment, draws=100, store=Store(tmp_path / "runs"))
    return tmp_path / "runs" / made.id


def test_a_run_comes_out_again(commonweal, stored) -> None:
    said = commonweal("verify", "--all", "--json")
    assert said.code == 0, said.err
    assert [(r["run"], r["state"], r["blocks"]) for r in said.json["runs"]] == [
        (stored.name, "pass", 2)
    ]


def test_a_run_may_be_named_by_its_beginning(commonweal, stored) -> None:
    said = commonweal("verify", stored.name[:12])
    assert said.code == 0, said.err
    assert "1 run: 1 pass" in said.out


def test_another_result_of_the_same_run_exits_with_1(commonweal, stored, monkeypatch) -> None:
    from tests.support.planted import PlantedModel

    monkeypatch.setattr(PlantedModel, "reads", frozenset({"base_income", "response"}))
    said = commonweal("verify", stored.name)
    assert said.code == 1
    assert "differs by" in said.out


def test_a_damaged_block_cannot_be_verified(commonweal, stored) -> None:
    block = stored / "block-000001.parquet"
    block.write_bytes(block.read_bytes()[:-40])
    said = commonweal("verify", stored.name)
    assert said.code == 2
    assert str(block.name) in said.err
    assert "same command" in said.err


def test_a_run_of_other_code_cannot_be_verified(commonweal, stored, monkeypatch) -> None:
    monkeypatch.setattr("commonweal.experiments.specification.code_fingerprint", lambda _: "other")
    said = commonweal("verify", stored.name)
    assert said.code == 2
    assert "made with other code" in said.err


def test_a_run_of_another_schema_cannot_be_verified(commonweal, stored) -> None:
    path = stored / "run.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**held, "schema": 99}), encoding="utf-8")
    said = commonweal("verify", stored.name)
    assert said.code == 2
    assert "schema 99" in said.err


def test_the_other_runs_are_verified_all_the_same(commonweal, stored) -> None:
    (stored.parent / "planted-0000000000000000").mkdir()
    (stored.parent / "planted-0000000000000000" / "run.json").write_text("{", encoding="utf-8")
    said = commonweal("verify", "--all", "--json")
    assert (said.code, len(said.json["runs"]), len(said.errors)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "name a run, or say --all"),
        (["--all"], "no run is stored here"),
        (["planted-1", "--all"], "not both"),
        (["planted-1"], "there is no stored run 'planted-1'"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(commonweal, words, told) -> None:
    said = commonweal("verify", *words)
    assert said.code == 2
    assert told in said.err
