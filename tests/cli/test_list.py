"""``list`` says what there is, to people and to scripts."""

import pytest

KINDS = ["institutions", "levers", "uncertainties", "measures", "worlds", "evidence", "runs"]


def test_levers_stand_with_value_and_unit(commonweal) -> None:
    said = commonweal("list", "levers", "planted")
    assert said.code == 0
    assert "grant" in said.out
    assert "GBP/year" in said.out


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_answers_in_json(commonweal, kind: str) -> None:
    said = commonweal("list", kind, "planted", "--json")
    assert (said.code, list(said.json)) == (0, [kind])


def test_json_gives_each_measure_with_unit_and_direction(commonweal) -> None:
    measures = commonweal("list", "measures", "planted", "--json").json["measures"]
    total = next(measure for measure in measures if measure["name"] == "total_income")
    assert (total["unit"], total["better"]) == ("GBP/year", "higher")


def test_an_unknown_institution_is_answered_with_the_nearest(commonweal) -> None:
    said = commonweal("list", "levers", "plantd")
    assert said.code == 2
    assert "Did you mean 'planted'?" in said.err


def test_an_unknown_kind_is_refused(commonweal) -> None:
    assert commonweal("list", "leavers").code == 2


def test_nothing_to_list_is_said(commonweal) -> None:
    assert commonweal("list", "runs").out == "There are no runs here.\n"


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize("kind", ["claims", *KINDS])
def test_the_tables_fit_into_the_terminal(commonweal, monkeypatch, kind, columns) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    said = commonweal("list", kind)
    assert max(len(line) for line in said.out.splitlines()) <= columns


def test_in_a_pipe_a_row_is_one_line(commonweal, monkeypatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    found = commonweal("list", "claims", "--json").json["claims"]
    rows = commonweal("list", "claims").out.splitlines()[2:]
    assert [row.split()[0] for row in rows] == [claim["id"] for claim in found]
    assert all(claim["statement"] in row for claim, row in zip(found, rows, strict=True))


def test_a_choice_stands_with_what_it_can_be_set_to(commonweal) -> None:
    told = " ".join(commonweal("list", "levers", "elections").out.split())
    assert "first-past-the-post | av | stv | ams | av-plus | list-pr" in told


def test_a_world_says_what_it_is_not(commonweal) -> None:
    assert "not a sample of the population" in commonweal("list", "worlds", "taxes").out


def test_stored_runs_are_listed(commonweal) -> None:
    commonweal("compare", "planted", "--set", "tax=10", "--draws", "200")
    runs = commonweal("list", "runs", "--json").json["runs"]
    assert [(run["institution"], run["blocks"]) for run in runs] == [("planted", 4)]
