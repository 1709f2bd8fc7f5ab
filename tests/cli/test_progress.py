"""A bar for whatever takes long: on a terminal only, never under NO_COLOR, never when quiet."""

import io
import time

import pytest

from commonweal.cli import progress
from commonweal.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on which the bar appears at once."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(progress, "DELAY_SECONDS", 0.01)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def work(*, quiet: bool = False) -> None:
    with Progress("claims", quiet=quiet) as bar:
        bar.note("n1-guarantee")
        bar.update(1, 4)
        bar.blocks(3, 20)
        time.sleep(0.3)


def test_long_work_shows_what_is_being_done(stderr) -> None:
    work()
    assert "n1-guarantee" in stderr.getvalue()
    assert "1/4" in stderr.getvalue()
    assert "3/20" in stderr.getvalue()


def test_short_work_shows_nothing(stderr, monkeypatch) -> None:
    monkeypatch.setattr(progress, "DELAY_SECONDS", 60)
    work()
    assert stderr.getvalue() == ""


def test_nothing_is_shown_when_quiet(stderr) -> None:
    work(quiet=True)
    assert stderr.getvalue() == ""


def test_nothing_is_shown_without_colour(stderr, monkeypatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    work()
    assert stderr.getvalue() == ""


def test_nothing_is_shown_in_a_pipe(stderr, monkeypatch) -> None:
    monkeypatch.setattr(stderr, "isatty", lambda: False)
    work()
    assert stderr.getvalue() == ""
