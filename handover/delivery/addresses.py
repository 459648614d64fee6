"""E-mail addresses as people type them, checked before anything is promised to anybody.

The rules are those of RFC 5321 and RFC 5322 for addresses that every mail server takes: no quoted local part, no
address literal, and a domain of at least two labels. A domain in other letters (RFC 5890) is kept in its ASCII
form, which is what travels; ``shown`` gives back the letters that a person knows.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import idna

from handover.delivery.plain import one_line
from handover.errors import BadRequest, SettingsError

_LONGEST_LOCAL: Final = 64  # RFC 5321, 4.5.3.1.1
_LONGEST_ADDRESS: Final = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
_LONGEST_NAME: Final = 200
_SHOWN: Final = 80

_ATOM: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+")
_NAMED: Final = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_WHAT_TO_DO: Final = "Write it like jo@example.org."


class Recipient(NamedTuple):
    """Somebody who is to receive a dossier. ``name`` is what they are called, where that was said."""

    address: str
    name: str | None = None

    @property
    def shown(self) -> str:
        return shown(self.address)


def checked_recipient(typed: str) -> Recipient:
    """The recipient that a person typed as ``jo@example.org`` or ``Jo Bloggs <jo@example.org>``.

    Raises BadRequest with what is wrong with it.
    """
    named = _NAMED.fullmatch(typed.strip())
    if named is None:
        return Recipient(checked_address(typed))
    name = one_line(named["name"], _LONGEST_NAME).strip("\"' ")
    return Recipient(checked_address(named["address"]), name or None)


def checked_recipients(typed: Iterable[str]) -> tuple[Recipient, ...]:
    """The recipients that a person typed, each mailbox once: as it was typed first. Raises BadRequest."""
    by_mailbox: dict[str, Recipient] = {}
    for text in typed:
        recipient = checked_recipient(text)
        by_mailbox.setdefault(mailbox(recipient.address), recipient)
    return tuple(by_mailbox.values())


def checked_address(typed: str) -> str:
    """The address that a person typed, without surrounding space and with its domain in lower-case ASCII.

    Raises BadRequest with what is wrong with it.
    """
    address = _normalised(typed)
    if "." not in address.rpartition("@")[2]:
        raise _refusal(typed, "the part after the @ is not a whole domain")
    return address


def office_address(text: str, *, setting: str) -> str:
    """An address of the office itself, from its settings; a server of its own may have a short name.

    Raises SettingsError, naming ``setting``.
    """
    try:
        return _normalised(text)
    except BadRequest as error:
        raise SettingsError(
            error.sentence, where=f"the setting “{setting}”", what_to_do="Write it like office@example.org."
        ) from None


def mailbox(address: str) -> str:
    """What two spellings of one mailbox have in common: no mail system in use tells capitals apart."""
    return address.strip().casefold()


def shown(address: str) -> str:
    """A checked address with its domain in the letters that people know.

    >>> shown("jo@xn--bcher-kva.example")
    'jo@bücher.example'
    """
    local, at, domain = address.rpartition("@")
    try:
        return f"{local}{at}{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def _normalised(typed: str) -> str:
    text = typed.strip()
    local, at, domain = text.rpartition("@")
    if not at:
        raise _refusal(text, "it has no @" if text else "it is empty")
    wrong = _wrong_with_local(local)
    if wrong:
        raise _refusal(text, wrong)
    address = f"{local}@{_ascii_domain(domain, text)}"
    if len(address) > _LONGEST_ADDRESS:
        raise _refusal(text, f"it is longer than {_LONGEST_ADDRESS} characters")
    return address


def _wrong_with_local(local: str) -> str | None:
    """What is wrong with the part before the @; None where nothing is."""
    odd = next((character for character in local if not _ATOM.fullmatch(character) and character != "."), "")
    for wrong, reason in (
        (not local, "there is nothing before the @"),
        (len(local) > _LONGEST_LOCAL, f"the part before the @ is longer than {_LONGEST_LOCAL} characters"),
        ("@" in local, "it has more than one @"),
        (any(character.isspace() for character in local), "there is a space in it"),
        (not local.isascii(), "the part before the @ has letters that not every mail server can carry"),
        (f".{local}.".count("..") > 0, "there is a full stop too many before the @"),
        (not odd.isprintable(), "there is an invisible character in it"),
        (bool(odd), f"“{odd}” cannot stand before the @"),
    ):
        if wrong:
            return reason
    return None


def _ascii_domain(domain: str, text: str) -> str:
    if not domain:
        raise _refusal(text, "there is nothing after the @")
    if any(character.isspace() for character in domain):
        raise _refusal(text, "there is a space in it")
    try:
        ascii_form = idna.encode(domain.removesuffix("."), uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise _refusal(text, "the part after the @ cannot be the name of a mail domain") from None
    if ascii_form.rpartition(".")[2].isdigit():
        raise _refusal(text, "the part after the @ ends in a number, which no mail domain does")
    return ascii_form


def _refusal(text: str, reason: str) -> BadRequest:
    return BadRequest(
        f"“{one_line(text, _SHOWN)}” is not an e-mail address: {reason}.",
        where="the recipient’s address",
        what_to_do=_WHAT_TO_DO,
    )
