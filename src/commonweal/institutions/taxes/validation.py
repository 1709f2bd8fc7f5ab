"""Validation of the taxes institution: hand arithmetic, official figures, identities."""

from __future__ import annotations

from commonweal.core.checks import Check


def checks() -> tuple[Check, ...]:
    """Every check of the institution."""
    return ()
