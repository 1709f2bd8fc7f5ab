"""votelib shares out seats as we do, or a stated rule of its says why not.

Each rule is put to random votes: a few by default, a thousand where slow tests run. Ties are
left out: votelib gives them as objects of its own. What explains a difference is written out:
by the Droop quota votelib leaves seats empty where remainders run out, and we refuse.
"""

import warnings

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from commonweal.algorithms import peers
from commonweal.algorithms.additional_members import with_overhang, without_overhang
from commonweal.algorithms.apportionment import highest_averages, largest_remainders
from commonweal.algorithms.biproportional import biproportional, scaled_biproportional
from commonweal.core.errors import ParameterError

FEW, MANY = 25, 1_000
NAMES = {"dhondt": "d_hondt", "sainte-lague": "sainte_lague"}
VOTES = st.lists(st.integers(1, 10**6), min_size=1, max_size=8)
SMALL = st.lists(st.integers(1, 30), min_size=1, max_size=5)
HOUSE = st.integers(1, 40)
FORMULAS = st.sampled_from(sorted(NAMES))
HELD = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 4)), min_size=1, max_size=6)
TABLES = st.integers(1, 4).flatmap(
    lambda parties: st.lists(
        st.lists(st.integers(1, 5000), min_size=parties, max_size=parties), min_size=1, max_size=4
    )
)


def by_place(found, lists):
    """What votelib gives, which leaves out lists without seats, as a tuple."""
    return tuple(found.get(str(at), 0) for at in range(lists))


def named(votes):
    return {str(at): cast for at, cast in enumerate(votes)}


def proportional(kind, rule):
    return getattr(peers.votelib("evaluate.proportional"), kind)(rule)


def averages(drawn):
    votes, seats, formula = drawn
    ours = highest_averages(votes, seats, formula)
    assume(ours.tie is None)
    theirs = proportional("HighestAverages", NAMES[formula]).evaluate(named(votes), seats)
    assert by_place(theirs, len(votes)) == ours.seats


def additional_members(drawn):
    lists, added, formula = drawn
    votes, won = zip(*lists, strict=True)
    house = sum(won) + added
    ours = without_overhang(votes, won, house, formula=formula)
    assume(ours.tie is None)
    theirs = proportional("HighestAverages", NAMES[formula]).evaluate(
        named(votes), house, prev_gains=named(won)
    )
    assert by_place(theirs, len(votes)) == ours.additional


def mixed_members(drawn):
    lists, added, formula = drawn
    votes, won = zip(*lists, strict=True)
    house = sum(won) + added
    ours = with_overhang(votes, won, house, formula=formula)
    assume(ours.tie is None)
    share = proportional("HighestAverages", NAMES[formula]).evaluate(named(votes), house)
    assert tuple(map(max, by_place(share, len(votes)), won)) == ours.seats


def remainders(quota):
    def check(drawn):
        votes, seats = drawn
        theirs = proportional("LargestRemainder", quota).evaluate(named(votes), seats)
        try:
            ours = largest_remainders(votes, seats, quota)
        except ParameterError:
            assert quota == "droop"
            assert sum(by_place(theirs, len(votes))) < seats
            return
        assume(ours.tie is None)
        assert by_place(theirs, len(votes)) == ours.seats

    return check


def both_ways(drawn):
    votes, seats, formula = drawn
    parties = highest_averages([sum(column) for column in zip(*votes, strict=True)], seats, formula)
    districts = highest_averages([sum(line) for line in votes], seats, formula)
    assume(parties.tie is None and districts.tie is None)
    ours = biproportional(votes, districts.seats, parties.seats, formula)
    assume(not ours.tied)
    evaluator = peers.votelib("evaluate.proportional").BiproportionalEvaluator(
        NAMES[formula], apportioner=named(districts.seats)
    )
    try:
        theirs = evaluator.evaluate({str(at): named(line) for at, line in enumerate(votes)}, seats)
    except peers.votelib("evaluate.core").VotingSystemError:
        assert ours.seats == scaled_biproportional(votes, districts.seats, parties.seats, formula)
        return
    assert ours.seats == tuple(
        by_place(theirs.get(str(at), {}), len(parties.seats)) for at in range(len(votes))
    )


CASES = {
    "averages": (st.tuples(VOTES, HOUSE, FORMULAS), averages),
    "averages of few votes": (st.tuples(SMALL, HOUSE, FORMULAS), averages),
    "Hare remainders": (st.tuples(VOTES, HOUSE), remainders("hare")),
    "Hare remainders of few votes": (st.tuples(SMALL, HOUSE), remainders("hare")),
    "Droop remainders": (st.tuples(VOTES, HOUSE), remainders("droop")),
    "Droop remainders of few votes": (st.tuples(SMALL, HOUSE), remainders("droop")),
    "additional members": (st.tuples(HELD, HOUSE, FORMULAS), additional_members),
    "mixed members with overhang": (st.tuples(HELD, HOUSE, FORMULAS), mixed_members),
    "by district and party": (st.tuples(TABLES, HOUSE, FORMULAS), both_ways),
}


def put(case, examples):
    """Put a case to random votes; what votelib's dependencies warn of is their affair."""
    pytest.importorskip("votelib")
    strategy, check = CASES[case]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        settings(max_examples=examples, suppress_health_check=list(HealthCheck))(
            given(strategy)(check)
        )()


@pytest.mark.parametrize("case", CASES)
def test_votelib_shares_out_as_we_do(case):
    put(case, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_votelib_shares_out_as_we_do_a_thousand_times(case):
    put(case, MANY)
