"""Where a value comes from: title, publisher, link or page, licence, date read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Form(BaseModel):
    """A part of a YAML file: frozen, and strict about keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def _as_text(value: Any) -> Any:
    """YAML reads 2010-05-06 as a date and 2010 as a number; both are meant as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, Field(min_length=1)]
Day = Annotated[str, BeforeValidator(_as_text), Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]


class Source(Form):
    """A publication: what it is called, who published it, where it is found."""

    title: Text
    publisher: str = ""
    author: str = ""
    link: str = ""
    page: str = ""
    published: Day | None = None
    read: Day | None = None
    licence: str = ""
    status: Literal["read", "second hand", "from memory", "derived"] = "read"

    def cite(self) -> str:
        """One line for a table of sources."""
        when = f" ({self.published})" if self.published else ""
        parts = [self.author, self.title + when, self.publisher, self.page, self.link]
        return ", ".join(part for part in parts if part)
