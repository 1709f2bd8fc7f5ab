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


def test_the_tables_fit_into_eighty_columns(commonweal) -> None:
    said = commonweal("list", "levers", "planted")
    assert max(len(line) for line in said.out.splitlines()) <= 80


def test_stored_runs_are_listed(commonweal) -> None:
    commonweal("compare", "planted", "--set", "tax=10", "--draws", "200")
    runs = commonweal("list", "runs", "--json").json["runs"]
    assert [(run["institution"], run["blocks"]) for run in runs] == [("planted", 4)]
