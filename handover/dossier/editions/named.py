"""Whom a dossier names, and where their names stand in its texts.

A name is known from the fields that hold one. In running text it is found as it is written there, with its surname
first, with initials, behind a title, glued together in a file's name; and its parts alone, where they are no words
of the dossier's own language: “Green” stays where ratings are green, but not behind “Ms”.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, Final

from handover.dossier.model import Dossier
from handover.dossier.part import Part
from handover.initiatives.people.names import bare, bare_words, can_be_one

# Fields that name a person, wherever they stand; and those that may name a body as well.
PERSONS: Final = frozenset({"by", "said_by", "recorded_by", "requested_by", "person", "successor", "listed"})
PERSONS_OR_BODIES: Final = frozenset({"owner", "inherits", "reports_to"})
# Parts whose ``name`` is a person's.
NAMED_PARTS: Final = frozenset({"Person", "EarlierContact", "DeskContact", "Holder"})

# Parts whose ``name`` is an initiative's.
_NAMED_BODIES: Final = frozenset({"Relative", "Earlier", "FormerName"})

_A_BODY: Final = re.compile(
    r"\b(?:team|office|department|board|directorate|unit|council|programme|project|group|services?|committee|agency"
    r"|authority|trust|partnership|ministry|bureau|branch|section|division|ltd|limited|plc|company|university|college"
    r"|centre|institute|association|commission|secretariat|treasury|cabinet|police|school|hospital|manager|director"
    r"|head|officer|lead|chief|clerk|secretary|permanent|deputy|assistant|minister|adviser|analyst|engineer|planner"
    r"|administrator|coordinator|supervisor|chair|treasurer|auditor|desk|inbox|mailbox|staff|nobody|post)\b",
    re.IGNORECASE,
)
# Words that are names as well, and that texts cannot do without.
_NO_NAMES: Final = frozenset(
    word
    for line in (
        "january february march april may june july august september october november december",
        "monday tuesday wednesday thursday friday saturday sunday",
        "green amber red exempt reset the and for not from official sensitive",
    )
    for word in line.split()
)
_TITLE: Final = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Baron|Rev|Cllr|Councillor|Mag|Minister)\.?"
)
_BETWEEN: Final = r"(?:[\s._\-+]|%20)*"
_SHORTEST_ALONE: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def is_person(value: str, bodies: frozenset[str]) -> bool:
    """Whether a field that may name a body names a person; in doubt it does."""
    return value.casefold().strip() not in bodies and _A_BODY.search(value) is None


def composed(text: str) -> str:
    """``text`` as it is searched: letters and their marks as one character, where there is one."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class Names:
    """The people that ``dossier`` names, but for those who are ``named`` in public."""

    def __init__(self, dossier: Dossier, *, named: Iterable[str] = ()) -> None:
        self.bodies: Final = _bodies(dossier)
        public = tuple(named)
        self._public: Final = public
        self._names: Final = tuple(
            dict.fromkeys(one for one in _names_in(dossier, self.bodies) if not self.is_public(one))
        )
        self._pattern: Final = _pattern(self._names, _own_words(dossier))

    def is_public(self, name: str) -> bool:
        return any(can_be_one(name, one) for one in self._public)

    def withheld_in(self, text: str, mark: str) -> tuple[str, int]:
        """``text`` with ``mark`` in the place of each name, and how many there were."""
        if self._pattern is None:
            return text, 0
        return self._pattern.subn(lambda _: mark, composed(text))


def parts_of(value: Any) -> Iterator[Part]:
    """Every part in a model, itself first."""
    if isinstance(value, Part):
        yield value
        for field in type(value).model_fields:
            yield from parts_of(getattr(value, field))
    elif isinstance(value, tuple):
        for one in value:
            yield from parts_of(one)


def _bodies(dossier: Dossier) -> frozenset[str]:
    """What is known to be no person: organisations, units, roles, initiatives, the office itself."""
    found = {dossier.office, dossier.initiative.name, *dossier.initiative.other_names, dossier.transition.initiative}
    for part in parts_of(dossier):
        for field in ("organisation", "unit", "role", "giver", "new_name"):
            value = getattr(part, field, None)
            if isinstance(value, str):
                found.add(value)
        name = getattr(part, "name", None)
        if isinstance(name, str) and (
            type(part).__name__ in _NAMED_BODIES or getattr(part, "standing", "") == "mailbox"
        ):
            found.add(name)
    return frozenset(one.casefold().strip() for one in found)


def _names_in(dossier: Dossier, bodies: frozenset[str]) -> Iterator[str]:
    for part in parts_of(dossier):
        for field in type(part).model_fields:
            value = getattr(part, field)
            if not isinstance(value, str) or not value.strip():
                continue
            if field in PERSONS or is_name_of(part, field):
                if value.casefold().strip() not in bodies:
                    yield value.strip()
            elif field in PERSONS_OR_BODIES and is_person(value, bodies):
                yield value.strip()


def is_name_of(part: Part, field: str) -> bool:
    """Whether this field of this part is the name of a person. A shared mailbox is none."""
    return (
        field in ("name", "name_given")
        and type(part).__name__ in NAMED_PARTS
        and getattr(part, "standing", None) != "mailbox"
        and getattr(part, "holder", "person") not in ("vacant", "abolished", "withheld", "not-known")
    )


def _own_words(dossier: Dossier) -> frozenset[str]:
    """Words that texts have in lower case, or in the names of bodies: alone, they are nobody's name."""
    words = set(_NO_NAMES)
    for part in parts_of(dossier):
        for field in type(part).model_fields:
            value = getattr(part, field)
            if isinstance(value, str):
                words.update(word for word in _WORD.findall(composed(value)) if word[0].islower())
    for body in _bodies(dossier):
        words.update(_WORD.findall(composed(body)))
    return frozenset(word.casefold() for word in words)


def _pattern(names: Iterable[str], own_words: frozenset[str]) -> re.Pattern[str] | None:
    """Finds every spelling of these names, the longest first."""
    whole: set[str] = set()
    alone: set[str] = set()
    behind_titles: set[str] = set()
    for name in map(composed, names):
        words = _WORD.findall(name)
        whole.add(_BETWEEN.join(map(re.escape, name.split())))
        if len(bare(name)) < 2:
            continue
        first, last = bare_words(name)[0], _surname(name)
        firsts = re.escape(first)
        surname = re.escape(last)
        whole.add(rf"{firsts}{_BETWEEN}{surname}")
        whole.add(rf"{surname}(?:,\s*|{_BETWEEN}){firsts}")
        whole.add(rf"{re.escape(first[0])}\.?(?:\s*[^\W\d_]\.)*\s*{surname}")
        behind_titles.add(surname)
        alone.update(
            word
            for word in words
            if word.casefold() in (first, last) and len(word) >= _SHORTEST_ALONE and word.casefold() not in own_words
        )
    if not whole:
        return None
    longest_first = sorted(whole, key=lambda one: (-len(one), one))
    patterns = [rf"(?<!\w)(?i:{'|'.join(longest_first)})(?!\w)", *(_glued(names))]
    if behind_titles:
        patterns.append(rf"(?<!\w){_TITLE}\s+(?:[^\W\d_]\.?\s+)?(?i:{'|'.join(sorted(behind_titles))})(?!\w)")
    if alone:
        spelled = sorted({form for word in alone for form in (word, word.title(), word.upper())})
        patterns.append(rf"(?<!\w)(?:{'|'.join(map(re.escape, spelled))})(?!\w)")
    return re.compile("|".join(patterns))


def _glued(names: Iterable[str]) -> Iterator[str]:
    """First name and surname in the names of files and in addresses, where other signs stand beside them."""
    for name in names:
        if len(bare(name)) > 1:
            first, last = re.escape(bare_words(composed(name))[0]), re.escape(_surname(composed(name)))
            yield rf"(?i:{first}[._\-+]?{last}|{last}[._\-+]{first})"


def _surname(name: str) -> str:
    """The surname as it is written, in lower case."""
    surname, comma, rest = name.partition(",")
    if comma and bare_words(rest):
        return bare_words(surname)[-1]
    return bare_words(name)[-1]
