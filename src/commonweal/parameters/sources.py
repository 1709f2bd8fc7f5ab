"""Where a value comes from: title, publisher, link or page, licence, date read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)


class Form(BaseModel):
    """A part of a YAML file: frozen, and strict about keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _is_no_truth(cls, value: Any, info: ValidationInfo) -> Any:
        """YAML reads yes, on and true as a truth, which pydantic would take for the number 1."""
        wanted = cls.model_fields[info.field_name or ""].annotation
        if isinstance(value, bool) and wanted not in (bool, Any):
            raise ValueError("true or false (also yes, no, on, off) cannot stand here")
        return value


def _as_text(value: Any) -> Any:
    """YAML reads 2010-05-06 as a date and 2010 as a number; both are meant as text."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[str, Field(min_length=1)]


def _in_the_calendar(value: str) -> str:
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        raise ValueError("this day is not in the calendar") from None
    return value


Day = Annotated[
    str,
    BeforeValidator(_as_text),
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    AfterValidator(_in_the_calendar),
]


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
