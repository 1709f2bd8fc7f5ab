"""The method of forecasts as it was fixed before the election that scored it.

``tools/elections_freeze.py`` chose it and wrote ``frozen.yaml`` from elections to 2019; nothing
reads the votes of 2024 to make it. The rivals are plain swings with intervals made in the same
way, so that a score compares methods and not whether somebody thought of intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from commonweal.core import yamlfile
from commonweal.institutions.elections.backtest import Method
from commonweal.institutions.elections.uncertainty import Spread

FILE = Path(__file__).parent / "frozen.yaml"
RIVALS = ("uniform", "proportional")


@dataclass(frozen=True, eq=False)
class Fixed:
    """A method and how far it may be out; ``told`` of the nation, or with the errors of polls."""

    method: Method
    told: Spread
    polled: Spread


@cache
def chosen() -> Fixed:
    """The method that was chosen."""
    return _fixed(_content()["chosen"])


@cache
def rivals() -> Mapping[str, Fixed]:
    """The plain swings that stand beside it, by name."""
    return {name: _fixed(block) for name, block in _content()["rivals"].items()}


def block_of(method: Method, spread: Spread) -> dict[str, Any]:
    """A method and its spread as they stand in the file."""
    return {
        "method": asdict(method),
        "usual": _plain(spread.usual),
        "patterns": _plain(spread.patterns),
        "regional": _plain(spread.regional),
        "seat": _plain(spread.seat),
        "newcomer": float(f"{spread.newcomer:.6g}"),
    }


def plain(values: Any) -> Any:
    """Numbers of an array with six significant digits, in lists."""
    return _plain(values)


def _plain(values: Any) -> Any:
    each = np.asarray(values)
    if each.ndim:
        return [_plain(row) for row in each]
    return float(f"{float(each):.6g}")


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = yamlfile.read_yaml(FILE).content
    return content


def _fixed(block: Mapping[str, Any]) -> Fixed:
    polls = np.array(_content()["polls"]["covariance"])
    usual, moved, regional, seat = (
        np.array(block[name]) for name in ("usual", "patterns", "regional", "seat")
    )
    told, polled = (
        Spread(usual, moved, national, regional, seat, float(block["newcomer"]))
        for national in (np.zeros_like(polls), polls)
    )
    return Fixed(Method(**block["method"]), told, polled)
