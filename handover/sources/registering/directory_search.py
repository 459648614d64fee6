"""What is looked for in a directory (LDAP, Active Directory)."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from handover.sources.directories.directory_filters import attribute_mistake, filter_mistake, name_mistake
from handover.sources.registering.rules import Part, Tokens


def _checked(text: str, mistake_in: Callable[[str], str | None]) -> str:
    if mistake := mistake_in(text):
        raise PydanticCustomError("said", "{sentence}", {"sentence": mistake})
    return text


def _checked_attributes(attributes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_checked(one, attribute_mistake) for one in attributes)


_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


class DirectorySearch(Part):
    """A search of RFC 4511: where it starts, what an entry must be like, and what is taken of it."""

    base: Annotated[_Text, AfterValidator(lambda base: _checked(base, name_mistake))] = Field(
        description="Where the search starts: ou=people,dc=example,dc=org."
    )
    filter: Annotated[_Text, AfterValidator(lambda text: _checked(text, filter_mistake))] = Field(
        "(objectClass=person)", description="What an entry must be like (RFC 4515)."
    )
    scope: Literal["base", "one", "subtree"] = Field("subtree", description="How far below it is looked.")
    attributes: Annotated[Tokens, AfterValidator(_checked_attributes)] = Field(
        (), description="What is taken of each entry beside what is mapped; with *, every attribute."
    )
