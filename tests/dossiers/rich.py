"""Whole dossiers: a rich one, one with something held, and an empty one."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from handover.dossier.front_model import Call, RatingNow
from handover.dossier.model import (
    Action,
    Contingency,
    Dossier,
    Event,
    Gap,
    InitiativeFacts,
    Person,
    Severity,
    SourceFacts,
    StatusHistory,
    StatusPoint,
    Transition,
    Voices,
)
from handover.vocabulary import PERSPECTIVE_NAMES
from tests.dossiers.parts import (
    COMPILED_AT,
    a_file,
    a_gap,
    a_lesson,
    a_person,
    a_reference,
    a_sentence,
    a_source,
    a_status_point,
    an_action,
    groups_of,
)

_LESSONS: tuple[dict[str, Any], ...] = (
    {},
    {
        "title": "One van with every part in it beats three that wait for each other",
        "what_happened": "From May the insulation, ventilation and electrical crews travelled together in pairs of "
        "streets, instead of each following its own list.",
        "effect": "A home was finished in two days where it had taken nine.",
        "causes": None,
        "early_warnings": None,
        "recommendation": "Let contracts by neighbourhood, not by trade.",
        "perspective": "senior-manager",
        "perspective_given": "Programme director",
        "recorded_by": "Tobias Wrenfield",
        "occurred_on": "2024-05",
        "tags": ("contracts", "crews"),
    },
    {
        "title": "Parish halls filled the waiting list, leaflets did not",
        "what_happened": "Nine evenings in parish halls brought 612 applications; 40,000 leaflets brought 97.\n\n"
        "People came because a neighbour whose house was done stood up and told them what it cost and how long the "
        "dust stayed.",
        "effect": None,
        "causes": None,
        "early_warnings": None,
        "recommendation": "Pay for the hall and the tea before paying for print.",
        "perspective": "community-leader",
        "perspective_given": "Parish council chair",
        "recorded_by": None,
        "occurred_on": "2023-11-20",
        "learning": "identified",
        "learning_given": "identified",
        "tags": ("engagement",),
    },
    {
        "title": "Means-testing by postcode was quick and missed the people it was for",
        "outcome": "mixed",
        "outcome_given": "partly",
        "what_happened": "Whole postcodes were declared eligible so that no household had to show its income.",
        "effect": "Applications took six minutes instead of forty. One in five went to homes that could have paid.",
        "causes": "The index of deprivation that was used is of 2019, and three of the estates have changed since.",
        "early_warnings": "Councillors for Nether Quay asked in the first month why their ward was left out.",
        "recommendation": "Use postcodes to invite, and a one-page declaration to decide.",
        "perspective": "politician",
        "perspective_given": "Cllr",
        "recorded_by": "Cllr Maud Okonjo-Price",
        "occurred_on": "2024",
        "learning": "identified",
        "tags": ("eligibility", "fairness"),
    },
    {
        "title": "Boiler swaps bundled with insulation: cheaper, but everything then waits for one plumber",
        "outcome": "mixed",
        "outcome_given": "mixed",
        "what_happened": "Boilers were bought with the insulation from May 2024.",
        "causes": None,
        "effect": "Cost per home fell by £740. The queue for commissioning grew to eleven weeks.",
        "early_warnings": None,
        "recommendation": None,
        "perspective": "professional",
        "perspective_given": "engineer",
        "occurred_on": None,
        "tags": (),
    },
    {
        "title": "Ventilation was left for later and mould came back",
        "outcome": "did-not-work",
        "outcome_given": "did not work",
        "what_happened": "In the first 340 homes walls and lofts were insulated a season before fans were fitted, "
        "because the fans were on a different framework.",
        "effect": "58 households reported mould by February. Two families with asthmatic children had to be moved.",
        "causes": "Two frameworks, two budgets, and no one person who could say stop.",
        "early_warnings": "A district nurse wrote in October that three of her patients' homes smelt of damp. It "
        "was filed under complaints and answered in January.",
        "recommendation": "Never close a home up without ventilation. Give one engineer the power to stop a street.",
        "perspective": "clinician",
        "perspective_given": "District nurse",
        "recorded_by": None,
        "occurred_on": "2023-12",
        "learning": "identified",
        "learning_given": "open",
        "tags": ("ventilation", "health", "frameworks"),
    },
    {
        "title": "The retention money was released before the defects list was empty",
        "outcome": "did-not-work",
        "outcome_given": "No",
        "what_happened": "The second contractor's 5% retention was paid out with the last invoice.",
        "effect": "There is no money left to hold against 41 open defects.",
        "causes": "The payment template had lost the line for retention when it was moved to the new finance system.",
        "early_warnings": None,
        "recommendation": "Have the defects list signed by the clerk of works before any final payment.",
        "perspective": "senior-manager",
        "perspective_given": "Head of finance",
        "recorded_by": "A. Lindqvist",
        "occurred_on": "2025-08-29",
        "learning": "identified",
        "tags": ("payment", "defects"),
    },
    {
        "title": "Households who rent privately",
        "outcome": None,
        "outcome_given": "see board paper",
        "what_happened": "Landlords signed up in numbers only after the registration fee was waived.",
        "effect": None,
        "causes": None,
        "early_warnings": None,
        "recommendation": None,
        "perspective": None,
        "perspective_given": "various",
        "recorded_by": None,
        "recorded_on": None,
        "occurred_on": None,
        "learning": None,
        "learning_given": None,
        "tags": ("landlords",),
    },
)


def _status_points() -> tuple[StatusPoint, ...]:
    course = (
        ("2023-06", "green", "Green", None),
        ("2023-09", "green", "Green", None),
        (
            "2023-12",
            "amber-green",
            "Amber/Green",
            "First mould reports from Harrow Lane. The contractor calls them isolated.",
        ),
        ("2024-03", "amber", "Amber", None),
        (
            "2024-06",
            "amber-red",
            "Amber/red",
            "58 households affected. Work on sealed homes stopped until fans are fitted.",
        ),
        ("2024-09", "amber-red", "Amber/red", None),
        ("2024-12", "reset", "Reset", "Plan and budget approved anew by Cabinet on 9 December."),
        ("2025-03", "amber", "Amber", None),
        ("2025-06", "amber", "Amber", "Crews now work street by street; 31 homes a week."),
        ("2025-09", "amber-red", "Amber/red", "Grant from 2026 not confirmed."),
        ("2025-12", "red", "Red", "The grant ends on 31 March 2026. 1,120 homes on the list will not be reached."),
        ("2026-03", None, "Purple", None),
    )
    return tuple(
        a_status_point(
            period,
            row,
            rating=rating,
            rating_given=given,
            narrative=narrative,
            stage="completion" if period >= "2025-12" else "implementation",
            stage_given="Closing" if period >= "2025-12" else "Delivery",
            whole_life_cost=Decimal("18600000") if period < "2025" else Decimal("23150000"),
            end_planned="2026-09" if period < "2025" else "2027-03",
            owner="Tobias Wrenfield" if period < "2025-09" else None,
        )
        for row, (period, rating, given, narrative) in enumerate(course, start=2)
    )


def _people() -> tuple[Person, ...]:
    return (
        a_person(1, knows_about="Which of the 340 early homes were sealed without fans, and who was told."),
        a_person(
            2,
            name="Gwilym Ashdown-Reyes",
            role="Clerk of works",
            emails=("g.ashdown-reyes@aldermoor.example",),
            phones=(),
            from_on="2024-01-08",
            knows_about="The defects list, and why 41 of its lines are still open.",
        ),
        a_person(3, name="A. Lindqvist", role="Finance business partner", emails=(), phones=(), from_on=None),
        a_person(
            4,
            standing="mailbox",
            name="Warm Homes enquiries",
            role=None,
            unit=None,
            emails=("warmhomes@aldermoor.example",),
            phones=("01632 960 100",),
            from_on=None,
            reports_to=None,
            knows_about="Households on the waiting list write here. It closes with the programme.",
        ),
        a_person(
            5,
            standing="vacant",
            holder="vacant",
            name=None,
            name_given="VACANT",
            role="Programme director",
            emails=(),
            phones=(),
            from_on="2025-10",
            reports_to="Director of Place",
            remark="Tobias Wrenfield held it until September 2025.",
        ),
        a_person(
            6,
            standing="left",
            name="Tobias Wrenfield",
            role="Programme director",
            emails=("t.wrenfield@aldermoor.example",),
            phones=(),
            to_on="2025-09",
            gone_at=datetime(2025, 10, 2, 6, 0, tzinfo=UTC),
            also=(a_reference("S3", 19),),
            knows_about="What was promised to the ward councillors about Nether Quay.",
            remark="No longer listed since October 2025.",
        ),
        a_person(
            7,
            standing="withheld",
            holder="withheld",
            name=None,
            name_given="N/D",
            role="Contract manager, ventilation",
            emails=(),
            phones=(),
            from_on=None,
            reports_to=None,
        ),
    )


def _actions() -> tuple[Action, ...]:
    return (
        an_action(1),
        an_action(
            2,
            what="Tell the 1,120 households on the waiting list that they will not be reached, and what else there is",
            owner="Tobias Wrenfield",
            inherits=None,
            due="2026-03-31",
            status="open",
            status_given="not started",
        ),
        an_action(
            3,
            what="Claim the last quarter's grant before the portal closes",
            owner="A. Lindqvist",
            inherits="A. Lindqvist",
            due="2026-04-24",
            status="open",
            status_given="open",
            urgency="next-30-days",
        ),
        an_action(
            4,
            what="Settle the 41 open defects with the second contractor, whose retention has been paid out already",
            inherits=None,
            due="2026-06-30",
            status="open",
            status_given="open",
            urgency="later",
        ),
        an_action(
            5,
            what="Hand the survey data of 4,300 homes to the stock condition team",
            owner="Ines Achterberg",
            inherits="Stock condition team",
            due="2026-07",
            status="in-progress",
            urgency="later",
        ),
        an_action(
            6,
            what="Decide who answers warmhomes@aldermoor.example from May",
            owner=None,
            inherits=None,
            due=None,
            status=None,
            status_given="tbc",
            urgency="no-date",
        ),
        an_action(
            7,
            what="Publish the evaluation of the first phase",
            owner="Ines Achterberg",
            inherits="Research and insight",
            due="2025-11-28",
            status="done",
            status_given="done",
            urgency="finished",
        ),
    )


def _gaps() -> tuple[Gap, ...]:
    return (
        a_gap(3, forbidden=True),
        a_gap(
            code="owner-vacant",
            sentence="The post of programme director has been vacant since October 2025.",
            what_to_do="Ask the Director of Place who answers for the programme until it closes.",
            references=(a_reference("S3", 5),),
        ),
        a_gap(
            code="rating-not-known",
            kind="contradictory",
            severity="important",
            sentence="The last status report rates the programme “Purple”, which is on no scale.",
            what_to_do="Ask whoever wrote the report for March 2026 what was meant.",
            references=(a_reference("S2", 13),),
        ),
        a_gap(
            code="no-voice",
            severity="important",
            sentence="No chief executive and nobody from HR or organisation development has recorded a lesson.",
            what_to_do="Ask one of each for the thing they would do differently.",
            references=(),
        ),
        a_gap(
            code="rejected-rows",
            kind="rejected",
            severity="important",
            sentence="6 rows of the lessons log could not be read and are not in here.",
            what_to_do="Look at the rejected rows with the person who keeps the log.",
            references=tuple(a_reference("S1", row) for row in (31, 32, 33, 40, 41, 57, 58, 90)),
        ),
        a_gap(
            code="stale-contacts",
            kind="stale",
            severity="minor",
            sentence="The contact list is eight months old.",
            what_to_do="Gather it again before people leave.",
            references=(),
        ),
        a_gap(
            code="no-early-warnings",
            severity="minor",
            sentence="5 of 8 lessons do not say what could have been noticed before.",
            what_to_do="Ask those who recorded them.",
            references=(),
        ),
    )


def _sources() -> tuple[SourceFacts, ...]:
    return (
        a_source("S1"),
        a_source(
            "S2",
            name="warm-homes-status",
            title="Quarterly status reports",
            record_kind="programme-status",
            records_used=12,
            seen=12,
            rejected=0,
            files=(
                a_file("status-2023.csv", 2_110),
                a_file("status-2024.csv", 2_904),
                a_file("status-2025.csv", 3_377),
            ),
        ),
        a_source(
            "S3",
            name="warm-homes-people",
            title="Contacts, exported from the mail system",
            record_kind="contact",
            owner=None,
            records_used=7,
            seen=7,
            rejected=0,
            files=(a_file("contacts.vcf", 5_020),),
        ),
        a_source(
            "S4",
            name="warm-homes-actions",
            title="Action list of the closing board",
            record_kind="follow-on-action",
            records_used=7,
            seen=7,
            rejected=0,
            failed="The address answered 503 on 2 April 2026; what is used here was gathered the day before.",
            files=(a_file("actions.csv", 901),),
        ),
    )


def _story() -> tuple[Event, ...]:
    return (
        Event(
            on="2022-10",
            text="Cabinet approves the Aldermoor Insulation Scheme.",
            category="start",
            reference=a_reference("S2", 2),
        ),
        Event(
            on="2023-04-03",
            text="First homes insulated, in Harrow Lane.",
            category="start",
            reference=a_reference("S1", 4),
        ),
        Event(
            on="2023-12",
            text="Mould is reported in homes that had been sealed.",
            category="lesson",
            reference=a_reference("S1", 9),
        ),
        Event(
            on="2024-06",
            text="Rating falls to Amber/Red; work on sealed homes stops.",
            category="rating",
            reference=a_reference("S2", 6),
        ),
        Event(
            on="2024-12-09",
            text="Plan and budget approved anew; renamed Warm Homes Aldermoor.",
            category="other",
            reference=a_reference("S2", 8),
        ),
        Event(
            on="2025-09",
            text="Tobias Wrenfield leaves; nobody follows as programme director.",
            category="people",
            reference=a_reference("S3", 6),
        ),
        Event(
            on="2025-12",
            text="Rating falls to Red: the grant will end.",
            category="rating",
            reference=a_reference("S2", 12),
        ),
        Event(on="2026-03-31", text="The programme closes.", category="transition"),
    )


def a_dossier(**changes: Any) -> Dossier:
    """A dossier with something in every part; ``changes`` replace whole fields."""
    given: dict[str, Any] = {
        "reference": "HO-0007",
        "version": 2,
        "office": "Aldermoor County Programme Office",
        "marking": "OFFICIAL-SENSITIVE",
        "compiled_at": COMPILED_AT,
        "as_known_at": datetime(2026, 4, 1, 5, 0, tzinfo=UTC),
        "transition": Transition(
            kind="closure",
            initiative="Warm Homes Aldermoor",
            effective_on="2026-03-31",
            reason="The national grant ends and the county cannot carry the cost alone",
            requested_by="Rosalind Teague, Director of Place",
            confirmed_at=datetime(2026, 3, 2, 14, 5, tzinfo=UTC),
        ),
        "initiative": InitiativeFacts(
            name="Warm Homes Aldermoor",
            other_names=("Aldermoor Insulation Scheme", "AIS", "Warm Homes"),
            lines=(
                a_sentence(
                    "Insulates, ventilates and re-heats the county's coldest homes, street by street.",
                    a_reference("S2", 2),
                ),
                a_sentence(
                    "4,300 of 5,420 homes on the list are done; 1,120 will not be reached.", a_reference("S2", 12)
                ),
                a_sentence("Whole-life cost £23.15 million, up from £18.6 million in 2024.", a_reference("S2", 9)),
                a_sentence("Last rated Red, in December 2025.", a_reference("S2", 12)),
            ),
            owner=None,
            started="2022-10",
            ended="2026-03-31",
        ),
        "severity": Severity(
            level="critical",
            reasons=(
                a_sentence("The last rating on the scale was Red, in December 2025.", a_reference("S2", 12)),
                a_sentence(
                    "2 follow-on actions are overdue, and 3 that are open have nobody to inherit them.",
                    a_reference("S4", 2),
                    a_reference("S4", 3),
                ),
                a_sentence("Nobody has been programme director since October 2025.", a_reference("S3", 5)),
            ),
            rating=RatingNow(
                rating="red",
                period="2025-12",
                scale="five-colour",
                trend="fell",
                trend_words="Fell from amber/red (September 2025) to red (December 2025) on the scale of five colours.",
                confidence="low",
                why=(
                    a_sentence(
                        "A later report, for March 2026, rates it “Purple”, which is on no scale.",
                        a_reference("S2", 13),
                    ),
                ),
            ),
            told=(0,),
        ),
        "ring": (
            Call(person=1, why=(a_sentence("owned A5", a_reference("S4", 6)), a_sentence("recorded L1"))),
            Call(person=2, why=(a_sentence("the only one listed as knowing about “The defects list”"),)),
        ),
        "actions": _actions(),
        "contingencies": (
            Contingency(
                what=a_sentence("Mould returns in sealed homes this winter.", a_reference("S1", 9)),
                then="Stop at the first report, send the clerk of works within two days, and offer families a move.",
            ),
            Contingency(
                what=a_sentence(
                    "The second contractor will not come back for 41 defects, because nothing is held against it.",
                    a_reference("S1", 10),
                ),
                then="Ask legal services about the warranty, and set £190,000 aside in the repairs budget.",
            ),
            Contingency(
                what=a_sentence(
                    "Households on the list hear from the newspaper that they are not reached.", a_reference("S4", 3)
                ),
                then="Write to all 1,120 first; ward councillors want a week's notice.",
            ),
        ),
        "read_back": (
            "What do you now own, in one sentence?",
            "What will you do first, and by when?",
            "What are you most worried about, and what will you do if it happens?",
            "Which gap will you close, and whom will you ask?",
        ),
        "story": _story(),
        "status": StatusHistory(
            points=_status_points(),
            summary=(
                "12 quarterly reports, from June 2023 to March 2026.",
                "The rating began at Green, fell to Amber/Red in June 2024, was reset that December and ended at Red.",
                "Whole-life cost rose from £18.6 million to £23.15 million; the end moved to March 2027.",
                "The last report, March 2026, gives a rating that is on no scale.",
            ),
        ),
        "lessons": groups_of(a_lesson(number, **changed) for number, changed in enumerate(_LESSONS, start=1)),
        "voices": Voices(
            heard=(
                ("professional", 2),
                ("senior-manager", 2),
                ("community-leader", 1),
                ("politician", 1),
                ("clinician", 1),
            ),
            silent=("chief-executive", "hr-od"),
            unsaid=1,
        ),
        "people": _people(),
        "gaps": _gaps(),
        "sources": _sources(),
    }
    return Dossier(**(given | changes))


def a_held_dossier(count: int = 1, *, title: str | None = None, **changes: Any) -> Dossier:
    """The rich dossier, where what each of so many sources brought last is held, and a gap says so of each."""
    dossier = a_dossier(**changes)
    why = "80 of 94 records are not in it any more."
    sources = tuple(
        a_source(f"S{number}", held=why if number <= count else None, **({"title": title} if title else {}))
        for number in range(1, max(count, 4) + 1)
    )
    gaps = tuple(
        a_gap(
            code="source-held",
            kind="held",
            severity="important",
            sentence=f"What {source.title} ({source.label}) brought on 1 April 2026 looks wrong and is held: {why}",
            what_to_do="Look at it, and release or discard it: handover held show 7",
            references=(),
        )
        for source in sources
        if source.held
    )
    graver = sum(gap.severity == "critical" for gap in dossier.gaps)
    return dossier.model_copy(
        update={"sources": sources, "gaps": (*dossier.gaps[:graver], *gaps, *dossier.gaps[graver:])}
    )


def an_empty_dossier() -> Dossier:
    """A dossier of something that nothing at all is known of."""
    return a_dossier(
        version=1,
        marking="OFFICIAL",
        as_known_at=None,
        transition=Transition(
            kind="closure", initiative="Quayside Forum", effective_on="2026", reason="", confirmed_at=COMPILED_AT
        ),
        initiative=InitiativeFacts(name="Quayside Forum"),
        severity=Severity(level="not-known", reasons=()),
        ring=(),
        actions=(),
        contingencies=(),
        read_back=(),
        story=(),
        status=StatusHistory(),
        lessons=(),
        voices=Voices(silent=tuple(PERSPECTIVE_NAMES)),
        people=(),
        gaps=(),
        sources=(),
    )
