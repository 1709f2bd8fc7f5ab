"""Loading institutions one by one, so that a broken one does not stop the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from commonweal.cli import failure

if TYPE_CHECKING:
    from commonweal.core.protocol import Institution


class Roll:
    """The institutions that could be loaded, and the exit code owed for those that could not."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self.code = failure.DONE

    def load(self, names: Iterable[str] = ()) -> list[Institution]:
        """Load the named institutions, or all; report each that cannot be loaded.

        Raises UnknownName for a name that no institution has.
        """
        from commonweal.institutions import registry

        asked = list(names)
        known = registry.names()
        for name in asked:
            if name not in known:
                registry.find(name)
        loaded = []
        for name in asked or known:
            try:
                found = registry.find(name)
                # an institution reads its files on first use: let it fail here, once
                _ = found.levers, found.uncertainties, found.measures, found.evidence
            except Exception as error:
                self.report(error)
            else:
                loaded.append(found)
        return loaded

    def report(self, error: Exception) -> None:
        """Tell of an error, and go on."""
        self.code = max(self.code, failure.report(error, as_json=self.as_json))

    def close(self, code: int = failure.DONE) -> None:
        """Leave with the code of the command, or that of the worst error on the way."""
        if code or self.code:
            raise click.exceptions.Exit(code or self.code)


@contextmanager
def blamed(institution: str) -> Iterator[None]:
    """Name an institution from outside as the cause of what its own code raises inside."""
    from commonweal.core.errors import CommonwealError, PluginError
    from commonweal.institutions import registry

    try:
        yield
    except (CommonwealError, OSError, MemoryError):
        raise
    except Exception as error:
        if not institution or institution in registry.SHIPPED:
            raise
        raise PluginError(
            f"the institution '{institution}' failed: {type(error).__name__}: {error}",
            where=registry.address(institution),
            remedy="Repair or uninstall the package that provides it; --traceback shows where.",
        ) from error
