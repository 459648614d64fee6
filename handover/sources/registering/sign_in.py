"""How a source is signed in to. What is secret is never written here, only where it is found."""

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from handover.sources.registering.locations import checked_location
from handover.sources.registering.rules import Part

# Where a secret is found: an environment variable, a file, a Prefect block, the system's keyring.
SECRET_SCHEMES: Final = ("env", "file", "prefect-block", "keyring")
REFERENCE: Final = re.compile(rf"^(?:{'|'.join(SECRET_SCHEMES)}):\S.*$")

# What of it is for HTTP, whatever is fetched.
HTTP_WAYS: Final = ("user", "password", "token", "api_key", "oauth2")

Reference = Annotated[str, StringConstraints(strip_whitespace=True, pattern=REFERENCE, max_length=500)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^https?://\S+$", max_length=2_000),
    AfterValidator(checked_location),
]


class ApiKey(Part):
    """A key that is sent with each request, in a header or in the address."""

    value: Reference = Field(description="Where the key is found: env:NAME, file:PATH …")
    header: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$")] | None = Field(
        None, description="The header that carries it: X-Api-Key."
    )
    parameter: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,100}$")] | None = Field(
        None, description="The parameter of the address that carries it."
    )

    @model_validator(mode="after")
    def _one_place(self) -> "ApiKey":
        if (self.header is None) == (self.parameter is None):
            sentence = "needs either “header” or “parameter”: where the key is sent"
            raise PydanticCustomError("said", "{sentence}", {"sentence": sentence})
        return self


class OAuth2(Part):
    """A token that is asked for first (RFC 6749, section 4.4: client credentials)."""

    token_address: Address = Field(description="The address that gives tokens.")
    client_id: Name = Field(description="Who asks: a name, or where it is found.")
    client_secret: Reference = Field(description="Where the secret is found: env:NAME, file:PATH …")
    scope: Name | None = Field(None, description="What is asked for.")
    sent_as: Literal["basic", "form"] = Field("basic", description="How name and secret are sent to it.")


class SignIn(Part):
    """How a source is signed in to; where nothing secret is needed, it is left out."""

    user: Name | None = Field(None, description="Who signs in: a name, or where it is found.")
    password: Reference | None = Field(None, description="Where the password is found: env:NAME, file:PATH …")
    token: Reference | None = Field(None, description="Where a bearer token is found.")
    api_key: ApiKey | None = Field(None, description="A key in a header or in the address.")
    oauth2: OAuth2 | None = Field(None, description="A token that is asked for first.")
    private_key: Reference | None = Field(None, description="Where an SSH key is found (sftp://).")
    passphrase: Reference | None = Field(None, description="Where the passphrase of the SSH key is found.")
    known_hosts: Name | None = Field(None, description="The file with the SSH servers that are trusted (sftp://).")

    @model_validator(mode="after")
    def _agrees(self) -> "SignIn":
        ways = [way for way in ("password", "token", "api_key", "oauth2", "private_key") if getattr(self, way)]
        if len(ways) > 1:
            sentence = f"has {' and '.join(ways)}; a source is signed in to in one way"
        elif self.password and not self.user:
            sentence = "has a password, and no “user” whose it is"
        else:
            return self
        raise PydanticCustomError("said", "{sentence}", {"sentence": sentence})


def sign_in_mistakes(
    sign_in: SignIn | None, usable: Collection[str], what: str
) -> Iterator[tuple[tuple[str, str], str]]:
    """What of ``sign_in`` is of no use with ``what``, of which only ``usable`` is: each place with its sentence."""
    *others, last = usable
    ways = f"{', '.join(others)} and {last}"
    for way in sorted(sign_in.model_fields_set) if sign_in is not None else ():
        if getattr(sign_in, way) is not None and way not in usable:
            yield ("sign_in", way), f"is not how {what} is signed in to, which is with {ways}"


def is_reference(text: str) -> bool:
    """Whether a text says where a secret is found, rather than being a name itself.

    >>> is_reference("env:API_TOKEN"), is_reference("reader")
    (True, False)
    """
    return REFERENCE.match(text) is not None
