"""Defects of the constituency file of 1918-2019 before 2010, and what is done about each.

Every patch of ``elections_history_tables.py`` stands here; the script writes each cell it
changes into ``group_patches.csv``, so that a reader sees them all. A constituency is named as
the source names it, an election by the source's label.
"""

from __future__ import annotations

ELECTION_DAY = {
    "1918": "1918-12-14", "1922": "1922-11-15", "1923": "1923-12-06", "1924": "1924-10-29",
    "1929": "1929-05-30", "1931": "1931-10-27", "1935": "1935-11-14", "1945": "1945-07-05",
    "1950": "1950-02-23", "1951": "1951-10-25", "1955": "1955-05-26", "1959": "1959-10-08",
    "1964": "1964-10-15", "1966": "1966-03-31", "1970": "1970-06-18", "1974F": "1974-02-28",
    "1974O": "1974-10-10", "1979": "1979-05-03", "1983": "1983-06-09", "1987": "1987-06-11",
    "1992": "1992-04-09", "1997": "1997-05-01", "2001": "2001-06-07", "2005": "2005-05-05",
}  # fmt: skip

DAY_SINCE_2010 = {
    "2010": "2010-05-06", "2015": "2015-05-07", "2017": "2017-06-08", "2019": "2019-12-12",
}  # fmt: skip

COLUMN = {
    "con": "con_votes", "lib": "lib_votes ", "lab": "lab_votes", "nat": "natSW_votes",
    "oth": "oth_votes",
}  # fmt: skip

REGION = {
    "Eastern": "East of England",
    "Yorkshire and the Humber": "Yorkshire and The Humber",
    "Yorkshire & The Humber": "Yorkshire and The Humber",
}
OWN_NATION = ("Scotland", "Wales", "Northern Ireland", "Ireland")
UNIVERSITY = "University"
UNIVERSITY_REGION = {("1923", "Queen'S University Of Belfast")}
"""A university seat that the source puts into Northern Ireland's territory."""
UNIVERSITY_NATION = {
    "Combined Scottish Universities": "Scotland",
    "University Of Wales": "Wales",
    "Queen'S University Of Belfast": "Northern Ireland",
    "Dublin University": "Ireland",
    "National University Of Ireland": "Ireland",
}

ALLIES_YEARS = ("1931", "1935", "1945", "1950", "1951")
"""In these years National Liberals, National Labour and other supporters of a Conservative-led
government stand under "other". Conservatives and their allies did not oppose each other, so
where no Conservative stood in a one-member seat of Great Britain "other" is taken for the ally."""

NO_ALLY = {
    ("1931", "Glamorganshire Pontypridd"), ("1931", "Stepney Whitechapel And St George'S"),
    ("1931", "Edinburgh East"), ("1931", "Bethnal Green South West"), ("1931", "Rhondda West"),
    ("1931", "Rhondda East"), ("1931", "Isle Of Ely"), ("1931", "Caernarvonshire"),
    ("1935", "Caernarvonshire"), ("1935", "Caithness And Sutherland"),
    ("1935", "Merthyr Tydfil Merthyr"), ("1935", "Rhondda East"),
    ("1935", "Inverness Shire And Ross And Cromarty Western Isles"),
    ("1945", "Caernarvonshire"), ("1945", "Merthyr Tydfil Merthyr"), ("1945", "Rhondda East"),
    ("1945", "Fife Western"),
    ("1950", "Inverness Shire And Ross And Cromarty Western Isles"),
    ("1951", "Dundee West"), ("1951", "Bradford South"),
}  # fmt: skip
"""Where the rule above would be wrong: Communists, nationalists, independents or the Independent
Labour Party stood there, alone or pooled with an ally."""

LABOUR_UNDER_OTHER = {
    ("1951", "Ayrshire And Bute South Ayrshire"), ("1951", "Birmingham Ladywood"),
    ("1951", "Durham Jarrow"), ("1951", "Glasgow Shettleston"), ("1951", "Merthyr Tydfil "),
    ("1951", "Monmouthshire Ebbw Vale"), ("1951", "Nelson And Colne"),
}  # fmt: skip
"""Labour members whose votes stand under "other". The eighth, Bradford South, cannot be mended:
Labour and the National Liberal are in one figure."""

SWAPPED = {
    ("1950", "Gateshead East"): ("lab", "oth"),
    ("1951", "St Marylebone"): ("con", "lab"),
    ("1951", "Herefordshire Hereford"): ("con", "lab"),
}
"""Rows in which two parties' votes are exchanged: Labour held Gateshead East, the Conservatives
the other two. With the exchange undone the seats of 1950 and 1951 are the published ones."""

DECLARED = {
    ("1935", "Inverness Shire And Ross And Cromarty Western Isles"): "lab",
    ("1945", "Rhondda East"): "lab",
    ("1945", "Fife Western"): "oth",
    ("1951", "Bradford South"): "lab",
}
"""Who won where several candidates pooled as "other" have more votes than the winner, or where
the winner is among them."""

OTHERS_SHORT = {
    "1974F": {"Antrim North"},
    "1997": {
        "Belfast East", "Belfast North", "Belfast South", "Belfast West", "East Antrim",
        "East Londonderry", "Fermanagh And South Tyrone", "Lagan Valley", "Newry And Armagh",
        "North Antrim", "North Down", "South Antrim", "South Down", "Strangford", "Upper Bann",
        "West Tyrone",
    },
}  # fmt: skip
"""Seats of Northern Ireland in which "other" misses candidates; the total is right."""

TOTAL_WRONG = {
    ("1974O", "Mid Oxfordshire"), ("1974O", "Mid-Bedfordshire"), ("1987", "Blackpool South"),
}  # fmt: skip
"""Rows whose parties are right and whose total is not; it is not used."""

UNOPPOSED_MISSING = {
    ("1918", "Stockport"): ("oth",),
    ("1931", "Cornwall St Ives"): ("con",),
    ("1931", "Suffolk (East) Eye"): ("con",),
}
"""Members returned unopposed whom the source leaves out: a second Coalition member, and two
Liberal Nationals, allies of the Conservatives."""

ELECTORATE_WRONG = {("1951", "Glasgow Govan")}
"""More votes than electors: the electorate is left out."""

ROUNDING = 2
"""The votes of two-member seats are scaled to the number of voters, and may be off by so many."""

SPEAKERS = {
    ("1918", "Cumberland Penrith And Cockermouth"): ("James Lowther", "Con"),
    ("1922", "Halifax"): ("John Henry Whitley", "Lib"),
    ("1923", "Halifax"): ("John Henry Whitley", "Lib"),
    ("1924", "Halifax"): ("John Henry Whitley", "Lib"),
    ("1929", "Daventry"): ("Edward FitzRoy", "Con"),
    ("1931", "Daventry"): ("Edward FitzRoy", "Con"),
    ("1935", "Daventry"): ("Edward FitzRoy", "Con"),
    ("1945", "Northumberland Hexham"): ("Douglas Clifton Brown", "Con"),
    ("1950", "Northumberland Hexham"): ("Douglas Clifton Brown", "Con"),
    ("1955", "Cirencester And Tewkesbury"): ("William Morrison", "Con"),
    ("1964", "Cities Of London And Westminster"): ("Harry Hylton-Foster", "Con"),
    ("1966", "Southamptonitchen"): ("Horace King", "Lab"),
    ("1970", "Southamptonitchen"): ("Horace King", "Lab"),
    ("1974F", "Wirral"): ("Selwyn Lloyd", "Con"),
    ("1974O", "Wirral"): ("Selwyn Lloyd", "Con"),
    ("1979", "Cardiff West"): ("George Thomas", "Lab"),
    ("1983", "Croydon North East"): ("Bernard Weatherill", "Con"),
    ("1987", "Croydon North East"): ("Bernard Weatherill", "Con"),
    ("1997", "West Bromwich West"): ("Betty Boothroyd", "Lab"),
    ("2001", "Glasgow Springburn"): ("Michael Martin", "Lab"),
    ("2005", "Glasgow North East"): ("Michael Martin", "Lab"),
}  # fmt: skip
"""Speakers seeking re-election, and their party before. The source has some under their former party, some under others;
in 1951, 1959 and 1992 the Speaker retired."""

SMALL = 0.001
"""Parties without a seat are listed from this share of the votes on."""
