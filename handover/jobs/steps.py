"""The steps of a transition: gather, compile, deliver. Each may be taken again at any point, and does nothing twice."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, func, insert, select

from handover.bank.index import bring_up_to_date
from handover.delivery.composer import composer
from handover.delivery.deliver import DeliveryOutcome, prepare, send_due, standing, verdict
from handover.delivery.outcome import SETTLED
from handover.dossier.assemble import assemble
from handover.dossier.expectations.lacking import unwaived
from handover.dossier.known import Known
from handover.dossier.model import Dossier
from handover.dossier.select import select_known
from handover.errors import Held
from handover.jobs.addressees import add_by_policy
from handover.jobs.comparing import since_the_last
from handover.jobs.editions import marked
from handover.jobs.gathering.gather import gather_sources, source_names
from handover.jobs.office import Office
from handover.jobs.policy import choices, forbidden_gaps
from handover.publish.forms import Form, page_count
from handover.publish.json_form import dossier_as_json
from handover.publish.rendering.workers import render
from handover.publish.sealed import SealedFile, seal
from handover.store.tables import dossier, dossier_file, gathering, source
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import Step, reference

_LATELY: Final = timedelta(hours=1)


class Blocked(Held):
    """The transition cannot go on until a person has done something; ``outcomes`` where it is about messages."""

    outcomes: tuple[DeliveryOutcome, ...] = ()


class Forbidden(Blocked):
    """The dossier has gaps with which the office's policy does not let it go."""


@dataclass(slots=True)
class Taken:
    """What one step did: remarks, whether anything fell short, and whether it is finished."""

    remarks: list[str]
    short: bool = False
    finished: bool = True
    outcomes: tuple[DeliveryOutcome, ...] = ()


def overtaken(connection: Connection, current: Transition) -> bool:
    """Whether another run took the step that this one took, or something else is said of the transition by now: then
    what was done there stands.

    Until the transaction ends, nobody else takes a step of the transition.
    """
    held = recorded.hold(connection, current.id)
    return (held.state, held.changed_at) != (current.state, current.changed_at)


def newest_dossier(connection: Connection, transition_id: int) -> int | None:
    """The id of the newest sealed dossier of a transition."""
    return connection.execute(select(func.max(dossier.c.id)).where(dossier.c.transition_id == transition_id)).scalar()


def _gather(office: Office, current: Transition, at_once: bool) -> Taken:
    """Gather every source once more: what is not in the store when the people go is lost."""
    taken = Taken([])
    names = source_names(office)
    if current.batch_id is not None:
        lately = _gathered_lately(office, current)
        names = [name for name in names if name not in lately]
    reports = {report.source: report for report in gather_sources(office, names)}
    for name, report in sorted(reports.items()):
        if report.error is not None:
            taken.remarks.append(f"The source {name} could not be gathered: {report.error.sentence}")
        if report.doubts:
            taken.remarks.append(f"What {name} brought looks wrong and is held: {report.doubts[0].sentence}")
        if report.counts.undecided:
            taken.remarks.append(_rejected(report.counts.undecided, name))
        taken.short = taken.short or bool(report.error or report.doubts or report.counts.undecided)
    return taken


def _gathered_lately(office: Office, current: Transition) -> set[str]:
    """The sources that were gathered within the hour, since the transition was asked for: of a batch of hundreds, each
    would gather them all again.
    """
    since = max(current.requested_at, office.now() - _LATELY)
    newest = select(source.c.name).join(gathering, gathering.c.source_id == source.c.id).group_by(source.c.name)
    with office.store.read() as connection:
        return set(connection.execute(newest.having(func.max(gathering.c.started_at) >= since)).scalars())


def _rejected(count: int, source: str) -> str:
    if count == 1:
        return f"One row of {source} could not become a record."
    return f"{count:,} rows of {source} could not become records."


def as_it_stands(office: Office, current: Transition) -> Dossier:
    """The dossier of a transition as it would be compiled now. Nothing is sealed or recorded."""
    with office.store.read() as connection:
        known = select_known(connection, current, now=office.now(), time_zone=office.settings.time_zone)
        last = _last_sealed(connection, current.id)
    return _assembled(office, current, known, 1 if last is None else last[0] + 1)


def _compile(office: Office, current: Transition, at_once: bool) -> Taken:
    prepared = prepare_dossier(office, current)
    if prepared.is_new:
        seal_dossier(office, current, prepared)
    check_gaps(current, prepared.made)
    return Taken([])


@dataclass(frozen=True, slots=True)
class Prepared:
    """A dossier as it was assembled, its ``content_fingerprint``, and whether it says something that the last sealed
    one of its transition does not.
    """

    made: Dossier
    fingerprint: str
    is_new: bool


def prepare_dossier(office: Office, current: Transition) -> Prepared:
    """Assemble the dossier of a transition from what is known now. Raises Blocked where nothing is."""
    if current.kind == "start":
        bring_up_to_date(office.store)
    with office.store.read() as connection:
        known = select_known(connection, current, now=office.now(), time_zone=office.settings.time_zone)
        last = _last_sealed(connection, current.id)
    if not _anything(known):
        raise Blocked(
            f"Nothing is known of “{current.initiative}”: no record names it, so there is nothing to hand over.",
            what_to_do="Register and gather a source that has its records, or give it the name that they use: "
            "handover initiative alias",
        )
    version = 1 if last is None else last[0] + 1
    made = _assembled(office, current, known, version)
    if wanting := unwaived(made):
        raise Forbidden(
            "The office's policy does not allow this dossier to be sealed while nobody waives what is lacking: "
            + " ".join(f"{one.code}: {one.says}" for one in wanting),
            what_to_do="Fill what is missing, or waive each by name: "
            f'handover dossier waive {reference(current.id)} {wanting[0].code} --as NAME --because "…". '
            f"Then: handover transitions run {current.id}",
        )
    fingerprint = content_fingerprint(made)
    is_new = last is None or last[1] != fingerprint
    return Prepared(since_the_last(office, current.id, made) if is_new else made, fingerprint, is_new)


def publish(office: Office, made: Dossier) -> dict[Form, bytes]:
    """Each form of a dossier, made within the office's limits. Raises RenderError."""
    limits = office.settings.publish
    return render(made, seconds=limits.seconds, memory=limits.memory, templates=office.settings.templates)


def sealed_files(office: Office, made: Dossier) -> tuple[list[SealedFile], int]:
    """Make and seal each form of a dossier, and count its pages. Raises RenderError, DiskFull, StoreError."""
    files = publish(office, made)
    sealed = [seal(office.settings.dossiers, form, content) for form, content in files.items()]
    return sealed, page_count(files["pdf"])


def seal_dossier(office: Office, current: Transition, prepared: Prepared) -> None:
    """Make, seal and remember a dossier. Raises RenderError, DiskFull, StoreError."""
    _remember(office, current, prepared.made, prepared.fingerprint, *sealed_files(office, prepared.made))


def check_gaps(current: Transition, made: Dossier) -> None:
    """Raise Forbidden where the office's policy does not let the dossier go."""
    forbidden = [gap for gap in made.gaps if gap.forbidden and gap.waived is None]
    if forbidden:
        sentences = " ".join(gap.sentence for gap in forbidden)
        raise Forbidden(
            f"The office's policy does not allow this dossier to be sent: {sentences}",
            what_to_do="Fill what is missing, or waive each by name: "
            f'handover dossier waive {reference(current.id)} {forbidden[0].code} --as NAME --because "…". '
            f"Then: handover transitions run {current.id}",
        )


def _anything(known: Known) -> bool:
    own = known.lessons or known.statuses or known.contacts_history or known.actions
    return bool(own or known.heritage.cited)


def _assembled(office: Office, current: Transition, known: Known, version: int) -> Dossier:
    settings = office.settings
    made = assemble(
        known,
        settings_office=settings.office,
        marking=settings.marking,
        markings=settings.editions.markings,
        reference=reference(current.id),
        version=version,
        compiled_at=office.now(),
        stale_after_days=settings.policy.stale_after_days,
        forbidden_gaps=forbidden_gaps(settings),
        choices=choices(settings),
    )
    return marked(made, settings)


# What differs between two compilations of the same facts, and so does not make a new version.
_OF_THE_MOMENT: Final[Mapping[str, object]] = {"version": 1, "as_known_at": None, "changes": None}


def content_fingerprint(made: Dossier) -> str:
    """SHA-256 of what a dossier says, without when it was compiled and when its sources were read."""
    then = made.transition.confirmed_at
    sources = tuple(
        source.model_copy(
            update={
                "gathered_at": None,
                "files": tuple(file.model_copy(update={"fetched_at": then}) for file in source.files),
            }
        )
        for source in made.sources
    )
    bare = made.model_copy(update={**_OF_THE_MOMENT, "compiled_at": then, "sources": sources})
    return hashlib.sha256(dossier_as_json(bare)).hexdigest()


def _last_sealed(connection: Connection, transition_id: int) -> tuple[int, str] | None:
    row = connection.execute(
        select(dossier.c.version, dossier.c.content_sha256)
        .where(dossier.c.transition_id == transition_id)
        .order_by(dossier.c.version.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.version, row.content_sha256)


def _remember(
    office: Office, current: Transition, made: Dossier, fingerprint: str, sealed: list[SealedFile], pages: int
) -> None:
    with office.store.write() as connection:
        if not overtaken(connection, current):
            remember(connection, current, made, fingerprint, sealed, pages)


def remember(
    connection: Connection, current: Transition, made: Dossier, fingerprint: str, sealed: list[SealedFile], pages: int
) -> None:
    """Remember a sealed dossier of a transition, which the caller holds; again is harmless."""
    last = _last_sealed(connection, current.id)
    if last is not None and last[1] == fingerprint:
        return
    number = connection.execute(
        insert(dossier)
        .values(
            transition_id=current.id,
            version=made.version if last is None else last[0] + 1,
            title=made.title,
            content_sha256=fingerprint,
            sealed_at=made.compiled_at,
            pages=pages,
            gaps=len(made.gaps),
            forbidden_gaps=sum(gap.forbidden and gap.waived is None for gap in made.gaps),
        )
        .returning(dossier.c.id)
    ).scalar_one()
    connection.execute(
        insert(dossier_file),
        [
            {"dossier_id": number, "form": file.form, "path": file.path, "sha256": file.sha256, "size": file.size}
            for file in sealed
        ],
    )


def _deliver(office: Office, current: Transition, at_once: bool) -> Taken:
    with office.store.write() as connection:
        if overtaken(connection, current):
            return Taken([], finished=False)
        number = newest_dossier(connection, current.id)
        remarks = add_by_policy(office, connection, current)
        if number is None or not recorded.recipients(connection, current.id):
            raise Blocked(
                "The dossier is sealed, but nobody is named to receive it.",
                what_to_do="Give the same command again with: --to SOMEBODY@EXAMPLE.ORG",
            )
        prepare(connection, number, sender=office.settings.mail.sender, now=office.now())
    send_due(
        office.store,
        number,
        sender=office.sender,
        compose=composer(office.store, office.settings, now=office.now),
        now=office.now,
        attempts=office.settings.delivery.attempts,
        at_once=at_once,
    )
    with office.store.read() as connection:
        outcomes = tuple(one for one in standing(connection, number) if one.state not in SETTLED)
    came_to = verdict(outcomes)
    if came_to == "stuck" and not any(outcome.state == "sent" for outcome in outcomes):
        stuck = Blocked(
            " ".join(outcome.sentence for outcome in outcomes),
            what_to_do=f"Put that right, then: handover transitions run {current.id}. "
            "Or give the same command again with somebody else: --to SOMEBODY@EXAMPLE.ORG",
        )
        stuck.outcomes = outcomes
        raise stuck
    return Taken(
        [*remarks, *(outcome.sentence for outcome in outcomes if outcome.state != "sent")],
        short=came_to != "delivered" or bool(remarks),
        # Who was refused is for a person to see to; the others have their dossier, so the transition goes on.
        finished=came_to != "waiting",
        outcomes=outcomes,
    )


STEPS: Final[Mapping[Step, Callable[[Office, Transition, bool], Taken]]] = {
    "gather": _gather,
    "compile": _compile,
    "deliver": _deliver,
}
DOING: Final[Mapping[Step, str]] = {
    "gather": "Gathering the sources once more",
    "compile": "Compiling the dossier",
    "deliver": "Delivering it",
}
