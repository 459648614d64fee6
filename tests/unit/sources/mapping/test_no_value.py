"""Words that stand where a value should and are none: what they say, and in which fields they count."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover import vocabulary
from handover.records import Contact, Record
from handover.sources.mapping.understanding import constant_mistake
from handover.sources.registering.fields import fields_of
from handover.sources.registering.no_value import ALWAYS, NoValueWords
from handover.sources.registering.registration import Registration
from handover.sources.registering.rules import FieldRule
from tests.mappings import compile_mapping

MEANINGS: dict[str, str | None] = {
    "TBC": "unknown",
    " tbc ": "unknown",
    "(To be confirmed)": "unknown",
    "n/k": "unknown",
    "N.A.": "unknown",
    "n\u00a0/\u00a0a": "unknown",
    "-": "unknown",
    "–": "unknown",
    "...": "unknown",
    "?": "unknown",
    "None": "unknown",
    "N/D": "withheld",
    "'N/D'": "withheld",
    "[REDACTED]": "withheld",
    "Not disclosed": "withheld",
    "Exempt from disclosure": "withheld",
    "Vacant": "vacant",
    "Post vacant.": "vacant",
    "Eliminated": "abolished",
    "Jo Smith": None,
    "Na Li": None,
    "Nona": None,
    "Unknown unknowns": None,
    "TBC by the board in May": None,
    "12": None,
    "+": None,
    "👍": None,
    "£": None,
}


@pytest.mark.parametrize(("text", "meaning"), MEANINGS.items(), ids=MEANINGS)
def test_what_a_word_says(text: str, meaning: str | None) -> None:
    assert ALWAYS.meaning(text) == vocabulary.no_value(text) == meaning


@pytest.mark.parametrize(
    ("name", "holder"),
    [
        ("Jo", "named"),
        ("12", "unknown"),
        ("TBC", "unknown"),
        ("n/d", "withheld"),
        ("VACANT", "vacant"),
        ("—", "unknown"),
    ],
)
def test_what_stands_in_the_place_of_a_name(name: str, holder: str) -> None:
    assert ALWAYS.holder(name) == vocabulary.holder(name) == holder


OWN = NoValueWords(
    {
        "unknown": ("keine Angabe", "Q", "N/D"),
        "withheld": ("Exempt*", "§", "Geheim"),
        "vacant": ("zu besetzen", "-"),
        "abolished": ("XX", "Straße"),
    }
)
OWN_MEANINGS: dict[str, str | None] = {
    "Keine Angabe": "unknown",
    "q.": "unknown",
    "Q": "unknown",
    "N/D": "unknown",
    "exempt": "withheld",
    "Exempt under section 43 of the Freedom of Information Act, and for other reasons " + "x" * 300: "withheld",
    "§": "withheld",
    "Zu besetzen": "vacant",
    "–": "unknown",
    "-": "vacant",
    "xx": "abolished",
    "STRASSE": "abolished",
    "TBC": "unknown",
    "Redacted": "withheld",
    "Not exempt": None,
    "XXL": None,
    "Quite": None,
}


@pytest.mark.parametrize(("text", "meaning"), OWN_MEANINGS.items(), ids=[text[:20] for text in OWN_MEANINGS])
def test_an_offices_own_words_go_first(text: str, meaning: str | None) -> None:
    assert OWN.meaning(text) == meaning


@given(st.text(max_size=30))
def test_the_quick_look_never_misses_a_word_that_is_always_understood(text: str) -> None:
    meaning = vocabulary.no_value(text)
    if text == text.strip() and meaning is not None:
        assert ALWAYS.meaning(text) == meaning
        assert meaning in ("vacant", "abolished") or text[:2] in ALWAYS.beginnings


@given(
    st.sampled_from(sorted(vocabulary.NO_VALUE)),
    st.sampled_from(vocabulary.AROUND),
    st.sampled_from(" -_/.&"),
    st.data(),
)
def test_words_are_understood_however_they_are_written(
    word: str, around: str, between: str, data: st.DataObject
) -> None:
    letters = [data.draw(st.sampled_from((letter.lower(), letter.upper()))) for letter in word.replace(" ", between)]
    written = f"{around}{''.join(letters)}{around}".strip()
    assert ALWAYS.meaning(written) == vocabulary.NO_VALUE[word]


LOCATION: dict[str, Any] = {"name": "x", "title": "X", "location": "a.csv"}
NEEDED: dict[str, dict[str, Any]] = {
    "lesson": {"initiative": {"constant": "Alpha"}, "title": {"constant": "T"}},
    "programme-status": {"initiative": {"constant": "Alpha"}, "period": {"constant": "2015"}},
    "contact": {"initiative": {"constant": "Alpha"}, "name": {"constant": "Jo Smith"}},
    "follow-on-action": {"initiative": {"constant": "Alpha"}, "what": {"constant": "Do it"}},
}


def mapped(kind: Any, field: str, cell: Any, rule: Any = "C", **more: Any) -> Any:
    declared = {**LOCATION, "records": kind, "map": {**NEEDED[kind], field: rule}, **more}
    return compile_mapping(Registration.model_validate(declared), ("C", "D")).record([cell, "d"], "K")


# By kind and field, what is left of: TBC, N/D, Vacant, None.
KEPT: dict[str, dict[str, tuple[Any, Any, Any, Any]]] = {
    "lesson": {
        "title": ("TBC", "N/D", "Vacant", "None"),
        "sensitivity": ("TBC", "N/D", "Vacant", "None"),
        "effect": (None, "N/D", "Vacant", "None"),
        "early_warnings": (None, "N/D", "Vacant", "None"),
        "recorded_by": (None, None, "Vacant", None),
        "recorded_on": (None, None, None, None),
        "tags": ((), (), ("Vacant",), ()),
        "outcome_given": ("TBC", "N/D", "Vacant", "None"),
    },
    "programme-status": {
        "narrative": (None, "N/D", "Vacant", "None"),
        "owner": (None, None, "Vacant", None),
        "end_planned": (None, None, None, None),
        "currency": (None, None, None, None),
        "budget_given": ("TBC", "N/D", "Vacant", "None"),
    },
    "contact": {
        "organisation": (None, None, "Vacant", None),
        "emails": ((), (), (), ()),
        "phones": ((), (), (), ()),
        "shared_mailbox": (False, False, False, False),
        "to_on": (None, None, None, None),
        "knows_about": (None, "N/D", "Vacant", "None"),
        "holder": ("unknown", "withheld", "vacant", "unknown"),
    },
    "follow-on-action": {
        "what": ("TBC", "N/D", "Vacant", "None"),
        "inherits": (None, None, "Vacant", None),
        "due": (None, None, None, None),
    },
}


@pytest.mark.parametrize(
    ("kind", "field", "kept"),
    [(kind, field, kept) for kind, fields in KEPT.items() for field, kept in fields.items()],
    ids=[f"{kind} {field}" for kind, fields in KEPT.items() for field in fields],
)
def test_what_is_left_of_a_word_in_a_field(kind: str, field: str, kept: tuple[Any, ...]) -> None:
    for word, expected in zip(("TBC", "N/D", "Vacant", "None"), kept, strict=True):
        record = mapped(kind, field, word)
        assert isinstance(record, Record), (word, record)
        assert getattr(record, field) == expected, word


def test_words_of_a_vocabulary_and_amounts_are_kept_as_they_were_given() -> None:
    status = mapped("programme-status", "rating", "TBC")
    assert (status.rating, status.rating_given) == (None, "TBC")
    assert mapped("programme-status", "rating", "N/A").rating == "not-rated"
    assert mapped("programme-status", "budget", "N/D").budget_given == "N/D"


NAMES = {
    "TBC": ("unknown", None, "TBC"),
    "N/D": ("withheld", None, "N/D"),
    "Vacant": ("vacant", None, "Vacant"),
    "Eliminated": ("abolished", None, "Eliminated"),
    "???": ("unknown", None, "???"),
    "Jo Smith": ("named", "Jo Smith", None),
    "XX": ("named", "XX", None),
}


@pytest.mark.parametrize(("cell", "expected"), NAMES.items(), ids=NAMES)
def test_in_a_contacts_name_a_word_says_what_the_post_is(cell: str, expected: tuple[Any, ...]) -> None:
    contact = mapped("contact", "name", cell)
    assert isinstance(contact, Contact)
    assert (contact.holder, contact.name, contact.name_given) == expected


def test_an_offices_own_words_hold_for_the_whole_source() -> None:
    tokens = {"vacant": "XX", "unknown": ["keine Angabe", "none"], "withheld": "Exempt*"}
    contact = mapped("contact", "name", "xx", tokens=tokens)
    assert (contact.holder, contact.name_given) == ("vacant", "xx")
    assert mapped("lesson", "effect", "Keine Angabe", tokens=tokens).effect is None
    assert mapped("lesson", "effect", "None", tokens=tokens).effect is None
    assert mapped("lesson", "recorded_on", "Exempt under s.24", tokens=tokens).recorded_on is None
    assert mapped("lesson", "recorded_by", "Exempt under s.24", tokens=tokens).recorded_by is None


def test_an_initiative_is_named_by_none_of_these_words() -> None:
    (reason,) = mapped("lesson", "initiative", "tbc")
    assert reason == ("blank", "C", "“C” says “tbc”, so that the row names no initiative.")
    (reason,) = mapped("programme-status", "period", "TBC")
    assert reason.sentence == "“C” says “TBC”, and a programme status needs a period."


IN_A_RULE: dict[str, tuple[str, Any, Any]] = {
    "what the lookup knows says something": ("recorded_by", {"column": "C", "lookup": {"N/A": "Nobody"}}, "Nobody"),
    "the default stands in": ("recorded_by", {"column": "C", "default": "The office"}, "The office"),
    "joined with others": ("causes", {"join": ["C", "D"]}, "d"),
    "in a list": ("tags", {"join": ["C", "D"]}, ("d",)),
    "in HTML": ("effect", {"column": "C", "html": True}, None),
}


@pytest.mark.parametrize(("field", "rule", "expected"), IN_A_RULE.values(), ids=IN_A_RULE)
def test_words_in_a_rule(field: str, rule: Any, expected: Any) -> None:
    cell = "<p>n/a</p>" if "html" in rule else "n/a"
    assert getattr(mapped("lesson", field, cell, rule), field) == expected


def test_within_a_text_a_word_is_text() -> None:
    text = "Vacant posts were TBC; n/a"
    assert mapped("lesson", "effect", text).effect == text
    assert mapped("lesson", "tags", "a; n/a; TBC", {"column": "C", "split": ";"}).tags == ("a",)


def test_a_constant_that_says_nothing_is_a_mistake() -> None:
    rule = FieldRule(constant="N/A")
    assert constant_mistake("lesson", "recorded_by", rule, "N/A") == "“N/A” says nothing here; leave it out"
    assert constant_mistake("lesson", "title", rule, "N/A") is None


@pytest.mark.parametrize("kind", NEEDED)
def test_every_field_takes_every_word(kind: Any) -> None:
    for field in (name for name in fields_of(kind) if not name.endswith("_given")):
        for word in ("TBC", "N/D", "Vacant", "Eliminated", "-"):
            found = mapped(kind, field, word)
            # No word costs the row, but where it names no initiative, or no period.
            assert isinstance(found, Record) or field in ("initiative", "period", "rating_vocabulary"), (field, word)
