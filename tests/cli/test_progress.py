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
