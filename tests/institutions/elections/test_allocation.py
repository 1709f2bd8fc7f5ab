"""Sharing out seats by the votes of a file: every rule, districts, thresholds, ties, lots."""

import pytest

from commonweal.core.errors import ParameterError, UnknownName
from commonweal.institutions.elections.allocation import allocate
from commonweal.institutions.elections.allocation_result import RULES, Terms, TiedSeats
from commonweal.institutions.elections.votes_file import ListVotes, Votes

NORTH_AND_SOUTH = Votes(
    (
        ListVotes("North", "Red", 620), ListVotes("North", "Blue", 280),
        ListVotes("North", "Green", 100), ListVotes("South", "Red", 200),
        ListVotes("South", "Blue", 700), ListVotes("South", "Green", 100),
    ),
    {"North": 5, "South": 5},
)  # fmt: skip


def votes(*numbers, constituencies=()):
    won = constituencies or [0] * len(numbers)
    rows = (
        ListVotes("", name, cast, held)
        for name, cast, held in zip("ABCDEFG", numbers, won, strict=False)
    )
    return Votes(tuple(rows), {})


def seats(found):
    return {party.party: party.seats for party in found.parties}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("dhondt", {"A": 4, "B": 2, "C": 1, "D": 0}),
        ("sainte-lague", {"A": 3, "B": 2, "C": 1, "D": 1}),
        ("hare", {"A": 3, "B": 2, "C": 1, "D": 1}),
        ("droop", {"A": 4, "B": 2, "C": 1, "D": 0}),
    ],
)
def test_each_rule_shares_out_one_district(rule, expected):
    assert seats(allocate(votes(480, 290, 130, 100), Terms(rule), 7)) == expected


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_fills_the_house(rule):
    found = allocate(NORTH_AND_SOUTH, Terms(rule, lot=1))
    assert sum(seats(found).values()) == found.house == 10


def test_each_district_is_shared_out_on_its_own():
    found = allocate(NORTH_AND_SOUTH, Terms("dhondt"))
    assert [(r.district, r.party, r.seats) for r in found.results if r.seats] == [
        ("North", "Red", 4), ("North", "Blue", 1), ("South", "Red", 1), ("South", "Blue", 4),
    ]  # fmt: skip


def test_across_districts_every_party_has_its_share_of_the_house():
    found = allocate(NORTH_AND_SOUTH, Terms("biproportional"))
    assert seats(found) == {"Blue": 5, "Red": 4, "Green": 1}
    assert [sum(r.seats for r in found.results if r.district == name) for name in ("North", "South")] == [5, 5]  # fmt: skip


def test_a_threshold_is_of_the_votes_of_a_district():
    rows = (*NORTH_AND_SOUTH.rows[:5], ListVotes("South", "Green", 99))
    found = allocate(Votes(rows, NORTH_AND_SOUTH.seats), Terms("dhondt", threshold=0.1))
    assert [r.entitled for r in found.results] == [True, True, True, True, True, False]


def test_constituencies_waive_the_threshold_under_mmp_alone_unless_it_is_said():
    cast = votes(960, 940, 60, constituencies=[5, 5, 1])
    assert seats(allocate(cast, Terms("mmp", 0.05), 20))["C"] == 1
    assert [r.entitled for r in allocate(cast, Terms("mmp", 0.05), 20).results][2] is True
    assert [r.entitled for r in allocate(cast, Terms("ams", 0.05), 20).results][2] is False
    assert [r.entitled for r in allocate(cast, Terms("mmp", 0.05, 0), 20).results][2] is False


def test_the_formula_of_a_mixed_system_can_be_chosen():
    cast = votes(600, 250, 150, constituencies=[4, 0, 0])
    assert seats(allocate(cast, Terms("ams"), 7)) == {"A": 4, "B": 2, "C": 1}
    assert seats(allocate(votes(600, 280, 50), Terms("ams", formula="sainte-lague"), 4))["B"] == 1


def test_overhang_makes_the_house_grow():
    found = allocate(votes(500, 460, 40, constituencies=[2, 2, 3]), Terms("mmp"), 10)
    assert sum(seats(found).values()) == 13
    assert [r.overhang for r in found.results] == [0, 0, 3]


def test_no_threshold_binds_an_exempt_list():
    rows = (ListVotes("", "A", 970), ListVotes("", "Danes", 30, status="exempt"))
    found = allocate(Votes(rows, {}), Terms("sainte-lague", threshold=0.05), 30)
    assert seats(found) == {"A": 29, "Danes": 1}


def test_pooled_votes_count_for_the_threshold_and_have_no_seats():
    rows = (
        ListVotes("", "A", 500), ListVotes("", "B", 40), ListVotes("", "Rest", 460, status="pooled"),
    )  # fmt: skip
    found = allocate(Votes(rows, {}), Terms("dhondt", threshold=0.05), 10)
    assert seats(found) == {"A": 10, "Rest": 0, "B": 0}


def test_a_quota_is_of_the_votes_that_share_in_the_seats():
    found = allocate(votes(600, 360, 40), Terms("hare", threshold=0.05), 10)
    assert found.quotas == {"": 96}


def test_where_voters_have_many_votes_districts_are_made_comparable():
    rows = (
        ListVotes("Town", "A", 900), ListVotes("Town", "B", 100), ListVotes("Dale", "A", 10),
        ListVotes("Dale", "B", 90),
    )  # fmt: skip
    cast = Votes(rows, {"Town": 9, "Dale": 1})
    assert seats(allocate(cast, Terms("biproportional"))) == {"A": 8, "B": 2}
    each = Terms("biproportional", votes_each="seats")
    assert seats(allocate(cast, each)) == {"A": 5, "B": 5}


def test_a_party_has_one_status_under_biproportional():
    rows = (
        ListVotes("I", "A", 5, status="exempt"),
        ListVotes("II", "A", 5),
        ListVotes("I", "B", 4),
    )
    with pytest.raises(ParameterError, match="and list elsewhere"):
        allocate(Votes(rows, {"I": 2, "II": 1}), Terms("biproportional"))


def test_a_tie_stays_open_without_a_lot():
    found = allocate(votes(5, 5, 5), Terms("dhondt"), 2)
    assert seats(found) == {"A": 0, "B": 0, "C": 0}
    assert found.undecided == 2
    assert found.gallagher is None
    assert found.ties == (TiedSeats(2, (("", "A"), ("", "B"), ("", "C"))),)


def test_all_tied_is_settled_by_a_lot_that_does_not_depend_on_the_order():
    cast = votes(5, 5, 5)
    turned = Votes(cast.rows[::-1], {})
    drawn = allocate(cast, Terms("dhondt", lot=4), 2)
    assert seats(drawn) == seats(allocate(turned, Terms("dhondt", lot=4), 2))
    assert sum(seats(drawn).values()) == 2
    assert drawn.undecided == 0


def test_lots_with_other_seeds_fall_otherwise():
    winners = {
        allocate(votes(5, 5), Terms("dhondt", lot=seed), 1).ties[0].winners for seed in range(20)
    }
    assert winners == {(("", "A"),), (("", "B"),)}


@pytest.mark.parametrize("rule", ["ams", "mmp"])
def test_a_tie_of_a_mixed_system_is_settled_by_lot(rule):
    cast = votes(50, 50, constituencies=[1, 1])
    assert allocate(cast, Terms(rule), 3).undecided == 1
    assert sum(seats(allocate(cast, Terms(rule, lot=0), 3)).values()) == 3


def test_a_tie_across_districts_is_settled_by_lot_within_both_margins():
    rows = tuple(ListVotes(d, p, 10) for d in ("I", "II", "III") for p in ("A", "B", "C"))
    cast = Votes(rows, {"I": 1, "II": 1, "III": 1})
    assert allocate(cast, Terms("biproportional")).undecided == 3
    drawn = allocate(cast, Terms("biproportional", lot=7))
    assert seats(drawn) == {"A": 1, "B": 1, "C": 1}
    assert [sum(r.seats for r in drawn.results if r.district == d) for d in ("I", "II", "III")] == [1, 1, 1]  # fmt: skip


def test_a_tie_for_the_house_must_be_settled_before_the_districts():
    rows = (ListVotes("I", "A", 10), ListVotes("I", "B", 10))
    with pytest.raises(ParameterError, match="equal claims to 1 of the seats of the house"):
        allocate(Votes(rows, {"I": 1}), Terms("biproportional"))


def test_the_index_is_that_of_the_shares_of_votes_and_seats():
    found = allocate(votes(60, 40), Terms("dhondt"), 1)
    assert found.gallagher == pytest.approx(40)


@pytest.mark.parametrize(
    ("cast", "seats", "complaint"),
    [
        (votes(3, 2), None, "seats of the house are not stated"),
        (NORTH_AND_SOUTH, 11, "the file says 10 seats, not 11"),
        (Votes(NORTH_AND_SOUTH.rows, {"North": 5}), None, "seats of South are not stated"),
        (Votes(NORTH_AND_SOUTH.rows, {}), 10, "seats of North are not stated"),
        (Votes(NORTH_AND_SOUTH.rows, {"North": 0, "South": 5}), None, "no seats to share out in N"),
        (votes(0, 0), 3, "nobody voted"),
        (votes(3, 2, constituencies=[1, 0]), 3, "knows no constituencies"),
    ],
)
def test_votes_that_cannot_be_shared_out_are_refused(cast, seats, complaint):
    with pytest.raises(ParameterError, match=complaint):
        allocate(cast, Terms("hare"), seats)


def test_more_votes_than_electors_are_refused():
    cast = Votes(NORTH_AND_SOUTH.rows, NORTH_AND_SOUTH.seats, {"North": 1000, "South": 999})
    with pytest.raises(ParameterError, match="1,000 votes in South are more than 999 electors"):
        allocate(cast, Terms("dhondt"))


def test_electors_may_have_as_many_votes_as_seats():
    cast = Votes(NORTH_AND_SOUTH.rows, NORTH_AND_SOUTH.seats, {"North": 200, "South": 200})
    assert allocate(cast, Terms("biproportional", votes_each="seats")).undecided == 0


def test_more_constituencies_than_seats_are_refused():
    with pytest.raises(ParameterError, match="more than the 3 seats"):
        allocate(votes(3, 2, constituencies=[3, 1]), Terms("mmp"), 3)


def test_a_rule_nobody_knows_is_answered_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'dhondt'"):
        Terms("d-hondt")


def test_terms_are_checked():
    with pytest.raises(ParameterError, match="from 0 to 1"):
        Terms("dhondt", threshold=5)
    with pytest.raises(ParameterError, match="leaves no formula open"):
        Terms("hare", formula="dhondt")
    with pytest.raises(ParameterError, match="the rule hare knows no constituencies"):
        Terms("hare", waived_by=1)
    with pytest.raises(ParameterError, match="under biproportional alone"):
        Terms("hare", votes_each="seats")
