"""``handover transitions``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from handover.cli.amended import history, told_amended
from handover.cli.completeness import waiver_lines, waivers_of
from handover.cli.frame import Frame, Group, Result, command
from handover.cli.held_named import name_held, numbers, waiting
from handover.cli.options import although, deciding, evidence, later
from handover.cli.parameters import WholeNumber
from handover.cli.reports import carried_out, transition_data
from handover.cli.screen import Screen, moment
from handover.cli.tables import plural, print_table
from handover.cli.wording import KINDS, capital, described, who_moves

if TYPE_CHECKING:
    from handover.delivery.deliver import DeliveryOutcome
    from handover.jobs.policy import Deadline
    from handover.transitions.recorded import StepTaken, Transition


@click.group(cls=Group)
def transitions() -> None:
    """See transitions; carry out what is due."""


@command(transitions, name="list", example="handover transitions list")
@click.option("--batch", "batch_id", type=WholeNumber(), metavar="NUMBER", help="Only those of this batch.")
def list_transitions(frame: Frame, batch_id: int | None) -> Result:
    """List all transitions, the newest first."""
    from handover.jobs.policy import deadline
    from handover.transitions import batches, recorded

    with frame.office() as office, office.store.read() as connection:
        if batch_id is not None:
            batches.by_number(connection, batch_id)
        found = recorded.listed(connection, batch_id=batch_id)
        due = {one.id: deadline(office, one) for one in found}
        held = waiting(connection)

    def show(screen: Screen) -> None:
        if found:
            print_table(
                screen,
                ("no.", "initiative", "kind", "on", "accepted by", "how it stands"),
                [
                    (
                        one.id,
                        one.initiative,
                        _what(one),
                        one.effective_on,
                        due[one.id].on,
                        _standing(one, due[one.id]),
                    )
                    for one in found
                ],
                numbers=frozenset({0}),
                text=frozenset({1, 2, 5}),
            )
        elif batch_id is not None:
            screen.print("The batch has no transition of its own: all that it lists stood before it.")
        else:
            screen.print("There are no transitions yet. To close an initiative: handover close --help")
        name_held(screen, held)

    shown = [{**transition_data(one), **due[one.id].as_data()} for one in found]
    return Result({"transitions": shown, "held": numbers(held)}, show)


def _what(one: "Transition") -> str:
    """The kind of a transition, and of a staff move who goes and who comes."""
    return f"{KINDS[one.kind]}: {who_moves(one)}" if one.kind == "staff-move" else KINDS[one.kind]


def _standing(one: "Transition", due: "Deadline") -> str:
    from handover.transitions.rules import MEANING

    return f"overdue: {MEANING[one.state]}" if due.is_overdue else MEANING[one.state]


@command(transitions, example="handover transitions policy")
def policy(frame: Frame) -> Result:
    """Show what each kind of transition makes due: whose dossier, for whom, and by when it should be accepted.

    Each is a setting: policy.due in handover.toml.
    """
    from handover.jobs.policy import what_is_due

    with frame.office() as office:
        table = what_is_due(office.settings)

    def show(screen: Screen) -> None:
        print_table(
            screen,
            ("kind", "dossiers", "for whom", "accepted within"),
            [(KINDS[one.kind], one.whose, one.whom, plural(one.within_days, "day")) for one in table],
            text=frozenset({1, 2}),
        )

    return Result({"policy": [one._asdict() for one in table]}, show)


@command(transitions, example="handover transitions show 1")
@click.argument("number", type=WholeNumber())
def show(frame: Frame, number: int) -> Result:
    """Show transition NUMBER: what was asked, each step and what it did, who received and accepted the dossier."""
    from handover.dates import spoken
    from handover.delivery.deliver import standing
    from handover.jobs.dossiers import read_backs
    from handover.jobs.policy import also_receiving, deadline
    from handover.jobs.steps import newest_dossier
    from handover.transitions import changes, recorded
    from handover.wording import listed

    with frame.office() as office, office.store.read() as connection:
        found = recorded.get(connection, number)
        changed = changes.history(connection, number)
        steps = recorded.steps(connection, number)
        newest = newest_dossier(connection, number)
        sent = [] if newest is None else standing(connection, newest)
        addresses = recorded.recipients(connection, number)
        accepted, waived = read_backs(connection, number), waivers_of(connection, number)
        held = waiting(connection)
        zone = office.settings.time_zone
        due = deadline(office, found)
        by_policy = also_receiving(office.settings, found.kind)

    def show_it(screen: Screen) -> None:
        screen.print(f"Transition {found.id}: {described(found)}.")
        screen.print(f"Reason: {found.reason}")
        if found.requested_by:
            screen.print(f"Asked for by: {found.requested_by}")
        if posts := found.details.get("posts"):
            screen.print(f"What {found.details.get('person')} is there: {posts}.")
        if found.batch_id is not None:
            screen.print(f"Recorded with batch {found.batch_id}: handover batch show {found.batch_id}")
        if found.evidence:
            screen.print(f"Evidence: {found.evidence}")
        if found.details.get("although"):
            screen.print(f"Recorded all the same: {found.details['although']}")
        screen.print(f"To be accepted by: {spoken(due.on)}.")
        screen.print(f"How it stands: {_standing(found, due)}.")
        if found.blocked_because:
            screen.print(f"Why: {found.blocked_because}")
        if newest is not None:
            screen.print(f"Its dossier: handover dossier open {newest}")
        for line in (*history(changed, zone), *waiver_lines(waived, zone)):
            screen.print(line)
        _show_steps(screen, steps, zone)
        screen.print()
        if not addresses:
            screen.print("Nobody is named to receive the dossier.")
        if by_policy:
            screen.print(f"By policy it goes to {listed(by_policy)}, too.")
        for address in addresses:
            screen.print(_message(address, sent))
        for one in accepted:
            screen.print(f"{one.address} accepted dossier {one.dossier} on {moment(one.at, zone)}: “{one.read_back}”")
        name_held(screen, held)

    data = {
        **transition_data(found),
        **due.as_data(),
        "dossier": newest,
        "steps": steps,
        "recipients": addresses,
        "by_policy": by_policy,
        "messages": sent,
        "accepted": accepted,
        "changes": changed,
        "waivers": waived,
        "held": numbers(held),
    }
    return Result(data, show_it)


def _show_steps(screen: Screen, steps: Sequence["StepTaken"], zone: str) -> None:
    if not steps:
        return
    screen.print()
    print_table(
        screen,
        ("step", "how it went", "tries", "when", "remark"),
        [(step.step, step.state, step.attempts, moment(step.at, zone), step.remark) for step in steps],
        numbers=frozenset({2}),
        text=frozenset({4}),
        longest=500,
    )


def _message(address: str, sent: Sequence["DeliveryOutcome"]) -> str:
    said = [message.sentence for message in sent if message.address == address]
    return capital(said[-1]) if said else f"{address}: nothing was sent yet."


@command(transitions, example='handover transitions withdraw 1 --reason "The wrong programme"')
@click.argument("number", type=WholeNumber())
@click.option("--reason", required=True, metavar="TEXT", help="Why it is taken back.")
def withdraw(frame: Frame, number: int, reason: str) -> Result:
    """Take transition NUMBER back, where it was a mistake.

    A closed initiative is open again, and a renamed one has its old name. What was sealed or sent stays. The same
    “handover close” (or rename, or move) again makes it count again.
    """
    from handover.delivery.deliver import standing
    from handover.dossier.wording import listed
    from handover.jobs import withdrawing
    from handover.jobs.steps import newest_dossier

    with frame.office() as office:
        taken_back = withdrawing.withdraw(office, number, reason=reason)
        with office.store.read() as connection:
            newest = newest_dossier(connection, number)
            sent = [] if newest is None else standing(connection, newest)
    told = [one.address for one in sent if one.state == "sent"]

    def show(screen: Screen) -> None:
        screen.print(f"Transition {number} does not count any more: {described(taken_back)}.")
        if told:
            screen.print(f"Its dossier was made ready for {listed(told)}; tell them, if they have it.")

    return Result({**transition_data(taken_back), "sent_to": told}, show)


@command(
    transitions,
    example='handover transitions amend 1 --on 2025-06-30 --as "Jo Hill" --because "The order came later."',
)
@click.argument("number", type=WholeNumber())
@click.option("--on", metavar="DATE", help="From which day it counts instead.")
@click.option("--reason", metavar="TEXT", help="The reason instead.")
@evidence
@click.option("--by", "asked_by", metavar="NAME", help="Who asks for it instead.")
@click.option("--new-name", metavar="NAME", help="Of a rename: what it is called instead.")
@click.option("--to", multiple=True, metavar="EMAIL", help="Who receives the dossier, too; may be given again.")
@click.option("--not-to", multiple=True, metavar="EMAIL", help="Who does not receive it any more; again for more.")
@although
@later
@deciding
def amend(frame: Frame, number: int, later: bool, by: str, because: str, **instead: str) -> Result:
    """Say transition NUMBER otherwise. What is left out stays; what was said first is kept, and shown.

    Days, names and successions that it set move with it, and so do the other transitions of a merger or split. Where
    the dossier says something else by that, its recipients receive the next version, and accept that.
    """
    from handover.jobs import amending
    from handover.jobs.amending import Instead

    with frame.office() as office:
        amended = amending.amend(office, number, Instead(**instead), by=by, because=because)
        return told_amended(office, amended, later=later)


@command(transitions, example="handover transitions run 1")
@click.argument("number", type=WholeNumber(), required=False)
def run(frame: Frame, number: int | None) -> Result:
    """Carry out what is due of transition NUMBER, or of all.

    By its number, one that was stopped is tried again, and messages that could not be sent are sent at once.
    """
    from handover.jobs import dossiers, hand_over

    with frame.office() as office:
        if number is None:
            return carried_out(office, hand_over.due(office))
        dossiers.send_failed_again(office, number)
        return carried_out(office, [number], at_once=True)
