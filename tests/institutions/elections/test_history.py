"""Elections since 1918 by groups: the traps of the source, each with its own test."""

import numpy as np
import pytest

from commonweal.core.errors import UnknownName
from commonweal.institutions.elections import history, tables
from commonweal.institutions.elections.history import GROUPS, UNKNOWN

CON, LIB, LAB, NAT, OTH = range(5)


def row(election, name):
    found = history.election(election)
    return found, found.name.index(name)


def votes(election, name):
    found, place = row(election, name)
    return found.votes[place].tolist()


def winner(election, name):
    found, place = row(election, name)
    return GROUPS[found.winner[place]]


def patched(kind):
    return [change for change in tables.rows("group_patches") if change["patch"] == kind]


@pytest.mark.parametrize("name", history.names())
def test_an_election_has_one_row_a_constituency_and_one_column_a_group(name):
    found = history.election(name)
    assert found.votes.shape == found.stood.shape == (len(found.code), 5)
    assert len(set(found.code)) == len(found.code)
    assert not found.votes[~found.stood].any()


@pytest.mark.parametrize(
    ("name", "house"),
    [("1918", 707), ("1922", 615), ("1945", 640), ("1950", 625), ("1974F", 635), ("2024", 650)],
)
def test_the_house_is_full(name, house):
    assert history.election(name).house == house


def test_an_election_is_found_by_its_year_and_by_its_day():
    assert history.election(1951) is history.election("1951-10-25")


def test_the_two_elections_of_1974_are_named_apart():
    with pytest.raises(UnknownName, match="1974F"):
        history.election(1974)
    assert history.election("1974F").members()[LAB] == 301


def test_a_year_without_an_election_is_an_error_that_names_others():
    with pytest.raises(UnknownName, match="Did you mean"):
        history.election(1952)


def test_no_liberal_candidate_is_an_interval_and_not_zero():
    found = history.election(1955)
    low, high = found.support("lib")
    assert (~found.stood[:, LIB]).sum() == 520
    assert round(low, 3) == 0.027
    assert high > 0.8
    assert history.election(1983).support("lib")[1] < 0.28


def test_great_britain_is_a_smaller_denominator_than_the_kingdom():
    kingdom = history.election(2010)
    britain = kingdom.only("England", "Scotland", "Wales")
    assert britain.votes[:, LAB].sum() == kingdom.votes[:, LAB].sum()
    assert round(kingdom.support("lab")[0], 4) == 0.2899
    assert round(britain.support("lab")[0], 4) == 0.2966


def test_a_nation_that_did_not_vote_is_an_error():
    with pytest.raises(UnknownName, match="Northern Ireland"):
        history.election(1955).only("Ireland")


def test_an_unopposed_member_has_no_votes_and_is_elected():
    found, place = row(1951, "Armagh")
    assert found.votes[place].sum() == 0
    assert found.stood[place].tolist() == [True, False, False, False, False]
    assert (found.winner[place], found.unopposed[place, CON]) == (CON, 1)


@pytest.mark.parametrize("name", history.names())
def test_every_uncontested_seat_has_all_its_members(name):
    found = history.election(name)
    empty = ~found.contested
    assert (found.unopposed[empty].sum(axis=1) == found.seats[empty]).all()


def test_nobody_knows_from_pooled_votes_who_won_two_seats():
    found, place = row(1945, "Norwich")
    assert found.seats[place] == 2
    assert found.winner[place] == UNKNOWN
    assert found.house - found.members().sum() == 39


def test_two_members_returned_unopposed_are_both_counted():
    found, place = row(1922, "City Of London")
    assert found.unopposed[place].tolist() == [2, 0, 0, 0, 0]
    assert found.winner[place] == UNKNOWN


def test_university_seats_are_there_until_1945():
    assert history.election(1945).region.count("University") == 7
    assert history.election(1950).region.count("University") == 0


def test_queens_belfast_is_a_university_in_1923_too():
    found, place = row(1923, "Queen's University Of Belfast")
    assert (found.region[place], found.nation[place]) == ("University", "Northern Ireland")


def test_labour_held_gateshead_east_in_1950():
    assert votes(1950, "Gateshead East") == [15249, 0, 18531, 0, 0]


@pytest.mark.parametrize("name", ["St Marylebone", "Herefordshire Hereford"])
def test_the_conservatives_held_two_seats_whose_votes_are_exchanged_in_the_source(name):
    assert winner(1951, name) == "con"


def test_seven_labour_members_of_1951_are_taken_from_the_others():
    assert len(patched("labour under other")) == 7
    assert votes(1951, "Monmouthshire Ebbw Vale") == [6754, 0, 28283, 0, 0]


def test_the_eighth_is_declared_because_two_candidates_share_one_figure():
    assert votes(1951, "Bradford South") == [0, 6072, 0, 0, 39227]
    assert winner(1951, "Bradford South") == "lab"


def test_a_national_liberal_is_an_ally_of_the_conservatives():
    assert votes(1950, "Luton") == [22946, 4447, 21860, 0, 0]
    assert winner(1935, "Cornwall St Ives") == "con"


def test_an_ally_is_never_found_where_a_conservative_stood():
    assert votes(1950, "Fermanagh And South Tyrone")[OTH] == 32188
    assert votes(1945, "Grantham")[OTH] == 27719


def test_from_1955_on_nothing_is_taken_for_an_ally():
    assert max(change["election"] for change in patched("allies")) == "1951-10-25"
    assert votes(1959, "Caithness And Sutherland") == [0, 0, 6438, 0, 12163]


def test_ulster_unionists_are_conservatives_until_1970_and_others_after():
    assert history.election(1970).only("Northern Ireland").members()[CON] == 8
    assert history.election("1974F").only("Northern Ireland").members()[CON] == 0


def test_pooled_others_do_not_make_a_winner():
    assert votes(1945, "Rhondda East") == [0, 0, 16733, 0, 17884]
    assert winner(1945, "Rhondda East") == "lab"
    assert winner(2015, "Hartlepool") == "lab"


def test_before_1950_a_lead_of_pooled_others_is_marked():
    assert history.election(1945).pooled.sum() == 13
    assert history.election(1966).pooled.sum() == 0


def test_the_speaker_is_with_the_others():
    assert winner(1966, "Southamptonitchen") == "oth"
    assert winner(2015, "Buckingham") == "oth"


@pytest.mark.parametrize(
    ("name", "place"), [("1931", "Suffolk (East) Eye"), ("1931", "Cornwall St Ives")]
)
def test_a_liberal_national_without_any_entry_was_returned_unopposed(name, place):
    found, at = row(name, place)
    assert found.unopposed[at].tolist() == [1, 0, 0, 0, 0]


def test_stockport_returned_two_members_unopposed_in_1918():
    found, place = row(1918, "Stockport")
    assert found.unopposed[place].tolist() == [0, 0, 0, 0, 2]


def test_others_in_northern_ireland_in_1997_are_completed_to_the_total():
    assert len(patched("others short")) == 17
    assert votes(1997, "Belfast North")[OTH] == 41452
    assert history.election(1997).votes.sum() == 31_286_284


def test_wrong_totals_do_not_change_the_parties():
    assert len(patched("total wrong")) == 3
    assert votes(1987, "Blackpool South") == [20312, 8405, 13568, 0, 0]


@pytest.mark.parametrize("name", history.names())
def test_nobody_votes_more_often_than_there_are_electors(name):
    found = history.election(name)
    known = ~np.isnan(found.electorate)
    assert (found.votes.sum(axis=1)[known] <= found.electorate[known]).all()


def test_the_electorate_of_govan_in_1951_is_left_out():
    found, place = row(1951, "Glasgow Govan")
    assert np.isnan(found.electorate[place])


def test_votes_of_two_member_seats_are_left_as_they_are_and_listed():
    short = {(change["election"], change["change"]) for change in patched("two-member short")}
    assert ("1929-05-30", "14911 votes in no group") in short


def test_a_place_keeps_its_code_while_boundaries_stand_however_it_is_spelt():
    february = history.election("1974F")
    assert set(february.code) == set(history.election("1974O").code)
    assert set(february.code) == set(history.election(1979).code)


def test_an_unknown_group_is_an_error():
    with pytest.raises(UnknownName, match="lib"):
        history.election(1955).support("libs")


def test_every_patch_is_about_a_seat_that_is_there():
    seats = {(place["election"], place["constituency"]) for place in tables.rows("group_results")}
    assert {(p["election"], p["constituency"]) for p in tables.rows("group_patches")} <= seats


def test_the_speaker_is_counted_with_whom_the_source_says_and_can_be_told_apart():
    found = history.election(1950)
    assert (found.name[found.speaker], found.winner[found.speaker]) == (
        "Northumberland Hexham",
        CON,
    )
    assert history.election("1974F").winner[history.election("1974F").speaker] == OTH
    assert history.election(2010).name[history.election(2010).speaker] == "Buckingham"


def test_no_speaker_stood_in_1951():
    assert history.election(1951).speaker == UNKNOWN


@pytest.mark.parametrize("day", history.days())
def test_the_parties_of_an_election_fill_the_house(day):
    parties = [party for party in tables.rows("party_results") if party["election"] == day]
    assert sum(int(party["seats"] or 0) for party in parties) == history.election(day).house


def test_members_who_do_not_take_their_seats_are_known():
    seats = {
        party["election"][:4]: int(party["seats"])
        for party in tables.rows("party_results")
        if party["party"] == "SF"
    }
    assert (seats["1918"], seats["1955"], seats["2010"], seats["2024"]) == (73, 2, 5, 7)


def test_the_notional_result_of_2019_has_the_votes_of_2019_on_other_boundaries():
    notional, actual = history.notional(), history.election(2019)
    assert abs(int(notional.votes.sum()) - int(actual.votes.sum())) < 20
    assert notional.members()[[CON, LIB, LAB]].tolist() == [372, 8, 200]
    assert set(notional.code) == set(history.election(2024).code)


def test_notional_results_are_no_election():
    assert history.names()["2019"] == "2019-12-12"
    assert history.election(2019).boundary_set == "2010"


def test_electors_are_known_until_2019():
    assert history.election(2019).electorate.sum() == 47_567_752
    assert np.isnan(history.election(2024).electorate).all()
    assert np.isnan(history.notional().electorate).all()


def test_where_no_liberal_stood_twice_labour_fell_though_its_share_without_liberals_rose():
    before, after = history.election(1955), history.election(1959)
    neither = ~before.stood[:, LIB] & ~after.stood[:, LIB]
    shares = [e.where(neither).support("lab")[0] for e in (before, after)]
    apart = [e.where(~e.stood[:, LIB]).support("lab")[0] for e in (before, after)]
    assert neither.sum() == 395
    assert [round(share, 3) for share in shares] == [0.501, 0.493]
    assert apart[1] > apart[0]
