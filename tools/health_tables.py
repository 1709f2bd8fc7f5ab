"""Write the small tables of the health institution from NHS England's own files.

    python tools/health_tables.py [FOLDER]

FOLDER holds the publisher's files and defaults to ``../shared/data/health`` beside the
repository. The tables are written into the institution's ``data`` folder, in its own schema:

``dorset_2024_11.csv``           part, weeks, patients: one trust's pathways by whole weeks waited
``dorset_admissions_2024_11.csv``
                                 specialty, weeks, admitted, to_be_admitted: the same trust
``england_flows_2024_25.csv``    month, waiting, joined, treated: all specialties, England
``england_by_week_2014_15.csv``  month, specialty, part, week_0 .. week_52
``england_by_month_2024_25.csv`` month, specialty, part, month_0 .. month_12
``trusts_by_month_2024_25.csv``  month, trust, part, month_0 .. month_12
``trusts.csv``                   code, name of those trusts
``totals_2026_06.csv``           code, name, region, waiting, within_18_percent, over_52

Traps avoided here: the extract lists every specialty and then their total again (C_999), and
counts patients with a decision to admit both in part 2 and in part 2A. The table keeps them apart:
"to be admitted" is within "waiting" and never added to it.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "commonweal" / "institutions" / "health" / "data"
TOTAL_OF_ALL_SPECIALTIES = "C_999"
LAST_WEEK = 104
PARTS = {
    "Part_1A": "admitted",
    "Part_1B": "not admitted",
    "Part_2": "waiting",
    "Part_2A": "to be admitted",
    "Part_3": "joined",
}
ADMISSIONS = {"Part_1A": 0, "Part_2A": 1}
"""Columns of the table by specialty: who was admitted, and who waits for it."""
FLOWS = {"Incomplete": "waiting", "Referrals": "joined", "Complete": "treated"}
WEEKLY_PARTS = {"Incomplete": "waiting", "Admitted": "admitted", "NonAdmitted": "not admitted"}
LAST_MONTH = 12
LAST_PUBLISHED_WEEK = 52
ALL = "all"
SPECIALTIES = {
    "Total": ALL,
    "ENT": "Ear Nose and Throat",
    "General Medicine": "General Internal Medicine",
    "Geriatric Medicine": "Elderly Medicine",
    "Neurosurgery": "Neurosurgical",
    "Thoracic Medicine": "Respiratory Medicine",
    "Trauma & Orthopaedics": "Trauma and Orthopaedic",
}
"""Specialties are named as in 2024, so that the two tables can be joined."""
CODES_GIVEN = {
    "MID CHESHIRE HOSPITALS NHS FOUNDATION TRUST": "RBT",
    "SHEFFIELD TEACHING HOSPITALS NHS FOUNDATION TRUST": "RHQ",
}
"""Organisation codes of the trusts that the totals of June 2026 do not list."""


def trust_by_week(extract: Path) -> dict[tuple[str, int], int]:
    """Pathways of one trust by part and whole weeks waited; new ones stand under week 0."""
    patients: dict[tuple[str, int], int] = defaultdict(int)
    with extract.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            part = PARTS.get(row["RTT Part Type"])
            if part is None or row["Treatment Function Code"] == TOTAL_OF_ALL_SPECIALTIES:
                continue
            if part == "joined":
                patients[part, 0] += _count(row["Total All"])
                continue
            for week in range(LAST_WEEK + 1):
                patients[part, week] += _count(row[_column(week)])
    return dict(patients)


def admissions_by_specialty(extract: Path) -> Iterator[list[str]]:
    """Admitted in the month, and waiting for it at the end, by specialty and whole weeks waited."""
    counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in _rows(extract):
        column = ADMISSIONS.get(row["RTT Part Type"])
        if column is None or row["Treatment Function Code"] == TOTAL_OF_ALL_SPECIALTIES:
            continue
        specialty = row["Treatment Function Name"].removesuffix(" Service")
        for week in range(LAST_WEEK + 1):
            counts[specialty, week][column] += _count(row[_column(week)])
    for (specialty, week), patients in sorted(counts.items()):
        if any(patients):
            yield [specialty, str(week), *map(str, patients)]


def england_by_month(extract: Path) -> dict[str, dict[str, int]]:
    """Waiting, joined and treated by month; the extract splits weeks, so counts are rounded."""
    months: dict[str, dict[str, float]] = defaultdict(lambda: dict.fromkeys(FLOWS.values(), 0.0))
    with extract.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["specialty"] == "Total":
                months[row["period"]][FLOWS[row["type"]]] += float(row["value"])
    return {
        month: {name: round(count) for name, count in flows.items()}
        for month, flows in sorted(months.items())
    }


def england_by_week(extract: Path) -> Iterator[list[str]]:
    """England's pathways by month, specialty and part: whole weeks waited, 52 and over last."""
    for row in _rows(extract):
        specialty = SPECIALTIES.get(row["specialty"], row["specialty"])
        counts = [row[f"wk_{week}"] for week in range(LAST_PUBLISHED_WEEK + 1)]
        yield [row["month"], specialty, WEEKLY_PARTS[row["part"]], *counts]


def by_months_waited(extract: Path, of: str, named: dict[str, str]) -> Iterator[list[str]]:
    """Waiting, treated and joined by calendar month of referral; 12 months and over last.

    ``of`` is the column that says whose list it is, ``named`` what the table calls it. The
    fractions stay: the extract splits the weeks that fall over a month's end by days.
    """
    cells: dict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    for row in _rows(extract):
        key = row["period"], named.get(row[of], row[of]), FLOWS[row["type"]]
        months = cells[key]
        if (month := int(row["months_waited_id"])) in months:
            raise SystemExit(f"{extract.name} has two rows of {key}, month {month}")
        months[month] = f"{float(row['value']):.2f}".rstrip("0").rstrip(".")
    for key, months in sorted(cells.items()):
        yield [*key, *(months.get(month, "0") for month in range(LAST_MONTH + 1))]


def trust_codes(by_months: Path, totals: Path) -> dict[str, str]:
    """The organisation code of each trust in the table by months waited, by its name."""
    codes = CODES_GIVEN | {row["name"]: row["code"] for row in _rows(totals)}
    return {name: codes[name] for name in sorted({row["trust"] for row in _rows(by_months)})}


def totals_of_june_2026(trusts: Path, national: Path) -> Iterator[list[str]]:
    """England, its acute trusts together, and each of them: size, within 18 weeks, over 52."""
    stated = json.loads(national.read_text(encoding="utf-8"))
    together = {
        ("ENGLAND", "ALL PROVIDERS"): stated["national_all_providers"],
        ("ACUTE", "ACUTE TRUSTS"): stated["national_acute"],
    }
    for (code, name), row in together.items():
        yield [code, name, "England", *_three_figures(row)]
    for row in _rows(trusts):
        yield [row["code"], row["name"], row["region"], *_three_figures(row)]


def write(folder: Path, target: Path) -> None:
    """Write every table into the target folder."""
    target.mkdir(parents=True, exist_ok=True)
    extract = folder / "rtt_2024-11_RBD_full.csv"
    trust = trust_by_week(extract)
    england = england_by_month(folder / "rtt_england_2024-05_2025-05_by_months_waited.csv")
    by_months = folder / "rtt_40_trusts_2024-05_2025-05_by_months_waited.csv"
    totals = folder / "rtt_2026-06_acute_trusts.csv"
    codes = trust_codes(by_months, totals)
    weeks = [f"week_{week}" for week in range(LAST_PUBLISHED_WEEK + 1)]
    months = [f"month_{month}" for month in range(LAST_MONTH + 1)]
    _write(
        target / "dorset_2024_11.csv",
        ["part", "weeks", "patients"],
        ((part, str(week), str(n)) for (part, week), n in sorted(trust.items())),
    )
    _write(
        target / "dorset_admissions_2024_11.csv",
        ["specialty", "weeks", "admitted", "to_be_admitted"],
        admissions_by_specialty(extract),
    )
    _write(
        target / "england_flows_2024_25.csv",
        ["month", "waiting", "joined", "treated"],
        (
            (month, str(flows["waiting"]), str(flows["joined"]), str(flows["treated"]))
            for month, flows in england.items()
        ),
    )
    _write(
        target / "england_by_week_2014_15.csv",
        ["month", "specialty", "part", *weeks],
        england_by_week(folder / "rtt_england_2014-12_2015-05_by_week.csv"),
    )
    _write(
        target / "england_by_month_2024_25.csv",
        ["month", "specialty", "part", *months],
        by_months_waited(
            folder / "rtt_england_2024-05_2025-05_by_months_waited.csv", "specialty", SPECIALTIES
        ),
    )
    _write(
        target / "trusts_by_month_2024_25.csv",
        ["month", "trust", "part", *months],
        by_months_waited(by_months, "trust", codes),
    )
    _write(
        target / "trusts.csv",
        ["code", "name"],
        sorted([code, name] for name, code in codes.items()),
    )
    _write(
        target / "totals_2026_06.csv",
        ["code", "name", "region", "waiting", "within_18_percent", "over_52"],
        totals_of_june_2026(totals, folder / "rtt_2026-06_national.json"),
    )


def _rows(extract: Path) -> Iterator[dict[str, str]]:
    with extract.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def _three_figures(row: dict[str, object]) -> list[str]:
    within = row.get("pct_within_18wk")
    return [str(row["waiting_list"]), str(within), str(row["over_52wk"])]


def _column(week: int) -> str:
    if week == LAST_WEEK:
        return "Gt 104 Weeks SUM 1"
    return f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1"


def _count(cell: str) -> int:
    return int(float(cell or 0))


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "health"
    write(given, TARGET)
    print(f"wrote {TARGET}")
