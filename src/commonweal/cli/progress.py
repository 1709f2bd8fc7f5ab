"""A progress bar on stderr for whatever takes longer than two seconds."""

from __future__ import annotations

import os
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

DELAY_SECONDS = 2.0


class Progress:
    """Counts steps, and shows them once the work has lasted two seconds.

    Nothing is ever shown when stderr is not a terminal, under NO_COLOR, or when ``quiet``.
    ``update`` has the signature that the engine's ``progress`` callbacks have, and may be
    called from any thread.
    """

    def __init__(self, title: str, *, quiet: bool = False) -> None:
        self._title = title
        self._silent = quiet or not sys.stderr.isatty() or bool(os.environ.get("NO_COLOR"))
        self._lock = threading.Lock()
        self._bar: Bar | None = None
        self._outer: tuple[str, int, int] = ("", 0, 0)
        self._inner: tuple[int, int] = (0, 0)
        self._tasks: tuple[Any, Any] = (None, None)
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

    def note(self, text: str) -> None:
        """Say what is being worked on."""
        self._outer = (text, *self._outer[1:])
        self._show()

    def update(self, done: int, total: int) -> None:
        """So many of the steps are done."""
        self._outer = (self._outer[0], done, total)
        self._inner = (0, 0)
        self._show()

    def blocks(self, done: int, total: int) -> None:
        """So many parts of the present step are done."""
        self._inner = (done, total)
        self._show()

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        with self._lock:
            if self._silent:
                return
            self._bar = RichProgress(
                TextColumn("{task.description}", markup=False), BarColumn(bar_width=20),
                MofNCompleteColumn(), TimeElapsedColumn(),
                console=Console(file=sys.stderr), transient=True,
            )  # fmt: skip
            outer = self._bar.add_task(self._title, total=None)
            self._tasks = (outer, self._bar.add_task("blocks", total=None, visible=False))
            self._bar.start()
        self._show()

    def _show(self) -> None:
        with self._lock:
            if self._bar is None or self._silent:
                return
            text, done, total = self._outer
            self._bar.update(
                self._tasks[0], description=(text or self._title)[:40], completed=done,
                total=total or None,
            )  # fmt: skip
            done, total = self._inner
            self._bar.update(self._tasks[1], completed=done, total=total or None, visible=total > 1)
