"""What the source files of ``elections_tables.py`` lack or say otherwise: every patch, in one place.

The YAML files beside the tables repeat each patch with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator

PARTY_ID = {"Communist Future": "ComFut"}
"""Two parties share the abbreviation CF; Cumbria First keeps it."""

ULSTER_CONSERVATIVES = "UCUNF"
"""Ulster Conservatives and Unionists - New Force, who stood in 2010 only."""
ULSTER_CONSERVATIVE_VOTES = {
    "N06000001": 7305, "N06000002": 2837, "N06000003": 5910, "N06000004": 1000,
    "N06000005": 7223, "N06000006": 6218, "N06000008": 1221, "N06000009": 7713,
    "N06000010": 4509, "N06000011": 8558, "N06000012": 4634, "N06000013": 6817,
    "N06000014": 10353, "N06000015": 3093, "N06000016": 9050, "N06000017": 10639,
    "N06000018": 5281,
}  # fmt: skip
"""Their 17 candidates stand in the source as independents; together they had 102,361 votes."""

NO_PARTY = {
    "Ind": "Independents",
    "Speaker": "The Speaker seeking re-election",
    ULSTER_CONSERVATIVES: "Ulster Conservatives and Unionists - New Force",
}

SPEAKER_PARTY = {
    "2010-05-06": "Con",
    "2015-05-07": "Con",
    "2017-06-08": "Con",
    "2019-12-12": "Lab",
    "2024-07-04": "Lab",
}
"""The party whose member the Speaker was before election to the chair: Bercow, then Hoyle."""

NOTIONAL = "2019-12-12"
"""The election whose votes the source also gives on the boundaries of 2024."""

THREE_PARTIES = {"Con": "Con", "Lab": "Lab", "LD": "Lib", "Lib": "Lib"}
PRINTED_PARTY = {"Conservative": "Con", "Labour": "Lab", "Liberal": "Lib"}
VOTE_COLUMN = {
    "Con": "con_votes",
    "Lab": "lab_votes",
    "Lib": "lib_votes ",
    "total": "total_votes",
}

ELECTION_DAY = {
    "1945": "1945-07-05", "1950": "1950-02-23", "1951": "1951-10-25", "1955": "1955-05-26",
    "1959": "1959-10-08", "1964": "1964-10-15", "1966": "1966-03-31", "1970": "1970-06-18",
    "1974F": "1974-02-28", "1974O": "1974-10-10", "1979": "1979-05-03", "1983": "1983-06-09",
    "1987": "1987-06-11", "1992": "1992-04-09", "1997": "1997-05-01", "2001": "2001-06-07",
    "2005": "2005-05-05",
}  # fmt: skip

WAR_COALITION = ("1940-05-10", "Lab")
FIRST_WAR_COALITION = [
    ["1915-05-25", "1916-12-05", "wartime coalition", "H. H. Asquith"],
    ["1916-12-06", "1918-11-14", "wartime coalition", "David Lloyd George"],
]
"""Labour left the Lloyd George coalition by the vote of its emergency conference."""


def party_id(row: dict[str, str]) -> str:
    """The id of a candidate's party, with the corrections above."""
    place, votes = row["geographic_code"], int(row["vote_count"])
    if row["ge"] == "2010-05-06" and ULSTER_CONSERVATIVE_VOTES.get(place) == votes:
        return ULSTER_CONSERVATIVES
    return PARTY_ID.get(row["party"], row["abbreviation"])


_BY_NAME = {
    "Birmingham": (
        "Edgbaston", "Erdington", "Hall Green", "Hodge Hill", "Ladywood", "Northfield",
        "Perry Barr", "Selly Oak", "Yardley",
    ),
    "Bradford": ("East", "South", "West"),
    "Edinburgh": ("East", "North and Leith", "South", "South West", "West"),
    "Glasgow": ("Central", "East", "North", "North East", "North West", "South", "South West"),
    "Leeds": ("Central", "East", "North East", "North West", "West"),
    "Leicester": ("East", "South", "West"),
    "Liverpool": ("Riverside", "Walton", "Wavertree", "West Derby"),
    "Manchester": ("Central", "Gorton", "Withington"),
    "Newcastle": ("Central", "East", "North"),
    "Nottingham": ("East", "North", "South"),
    "Sheffield": ("Brightside and Hillsborough", "Central", "Hallam", "Heeley", "South East"),
}  # fmt: skip
_BY_COUNCIL = (
    ("Birmingham", "Sutton Coldfield", "whole"),
    ("Bradford", "Keighley", "whole"),
    ("Bradford", "Shipley", "whole"),
    ("Leeds", "Elmet and Rothwell", "whole"),
    ("Leeds", "Morley and Outwood", "part"),
    ("Leeds", "Pudsey", "whole"),
    ("Liverpool", "Garston and Halewood", "part"),
    ("Manchester", "Blackley and Broughton", "part"),
    ("Manchester", "Wythenshawe and Sale East", "part"),
    ("Sheffield", "Penistone and Stocksbridge", "part"),
)


def cities() -> Iterator[tuple[str, str, str, str]]:
    """City, constituency, whether the city's name is in it, how much of it the council has."""
    for city, parts in _BY_NAME.items():
        stem = "Newcastle upon Tyne" if city == "Newcastle" else city
        yield from ((city, f"{stem} {part}", "true", "whole") for part in parts)
        yield from ((c, name, "false", extent) for c, name, extent in _BY_COUNCIL if c == city)


_COUNTIES = {
    "Herefordshire": ("Hereford and South Herefordshire", "North Herefordshire"),
    "Northamptonshire": (
        "Corby", "Daventry", "Kettering", "Northampton North", "Northampton South",
        "South Northamptonshire", "Wellingborough",
    ),
    "Rutland": ("Rutland and Melton",),
    "Warwickshire": (
        "Kenilworth and Southam", "North Warwickshire", "Nuneaton", "Rugby", "Stratford-on-Avon",
        "Warwick and Leamington",
    ),
    "Worcestershire": (
        "Bromsgrove", "Mid Worcestershire", "Redditch", "West Worcestershire", "Worcester",
        "Wyre Forest",
    ),
}  # fmt: skip


def counties() -> Iterator[tuple[str, str, str, str]]:
    """County, constituency, and whether the county has the whole of it."""
    for county, names in _COUNTIES.items():
        for name in names:
            yield county, name, "part" if name == "Rutland and Melton" else "whole", ""
