"""The one decorator that compiles an inner loop, and the cache that never serves stale code.

Numba notices an edit to the file of a kernel, but not to a kernel it calls in another file: it
would go on running the old machine code. So compiled code is kept in a folder named by the hash
of every source file that a kernel may call; any edit there begins a new folder.

A kernel computes from its arguments. A global it reads must be written out in a source file,
not loaded from data: numba freezes globals into the machine code.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, overload

from commonweal.core.cachefolder import cache_folder

P = ParamSpec("P")
R = TypeVar("R")

_OURS = Path(__file__).resolve().parents[1]
_SHARED = tuple(_OURS / room for room in ("core", "algorithms", "parameters"))
"""The rooms of this package whose code a kernel of any institution may call."""

_KEPT_FOLDERS = 24
_DAY_SECONDS = 86_400.0
_KEPT_DAYS = 30.0

_placing = threading.Lock()
_at_work: list[Any] = []
"""The caches of the kernels that are being compiled: looked into in vain, and not yet filled."""


@overload
def kernel(function: Callable[P, R]) -> Callable[P, R]: ...
@overload
def kernel(*, inlined: bool) -> Callable[[Callable[P, R]], Callable[P, R]]: ...
def kernel(
    function: Callable[P, R] | None = None, *, inlined: bool = False
) -> Callable[P, R] | Callable[[Callable[P, R]], Callable[P, R]]:
    """Compile a function with numba at its first call, and keep the machine code.

    The compiled function releases the interpreter's lock, keeps to the order of floating-point
    operations as written (no fast-math), and is never split over threads: its result does not
    depend on how many there are. ``@kernel(inlined=True)`` puts a short function's code into
    every caller, which lets the compiler see through it. With ``NUMBA_DISABLE_JIT=1`` the
    function runs as it stands.
    """
    if function is None:
        return partial(_made, inlined=inlined)
    return _made(function, inlined=inlined)


def _made(function: Callable[P, R], *, inlined: bool) -> Callable[P, R]:
    import numba

    config: Any = numba.config
    if config.DISABLE_JIT:
        return function
    compiled = partial(_compiled, function, inlined=inlined)
    folder = _folder_for(function)
    if folder is None:
        return compiled(keep=False)
    with _placing:
        # Numba asks for its cache folder once, when the dispatcher is made.
        before = config.CACHE_DIR
        config.CACHE_DIR = str(folder)
        try:
            return compiled(keep=True)
        except (OSError, RuntimeError):  # the folder went away or filled up in the meantime
            return compiled(keep=False)
        finally:
            config.CACHE_DIR = before


def _compiled(function: Callable[P, R], *, inlined: bool, keep: bool) -> Callable[P, R]:
    import numba

    compiler = numba.njit(
        nogil=True, cache=keep, parallel=False, fastmath=False, forceinline=inlined
    )
    dispatcher: Any = compiler(function)
    if keep:
        _forgive(dispatcher._cache)
    compiled: Callable[P, R] = dispatcher
    return compiled


def _forgive(kept: Any) -> None:
    """Let a cache file that is damaged, or cannot be written, cost time instead of the run.

    Numba would raise a bare OSError or UnpicklingError out of the kernel's first call.
    """
    load, save = kept.load_overload, kept.save_overload

    def load_or_compile(signature: Any, context: Any) -> Any:
        try:
            found = load(signature, context)
        except Exception:  # a damaged file may fail in any way as it is unpickled
            with suppress(OSError):
                kept.flush()
            found = None
        if found is None:
            _at_work.append(kept)
        return found

    def save_if_possible(signature: Any, result: Any) -> None:
        if kept in _at_work:
            _at_work.remove(kept)
        try:
            save(signature, result)
        except OSError:
            kept.disable()

    kept.load_overload, kept.save_overload = load_or_compile, save_if_possible


def compiling() -> bool:
    """Whether a kernel is being compiled now, by any thread of this process."""
    return bool(_at_work)


def _folder_for(function: Callable[..., Any]) -> Path | None:
    """The folder of a function's machine code; None where it has no file or cannot be kept."""
    source = Path(function.__code__.co_filename)
    root = cache_folder()
    if root is None or not source.is_file():
        return None
    return _opened(root, _digest(_reach(source.resolve(), function.__module__)))


@cache
def _opened(root: Path, digest: str) -> Path | None:
    """Make the folder of a digest, mark it as in use, and clear away those long unused."""
    kernels = root / "kernels"
    folder = kernels / digest
    try:
        is_new = not folder.exists()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(folder)
        if is_new:
            _prune(kernels)
    except OSError:
        return None
    return folder


def _prune(kernels: Path) -> None:
    """Remove folders unused for a month, and beyond a number those unused for a day.

    One used within a day is never touched: another process may be running from it.
    """
    now = time.time()
    ages = sorted(
        ((now - child.stat().st_mtime) / _DAY_SECONDS, child) for child in kernels.iterdir()
    )
    for place, (days, folder) in enumerate(ages):
        if days > _KEPT_DAYS or (days > 1.0 and place >= _KEPT_FOLDERS):
            shutil.rmtree(folder, ignore_errors=True)


def _reach(source: Path, module: str) -> tuple[Path, ...]:
    """The folders and files that a kernel in this file may call into.

    A room of this package reaches itself and the shared rooms: dependencies point one way. A
    package from outside reaches all of itself; a loose module, the modules and packages beside
    it; and both the shared rooms.
    """
    if source.is_relative_to(_OURS):
        parts = source.relative_to(_OURS).parts
        deep = 2 if parts[0] == "institutions" and len(parts) > 2 else min(1, len(parts) - 1)
        own: Iterable[Path] = (_OURS.joinpath(*parts[:deep]),)
    else:
        folder = _top(source, module)
        own = (folder,) if folder else _beside(source.parent)
    return tuple(sorted({*own, *_SHARED}))


def _top(source: Path, module: str) -> Path | None:
    """The folder of the outermost package that holds a module; None for a loose one."""
    name = module
    if name == "__main__":
        name = getattr(getattr(sys.modules["__main__"], "__spec__", None), "name", None) or ""
    depth = name.count(".") + (source.name == "__init__.py")
    folder = source.parents[depth - 1] if depth else source.parent
    while (folder.parent / "__init__.py").exists():
        folder = folder.parent
    return folder if depth or (folder / "__init__.py").exists() else None


def _beside(folder: Path) -> Iterator[Path]:
    yield from folder.glob("*.py")
    yield from (package.parent for package in folder.glob("*/__init__.py"))


@cache
def _digest(reach: tuple[Path, ...]) -> str:
    """A hash of all sources within reach, and of the compiler that reads them."""
    import numba

    digest = hashlib.blake2b(f"{numba.__version__} {sys.version}".encode(), digest_size=16)
    for place in reach:
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            contents = path.read_bytes()
            digest.update(f"{path}\0{len(contents)}\0".encode())
            digest.update(contents)
    return digest.hexdigest()
