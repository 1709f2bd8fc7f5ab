"""A bar for whatever takes long: on a terminal only, never under NO_COLOR, never when quiet."""

import contextlib
import io
import time

import pytest
import rich.progress  # noqa: F401 - so that the bar need not wait for the import

from commonweal.cli import progress
from commonweal.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar appears at once, as on any coloured terminal."""
    monkeypatch.setattr(progress, "DELAY_SECONDS", 0.01)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def shown(stderr: io.StringIO, *, quiet: bool = False) -> str:
    """What stands on stderr after some work."""
    with contextlib.redirect_stderr(stderr), Progress("claims", quiet=quiet) as bar:
        bar.update(1, 4)
        bar.note("n1-guarantee")
        bar.blocks(3, 20)
        time.sleep(0.5)
    return stderr.getvalue()


def test_long_work_shows_what_is_being_done_and_how_far_it_is() -> None:
    told = shown(Terminal())
    assert "n1-guarantee" in told
    assert "1/4" in told
    assert "3/20" in told


def test_short_work_shows_nothing(monkeypatch) -> None:
    monkeypatch.setattr(progress, "DELAY_SECONDS", 60)
    assert shown(Terminal()) == ""


def test_nothing_is_shown_when_quiet() -> None:
    assert shown(Terminal(), quiet=True) == ""


def test_nothing_is_shown_without_colour(monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert shown(Terminal()) == ""


def test_nothing_is_shown_in_a_pipe() -> None:
    assert shown(io.StringIO()) == ""


def test_the_bar_says_when_a_kernel_is_compiled(monkeypatch) -> None:
    monkeypatch.setattr(progress, "_compiling", lambda: True)
    assert "compiling, once only" in shown(Terminal())


def test_the_line_is_gone_when_the_work_is_done() -> None:
    assert shown(Terminal()).endswith("\x1b[1A\x1b[2K")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of all bars begun."""
    titles: list[str] = []
    monkeypatch.setattr(Progress, "__enter__", lambda bar: titles.append(bar._title) or bar)
    return titles


@pytest.mark.parametrize(
    ("command", "title"),
    [
        ("elections forecast polls.csv --draws 200", "drawing elections"),
        ("health plan R0B --target 0.92 --by 2026-03 --draws 200", "planning"),
        ("health trajectory R0B --months 1 --draws 200", "carrying the list forward"),
    ],
)
def test_work_that_grows_with_draws_has_a_bar(commonweal, tmp_path, begun, command, title) -> None:
    (tmp_path / "polls.csv").write_text("con,lab\n40,40\n", encoding="utf-8")
    said = commonweal(*command.split())
    assert (said.code, said.err, begun) == (0, "", [title])


def test_a_claim_of_several_runs_moves_on_with_each() -> None:
    bar = Progress("claims")
    bar.update(0, 2)
    bar.note("n1-guarantee", runs=4)
    shares = []
    for done in (10, 20, 10, 20, 10):
        bar.blocks(done, 20)
        shares.append(bar._share())
    assert shares == [1 / 16, 2 / 16, 3 / 16, 4 / 16, 5 / 16]


def test_no_number_is_shown_of_how_much_there_is_before_it_is_known() -> None:
    bar = Progress("comparing")
    assert (bar._share(), bar._counts()) == (None, "")
