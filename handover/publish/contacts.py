"""The people of a dossier as vCards, for an address book.

vCard 4.0 (RFC 6350), which is UTF-8 by definition, with nothing but what vCard 3.0 writes in the same way, so that a
program that knows only the older version reads it too. Whoever has left is in it, with a note that says so: often they
are the ones who know. A post without anybody is no contact, unless it has an address.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC
from typing import Final

from handover.dates import spoken
from handover.dossier.heritage.model import EarlierContact
from handover.dossier.model import Dossier, Person
from handover.dossier.wording import one_line
from handover.publish.legible import legible

_LONGEST_LINE: Final = 75  # octets (RFC 6350, 3.2)
_FOLD: Final = "\r\n "
_STANDINGS: Final = {
    "left": "No longer there, by the latest lists: the address may not work any more.",
    "unlisted": "No longer in the latest lists: the address may not work any more.",
    "abolished": "The post was abolished: the address may not work any more.",
    "vacant": "The post is vacant.",
}


def vcf(dossier: Dossier) -> bytes:
    """A vCard for each person and mailbox that can be named. The same dossier always gives the same bytes."""
    cards = [_person(dossier, person) for person in dossier.people if is_contact(person)]
    earlier = [one for of in (*dossier.inherited, *dossier.precedents) for one in of.contacts]
    names = [of.name for of in (*dossier.inherited, *dossier.precedents) for _ in of.contacts]
    cards += [_earlier(dossier, contact, name) for contact, name in zip(earlier, names, strict=True)]
    return "".join(_folded(line) + "\r\n" for card in cards for line in card).encode()


def has_contacts(dossier: Dossier) -> bool:
    """Whether there is anybody to make a vCard of."""
    return any(map(is_contact, dossier.people)) or any(of.contacts for of in (*dossier.inherited, *dossier.precedents))


def is_contact(person: Person) -> bool:
    """Whether a person or post can be found in an address book, and reached or at least named there."""
    return bool(person.name or person.emails or person.phones)


def _person(dossier: Dossier, person: Person) -> list[str]:
    note = [
        _STANDINGS.get(person.standing),
        person.knows_about and f"Knows about: {person.knows_about}",
        person.remark and f"Note: {person.remark}",
        person.reports_to and f"Reports to: {person.reports_to}",
        (person.from_on or person.to_on) and _when(person.from_on, person.to_on),
        f"P{person.number} of {_from(dossier)}",
    ]
    return _card(
        dossier,
        name=person.name or person.role or next(iter((*person.emails, *person.phones))),
        kind="individual" if person.name else "group",
        role=person.role,
        places=(person.organisation, person.unit),
        emails=person.emails,
        phones=person.phones,
        note="\n".join(filter(None, note)),
        categories=(dossier.title, *(() if person.standing in ("in-post", "mailbox") else ("No longer there",))),
    )


def _earlier(dossier: Dossier, contact: EarlierContact, name: str) -> list[str]:
    note = [
        f"To be asked about: {name}",
        None if contact.listed else _STANDINGS["unlisted"],
        f"In {_from(dossier)}",
    ]
    return _card(
        dossier,
        name=contact.name,
        kind="individual",
        role=contact.role,
        places=(contact.organisation, None),
        emails=contact.emails,
        phones=contact.phones,
        note="\n".join(filter(None, note)),
        categories=(dossier.title, "Earlier initiative"),
    )


def _card(
    dossier: Dossier,
    *,
    name: str,
    kind: str,
    role: str | None,
    places: tuple[str | None, str | None],
    emails: Iterable[str],
    phones: Iterable[str],
    note: str,
    categories: Iterable[str],
) -> list[str]:
    """The lines of one card, not folded. What is a name and what a family name no source says, so there is no ``N``."""
    organisation, unit = places
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"KIND:{kind}", f"FN:{_line(name)}"]
    if organisation or unit:
        lines.append(f"ORG:{_line(organisation or '')}" + (f";{_line(unit)}" if unit else ""))
    if role:
        lines.append(f"TITLE:{_line(role)}")
    lines += [f"EMAIL:{_line(address)}" for address in emails if address.strip()]
    lines += [f"TEL:{_line(number)}" for number in phones if number.strip()]
    lines.append(f"NOTE:{_escaped(note)}")
    lines.append(f"CATEGORIES:{','.join(map(_line, categories))}")
    lines.append(f"REV:{dossier.compiled_at.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    # By who it is and not by a number, so that a newer dossier's card takes the place of an older one's.
    told = "\n".join((dossier.office, dossier.reference, name, role or "", organisation or ""))
    lines.append(f"UID:urn:sha256:{hashlib.sha256(told.encode()).hexdigest()[:32]}")
    return [*lines, "END:VCARD"]


def _from(dossier: Dossier) -> str:
    return f"handover dossier {dossier.reference}, version {dossier.version}: {dossier.title}. {dossier.marking}"


def _when(from_on: str | None, to_on: str | None) -> str:
    words = [f"from {spoken(from_on)}" if from_on else "", f"until {spoken(to_on)}" if to_on else ""]
    text = " ".join(filter(None, words))
    return f"In post: {text}"


def _line(text: str) -> str:
    return _escaped(one_line(legible(text)))


def _escaped(text: str) -> str:
    """A text as a value (RFC 6350, 3.4)."""
    text = legible(text).replace("\\", "\\\\").replace("\n", "\\n")
    return text.replace(",", "\\,").replace(";", "\\;")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, none of which begins or ends inside of a character."""
    pieces, room, piece = [], _LONGEST_LINE, ""
    for character in line:
        size = len(character.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _LONGEST_LINE - 1
        piece += character
        room -= size
    return _FOLD.join([*pieces, piece])
