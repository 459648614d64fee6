"""Keeping secrets out of what is said and logged.

An error of a library may repeat an address or a header, and one about a file what a server wrote into it.
"""

import traceback
from base64 import b64encode
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from os.path import commonprefix
from typing import Final
from urllib.parse import quote, quote_plus

from handover.errors import HandoverError

_HIDDEN: Final = "…"
# What is shorter is a part of ordinary words; hiding it would garble the text and tell what it is.
_SHORTEST: Final = 4
# A sentence may have been cut off in the middle of a secret: so much of its beginning is hidden too.
_BEGINNING: Final = 8


def hidden(text: str, secrets: Collection[str]) -> str:
    """The text without these secrets: as they are, as an address or Python writes them, and in base64 (RFC 7617).

    >>> hidden("GET /a?key=s%2Fesame failed", ["s/esame"]), hidden("Basic YW5uOm9wZW4gc2VzYW1l", ["open sesame"])
    ('GET /a?key=… failed', 'Basic YW5uOm…')
    >>> hidden("It says “the key is open sesa…”.", ["open sesame"])
    'It says “the key is ……”.'
    """
    forms = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
    for form in forms:
        text = text.replace(form, _HIDDEN)
    for form in forms:
        text = _without_beginning(text, form)
    return text


def _without_beginning(text: str, form: str) -> str:
    beginning = form[:_BEGINNING]
    at = text.find(beginning)
    while at >= 0:
        said = commonprefix((form, text[at : at + len(form)]))  # noqa: RUF071 - of texts, not of paths
        text = text[:at] + _HIDDEN + text[at + len(said) :]
        at = text.find(beginning, at + 1)
    return text


@contextmanager
def hiding(secrets: Collection[str]) -> Iterator[None]:
    """Take these secrets out of what an error says that comes through here."""
    try:
        yield
    except HandoverError as error:
        error.sentence = hidden(error.sentence, secrets)
        error.where = error.where and hidden(error.where, secrets)
        error.what_to_do = error.what_to_do and hidden(error.what_to_do, secrets)
        error.args = (error.sentence,)
        raise


def traced(error: Exception, secrets: Collection[str]) -> str:
    """An error with its traceback, for the log."""
    return hidden("".join(traceback.format_exception(error)), secrets)


def _forms(secret: str) -> Iterator[str]:
    # Of a key over several lines, each is secret.
    for part in {secret, *secret.splitlines()}:
        if len(part) >= _SHORTEST:
            yield from (part, repr(part)[1:-1], quote(part, safe=""), quote(part), quote_plus(part))
            yield from filter(None, (_in_base64(part.encode(), before) for before in range(3)))


def _in_base64(secret: bytes, before: int) -> str | None:
    """What base64 makes of a secret with so many bytes before it, without what depends on its neighbours."""
    written = b64encode(bytes(before) + secret).decode().rstrip("=")
    known = written[-(-before * 8 // 6) : (before + len(secret)) * 8 // 6]
    return known if len(known) > _SHORTEST else None
