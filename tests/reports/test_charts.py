"""Charts: the title is the finding, the units are named, and nothing drawn needs the page."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from commonweal.claims.judgement import Estimate, Hinge, Shares
from commonweal.claims.regions import parse_regions
from commonweal.reports.charts import Chart, exceedance_chart, hinge_chart, ledger_chart, shown_rows
from commonweal.reports.findings import quantity_of, regions_of
from commonweal.reports.marks import Quantity
from commonweal.reports.svg import draw
from tests.support.judgements import HINGES, bell, ledger_row, supported, waiting_ledger

WAIT = Quantity("Mean wait", "week", change=True)
REGIONS = parse_regions(
    {"claim": "> 1 week", "immaterial": "-1 .. 1 week", "opposite": "< -1 week"}, "week"
)


def drawn(chart: Chart) -> ElementTree.Element:
    text = draw(chart.spec, name="c", title=chart.title, description=chart.description)
    return ElementTree.fromstring(text)  # noqa: S314 - drawn by us


def texts(chart: Chart) -> str:
    return " ".join(drawn(chart).itertext())


def exceedance(**keys) -> Chart:
    held = {
        "regions": REGIONS, "shares": Shares(0.978, 0.0194, 0.0026),
        "effect": Estimate(3.17, 1.18, 5.51, "week"), "source": "Source: run x",
    }  # fmt: skip
    return exceedance_chart(bell(3.17, 1.1), WAIT, **{**held, **keys})


def test_the_title_of_the_curve_says_where_most_of_the_priors_lie() -> None:
    assert exceedance().title == "97.8% of the stated priors bear the claim out"


def test_a_curve_without_a_majority_says_so() -> None:
    chart = exceedance(shares=Shares(0.4, 0.3, 0.3))
    assert chart.title == "The stated priors part: 40% bear the claim out"


def test_the_curve_names_its_axis_unit_regions_and_source() -> None:
    said = texts(exceedance())
    assert "Mean wait (weeks)" in said
    assert "claim (more than 1 week): 97.8% of the priors" in said
    assert "Source: run x" in said


def test_the_description_of_the_curve_gives_values_that_can_be_read() -> None:
    assert "central 90% 1.18 to 5.51 weeks" in exceedance().description


def test_a_long_tail_does_not_squeeze_the_curve() -> None:
    points = (*bell(3.17, 1.1), (500.0, 0.0001), (1000.0, 0.0))
    chart = exceedance_chart(points, WAIT, regions=REGIONS)
    assert chart.spec["encoding"]["x"]["scale"]["domain"][1] < 10


def test_an_edge_far_from_every_effect_does_not_squeeze_the_curve() -> None:
    far = parse_regions({"claim": "> 500 weeks", "opposite": "< 1 week"}, "week")
    assert exceedance(regions=far).spec["encoding"]["x"]["scale"]["domain"][1] < 20


def test_a_share_is_drawn_in_percentage_points() -> None:
    chart = exceedance_chart(bell(0.02, 0.01), Quantity("Poverty", "share", change=True))
    assert "Poverty (percentage points)" in texts(chart)


def test_a_single_value_can_be_drawn() -> None:
    chart = exceedance_chart(((1.0, 0.0),), Quantity("Rank", "1"))
    assert drawn(chart).tag.endswith("svg")


def test_the_title_of_a_ledger_names_who_gains_and_who_loses_most() -> None:
    title = ledger_chart(waiting_ledger()).title
    assert title == "Gains most: guaranteed (−4.21 weeks); loses most: others (+3.17 weeks)"


def test_where_higher_is_better_the_same_ledger_reads_the_other_way() -> None:
    title = ledger_chart(waiting_ledger(better="higher")).title
    assert title == "Gains most: others (+3.17 weeks); loses most: guaranteed (−4.21 weeks)"


def test_where_no_way_is_better_the_ledger_names_the_largest_change() -> None:
    title = ledger_chart(waiting_ledger(better="neither")).title
    assert title == "class: guaranteed changes most: −4.21 weeks"


def test_a_ledger_without_change_says_so() -> None:
    rows = (ledger_row("all", 0.0, group="all"), ledger_row("others", 0.0))
    assert "changes nothing" in ledger_chart(waiting_ledger(rows=rows)).title


def test_every_bar_is_labelled_with_its_interval() -> None:
    assert "+3.17 (2.06 to 4.28)" in texts(ledger_chart(waiting_ledger()))


def test_a_long_ledger_keeps_its_first_row_and_the_largest_changes() -> None:
    rows = (ledger_row("all", 0.0, group="all"), *(ledger_row(f"g{at}", at) for at in range(30)))
    kept = shown_rows(rows)
    assert (len(kept), kept[0].group, kept[-1].label) == (14, "all", "g29")


def test_the_title_of_the_hinges_names_the_value_at_which_the_answer_turns() -> None:
    chart = hinge_chart(HINGES, WAIT, regions=REGIONS)
    assert "“Share of patients with a guarantee” passes 7.71%" in chart.title


def test_hinges_that_turn_nothing_say_so() -> None:
    chart = hinge_chart((Hinge("a", "A", "week", 0.3, 1.0, 2.0),), WAIT)
    assert chart.title == "No single uncertainty turns the answer within its central 90%"


def test_a_drawing_names_itself_and_carries_no_decimals_that_nobody_sees() -> None:
    drawing = drawn(exceedance())
    assert drawing.get("role") == "img"
    assert drawing.get("aria-labelledby") == "c-title c-desc"
    assert "0000" not in ElementTree.tostring(drawing, encoding="unicode")


def test_text_of_a_claim_stays_text_in_a_drawing() -> None:
    chart = exceedance_chart(bell(1, 1), Quantity("<script>&", "week"), source="</svg><b>")
    assert "<script>&" in texts(chart)
    assert not [element for element in drawn(chart).iter() if element.tag.endswith("script")]


def test_the_axis_of_a_claim_names_measure_arms_and_unit() -> None:
    quantity = quantity_of(supported())
    assert " ".join(quantity.axis) == (
        "Mean wait until treatment (others): guarantee − first-come (weeks)"
    )


def test_the_regions_of_a_claim_are_read_in_the_unit_of_its_effect() -> None:
    regions = regions_of(supported())
    assert regions is not None
    assert regions.claim.edges == (1.0,)


@pytest.mark.parametrize("unit", ["week", "share", "GBP/year", "yes/no", "calendar year", "1"])
def test_every_unit_can_stand_on_an_axis(unit: str) -> None:
    assert Quantity("Effect", unit).axis
