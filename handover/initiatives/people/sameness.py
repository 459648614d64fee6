"""The one rule of what is the same person; pure. The store's people and the people of a dossier both go by it.

Two contacts are one person's where one of these ties them, the strongest first, and nothing speaks against it:

- ``identifier``: the same source knows them by one number, whatever they are called;
- ``row``: one row of one list named them one after the other, and the names can be one;
- ``email``: one address that is a person's own stands beside both, and the names can be one;
- ``post``: the same role in the same body, and the names can be one.

An address is nobody's own where it is a shared mailbox's, an empty post's, or stands beside names that cannot be one
person's. A name alone ties nobody to anybody, and where two people fit equally well, neither is chosen.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from handover.initiatives.names import compared
from handover.initiatives.people.names import bare, can_be_one
from handover.records import Contact

Sort = Literal["identifier", "row", "email", "post", "name", "body"]
Key = tuple[Sort, str]

# What ties, the strongest first. By names and bodies people are only looked for, and asked about.
TIES: Final[tuple[Sort, ...]] = ("identifier", "row", "email", "post")
# What a person is known by, beside being found: what speaks for or against a tie, and what is written once.
TELLING: Final[tuple[Sort, ...]] = ("identifier", "email", "name", "body")
# No database takes a longer one into an index.
_LONGEST: Final = 500


@dataclass(slots=True, eq=False)
class Somebody:
    """A person as they are known so far: the name to show, and what is known of them (``TELLING``). ``id`` is None
    while new; no two of them are equal.
    """

    id: int | None
    name: str
    keys: set[Key] = field(default_factory=set)

    def values(self, sort: Sort) -> set[str]:
        return {value for of, value in self.keys if of == sort}


Held = Mapping[Key, Sequence[Somebody | None]]


def is_a_person(contact: Contact) -> bool:
    """Whether a contact names somebody: no mailbox, no vacancy, no name that is withheld."""
    return contact.holder == "named" and not contact.shared_mailbox and bool(contact.name)


def addresses(contact: Contact) -> tuple[str, ...]:
    """The e-mail addresses of a contact as they are compared."""
    return tuple(dict.fromkeys(address.strip().casefold() for address in contact.emails))


def keys_of(contact: Contact, source_id: int) -> tuple[Key, ...]:
    """By what the person of a contact is found again, the strongest first."""
    words = bare(contact.name or "")
    keys: list[Key] = []
    if contact.person_identifier:
        keys.append(("identifier", f"{source_id} {contact.person_identifier}"))
    keys.append(("row", f"{source_id} {contact.key}"))
    keys += [("email", address) for address in addresses(contact)]
    keys.append(("name", " ".join(words)))
    # One word is not enough of a name to be looked for by.
    if len(words) > 1 and contact.organisation:
        body = compared(contact.organisation)
        keys.append(("body", f"{' '.join(words)}|{body}"))
        if contact.role:
            keys.append(("post", f"{words[0][0]} {words[-1]}|{compared(contact.role)}|{body}"))
    return tuple((sort, _indexed(value)) for sort, value in keys)


def _indexed(value: str) -> str:
    # A hash that need not keep anything secret; it is what a long value is compared by.
    return value if len(value) <= _LONGEST else hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def same_person(contact: Contact, keys: Sequence[Key], held: Held) -> Somebody | None:
    """Whom a contact names, of those who are ``held`` under its keys; None where it is nobody of them for certain."""
    own = {value for sort, value in keys if sort == "email" and is_own(held.get((sort, value), ()))}
    for key in keys:
        if key[0] in TIES:
            fitting = [
                one for one in held.get(key, ()) if one is not None and _fits(contact, key, keys, one, own, held)
            ]
            if len(fitting) == 1:
                return fitting[0]
    return None


def is_own(beside: Sequence[Somebody | None]) -> bool:
    """Whether an address that stands beside these is a person's own; one that nobody had before may be."""
    return len(beside) == 0 or (len(beside) == 1 and beside[0] is not None)


def _fits(contact: Contact, key: Key, keys: Sequence[Key], one: Somebody, own: set[str], held: Held) -> bool:
    sort, value = key
    if sort == "identifier":
        return True
    if _another_number(keys, one) or not _name_fits(contact.name or "", one):
        return False
    if sort == "email":
        return value in own
    if sort == "post":
        theirs = {address for address in one.values("email") if is_own(held.get(("email", address), (one,)))}
        return not own or not theirs or bool(own & theirs)
    return True


def _another_number(keys: Sequence[Key], one: Somebody) -> bool:
    """Whether the same source knows the two by different numbers."""
    given = {value for sort, value in keys if sort == "identifier"}
    if not given:
        return False
    sources = {value.partition(" ")[0] for value in given}
    known = {value for value in one.values("identifier") if value.partition(" ")[0] in sources}
    return bool(known) and not known & given


def _name_fits(name: str, one: Somebody) -> bool:
    return " ".join(bare(name)) in one.values("name") or can_be_one(name, one.name)


def fuller_name(shown: str, name: str, *, current: bool) -> str:
    """Which of a person's two names to show: the one with a first name, else the one they have now."""
    if not can_be_one(shown, name):
        return name if current else shown
    return name if len(bare(shown)[:1] and bare(shown)[0]) == 1 < len(bare(name)[0]) else shown


def continues(before: Contact, after: Contact) -> bool:
    """Whether a row of a list has the same holder in its next version: a changed spelling is no change of person."""
    if before.holder != after.holder or before.shared_mailbox != after.shared_mailbox:
        return False
    if before.name is None or after.name is None:
        return before.name == after.name
    return after.shared_mailbox or can_be_one(before.name, after.name)


def own_addresses(beside: Iterable[tuple[str | None, Iterable[str]]]) -> frozenset[str]:
    """Of names (none for what is nobody) with the addresses beside them: those that are one person's own."""
    names: dict[str, str] = {}
    shared: set[str] = set()
    for name, own in beside:
        for address in own:
            if name is None or not can_be_one(name, names.setdefault(address, name)):
                shared.add(address)
    return frozenset(names.keys() - shared)
