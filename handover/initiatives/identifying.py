"""What the identifiers of one gathering come to: whom new names mean by them, what has to be asked, who claims what."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from handover.initiatives.identifiers import Identified, borne_by, claim
from handover.initiatives.matching.answered import still_to_ask
from handover.initiatives.matching.by_identifier import Bearing, Whom, propose_by_identifier
from handover.initiatives.matching.proposing import NewName, Proposal, circumstances
from handover.initiatives.merged import now_of
from handover.initiatives.naming import Naming, say_first
from handover.store.database import hold_names
from handover.store.tables import initiative

_SAID_BY: Final = "the register “{}”"


class Identifying:
    """The names and identifiers of one gathering, within the transaction of ``connection``."""

    def __init__(self, connection: Connection, identified: Identified, now: datetime) -> None:
        # Two gatherings that meet one identifier at once would make two initiatives of one.
        hold_names(connection)
        self._connection = connection
        self._register = identified.register
        self._now = now
        self._borne = borne_by(connection, identified)
        self._joined: list[Proposal] = []

    def propose(self, known: Mapping[str, int], new: Sequence[NewName], likened: Sequence[Proposal]) -> list[Proposal]:
        """Whom these names mean by their identifiers; ``known`` are the initiatives of names that are equal to known
        ones, ``likened`` what the new ones were likened to.
        """
        meant = self._meant(known)
        taken: dict[str, Whom] = {
            one.new.key: one.initiative_id or one.key for one in likened if one.likeness.verdict == "matched"
        }
        bearings = [
            Bearing(NewName(one.name_id, key, one.written), tuple(sorted(one.values)), meant[key])
            for key, one in self._borne.items()
            if key in meant
        ]
        bearings += [
            Bearing(one, tuple(sorted(self._borne[one.key].values)), taken.get(one.key))
            for one in new
            if one.key in self._borne
        ]
        found = propose_by_identifier(self._connection, self._register, bearings, today=self._now.date())
        questions = [(one, meant[one.new.key]) for one in found if one.new.key in meant]
        of_new = [one for one in found if one.new.key not in meant]
        self._joined = [one for one in of_new if one.likeness.verdict == "matched"]
        return [*of_new, *still_to_ask(self._connection, questions)]

    def write(self, known: Mapping[str, int]) -> None:
        """Write which initiatives the register knows by what, now that every name has one (``known``, by name); and
        how those were called that were known by an identifier only.
        """
        self._say(known)
        meant = self._meant(known)
        claims: dict[int, set[str]] = {}
        for key, one in self._borne.items():
            claims.setdefault(meant[key], set()).update(one.values)
        claim(self._connection, self._register, claims, now=self._now)

    def _meant(self, known: Mapping[str, int]) -> dict[str, int]:
        ids = {key: known.get(key, one.initiative_id) for key, one in self._borne.items()}
        now = now_of(self._connection, initiative, {one for one in ids.values() if one is not None})
        return {key: now[one] for key, one in ids.items() if one is not None}

    def _say(self, known: Mapping[str, int]) -> None:
        began = circumstances(self._connection, {one.new.name_id for one in self._joined})
        said_by = _SAID_BY.format(self._register)
        said = [
            Naming(
                known[one.new.key],
                one.new.written,
                "alias",
                from_on=began[one.new.name_id].began_on if one.new.name_id in began else None,
                said_by=said_by,
            )
            for one in self._joined
        ]
        say_first(self._connection, said, now=self._now)
