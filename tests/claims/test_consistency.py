"""Can the figures an author states all be true together, and what is agreement worth?"""

import pytest

from commonweal.claims.check import check
from commonweal.core.errors import ClaimError
from tests.support.kinds_of_claim import CONSISTENCY, HEAD, claim


def judged(figures, expression, more=""):
    stated = "".join(f"  {name}: {{{form}}}\n" for name, form in figures.items())
    text = f"{HEAD}kind: consistency\nfigures:\n{stated}expression: {expression}\n{more}"
    return check(claim(text))


def test_figures_that_add_up_are_consistent():
    assert check(claim(CONSISTENCY)).verdict == "consistent"


def test_figures_that_cannot_add_up_are_inconsistent():
    judgement = check(claim(CONSISTENCY.replace("value: 70", "value: 95")))
    assert judgement.verdict == "inconsistent"
    assert "part + rest = whole" in judgement.reason


def test_figures_that_agree_only_loosely_are_undecided():
    judgement = judged({"part": "value: 740"}, "part = 736")
    assert judgement.verdict == "undecided"
    assert judgement.reason.startswith("mixed:")


def test_both_readings_are_shown_with_the_bounds_of_every_figure():
    strict, loose = judged({"part": "value: 740"}, "part = 736").readings
    assert (strict.name, strict.holds, strict.left) == ("strict", False, (739.5, 740.5))
    assert (loose.name, loose.holds, loose.left) == ("loose", True, (735, 745))
    assert strict.figures[0].stated == "740"


def test_half_the_doctors_and_sixty_percent_of_the_people_imply_lists_half_as_long_again():
    strict, loose = judged(
        {"gps": 'value: "50%", unit: share', "people": 'value: "60%", unit: share'},
        "(people / (1 - people)) / (gps / (1 - gps)) >= 1",
    ).readings
    assert strict.left == pytest.approx((1.44, 1.56), abs=0.005)
    assert loose.left == pytest.approx((1.0, 2.27), abs=0.005)


def test_a_hit_every_seventeen_hours_makes_about_44_in_july():
    strict, _ = judged(
        {"gap": "value: 17, unit: hour", "july": "value: 31, unit: day, hedge: exactly"},
        "july / gap >= 40",
    ).readings
    assert strict.left == pytest.approx((42.5, 45.1), abs=0.05)


def test_a_test_that_anything_passes_has_no_severity():
    judgement = judged({"part": "value: 10"}, "part < 1000")
    assert judgement.readings[0].severity == 0
    assert "agreement says little" in judgement.reason


def test_severity_is_the_share_of_alternative_values_that_fail():
    strict, _ = judged({"part": "value: 100, hedge: exactly"}, "part <= 100").readings
    assert strict.severity == pytest.approx(0.5, abs=0.01)
    assert strict.passed_share["part"] == pytest.approx(0.5, abs=0.01)


def test_dates_are_moved_by_the_span_of_the_claims_dates():
    strict, _ = judged(
        {
            "first": "value: 2016-01-01, unit: date",
            "last": "value: 2016-01-11, unit: date",
            "gap": "value: 10, unit: day, hedge: exactly",
        },
        "days(first, last) >= gap",
    ).readings
    assert strict.passed_share["first"] == pytest.approx(0.5, abs=0.01)


def test_figures_of_different_things_are_named():
    judgement = check(
        claim(CONSISTENCY.replace("value: 70, base: the report", "value: 70, base: x"))
    )
    assert judgement.qualifiers == ("mixed sources: the report; x",)


ALTERNATIVE = "alternatives: [{name: other figures, figures: {part: {value: 60}}%s}]\n"


def test_an_alternative_that_turns_the_verdict_over_is_what_it_depends_on():
    judgement = check(claim(CONSISTENCY + ALTERNATIVE % ""))
    assert judgement.qualifiers[-1] == "depends on other figures"
    assert judgement.alternatives[0].verdict == "inconsistent"


def test_an_alternative_excluded_with_a_reason_is_shown_and_does_not_count():
    judgement = check(claim(CONSISTENCY + ALTERNATIVE % ", excluded: it is older"))
    assert judgement.alternatives[0].excluded == "it is older"
    assert not any(text.startswith("depends on") for text in judgement.qualifiers)


def test_an_alternative_may_have_its_own_expression_over_fewer_figures():
    judgement = check(
        claim(CONSISTENCY + "alternatives: [{name: halves, expression: part = rest}]\n")
    )
    assert judgement.alternatives[0].verdict == "inconsistent"


def test_a_judgement_is_plain_json():
    shown = check(claim(CONSISTENCY)).as_json()
    assert (shown["id"], shown["kind"], shown["verdict"]) == (
        "t1-planted",
        "consistency",
        "consistent",
    )
    assert shown["readings"][0]["figures"][0]["name"] == "part"
    assert shown["p"] is None


@pytest.mark.parametrize(
    "expression", ["part / 0 = whole", "part / (whole - whole) = 1", "whole / (part - 3) = part"]
)
def test_division_by_zero_is_refused_rather_than_consistent_with_anything(expression):
    with pytest.raises(ClaimError, match="the expression divides by zero"):
        judged({"part": "value: 3", "whole": "value: 12"}, expression)
