"""One line on stderr for whatever takes longer than two seconds: what is done, and how far it is."""

from __future__ import annotations

import os
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

DELAY_SECONDS = 2.0
_BAR, _REST = 20, 34
"""Columns of the bar, and of the counts and the time behind it."""


class Progress:
    """Counts steps, and shows them on one line once the work has lasted two seconds.

    Nothing is ever shown when stderr is not a terminal, under NO_COLOR, or when ``quiet``; the
    line is gone when the work is done. ``update`` has the signature that the engine's
    ``progress`` callbacks have, and may be called from any thread.
    """

    def __init__(self, title: str, *, quiet: bool = False) -> None:
        self._title = title
        self._silent = quiet or not sys.stderr.isatty() or bool(os.environ.get("NO_COLOR"))
        self._lock = threading.Lock()
        self._bar: Bar | None = None
        self._task: Any = None
        self._note = ""
        self._steps: tuple[int, int] = (0, 0)
        self._parts: tuple[int, int] = (0, 0)
        self._runs: tuple[int, int] = (0, 1)
        self._furthest = 0.0
        self._timer = threading.Timer(DELAY_SECONDS, self._begin)
        self._timer.daemon = True

    def __enter__(self) -> Progress:
        if not self._silent:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        place: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._silent = True
            if self._bar is not None:
                self._bar.stop()

    def note(self, text: str, runs: int = 1) -> None:
        """Say what is being worked on, and how many runs it may take."""
        self._note, self._runs = text, (0, runs)
        self._show()

    def update(self, done: int, total: int) -> None:
        """So many of the steps are done."""
        self._steps, self._parts = (done, total), (0, 0)
        self._show()

    def blocks(self, done: int, total: int) -> None:
        """So many parts of the present step are done."""
        if done < self._parts[0]:
            self._runs = (self._runs[0] + 1, self._runs[1])
        self._parts = (done, total)
        self._show()

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        with self._lock:
            if self._silent:
                return
            console = Console(file=sys.stderr)
            room = max(console.width - _BAR - _REST, 10)
            self._bar = RichProgress(
                _doing(room), BarColumn(bar_width=_BAR),
                TextColumn("{task.fields[counts]}", markup=False), TimeElapsedColumn(),
                console=console, transient=True, refresh_per_second=5,
            )  # fmt: skip
            self._task = self._bar.add_task(self._title, total=None, counts="")
            self._bar.start()
        self._show()

    def _show(self) -> None:
        with self._lock:
            if self._bar is None or self._silent:
                return
            share = self._share()
            # a step of which there are more runs than were foreseen must not send the bar back
            self._furthest = max(self._furthest, share or 0.0)
            self._bar.update(
                self._task, description=self._note or self._title, counts=self._counts(),
                completed=self._furthest, total=None if share is None else 1.0,
            )  # fmt: skip

    def _share(self) -> float | None:
        """How much of all is done; None where nothing says how much there is."""
        (done, total), (part, parts) = self._steps, self._parts
        run, runs = self._runs
        within = min(1.0, (run + part / parts) / runs) if parts else 0.0
        if total:
            return min(1.0, (done + within) / total)
        return within if parts else None

    def _counts(self) -> str:
        told = []
        for (done, total), word in ((self._steps, ""), (self._parts, "block ")):
            if total > 1:
                told.append(f"{word}{done}/{total}")
        return ", ".join(told)


def _doing(width: int) -> Any:
    """The column that names the work, or says that a kernel is being compiled."""
    from rich.progress import ProgressColumn, Task
    from rich.table import Column
    from rich.text import Text

    class Doing(ProgressColumn):
        def render(self, task: Task) -> Text:
            told = "compiling, once only" if _compiling() else task.description
            return Text(told if len(told) <= width else f"{told[: width - 1]}…")

    return Doing(Column(no_wrap=True, width=width))


def _compiling() -> bool:
    """Whether machine code is being made, without importing the compiler to ask."""
    kernel = sys.modules.get("commonweal.core.kernel")
    return kernel is not None and kernel.compiling()
