"""Numbers and sentences of the report: three digits, units in words, nothing overstated."""

from __future__ import annotations

import pytest

from commonweal.reports import verdict_table
from commonweal.reports.grounds import citation, file_of
from commonweal.reports.numbers import (
    amount,
    bare,
    estimate,
    exact,
    exact_span,
    number,
    percent,
    percent_span,
    signed,
    span,
)
from commonweal.reports.page import linked, safe_link
from commonweal.reports.wording import long_date, region_words, verdict_sentence
from tests.support.judgements import (
    by_rank,
    contradicted,
    every_kind,
    forecast,
    immaterial,
    of_figures,
    of_tables,
    recorded,
    supported,
    undecided,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (1.0, "1"), (12.345, "12.3"), (-0.000123, "−0.000123"),
        (999.6, "1,000"), (12345.0, "12,300"), (999_999.0, "1 million"), (2.5e9, "2.5 billion"),
        (float("inf"), "∞"), (float("-inf"), "−∞"), (float("nan"), "not known"),
    ],
)  # fmt: skip
def test_a_number_has_three_digits_at_most(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (1, "week", "1 week"), (2, "week", "2 weeks"), (1, "person", "1 person"),
        (3, "child", "3 children"), (0.5, "share", "50%"), (5.8, "point", "5.8 percentage points"),
        (1234.5, "GBP/year", "£1,230 a year"), (-12, "GBP", "−£12"),
        (1.2, "GBP billion", "£1.2 billion"), (4, "patient/week", "4 patients a week"),
        (1, "patient/week", "1 patient a week"), (1918, "calendar year", "1918"),
        (1, "yes/no", "yes"), (2.3, "million people", "2.3 million people"), (7, "1", "7"),
        (736162, "date", "2016-07-17"),
    ],
)  # fmt: skip
def test_an_amount_carries_its_unit_in_words(value: float, unit: str, text: str) -> None:
    assert amount(value, unit) == text


def test_a_change_of_a_share_is_in_percentage_points() -> None:
    assert amount(0.012, "share", change=True) == "+1.2 percentage points"
    assert amount(-0.01, "share", change=True) == "−1 percentage point"


def test_an_interval_names_its_unit_once_and_ends_at_one_digit() -> None:
    assert span(-0.0167, 1.1168, "week", change=True) == "−0.02 to 1.12 weeks"
    assert estimate(3.1721, 1.1834, 5.5118, "week") == "3.17 weeks (1.18 to 5.51)"
    assert estimate(2.0, 2.0, 2.0, "seat") == "2 seats"
    assert bare(-0.62, -0.877, -0.363, "week") == "−0.62 (−0.877 to −0.363)"


def test_a_stated_figure_keeps_its_own_digits() -> None:
    assert exact_span(1_850_000, 1_950_000, "person") == "1,850,000 to 1,950,000 people"
    assert exact(0.1 + 0.2) == "0.3"
    assert exact(1951) == "1951"
    assert exact(True) == "yes"


def test_a_share_is_never_rounded_up_to_certainty() -> None:
    assert percent(0.9999) == "more than 99.9%"
    assert percent(0.0001) == "less than 0.1%"
    assert percent(1.0) == "100%"
    assert percent_span(0.9631, 0.987) == "96.3 to 98.7%"


def test_no_change_has_no_sign() -> None:
    assert signed(0.0) == signed(-0.0) == "0"


def test_dates_and_regions_are_read_aloud() -> None:
    assert long_date("2010-05") == "May 2010"
    assert region_words("48.8 ± 0.1 %") == "48.8 ± 0.1 %"
    assert region_words(">= 5 seats") == "at least 5 seats"


@pytest.mark.parametrize(
    ("judgement", "text"),
    [
        (contradicted(), "In this model, the opposite of the claim holds: “Mean wait until "
         "treatment” (others) under ‘guarantee’ is 1.31 times that under ‘first-come’ (1.11 to 1.62 over 90% of the stated priors)."),
        (immaterial(), "In this model, the effect is too small to matter by the claim's own terms: "
         "“Poverty” (children, 2006-07) is 0.12 percentage points higher under ‘guarantee’ than under "
         "‘first-come’ (difference: −0.6 to 0.84 percentage points over 90% of the weighted priors)."),
        (undecided(), "This model cannot decide the claim: “Net income” under ‘guarantee’ is £1,320 a "
         "year (−£410 to £3,060 a year over 90% of the weighted priors)."),
        (by_rank(), "In this model, the claim holds: ‘guarantee’ ranks 1 on average among the rulebooks "
         "by “Mean wait until treatment” (others)."),
        (of_tables(), "The tables give 10 seats, as the claim says (exactly 10 seats)."),
        (of_figures(), "Only when the hedges are read loosely can the stated figures all be right."),
        (of_figures(strict=True), "The stated figures can all be right at once."),
        (of_figures("inconsistent", loose=False),
         "The stated figures cannot all be right at once, even when the hedges are read loosely."),
        (forecast(), "The published outcome is 2.3 million people (2.2 to 2.4), where the claim needs "
         "3 ± 0.2 million people."),
        (recorded(), "Recorded, not judged: Commonweal models nothing that could decide this."),
    ],
)  # fmt: skip
def test_each_verdict_is_one_plain_sentence(judgement, text: str) -> None:
    assert verdict_sentence(judgement) == text


def test_the_verdict_table_groups_claims_by_article() -> None:
    rows = verdict_table(every_kind())
    assert [row.id for row in rows] == [
        "n1-guarantee-displaces", "n6-ratio", "g2-share", "t3-money", "n7-rank", "g0g-stays",
        "n12-handoffs", "l8-south", "a1-toll", "a1-toll",
    ]  # fmt: skip
    assert rows[0].article == "A. Writer, “How the list is kept”, The Weekly, 28 February 2011"


def test_a_row_of_the_verdict_table_is_ready_to_be_shown() -> None:
    row = verdict_table([supported()])[0]
    assert (row.verdict, row.symbol, row.p, row.interval) == (
        "supported", "✓", "97.8%", "96.3 to 98.7%",
    )  # fmt: skip
    assert row.qualifiers[1] == "contested"


def test_p_is_left_out_where_no_prior_was_drawn() -> None:
    assert [row.p for row in verdict_table([of_tables(), recorded()])] == ["–", "–"]


def test_the_citation_names_version_claim_verdict_and_run() -> None:
    assert citation(supported()).startswith("Commonweal 0.")
    assert "supported, depends on capacity grows" in citation(supported())


def test_a_claim_made_in_memory_has_a_file_name_all_the_same() -> None:
    assert file_of(recorded().claim) == "n12-handoffs.yaml"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "http://[", ""]
)
def test_a_link_that_leads_elsewhere_than_the_web_is_dropped(link: str) -> None:
    assert safe_link(link) == ""


def test_an_address_in_a_text_becomes_a_link_and_the_rest_is_escaped() -> None:
    assert linked('<b> https://example.org/"x').count("<a ") == 1
    assert str(linked("<b>")) == "&lt;b&gt;"
