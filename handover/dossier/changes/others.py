"""What differs in the parts that only some dossiers have, and in what is concluded: who to ring, how complete it is."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from handover.dates import spoken
from handover.dossier.changes import fields
from handover.dossier.changes.fields import Say, told
from handover.dossier.changes.lines import changed, gone, lines, new
from handover.dossier.changes.model import Change
from handover.dossier.changes.pairing import paired
from handover.dossier.expectations.model import Completeness, Expected
from handover.dossier.model import Dossier
from handover.dossier.turning import RATING_WORDS
from handover.dossier.wording import counted, full_stop, on, quoted

_LONGEST: Final = 100
_NUMBER: Final = re.compile(r"\b[LAP]\d+\b")
Compare = Callable[[Dossier, Dossier], Iterable[Change]]


def _word(value: str | None) -> str:
    return value.replace("-", " ") if value else "not given"


def _yes(value: object) -> str:
    return "yes" if value else "no"


RATING: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "rating": ("rating", lambda rating: RATING_WORDS[rating] if rating else "not known"),
        "period": ("for", lambda period: spoken(period) if period else "no time"),
        "scale": ("scale", _word),
        "trend": ("trend", _word),
        "trend_words": ("trend in words", fields.text),
        "confidence": ("confidence in it", _word),
        "why": ("why so much confidence", lambda why: " ".join(one.text for one in why) or "not said"),
    }
)
EXPECTED: Final[Mapping[str, tuple[str, Say]]] = MappingProxyType(
    {
        "standing": ("how it stands", _word),
        "importance": ("importance", _word),
        "says": ("why", fields.text),
        "what_to_do": ("what to do", fields.text),
        "must_be_waived": ("has to be waived by name", _yes),
        "waived": ("waived", fields.waived),
    }
)


def rating_now(before: Dossier, after: Dossier) -> Iterable[Change]:
    was, now = before.severity.rating, after.severity.rating
    if was is not None and now is not None:
        if words := told(_bare(was), _bare(now), RATING):
            yield changed(full_stop(f"The rating now: {words}"))
    elif now is not None:
        yield new(full_stop(f"The rating now: {now.trend_words}"))
    elif was is not None:
        yield gone(full_stop(f"The rating now: {was.trend_words}"))


def _bare(rating: Any) -> Any:
    """Rows only move: the sentences are compared, and not what they rest on."""
    why = tuple(one.model_copy(update={"references": ()}) for one in rating.why)
    return rating.model_copy(update={"why": why})


def _ring(before: Dossier, after: Dossier) -> Iterable[Change]:
    # The numbers of what they recorded only move.
    was, now = ({_NUMBER.sub("", line): line for line in _calls(one)} for one in (before, after))
    yield from lines(
        "To ring",
        [line for key, line in was.items() if key not in now],
        [line for key, line in now.items() if key not in was],
    )


def _calls(dossier: Dossier) -> Iterable[str]:
    people = {person.number: person for person in dossier.people}
    for call in dossier.ring:
        person = people.get(call.person)
        name = (person.name or person.name_given or person.role) if person else None
        yield f"{name or 'Somebody without a name'}: {' '.join(why.text for why in call.why)}"


def _completeness(before: Dossier, after: Dossier) -> Iterable[Change]:
    was, now = before.completeness, after.completeness
    yield from lines("How complete it is", *([one.summary] if one else [] for one in (was, now)))
    pairs = paired(_expected(was), _expected(now), [(_code, _code)])
    for earlier, later in pairs.both:
        if words := told(earlier, later, EXPECTED):
            yield changed(full_stop(f"{quoted(later.sentence, _LONGEST)}: {words}"))
    for one in pairs.new:
        yield new(full_stop(f"{quoted(one.sentence, _LONGEST)} is expected: {_word(one.standing)}"))
    for one in pairs.gone:
        yield gone(full_stop(f"{quoted(one.sentence, _LONGEST)} is not expected any more"))
    yield from lines("Would raise it most", *(one.raises_most if one else () for one in (was, now)))
    yield from lines(
        "Not expected by the office",
        *([f"{it.sentence} Why: {it.because}" for it in one.left_out] if one else [] for one in (was, now)),
    )


def _expected(of: Completeness | None) -> Sequence[Expected]:
    return of.expected if of else ()


def _code(one: Expected) -> str:
    return one.code


def _desk(before: Dossier, after: Dossier) -> Iterable[Change]:
    for lead, of in _OF_THE_DESK:
        yield from lines(lead, *(list(of(one.desk)) if one.desk else [] for one in (before, after)))


def _concordance(before: Dossier, after: Dossier) -> Iterable[Change]:
    for lead, of in _OF_THE_CONCORDANCE:
        yield from lines(lead, *(list(of(one.concordance)) if one.concordance else [] for one in (before, after)))


def _closing(before: Dossier, after: Dossier) -> Iterable[Change]:
    for lead, of in _OF_THE_CLOSING:
        yield from lines(lead, *(list(of(one.closing)) if one.closing else [] for one in (before, after)))


def _texts(sentences: Iterable[Any]) -> list[str]:
    return [one.text for one in sentences]


def _joined(*texts: str | None) -> str:
    return ", ".join(text for text in texts if text)


def _day(label: str, value: str | None) -> str | None:
    return f"{label} {spoken(value)}" if value else None


Lines = Callable[[Any], Iterable[str]]
_OF_THE_DESK: Final[tuple[tuple[str, Lines], ...]] = (
    ("Hands over", lambda desk: [desk.person] if desk.person else []),
    ("Takes over", lambda desk: [desk.successor] if desk.successor else []),
    (
        "A post",
        lambda desk: [
            _joined(
                one.title or "A post without a title",
                one.place,
                one.initiative,
                _day("from", one.from_on),
                _day("until", one.to_on),
                "moves" if one.moves else "does not move",
                one.listed and f"the lists give it to {one.listed}",
            )
            for one in desk.posts
        ],
    ),
    (
        "An initiative",
        lambda desk: [
            _joined(
                one.name,
                one.part,
                one.state.text,
                _day("next", one.next_on),
                one.dossier,
                one.successor and f"to {one.successor}",
            )
            for one in desk.initiatives
        ],
    ),
    ("More initiatives", lambda desk: [str(desk.more_initiatives)] if desk.more_initiatives else []),
    (
        "An open action",
        lambda desk: [
            _joined(one.what, one.initiative, _day("due", one.due), f"inherited by {one.inherits or 'nobody yet'}")
            for one in desk.actions
        ],
    ),
    ("To get to know", lambda desk: [f"{_joined(one.name, one.role)}: {'; '.join(one.why)}" for one in desk.contacts]),
    ("Others in post", lambda desk: [str(desk.other_contacts)] if desk.other_contacts else []),
    (
        "Comes round again",
        lambda desk: [
            _joined(one.what, one.how_often, _day("next", one.next_on), one.basis.text) for one in desk.recurring
        ],
    ),
    ("A lesson that they recorded", lambda desk: [one.title for one in desk.lessons]),
    ("Only they knew", lambda desk: _texts(desk.only_they)),
    ("The first week", lambda desk: [f"{day.title}: {step.text}" for day in desk.week for step in day.steps]),
)
_OF_THE_CONCORDANCE: Final[tuple[tuple[str, Lines], ...]] = (
    (
        "A name",
        lambda of: [
            _joined(
                one.old,
                one.how,
                f"new: {', '.join(one.new) or 'not recorded'}",
                _day("on", one.on),
                _day("announced", one.announced_on),
                one.said_by and f"said by {one.said_by}",
                one.evidence,
            )
            for one in of.names
        ],
    ),
    (
        "A function",
        lambda of: [
            f"{one.function}: {', '.join(one.before)} before, {', '.join(one.after) or 'not said'} from then on. "
            f"{one.basis.text}"
            for one in of.functions
        ],
    ),
    ("Functions", lambda of: [of.functions_note] if of.functions_note else []),
    (
        "What stays and what changes",
        lambda of: [f"{one.about}: {_word(one.becomes)}. {one.text.text}" for one in of.standings],
    ),
    (
        "Owner of a part",
        lambda of: [f"{one.name}: {one.owner.text if one.owner else 'no report names one'}" for one in of.parts],
    ),
    (
        "Who holds a part",
        lambda of: [
            f"{part.name}: {_joined(one.name, one.role, *one.emails)}" for part in of.parts for one in part.holders
        ],
    ),
    (
        "Where records are",
        lambda of: [
            f"{counted(one.count, 'record')} ({one.kind}) of {one.source}, under {', '.join(one.under)}: {one.now}"
            for one in of.records
        ],
    ),
    ("Records", lambda of: [of.records_note] if of.records_note else []),
)
_OF_THE_CLOSING: Final[tuple[tuple[str, Lines], ...]] = (
    ("What it set out to do", lambda of: _texts(of.aims)),
    ("What it did", lambda of: _texts(of.ends)),
    (
        "Against plan",
        lambda of: [
            f"{one.what}: {one.first} for {on(one.first_for)}, {one.last} for {on(one.last_for)}. {one.change}"
            for one in of.plan
        ],
    ),
    ("Against plan, beside the table", lambda of: _texts(of.plan_notes)),
    ("Advice", lambda of: [one.text for one in of.advice]),
)


def _handling(before: Dossier, after: Dossier) -> Iterable[Change]:
    """How it may be handled. Of the annex no word is told: whoever has the rest reads this."""
    yield from lines("To be handled so", *([one.handling] if one.handling else [] for one in (before, after)))
    was, now = (one.edition.name if one.edition else "full" for one in (before, after))
    if was != now:
        yield changed(f"It is the {now} edition, and was the {was} one.")
    elif before.edition != after.edition:
        earlier, withheld = (one.edition.count if one.edition else 0 for one in (before, after))
        yield changed(f"Withheld: {counted(withheld, 'passage')}, was {counted(earlier, 'passage')}.")
    if (before.annex is None) != (after.annex is None):
        yield new("An annex, for what is marked higher.") if after.annex else gone("There is no annex any more.")
    elif before.annex is not None and after.annex is not None:
        if (before.annex.marking, before.annex.rest) != (after.annex.marking, after.annex.rest):
            yield changed(f"The annex is marked {after.annex.marking} now, and was marked {before.annex.marking}.")
        texts, others = ({item.texts for item in one.annex.items} for one in (after, before) if one.annex)
        if differ := len(texts - others) + len(others - texts):
            yield changed(f"The annex has {counted(len(texts), 'item')}, {differ:,} of them new, changed or gone.")


OTHERS: Final[tuple[tuple[str, str, Compare], ...]] = (
    ("ring", "Who to ring", _ring),
    ("completeness", "How complete it is", _completeness),
    ("desk", "What one person hands over, or takes up", _desk),
    ("concordance", "Old and new", _concordance),
    ("closing", "What only a closure has", _closing),
    ("handling", "How it may be handled, and its annex", _handling),
)
