"""The lists this institution ships: one made up to be steady, one real."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from commonweal.core.errors import WorldError
from commonweal.core.protocol import Floats
from commonweal.core.world import World

DATA = Path(__file__).parent / "data"
TABLES = {
    "dorset_list": DATA / "dorset_2024_11.csv",
    "dorset_admissions": DATA / "dorset_admissions_2024_11.csv",
    "england_flows": DATA / "england_flows_2024_25.csv",
    "england_by_week": DATA / "england_by_week_2014_15.csv",
    "england_by_month": DATA / "england_by_month_2024_25.csv",
    "trusts_by_month": DATA / "trusts_by_month_2024_25.csv",
    "trusts": DATA / "trusts.csv",
    "totals_2026_06": DATA / "totals_2026_06.csv",
}

STEADY = "steady-list"
DORSET = "dorset-2024-11"
OLDEST_STEADY_WEEKS = 60
"""The longest first-come wait a steady list may start from."""

_JOINED_PER_WEEK = 100.0
_DAYS_OF_NOVEMBER = 30.0
_DAYS_OF_A_WEEK = 7.0


def steady_list() -> World:
    """A list that first come, first served would keep as it is: 100 patients join a week.

    An assumption, not a hospital. How long everybody waits on it is the uncertainty
    ``steady_wait``. Its size moves the luck only: every expected wait is free of it.
    """
    return World(
        STEADY,
        {"removal_profile": np.ones(1)},
        facts={
            "joined_per_week": _JOINED_PER_WEEK,
            "oldest_weeks": OLDEST_STEADY_WEEKS,
            "source": "Assumption: a list of one specialty group in a district hospital",
        },
    )


def dorset() -> World:
    """Dorset County Hospital's list at the end of November 2024, by weeks waited.

    NHS England, referral-to-treatment waiting times; Open Government Licence v3.0. Whatever
    joined and was neither treated nor left on the list must have been removed unrecorded: a
    single month cannot show how many, so the world takes the removals that keep the list as
    it is. Those over 104 weeks stand under week 104.
    """
    waiting = pathways("waiting")
    joined, treated = float(pathways("joined").sum()), float(treated_in_month().sum())
    weeks = _DAYS_OF_NOVEMBER / _DAYS_OF_A_WEEK
    return World(
        DORSET,
        {"waiting": waiting, "treated": treated_in_month(), "removal_profile": np.ones(1)},
        facts={
            "joined_per_week": joined / weeks,
            "slots_per_week": treated / weeks,
            "removal_hazard": (joined - treated) / weeks / float(waiting.sum()),
            "source": "NHS England, RTT waiting times, November 2024, provider RBD",
            "licence": "Open Government Licence v3.0",
        },
    )


def pathways(part: str) -> Floats:
    """Dorset's pathways of one part by whole weeks waited: f8[weeks].

    ``part``: waiting, joined, admitted, "not admitted", or "to be admitted", which counts those of
    the waiting with a decision to admit and is never added to them. Raises WorldError where the shipped
    table lacks it.
    """
    with TABLES["dorset_list"].open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["part"] == part]
    if not rows:
        raise WorldError(f"the list has no part '{part}'", where=str(TABLES["dorset_list"]))
    counts = np.zeros(1 + max(int(row["weeks"]) for row in rows))
    for row in rows:
        counts[int(row["weeks"])] += float(row["patients"])
    return counts


def treated_in_month() -> Floats:
    """Dorset's completed pathways of the month, admitted or not, by weeks waited."""
    return pathways("admitted") + pathways("not admitted")
