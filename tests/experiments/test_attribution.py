"""Attribution divides a difference among the rules, and the parts sum to the whole."""

import numpy as np
import pytest

from commonweal.core.errors import ClaimError
from commonweal.experiments import attribution
from commonweal.experiments.attribution import attribute
from commonweal.experiments.specification import Arm


def divided(experiment, **changes):
    made = experiment(Arm("now"), Arm("reform", changes))
    return attribute(made, "reform", "now", "mean_income", where={"group": "all"}, draws=50)


def test_parts_sum_to_the_whole(experiment):
    found = divided(experiment, grant=4, tax=10, match=0.5)
    assert sum(part.mean for part in found.parts) == pytest.approx(found.whole, abs=1e-9)
    assert found.exact


def test_levers_that_do_not_interact_get_what_each_does_alone(experiment):
    found = {part.lever: part.mean for part in divided(experiment, grant=4, idle_numbers=2).parts}
    assert found["grant"] == pytest.approx(4.0)
    assert found["idle_numbers"] == 0.0


def test_two_levers_that_only_work_together_share_equally(experiment):
    alone = {part.lever: part.mean for part in divided(experiment, tax=10).parts}
    both = {part.lever: part.mean for part in divided(experiment, tax=10, match=0.5).parts}
    assert both["match"] == pytest.approx(2.5)
    assert both["tax"] == pytest.approx(alone["tax"] + 2.5)


def test_sampled_orders_sum_to_the_whole_and_state_their_error(experiment, monkeypatch):
    monkeypatch.setattr(attribution, "EXACT_TO", 2)
    found = divided(experiment, grant=4, tax=10, match=0.5)
    assert not found.exact
    assert sum(part.mean for part in found.parts) == pytest.approx(found.whole, abs=1e-9)
    errors = {part.lever: part.error for part in found.parts}
    assert errors["grant"] == pytest.approx(0.0, abs=1e-9)
    assert errors["match"] > 0 or errors["tax"] >= 0


def test_weighted_parts_sum_to_the_weighted_whole(experiment):
    made = experiment(Arm("now"), Arm("reform", {"tax": 10, "grant": 4, "match": 0.5}))
    weights = np.arange(50) + 1.0
    chosen = {"where": {"group": "rich"}, "draws": 50}
    plain = attribute(made, "reform", "now", "mean_income", **chosen)
    found = attribute(made, "reform", "now", "mean_income", weights=weights, **chosen)
    assert found.whole != plain.whole
    assert sum(part.mean for part in found.parts) == pytest.approx(found.whole, abs=1e-9)


def test_arms_that_do_not_differ_cannot_be_attributed(experiment):
    with pytest.raises(ClaimError, match="same levers"):
        divided(experiment)
