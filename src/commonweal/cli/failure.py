"""How the command line tells what went wrong: what, where, what to do; never a traceback."""

from __future__ import annotations

import codecs
import contextlib
import errno
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import click

from commonweal.core.errors import CommonwealError, FileError

DONE, FAILED, MISTAKE, OUR_MISTAKE, INTERRUPTED = 0, 1, 2, 70, 130
BROKEN_PIPE = 141
"""As a shell reports a command whose reader went away."""

RESUMES = "What was finished is kept: the same command resumes from there."

_INTERRUPTED = threading.Event()
_STORE_NOTHING = {"elections", "explain", "health", "list", "new", "validate", "verify"}
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass
class Outcome:
    """The exit code a command line ends with."""

    code: int = DONE


@contextlib.contextmanager
def told(words: Sequence[str]) -> Iterator[Outcome]:
    """Turn whatever is raised inside into a message on stderr and an exit code.

    ``words`` is the command line: ``--json`` asks for errors as JSON, ``--traceback`` (or
    COMMONWEAL_TRACEBACK=1) for the traceback as well.
    """
    outcome = Outcome()
    as_json = "--json" in words
    with _remembered_interrupts():
        try:
            yield outcome
        except BrokenPipeError:
            _let_go_of_stdout()
            outcome.code = BROKEN_PIPE
        except (KeyboardInterrupt, click.Abort):
            outcome.code = _tell_interrupt(words, as_json=as_json)
        except Exception as error:
            if _INTERRUPTED.is_set():
                outcome.code = _tell_interrupt(words, as_json=as_json)
                return
            if _wants_traceback(words):
                traceback.print_exc()
            outcome.code = _tell(error, as_json=as_json)


def report(error: BaseException, *, as_json: bool) -> int:
    """Tell of an error that does not end the command; return the exit code it calls for.

    Raises KeyboardInterrupt where the error is what became of one.
    """
    if _INTERRUPTED.is_set():
        raise KeyboardInterrupt from error
    return _tell(error, as_json=as_json)


@contextlib.contextmanager
def _remembered_interrupts() -> Iterator[None]:
    """Remember Ctrl-C: DuckDB turns one that arrives in its code into an error of its own."""
    before = signal.getsignal(signal.SIGINT)
    if not callable(before) or threading.current_thread() is not threading.main_thread():
        yield
        return

    def remember(number: int, frame: FrameType | None) -> None:
        _INTERRUPTED.set()
        before(number, frame)

    signal.signal(signal.SIGINT, remember)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        _INTERRUPTED.clear()


def _tell(error: BaseException, *, as_json: bool) -> int:
    described = describe(error)
    write(described, as_json=as_json)
    return int(described["exit_code"])


def _tell_interrupt(words: Sequence[str], *, as_json: bool) -> int:
    stores = not _STORE_NOTHING.intersection(words[:1])
    write(
        {"type": "Interrupted", "what": "interrupted", "where": "",
         "remedy": RESUMES if stores else "Run the same command again.",
         "exit_code": INTERRUPTED},
        as_json=as_json,
    )  # fmt: skip
    return INTERRUPTED


def _wants_traceback(words: Sequence[str]) -> bool:
    return "--traceback" in words or os.environ.get("COMMONWEAL_TRACEBACK", "") not in ("", "0")


def describe(error: BaseException) -> dict[str, Any]:
    """An exception as what, where, remedy and exit code."""
    known = _as_commonweal(error)
    if known is not None:
        return _row(known, known.what, known.where, known.remedy, known.exit_code)
    if isinstance(error, click.ClickException):
        return _usage(error)
    return _row(
        error,
        f"Commonweal itself failed: {type(error).__name__}: {error}",
        _deepest_place(error),
        "This is a mistake in Commonweal, not in your input. Run the command again with "
        "--traceback, and report the command with what it prints.",
        OUR_MISTAKE,
    )


def write(described: dict[str, Any], *, as_json: bool) -> None:
    """Print a described error on stderr, as text or as one line of JSON."""
    if as_json:
        text = json.dumps({"error": described}, ensure_ascii=False)
    else:
        lines = [f"error: {described['what']}"]
        if described["where"]:
            lines.append(f"  at {described['where']}")
        lines += [f"  {line}" for line in str(described["remedy"]).splitlines()]
        text = "\n".join(_harmless(line) for line in lines)
    with contextlib.suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)  # noqa: T201 - this is the command line


def tolerate_narrow_encodings() -> None:
    """Spell out characters that a terminal's encoding lacks: a minus sign must never be lost."""
    codecs.register_error("commonweal", _spelt_out)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="commonweal")


_PLAIN = {
    "−": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "×": "x", "…": "...",
    "£": "GBP ", "·": "-", "✓": "+", "✗": "x", "≈": "~", "≠": "!=", "≤": "<=", "≥": ">=",
    "±": "+/-", "─": "-", "∞": "infinity",
}  # fmt: skip


def _spelt_out(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(_PLAIN.get(character, "?") for character in missing), error.end


def _as_commonweal(error: BaseException) -> CommonwealError | None:
    if isinstance(error, CommonwealError):
        return error
    if isinstance(error, MemoryError):
        return CommonwealError(
            "there is not enough memory", remedy="Use fewer --workers or fewer --draws."
        )
    if not isinstance(error, OSError):
        return None
    place = str(error.filename) if error.filename is not None else ""
    if error.errno in _FULL:
        return FileError(
            "the disk is full, or the file may grow no larger",
            where=place,
            remedy="Make room, or choose another folder with --runs. " + RESUMES,
        )
    if error.errno in _FORBIDDEN:
        return FileError(
            f"this may not be written or read: {error.strerror}",
            where=place,
            remedy="Change the permissions, or choose another place with --runs or --report.",
        )
    return FileError(
        f"the system refused: {error.strerror or error}",
        where=place,
        remedy="Check the name, and that it is of the right kind (file or folder).",
    )


def _usage(error: click.ClickException) -> dict[str, Any]:
    message = error.format_message().strip()
    context = getattr(error, "ctx", None)
    advice = f"See: {context.command_path} --help" if context is not None else ""
    return _row(error, message[:1].lower() + message[1:].rstrip("."), "", advice, MISTAKE)


def _row(error: BaseException, what: str, where: str, remedy: str, code: int) -> dict[str, Any]:
    return {
        "type": type(error).__name__,
        "what": what,
        "where": where,
        "remedy": remedy,
        "exit_code": code,
    }


def _deepest_place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    ours = [frame for frame in frames if f"{os.sep}commonweal{os.sep}" in frame.filename]
    frame = (ours or frames)[-1]
    return f"{Path(frame.filename).name}, line {frame.lineno}, in {frame.name}"


def _harmless(line: str) -> str:
    """Without the control characters by which a text from a file could steer a terminal."""
    return "".join(c if c.isprintable() or c == "\t" else "?" for c in line)


def _let_go_of_stdout() -> None:
    """Nobody reads any more: let Python's own flush at exit write to nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
