"""Write the small tables of the elections institution from public election data.

    python tools/elections_tables.py [FOLDER]

FOLDER holds the publishers' files and defaults to ``../shared/data/elections`` beside the
repository. The tables are written into the institution's ``data`` folder, in its own schema
and in a fixed order, so that the same files give the same bytes. Each has a YAML file beside
it, kept by hand, with columns, source, licence and every patch.

Traps avoided here: the candidate file also holds *notional* results (2005 on the boundaries of
2010, 2019 on those of 2024), which nobody voted in; the constituency file of 1918-2019 lists
allies of the Conservatives before 1955, and eight Labour members of 1951, under "other".
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import elections_classes
import elections_counties
import elections_history_tables as history
import elections_patches as patches
import elections_polls
import elections_transfers

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "commonweal" / "institutions" / "elections" / "data"
CANDIDATES = "psephology_candidates_2005n_2024_v2026.csv"
CONSTITUENCIES_SINCE_1918 = "hoc_1918-2019election_results.csv"
PRINTED_TOTALS = "more/ge_candidates_unopposed_1945_1970_1987_transcribed.csv"
SEATS_BY_PARTY = "more/parlgov_uk_general_elections_party.csv"
CABINETS = "more/parlgov_uk_cabinets_party.csv"
PRIME_MINISTERS = "more/prime_ministers_1900_2024.csv"

HEXAGONS = {
    "2010": ("more/hex_2010_boundaries_odileeds.csv", "code"),
    "2024": ("more/hex_2024_boundaries_odileeds2023.csv", "code_2024"),
}
"""Files of cells, and the column of the code that the elections of those boundaries use."""

Row = dict[str, str]
Cells = Sequence[object]


def write(folder: Path, target: Path) -> None:
    """Write every table into the target folder."""
    target.mkdir(parents=True, exist_ok=True)
    stood = list(actual_candidacies(folder / CANDIDATES))
    places = constituencies(stood)
    tables: dict[str, tuple[str, Iterable[Cells]]] = {
        "elections": ("election,title,boundary_set,seats,speaker_party", elections(stood)),
        "parties": ("party,name", parties(stood)),
        "constituencies": ("boundary_set,constituency,name,nation,region", places),
        "candidacies": ("election,constituency,party,votes,elected", candidacies(stood)),
        "hexagons": ("boundary_set,constituency,q,r", hexagons(folder)),
        "notional_candidacies": (
            "election,constituency,party,votes,elected",
            notional_candidacies(folder / CANDIDATES),
        ),
        "national_results": (
            "election,area,party,votes,total_votes,seats,house,source",
            national_results(folder, stood),
        ),
        "labour_in_office": ("start,end,office,led_by", labour_in_office(folder)),
        "city_constituencies": (
            "city,boundary_set,constituency,name,by_name,by_council",
            named(places, patches.cities()),
        ),
        "southern_counties": (
            "county,boundary_set,constituency,name,extent",
            named(places, patches.counties()),
        ),
        "named_counties": (
            "county,boundary_set,constituency,name,belongs",
            named(places, elections_counties.named()),
        ),
        **history.tables(folder, stood),
        **elections_transfers.tables(folder),
        **elections_classes.tables(folder),
        **elections_polls.tables(folder),
    }
    for name, (header, rows) in tables.items():
        with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header.split(","))
            writer.writerows(rows)


def actual_candidacies(path: Path) -> Iterator[Row]:
    """Candidates who stood at a general election from 2010 on; notional rows are left out."""
    for row in _rows(path, "utf-8-sig"):
        if row["notional"] == "f":
            row["party_id"] = patches.party_id(row)
            row["region"] = row["english_region"] or row["country"]
            yield row


def notional_candidacies(path: Path) -> list[Cells]:
    """The votes of 2019 as they would have fallen on the boundaries of 2024, most votes first."""
    rows = [
        (patches.NOTIONAL, row["geographic_code"], patches.party_id(row), int(row["vote_count"]),
         "true" if row["is_winning_candidacy"] == "t" else "false")
        for row in _rows(path, "utf-8-sig")
        if row["notional"] == "t" and row["ge"] == patches.NOTIONAL
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row[1], -row[3], row[2]))


def hexagons(folder: Path) -> list[Cells]:
    """The cell of each constituency, by set of boundaries; rows count northward, odd ones shifted."""
    cells = []
    for boundaries, (name, column) in HEXAGONS.items():
        for row in _rows(folder / name):
            if row["layout"] != "odd-r":
                raise SystemExit(f"{name}: the layout is {row['layout']}, not odd-r")
            cells.append((boundaries, row[column], int(row["q"]), int(row["r"])))
    return sorted(cells)


def elections(stood: list[Row]) -> list[Cells]:
    """One row an election: how many seats, and whose member the Speaker had been."""
    seats = Counter(row["ge"] for row in stood if row["is_winning_candidacy"] == "t")
    return [
        (day, f"General election of {day[:4]}", boundary_set(day), seats[day],
         patches.SPEAKER_PARTY[day])
        for day in sorted(seats)
    ]  # fmt: skip


def boundary_set(day: str) -> str:
    """The review of boundaries an election was fought on, named by its first election."""
    return "2024" if day >= "2024" else "2010"


def parties(stood: list[Row]) -> list[Cells]:
    """Names of all parties that stood; those that share an id are joined by a slash."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in stood:
        names[row["party_id"]].add(row["party"] or patches.NO_PARTY[row["party_id"]])
    return [(party, " / ".join(sorted(names[party]))) for party in sorted(names)]


def constituencies(stood: list[Row]) -> list[Cells]:
    """Every constituency of every set of boundaries, once."""
    return sorted({
        (boundary_set(row["ge"]), row["geographic_code"], row["constituency"], row["country"],
         row["region"])
        for row in stood
    })  # fmt: skip


def candidacies(stood: list[Row]) -> list[Cells]:
    """Every candidate's votes, the most first within a constituency."""
    rows = [
        (row["ge"], row["geographic_code"], row["party_id"], int(row["vote_count"]),
         "true" if row["is_winning_candidacy"] == "t" else "false")
        for row in stood
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row[0], row[1], -row[3], row[2]))


def national_results(folder: Path, stood: list[Row]) -> list[Cells]:
    """Votes and seats of the three parties since 1945, for the kingdom and for Great Britain."""
    votes: dict[tuple[str, str, str], tuple[int, int, str]] = {}
    votes |= _printed_votes(folder / PRINTED_TOTALS)
    votes |= _summed_votes(folder / CONSTITUENCIES_SINCE_1918)
    votes |= _labour_in_britain(votes, folder / CONSTITUENCIES_SINCE_1918)
    votes |= _counted_votes(stood)
    seats = _seats(folder, stood)
    rows = []
    for (day, area, party), (cast, total, source) in sorted(votes.items()):
        won, house = seats[day, party] if area == "UK" else ("", "")
        rows.append((day, area, party, cast, total, won, house, source))
    return rows


def _printed_votes(path: Path) -> dict[tuple[str, str, str], tuple[int, int, str]]:
    printed = {(row["election"], row["party"]): int(row["votes"]) for row in _rows(path)}
    return {
        (patches.ELECTION_DAY[year], "UK", patches.PRINTED_PARTY[party]):
            (cast, printed[year, "Total"], "printed totals")
        for (year, party), cast in printed.items()
        if year in ("1945", "1950", "1951") and party in patches.PRINTED_PARTY
    }  # fmt: skip


def _summed_votes(path: Path) -> dict[tuple[str, str, str], tuple[int, int, str]]:
    """Sums over constituencies from 1955 to 2005, when every seat had one member."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for row in _rows(path, "latin-1"):
        if "1955" <= row["election"][:4] <= "2005":
            areas = ("UK",) if row["country/region"] == "Northern Ireland" else ("UK", "GB")
            for area in areas:
                for party, column in patches.VOTE_COLUMN.items():
                    cast = row[column].strip()
                    day = patches.ELECTION_DAY[row["election"]]
                    sums[day, area, party] += max(0, int(float(cast or 0)))
    return {
        (day, area, party): (cast, sums[day, area, "total"], "sum of constituencies")
        for (day, area, party), cast in sums.items()
        if party != "total"
    }


def _labour_in_britain(
    votes: dict[tuple[str, str, str], tuple[int, int, str]], path: Path
) -> dict[tuple[str, str, str], tuple[int, int, str]]:
    """Labour in Great Britain in 1951: the printed total less the votes in Northern Ireland.

    The constituency file lists eight Labour members of 1951 under "other", all of them outside
    Northern Ireland, so a sum over Great Britain would fall short.
    """
    day = patches.ELECTION_DAY["1951"]
    labour = total = 0
    for row in _rows(path, "latin-1"):
        if row["election"] == "1951" and row["country/region"] == "Northern Ireland":
            labour += max(0, int(float(row[patches.VOTE_COLUMN["Lab"]].strip() or 0)))
            total += max(0, int(float(row[patches.VOTE_COLUMN["total"]].strip() or 0)))
    cast, all_cast, _ = votes[day, "UK", "Lab"]
    return {(day, "GB", "Lab"): (cast - labour, all_cast - total, "printed less N. Ireland")}


def _counted_votes(stood: list[Row]) -> dict[tuple[str, str, str], tuple[int, int, str]]:
    sums: Counter[tuple[str, str, str]] = Counter()
    for row in stood:
        party = patches.THREE_PARTIES.get(row["party_id"])
        areas = ("UK",) if row["country"] == "Northern Ireland" else ("UK", "GB")
        for area in areas:
            sums[row["ge"], area, "total"] += int(row["vote_count"])
            if party:
                sums[row["ge"], area, party] += int(row["vote_count"])
    return {
        (day, area, party): (cast, sums[day, area, "total"], "candidates' votes")
        for (day, area, party), cast in sums.items()
        if party != "total"
    }


def _seats(folder: Path, stood: list[Row]) -> dict[tuple[str, str], tuple[int, int]]:
    """Seats won and the size of the house: printed to 1970, then ParlGov, then our own count."""
    seats: dict[tuple[str, str], tuple[int, int]] = {}
    for row in _rows(folder / SEATS_BY_PARTY):
        if row["name_short"] in patches.THREE_PARTIES:
            party = patches.THREE_PARTIES[row["name_short"]]
            seats[row["date"], party] = (int(float(row["seats"])), int(row["seats_total"]))
    for row in _rows(folder / PRINTED_TOTALS):
        if row["election"] <= "1970" and row["party"] in patches.PRINTED_PARTY:
            key = (patches.ELECTION_DAY[row["election"]], patches.PRINTED_PARTY[row["party"]])
            seats[key] = (int(row["mps"]), seats[key][1])
    won = Counter(
        (row["ge"], patches.THREE_PARTIES[row["party_id"]])
        for row in stood
        if row["is_winning_candidacy"] == "t" and row["party_id"] in patches.THREE_PARTIES
    )
    house = Counter(row["ge"] for row in stood if row["is_winning_candidacy"] == "t")
    return seats | {key: (count, house[key[0]]) for key, count in won.items()}


def labour_in_office(folder: Path) -> list[Cells]:
    """Unbroken spells of Labour prime ministers, and the wartime coalitions Labour sat in."""
    spells: list[list[str]] = []
    for row in _rows(folder / PRIME_MINISTERS):
        if row["pm_party"] == "Labour" and row["end"]:
            if spells and spells[-1][1] == row["start"]:
                spells[-1][1] = row["end"]
                spells[-1][3] += f" / {row['prime_minister']}"
            else:
                spells.append([row["start"], row["end"], "government", row["prime_minister"]])
    second_war = [
        [row["start_date"], row["end_date"], "wartime coalition", "Winston Churchill"]
        for row in _rows(folder / CABINETS)
        if (row["start_date"], row["name_short"]) == patches.WAR_COALITION
    ]
    return sorted([*spells, *patches.FIRST_WAR_COALITION, *second_war])


def named(places: Iterable[Cells], wanted: Iterable[tuple[str, str, str, str]]) -> list[Cells]:
    """Find constituencies of the boundaries of 2010 by name; a name not found is an error.

    The publisher writes "Leeds West" but "Manchester, Gorton": commas are not compared.
    """
    known = {
        str(name).replace(",", ""): (constituency, name)
        for boundaries, constituency, name, *_ in places
        if boundaries == "2010"
    }
    return [
        (group, "2010", *known[name], *(word for word in words if word))
        for group, name, *words in wanted
    ]


def _rows(path: Path, encoding: str = "utf-8") -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file)


if __name__ == "__main__":
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/data/elections"
    write(given, TARGET)
    print(f"wrote {TARGET}")
