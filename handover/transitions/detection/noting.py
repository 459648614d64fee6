"""Writing what looks like a transition: each subject once, each evidence once, and nothing that is recorded already."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, and_, exists, func, insert, select, update

from handover.initiatives.identity import by_ids
from handover.initiatives.look_up import claims_on
from handover.initiatives.names import compared
from handover.initiatives.naming import meant_on
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import gathering, name, naming, proposal, proposal_evidence, record_version, watched
from handover.transitions.detection import already
from handover.transitions.detection.already import Subject
from handover.transitions.detection.model import GONE, GONE_FROM_POST, Proposal
from handover.transitions.detection.proposed import OPEN
from handover.transitions.detection.staff_moves import can_be_same


class _Found(NamedTuple):
    """A proposal, which initiative it is about, and by what the same subject and the same evidence are recognised."""

    one: Proposal
    initiative_id: int | None
    subject: str
    digest: str


def note(connection: Connection, said_in: AnyRow, found: Sequence[Proposal], *, now: datetime) -> list[int]:
    """Write what the gathering ``said_in`` led to; gives the numbers of what is new.

    Nothing is written of what the same evidence proposed before, or of what was recorded without any proposal. Further
    evidence of what waits to be confirmed is added to it.
    """
    ids = _initiatives(connection, found)
    every = [_found(one, ids.get((one.initiative, one.effective_on)), said_in.source_id) for one in found]
    known = _known_evidence(connection, [one.digest for one in every])
    fresh = list({one.digest: one for one in every if one.digest not in known}.values())
    recorded = already.recorded(connection, [_subject(one) for one in fresh])
    fresh = [one for one, is_recorded in zip(fresh, recorded, strict=True) if not is_recorded]
    waiting = _waiting(connection, [one.subject for one in fresh])
    numbers = dict(waiting)
    new = list({one.subject: one for one in fresh if one.subject not in waiting}.values())
    if new:
        added = connection.execute(
            insert(proposal).returning(proposal.c.id, sort_by_parameter_order=True),
            [_values(one, said_in.id, now) for one in new],
        )
        numbers |= zip((one.subject for one in new), added.scalars(), strict=True)
    for one in fresh:
        if one.subject in waiting:
            _raise_confidence(connection, waiting[one.subject], one.one)
    evidence = [
        {
            "proposal_id": numbers[one.subject],
            "digest": one.digest,
            "sentence": reason.sentence,
            "record_version_id": reason.version_id,
        }
        for one in fresh
        for reason in one.one.evidence
    ]
    if evidence:
        connection.execute(insert(proposal_evidence), evidence)
    return [numbers[one.subject] for one in new if not one.one.awaits_next]


class Settled(NamedTuple):
    """``overtaken`` are the numbers of what waits no more; ``shown_again`` of what was awaited, and now waits."""

    overtaken: list[int]
    shown_again: list[int]


def settle(connection: Connection, *, now: datetime) -> Settled:
    """Let no proposal wait for what was recorded without it, or for what is in its source again; and let those wait
    for a person that the next gathering was to show too, where it has.
    """
    done = _overtake(connection, _recorded(connection), "It was recorded without this proposal.", now)
    back = _overtake(connection, _back(connection), "It is in its source again.", now)
    own, later = gathering.alias(), gathering.alias()
    shown = exists().where(
        own.c.id == proposal.c.gathering_id,
        later.c.source_id == own.c.source_id,
        later.c.id > own.c.id,
        watched.c.gathering_id == later.c.id,
    )
    awaited = update(proposal).where(proposal.c.state == "awaited", shown)
    again = connection.execute(awaited.values(state="proposed", proposed_at=now).returning(proposal.c.id))
    return Settled([*done, *back], sorted(again.scalars()))


def _recorded(connection: Connection) -> list[int]:
    rows = connection.execute(select(proposal).where(proposal.c.state.in_(OPEN)).order_by(proposal.c.id)).all()
    subjects = [
        Subject(
            row.kind,
            row.initiative_id,
            tuple(row.successors),
            row.details.get("person"),
            row.effective_on,
            row.details.get("post"),
        )
        for row in rows
    ]
    recorded = already.recorded(connection, subjects)
    return [row.id for row, is_recorded in zip(rows, recorded, strict=True) if is_recorded]


def _back(connection: Connection) -> list[int]:
    """The numbers of those that are open because a record was gone, which is there again."""
    gone, again = record_version.alias(), record_version.alias()
    # The first evidence of each is the record that was gone; where another source says something too, that stands.
    of_each = select(func.min(proposal_evidence.c.id)).join(proposal, proposal.c.id == proposal_evidence.c.proposal_id)
    first = (
        of_each.where(proposal.c.state.in_(OPEN), proposal.c.cause.in_((GONE, GONE_FROM_POST)))
        .group_by(proposal_evidence.c.proposal_id)
        .having(func.count(proposal_evidence.c.digest.distinct()) == 1)
    )
    rows = connection.execute(
        select(proposal.c.id, gone.c.kind, gone.c.payload, again.c.payload.label("now"))
        .join(proposal_evidence, proposal_evidence.c.proposal_id == proposal.c.id)
        .join(gone, gone.c.id == proposal_evidence.c.record_version_id)
        .join(
            again,
            and_(again.c.source_id == gone.c.source_id, again.c.key == gone.c.key, again.c.to_gathering_id.is_(None)),
        )
        .where(
            proposal.c.state.in_(OPEN),
            proposal.c.cause.in_((GONE, GONE_FROM_POST)),
            proposal_evidence.c.id.in_(first),
        )
        .order_by(proposal.c.id)
    )
    return [row.id for row in rows if _is_the_same(row)]


def _is_the_same(row: AnyRow) -> bool:
    before, after = orjson.loads(row.payload), orjson.loads(row.now)
    if row.kind == "contact":
        return after.get("holder") == "named" and can_be_same(before, after)
    return bool(compared(before["initiative"]) == compared(after["initiative"]))


def _overtake(connection: Connection, numbers: Sequence[int], because: str, now: datetime) -> list[int]:
    """Those of these that nobody has decided about meanwhile."""
    return [
        number
        for some in chunks(numbers)
        for number in connection.execute(
            update(proposal)
            .where(proposal.c.id.in_(some), proposal.c.state.in_(OPEN))
            .values(state="overtaken", decided_at=now, decided_because=because)
            .returning(proposal.c.id)
        ).scalars()
    ]


def _found(one: Proposal, initiative_id: int | None, source_id: int) -> _Found:
    about = initiative_id if initiative_id is not None else compared(one.initiative)
    subject = _digest(
        [
            one.kind,
            about,
            sorted(map(compared, one.successors)),
            one.person,
            one.incoming,
            one.post,
            *sorted(one.functions),
        ]
    )
    return _Found(
        one, initiative_id, subject, _digest([subject, source_id, sorted(each.sentence for each in one.evidence)])
    )


def _digest(said: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _subject(found: _Found) -> Subject:
    one = found.one
    return Subject(one.kind, found.initiative_id, one.successors, one.person, one.effective_on, one.post)


def _initiatives(connection: Connection, found: Iterable[Proposal]) -> dict[tuple[str, str], int]:
    """Whom each name means on the day of its proposal, as far as names are known."""
    days: dict[str, set[str]] = {}
    for one in found:
        days.setdefault(one.initiative, set()).add(one.effective_on)
    known: dict[str, int] = {}
    dated: set[str] = set()
    for wanted in chunks(sorted(days)):
        rows = connection.execute(
            select(name.c.written, name.c.initiative_id).where(
                name.c.written.in_(wanted), name.c.initiative_id.is_not(None)
            )
        )
        known |= {row.written: row.initiative_id for row in rows}
        keys = {compared(written): written for written in wanted}
        said = select(naming.c.normalised).where(naming.c.normalised.in_(list(keys))).distinct()
        dated |= {keys[key] for key in connection.execute(said).scalars()}
    now = by_ids(connection, known.values())
    meant = {(written, day): now[number].id for written, number in known.items() for day in days[written]}
    for written in sorted(dated):
        claims = claims_on(connection, compared(written))
        for day in days[written]:
            # Where several were called so then, which of them it is will be asked.
            ids = meant_on(claims, day)
            if len(ids) == 1:
                meant[written, day] = ids[0]
    return meant


def _known_evidence(connection: Connection, digests: Collection[str]) -> set[str]:
    return {
        digest
        for wanted in chunks(sorted(digests))
        for digest in connection.execute(
            select(proposal_evidence.c.digest)
            .join(proposal, proposal.c.id == proposal_evidence.c.proposal_id)
            # What came to nothing, or was recorded otherwise, was never answered by a person.
            .where(proposal_evidence.c.digest.in_(wanted), proposal.c.state != "overtaken")
        ).scalars()
    }


def _waiting(connection: Connection, subjects: Collection[str]) -> dict[str, int]:
    """The numbers of the proposals about these subjects that wait to be confirmed."""
    return {
        row.subject: row.id
        for wanted in chunks(sorted(subjects))
        for row in connection.execute(
            select(proposal.c.subject, proposal.c.id)
            .where(proposal.c.subject.in_(wanted), proposal.c.state.in_(OPEN))
            .with_for_update()
        )
    }


def _raise_confidence(connection: Connection, number: int, one: Proposal) -> None:
    sure = round(one.confidence * 100)
    surer = (proposal.c.id == number, proposal.c.confidence < sure)
    connection.execute(update(proposal).where(*surer).values(confidence=sure))


def _values(found: _Found, gathering_id: int, now: datetime) -> Mapping[str, Any]:
    one = found.one
    return {
        "gathering_id": gathering_id,
        "kind": one.kind,
        "initiative": one.initiative,
        "initiative_id": found.initiative_id,
        "successors": list(one.successors),
        "details": _details(one),
        "effective_on": one.effective_on,
        "confidence": round(one.confidence * 100),
        "cause": one.cause,
        "subject": found.subject,
        "proposed_at": now,
        "state": "awaited" if one.awaits_next else "proposed",
    }


def _details(one: Proposal) -> dict[str, str | None]:
    if one.kind == "staff-move":
        came = {"came": "; ".join(one.came)} if one.came else {}
        return {"person": one.person, "incoming": one.incoming, "post": one.post, **came}
    return {"functions": "\n".join(one.functions)} if one.functions else {}
