"""How the pages of an API follow each other."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from handover.sources.registering.rules import Part

PathInAnswer = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Parameter = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\[\]$-]{1,100}$")]

_COUNTED: Final = ("page", "offset")


class Pages(Part):
    """How to come from one page to the next. Without it, a link to the next page is looked for in each answer."""

    by: Literal["link", "cursor", "page", "offset", "none"] = Field(
        "link", description="What leads to the next page: a link, a cursor, or a number that counts pages or items."
    )
    next: PathInAnswer | None = Field(
        None, description="Dotted path in the answer to the next page's address (link) or to its cursor (cursor)."
    )
    parameter: Parameter | None = Field(
        None, description="The parameter that carries the cursor, the page's number or the offset; else so called."
    )
    size_parameter: Parameter | None = Field(None, description="The parameter that says how many items a page has.")
    size: Annotated[int, Field(ge=1, le=100_000)] | None = Field(
        None, description="How many items a page is asked to have."
    )
    first: Annotated[int, Field(ge=0, le=1)] | None = Field(
        None, description="The number of the first page: 1, or 0 where they are counted from 0."
    )
    total: PathInAnswer | None = Field(None, description="Dotted path in the answer to how many items there are.")
    total_pages: PathInAnswer | None = Field(None, description="Dotted path in the answer to how many pages there are.")
    per_second: Annotated[float, Field(gt=0, le=1000)] | None = Field(
        None, description="How many requests a second are made at the most."
    )

    @model_validator(mode="after")
    def _agrees(self) -> "Pages":
        for sentence in self._mistakes():
            raise PydanticCustomError("said", "{sentence}", {"sentence": sentence})
        return self

    def _mistakes(self) -> Iterator[str]:
        if self.by == "cursor" and self.next is None:
            yield "needs “next”: where in the answer the cursor of the next page stands"
        if self.next is not None and self.by not in ("link", "cursor"):
            yield f"has “next”, which is only for pages by link or cursor, and these are by {self.by}"
        if self.parameter is not None and self.by not in ("cursor", *_COUNTED):
            yield f"has “parameter”, which is only for pages by cursor, page or offset, and these are by {self.by}"
        if self.first is not None and self.by != "page":
            yield f"has “first”, which is only for pages by page, and these are by {self.by}"
        if (self.size is None) != (self.size_parameter is None):
            yield "needs “size” and “size_parameter” together: how many items, and what asks for them"

    @property
    def carried_by(self) -> str:
        """The parameter that carries the cursor, the page's number or the offset."""
        return self.parameter or self.by
