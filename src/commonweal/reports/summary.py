"""The verdict table: one row a claim, grouped by the article that makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonweal.reports.wording import (
    SYMBOLS,
    found_text,
    interval_text,
    p_text,
    short_qualifier,
    source_line,
)

if TYPE_CHECKING:
    from commonweal.claims.judgement import Judgement


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One claim in the verdict table: all texts are ready to be shown.

    ``p`` is the share of the priors, as evidence weighs them where it does, or a dash where none was drawn, and ``interval``
    its interval, empty where p is exact; ``found`` is the value that tables or an outcome give,
    empty for other kinds; ``symbol`` stands beside the verdict so that it does not rest on
    colour. Of the sources that a qualifier names the table has none: they stand with the claim.
    """

    id: str
    article: str
    statement: str
    kind: str
    verdict: str
    symbol: str
    qualifiers: tuple[str, ...]
    reason: str
    p: str
    interval: str
    found: str


def verdict_table(judgements: Sequence[Judgement]) -> tuple[VerdictRow, ...]:
    """The rows of the verdict table, article by article in the order of first appearance."""
    rows = [_row(judgement) for judgement in judgements]
    articles = list(dict.fromkeys(row.article for row in rows))
    return tuple(sorted(rows, key=lambda row: articles.index(row.article)))


def by_article(judgements: Sequence[Judgement]) -> tuple[tuple[str, tuple[Judgement, ...]], ...]:
    """The judgements under the article each stands in, both in order of first appearance."""
    found: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        found.setdefault(source_line(judgement.claim), []).append(judgement)
    return tuple((article, tuple(held)) for article, held in found.items())


def verdict_counts(judgements: Sequence[Judgement]) -> tuple[tuple[str, int], ...]:
    """How often each verdict was given, in the order of the specification, none left out."""
    given = [judgement.verdict for judgement in judgements]
    return tuple((verdict, given.count(verdict)) for verdict in SYMBOLS if verdict in given)


def _row(judgement: Judgement) -> VerdictRow:
    claim = judgement.claim
    return VerdictRow(
        claim.id, source_line(claim), claim.statement, claim.kind, judgement.verdict,
        SYMBOLS[judgement.verdict], tuple(map(short_qualifier, judgement.qualifiers)),
        judgement.reason, p_text(judgement), interval_text(judgement), found_text(judgement),
    )  # fmt: skip
