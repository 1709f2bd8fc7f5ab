"""The ledger says who gains and loses, conserves people, and tells luck from rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from commonweal.core.errors import ModelError
from commonweal.core.protocol import UnitTable, UnitValues
from commonweal.experiments.block import Block, fold
from commonweal.experiments.bounds import share_lower, weight_bounds
from commonweal.experiments.ledger import LedgerRow, luck_share, without_remnants
from commonweal.experiments.run import run
from commonweal.experiments.specification import Arm


def test_the_ledger_of_a_tax_finds_the_rich_who_pay_and_the_poor_who_gain(experiment):
    ledger = run(experiment(), draws=200).ledger("tax", "now")
    assert ledger.row("wealth", "poor").mean == pytest.approx(4.0)
    assert ledger.row("wealth", "poor").worse_off == 0.0
    assert ledger.row("wealth", "rich").worse_off == 1.0
    assert ledger.row("wealth", "rich").high < 0


def test_groups_sum_to_the_whole(experiment):
    ledger = run(experiment(), draws=50).ledger("tax", "now")
    poor, rich = ledger.row("wealth", "poor"), ledger.row("wealth", "rich")
    assert poor.total + rich.total == pytest.approx(ledger.row().total)
    assert poor.weight + rich.weight == ledger.row().weight


def test_the_ledger_turned_round_has_the_other_sign(experiment):
    done = run(experiment(), draws=50)
    there, back = done.ledger("tax", "now").row(), done.ledger("now", "tax").row()
    assert there.mean == -back.mean
    assert there.low == pytest.approx(-back.high)
    assert back.worse_off == pytest.approx(20 / 40 * 1.0, abs=0.05)


def test_newcomers_are_entries_and_do_not_enter_the_difference(experiment):
    done = run(experiment(Arm("now"), Arm("more", {"newcomers": 3})), draws=50)
    row = done.ledger("more", "now").row()
    assert row.mean == 0.0
    assert (row.entries, row.exits) == (6.0, 0.0)
    back = done.ledger("now", "more").row()
    assert (back.entries, back.exits) == (0.0, 6.0)


def test_a_difference_of_shared_luck_has_no_luck_in_it(experiment):
    assert run(experiment(), draws=50).ledger("tax", "now").row().luck_share < 1e-6


def test_a_difference_of_luck_alone_is_all_luck(experiment):
    done = run(experiment(Arm("off", {"luck": "off"}), Arm("on")), draws=200)
    assert done.ledger("on", "off").row().luck_share > 0.8


def test_one_replicate_cannot_tell_luck(experiment):
    assert run(experiment(), draws=50, replicates=1).ledger("tax", "now").row().luck_share is None


def test_draws_that_agree_within_themselves_hold_no_luck():
    assert luck_share(np.array([[1.0, 1.0], [2.0, 2.0]])) == 0.0
    assert luck_share(np.array([[1.0, 2.0], [2.0, 1.0]])) == 1.0


values = arrays(np.float64, 12, elements=st.integers(-3, 3).map(float))


@given(values, values, st.permutations(range(12)))
def test_no_coupling_leaves_the_bounds(before, after, order):
    weight = np.ones(12)
    low, high = share_lower(before, after, weight)
    share = float(np.mean(after[list(order)] < before))
    assert low - 1e-12 <= share <= high + 1e-12


@given(values)
def test_the_bounds_of_an_unchanged_outcome_allow_that_nobody_loses(outcome):
    assert share_lower(outcome, outcome, np.ones(12))[0] == 0.0


@given(values, values)
def test_the_compiled_sweep_agrees_with_the_inequality_as_stated(before, after):
    weight = 1.0 + np.arange(12) % 3
    both = np.ones((1, 12), dtype=np.bool_)
    bounds = np.empty((1, 4))
    weight_bounds(before[None], after[None], both, weight[None], np.arange(12), bounds)
    falls, rises = share_lower(before, after, weight), share_lower(after, before, weight)
    np.testing.assert_allclose(bounds[0], np.array(falls + rises) * weight.sum(), atol=1e-12)


def test_everybody_losing_is_seen_when_the_outcomes_do_not_overlap():
    assert share_lower(np.array([5.0, 6.0]), np.array([1.0, 2.0]), np.ones(2)) == (1.0, 1.0)


def test_weights_move_the_means_and_leave_out_what_was_summed_over_all_draws(experiment):
    done = run(experiment(), draws=200)
    response = done.values["response"]
    weights = np.where(response > np.median(response), 3.0, 1.0)
    row = done.ledger("tax", "now", weights=weights).row("wealth", "rich")
    # the rich pay 10 (1 + response), and everybody is given 4
    assert row.mean == pytest.approx(4 - 10 * (1 + np.average(response, weights=weights)))
    assert row.low < row.mean < row.high
    assert row.quantiles == {}
    assert done.ledger("tax", "now", weights=weights).weighted


def test_equal_weights_change_no_mean(experiment):
    done = run(experiment(Arm("off", {"luck": "off"}), Arm("on", {"grant": 1})), draws=100)
    plain = done.ledger("on", "off").row()
    equal = done.ledger("on", "off", weights=np.full(100, 2.0)).row()
    assert equal.mean == pytest.approx(plain.mean)
    assert equal.total == pytest.approx(plain.total)
    assert equal.luck_share == pytest.approx(plain.luck_share)
    assert equal.worse_off_bounds == pytest.approx(plain.worse_off_bounds)


def test_without_luck_each_is_compared_with_itself(experiment):
    arms = Arm("now", {"luck": "off"}), Arm("tax", {"luck": "off", "tax": 10, "grant": 4})
    ledger = run(experiment(*arms), draws=50).ledger("tax", "now")
    assert not ledger.luck
    assert ledger.row().worse_off_bounds == (ledger.row().worse_off,) * 2
    assert "no luck enters" in ledger.coupling


@pytest.mark.parametrize("weights", [None, np.array([3.0, 1.0] * 400)])
def test_the_luck_share_is_recovered(weights):
    generator = np.random.default_rng(7)
    # between draws a variance of 4, within them of 1
    by_draw = 2 * generator.normal(size=(800, 1)) + generator.normal(size=(800, 2))
    assert luck_share(by_draw, weights) == pytest.approx(0.2, abs=0.03)


CELLS = UnitTable(
    "cells", "Cells", "week", "lower", np.array([0, 1]), np.array([1.0, 1.0]),
    {"class": np.array([0, 1])}, {"class": ("some", "others")}, cells=True,
)  # fmt: skip


def folded(before, after, weights_before, weights_after=None):
    parts = {}
    both = [(before, weights_before), (after, weights_after or weights_before)]
    units = [{"cells": UnitValues(CELLS, np.array(v), None, np.array(w))} for v, w in both]
    fold(Block(0), parts, ["now", "then"], units)
    return parts


def test_weights_that_are_drawn_count_in_each_draw_as_they_are_there():
    parts = folded([[0.0, 0.0]] * 2, [[-1.0, 3.0]] * 2, [[3.0, 1.0], [1.0, 3.0]])
    assert parts["ledger|cells|now|then|all|all|change"][0].tolist() == [0.0, 8.0]
    assert parts["ledger|cells|now|then|all|all|higher"][0].tolist() == [1.0, 3.0]


def test_weights_that_depend_on_the_rules_are_refused():
    with pytest.raises(ModelError, match="by different weights"):
        folded([[0.0, 0.0]], [[1.0, 1.0]], [[1.0, 1.0]], [[2.0, 1.0]])


def row(label, mean, total):
    return LedgerRow(
        "party", label, 1.0, mean, -abs(mean), abs(mean), total, {}, 0.0, 0.0, (0.0, 0.0), 0.0, 0.0
    )


def test_what_rounding_leaves_of_nothing_is_nothing():
    everybody, liberals = without_remnants([row("all", 1.7e-17, 1.3e-8), row("lib", 1.07, 1e8)])
    assert (everybody.mean, everybody.low, everybody.high, everybody.total) == (0, 0, 0, 0)
    assert (liberals.mean, liberals.total) == (1.07, 1e8)


def test_small_differences_are_kept_where_all_are_small():
    small = [row("all", 2e-13, 1e-10), row("lib", 5e-13, 2e-10)]
    assert without_remnants(small) == tuple(small)
