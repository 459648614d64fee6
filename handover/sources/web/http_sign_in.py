"""Signing in over HTTP: user and password, a bearer token, a key, or a token that is asked for first."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import ClassVar, Final
from urllib.parse import quote_plus, unquote_to_bytes, urlencode

import httpx

from handover.errors import SecretMissing, SourceRefused, SourceUnreachable
from handover.sources.registering.sign_in import OAuth2, SignIn
from handover.sources.request import Secrets
from handover.sources.secrets import resolved
from handover.sources.web.addresses import spoken_address

# Sends a form to an address, with headers, and gives the answer's bytes.
Post = Callable[[str, Mapping[str, str], bytes], bytes]

# What a server may say instead of giving a token (RFC 6749, section 5.2); anything else it says is not repeated.
_REFUSALS: Final = frozenset(
    {
        "invalid_request",
        "invalid_client",
        "invalid_grant",
        "unauthorized_client",
        "unsupported_grant_type",
        "invalid_scope",
    }
)


class Unsigned:
    """Nobody signs in, and nothing ``secret`` is sent."""

    secret: ClassVar[bool] = False

    def signed(self, url: httpx.URL, headers: httpx.Headers) -> httpx.URL:
        """Put what signs in into ``headers``, or into the address that is given back."""
        return url

    def unsigned(self, url: httpx.URL) -> httpx.URL:
        """The address without what signs in, which a server may have repeated in it."""
        return url

    def renew(self) -> bool:
        """What was sent is not accepted: whether there is something new to send."""
        return False


class InHeader(Unsigned):
    """What signs in stands in a header."""

    secret = True

    def __init__(self, header: str, value: str) -> None:
        self._header = header
        self._value = value

    def signed(self, url: httpx.URL, headers: httpx.Headers) -> httpx.URL:
        headers[self._header] = self._value
        return url


class InAddress(Unsigned):
    """What signs in is a parameter of the address."""

    secret = True

    def __init__(self, parameter: str, value: str) -> None:
        self._parameter = parameter
        self._value = value

    def signed(self, url: httpx.URL, headers: httpx.Headers) -> httpx.URL:
        return with_parameter(url, self._parameter, self._value)

    def unsigned(self, url: httpx.URL) -> httpx.URL:
        return without_parameter(url, self._parameter)


class ByToken(Unsigned):
    """A token is asked for when it is first needed, and once more where it is not accepted any longer."""

    secret = True

    def __init__(self, oauth2: OAuth2, secrets: Secrets, post: Post) -> None:
        self._oauth2 = oauth2
        self._secrets = secrets
        self._post = post
        self._token: str | None = None

    def signed(self, url: httpx.URL, headers: httpx.Headers) -> httpx.URL:
        if self._token is None:
            self._token = self._asked()
        headers["Authorization"] = f"Bearer {self._token}"
        return url

    def renew(self) -> bool:
        self._token = None
        return True

    def _asked(self) -> str:
        """A new token, by client credentials (RFC 6749, section 4.4)."""
        oauth2 = self._oauth2
        client, secret = resolved(oauth2.client_id, self._secrets), self._secrets(oauth2.client_secret)
        form = {"grant_type": "client_credentials", **({"scope": oauth2.scope} if oauth2.scope else {})}
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        if oauth2.sent_as == "basic":
            # Section 2.3.1: encoded as in a form before they are put together.
            headers["Authorization"] = _basic(quote_plus(client), quote_plus(secret))
        else:
            form |= {"client_id": client, "client_secret": secret}
        answer = self._post(oauth2.token_address, headers, urlencode(form).encode())
        return _token_in(answer, spoken_address(oauth2.token_address))


def http_sign_in(declared: SignIn | None, secrets: Secrets, post: Post) -> Unsigned:
    """How requests are signed that ``declared`` speaks of. Raises SecretMissing."""
    if declared is None:
        return Unsigned()
    if declared.oauth2 is not None:
        return ByToken(declared.oauth2, secrets, post)
    key = declared.api_key
    if key is not None and key.parameter is not None:
        return InAddress(key.parameter, secrets(key.value))
    header = _header(declared, secrets)
    return Unsigned() if header is None else InHeader(*header)


def _header(declared: SignIn, secrets: Secrets) -> tuple[str, str] | None:
    key = declared.api_key
    if declared.token is not None:
        return "Authorization", f"Bearer {_in_header(declared.token, secrets)}"
    if key is not None and key.header is not None:
        return key.header, _in_header(key.value, secrets)
    if declared.user is not None:
        password = secrets(declared.password) if declared.password is not None else ""
        return "Authorization", _basic(resolved(declared.user, secrets), password)
    return None


def with_parameter(url: httpx.URL, name: str, value: str) -> httpx.URL:
    """The address with this parameter, in place of one of that name; the others stay as they were written.

    >>> with_parameter(httpx.URL("https://x.example/a?q=a+b&page=1"), "page", "2")
    URL('https://x.example/a?q=a+b&page=2')
    """
    kept = without_parameter(url, name).query
    return url.copy_with(query=b"&".join(filter(None, (kept, urlencode({name: value}).encode()))))


def without_parameter(url: httpx.URL, name: str) -> httpx.URL:
    """The address without the parameter of that name; the others stay as they were written."""
    parts = url.query.split(b"&")
    kept = [part for part in parts if unquote_to_bytes(part.partition(b"=")[0].replace(b"+", b" ")) != name.encode()]
    return url if len(kept) == len(parts) else url.copy_with(query=b"&".join(kept) or None)


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


def _in_header(reference: str, secrets: Secrets) -> str:
    found = secrets(reference).strip()
    if not (found.isascii() and found.isprintable()):
        raise SecretMissing(
            f"The secret {reference} has characters in it that no header can have.",
            where=reference,
            what_to_do="Store it again, without line ends or other characters that do not belong to it.",
        )
    return found


def _token_in(answer: bytes, name: str) -> str:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        found = None
    given = found if isinstance(found, dict) else {}
    token, kind = given.get("access_token"), str(given.get("token_type", "Bearer"))
    if isinstance(token, str) and token and token.isascii() and token.isprintable() and kind.lower() == "bearer":
        return token
    refusal = str(given.get("error"))
    said = f" ({refusal})" if refusal in _REFUSALS else ", or none that can be used"
    raise (SourceRefused if "error" in given else SourceUnreachable)(
        f"{name} gives no token{said}.",
        where=name,
        what_to_do="Check “oauth2” in the source's registration, and whether what it names is still valid.",
    )
