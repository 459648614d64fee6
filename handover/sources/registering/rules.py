"""The rule by which one field of a record is made from a source's columns. It declares; it has no code in it."""

import re
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from handover.sources.mapping.source_dates import format_mistake
from handover.vocabulary import folded

_LONGEST_COLUMN: Final = 2_000
_WAYS: Final = ("column", "join", "constant", "expression")


def _listed(value: Any) -> Any:
    """One text is a list of one."""
    return [value] if isinstance(value, str) else value


AS_LIST = BeforeValidator(_listed, json_schema_input_type=str | list[str])


def _date_format(text: str) -> str:
    if mistake := format_mistake(text):
        raise PydanticCustomError("date_format", "{sentence}", {"sentence": mistake})
    return text


def _expression(text: str) -> str:
    from handover.sources.expressions.expression import compile_expression

    try:
        compile_expression(text)
    except ValueError as error:
        raise PydanticCustomError("said", "{sentence}", {"sentence": str(error)}) from None
    return text


def _one_or_several(meanings: tuple[str, ...]) -> str | list[str]:
    return meanings[0] if len(meanings) == 1 else list(meanings)


Column = Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_COLUMN)]
Columns = Annotated[tuple[Column, ...], AS_LIST, Field(min_length=1)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Tokens = Annotated[tuple[Token, ...], AS_LIST]
Separators = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1, max_length=20)], ...],
    AS_LIST,
    Field(min_length=1),
]
DateFormats = Annotated[
    tuple[Annotated[str, AfterValidator(_date_format)], ...],
    AS_LIST,
    Field(min_length=1),
]
Constant = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000)]
# What a word of a source means: one thing, or of a list several.
Meanings = Annotated[
    tuple[Constant, ...],
    AS_LIST,
    Field(min_length=1),
    PlainSerializer(_one_or_several, return_type=str | list[str]),
]
Expression = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_expression)]


class Part(BaseModel):
    # What somebody wrote where only a reference to a secret belongs must not come into a log by an error's own text.
    model_config = ConfigDict(
        frozen=True, extra="forbid", coerce_numbers_to_str=True, populate_by_name=True, hide_input_in_errors=True
    )


class MoneyRule(Part):
    """What the numbers of a column count."""

    currency: Annotated[str, StringConstraints(pattern=re.compile(r"^[A-Z]{3}$"))] | None = Field(
        None, description="ISO 4217: GBP, EUR …"
    )
    unit: Annotated[Decimal, Field(gt=0, le=Decimal(10) ** 12)] = Field(
        Decimal(1), description="What a bare number counts: 1000 where the column is in thousands."
    )


class FieldRule(Part):
    """How one field is made. Just the name of a column is short for ``{column: …}``."""

    column: Column | None = Field(None, description="The column (or dotted path) that it is taken from.")
    join: Columns | None = Field(None, description="Columns that are put together; blank ones are left out.")
    with_: str = Field(" ", alias="with", max_length=100, description="What stands between joined columns.")
    constant: Constant | None = Field(None, description="The same text for every row.")
    expression: Expression | None = Field(
        None, description="What is worked out of columns, where putting them together is not enough."
    )
    default: Constant | None = Field(None, description="What is taken where the source says nothing.")
    split: Separators | None = Field(None, description="Separators between the items of a list.")
    date: DateFormats | None = Field(
        None, description="Formats as of strptime, tried in order; ISO dates are always understood."
    )
    money: MoneyRule | None = Field(None, description="Currency and unit of an amount.")
    lookup: dict[str, Meanings] | None = Field(
        None,
        description="The source's words and what they mean, in a list several things;"
        " case and punctuation do not matter.",
    )
    html: bool = Field(False, description="The column has HTML in it, which becomes text.")
    blank: Tokens = Field((), description="Words that mean nothing here; “Exempt*” is all that begin so.")

    @model_validator(mode="after")
    def _one_way(self) -> "FieldRule":
        ways = [way for way in _WAYS if getattr(self, way) is not None]
        if len(ways) != 1:
            said = " and ".join(ways)
            sentence = (
                f"has {said}; only one of column, join, constant and expression can say where it comes from"
                if said
                else "says not where it comes from: give it a column, join, constant or expression"
            )
            raise PydanticCustomError("one_way", "{sentence}", {"sentence": sentence})
        meanings: dict[str, tuple[str, tuple[str, ...]]] = {}
        for word, meaning in (self.lookup or {}).items():
            first, so_far = meanings.setdefault(folded(word), (word, meaning))
            if so_far != meaning:
                sentence = f"“{first}” and “{word}” are compared as the same word, but mean different things"
                raise PydanticCustomError("lookup_twice", "{sentence}", {"sentence": sentence})
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it is made from, in order."""
        if self.expression is not None:
            from handover.sources.expressions.expression import compile_expression

            return compile_expression(self.expression).columns
        return (self.column,) if self.column is not None else (self.join or ())


def _short_form(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else given


# A rule as it is declared: just the name of a column, or an entry with what is to be done.
Rule = Annotated[FieldRule, BeforeValidator(_short_form, json_schema_input_type=str | FieldRule)]
