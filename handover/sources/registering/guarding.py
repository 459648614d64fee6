"""What an office says about when a gathering of a source looks wrong. Without it, everything is looked at."""

from typing import Annotated, Literal

from pydantic import Field

from handover.sources.registering.rules import AS_LIST, Part

# What happens with a column or a word that was not there before, in the words of dlt's schema contracts.
NewThing = Literal["evolve", "freeze", "discard_value", "discard_row"]

GuardCode = Literal[
    "truncated",
    "incomplete",
    "empty",
    "convention-changed",
    "identical",
    "stale",
    "older",
    "schema-drift",
    "key-not-unique",
    "future-dates",
    "more-rejected",
]


class Contract(Part):
    """What becomes of a column, or of a word of a vocabulary, that this source did not have before."""

    new_columns: NewThing = Field("evolve", description="A column that was not there before.")
    new_values: NewThing = Field("evolve", description="A word that no vocabulary knows, and that was not met before.")


class Guards(Part):
    """How a source is guarded; what is left out is judged by the source's own history."""

    off: Annotated[tuple[GuardCode, ...], AS_LIST] = Field((), description="Guards that do not look at this source.")
    at_least: Annotated[int, Field(ge=1)] | None = Field(
        None, description="How many rows it has at the least; with fewer it is held."
    )
    may_vanish: Annotated[float, Field(ge=0, le=1)] | None = Field(
        None, description="The share of its records that may vanish at once, 0 to 1."
    )
