"""``handover person``: see people and posts, and say who is one person and who is not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.options import deciding
from handover.cli.parameters import WholeNumber
from handover.cli.screen import Screen, moment
from handover.cli.tables import plural, print_table

if TYPE_CHECKING:
    from handover.initiatives.people.posts import Holding, Sitting


@click.group(cls=Group)
def person() -> None:
    """See people and posts; say who is one, and who is not."""


@command(person, name="list", example="handover person list")
def list_people(frame: Frame) -> Result:
    """List everybody whom contacts name, with how many name them now."""
    from handover.initiatives.people.found import listed

    with frame.office() as office, office.store.read() as connection:
        found = listed(connection)

    def show(screen: Screen) -> None:
        if not found:
            screen.print("Nobody is known yet. Gathering contacts finds people: handover gather")
            return
        print_table(
            screen,
            ("no.", "name", "contacts now"),
            [(one.id, one.name, count) for one, count in found],
            numbers=frozenset({0, 2}),
            text=frozenset({1}),
        )

    data = [{"id": one.id, "name": one.name, "contacts": count} for one, count in found]
    return Result({"people": data}, show)


@command(person, example='handover person show "Ada Lim"')
@click.argument("name")
def show(frame: Frame, name: str) -> Result:
    """Show the person NAME: names, posts, all that they touch, and what was decided about them.

    NAME may be an e-mail address, or a number: "#12".
    """
    from handover.initiatives.people.decided import history
    from handover.initiatives.people.found import find, names_of
    from handover.initiatives.people.posts import posts_of
    from handover.initiatives.people.touching import touched_by

    with frame.office() as office, office.store.read() as connection:
        one = find(connection, name)
        names = names_of(connection, one.id)
        posts = posts_of(connection, one.id)
        touched = touched_by(connection, one.id)
        decisions = history(connection, one.id)
        zone = office.settings.time_zone

    def show_them(screen: Screen) -> None:
        screen.print(f"{one.name} (#{one.id})")
        if others := [f"“{other}”" for other in names if other != one.name]:
            screen.print(f"Also written: {', '.join(others)}.")
        print_table(
            screen,
            ("post", "in", "since", "until", "contacts"),
            [
                (
                    post.latest.contact.role,
                    post.latest.contact.organisation,
                    moment(post.listings[0].known_from, zone),
                    None if post.is_current else moment(post.latest.gone_at, zone) if post.latest.gone_at else None,
                    ", ".join(str(each.reference.version_id) for each in post.listings),
                )
                for post in posts
            ],
            text=frozenset({0, 1, 4}),
        )
        for each in touched.initiatives:
            hows = dict.fromkeys(f"{touch.how}{'' if touch.certain else ' (by name only)'}" for touch in each.touches)
            screen.print(f"Touches {each.initiative.name}: {', '.join(hows)}.")
        for decision in decisions:
            screen.print(
                f"{decision.decision.capitalize()}: #{decision.person_id} and #{decision.other_id}, by {decision.by} "
                f"on {moment(decision.at, zone)}: {decision.because}"
            )

    data = {
        "id": one.id,
        "name": one.name,
        "names": names,
        "posts": [_as_data(post) for post in posts],
        "touches": touched.initiatives,
        "decisions": decisions,
    }
    return Result(data, show_them)


def _as_data(post: "Holding") -> dict[str, Any]:
    contact = post.latest.contact
    return {
        "role": contact.role,
        "organisation": contact.organisation,
        "unit": contact.unit,
        "current": post.is_current,
        "known_from": post.listings[0].known_from,
        "rows": [one.reference for one in post.listings],
    }


@command(person, example='handover person posts "Ada Lim"')
@click.argument("name")
def posts(frame: Frame, name: str) -> Result:
    """Show each post that the person NAME holds or held, with everybody who held it, one after the other."""
    from handover.initiatives.people.found import find
    from handover.initiatives.people.posts import holders_of, posts_of

    with frame.office() as office, office.store.read() as connection:
        one = find(connection, name)
        held = posts_of(connection, one.id)
        found = [(post, [each for key in post.keys for each in holders_of(connection, *key)]) for post in held]
        zone = office.settings.time_zone

    def show_posts(screen: Screen) -> None:
        for post, sittings in found:
            where = f", {post.latest.contact.organisation}" if post.latest.contact.organisation else ""
            screen.print(f"{post.latest.contact.role or 'A post without a title'}{where}")
            print_table(
                screen,
                ("held by", "no.", "listed from", "until"),
                [
                    (
                        _holder(each),
                        f"#{each.person_id}" if each.person_id else None,
                        moment(each.known_from, zone),
                        moment(each.gone_at, zone) if each.gone_at else None,
                    )
                    for each in sittings
                ],
                text=frozenset({0}),
            )

    data = [{**_as_data(post), "holders": [_sitting(each) for each in sittings]} for post, sittings in found]
    return Result({"id": one.id, "name": one.name, "posts": data}, show_posts)


def _holder(one: "Sitting") -> str:
    contact = one.contact
    return contact.name or (contact.holder if contact.holder != "unknown" else "not known")


def _sitting(one: "Sitting") -> dict[str, Any]:
    return {
        "person": one.person_id,
        "holder": one.contact.holder,
        "name": one.contact.name,
        "known_from": one.known_from,
        "gone_at": one.gone_at,
    }


@command(person, example="handover person questions")
def questions(frame: Frame) -> Result:
    """List people who may be one, and of whom nobody has said yet."""
    from handover.initiatives.people.decided import questions as asked

    with frame.office() as office, office.store.read() as connection:
        found = asked(connection)

    def show(screen: Screen) -> None:
        screen.print(f"Open: {plural(len(found), 'question')}.")
        for one in found:
            screen.print(f"#{one.one.id} {one.one.name} and #{one.other.id} {one.other.name}: {one.why}")
        if found:
            screen.print('If they are one: handover person merge "#A" "#B"; if not: handover person apart "#A" "#B"')

    return Result({"questions": found}, show)


@command(person, example='handover person merge "#12" "Ada Lim" --as "Jo Hill" --because "She married."')
@click.argument("name")
@click.argument("into")
@deciding
def merge(frame: Frame, name: str, into: str, by: str, because: str) -> Result:
    """Say that the people NAME and INTO are one. INTO keeps the number; “handover person split” undoes it."""
    from handover.jobs import people

    with frame.office() as office:
        one, stays = people.merge(office, name, into, by=by, because=because)
    return Result(
        {"merged": one, "into": stays},
        lambda screen: screen.print(
            f"{one.name} (#{one.id}) is {stays.name} (#{stays.id}) now. To undo it: handover person split {one.id}"
        ),
    )


@command(person, example='handover person split 12 --as "Jo Hill" --because "Two of one name."')
@click.argument("number", type=WholeNumber(least=1))
@click.option("--row", "rows", type=WholeNumber(least=1), multiple=True, help="A contact that names somebody else.")
@deciding
def split(frame: Frame, number: int, rows: Sequence[int], by: str, because: str) -> Result:
    """Say that person NUMBER, who was merged into another, is another; or that some contacts name somebody else.

    The numbers of contacts stand in “handover person show”.
    """
    from handover.jobs import people

    with frame.office() as office:
        one, other = people.split(office, number, rows, by=by, because=because)
    return Result(
        {"stays": one, "other": other},
        lambda screen: screen.print(f"{one.name} (#{one.id}) and {other.name} (#{other.id}) are two people now."),
    )


@command(person, example='handover person apart "#12" "#31" --as "Jo Hill" --because "Father and son."')
@click.argument("name")
@click.argument("other")
@deciding
def apart(frame: Frame, name: str, other: str, by: str, because: str) -> Result:
    """Say that the people NAME and OTHER are two, so that nobody is asked about them again."""
    from handover.jobs import people

    with frame.office() as office:
        one, another = people.keep_apart(office, name, other, by=by, because=because)
    return Result(
        {"one": one, "other": another},
        lambda screen: screen.print(f"{one.name} (#{one.id}) and {another.name} (#{another.id}) stay two people."),
    )
