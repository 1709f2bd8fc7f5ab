"""Charts of who waits longer under each rule: who loses stands in the title, doubt is drawn."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from commonweal.claims.judgement import Estimate
from commonweal.core.errors import UnknownName
from commonweal.experiments.run import run_at
from commonweal.experiments.specification import Arm, Experiment
from commonweal.reports.rule_charts import finding, rules_chart, way
from commonweal.reports.rule_effects import View, told, views
from commonweal.reports.svg import draw

RULES = ("first-come", "strict", "by-lot")


def weeks(mean: float, low: float, high: float) -> Estimate:
    return Estimate(mean, low, high, "week")


def view(**changes: tuple[Estimate | None, ...]) -> View:
    levels = (weeks(20, 20, 20), weeks(20, 20, 20))
    return View("by-class", "Mean wait", "week", ("fundholding", "others"), levels, changes)


SOME = view(
    strict=(weeks(-19.6, -19.9, -19.3), weeks(46, 15, 124)),
    guarantee=(weeks(-5.4, -11, -0.7), weeks(60, -1.3, 190)),
)


def texts(shown: View) -> str:
    chart = rules_chart(shown, "first-come", source="Source: X")
    text = draw(chart.spec, name="c", title=chart.title, description=chart.description)
    return " ".join(ElementTree.fromstring(text).itertext())  # noqa: S314 - drawn by us


@pytest.fixture(scope="module")
def made():
    arms = tuple(
        Arm(rule, {"waiting_list.discipline": rule, "waiting_list.arrivals": "even"})
        for rule in RULES
    )
    return run_at(Experiment("health", arms, world="dorset-2024-11"), {})


def test_the_title_names_who_loses_and_who_gains_most() -> None:
    assert finding(SOME) == (
        "Loses most: others under ‘strict’ (+46 weeks); gains most: fundholding under ‘strict’ "
        "(−19.6 weeks)"
    )


def test_a_change_that_may_be_of_either_sign_is_not_named_in_the_title() -> None:
    assert way(weeks(60, -1.3, 190)) == "cannot be told"
    assert "guarantee" not in finding(SOME)


def test_rules_that_change_nothing_say_so() -> None:
    nothing = view(strict=(weeks(0, 0, 0), weeks(0, -1, 1)))
    assert finding(nothing) == "No rule's change can be told from none"


def test_every_mark_has_its_figure_beside_it_and_the_axis_its_unit() -> None:
    said = texts(SOME)
    assert "+46 (15 to 124)" in said
    assert "Change against ‘first-come’ (weeks)" in said
    assert "central 90%" in said
    assert "Source: X" in said


def test_a_group_in_which_nobody_is_has_no_mark() -> None:
    chart = rules_chart(view(strict=(None, weeks(4, 3, 5))), "first-come")
    assert "strict, fundholding: nobody" in chart.description
    assert [row["group"] for row in chart.spec["data"]["values"] if "mean" in row] == ["others"]


def test_figures_are_told_to_a_tenth_at_most() -> None:
    assert told(weeks(0.0451, 0.0449, 0.0453), change=True) == "0"
    assert told(weeks(4.571, 4.47, 4.58), change=True) == "+4.6 (4.5 to 4.6)"
    assert told(Estimate(0.107, 0.1, 0.11, "share"), change=False) == "10.7 (10 to 11)"


def test_a_run_is_told_by_class_by_weeks_waited_by_order_and_by_who_leaves(made) -> None:
    shown = {one.name: one for one in views(made, "first-come", "long run")}
    assert list(shown) == ["by-class", "by-weeks-waited", "by-place", "untreated"]
    fundholding, others, _ = shown["by-class"].changes["strict"]
    assert fundholding.mean < 0 < others.mean
    youngest, _, oldest = shown["by-weeks-waited"].changes["by-lot"]
    assert 0 < youngest.mean < oldest.mean


def test_by_lot_the_mean_hardly_moves_and_the_slow_wait_longer(made) -> None:
    shown = {one.name: one for one in views(made, "first-come", "year 2")}
    median, slow = shown["by-place"].changes["by-lot"]
    assert median.mean < 0 < slow.mean
    assert shown["by-place"].title.endswith("in year 2")


def test_any_rule_can_be_the_one_compared_with(made) -> None:
    shown = views(made, "strict", "long run")[0]
    assert list(shown.changes) == ["first-come", "by-lot"]
    assert shown.changes["first-come"][1].mean < 0


def test_an_unknown_rule_or_year_is_refused(made) -> None:
    with pytest.raises(UnknownName):
        views(made, "last-come", "long run")
    with pytest.raises(UnknownName):
        views(made, "strict", "year 9")


def test_a_steady_list_is_not_told_by_weeks_waited() -> None:
    arms = tuple(Arm(rule, {"waiting_list.discipline": rule}) for rule in RULES[:2])
    found = views(run_at(Experiment("health", arms), {}), "first-come", "long run")
    assert [one.name for one in found] == ["by-class", "by-place", "untreated"]
