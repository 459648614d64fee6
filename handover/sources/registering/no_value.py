"""Words that stand where a value should and are none: what each of them says, and in which fields it counts.

A word counts where it is all that a cell says; within a text it is text. What it costs depends on the field:

- a date, a yes or no, an address or a number to reach somebody, a currency: whatever the word means, there is none;
- who and where somebody is, tags, an initiative: a word for “unknown” or “withheld” is no name of anything;
- prose: “N/A” is no prose. “None” may be the answer, and “Redacted” tells a reader that there is something to ask for;
- a contact's name: the word is kept, and says what the post is (``Contact.holder``);
- amounts and the words of a vocabulary: nothing is lost, since these are kept as they were given;
- the title of a lesson, what is to be done, and a marking stay as they are: a row is not given up for its title, and
  what marks a record as sensitive is not believed away.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import product
from types import MappingProxyType
from typing import Final

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from handover import vocabulary
from handover.records import RecordKind
from handover.sources.registering.fields import FieldType, field_type
from handover.sources.registering.rules import Part, Tokens
from handover.vocabulary import folded

_ANY: Final = frozenset({"unknown", "withheld", "vacant", "abolished"})
_NOT_SAID: Final = frozenset({"unknown", "withheld"})
_UNKNOWN: Final = frozenset({"unknown"})

_PROSE: Final = frozenset(
    {
        *("what_happened", "effect", "causes", "early_warnings", "recommendation"),
        *("purpose", "narrative", "knows_about"),
    }
)
# In prose these are answers: were there early warnings? None.
_ANSWERS: Final = frozenset({"none"})
_BY_TYPE: Final[Mapping[FieldType, frozenset[str]]] = MappingProxyType(
    {"date": _ANY, "flag": _ANY, "currency": _ANY, "items": _NOT_SAID}
)
_BY_FIELD: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("emails", "phones"), _ANY),
        **dict.fromkeys(("initiative", "owner", "inherits", "recorded_by", "reports_to"), _NOT_SAID),
        **dict.fromkeys(("role", "organisation", "unit", "rating_vocabulary"), _NOT_SAID),
        **dict.fromkeys(_PROSE, _UNKNOWN),
    }
)
# What may stand between two letters of a word, before it and behind it, or in its place.
_MARKS: Final = frozenset(" \u00a0\t\n-_/.,&'’" + vocabulary.AROUND + vocabulary.MARKS)
_ROOM: Final = 4  # characters around a word
_LONGEST: Final = max(map(len, vocabulary.NO_VALUE)) + _ROOM
_LONGEST_OWN: Final = 200


class NoValue(Part):
    """An office's own words, beside those that are always understood (``handover.vocabulary.NO_VALUE``)."""

    unknown: Tokens = Field((), description="Nobody knows it, or nobody says: TBC, n/k.")
    withheld: Tokens = Field((), description="It is known and not given: N/D, redacted.")
    vacant: Tokens = Field((), description="The post is there, and nobody holds it.")
    abolished: Tokens = Field((), description="The post is no more: Eliminated.")

    @model_validator(mode="after")
    def _each_means_one_thing(self) -> "NoValue":
        met: dict[str, tuple[str, str]] = {}
        for meaning, words in self.words().items():
            for word in words:
                first, so_far = met.setdefault(folded(word), (word, meaning))
                if so_far != meaning:
                    sentence = (
                        f"“{first}” is said to mean {so_far}, and “{word}”, which is compared as the same, {meaning}"
                    )
                    raise PydanticCustomError("said", "{sentence}", {"sentence": sentence})
        return self

    def words(self) -> dict[str, tuple[str, ...]]:
        """The words by what they mean; meanings without words are left out."""
        declared: dict[str, tuple[str, ...]] = self.model_dump()
        return {meaning: words for meaning, words in declared.items() if words}


class NoValueWords:
    """What the words mean in one source: an office's own go before those that are always understood.

    Most texts are no such word, and should cost one look: ``longest`` is how many characters one can have, and
    ``beginnings`` are the first two that it can have where a text is asked whether it says anything.
    """

    def __init__(self, declared: Mapping[str, Iterable[str]] = MappingProxyType({})) -> None:
        own = {word: meaning for meaning, words in declared.items() for word in words}
        self._own = {folded(word): meaning for word, meaning in own.items()}
        self._begin_so = {word: meaning for given, meaning in own.items() if (word := _beginning(given))}
        words = {**vocabulary.NO_VALUE, **self._own, **self._begin_so, **{word.strip(): own[word] for word in own}}
        self.longest = float("inf") if self._begin_so else max(_LONGEST, *(len(word) + _ROOM for word in words))
        self.beginnings = _beginnings(word for word, meaning in words.items() if meaning in _NOT_SAID)
        self._all_beginnings = self.beginnings | _beginnings(words)

    def meaning(self, text: str) -> str | None:
        """What a text says that is no value, or None where it is one."""
        if text[:2] not in self._all_beginnings or len(text) > self.longest:
            return None
        if self._own:
            # How a longer text begins is enough to tell it by.
            bare = folded(text[:_LONGEST_OWN].strip(vocabulary.AROUND))
            if bare in self._own:
                return self._own[bare]
            for beginning, meaning in self._begin_so.items():
                if bare.startswith(beginning):
                    return meaning
        return vocabulary.no_value(text) if len(text) <= _LONGEST else None

    def holder(self, name: str) -> str:
        """What a cell that should name a person says, in the words of ``Contact.holder``."""
        return self.meaning(name) or ("named" if any(map(str.isalpha, name)) else "unknown")

    def says_nothing(self, records: RecordKind, field: str) -> Callable[[str], bool] | None:
        """A test whether a text says nothing in a field; None where every text says something there."""
        meanings = _BY_FIELD.get(field) or _BY_TYPE.get(field_type(records, field))
        if meanings is None:
            return None
        answers = _ANSWERS - self._own.keys() if field in _PROSE else frozenset[str]()

        def nothing(text: str) -> bool:
            return self.meaning(text) in meanings and not (answers and folded(text) in answers)

        return nothing

    def test_of_fields(self, records: RecordKind, fields: Iterable[str]) -> Callable[[str, str], bool]:
        """A test whether in a field, of these, a text says nothing."""
        tests = {name: test for name in fields if (test := self.says_nothing(records, name)) is not None}

        def says_nothing(field: str, text: str) -> bool:
            test = tests.get(field)
            return test is not None and test(text)

        return says_nothing


def _beginning(word: str) -> str:
    """The beginning that a word with a star at its end names, as it is compared; blank for others."""
    return folded(word[:-1]) if word.endswith("*") else ""


def _beginnings(words: Iterable[str]) -> frozenset[str]:
    """How a text can begin, in two characters, that is one of these words or only marks: ``N/``, ``n.``, ``(t`` …"""
    pairs = {*_MARKS, *(first + second for first in _MARKS for second in _MARKS)}
    for word in filter(None, words):
        pairs.update((word[:2], *(mark + word[0] for mark in vocabulary.AROUND)))
        if len(word) == 1 or word[1] == " ":
            pairs.update((word[0], *(word[0] + mark for mark in _MARKS)))
    return frozenset("".join(one) for pair in pairs for one in product(*((c, c.lower(), c.upper()) for c in pair)))


# The words that are always understood, for where an office has declared none.
ALWAYS: Final = NoValueWords()
