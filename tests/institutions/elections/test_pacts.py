"""What a pact of Labour and Liberals does, and where it cannot be tried."""

from dataclasses import replace

import numpy as np
import pytest

from commonweal.core.errors import ParameterError
from commonweal.institutions.elections import century, history, pacts
from commonweal.institutions.elections.model import institution
from commonweal.institutions.elections.pacts import CON, LAB, LIB, NOBODY, Fought, Transfers

ALL_FOLLOW = Transfers(*(np.array([share]) for share in (1.0, 0.0, 1.0, 0.0)))
ALL_TURN = Transfers(*(np.array([share]) for share in (0.0, 1.0, 0.0, 1.0)))
ALL_ABSTAIN = Transfers(*(np.array([share]) for share in (0.0, 0.0, 0.0, 0.0)))


def three_seats(**changes):
    votes = np.array([[40, 25, 35, 0, 0], [40, 35, 25, 0, 0], [30, 20, 25, 0, 25]])
    members = np.array([[1, 0, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0]])
    nobody = np.full(3, NOBODY)
    return replace(Fought(votes, votes > 0, members, np.ones(3, bool), nobody), **changes)


def under(fought, transfers, rule="weaker-here", scope="everywhere"):
    return pacts.tried(fought, fought.leaving(rule, scope), transfers)


def test_where_all_follow_the_partners_win_together():
    fought = three_seats()
    assert pacts.seats(fought, under(fought, ALL_FOLLOW)).tolist() == [[0, 1, 2, 0, 0]]


def test_where_all_turn_away_the_conservatives_win_everything():
    fought = three_seats()
    assert pacts.seats(fought, under(fought, ALL_TURN)).tolist() == [[3, 0, 0, 0, 0]]


def test_nobody_can_turn_to_a_conservative_who_does_not_stand():
    stood = np.array([[False, True, True, False, False]] * 3)
    votes = np.array([[0, 25, 35, 0, 0]] * 3)
    fought = three_seats(stood=stood, votes=votes)
    assert under(fought, ALL_TURN).conservative.tolist() == [[0, 0, 0]]


def test_votes_are_conserved_where_all_follow_and_lost_where_all_abstain():
    fought = three_seats()
    followed, stayed = under(fought, ALL_FOLLOW), under(fought, ALL_ABSTAIN)
    assert (followed.joint + followed.conservative).tolist() == [[100, 100, 75]]
    assert (stayed.joint + stayed.conservative).tolist() == [[75, 75, 55]]


def test_pooled_others_win_only_where_one_of_them_won():
    votes = np.array([[30, 10, 20, 0, 40]] * 3)
    lost = three_seats(votes=votes)
    won = three_seats(votes=votes, members=np.array([[0, 0, 0, 0, 1]] * 3))
    assert set(under(lost, ALL_FOLLOW).won[0].tolist()) == {LAB}
    assert set(under(won, ALL_FOLLOW).won[0].tolist()) == {pacts.OTH}


def test_by_the_election_before_another_may_stand_down():
    fought = three_seats(weaker_before=np.array([LAB, NOBODY, LIB]))
    assert fought.leaving("weaker-before", "everywhere").tolist() == [LAB, LAB, LIB]
    assert fought.leaving("weaker-here", "everywhere").tolist() == [LIB, LAB, LIB]


def test_a_pact_for_conservative_seats_leaves_the_others_alone():
    fought = three_seats(members=np.array([[1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 1, 0, 0]]))
    leaving = fought.leaving("weaker-here", "conservative-seats")
    assert leaving.tolist() == [LIB, NOBODY, NOBODY]


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_a_share_of_voters_lies_between_none_and_all(share):
    with pytest.raises(ParameterError, match="no share of the voters"):
        Transfers(np.array([share]), np.array([0.0]), np.array([0.0]), np.array([0.0]))


def test_no_pact_is_tried_where_a_seat_has_two_members_or_no_contest():
    found = history.election(1935)
    open_ = pacts.fought(found).open
    assert not open_[found.seats > 1].any()
    assert not open_[~found.contested].any()


def test_no_pact_is_tried_where_either_partner_did_not_stand():
    found = history.election(1951)
    fought = pacts.fought(found)
    assert fought.open.sum() == 108
    assert fought.stood[fought.open][:, [LAB, LIB]].all()


def test_the_speaker_keeps_the_seat_and_northern_ireland_and_graduates_theirs():
    for name in (1935, 2010):
        found = history.election(name)
        open_ = pacts.fought(found).open
        assert not open_[[nation == "Northern Ireland" for nation in found.nation]].any()
        assert not open_[[region == "University" for region in found.region]].any()
    assert not pacts.fought(history.election(2010)).open[history.election(2010).speaker]


def test_both_members_of_a_contested_two_member_seat_are_the_leading_groups():
    found = history.election(1929)
    members = pacts.fought(found).members
    assert members.sum(axis=1).tolist() == found.seats.tolist()
    assert members[(found.seats == 2) & found.contested].max(axis=1).min() == 2


@pytest.fixture(scope="module")
def whole():
    return century.world()


def test_without_a_pact_every_election_is_as_it_was(whole, policy, draws):
    measures = institution.prepare(whole, policy(), institution.period).run(draws(1)).measures
    seats = dict(zip(whole.labels["election"], measures["group_seats"][0].T.tolist(), strict=True))
    assert seats["1951"][CON] == 321
    assert seats["2010"][:3] == [306, 57, 258]
    assert sum(map(sum, seats.values())) == whole["members"].sum()


def test_an_election_stands_until_the_next(whole):
    years = century.years_after(whole["day"])
    spans = dict(zip(century.SPANS, years.sum(axis=0).tolist(), strict=True))
    assert spans["1918 to 2000"] == pytest.approx(82.05, abs=0.01)
    assert spans["1945 to 2012"] == pytest.approx(67.24, abs=0.01)
    of_1945 = years[whole.labels["election"].index("1945")]
    assert of_1945.tolist() == pytest.approx([4.64] * 4, abs=0.01)


def test_every_seat_belongs_to_some_voters(whole, policy, draws):
    model = institution.prepare(
        whole, policy({"pact.stand_down": "weaker-before"}), institution.period
    )
    some = draws(2)
    values = {name: np.array([0.4, 0.6]) for name in model.reads}
    units = model.run(replace(some, values=values)).units["voters"]
    held = (units.value * units.table.weight).sum(axis=1) / 100_000
    assert held.tolist() == pytest.approx([float(whole["members"].sum())] * 2)


def test_a_pact_needs_the_world_of_many_elections(policy):
    with pytest.raises(ParameterError, match="since-1918"):
        institution.prepare(
            institution.worlds["ge2010"](),
            policy({"pact.stand_down": "weaker-here"}), institution.period,
        )  # fmt: skip


def test_groups_cannot_be_counted_by_lists(whole, policy):
    with pytest.raises(ParameterError, match="first past the post"):
        institution.prepare(
            whole, policy({"electoral_system": "list-pr"}), institution.period
        )  # fmt: skip


@pytest.fixture
def policy():
    from commonweal.parameters.policy import resolve

    def made(changes=None):
        return resolve(institution, institution.period.start, changes or {})

    return made
