"""The sandbox of data claims: a process that answers queries, within limits of time and memory.

One process serves every query; it is begun at the first, and again after one that had to be
ended. It ends with this process, however that ends.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

import commonweal
from commonweal.claims.sqlworker import Question, Reply, too_large, too_long

_PROGRAM = "from commonweal.claims.sqlworker import serve; serve()"


class Sandbox:
    """A process for queries, which is used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: Question) -> Reply:
        """The columns and rows that a query gives.

        Raises QueryError when it is refused, fails, or runs out of time or memory.
        """
        with self._lock:
            begun = time.monotonic()
            try:
                requests, replies = self._pipes()
                pickle.dump(question, requests)
                requests.flush()
                reply: Reply | Exception = pickle.load(replies)  # noqa: S301 - from our own process
            except (EOFError, BrokenPipeError):
                self._end()
                late = time.monotonic() - begun >= question.seconds
                raise (too_long if late else too_large)(question) from None
            except BaseException:
                self._end()
                raise
        if isinstance(reply, Exception):
            raise reply
        return reply

    def close(self) -> None:
        """End the process; the next query begins another."""
        with self._lock:
            self._end()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, no word of a claim's
                # -P: a module in the folder of a claim must not stand in for one of ours
                [sys.executable, "-P", "-c", _PROGRAM],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": _search_path()},
                start_new_session=True,  # Ctrl-C is ours to answer
            )  # fmt: skip
        assert self._process.stdin and self._process.stdout  # noqa: S101 - both are pipes
        return self._process.stdin, self._process.stdout

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        self._process = None


def _search_path() -> str:
    ours = str(Path(commonweal.__file__).parents[1])
    return os.pathsep.join(filter(None, [ours, os.environ.get("PYTHONPATH", "")]))


SANDBOX = Sandbox()
atexit.register(SANDBOX.close)
