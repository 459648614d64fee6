"""Headers that a registration adds to its requests: none that is secret, none that the connection sees to itself."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from handover.sources.texts import shown

_SECRET: Final = re.compile(
    r"auth(?!or(?!i))|cookie|token|secret|key(?!word)|passw|credential|session|signature", re.IGNORECASE
)
_CREDENTIALS: Final = re.compile(r"(?:basic|bearer|digest|negotiate|token)\s", re.IGNORECASE)
_OWN: Final = re.compile(
    r"host|content-.*|transfer-encoding|connection|keep-alive|expect|upgrade|te|trailer|range|if-.*|accept-encoding",
    re.IGNORECASE,
)


def _fail(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("said", "{sentence}", {"sentence": sentence})


def _checked_name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", name):
        raise _fail(f"“{shown(name)}” is no name of a header, such as Accept-Language")
    if _SECRET.search(name):
        raise _fail(f"“{name}” is a header for a secret; say with “sign_in” where that is found")
    if _OWN.fullmatch(name):
        raise _fail(f"“{name}” is a header that is seen to already")
    return name


def _checked_value(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise _fail("has characters in it that no header has")
    if _CREDENTIALS.match(value):
        raise _fail("is a secret, which would be kept with the registration; say with “sign_in” where it is found")
    return value


Headers = Annotated[
    dict[
        Annotated[str, StringConstraints(max_length=100), AfterValidator(_checked_name)],
        Annotated[str, StringConstraints(min_length=1, max_length=1_000), AfterValidator(_checked_value)],
    ],
    Field(max_length=50),
]
