"""Claim files to begin from: each kind, commented, with names that the institution knows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from commonweal.core.errors import ClaimError
from commonweal.core.units import plural

if TYPE_CHECKING:
    from commonweal.claims.schema import Claim
    from commonweal.core.protocol import Institution, Measure
    from commonweal.parameters.levers import Lever

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9 -]*")
_NOT_WORDS = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
"""Words that YAML takes for something else."""
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_HEAD = """\
# A claim: who says what, how that is understood, and what would refute it.
# Lines that begin with '#' are notes to you; remove them as you go.
schema: 1
id: {id}
statement: Say in your own words, in one sentence, what is claimed.
source:
  author: Who says so
  title: The title of the article, speech or report
  publisher: Who published it
  published: 2026-01-31          # a day, a month (2026-01) or a year
  # paragraph: 1                 # headings and standfirst not counted
  # link: https://example.org
kind: {kind}
interpretation: >
  Say what is tested, {in_terms}: articles leave much open, and this is
  where you say how you read it.
"""

_TAIL = """\
left_out: >
  Say what the test leaves out that could change the answer.
"""

_COUNTERFACTUAL = """\
# The same people under several rulebooks. An arm is a name and the levers it changes;
# {{}} is the law or practice in force. See: commonweal list levers {institution}
experiment:
  institution: {institution}
  world: {world}
  period: {period}
  arms:
    current: {{}}
    reform:
      # {lever_title}; in force: {in_force}
      {lever}: {value}
  # priors:                      # where you doubt a prior of the institution
  #   {uncertainty}: {{distribution: uniform, low: 0, high: 1}}
# See: commonweal list measures {institution}
measure: {measure}
compare: reform - current        # or an arm, a ratio 'reform / current', or rank(reform)
# Write the regions before you look at a result: they are what the claim means.
regions:
  claim: "> 0 {unit}"
  immaterial: "= 0 {unit}"
  opposite: "< 0 {unit}"
# control:                       # the mechanism switched off, laid over every arm
#   lever: value
# alternatives:                  # other defensible choices; the verdict says what they change
#   - name: another world
#     world: NAME
# evidence: [ID]                 # see: commonweal list evidence {institution}
"""

_DATA = """\
# One SQL query whose one row has a column 'value'. Tables are those of an institution
# (institution.table) or CSV files beside this one, in a folder 'tables' (folder.table).
query: |
  SELECT 1 AS value
unit: "1"
regions:
  claim: "> 0"
  opposite: "<= 0"
# alternatives:                  # other definitions that a fair reader might use
#   - name: counted otherwise
#     query: |
#       SELECT 2 AS value
"""

_CONSISTENCY = """\
# Figures as they are stated, with their hedges, and what must hold between them.
figures:
  part: {value: 300, unit: person, hedge: almost, base: what it is a figure of}
  whole: {value: 1200, unit: person, hedge: "", base: what it is a figure of}
  share: {value: a quarter, unit: share, base: the part in the whole}
expression: part / whole = share
# alternatives:                  # another base, date or source of a figure
#   - name: the later figure
#     figures: {part: {value: 310, unit: person}}
"""

_FORECAST = """\
# The published outcome that resolves the forecast, and the day from which it is known.
resolution:
  date: 2026-01-31
  value: 1                       # or 'query:', as in a data claim
  unit: "1"
  source: {title: Where the outcome is published}
regions:
  claim: "> 0"
  opposite: "<= 0"
"""

_RECORD = """\
# Nothing is modelled or computed: say why.
reason: Say why this claim cannot be tested here.
"""


_COPY = """\
# A copy of {id}, made to differ from it: say here what you doubt, and why.
"""


def copy(claim_id: str, original: Claim, text: str) -> str:
    """The text of a claim under another id, with its comments and its order.

    ``text`` is that of the file of ``original``. Raises ClaimError for an id that no claim
    may have.
    """
    _refuse_bad_id(claim_id)
    renamed = re.sub(r"(?m)^id:.*$", f"id: {claim_id}", text, count=1)
    return _COPY.format(id=original.id) + renamed


def claim(claim_id: str, kind: str, institution: str) -> str:
    """The text of a claim file that loads as it stands.

    Raises ClaimError for an id that no claim may have, UnknownName for an institution that
    does not exist.
    """
    _refuse_bad_id(claim_id)
    if institution and kind not in ("counterfactual", "data"):
        raise ClaimError(
            f"a {kind} claim has no institution",
            where="--institution",
            remedy="Leave --institution away, or choose --kind counterfactual.",
        )
    in_terms = "in the model's words" if kind == "counterfactual" else "in plain figures"
    head = _HEAD.format(id=claim_id, kind=kind, in_terms=in_terms)
    return head + _body(kind, institution) + _TAIL


def _body(kind: str, institution: str) -> str:
    from commonweal.institutions import registry

    if kind == "counterfactual":
        return _counterfactual(registry.find(institution or registry.names()[0]))
    if institution:
        tables = ", ".join(f"{institution}.{name}" for name in registry.find(institution).tables)
        return f"# Tables of {institution}: {tables or 'none'}.\n{_DATA}"
    return {
        "data": _DATA, "consistency": _CONSISTENCY, "forecast": _FORECAST, "record": _RECORD,
    }[kind]  # fmt: skip


def _counterfactual(one: Institution) -> str:
    lever = _telling(list(one.levers.values()), one)
    value = lever.on(one.period.start).value
    measure = next(iter(one.measures.values()))
    return _COUNTERFACTUAL.format(
        institution=one.name, world=next(iter(one.worlds)), period=one.period,
        lever=lever.name, value=_spelt(_another(lever, value)), in_force=_spelt(value),
        lever_title=lever.title, uncertainty=next(iter(one.uncertainties), "name"),
        measure=_measure(one, measure), unit=_unit(measure.unit),
    )  # fmt: skip


def _telling(levers: list[Lever], one: Institution) -> Lever:
    """The lever whose change says most: the rule with most variants, else the first number."""
    rank = {"variant": 0, "number": 1, "choice": 2, "table": 3, "path": 4}
    usable = [lever for lever in levers if lever.history[0].start <= one.period.start]
    if not usable:
        raise ClaimError(
            f"the institution '{one.name}' has no lever with a value in {one.period}",
            where="--institution",
            remedy="Choose another institution: commonweal list institutions",
        )
    return min(usable, key=lambda lever: (rank[lever.kind], -len(lever.options)))


def _another(lever: Lever, value: object) -> object:
    """Another option than that in force; a number stays, since none is as good as yours."""
    return next((option for option in lever.options if option != value), value)


def _unit(name: str) -> str:
    return name if "/" in name else plural(name)


def _spelt(value: object) -> str:
    """A value as YAML: a plain word where that is safe, else JSON, which YAML reads."""
    if isinstance(value, str) and _WORD.fullmatch(value) and value.lower() not in _NOT_WORDS:
        return value
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return json.dumps(value, ensure_ascii=False, default=dict)


def _measure(one: Institution, measure: Measure) -> str:
    """The measure with one label chosen for each dimension that has several."""
    from commonweal.parameters.policy import resolve

    model = one.prepare(
        one.open_world(next(iter(one.worlds))), resolve(one, one.period.start, {}), one.period
    )
    where = {d: model.labels[d][0] for d in measure.dimensions if d != "at"}
    parts = [f"name: {measure.name}"]
    if where:
        chosen = ", ".join(f"{name}: {_spelt(label)}" for name, label in where.items())
        parts.append(f"where: {{{chosen}}}")
    if "at" in measure.dimensions:
        parts.append(f"at: {_spelt(model.labels['at'][-1])}")
    return "{" + ", ".join(parts) + "}"


def _refuse_bad_id(claim_id: str) -> None:
    if not _ID.fullmatch(claim_id):
        raise ClaimError(
            f"'{claim_id}' cannot be the id of a claim",
            where="new claim",
            remedy="Use small letters, digits and single hyphens, such as x1-shorter-waits.",
        )
