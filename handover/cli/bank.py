"""``handover search`` and ``handover precedents``: asking everything that was ever gathered."""

from typing import TYPE_CHECKING, Any, Final

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.parameters import WholeNumber, Word
from handover.cli.progress import doing
from handover.cli.screen import Screen, in_short
from handover.cli.tables import plural

if TYPE_CHECKING:
    from handover.bank.search import Found, Hit
    from handover.dossier.known import KnownEarlier, KnownRecord
    from handover.records import Record

# Each kind of record that is searched, and what a reader calls it.
_WORDS: Final = {"lesson": "lesson", "programme-status": "status report", "follow-on-action": "follow-on action"}
_LONGEST_HEADING: Final = 160
_MOST: Final = 20


@command(example='handover search "pooled budgets" --initiative "Community Budgets"')
@click.argument("words")
@click.option("--initiative", metavar="NAME", help="Only of this initiative and its whole family, under all names.")
@click.option("--kind", type=Word(tuple(_WORDS)), help="Only records of this kind.")
@click.option("--on", metavar="DAY", help="As known on this day, like 2010-10-11; left out, by now.")
@click.option("--most", type=WholeNumber(1, 500), default=_MOST, show_default=True, help="At most so many answers.")
def search(frame: Frame, words: str, initiative: str | None, kind: str | None, on: str | None, most: int) -> Result:
    """Search the lessons, reports and actions that were ever gathered for WORDS, lessons first.

    Signs and quotation marks mean nothing. A record with all of the words comes before one with some of them.
    """
    from handover.bank.search import Question
    from handover.dates import asked_date
    from handover.jobs.searching import search as search_all

    day = asked_date(on, of="day") if on else None
    asked = Question(words, initiative, kind, day, most=most)
    with frame.office() as office, doing("Looking through everything that was gathered"):
        found = search_all(office, asked)

    def show(screen: Screen) -> None:
        for number, hit in enumerate(found.hits, start=1):
            _show_hit(screen, number, hit)
        if found.more:
            screen.print(f"There are more. See them with: --most {min(500, most * 5)}")
        for line in _nothing(found, words):
            screen.print(line)
        if found.of_kin:
            screen.print(f"“{words}” is the name of an initiative. Lessons of its family:")
        for number, hit in enumerate(found.of_kin, start=len(found.hits) + 1):
            _show_hit(screen, number, hit)

    data = {
        "words": words,
        "initiative": found.of,
        "family": found.family,
        "on": day,
        "hits": [_as_data(hit) for hit in found.hits],
        "more": found.more,
        "unknown_words": found.unknown,
        "offer": found.offer or None,
        "of_family": [_as_data(hit) for hit in found.of_kin],
    }
    return Result(data, show)


def _show_hit(screen: Screen, number: int, hit: "Hit") -> None:
    from handover.dates import spoken

    dated = f", {spoken(hit.dated)}" if hit.dated else ""
    screen.print(f"{number}. {in_short(hit.heading, _LONGEST_HEADING)}")
    under = f" (recorded as “{hit.recorded_as}”)" if hit.recorded_as != hit.initiative.name else ""
    screen.print(f"   A {_WORDS[hit.kind]} of “{hit.initiative.name}”{under}{dated}.")
    if hit.excerpt:
        screen.print(f"   “{hit.excerpt}”")
    if hit.tie:
        screen.print(f"   {hit.tie}")
    if hit.lacking:
        screen.print(f"   Without: {', '.join(hit.lacking)}.")
    sheet = f", sheet {hit.place}" if hit.place else ""
    gone = f" Its source has it no more since {hit.gone_at:%Y-%m-%d}." if hit.gone_at else ""
    screen.print(f"   From {hit.where.source}: {hit.where.file}{sheet}, row {hit.where.row}.{gone}")


def _nothing(found: "Found", words: str) -> list[str]:
    lines = []
    among = f" in the family of “{found.of.name}” ({plural(len(found.family), 'initiative')})" if found.of else ""
    if not found.hits:
        lines.append(f"Nothing was found{among} for “{in_short(words, _LONGEST_HEADING)}”.")
    if found.unknown:
        which = ", ".join(f"“{word}”" for word in found.unknown)
        lines.append(f"No record at all has {which}.{f' {found.offer}' if found.offer else ''}")
    return lines


def _as_data(hit: "Hit") -> dict[str, Any]:
    return {
        "initiative": hit.initiative,
        "recorded_as": hit.recorded_as,
        "kind": hit.kind,
        "heading": hit.heading,
        "excerpt": hit.excerpt,
        "dated": hit.dated,
        "source": hit.where.source,
        "file": hit.where.file,
        "place": hit.place,
        "row": hit.where.row,
        "gone_at": hit.gone_at,
        "tie": hit.tie,
        "lacking": hit.lacking,
    }


@command(example='handover precedents "Community Budgets"')
@click.argument("name")
def precedents(frame: Frame, name: str) -> Result:
    """Show what the initiative NAME inherits, and which earlier initiatives are most like it.

    Like it are those whose names and records have most of the words of its name, its purpose and why it starts.
    """
    from handover.jobs.searching import precedents as find_precedents

    with frame.office() as office, doing("Looking through everything that was gathered"):
        of, found = find_precedents(office, name)
    alike = found.precedents or ()

    def show(screen: Screen) -> None:
        if found.inherited:
            screen.print(f"“{of.name}” inherits from:")
        for one in found.inherited:
            _show_earlier(screen, one)
        screen.print(f"Most like “{of.name}”:" if alike else f"Nothing that was gathered is like “{of.name}”.")
        for one in alike:
            _show_earlier(screen, one)

    data = {"of": of, "inherited": list(map(_earlier, found.inherited)), "precedents": list(map(_earlier, alike))}
    return Result(data, show)


def _show_earlier(screen: Screen, one: "KnownEarlier") -> None:
    screen.print(f"  “{one.name}”: {one.why}")
    ended = one.ended or "It is not known to have ended."
    # How what it inherits from ended is what ties them.
    if ended not in one.why:
        screen.print(f"    {ended}")
    if not one.records:
        screen.print("    No record names it.")
    for lesson in one.lessons:
        screen.print(f"    - {in_short(lesson.record.title, _LONGEST_HEADING)} ({lesson.source}, row {lesson.row})")
    if one.more_lessons:
        asked = f'handover search WORDS --initiative "{one.name}"'
        screen.print(f"    and {plural(one.more_lessons, 'more lesson')}: {asked}")
    for contact in one.contacts:
        reached = ", ".join(filter(None, (contact.record.role, *contact.record.emails[:1])))
        gone = " (no longer listed)" if contact.gone_at else ""
        screen.print(f"    Ask {contact.record.name}{f', {reached}' if reached else ''}{gone}.")


def _earlier(one: "KnownEarlier") -> dict[str, Any]:
    return {
        "name": one.name,
        "why": one.why,
        "ended": one.ended,
        "records": one.records,
        "lessons": [
            {"title": lesson.record.title, "recorded_as": lesson.record.initiative, **_place(lesson)}
            for lesson in one.lessons
        ],
        "more_lessons": one.more_lessons,
        "contacts": [
            {
                "name": contact.record.name,
                "role": contact.record.role,
                "emails": contact.record.emails,
                "gone_at": contact.gone_at,
                **_place(contact),
            }
            for contact in one.contacts
        ],
    }


def _place(one: "KnownRecord[Record]") -> dict[str, Any]:
    return {"source": one.source, "file": one.file, "place": one.place, "row": one.row}
