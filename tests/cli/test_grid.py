"""Tables fit the width they are given, in the first form that does, and break no word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.cli.grid import Grid, Layout, laid_out, wrapped

LEDGER = Grid(
    ("group", "mean", "p10 to p90", "worse off"),
    (
        ("all", "−1.46 (−7.79 to 1.9)", "−5.55 to 4.23", "33.3% (22.1 to 50.9%)"),
        ("by region", "", "", ""),
        ("  Yorkshire and the Humber", "4.1 (−1 to 18.2)", "3.81 to 4.24", "78.6%"),
    ),
    right=frozenset({"mean", "p10 to p90", "worse off"}),
    spare=("p10 to p90",),
)
CLAIMS = Grid(
    ("id", "kind", "statement"),
    (("n1-guarantee", "counterfactual", "Patients of other practices waited longer for it."),),
    tight=frozenset({"id", "kind"}),
    below="statement",
)
words = st.text("abcdefgh-", min_size=1, max_size=12)
cells = st.lists(words, max_size=6).map(" ".join)


def text(layout: Layout) -> list[str]:
    return ["".join(piece.text for piece in line) for line in layout.lines]


def test_a_table_that_fits_stands_side_by_side() -> None:
    assert text(laid_out(LEDGER, 100)) == [
        "group                                       mean     p10 to p90              worse off",
        "──────────────────────────────────────────────────────────────────────────────────────",
        "all                         −1.46 (−7.79 to 1.9)  −5.55 to 4.23  33.3% (22.1 to 50.9%)",
        "by region",
        "  Yorkshire and the Humber      4.1 (−1 to 18.2)   3.81 to 4.24                  78.6%",
    ]


def test_words_wrap_under_their_own_beginning() -> None:
    assert text(laid_out(LEDGER, 80))[4:] == [
        "  Yorkshire and the       4.1 (−1 to 18.2)   3.81 to 4.24                  78.6%",
        "    Humber",
    ]


def test_a_column_that_can_be_spared_goes_and_is_named() -> None:
    layout = laid_out(LEDGER, 64)
    assert layout.left_out == {"p10 to p90"}
    assert text(layout)[2] == "all                  −1.46 (−7.79 to 1.9)  33.3% (22.1 to 50.9%)"


def test_where_numbers_fill_the_line_the_name_stands_above() -> None:
    layout = laid_out(LEDGER, 50)
    assert text(layout)[3:5] == ["all", "    −1.46 (−7.79 to 1.9)  33.3% (22.1 to 50.9%)"]


def test_where_nothing_fits_a_row_is_told_cell_by_cell() -> None:
    assert text(laid_out(LEDGER, 40))[:4] == [
        "all",
        "    mean        −1.46 (−7.79 to 1.9)",
        "    p10 to p90  −5.55 to 4.23",
        "    worse off   33.3% (22.1 to 50.9%)",
    ]


def test_a_sentence_stands_below_its_row() -> None:
    assert text(laid_out(CLAIMS, 50)) == [
        "id            kind",
        "────────────────────────────",
        "n1-guarantee  counterfactual",
        "    Patients of other practices waited longer for",
        "    it.",
    ]


def test_without_a_limit_a_row_is_one_line() -> None:
    assert len(laid_out(CLAIMS, None).lines) == 3


def test_an_address_is_not_broken() -> None:
    assert wrapped("see https://example.org/a/long/way", 10) == [
        "see",
        "https://example.org/a/long/way",
    ]


@given(
    st.lists(st.tuples(words, cells, cells, cells), min_size=1, max_size=5),
    st.integers(min_value=30, max_value=100),
    st.sampled_from(["", "d"]),
)
def test_no_line_is_too_wide_and_no_word_is_lost(rows, width, below) -> None:
    grid = Grid(("a", "b", "c", "d"), tuple(rows), frozenset({"b"}), below=below)
    lines = text(laid_out(grid, width))
    assert max(map(len, lines)) <= width
    told = " ".join(lines).split()
    assert all(told.count(word) > 0 for row in rows for cell in row for word in cell.split())


@pytest.mark.parametrize("width", [20, 40, 80, None])
def test_a_table_without_rows_has_its_heads(width) -> None:
    assert "id" in text(laid_out(Grid(("id", "kind"), ()), width))[0]
