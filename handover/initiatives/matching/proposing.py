"""What the names that a gathering brought for the first time may mean, among those that are known and themselves."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from handover.initiatives.matching.evidence import Circumstances
from handover.initiatives.matching.known import Meant, known_near
from handover.initiatives.matching.score import ASKED, MATCHED, Likeness, likeness
from handover.initiatives.matching.spelling import Spelling, spelling
from handover.store.database import AnyRow
from handover.store.history import CHUNK
from handover.store.tables import record_version

# Below this, nothing that else is known of two initiatives makes a question of their names.
_WORTH_READING: Final = ASKED - 0.06
# Records of a name that are read for what bears it; more add nothing to whom it belongs to.
_MOST_READ: Final = 50


class NewName(NamedTuple):
    """A name that means nothing yet: its number, how it is compared, and as most records write it."""

    name_id: int
    key: str
    written: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a new name means, or could mean, what another does: an initiative that is known, or where it is None the
    new name that is compared as ``key``.
    """

    new: NewName
    key: str
    initiative_id: int | None
    likeness: Likeness


def propose(connection: Connection, new: Sequence[NewName]) -> list[Proposal]:
    """The best proposal for each new name that has one. It is matched by itself only where no other is as good."""
    if not new:
        return []
    index, meant = known_near(connection, [spelling(one.written) for one in new])
    pairs: list[tuple[NewName, list[tuple[Meant, Spelling]]]] = []
    for one in new:
        mine = spelling(one.written)
        near = [
            (meant[number], index.spellings[number])
            for number in index.of(mine)
            if likeness(mine, index.spellings[number]).score >= _WORTH_READING
        ]
        if near:
            pairs.append((one, near))
        index.add(mine)
        meant.append(Meant(one.name_id, one.key, None))
    known = circumstances(connection, _name_ids(pairs))
    # What a new name was matched to is what others are matched to that are like it.
    leads: dict[str, Meant] = {}
    found = []
    for one, near in pairs:
        best = _best(one, near, known, leads)
        if best is not None:
            found.append(best)
            if best.likeness.verdict == "matched":
                leads[one.key] = Meant(one.name_id, best.key, best.initiative_id)
    return found


def _name_ids(pairs: Sequence[tuple[NewName, Sequence[tuple[Meant, Spelling]]]]) -> set[int]:
    return {name_id for one, near in pairs for name_id in (one.name_id, *(other.name_id for other, _ in near))}


def _best(
    one: NewName,
    near: Sequence[tuple[Meant, Spelling]],
    known: Mapping[int, Circumstances],
    leads: Mapping[str, Meant],
) -> Proposal | None:
    best: dict[int | str, Proposal] = {}
    for other, spelled in near:
        like = likeness(spelling(one.written), spelled, known.get(one.name_id), known.get(other.name_id))
        target = leads.get(other.key, other) if other.initiative_id is None else other
        proposal = Proposal(one, target.key, target.initiative_id, like)
        whom = target.initiative_id or target.key
        if like.verdict != "new" and (whom not in best or like.score > best[whom].likeness.score):
            best[whom] = proposal
    ranked = sorted(best.values(), key=lambda proposal: -proposal.likeness.score)
    if not ranked:
        return None
    first = ranked[0]
    if len(ranked) > 1 and first.likeness.verdict == "matched" and ranked[1].likeness.verdict == "matched":
        sentence = "Another initiative’s name is as like it, so a person has to say."
        like = Likeness(MATCHED - 0.001, (*first.likeness.evidence, sentence))
        return Proposal(one, first.key, first.initiative_id, like)
    return first


def circumstances(
    connection: Connection, name_ids: Iterable[int], *, also_past: bool = False
) -> dict[int, Circumstances]:
    """What the statuses and contacts under these names say of what bears them; what they said before too, where that
    is asked for.
    """
    standing = () if also_past else (record_version.c.to_gathering_id.is_(None),)
    rows: dict[int, list[AnyRow]] = defaultdict(list)
    wanted = sorted(name_ids)
    for start in range(0, len(wanted), CHUNK):
        for row in connection.execute(
            select(record_version.c.name_id, record_version.c.kind, record_version.c.payload).where(
                record_version.c.name_id.in_(wanted[start : start + CHUNK]),
                record_version.c.kind.in_(("programme-status", "contact")),
                *standing,
            )
        ):
            if len(rows[row.name_id]) < _MOST_READ:
                rows[row.name_id].append(row)
    return {name_id: _circumstances(of_name) for name_id, of_name in rows.items()}


def _circumstances(rows: Sequence[AnyRow]) -> Circumstances:
    owners, people, days, identifiers = set(), set(), [], set()
    for row in rows:
        record = json.loads(row.payload)
        if row.kind == "programme-status":
            days.append(record["period"])
            if record.get("owner"):
                owners.add(" ".join(record["owner"].split()).casefold())
            continue
        if record.get("identifier"):
            identifiers.add(record["identifier"])
        if record.get("name") and not record.get("shared_mailbox"):
            people.add(record["name"])
    return Circumstances(
        frozenset(owners),
        frozenset(people),
        min(days, default=None),
        max(days, default=None),
        frozenset(identifiers),
    )
