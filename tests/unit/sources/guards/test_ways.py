"""Two values: whether the one is the other written differently, and how; or whether it says something else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.sources.guards.ways import WAY_WORDS, Recoding, meaning, recoding, shape
from handover.sources.registering.no_value import ALWAYS, NoValueWords

RECODED: dict[str, tuple[str, str, Recoding]] = {
    "a token out of its quotation marks": ("'N/D'", "N/D", Recoding("no-value")),
    "a token where nothing stood": ("", "N/D", Recoding("no-value")),
    "a dash for a token": ("TBC", "–", Recoding("no-value")),
    "a token in capitals": ("Vacant", "VACANT", Recoding("no-value")),
    "nought for a token": ("N/D", "0", Recoding("nought")),
    "nought for nothing": ("", "£0.00", Recoding("nought")),
    "a token for nought": ("0", "n/a", Recoding("nought")),
    "capitals": ("Human Resources", "HUMAN RESOURCES", Recoding("case")),
    "a space at the end": ("Companies House ", "Companies House", Recoding("punctuation")),
    "a line break": ("Submarine\nDelivery", "Submarine Delivery", Recoding("punctuation")),
    "an ampersand": ("Policy & Research", "Policy and Research", Recoding("punctuation")),
    "quotation marks": ("'Ada Lim'", "Ada Lim", Recoding("punctuation")),
    "an apostrophe that went lost": ("Minister\ufffds Office", "Ministers Office", Recoding("punctuation")),
    "an accent that went lost": ("Zoë Müller", "Zoe Muller", Recoding("letters")),
    "UTF-8 read as something older": ("Zoë Müller", "ZoÃ« MÃ¼ller", Recoding("letters")),
    "a letter that became a mark": ("Zoë", "Zo\ufffd", Recoding("letters")),
    "tags": ("<p>Ask <b>early</b></p>", "Ask early", Recoding("markup")),
    "entities": ("R&amp;D", "R&D", Recoding("markup")),
    "the family name first": ("Ada Lim", "Lim, Ada", Recoding("word-order")),
    "a title before the name": ("Ada Lim", "Dr Ada Lim", Recoding("form-of-address")),
    "another title": ("Ms Ada Lim", "Mrs. Ada Lim", Recoding("form-of-address")),
    "an initial": ("Ada Lim", "A. Lim", Recoding("initials")),
    "initials behind the family name": ("Ada Mary Lim", "Lim, A M", Recoding("initials")),
    "thousands": ("1,234,567", "1234567", Recoding("number")),
    "a currency sign": ("£1200", "1200", Recoding("number")),
    "a number in words": ("1.2m", "1,200,000", Recoding("number")),
    "noughts that were lost": ("00042", "42", Recoding("number")),
    "pence that were lost": ("370164.49", "370164", Recoding("decimals")),
    "pounds for thousands": ("365.98", "365980", Recoding("unit", "1000")),
    "thousands for pounds": ("2500", "2.5", Recoding("unit", "1/1000")),
    "a date in another order": ("31/12/2015", "2015-12-31", Recoding("date")),
    "a date with two digits of the year": ("31.12.15", "2015-12-31", Recoding("date")),
    "a date in words": ("3 February 2024", "03/02/2024", Recoding("date")),
    "a moment": ("2015-12-31T00:00:00", "31/12/2015", Recoding("date")),
    "the day and the month": ("2024-02-03", "2024-03-02", Recoding("day-month")),
    "only the year": ("2024-02-03", "2024", Recoding("precision")),
    "a month for a day": ("2024-02", "2024-02-01", Recoding("precision")),
    "a mark before it": ("101", "AC-101", Recoding("affix", "“AC-…” added")),
    "a mark behind it": ("jo@x.gsi.example", "jo@x.gsi.example.org", Recoding("affix", "“….org” added")),
    "a mark that was taken away": ("http://x.example/1", "x.example/1", Recoding("affix", "“http://…” left out")),
    "a text that is cut off": (
        "A" + " long text" * 30,
        "A" + " long text" * 20,
        Recoding("cut-off", "after 201 characters"),
    ),
    "a very long text that is cut off": ("x" * 5_000, "x" * 255, Recoding("cut-off", "after 255 characters")),
}
REAL: dict[str, tuple[str, str]] = {
    "another person": ("Mrs Natalie Warner", "Sian Taylor-Booth"),
    "a person of the same family name": ("Ada Lim", "Bea Lim"),
    "a person who left": ("Roger Woods", "ELIMINATED"),
    "a person who is not named any more": ("James Reed", "N/D"),
    "a person where nobody was named": ("", "Dr Michelle Young"),
    "a post that is vacant now": ("'N/D'", "Vacant"),
    "a post that is no more": ("Vacant", "Eliminated"),
    "another amount": ("753943", "342174"),
    "another share of a post": ("1", "0.88"),
    "an amount that became nought": ("4196069", "0"),
    "another telephone": ("020 7946 0421", "020 7946 0292"),
    "another number": ("8", "182"),
    "another year": ("2018", "2019"),
    "another day": ("2024-03-31", "2024-04-30"),
    "another title": ("Director of Policy", "Director of Research"),
    "a longer text": ("It went well.", "It went well, but late, and nobody was told until the very end of the year."),
    "a very long text": ("x" * 5_000, "y" * 5_000),
    "prose that happens to end in a digit": ("Phase 1", "Phase 2"),
}


@pytest.mark.parametrize(("old", "new", "way"), RECODED.values(), ids=RECODED)
def test_the_same_written_another_way(old: str, new: str, way: Recoding) -> None:
    assert recoding(old, new, ALWAYS) == way


@pytest.mark.parametrize(("old", "new"), REAL.values(), ids=REAL)
def test_something_else(old: str, new: str) -> None:
    assert recoding(old, new, ALWAYS) is None


def test_every_way_is_tried_and_has_words() -> None:
    tried = {way.way for _, _, way in RECODED.values()}
    assert tried | {"shape"} == set(WAY_WORDS)


def test_an_office_s_own_words_say_nothing_too() -> None:
    words = NoValueWords({"withheld": ["GDPR"]})
    assert recoding("GDPR", "N/D", words) == Recoding("no-value")
    assert recoding("GDPR", "N/D", ALWAYS) is None


SHAPES = {
    "a name": ("Ada Lim", "Aa Aa"),
    "two first names": ("Ada Mary-Ann Lim", "Aa Aa-Aa Aa"),
    "a post": ("SCS-101", "A-9"),
    "a number": ("1,204.50", "9"),
    "an address": ("ada.lim@example.org", "a.a@a.a"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "form"), SHAPES.values(), ids=SHAPES)
def test_the_form_of_a_value(text: str, form: str) -> None:
    assert shape(text) == form


TEXTS = st.text(max_size=60) | st.sampled_from(["", "N/D", "Vacant", "0", "2024-02-03", "3.2.24", "£1.2m", "Ada Lim"])


@given(TEXTS, TEXTS)
def test_a_value_that_is_gone_is_never_only_written_another_way(old: str, new: str) -> None:
    found = recoding(old, new, ALWAYS)
    if (meaning(old, ALWAYS) is None) is not (meaning(new, ALWAYS) is None):
        assert found is None or found.way == "nought"
    else:
        assert found is None or found.way in WAY_WORDS


@given(TEXTS, TEXTS)
def test_what_is_written_another_way_is_so_in_both_directions(old: str, new: str) -> None:
    there, back = recoding(old, new, ALWAYS), recoding(new, old, ALWAYS)
    if there is not None and there.way not in ("cut-off", "affix"):
        assert back is not None
