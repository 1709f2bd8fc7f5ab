"""Write the small tables of the health institution from NHS England's own files.

    python tools/health_tables.py [FOLDER]

FOLDER holds the publisher's files and defaults to ``../shared/data/health`` beside the
repository. Two tables are written into the institution's ``data`` folder, in its own schema:

``dorset_2024_11.csv``        part, weeks, patients: one trust's pathways by whole weeks waited
``england_flows_2024_25.csv`` month, waiting, joined, treated: all specialties, England

Traps avoided here: the extract lists every specialty and then their total again (C_999), and
counts patients with a decision to admit both in part 2 and in part 2A.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "commonweal" / "institutions" / "health" / "data"
TOTAL_OF_ALL_SPECIALTIES = "C_999"
LAST_WEEK = 104
PARTS = {
    "Part_1A": "admitted",
    "Part_1B": "not admitted",
    "Part_2": "waiting",
    "Part_3": "joined",
}
FLOWS = {"Incomplete": "waiting", "Referrals": "joined", "Complete": "treated"}


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


def write(folder: Path, target: Path) -> None:
    """Write both tables into the target folder."""
    target.mkdir(parents=True, exist_ok=True)
    trust = trust_by_week(folder / "rtt_2024-11_RBD_full.csv")
    with (target / "dorset_2024_11.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write("part,weeks,patients\n")
        file.writelines(f"{part},{week},{n}\n" for (part, week), n in sorted(trust.items()))
    england = england_by_month(folder / "rtt_england_2024-05_2025-05_by_months_waited.csv")
    with (target / "england_flows_2024_25.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write("month,waiting,joined,treated\n")
        file.writelines(
            f"{month},{flows['waiting']},{flows['joined']},{flows['treated']}\n"
            for month, flows in england.items()
        )


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
