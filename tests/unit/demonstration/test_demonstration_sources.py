"""The demonstration's registrations turn its files into the records that its story needs."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from handover.demonstration import story
from handover.initiatives.names import normalised
from handover.records import Contact, FollowOnAction, Lesson, ProgrammeStatus, Record
from handover.sources.reading import read
from handover.sources.registering.registry_file import read_registrations
from handover.sources.rows import Fetched
from tests.mappings import compile_mapping

FOLDER = Path(story.__file__).parent


@cache
def gathered(source: str) -> tuple[list[Record], dict[str, tuple[str, ...]], str]:
    """Records, rejected rows by key with the columns that are at fault, and what was found out about the file."""
    [registration] = [one for one in read_registrations(FOLDER / "sources.yaml") if one.name == source]
    path = FOLDER / registration.location
    data = path.read_bytes()
    fetched = Fetched(path, path.name, hashlib.sha256(data).hexdigest(), len(data), datetime(2025, 5, 30, tzinfo=UTC))
    reading = read(fetched, registration)
    mapping = compile_mapping(registration, reading.columns)
    records: list[Record] = []
    rejected: dict[str, tuple[str, ...]] = {}
    for row in reading.rows:
        key = mapping.key(row.cells) or f"row {row.number}"
        made = row.faults or mapping.record(row.cells, key)
        if isinstance(made, Record):
            records.append(made)
        else:
            rejected[key] = tuple(reason.column or "" for reason in made)
    return records, rejected, " ".join(reading.facts.values())


@pytest.mark.parametrize(
    ("source", "records", "rejected"),
    [
        pytest.param("lessons-log", 44, {"LL-031": ("Lesson title",), "LL-046": ("Programme",)}, id="lessons"),
        pytest.param("status-2022-23", 43, {}, id="first year"),
        pytest.param("status-2023-24", 48, {}, id="second year"),
        pytest.param("status-2024-25", 48, {}, id="third year"),
        pytest.param("contacts", 17, {}, id="contacts"),
        pytest.param("follow-on-actions", 18, {}, id="actions"),
    ],
)
def test_each_row_is_a_record_or_is_rejected_for_its_reason(
    source: str, records: int, rejected: dict[str, tuple[str, ...]]
) -> None:
    found, refused, _ = gathered(source)
    assert (len(found), refused) == (records, rejected)


def test_spellings_come_together_and_the_new_name_stays_apart() -> None:
    names = {normalised(one.initiative) for one in gathered("lessons-log")[0]}
    assert names == {normalised(one) for one in (story.MAIN_INITIATIVE, *story.OTHER_INITIATIVES)}


def test_lessons_are_understood() -> None:
    lessons = {one.key: one for one in gathered("lessons-log")[0] if isinstance(one, Lesson)}
    typed, dated = lessons["LL-002"], lessons["LL-001"]
    assert (typed.recorded_on, typed.occurred_on) == ("2024-06-14", "2024-05-20")
    assert (dated.recorded_on, dated.occurred_on) == ("2024-02-22", "2023-04-12")
    assert (typed.outcome, dated.outcome, dated.sensitivity) == ("worked", "did-not-work", "OFFICIAL-SENSITIVE")
    assert typed.tags == ("information governance", "shared record", "primary care")
    unsure, carer, pasted = lessons["LL-026"], lessons["LL-022"], lessons["LL-024"]
    assert (unsure.outcome, unsure.outcome_given) == (None, "Too early to say")
    assert (carer.perspective, carer.perspective_given) == (None, "Unpaid carer")
    assert pasted.what_happened is not None
    assert "one stores list for council & NHS" in pasted.what_happened
    assert "<" not in pasted.what_happened
    assert lessons["LL-019"].recorded_by is None


def test_main_initiative_has_lessons_of_every_outcome_and_standing() -> None:
    own = [
        one
        for one in gathered("lessons-log")[0]
        if isinstance(one, Lesson) and normalised(one.initiative) == normalised(story.MAIN_INITIATIVE)
    ]
    assert len(own) == 31
    assert {one.outcome for one in own} == {"worked", "did-not-work", "mixed", None}
    assert {one.learning for one in own} == {"identified", "learned"}


@pytest.mark.parametrize(
    ("source", "encoding", "delimiter"),
    [
        pytest.param("status-2022-23", "utf-8", "comma", id="utf-8 with commas"),
        pytest.param("status-2023-24", "cp1252", "comma", id="Windows text"),
        pytest.param("status-2024-25", "utf-8", "semicolon", id="semicolons"),
    ],
)
def test_encoding_and_delimiter_of_the_status_files_are_found(source: str, encoding: str, delimiter: str) -> None:
    records, _, facts = gathered(source)
    assert encoding in facts
    assert delimiter in facts
    assert all(isinstance(one, ProgrammeStatus) and one.rating and one.stage and one.narrative for one in records)


def test_statuses_are_understood() -> None:
    statuses = {
        one.key: one
        for source in ("status-2022-23", "status-2023-24", "status-2024-25")
        for one in gathered(source)[0]
        if isinstance(one, ProgrammeStatus)
    }
    second, last = statuses["JUC-2023-11-ICB"], statuses["JUC-2025-04"]
    assert (second.period, second.rating, second.rating_vocabulary) == ("2023-11", "red", "five-colour")
    assert (last.period, last.rating, last.rating_vocabulary) == ("2025-04", "red", "three-colour")
    assert (second.budget, second.forecast, second.whole_life_cost) == tuple(
        map(Decimal, (6_400_000, 6_980_000, 20_400_000))
    )
    assert (last.currency, last.end_planned, last.stage, last.owner) == (
        "GBP",
        "2026-09-30",
        "completion",
        "Graham Tolley",
    )
    assert second.narrative is not None
    assert "form – eleven" in second.narrative


def test_contacts_are_people_a_vacant_post_and_a_mailbox() -> None:
    contacts = {one.key.split("@")[0]: one for one in gathered("contacts")[0] if isinstance(one, Contact)}
    assert [key for key, one in contacts.items() if one.holder == "vacant"] == ["director-vacant"]
    assert [key for key, one in contacts.items() if one.shared_mailbox] == ["mailbox-juc"]
    assert contacts["director-vacant"].role is not None
    assert contacts["director-vacant"].role.startswith("Programme Director")
    assert contacts["osgood"].unit is not None
    assert "Transport Planning" in contacts["osgood"].unit
    # Folded over three lines, and quoted-printable in a 2.1 card.
    assert contacts["haddad"].knows_about is not None
    assert contacts["haddad"].knows_about.endswith("The card box is in her desk.")
    assert contacts["haddad"].phones == ("+44 1632 960116", "+44 20 7946 0116")
    assert contacts["petrie"].knows_about is not None
    assert "weather – and" in contacts["petrie"].knows_about


def test_actions_are_understood() -> None:
    actions = {one.key: one for one in gathered("follow-on-actions")[0] if isinstance(one, FollowOnAction)}
    assert actions["FA-01"].due == "2025-08-02"
    assert {one.status for one in actions.values()} == {"open", "in-progress", "done", "cancelled"}
    assert (actions["FA-09"].owner, actions["FA-09"].due, actions["FA-09"].inherits) == (None, None, None)
