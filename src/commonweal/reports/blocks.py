"""What a page is made of: paragraphs, lists, tables, figures and code, as plain values.

The template knows these blocks and nothing of claims; the sections know claims and nothing
of HTML. Every text is escaped by the template; only a drawing is markup, and we drew it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from commonweal.reports.charts import Chart


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a ``quiet`` one is a note in smaller type."""

    form: ClassVar[str] = "paragraph"
    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of sentences, numbered where their order matters."""

    form: ClassVar[str] = "items"
    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """Names and what they stand for."""

    form: ClassVar[str] = "terms"
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first cell of a row is its header; ``numeric`` columns stand right.

    ``spare`` columns may be left out where there is no room for all, the first of them first.
    """

    form: ClassVar[str] = "table"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = field(default_factory=frozenset)
    spare: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A command or a query, shown as it is typed."""

    form: ClassVar[str] = "code"
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with a sentence on how to read it."""

    form: ClassVar[str] = "figure"
    chart: Chart
    caption: str


Block = Paragraph | Items | Terms | Table | Code | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a claim's page: a heading and its blocks."""

    heading: str
    blocks: tuple[Block, ...]
