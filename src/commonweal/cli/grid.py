"""Tables as lines of text that fit a width, and in which no word is ever broken.

A table is laid out in the first of these forms that fits: side by side; side by side with
words wrapped and columns dropped that can be spared; the first column above the others; and
last, row by row, each cell on a line of its own behind the head of its column.
"""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

GAP = 2
INDENT = 4
_WORDS, _NAMES = 16, 18
"""A column of words may be wrapped down to this width, or to its longest word; the first column,
which names the rows, to the other."""
_TALLEST = 4
"""A cell wrapped into more lines than this is read more easily below the rest of its row."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line: its text, and the value it stands for, which may carry a style."""

    text: str
    value: str = ""
    head: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """What a table holds.

    Columns in ``right`` hold numbers; those in ``right`` or ``tight`` are never wrapped; those
    in ``spare`` may be left out where room is short, the first of them first; the one named ``below`` holds sentences,
    which stand under their row where they do not fit beside it. A row with nothing but its
    first cell is a heading.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[str] = field(default_factory=frozenset)
    tight: frozenset[str] = field(default_factory=frozenset)
    spare: tuple[str, ...] = ()
    below: str = ""

    def without(self, heads: Collection[str]) -> Grid:
        """The same table without some of its columns."""
        kept = [at for at, head in enumerate(self.heads) if head not in heads]
        return replace(
            self,
            heads=tuple(self.heads[at] for at in kept),
            rows=tuple(tuple(row[at] for at in kept) for row in self.rows),
        )

    def column(self, head: str) -> tuple[str, ...]:
        """The cells of a column."""
        at = self.heads.index(head)
        return tuple(row[at] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as lines, and the heads of the columns that were left out."""

    lines: tuple[Line, ...]
    left_out: frozenset[str] = frozenset()


def laid_out(grid: Grid, width: int | None) -> Layout:
    """Lay a table out so that no line is wider than ``width``, but for a word that is itself.

    None is no limit: every row is then one line.
    """
    natural = [_natural(grid, at) for at in range(len(grid.heads))]
    if width is None or _total(natural) <= width:
        return Layout(tuple(_side_by_side(grid, natural)))
    if grid.below:
        return Layout(tuple(_with_sentences_below(grid, width)))
    fewer = [grid.without(grid.spare[:count]) for count in range(len(grid.spare) + 1)]
    for tried in fewer:
        if widths := _fitted(tried, width):
            return _lacking(grid, tried, _side_by_side(tried, widths))
    for tried in fewer:
        if lines := _first_above(tried, width):
            return _lacking(grid, tried, lines)
    return Layout(tuple(_row_by_row(grid, width)))


def _lacking(whole: Grid, shown: Grid, lines: Iterable[Line]) -> Layout:
    return Layout(tuple(lines), frozenset(whole.heads) - frozenset(shown.heads))


def wrapped(text: str, width: int, hanging: int = 0) -> list[str]:
    """Text in lines of whole words; a word wider than the line, such as an address, stands out.

    >>> wrapped("a word and another", 10)
    ['a word and', 'another']
    """
    lines = []
    for paragraph in text.split("\n"):
        own = len(paragraph) - len(paragraph.lstrip(" "))
        lines += textwrap.wrap(
            paragraph.lstrip(" "), max(width, 1), initial_indent=" " * own,
            subsequent_indent=" " * (own + hanging), break_long_words=False,
            break_on_hyphens=False,
        ) or [""]  # fmt: skip
    return lines


def _with_sentences_below(grid: Grid, width: int) -> list[Line]:
    """Each row on one line without its sentence, which stands indented below it."""
    sentences = grid.column(grid.below)
    rest = grid.without([grid.below])
    widths = [_natural(rest, at) for at in range(len(rest.heads))]
    if _total(widths) > width:
        return list(_row_by_row(grid, width))
    head, rule, *bodies = _side_by_side(rest, widths)
    lines = [head, rule]
    for body, sentence in zip(bodies, sentences, strict=True):
        lines.append(body)
        lines += [
            (Piece(" " * INDENT + text, sentence),) for text in wrapped(sentence, width - INDENT)
        ]
    return lines


def _first_above(grid: Grid, width: int) -> list[Line]:
    """The first cell of each row above the others; nothing where these do not fit either."""
    rest = grid.without(grid.heads[:1])
    room = width - INDENT
    widths = _fitted(rest, room) if len(rest.heads) > 1 else []
    if not widths:
        return []
    head, rule, *bodies = _grouped(rest, widths)
    margin = Piece(" " * INDENT)
    lines: list[Line] = [(Piece(grid.heads[0], head=True),)]
    lines += [(margin, *line) for line in head]
    lines.append((Piece("─" * INDENT), *rule[0]))
    for row, body in zip(grid.rows, bodies, strict=True):
        lines += [(Piece(text, row[0]),) for text in wrapped(row[0], width, hanging=2)]
        if any(row[1:]):
            lines += [(margin, *line) for line in body]
    return lines


def _row_by_row(grid: Grid, width: int) -> Iterator[Line]:
    heads = [head[:1].lower() + head[1:] for head in grid.heads[1:]]
    name = max(map(len, heads), default=0)
    room = width - INDENT - name - GAP
    for row in grid.rows:
        for text in wrapped(row[0], width, hanging=2):
            yield (Piece(text, row[0]),)
        for head, cell in zip(heads, row[1:], strict=True):
            if cell in ("", "–"):
                continue
            if room < _WORDS:
                yield (Piece(" " * INDENT + head, head=True),)
                for text in wrapped(cell, width - 2 * INDENT):
                    yield (Piece(" " * 2 * INDENT + text, cell),)
                continue
            shown = head
            for text in wrapped(cell, room):
                lead = Piece(" " * INDENT + f"{shown:<{name}}" + " " * GAP, head=True)
                yield (lead, Piece(text, cell))
                shown = ""


def _side_by_side(grid: Grid, widths: Sequence[int]) -> Iterator[Line]:
    for lines in _grouped(grid, widths):
        yield from lines


def _grouped(grid: Grid, widths: Sequence[int]) -> Iterator[list[Line]]:
    """The lines of the heads, the rule, and those of each row."""
    yield _row(grid, grid.heads, widths, head=True)
    yield [(Piece("─" * _total(widths)),)]
    for row in grid.rows:
        if any(row[1:]) or len(row) == 1:
            yield _row(grid, row, widths)
        else:
            yield [(Piece(text, row[0]),) for text in wrapped(row[0], _total(widths), hanging=2)]


def _row(
    grid: Grid, cells: Sequence[str], widths: Sequence[int], *, head: bool = False
) -> list[Line]:
    columns = [
        wrapped(cell, width, hanging=2 if at == 0 else 0)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    height = max(map(len, columns), default=0)
    lines = []
    for at in range(height):
        # heads stand on the rule below them
        shift = [at - (height - len(column)) if head else at for column in columns]
        texts = [
            column[up] if 0 <= up < len(column) else ""
            for column, up in zip(columns, shift, strict=True)
        ]
        lines.append(_line(grid, texts, cells, widths, head=head))
    return lines


def _line(
    grid: Grid, texts: Sequence[str], cells: Sequence[str], widths: Sequence[int], *, head: bool
) -> Line:
    pieces: list[Piece] = []
    last = max((at for at, text in enumerate(texts) if text), default=-1)
    for at in range(last + 1):
        text, width = texts[at], widths[at]
        padded = text.rjust(width) if grid.heads[at] in grid.right else text.ljust(width)
        lead = " " * GAP if at else ""
        pieces.append(Piece(lead + (padded.rstrip() if at == last else padded), cells[at], head))
    return tuple(pieces)


def _fitted(grid: Grid, width: int) -> list[int]:
    """Widths that fit: columns of words are narrowed, the widest first; empty where none do."""
    widths = [_natural(grid, at) for at in range(len(grid.heads))]
    least = [_least(grid, at) for at in range(len(grid.heads))]
    over = _total(widths) - width
    while over > 0:
        slack = [
            (have - need, at) for at, (have, need) in enumerate(zip(widths, least, strict=True))
        ]
        most, at = max((room, -at) for room, at in slack)
        if most <= 0:
            return []
        widths[-at] -= 1
        over -= 1
    tallest = max(
        (len(wrapped(cell, widths[at])) for row in grid.rows if any(row[1:])
         for at, cell in enumerate(row)), default=1,
    )  # fmt: skip
    return widths if tallest <= _TALLEST else []


def _natural(grid: Grid, at: int) -> int:
    cells = [row[at] for row in grid.rows if at or any(row[1:]) or len(row) == 1]
    return max(len(text) for cell in (grid.heads[at], *cells) for text in cell.split("\n"))


def _least(grid: Grid, at: int) -> int:
    natural = _natural(grid, at)
    head = max(map(len, grid.heads[at].split()), default=0)
    if grid.heads[at] in grid.right | grid.tight:
        held = (text for row in grid.rows for text in row[at].split("\n"))
        return max(head, *map(len, held), 0) if grid.rows else head
    words = [word for row in grid.rows for word in row[at].split()]
    longest = max(map(len, words), default=0) + (2 if at == 0 else 0)
    return min(natural, max(head, longest, _WORDS if at else _NAMES))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
