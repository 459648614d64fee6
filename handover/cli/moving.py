"""``handover move``."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.options import asking, evidence
from handover.cli.reports import now_or_later
from handover.cli.screen import Screen

if TYPE_CHECKING:
    from handover.jobs.moving.moves import Moved


@command(example='handover move "Leila Haddad" --on 2025-03-03 --reason "New post" --to jo@example.org')
@click.argument("person")
@click.option(
    "--incoming",
    multiple=True,
    metavar="NAME",
    help="Who comes, to all of it; or to one: “INITIATIVE OR POST=NAME”. May be given again. Left out, nobody yet.",
)
@click.option("--from", "only", multiple=True, metavar="INITIATIVE", help="Only what they leave; may be given again.")
@click.option("--also", multiple=True, metavar="INITIATIVE", help="This one beside; may be given again.")
@click.option("--to-post", metavar="TEXT", help="The post to which they go, or in which they arrive.")
@click.option("--arrives-at", multiple=True, metavar="INITIATIVE", help="They come here, and leave nothing.")
@click.option("--unlisted", is_flag=True, help="No record names them; take the name as it is, with --from.")
@asking
@evidence
def move(
    frame: Frame,
    person: str,
    incoming: Sequence[str],
    only: Sequence[str],
    also: Sequence[str],
    to_post: str | None,
    arrives_at: Sequence[str],
    unlisted: bool,
    later: bool,
    **said: Any,
) -> Result:
    """Record that PERSON leaves, and hand over what they held: each initiative that they touch, by the records.

    Each has a transition and a dossier of its own; each post has one where different people come to them. Who comes is
    written like “Jo Hill”, or like “Jo Hill <jo@example.org>” to send them the dossier. An initiative to which only
    their name ties PERSON is told and left out; --also takes it in.
    """
    from handover.errors import BadRequest
    from handover.jobs.moving import moves
    from handover.jobs.moving.moves import Leaving
    from handover.jobs.requests import Asked

    asked = Asked(**said)
    if arrives_at and (incoming or only or also or unlisted):
        raise BadRequest(
            "Who arrives leaves nothing: --arrives-at stands without --incoming, --from, --also and --unlisted.",
            what_to_do="Record the leaving by itself, without --arrives-at.",
        )
    with frame.office() as office:
        if arrives_at:
            moved = moves.arrive(office, person, arrives_at, to_post, asked)
        else:
            moved = moves.leave(office, Leaving(person, incoming, only, also, to_post, unlisted), asked)
        carried = now_or_later(office, moved.transitions, later=later)

    def show(screen: Screen) -> None:
        carried.show(screen)
        _show_rest(screen, moved)

    rest = {"nobody": [one.id for one in moved.nobody], "perhaps": moved.perhaps, "untied": moved.untied}
    return replace(carried, data={**carried.data, **rest}, show=show)


def _show_rest(screen: Screen, moved: "Moved") -> None:
    from handover.wording import listed

    if moved.nobody:
        where = listed([f"“{one.initiative}”{_as_post(one.details.get('post'))}" for one in moved.nobody], most=20)
        screen.print(f"Nobody is named yet to take over from {moved.person} at {where}.")
    for of in moved.untied:
        screen.print(f"No record ties {moved.person} to “{of.name}”; it is handed over because it was named.")
    for of in moved.perhaps:
        screen.print(
            f"Perhaps “{of.name}” too, where records have the name alone; it is left out. "
            f'To take it in, give the command again with: --also "{of.name}"'
        )


def _as_post(post: str | None) -> str:
    return f" (as {post})" if post else ""
