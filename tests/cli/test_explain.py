"""``explain`` says what a name means, where its value comes from, and where it stands."""

from pathlib import Path

PARAMETERS = Path("tests/support/planted_room/parameters.yaml")


def found(said) -> dict:
    assert said.code == 0, said.err
    (entry,) = said.json["found"]
    return entry


def test_a_lever_has_value_unit_and_reason(commonweal) -> None:
    entry = found(commonweal("explain", "planted.grant", "--json"))
    assert (entry["value"], entry["unit"]) == (0, "GBP/year")
    assert entry["assumption"].startswith("The planted institution")


def test_the_institution_may_be_left_away(commonweal) -> None:
    assert found(commonweal("explain", "grant", "--json"))["institution"] == "planted"


def test_the_place_is_the_file_and_line_of_the_name(commonweal) -> None:
    path, _, line = found(commonweal("explain", "grant", "--json"))["place"].rpartition(":")
    assert Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 1] == "  grant:"


def test_an_uncertainty_has_its_prior(commonweal) -> None:
    entry = found(commonweal("explain", "response", "--json"))
    assert entry["prior"] == "uniform (low 0, high 1)"
    assert entry["central 90%"] == "0.05 to 0.95"


def test_a_measure_says_which_way_is_better(commonweal) -> None:
    assert found(commonweal("explain", "total_income", "--json"))["better"] == "higher"


def test_people_read_the_same(commonweal) -> None:
    said = commonweal("explain", "grant")
    assert "planted.grant" in said.out
    assert "GBP/year" in said.out


def test_a_misspelt_name_is_answered_with_the_nearest(commonweal) -> None:
    said = commonweal("explain", "planted.grnt")
    assert said.code == 2
    assert "Did you mean 'planted.grant'" in said.err


def test_a_day_that_is_none_is_refused(commonweal) -> None:
    said = commonweal("explain", "grant", "--on", "yesterday")
    assert said.code == 2
    assert "'yesterday' is not a period" in said.err
