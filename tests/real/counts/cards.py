"""What is in the address cards that real programs exported, and what became of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tests.real.counts.gathered import Gathered, count
from tests.real.counts.tables import Finding

FOLDER: Final = "vcards"
_SOURCE: Final = "address-cards"
_FOLDED: Final = re.compile(rb"\r?\n[ \t]")
_SOFT_BREAK: Final = re.compile(rb"=\r?\n")


def findings(gathered: Gathered) -> Iterator[Finding]:
    published = gathered.published
    files = published.of(FOLDER)
    contents = [published.content(file) for file in files]
    cards = [card for file in files for card in published.cards(file)]
    contacts = gathered.records(_SOURCE)
    versions = Counter(_value(card, b"VERSION") for card in cards)
    said = ", ".join(f"{versions[version]:,} of {version}" for version in sorted(versions))
    yield Finding(f"cards of three versions ({said}) in {len(files)} files", len(cards), f"{len(contacts):,} contacts")
    yield from _writing(contents)
    nameless = count(cards, lambda card: not _value(card, b"FN"))
    unnamed = count(contacts, lambda one: one["holder"] == "unknown")
    yield Finding("cards without a name", nameless, f"{unnamed:,} contacts known by their address alone")
    yield Finding(
        "cards with a number of their own (`UID`)",
        count(cards, lambda card: _value(card, b"UID")),
        "so that no key is declared: a card that is changed is a new contact, and the old one vanishes",
    )
    at = [address for one in contacts for address in one.get("emails", ())]
    yield Finding(
        "e-mail addresses without an @",
        count(at, lambda address: "@" not in address),
        "kept as it is given",
    )
    twice = [name for name, times in Counter(one.get("name") for one in contacts).items() if name and times > 1]
    yield Finding(
        "people who are in two files, exported by two programs",
        len(twice),
        f"{count(contacts, lambda one: one.get('name') in twice):,} contacts, for they differ in their details",
    )


def _writing(contents: Sequence[bytes]) -> Iterator[Finding]:
    quoted = sum(content.upper().count(b"QUOTED-PRINTABLE") for content in contents)
    soft = sum(len(_SOFT_BREAK.findall(content)) for content in contents)
    yield Finding(
        f"values in quoted-printable, over {soft} line breaks that belong to none",
        quoted,
        "decoded, in the character set that each names",
    )
    yield Finding(
        "lines that go on in the next",
        sum(len(_FOLDED.findall(content)) for content in contents),
        "put together again, also inside of a picture",
    )
    bare = count(contents, lambda content: b"\r\n" not in content)
    mixed = count(contents, lambda content: b"\r\n" in content and content.replace(b"\r\n", b"").count(b"\n"))
    yield Finding("files with bare line feeds, or with both kinds of line end", bare + mixed, "read as the others")
    yield Finding(
        "cards that begin in other letters (`BEGIN:vCard`)",
        sum(content.count(b"BEGIN:vCard") for content in contents),
        "read as the others",
    )


def _value(card: bytes, name: bytes) -> str:
    """The value of a card's property, in capitals; blank without one."""
    found = re.search(rb"(?m)^" + name + rb"(?:;[^:\r\n]*)?:([^\r\n]*)", card)
    return found[1].decode().strip() if found else ""
