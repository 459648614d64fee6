"""Closures as they are compiled: dossiers assembled from records, with all that only a closure has."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from handover.dossier.assemble import assemble
from handover.dossier.known import Known, KnownName, KnownRecord, KnownTransition
from handover.dossier.model import Dossier
from handover.records import Contact, FollowOnAction, Lesson, ProgrammeStatus
from tests.dossiers.hostile import UNBROKEN
from tests.unit.dossier.knowledge import a_source, known_record

_NAME: Final = "Safe Crossings Tarnbrook"
_TODAY: Final = date(2026, 4, 2)
_GATHERED: Final = datetime(2026, 4, 1, 5, 0, tzinfo=UTC)
_COMPILED: Final = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def _status(row: int, period: str, **given: Any) -> KnownRecord[ProgrammeStatus]:
    fields = {"key": str(row), "initiative": _NAME, "period": period, "currency": "GBP", **given}
    return known_record(ProgrammeStatus(**fields), "status", row, since=_GATHERED)


def _lesson(row: int, **given: Any) -> KnownRecord[Lesson]:
    fields = {"key": f"L-{row}", "initiative": _NAME, **given}
    return known_record(Lesson(**fields), "lessons", row, since=_GATHERED)


def _contact(row: int, name: str | None, **given: Any) -> KnownRecord[Contact]:
    fields = {"key": str(row), "initiative": _NAME, "holder": "named" if name else "vacant", "name": name, **given}
    return known_record(Contact(**fields), "people", row, since=_GATHERED)


def _action(row: int, what: str, **given: Any) -> KnownRecord[FollowOnAction]:
    fields = {"key": f"F-{row}", "initiative": _NAME, "what": what, "status": "open", **given}
    return known_record(FollowOnAction(**fields), "actions", row, since=_GATHERED)


def _statuses() -> list[KnownRecord[ProgrammeStatus]]:
    purpose = "Make the 40 crossings where most children were hurt safe to cross on foot by the end of 2025."
    later = "Make as many of the 40 crossings safe as the grant allows, the school routes first."
    five, three = {"rating_vocabulary": "five-colour"}, {"rating_vocabulary": "three-colour"}
    planned = {"start_planned": "2022-04-01", "end_planned": "2025-12"}
    return [
        _status(2, "2022-06", rating="green", purpose=purpose, stage="preparation", **planned, **five,
                whole_life_cost=Decimal(6_200_000), budget=Decimal(400_000), forecast=Decimal(400_000),
                owner="Hollis Marchbank"),
        _status(3, "2022-12", rating="amber-green", purpose=purpose, start_actual="2022-09-05", **planned, **five,
                whole_life_cost=Decimal(6_200_000), owner="Hollis Marchbank", stage="implementation"),
        _status(4, "2023-06", rating="amber", **planned, **five, whole_life_cost=Decimal(7_050_000),
                narrative="Utilities lie shallower than the drawings say at 11 crossings.", owner="Hollis Marchbank"),
        _status(5, "2024-03", rating="amber", end_planned="2026-06", **three, whole_life_cost=Decimal(7_900_000),
                purpose=later, owner="Priya Sandalwood", stage="implementation"),
        _status(6, "2024-12", rating="amber", end_planned="2026-06", **three, whole_life_cost=Decimal(8_100_000),
                owner="Priya Sandalwood"),
        _status(7, "2025-09", rating="red", end_planned="2026-09", **three, whole_life_cost=Decimal(8_640_000),
                budget=Decimal(2_100_000), forecast=Decimal(2_520_000), owner="Priya Sandalwood",
                narrative="The contractor for signals went into administration. 27 crossings work, 4 are half built "
                "and fenced off, 9 are not begun."),
        _status(8, "2025-12", rating="red", end_planned="2026-09", **three, owner="Priya Sandalwood",
                whole_life_cost=Decimal(8_640_000), budget_given="to be confirmed", stage="completion",
                narrative="The board decided to close at the end of March. 29 of 40 crossings work; two are half "
                "built and stay fenced off. Injuries of children at the 29 fell from 31 to 9 a year."),
    ]  # fmt: skip


def _lessons() -> list[KnownRecord[Lesson]]:
    return [
        _lesson(
            2, title="Trial holes before the design, not after it", outcome="did-not-work", perspective="professional",
            what_happened="At 11 of 40 crossings gas and cables lay shallower than the drawings said.",
            effect="Each was designed twice; the programme lost nine months.", causes="Drawings were 30 years old.",
            early_warnings="The first three digs in September 2022 each struck something that no drawing had.",
            recommendation="Dig trial holes at every site before the design is paid for.",
            recorded_by="Emeka Thornbury", occurred_on="2023-02", learning="identified", tags=("ground", "design"),
        ),
        _lesson(
            3, title="One supplier for all signals is one too few", outcome="did-not-work", learning="identified",
            perspective="senior-manager", what_happened="The only contractor for signals failed in August 2025.",
            early_warnings="Invoices came earlier and earlier from January 2025 on.", occurred_on="2025-08",
            recommendation="Keep a second supplier warm with a fifth of the work.", recorded_by="Priya Sandalwood",
            tags=("contracts", "signals"),
        ),
        _lesson(
            4, title="Lollipop wardens knew where the near misses were", outcome="worked", learning="learned",
            perspective="community-leader", what_happened="Wardens marked near misses on a map each Friday.",
            recommendation="Pay wardens for an hour a week to keep the map.", occurred_on="2023-10",
            tags=("Schools", "data"),
        ),
        _lesson(
            5, title="Building in the school holidays", outcome="mixed", perspective="professional",
            what_happened="Work was quick, but no child was there to show where they cross.", tags=("schools",),
        ),
        _lesson(6, title="Ward councillors walked every site", outcome="worked", perspective="politician",
                recommendation="Walk each site with the councillor before the notice is published.",
                recorded_by="Cllr Ottoline Frazer", occurred_on="2022-11", tags=("engagement", "design")),
    ]  # fmt: skip


def _people() -> list[KnownRecord[Contact]]:
    return [
        _contact(2, "Priya Sandalwood", role="Programme director", phones=("01632 960 771",),
                 emails=("priya.sandalwood@tarnbrook.example",), from_on="2024-01"),
        _contact(3, "Emeka Thornbury", role="Lead engineer", phones=("01632 960 772",),
                 emails=("emeka.thornbury@tarnbrook.example",),
                 knows_about="Which two crossings are half built, and what holds their fences up"),
        _contact(4, "Saoirse Winterbourne", role="Highways maintenance manager", phones=("01632 960 780",)),
        _contact(5, "Hollis Marchbank", role="Programme director (first)", to_on="2023-12",
                 emails=("hollis@elsewhere.example",), knows_about="What was promised to the school heads in 2022"),
        _contact(6, None, role="Community liaison officer", name_given="Vacant", reports_to="Programme director"),
    ]  # fmt: skip


def _actions() -> list[KnownRecord[FollowOnAction]]:
    return [
        _action(2, "Inspect the fences of the two half-built crossings every week", owner="Emeka Thornbury",
                inherits="Saoirse Winterbourne", due="2026-03-27"),
        _action(3, "Tell the 9 schools whose crossing is not begun", owner="Community liaison officer",
                due="2026-03-31"),
        _action(4, "Claim the bond from the administrators of the signals contractor", owner="Priya Sandalwood",
                inherits="Legal services", due="2026-04-08"),
        _action(5, "Move the signals of 29 crossings into the maintenance contract", owner="Emeka Thornbury",
                inherits="Saoirse Winterbourne", due="2026-04-30"),
        _action(6, "Hand the map of near misses to road safety", owner="Emeka Thornbury", due="2026-06"),
        _action(7, "Measure injuries for a third year", owner="Public health", inherits="Public health",
                due="2026-12"),
        _action(8, "Decide who keeps the wardens’ Friday hour", owner=None),
        _action(9, "Publish the evaluation of the first year", owner="Priya Sandalwood", status="done",
                due="2025-01-31"),
    ]  # fmt: skip


def known_of_a_closure(**changes: Any) -> Known:
    """All that is known of an initiative that closes with much on record; ``changes`` replace whole fields."""
    people = _people()
    known = Known(
        initiative=_NAME,
        names=(KnownName("Tarnbrook Crossing Programme", records=3),),
        transition=KnownTransition(
            number=1,
            kind="closure",
            effective_on="2026-03-31",
            reason="The signals contractor failed and the grant does not stretch to a new one",
            requested_by="Priya Sandalwood",
            confirmed_at=_COMPILED,
        ),
        lessons=_lessons(),
        statuses=_statuses(),
        contacts=people,
        contacts_history=people,
        actions=_actions(),
        sources=[
            a_source("lessons", title="Lessons log", gathered_at=_GATHERED, seen=5),
            a_source("status", title="Reports to the board", record_kind="programme-status", gathered_at=_GATHERED),
            a_source("people", title="Contact list", record_kind="contact", gathered_at=_GATHERED),
            a_source("actions", title="Closing actions", record_kind="follow-on-action", gathered_at=_GATHERED),
        ],
        rejections=(),
        today=_TODAY,
        as_known_at=_GATHERED,
    )
    return replace(known, **changes)


def _assembled(known: Known) -> Dossier:
    return assemble(
        known,
        settings_office="Tarnbrook Programme Office",
        marking="OFFICIAL",
        reference="HO-0007",
        version=1,
        compiled_at=_COMPILED,
        stale_after_days=120,
        forbidden_gaps=frozenset(),
    )


def a_closure() -> Dossier:
    return _assembled(known_of_a_closure())


def an_empty_closure() -> Dossier:
    """Nothing is known of it but that it closes."""
    nothing: dict[str, Any] = dict.fromkeys(
        ("lessons", "statuses", "contacts", "contacts_history", "actions", "sources", "names"), ()
    )
    return _assembled(known_of_a_closure(**nothing, as_known_at=None))


def a_hostile_closure() -> Dossier:
    """Every text of it is markup, a template, right-to-left, or one word of thousands of characters."""
    texts = (UNBROKEN, "<script>document.title='taken'</script>", "{{ 7*7 }}", "مرحبا بالعالم", "=1+1", "漢字" * 400)

    def spoiled(records: list[Any], fields: tuple[str, ...]) -> list[Any]:
        def one(at: int, record: Any) -> Any:
            changed = {
                field: texts[(at + place) % len(texts)][: 450 if field in {"name"} else None]
                for place, field in enumerate(fields)
                if getattr(record.record, field)
            }
            return replace(record, record=record.record.model_copy(update=changed))

        return [one(at, record) for at, record in enumerate(records)]

    people = spoiled(_people(), ("name", "role", "knows_about", "reports_to"))
    return _assembled(
        known_of_a_closure(
            initiative=UNBROKEN[:400],
            lessons=spoiled(_lessons(), ("title", "recommendation", "early_warnings", "recorded_by")),
            statuses=spoiled(_statuses(), ("purpose", "narrative", "owner", "budget_given")),
            contacts=people,
            contacts_history=people,
            actions=spoiled(_actions(), ("what", "owner", "inherits")),
        )
    )
