"""Claim files for tests, on the planted institution."""

_HEAD = """\
schema: 1
id: {id}
statement: {statement}
source: {{author: A, title: T, publisher: P, published: 2020-01-01}}
kind: {kind}
interpretation: As it stands.
left_out: Nothing.
"""

COUNTERFACTUAL = (
    _HEAD.format(id="x1-rich-lose", statement="The tax costs the rich.", kind="counterfactual")
    + """\
experiment:
  institution: planted
  world: village
  arms:
    now: {}
    tax: {tax: 10}
measure: {name: mean_income, where: {group: rich}}
compare: now - tax
regions: {claim: "> 1 GBP/year", immaterial: "-1 .. 1 GBP/year", opposite: "< -1 GBP/year"}
control: {tax: 0}
alternatives:
  - {name: with a grant, set: {grant: 2}}
"""
)

DATA = (
    _HEAD.format(id="x2-two", statement="There are two.", kind="data")
    + """\
query: |
  SELECT 2 AS value
unit: "1"
regions: {claim: "= 2", opposite: "< 2 or > 2"}
"""
)

RECORD = (
    _HEAD.format(id="x3-kept", statement="It was so.", kind="record")
    + "reason: Nothing can be computed.\n"
)
