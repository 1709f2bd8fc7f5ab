"""Units of measures, levers and claims: a small closed list, with explicit conversions.

A unit is a name such as ``week``, ``GBP/year`` or ``share``. Two amounts are compared only
when their units have the same dimension; anything else is an error, never a guess. Weeks,
months and years convert through the days of a year (365), so a claim may say ``1 month``
of a measure in weeks; money per week and per year convert with 52 weeks, as the rules of
the tax year do.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.core.errors import UnitError, nearest


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement: its name, what it measures, and its size in that dimension."""

    name: str
    dimension: str
    size: float


_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0}
_COUNTS = (
    "person", "patient", "child", "household", "benefit unit", "vote", "voter", "seat", "slot",
    "facility", "attack", "constituency", "case", "home", "place", "word",
)  # fmt: skip


def _registry() -> dict[str, Unit]:
    units = [Unit(name, "time", days) for name, days in _DAYS.items()]
    units += [
        Unit("1", "ratio", 1.0),
        Unit("share", "ratio", 1.0),
        Unit("percent", "ratio", 0.01),
        Unit("point", "percentage points", 1.0),
        Unit("GBP", "money", 1.0),
        Unit("GBP million", "money", 1e6),
        Unit("GBP billion", "money", 1e9),
        Unit("GBP/year", "money per time", 1.0),
        Unit("GBP/month", "money per time", 12.0),
        Unit("GBP/week", "money per time", 52.0),
        Unit("GBP million/year", "money per time", 1e6),
        Unit("GBP billion/year", "money per time", 1e9),
        Unit("calendar year", "date", 1.0),
        Unit("yes/no", "truth", 1.0),
    ]
    for count in _COUNTS:
        units.append(Unit(count, count, 1.0))
        units += [
            Unit(f"{count}/{span}", f"{count} per time", 365 / d) for span, d in _DAYS.items()
        ]
    units.append(Unit("million people", "person", 1e6))
    return {unit.name: unit for unit in units}


UNITS = _registry()
_SPELLINGS = {
    "%": "percent", "people": "person", "children": "child", "points": "point", "pounds": "GBP",
    "£": "GBP", "facilities": "facility", "constituencies": "constituency", "": "1",
    "shares": "share", "million": "million people",
}  # fmt: skip
PLURALS = {
    "person": "people", "child": "children", "facility": "facilities", "constituency":
    "constituencies", "benefit unit": "benefit units",
}  # fmt: skip
_UNCOUNTED = frozenset({"1", "share", "percent", "yes/no", "calendar year", "million people"})


def unit_named(name: str, *, where: str = "") -> Unit:
    """Look up a unit, accepting plurals and common spellings.

    >>> unit_named("weeks").name
    'week'
    """
    spelt = name.strip()
    spelt = _SPELLINGS.get(spelt, spelt)
    if spelt in UNITS:
        return UNITS[spelt]
    if spelt.endswith("s") and spelt[:-1] in UNITS:
        return UNITS[spelt[:-1]]
    raise UnitError(
        f"there is no unit named '{name}'", where=where, remedy=nearest(spelt, UNITS, "unit")
    )


def convert(amount: float, source: str, target: str, *, where: str = "") -> float:
    """Express an amount of one unit in another of the same dimension.

    Raises UnitError when the two measure different things.

    >>> convert(2, "weeks", "day")
    14.0
    """
    if source == target:
        return amount
    old, new = unit_named(source, where=where), unit_named(target, where=where)
    if old.dimension != new.dimension:
        raise UnitError(
            f"'{source}' measures {old.dimension}, but '{target}' measures {new.dimension}",
            where=where,
            remedy=f"State the amount in a unit of {new.dimension}, such as '{new.name}'.",
        )
    return amount * old.size / new.size


def plural(word: str) -> str:
    """The plural of a unit's name.

    >>> plural("child"), plural("seat")
    ('children', 'seats')
    """
    if word in _UNCOUNTED or not word:
        return word
    return PLURALS.get(word, word if word.endswith("s") else f"{word}s")
