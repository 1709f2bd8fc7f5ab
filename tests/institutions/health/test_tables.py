"""The shipped tables are the publishers' figures, counted once."""

from __future__ import annotations

import csv
import importlib.util
import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from commonweal.institutions.health import worlds
from commonweal.institutions.registry import find

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared" / "data" / "health"
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason=f"the publishers' files are not at {SHARED}"
)


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location(
        "health_tables", ROOT / "tools" / "health_tables.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def monthly_removals():
    """The share of those waiting who left unrecorded, by month, from the shipped table."""
    with worlds.TABLES["england_flows"].open(encoding="utf-8") as file:
        rows = [{k: int(v) for k, v in row.items() if k != "month"} for row in csv.DictReader(file)]
    return [
        (before["waiting"] + now["joined"] - now["treated"] - now["waiting"]) / before["waiting"]
        for before, now in itertools.pairwise(rows)
    ]


@pytest.mark.real
@needs_shared
def test_the_script_writes_the_tables_that_are_shipped(script, tmp_path):
    script.write(SHARED, tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {path.name: path.read_bytes() for path in worlds.DATA.glob("*.csv")}


@pytest.mark.real
@needs_shared
def test_the_extract_counts_every_pathway_twice_and_the_script_does_not(script):
    with (SHARED / "rtt_2024-11_RBD_full.csv").open(encoding="utf-8-sig", newline="") as file:
        naive = sum(
            int(row["Total All"] or 0)
            for row in csv.DictReader(file)
            if row["RTT Part Type"].startswith("Part_2")
        )
    counted = script.trust_by_week(SHARED / "rtt_2024-11_RBD_full.csv")
    assert naive == 2 * (21_702 + 5_322)
    assert sum(n for (part, _), n in counted.items() if part == "waiting") == 21_702


@pytest.mark.real
@needs_shared
def test_every_part_of_the_shipped_list_has_the_extract_s_own_total(script):
    with (SHARED / "rtt_2024-11_RBD_full.csv").open(encoding="utf-8-sig", newline="") as file:
        totals = Counter()
        for row in csv.DictReader(file):
            counted = row["Treatment Function Code"] == script.TOTAL_OF_ALL_SPECIALTIES
            totals[script.PARTS[row["RTT Part Type"]]] += counted * int(row["Total All"] or 0)
    assert totals == {part: worlds.pathways(part).sum() for part in script.PARTS.values()}


def test_nobody_waits_to_be_admitted_who_does_not_wait():
    decided, waiting = worlds.pathways("to be admitted"), worlds.pathways("waiting")
    assert np.all(decided <= waiting[: decided.size])
    assert decided.sum() == 5_322


def test_admissions_by_specialty_add_up_to_the_trust_s_week_by_week():
    admitted, decided = np.zeros(105), np.zeros(105)
    with worlds.TABLES["dorset_admissions"].open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            admitted[int(row["weeks"])] += int(row["admitted"])
            decided[int(row["weeks"])] += int(row["to_be_admitted"])
    assert np.array_equal(admitted, worlds.pathways("admitted"))
    assert np.array_equal(decided, worlds.pathways("to be admitted"))


def test_england_s_unrecorded_removals_are_those_the_prior_cites():
    removals = monthly_removals()
    assert round(100 * min(removals), 1) == 2.8
    assert round(100 * max(removals), 1) == 4.1


def test_the_prior_of_removals_reaches_past_the_highest_month():
    weekly = max(monthly_removals()) / (365 / 12 / 7)
    assert weekly < find("health").uncertainties["removal_hazard"].prior.high


def test_every_table_is_described_beside_it():
    described = (worlds.DATA / "SOURCES.md").read_text(encoding="utf-8")
    assert all(path.name in described for path in worlds.DATA.glob("*.csv"))
