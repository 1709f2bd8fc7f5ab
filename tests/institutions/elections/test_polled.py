"""Forecasts from the final polls of past elections: what they know, and what they do not."""

import inspect

import numpy as np
import pytest

from commonweal.core.errors import UnknownName
from commonweal.institutions.elections import grounds, polled, swing
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.grounds import Pair
from commonweal.institutions.elections.history import GROUPS


def test_every_election_since_1950_has_final_polls():
    assert len(polled.final_polls()) == 21
    assert min(polled.final_polls()) == "1950-02-23"
    assert all(0.85 < sum(polls.values()) <= 1.0 for day, polls in polled.final_polls().items()
               if day < "2015")  # fmt: skip


def test_the_polls_of_1992_were_out_by_the_known_eight_points_of_lead():
    error = polled.poll_error("1992-04-09")
    lead = error[GROUPS.index("con")] - error[GROUPS.index("lab")]
    assert lead == pytest.approx(0.09, abs=0.015)


def test_errors_of_the_groups_cancel():
    assert np.sum([polled.poll_error(day) for day in polled.final_polls()], axis=1) == (
        pytest.approx(0)
    )


def test_an_election_without_polls_is_an_error():
    with pytest.raises(UnknownName, match="final polls"):
        polled.poll_error("1945-07-05")


def test_a_forecast_from_polls_reads_no_vote_of_its_election():
    pair = next(pair for pair in polled.pairs() if pair.name == "1987 to 1992")
    other = next(pair for pair in grounds.group_pairs() if pair.name == "1983 to 1987").after
    blank = grounds.Ground(
        **{**pair.after.__dict__, "shares": np.roll(pair.after.shares, 7, axis=0),
           "votes": np.ones_like(pair.after.votes), "winner": 0 * pair.after.winner}
    )  # fmt: skip
    base = swing.base_of(pair.before, pair.after.stood, 0.8)
    assert (polled.target_of(pair, base) == polled.target_of(Pair(pair.before, blank), base)).all()
    assert other.day == pair.before.day
    assert list(inspect.signature(polled.target_of).parameters) == ["pair", "base"]


def test_final_polls_give_most_seats_their_winner():
    pair = next(pair for pair in polled.pairs() if pair.name == "1983 to 1987")
    assert polled.score(Method("uniform", newcomer=0.8), pair).share_right > 0.9
