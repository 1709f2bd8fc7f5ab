"""Checks of the health institution."""

from __future__ import annotations

from collections.abc import Sequence

from commonweal.core.checks import Check


def checks() -> Sequence[Check]:
    """Every identity, closed form and official figure that the list must reproduce."""
    return ()
