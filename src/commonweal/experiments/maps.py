"""One map over workers: threads or processes of the standard library, with progress.

Results arrive in the order of completion, each with its task; whoever folds them does so in
the order of the tasks, so that the number of workers cannot change a sum.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Literal, TypeVar

from commonweal.core.errors import ClaimError, RunError

Task = TypeVar("Task")
Answer = TypeVar("Answer")
Mode = Literal["threads", "processes"]
Progress = Callable[[int, int], None]
"""Called with the number of finished tasks and the number of all tasks."""


def run_tasks(
    work: Callable[[Task], Answer],
    tasks: Iterable[Task],
    *,
    workers: int = 1,
    mode: Mode = "threads",
    progress: Progress | None = None,
) -> Iterator[tuple[Task, Answer]]:
    """Yield each task with its answer as it is finished.

    ``work`` must be importable by name for processes. An interrupt cancels what has not
    begun and is raised again.
    """
    listed = list(tasks)
    if workers < 1:
        raise ClaimError(f"{workers} workers cannot work", remedy="Use --workers 1 or more.")
    if progress:
        progress(0, len(listed))
    if (workers == 1 or len(listed) < 2) and mode == "threads":
        for done, task in enumerate(listed, start=1):
            yield task, work(task)
            if progress:
                progress(done, len(listed))
        return
    with _pool(workers, mode) as pool:
        yield from _collected(pool, work, listed, workers, progress)


def _pool(workers: int, mode: Mode) -> Executor:
    if mode == "threads":
        return ThreadPoolExecutor(workers)
    return ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_ignore_interrupt
    )


def _collected(
    pool: Executor,
    work: Callable[[Task], Answer],
    tasks: list[Task],
    workers: int,
    progress: Progress | None,
) -> Iterator[tuple[Task, Answer]]:
    """Keep few tasks waiting, so that an interrupt leaves little to finish."""
    waiting = iter(tasks)
    running: dict[Future[Answer], Task] = {}
    done = 0
    try:
        while True:
            while len(running) < 2 * workers and (task := next(waiting, None)) is not None:
                running[pool.submit(work, task)] = task
            if not running:
                return
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                yield running.pop(future), future.result()
                done += 1
                if progress:
                    progress(done, len(tasks))
    except BrokenProcessPool as error:
        raise RunError(
            "a worker process died, perhaps for want of memory",
            remedy="Run the same command again with fewer --workers; finished blocks are kept.",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _ignore_interrupt() -> None:
    """Workers leave Ctrl-C to the process that started them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
