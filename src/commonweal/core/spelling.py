"""Numbers as people write them: thousands parted by commas, a true minus sign."""

from __future__ import annotations

import re

_PARTED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?(?:[eE][+-]?\d+)?")


def number_from(text: str) -> float:
    """The number a text spells; it may be infinite where the text is too large.

    A comma only parts thousands. Elsewhere it may be meant as a decimal point, and reading
    "1,5" as 15 would be a guess. Raises ValueError for that, and for what is no number.

    >>> number_from("1,234.5"), number_from("−3")
    (1234.5, -3.0)
    """
    plain = text.strip().replace("−", "-")
    if "," in plain and not _PARTED.fullmatch(plain):
        raise ValueError(f"the comma in '{text}' parts no thousands")
    return float(plain.replace(",", ""))
