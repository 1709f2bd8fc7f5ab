"""Judgements as schema.org ClaimReview."""

import json
from datetime import date

import pytest

from commonweal.claims.check import check
from commonweal.claims.claimreview import claim_review
from tests.support.kinds_of_claim import CONSISTENCY, DATA, FORECAST, RECORD, claim


def review(text):
    return claim_review(
        check(claim(text)),
        reviewer="A Council",
        published=date(2026, 11, 20),
        url="https://x.org/1",
    )


def test_a_review_says_who_claimed_what_where_and_who_reviewed_it():
    shown = review(DATA)
    assert shown["@context"] == "https://schema.org"
    assert shown["@type"] == "ClaimReview"
    assert shown["claimReviewed"] == "Somebody says something."
    assert shown["author"] == {"@type": "Organization", "name": "A Council"}
    assert shown["itemReviewed"]["author"]["name"] == "A. Writer"
    assert shown["itemReviewed"]["appearance"]["headline"] == "An article"
    assert shown["datePublished"] == "2026-11-20"


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        (DATA, 5),
        (DATA.replace("SELECT 10", "SELECT 11"), 1),
        (CONSISTENCY, 5),
        (CONSISTENCY.replace("value: 70", "value: 90"), 1),
        (FORECAST.replace("value: 12", "value: 7"), 2),
    ],
)
def test_a_finding_has_a_rating_between_worst_and_best(text, rating):
    shown = review(text)["reviewRating"]
    assert shown["ratingValue"] == rating
    assert (shown["worstRating"], shown["bestRating"]) == (1, 5)


@pytest.mark.parametrize("text", [RECORD, FORECAST.replace("value: 12, ", "")])
def test_what_is_not_found_has_a_name_and_no_number(text):
    assert set(review(text)["reviewRating"]) == {"@type", "alternateName"}


def test_qualifiers_are_part_of_the_rating_that_people_read():
    text = CONSISTENCY.replace("value: 70, base: the report", "value: 70, base: x")
    assert review(text)["reviewRating"]["alternateName"].startswith("consistent (mixed sources")


def test_a_review_is_json():
    assert json.loads(json.dumps(review(DATA))) == review(DATA)
