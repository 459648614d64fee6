"""Who receives a dossier by the office's policy, beside those who are named: found from the contacts as they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handover import dates
from handover.delivery.addresses import Recipient, checked_address, mailbox
from handover.errors import AmbiguousPerson, BadRequest, UnknownPerson
from handover.initiatives import identity
from handover.initiatives.belonging import records_of
from handover.initiatives.people.found import find, members
from handover.initiatives.people.names import can_be_one
from handover.jobs.office import Office
from handover.jobs.policy import set_for
from handover.records import Contact
from handover.store.tables import person_record, record_version
from handover.transitions import recipients
from handover.transitions.recorded import Transition

_NOBODY: Final = ("vacant", "abolished")


@dataclass(slots=True)
class Addressees:
    """Recipients, each mailbox once; and what is to be said of whom no address is known."""

    found: dict[str, Recipient] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def add(self, address: str, name: str | None = None) -> None:
        try:
            checked = checked_address(address)
        except BadRequest as error:
            self.remarks.append(f"{error.sentence} It stands so in the contacts, and nothing is sent there.")
            return
        self.found.setdefault(mailbox(checked), Recipient(checked, name))


def add_by_policy(office: Office, connection: Connection, of: Transition) -> list[str]:
    """Add who receives the dossier of a transition by the office's policy; what is to be said of whom it cannot reach.

    Who receives it already, or was taken out by hand, stays as they are.
    """
    given = _by_policy(office, connection, of)
    known = {mailbox(address) for address in recipients.ever(connection, [of.id])}
    new = [one for box, one in given.found.items() if box not in known]
    recipients.add(connection, of.id, new, again=False)
    return given.remarks


def _by_policy(office: Office, connection: Connection, of: Transition) -> Addressees:
    given = Addressees()
    for one in set_for(office.settings, of.kind).to:
        if one == "contacts":
            _add_contacts(office, connection, given, of, [of.initiative_id], whose=f"“{of.initiative}”")
        elif one == "successors":
            successors = [int(number) for number in (of.details.get("successors") or "").split(",") if number]
            _add_contacts(office, connection, given, of, successors, whose=of.details.get("into") or "")
        elif one == "incoming":
            _add_incoming(connection, given, of.details.get("successor"))
        else:
            given.add(one)
    return given


def _add_contacts(
    office: Office,
    connection: Connection,
    given: Addressees,
    of: Transition,
    initiative_ids: Sequence[int],
    *,
    whose: str,
) -> None:
    today = office.now().astimezone(ZoneInfo(office.settings.time_zone)).date()
    people = [one for one in _contacts(connection, initiative_ids) if _may_receive(one, of, today)]
    for one in people:
        given.add(one.emails[0], one.name)
    if not people and initiative_ids:
        given.remarks.append(f"By policy the contacts of {whose} receive it, and none with an e-mail address is known.")


def _contacts(connection: Connection, initiative_ids: Iterable[int]) -> list[Contact]:
    """The contacts of these initiatives that stand now."""
    found = []
    for root in dict.fromkeys(one.id for one in identity.by_ids(connection, initiative_ids).values()):
        stands = (record_version.c.kind == "contact", record_version.c.to_gathering_id.is_(None))
        rows = (
            select(record_version.c.payload).where(*stands, records_of(connection, root)).order_by(record_version.c.id)
        )
        found += [Contact.model_validate_json(payload) for payload in connection.execute(rows).scalars()]
    return found


def _may_receive(one: Contact, of: Transition, today: date) -> bool:
    """Whether a contact is in post and has an address; who leaves by the transition itself does not receive it."""
    leaver = of.details.get("person")
    leaves = leaver is not None and (
        mailbox(leaver) in map(mailbox, one.emails) or (one.name is not None and can_be_one(leaver, one.name))
    )
    has_left = one.to_on is not None and dates.latest(one.to_on) < today
    return bool(one.emails) and one.holder not in _NOBODY and not has_left and not leaves


def _add_incoming(connection: Connection, given: Addressees, who: str | None) -> None:
    if who is None:
        given.remarks.append("By policy the person who takes over receives it, and nobody is named to.")
    elif "@" in who:
        given.add(who)
    else:
        try:
            person = find(connection, who)
        except (UnknownPerson, AmbiguousPerson) as error:
            given.remarks.append(f"By policy {who} receives it, as who takes over. {error}")
            return
        emails = _emails(connection, person.id)
        if emails:
            given.add(emails[0], person.name)
        else:
            given.remarks.append(f"By policy {who} receives it, as who takes over, and no e-mail address is known.")


def _emails(connection: Connection, person_id: int) -> list[str]:
    """The addresses of a person, those of the newest contact first; what stands goes before what is gone."""
    rows = connection.execute(
        select(record_version.c.payload)
        .join(person_record, person_record.c.record_version_id == record_version.c.id)
        .where(person_record.c.person_id.in_(members(connection, person_id)))
        .order_by(record_version.c.to_gathering_id.is_not(None), record_version.c.id.desc())
    ).scalars()
    return [email for payload in rows for email in Contact.model_validate_json(payload).emails]
