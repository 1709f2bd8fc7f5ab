"""Claim files for tests, each a valid one to start from."""

from pathlib import Path

from commonweal.claims.files import parse

HEAD = """\
schema: 1
id: t1-planted
statement: Somebody says something.
source: {author: A. Writer, title: An article, publisher: A paper, published: 2012-05-01, paragraph: 3}
interpretation: It is meant like this.
"""

RECORD = HEAD + "kind: record\nreason: There is no mechanism to model.\n"

DATA = HEAD + (
    "kind: data\nquery: SELECT 10 AS value, 'ten' AS spelt\nregions: {claim: \"= 10 seats\"}\n"
)

CONSISTENCY = HEAD + (
    "kind: consistency\n"
    "figures:\n"
    "  part: {value: 30, base: the report}\n"
    "  rest: {value: 70, base: the report}\n"
    "  whole: {value: 100, hedge: exactly, base: the report}\n"
    "expression: part + rest = whole\n"
)

FORECAST = HEAD + (
    "kind: forecast\n"
    'regions: {claim: "> 10 %", immaterial: "5 .. 10 %", opposite: "< 5 %"}\n'
    "resolution: {date: 2015-06-01, value: 12, unit: percent, source: {title: The outcome}}\n"
)

COUNTERFACTUAL = HEAD + (
    "kind: counterfactual\n"
    "experiment:\n"
    "  institution: health\n"
    "  arms:\n"
    "    first-come: {}\n"
    "    guarantee: {waiting_list.discipline: guarantee}\n"
    "measure: {name: mean_wait, where: {class: others}, at: long run}\n"
    "compare: guarantee - first-come\n"
    'regions: {claim: "> 1 week", immaterial: "-1 .. 1 week", opposite: "< -1 week"}\n'
)


def claim(text, path="planted.yaml"):
    return parse(text, Path(path))
