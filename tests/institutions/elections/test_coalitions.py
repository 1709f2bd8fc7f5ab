"""Who could govern with whom."""

import pytest

from commonweal.algorithms.power import banzhaf
from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.elections.coalitions import house


def test_those_who_stay_away_lower_the_bar():
    assert house(2010, speaker="former-party", absent=()).game.quota == 326
    assert house(2010, speaker="absent").game.quota == 323


def test_labour_and_liberals_fell_short_together_in_2010():
    assert house(2010).surplus("Lab", "LD") == -8
    assert house(2010).surplus("Con", "LD") > 0


def test_two_of_the_three_largest_could_govern_in_2010_but_not_the_lesser_two():
    found = house(2010)
    assert ("Con", "Lab") in found.minimal()
    assert ("Con", "LD") in found.minimal()
    assert ("Lab", "LD") not in found.minimal()


def test_labour_needed_nobody_in_1997():
    found = house(1997)
    assert found.minimal() == (("Lab",),)
    assert banzhaf(found.game)[0] == 1


def test_the_left_of_2010_needed_four_parties_where_the_right_needed_two():
    spectrum = ["Green", "PC", "SNP", "Lab", "SDLP", "LD", "Con", "DUP"]
    assert house(2010).connected(spectrum) == (("SNP", "Lab", "SDLP", "LD"), ("LD", "Con"))


def test_members_without_a_party_are_parties_of_one():
    found = house(2024)
    assert {"Ind 1", "Ind 6"} <= set(found.parties)
    assert found.together("Ind 1", "Ind 6") == 2


def test_a_party_without_a_seat_is_not_known():
    with pytest.raises(UnknownName):
        house(2010).together("UKIP")


def test_an_election_that_was_not_held_is_not_known():
    with pytest.raises(UnknownName):
        house(2011)


def test_a_house_needs_somebody():
    every = (*house(2010, absent=()).parties, "Ind", "Speaker")
    with pytest.raises(ParameterError, match="nobody"):
        house(2010, speaker="absent", absent=every)


def test_a_speaker_stays_away_with_the_former_party():
    assert house(2010, absent=("Con",)).game.total == 650 - 307


def test_a_spectrum_names_parties_of_the_house_once():
    with pytest.raises(UnknownName):
        house(2010).connected(["Lab", "UKIP"])
    with pytest.raises(ParameterError, match="twice"):
        house(2010).connected(["Lab", "Lab"])
