"""What is known, for tests: records with where they came from, and a whole ``Known`` of which any part can be given."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from handover.dossier.assemble import assemble
from handover.dossier.draft import Draft, draft
from handover.dossier.expectations.rule import Choices
from handover.dossier.known import Known, KnownDecision, KnownRecord, KnownRejection, KnownSource, KnownTransition
from handover.dossier.model import Dossier
from handover.records import Contact, FollowOnAction, Lesson, ProgrammeStatus, Record

R = TypeVar("R", bound=Record)

INITIATIVE = "Harbour Lights"
TODAY = date(2012, 5, 3)
GATHERED = datetime(2012, 5, 3, 8, 0, tzinfo=UTC)
COMPILED = datetime(2012, 5, 3, 9, 30, tzinfo=UTC)
LISTS = tuple(datetime(year, month, 5, 8, 0, tzinfo=UTC) for year, month in ((2011, 4), (2011, 10), (2012, 4)))


def known_record(
    record: R,
    source: str,
    row: int,
    *,
    since: datetime = GATHERED,
    until: datetime | None = None,
) -> KnownRecord[R]:
    return KnownRecord(record, source, f"{source}.csv", row, None, since, until)


def _key(given: dict[str, Any], row: int) -> dict[str, Any]:
    return {"key": str(row), "initiative": INITIATIVE, **given}


def a_lesson(row: int = 2, source: str = "lessons", **given: Any) -> KnownRecord[Lesson]:
    return known_record(Lesson(**_key({"title": f"Lesson of row {row}", **given}, row)), source, row)


def a_status(period: str, row: int = 2, source: str = "status", **given: Any) -> KnownRecord[ProgrammeStatus]:
    return known_record(ProgrammeStatus(**_key({"period": period, **given}, row)), source, row)


def statuses(*periods_and_ratings: tuple[str, str | None], **given: Any) -> list[KnownRecord[ProgrammeStatus]]:
    """One report a pair, in rows from 2 on."""
    return [
        a_status(period, row, rating=rating, **given)
        for row, (period, rating) in enumerate(periods_and_ratings, start=2)
    ]


def a_contact(
    name: str | None = "Ada Lim",
    row: int = 2,
    source: str = "contacts",
    *,
    since: datetime = GATHERED,
    until: datetime | None = None,
    **given: Any,
) -> KnownRecord[Contact]:
    fields = {"holder": "named" if name else "vacant", "name": name, **given}
    return known_record(Contact(**_key(fields, row)), source, row, since=since, until=until)


def an_action(row: int = 2, source: str = "actions", **given: Any) -> KnownRecord[FollowOnAction]:
    return known_record(FollowOnAction(**_key({"what": f"Action of row {row}", **given}, row)), source, row)


def a_source(name: str, **given: Any) -> KnownSource:
    fields: dict[str, Any] = {
        "title": name.capitalize(),
        "owner": None,
        "record_kind": "lesson",
        "cadence": None,
        "gathered_at": GATHERED,
        "seen": 0,
        "rejected": 0,
        "failed": None,
        "files": (),
    }
    return KnownSource(name=name, **{**fields, **given})


def a_rejection(
    row: int, sentence: str, *, names: bool = True, source: str = "lessons", ignored_by: str | None = None
) -> KnownRejection:
    ignored = None if ignored_by is None else KnownDecision(ignored_by, GATHERED, "It is a total.")
    return KnownRejection(source, f"{source}.csv", row, None, (sentence,), names, "…", ignored=ignored)


def a_known(
    *,
    contacts_history: Iterable[KnownRecord[Contact]] | None = None,
    contacts: Iterable[KnownRecord[Contact]] = (),
    kind: str = "closure",
    effective_on: str = "2012-05-31",
    transition: dict[str, Any] | None = None,
    **given: Any,
) -> Known:
    """Nothing but a closure on 31 May 2012, as seen on 3 May 2012; and whatever is given."""
    history = list(contacts_history) if contacts_history is not None else list(contacts)
    fields: dict[str, Any] = {
        "initiative": INITIATIVE,
        "names": (),
        "lessons": (),
        "statuses": (),
        "actions": (),
        "sources": (),
        "rejections": (),
        "today": TODAY,
        "as_known_at": GATHERED,
    }
    about: dict[str, Any] = {
        "number": 1,
        "reason": "The grant ends.",
        "requested_by": None,
        "confirmed_at": COMPILED,
        **(transition or {}),
    }
    return Known(
        transition=KnownTransition(kind=kind, effective_on=effective_on, **about),  # type: ignore[arg-type]
        contacts=[one for one in history if one.gone_at is None],
        contacts_history=history,
        **{**fields, **given},
    )


def drafted(**given: Any) -> Draft:
    return draft(a_known(**given), stale_after_days=92)


def assembled(
    known: Known | None = None, *, forbidden: Iterable[str] = (), choices: Choices | None = None, **given: Any
) -> Dossier:
    return assemble(
        known or a_known(**given),
        settings_office="Programme office",
        marking="OFFICIAL",
        reference="HO-0001",
        version=1,
        compiled_at=COMPILED,
        stale_after_days=92,
        forbidden_gaps=frozenset(forbidden),
        choices=choices or Choices(),
    )


def codes(dossier: Dossier) -> set[str]:
    return {gap.code for gap in dossier.gaps}


def sentence_of(dossier: Dossier, code: str) -> str:
    """The sentence of the one gap of this code."""
    (sentence,) = [gap.sentence for gap in dossier.gaps if gap.code == code]
    return sentence
