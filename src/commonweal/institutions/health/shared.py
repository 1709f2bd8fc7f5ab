"""Lists without a limit, run once for all the arms of a block that have the same one.

An arm with a limit is compared with the list it would have been without, which most often is
another arm's. The same numbers need not be worked out twice: what was run is known by a digest
of everything it was run from, so a list that differs in one patient is another list.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from commonweal.core.protocol import Floats

if TYPE_CHECKING:
    from commonweal.institutions.health.weekly import Book

_MOST_BYTES = 64_000_000
"""Kept in all: ten blocks of 50 draws, of which each worker needs one."""

_lock = threading.Lock()
_books: OrderedDict[bytes, Book] = OrderedDict()


def remembered(settings: Any, given: Sequence[Floats], run: Callable[[], Book]) -> Book:
    """What ``run`` writes down, or wrote when it was given the same arrays and settings.

    ``settings``: tuples of numbers, arrays and the function that runs the list. The book is
    shared, and cannot be written to.
    """
    key = _digest(settings, given)
    with _lock:
        if key in _books:
            _books.move_to_end(key)
            return _books[key]
    book = run()
    for page in book:
        page.flags.writeable = False
    with _lock:
        _books[key] = book
        while sum(_bytes(kept) for kept in _books.values()) > _MOST_BYTES:
            _books.popitem(last=False)
    return book


def _bytes(book: Book) -> int:
    return sum(page.nbytes for page in book)


def _digest(settings: Any, given: Sequence[Floats]) -> bytes:
    digest = blake2b(digest_size=16)
    for part in _flat(settings):
        if not isinstance(part, np.ndarray):
            digest.update(f"{part!r} at {id(part) if callable(part) else 0}".encode())
    arrays = [part for part in _flat(settings) if isinstance(part, np.ndarray)]
    for array in [*given, *arrays]:
        digest.update(repr(array.shape).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.digest()


def _flat(part: Any) -> list[Any]:
    if isinstance(part, tuple):
        return [inner for each in part for inner in _flat(each)]
    return [part]
