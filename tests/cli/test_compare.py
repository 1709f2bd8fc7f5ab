"""``compare`` sets two rulebooks side by side on the same people."""

from pathlib import Path

import pytest

EXPERIMENT = """\
schema: 1
institution: planted
arms:
  now: {}
  tax: {tax: 10, grant: 4}
  grant: {grant: 4}
priors:
  response: {distribution: point, value: 0}
"""


@pytest.fixture
def experiment(tmp_path: Path) -> Path:
    path = tmp_path / "experiment.yaml"
    path.write_text(EXPERIMENT, encoding="utf-8")
    return path


def compared(said) -> list[dict]:
    assert said.code == 0, said.err
    return said.json["comparisons"]


def row(comparison: dict, measure: str, **where: str) -> dict:
    (found,) = [r for r in comparison["measures"] if (r["measure"], r["where"]) == (measure, where)]
    return found


def test_each_arm_is_compared_with_the_first(commonweal, experiment) -> None:
    found = compared(commonweal("compare", experiment, "--draws", 200, "--json"))
    assert [(c["arm"], c["base"]) for c in found] == [("tax", "now"), ("grant", "now")]


def test_the_difference_is_that_of_the_rules(commonweal, experiment) -> None:
    tax, grant = compared(commonweal("compare", experiment, "--draws", 200, "--json"))
    assert row(tax, "mean_income", group="rich")["difference"]["mean"] == pytest.approx(-6)
    assert row(grant, "total_income")["difference"]["mean"] == pytest.approx(160)


def test_the_base_may_be_chosen(commonweal, experiment) -> None:
    found = compared(commonweal("compare", experiment, "--base", "grant", "--draws", 200, "--json"))
    assert [(c["arm"], c["base"]) for c in found] == [("now", "grant"), ("tax", "grant")]


def test_levers_are_set_on_the_command_line(commonweal) -> None:
    said = commonweal("compare", "planted", "--set", "grant=2 GBP/week", "--draws", 200, "--json")
    (found,) = compared(said)
    assert row(found, "mean_income", group="poor")["difference"]["mean"] == pytest.approx(104)


def test_a_reform_file_lies_under_what_is_set(commonweal, tmp_path) -> None:
    reform = tmp_path / "reform.yaml"
    reform.write_text("schema: 1\nset: {grant: 1, tax: 3}\n", encoding="utf-8")
    said = commonweal(
        "compare", "planted", "--reform", reform, "--set", "grant=2", "--draws", 200, "--json"
    )
    assert said.json["arms"]["reform"] == {"grant": "2", "tax": 3}


def test_the_ledger_says_who_loses(commonweal, experiment) -> None:
    tax, _ = compared(commonweal("compare", experiment, "--draws", 200, "--json"))
    losers = {row["label"]: row["worse_off"] for row in tax["ledgers"][0]["rows"]}
    assert (losers["poor"], losers["rich"]) == (0, 1)


def test_attribution_sums_to_the_whole(commonweal, experiment) -> None:
    said = commonweal(
        "compare", experiment, "--measure", "total_income", "--attribute", "--draws", 200, "--json"
    )
    (parts,) = compared(said)[0]["attribution"]
    assert sum(part["mean"] for part in parts["parts"]) == pytest.approx(parts["whole"])
    assert {part["lever"] for part in parts["parts"]} == {"tax", "grant"}


def test_measures_and_labels_are_chosen(commonweal, experiment) -> None:
    said = commonweal(
        "compare", experiment, "--measure", "mean_income", "--where", "group=poor", "--draws", 200,
        "--json",
    )  # fmt: skip
    assert [r["where"] for r in compared(said)[0]["measures"]] == [{"group": "poor"}]


def test_people_read_measures_ledger_and_parts(commonweal, experiment) -> None:
    said = commonweal("compare", experiment, "--attribute", "--draws", 200)
    assert said.code == 0, said.err
    assert "tax against now" in said.out
    assert "Ledger: People" in said.out
    assert "all together" in said.out
    assert max(len(line) for line in said.out.splitlines()) <= 80


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["planted"], "nothing is changed"),
        (["planted", "--set", "grnt=3"], "Did you mean 'grant'?"),
        (["planted", "--set", "grant"], "'grant' is not NAME=VALUE"),
        (["planted", "--set", "grant=1", "--set", "grant=2"], "'grant' is '1' before"),
        (["planted", "--set", "grant=-1"], "between 0 and inf"),
        (["planted", "--set", "grant=2 weeks"], "measures time"),
        (["planted", "--set", "grant={"], "the table cannot be read"),
        (["planted", "--set", "luck=maybe"], "there is no option named 'maybe'"),
        (["planted", "--set", "grant=1", "--world", "town"], "no world named 'town'"),
        (["planted", "--set", "grant=1", "--period", "soon"], "'soon' is not a period"),
        (["planted", "--set", "grant=1", "--base", "reforms"], "Did you mean 'reform'?"),
        (["planted", "--set", "grant=1", "--measure", "income"], "no measure named 'income'"),
        (["planted", "--set", "grant=1", "--where", "group=por"], "Did you mean 'poor'"),
        (["planted", "--set", "grant=1", "--where", "gruop=poor"], "Did you mean 'group'"),
        (["planted", "--set", "grant=1", "--draws", "50"], "50 draws are too few"),
        (["plantd", "--set", "grant=1"], "Did you mean 'planted'?"),
        (["absent.yaml"], "the file cannot be read"),
        (["experiment.yaml", "--set", "grant=1"], "do not go with an experiment file"),
    ],
)
def test_a_mistake_is_told_with_its_remedy(commonweal, experiment, words, told) -> None:
    said = commonweal("compare", *words)
    assert said.code == 2
    assert told in said.err
    assert "Commonweal itself failed" not in said.err


def test_a_file_with_one_arm_is_refused(commonweal, experiment) -> None:
    experiment.write_text("schema: 1\ninstitution: planted\narms: {now: {}}\n", encoding="utf-8")
    said = commonweal("compare", experiment)
    assert said.code == 2
    assert "needs two arms" in said.err
    assert "experiment.yaml, line 3" in said.err
