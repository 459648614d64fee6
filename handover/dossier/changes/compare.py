"""What differs between two dossiers. Pure: the same two always give the same.

What each says is compared, and neither numbers nor rows nor the moment at which it was compiled: those move without
anything having changed.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Final, TypeVar

from handover.dossier.changes import fields
from handover.dossier.changes.fields import Say, told
from handover.dossier.changes.lines import changed, gone, lines, new
from handover.dossier.changes.model import Change, ChangeGroup, Changes, Subject, Which
from handover.dossier.changes.others import OTHERS, rating_now
from handover.dossier.changes.pairing import Paired, Sign, paired
from handover.dossier.heritage.assemble import every
from handover.dossier.model import Dossier, LessonItem, Person, SourceFacts
from handover.dossier.part import Part, Reference
from handover.dossier.wording import counted, full_stop, on, quoted, shortened

P = TypeVar("P", bound=Part)
# Of each subject so many changes are listed in a dossier; the rest are counted.
MOST: Final = 12
_LONGEST: Final = 100
# Two texts of one row are the same thing put anew where they share so many of their words.
_ALIKE: Final = 0.5


def changes(before: Dossier, after: Dossier, *, most: int | None = MOST) -> Changes:
    """What ``after`` says that ``before`` does not, and the other way round; of each subject at most ``most`` changes.

    Parts are matched by the source's own key, by what they say, or by their row, and never by number.
    """
    groups = (
        ("severity", "How serious it is", _severity(before, after)),
        ("transition", "The transition and its names", _transition(before, after)),
        ("actions", "Follow-on actions", _actions(before, after)),
        ("gaps", "Gaps", _gaps(before, after)),
        ("people", "People", _people(before, after)),
        ("status", "Status reports", _status(before, after)),
        ("lessons", "Lessons", _lessons(before, after)),
        ("sources", "Sources", _sources(before, after)),
        ("conclusions", "What the dossier concludes from them", _conclusions(before, after)),
        ("heritage", "What came before, and what became of it", _heritage(before, after)),
        *((subject, title, of(before, after)) for subject, title, of in OTHERS),
    )
    made = ((subject, title, tuple(found)) for subject, title, found in groups)
    return Changes(
        before=which(before),
        after=which(after),
        groups=tuple(_group(subject, title, found, most) for subject, title, found in made if found),
    )


def which(dossier: Dossier) -> Which:
    return Which(
        reference=dossier.reference, version=dossier.version, title=dossier.title, compiled_at=dossier.compiled_at
    )


def _group(subject: Any, title: str, found: tuple[Change, ...], most: int | None) -> ChangeGroup:
    kept: tuple[Change, ...] = found[:most]
    named: Subject = subject
    return ChangeGroup(subject=named, title=title, changes=kept, more=len(found) - len(kept))


def _severity(before: Dossier, after: Dossier) -> Iterable[Change]:
    was, now = before.severity.level, after.severity.level
    if was != now:
        yield changed(f"It is {now.replace('-', ' ')} now, and was {was.replace('-', ' ')}.")
    if before.marking != after.marking:
        yield changed(f"It is marked {after.marking} now, and was marked {before.marking}.")
    yield from rating_now(before, after)
    yield from lines(
        "Reason", [one.text for one in before.severity.reasons], [one.text for one in after.severity.reasons]
    )


def _transition(before: Dossier, after: Dossier) -> Iterable[Change]:
    for lead, was, now, table in (
        ("The transition", before.transition, after.transition, fields.TRANSITION),
        ("The initiative", before.initiative, after.initiative, fields.INITIATIVE),
    ):
        if words := told(was, now, table):
            yield changed(full_stop(f"{lead}: {words}"))
    if before.office != after.office:
        yield changed(f"The office is {quoted(after.office, _LONGEST)} now, and was {quoted(before.office, _LONGEST)}.")
    yield from lines(
        "What it is", [one.text for one in before.initiative.lines], [one.text for one in after.initiative.lines]
    )


def _actions(before: Dossier, after: Dossier) -> Iterable[Change]:
    pairs = _paired(before, after, before.actions, after.actions, lambda action: action.what, fields.ACTION)
    for was, now in pairs.both:
        # What is finished says so by its status, and a new date says by itself how urgent it is.
        follows = ("urgency",) if was.due != now.due or was.status != now.status else ()
        if words := told(was, now, fields.ACTION, ignoring=follows):
            yield changed(full_stop(f"{quoted(now.what, _LONGEST)}: {words}"), now.number, now.reference)
    for one in pairs.new:
        due = f"due {on(one.due)}" if one.due else "without a date"
        heir = quoted(one.inherits, 60) if one.inherits else "nobody yet"
        yield new(f"{quoted(one.what, _LONGEST)}, {due}, inherited by {heir}.", one.number, one.reference)
    for one in pairs.gone:
        yield gone(f"{quoted(one.what, _LONGEST)} is not among the actions any more.")


def _gaps(before: Dossier, after: Dossier) -> Iterable[Change]:
    pairs = paired(
        before.gaps,
        after.gaps,
        [
            _both(lambda gap: (*_shown(gap, fields.GAP), gap.code)),
            _both(lambda gap: (gap.code, gap.sentence)),
        ],
    )
    # A gap that counts something says another number, and is the same gap, where it is the only one of its kind.
    single = {code for code, count in Counter(gap.code for gap in pairs.gone).items() if count == 1}
    rest = paired(pairs.gone, pairs.new, [_both(lambda gap: gap.code if gap.code in single else None)])
    of = {id(gap): number for number, gap in enumerate(after.gaps, start=1)}
    for was, now in (*pairs.both, *rest.both):
        if words := told(was, now, fields.GAP):
            yield Change(
                how="changed",
                text=full_stop(f"{quoted(now.sentence, _LONGEST)}: {words}"),
                number=of[id(now)],
                references=now.references,
            )
    for one in rest.new:
        yield Change(
            how="new",
            text=f"{one.severity.capitalize()}: {shortened(one.sentence)[0]}",
            number=of[id(one)],
            references=one.references,
        )
    for one in rest.gone:
        yield gone(shortened(one.sentence)[0])


def _people(before: Dossier, after: Dossier) -> Iterable[Change]:
    pairs = _paired(before, after, before.people, after.people, _called, fields.PERSON)
    for was, now in pairs.both:
        if words := told(was, now, fields.PERSON):
            yield changed(full_stop(f"{_called(now)}: {words}"), now.number, now.reference)
    for one in pairs.new:
        yield new(f"{_called(one)}: {fields.STANDINGS[one.standing]}.", one.number, one.reference)
    for one in pairs.gone:
        yield gone(f"{_called(one)} is not among the people any more.")


def _called(person: Person) -> str:
    name = person.name or person.name_given
    return ", ".join(quoted(part, 70) for part in (name, person.role) if part) or "Somebody without name or post"


def _status(before: Dossier, after: Dossier) -> Iterable[Change]:
    pairs = _paired(before, after, before.status.points, after.status.points, lambda point: point.period, fields.STATUS)
    for one in pairs.new:
        rating = one.rating_given or one.rating
        said = f"rated {quoted(rating, 40)}" if rating else "without a rating"
        earlier = [point for point in after.status.points if point.period < one.period and point.rating]
        if one.rating and earlier and earlier[-1].rating != one.rating:
            last = earlier[-1]
            said += f", where the report before it gave {quoted(last.rating_given or str(last.rating), 40)}"
        yield new(f"The report {_for(one.period)}, {said}.", None, one.reference)
    for was, now in pairs.both:
        if words := told(was, now, fields.STATUS):
            yield changed(full_stop(f"The report {_for(now.period)}: {words}"), None, now.reference)
    for one in pairs.gone:
        yield gone(f"The report {_for(one.period)} is there no longer.")


def _for(period: str) -> str:
    return f"for {on(period).split(' ', 1)[1]}"


def _lessons(before: Dossier, after: Dossier) -> Iterable[Change]:
    pairs = _paired(before, after, _all(before), _all(after), lambda lesson: lesson.title, fields.LESSON)
    for one in pairs.new:
        yield new(full_stop(quoted(one.title, _LONGEST)), one.number, one.reference)
    for was, now in pairs.both:
        if words := told(was, now, fields.LESSON):
            yield changed(full_stop(f"{quoted(now.title, _LONGEST)}: {words}"), now.number, now.reference)
    for one in pairs.gone:
        yield gone(f"{quoted(one.title, _LONGEST)} is not among the lessons any more.")


def _all(dossier: Dossier) -> tuple[LessonItem, ...]:
    return tuple(lesson for group in dossier.lessons for lesson in group.lessons)


def _sources(before: Dossier, after: Dossier) -> Iterable[Change]:
    pairs = paired(before.sources, after.sources, [_both(lambda source: source.name)])
    for was, now in pairs.both:
        words = "; ".join(filter(None, (told(was, now, fields.SOURCE), _files(was, now), _by_hand(was, now))))
        if words:
            yield changed(full_stop(f"{quoted(now.title, _LONGEST)}: {words}"))
    for one in pairs.new:
        yield new(f"{quoted(one.title, _LONGEST)}, with {counted(one.records_used, 'record')} used.")
    for one in pairs.gone:
        yield gone(f"{quoted(one.title, _LONGEST)} is not among the sources any more.")


def _files(was: SourceFacts, now: SourceFacts) -> str:
    earlier, later = ({(file.name, file.sha256) for file in one.files} for one in (was, now))
    return (
        f"{counted(len(later - earlier), 'file')} with other content"
        if later - earlier
        else ("a file is no longer used" if earlier - later else "")
    )


def _by_hand(was: SourceFacts, now: SourceFacts) -> str:
    # A count that stays the same may hide that another value was corrected.
    same = len(was.corrections) == len(now.corrections) and len(was.ignored) == len(now.ignored)
    differ = was.corrections != now.corrections or was.ignored != now.ignored
    return "what was decided by hand about its rows" if same and differ else ""


def _conclusions(before: Dossier, after: Dossier) -> Iterable[Change]:
    yield from lines("What could go wrong", *(_contingencies(one) for one in (before, after)))
    yield from lines("To read back", before.read_back, after.read_back)
    yield from lines("Status over time", before.status.summary, after.status.summary)
    yield from lines("The story", *([f"{event.on}: {event.text}" for event in one.story] for one in (before, after)))
    if before.story_note != after.story_note:
        yield from lines("The story", [before.story_note or ""], [after.story_note or ""])
    if before.voices != after.voices:
        was, now = (counted(len(one.voices.silent), "silent perspective") for one in (before, after))
        yield changed(f"Whose learning is in here: {now}, was {was}." if was != now else "Whose learning is in here.")


def _contingencies(dossier: Dossier) -> list[str]:
    return [f"{one.what.text} Then: {one.then}" for one in dossier.contingencies]


def _heritage(before: Dossier, after: Dossier) -> Iterable[Change]:
    ties, members = (
        ([tie.text for tie in one.family.ties] if one.family else [] for one in (before, after)),
        ([member.name for member in one.family.members] if one.family else [] for one in (before, after)),
    )
    yield from lines("Succession", *ties)
    yield from lines("In the family", *members)
    for lead, was, now in (
        ("Inherited from", before.inherited, after.inherited),
        ("A precedent", before.precedents, after.precedents),
    ):
        yield from lines(lead, [one.name for one in was], [one.name for one in now])
        yield from lines(f"{lead}, a lesson", [one.title for one in every(was)], [one.title for one in every(now)])


def _paired(
    before: Dossier,
    after: Dossier,
    was: Sequence[P],
    now: Sequence[P],
    title_of: Callable[[P], str],
    table: Mapping[str, tuple[str, Say]],
) -> Paired[P]:
    """Pair parts that come from records: alike in all, by the source's own key, by title, and by row."""
    names = [{source.label: source.name for source in one.sources} for one in (before, after)]

    def key(one: Any, of: Mapping[str, str]) -> Hashable | None:
        reference: Reference = one.reference
        return (of.get(reference.source, reference.source), reference.key) if reference.key else None

    def row(one: Any, of: Mapping[str, str]) -> Hashable:
        reference: Reference = one.reference
        return of.get(reference.source, reference.source), reference.file, reference.place, reference.row

    def with_names(sign: Callable[[P, Mapping[str, str]], Hashable | None]) -> tuple[Sign[P], Sign[P]]:
        return (lambda one: sign(one, names[0])), (lambda one: sign(one, names[1]))

    first = paired(
        was,
        now,
        [
            with_names(lambda one, of: (*_shown(one, table), key(one, of))),
            with_names(key),
            _both(lambda one: _shown(one, table)),
            _both(lambda one: title_of(one).casefold()),
        ],
    )
    by_row = paired(first.gone, first.new, [with_names(row)])
    alike = [pair for pair in by_row.both if _alike(*map(title_of, pair))]
    apart = {id(one) for one in chain.from_iterable(alike)}
    order = {id(one): place for place, one in enumerate(now)}
    return Paired(
        tuple(sorted((*first.both, *alike), key=lambda pair: order[id(pair[1])])),
        tuple(one for one in first.new if id(one) not in apart),
        tuple(one for one in first.gone if id(one) not in apart),
    )


def _alike(was: str, now: str) -> bool:
    """Whether two texts share at least half of the words of the longer: then a row was put anew, and not replaced."""
    first, second = ({*text.casefold().split()} for text in (was, now))
    return len(first & second) >= _ALIKE * max(len(first), len(second), 1)


def _shown(one: Part, table: Mapping[str, Any]) -> tuple[Hashable, ...]:
    return tuple(getattr(one, name) for name in table)


def _both(sign: Sign[P]) -> tuple[Sign[P], Sign[P]]:
    return sign, sign
