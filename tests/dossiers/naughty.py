"""Strings that have broken programs before, by what they try; and a dossier that has each of them in its texts."""

from collections.abc import Mapping
from typing import Final

from handover.dossier.model import Contingency, Dossier, Event, InitiativeFacts, StatusHistory
from tests.dossiers.parts import (
    a_gap,
    a_lesson,
    a_person,
    a_reference,
    a_sentence,
    a_source,
    a_status_point,
    an_action,
    groups_of,
)
from tests.dossiers.rich import a_dossier

KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "formulas": (
        "=cmd|' /C calc'!A0",
        "+1+cmd|' /C calc'!A0",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "\t=1+1 behind a tab",
        "\r=1+1 behind a carriage return",
        "\n=1+1 behind a line end",
        " =1+1 behind a space",
        "\uff1d1+1 in full width",
        '=HYPERLINK("http://192.0.2.1/x","look")',
        "'=1+1 with an apostrophe before it",
        'a";=1+1;"b',
        "{=SUM(A1:A9)}",
        "_x003D_1+1",
    ),
    "markup": (
        "<script>document.title='taken'</script>",
        "<img src=x onerror=alert(1)>",
        "</p></section></style></main>",
        "<!-- not a comment -->",
        "]]> &lt;b&gt; &#60;",
        "<text:p>not a paragraph</text:p>",
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>&b;",
        "javascript:alert(1)",
    ),
    "templates": ("{{ 7*7 }}", "{% raw %}{{ dossier.__class__ }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "%s%n%x", "{0}"),
    "commands": (
        "'; DROP TABLE record; --",
        "1' OR '1'='1",
        "$(touch taken)",
        "`touch taken`",
        "../../../etc/hostname",
    ),
    "other forms' own": (
        "BEGIN:VCARD\r\nFN:Nobody\r\nEND:VCARD",
        "x\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nACTION:AUDIO",
        "one;two,three\\four\\nfive:six",
        "&C&B&P of a header",
    ),
    "directions": (
        "\u202egnp.exe invoice",
        "\u2066isolated\u2069 and \u2067turned",
        "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
        "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645 123",
        "a\u200fb\u200ec\u061cd",
    ),
    "unseen": (
        "zero\u200bwidth\u200cjoined\u200dmark\u2060s",
        "soft\u00adhyphen",
        "\ufeffmark of order",
        "\u3164filler",
    ),
    "marks": (
        "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033da\u0317\u0320\u035bl\u0321\u0353g\u0336\u0300o\u0322",
        "e\u0301 and \u00e9",
        "\u0e01\u0e33\u0e14\u0e36\u0e01",
    ),
    "pictures": (
        "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
        "\U0001f44d\U0001f3ff thumb \U0001f1ec\U0001f1e7 flag",
        "\u2764\ufe0f heart",
    ),
    "writing without spaces": (
        "\u7530\u4e2d\u3055\u3093\u306b\u3042\u3052\u3066\u4e0b\u3055\u3044" * 20,
        "\U00020b9f of plane two",
    ),
    "controls": ("bell\x07 null\x00 escape\x1b[31m", "next\x85line vertical\x0btab form\x0cfeed", "delete\x7f c1\x9b"),
    "no characters": (
        "\ufffe and \uffff",
        "\ufdd0 \U0001fffe \U0010ffff",
        "private \ue123 \U000f0000",
        "unassigned \u0378",
    ),
    "words for nothing": (
        "null",
        "None",
        "undefined",
        "NaN",
        "-",
        "0",
        "1e309",
        "TRUE",
        "1/2",
        "00123",
        "+441632960001",
    ),
}
LONG: Final = ("W" * 5000, "Nothing here is ever divided into paragraphs. " * 650)
STRINGS: Final = tuple(text for texts in KINDS.values() for text in texts)


def a_naughty_dossier() -> Dossier:
    """Every string as a lesson, an action, a person, a gap and more; the long ones once each."""
    lessons = [
        a_lesson(number, title=f"Lesson {number}", what_happened=text, recommendation=text, tags=(text,))
        for number, text in enumerate((*STRINGS, *LONG), start=1)
    ]
    together = " ".join(STRINGS)
    return a_dossier(
        office=together[:300],
        initiative=InitiativeFacts(
            name="=Aldermoor; ../..\r\nX", other_names=STRINGS[:9], lines=(a_sentence(together),), owner=STRINGS[0]
        ),
        actions=tuple(
            an_action(number, what=text, owner=text, inherits=text, reference=a_reference("S4", number))
            for number, text in enumerate(STRINGS, start=1)
        ),
        contingencies=(Contingency(what=a_sentence(together), then=together),),
        story=tuple(Event(on="2024", text=text, category="other") for text in STRINGS),
        status=StatusHistory(points=(a_status_point("2024", narrative=together, owner=STRINGS[3]),)),
        lessons=groups_of(lessons),
        people=tuple(
            a_person(number, name=text, role=text, organisation=text, emails=(text,), phones=(text,), knows_about=text)
            for number, text in enumerate(STRINGS, start=1)
        ),
        gaps=tuple(a_gap(sentence=text, what_to_do=text) for text in STRINGS),
        sources=(a_source("S1", title=together, owner=together), a_source("S4", title="Actions")),
    )
