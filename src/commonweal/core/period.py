"""The stretch of time that a run is about: a day, a year, a tax year, or two dates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from commonweal.core.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included.

    The law and the parameters in force are those of the first day.
    """

    start: date
    end: date

    def __str__(self) -> str:
        if self.start == self.end:
            return self.start.isoformat()
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @classmethod
    def parse(cls, text: object, *, where: str = "") -> Period:
        """Read ``2010-05-06``, ``2010``, a tax year ``2025-26``, or ``2024-11-01..2025-03-31``.

        >>> str(Period.parse("2025-26"))
        '2025-04-06..2026-04-05'
        """
        spelt = text.isoformat() if isinstance(text, date) else str(text).strip()
        try:
            if ".." in spelt:
                first, last = (date.fromisoformat(part.strip()) for part in spelt.split(".."))
                if last < first:
                    raise ParameterError(
                        f"the period '{spelt}' ends before it begins",
                        where=where,
                        remedy="Write the earlier date first.",
                    )
                return cls(first, last)
            if re.fullmatch(r"\d{4}", spelt):
                return cls(date(int(spelt), 1, 1), date(int(spelt), 12, 31))
            if tax_year := re.fullmatch(r"(\d{4})-(\d{2})", spelt):
                year, following = int(tax_year[1]), int(tax_year[2])
                if (year + 1) % 100 == following:
                    return cls(date(year, 4, 6), date(year + 1, 4, 5))
                raise ValueError(spelt)
            day = date.fromisoformat(spelt)
        except ValueError:
            raise ParameterError(
                f"'{spelt}' is not a period",
                where=where,
                remedy="Write a day (2010-05-06), a year (2010), a tax year (2025-26), "
                "or two dates (2024-11-01..2025-03-31).",
            ) from None
        return cls(day, day)
