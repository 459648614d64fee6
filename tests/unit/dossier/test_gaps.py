"""Gaps: a case for every rule of the table, one for what is no gap, and what the table itself must keep."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from handover.dossier.gaps import GAP_CODES, GAP_RULES
from handover.dossier.gaps.series import missing_periods
from handover.dossier.known import KnownDecision, KnownHeld, KnownRecord
from handover.dossier.labels import MOST_REFERENCES
from handover.records import Lesson
from tests.unit.dossier.knowledge import (
    GATHERED,
    LISTS,
    TODAY,
    a_contact,
    a_lesson,
    a_rejection,
    a_source,
    a_status,
    an_action,
    assembled,
    codes,
    sentence_of,
    statuses,
)
from tests.unit.dossier.pasts import OTHER, a_family, a_past, a_succession, an_earlier

RETIRED = KnownDecision("Jo Hill", GATHERED, "The register has them all")


def lessons(*each: dict[str, Any]) -> list[KnownRecord[Lesson]]:
    return [a_lesson(row, **fields) for row, fields in enumerate(each, start=2)]


MONTHS = [("2011-10", None), ("2011-11", None), ("2011-12", None), ("2012-02", None), ("2012-03", None)]

IN_DOUBT = (a_succession(1), a_succession(2, "replacement", after=OTHER))
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("nothing-gathered", {"as_known_at": None}, "Nothing has been gathered yet, so this dossier rests on no source."),
    (
        "source-failed",
        {"sources": [a_source("lessons", failed="The server answers 404.")]},
        "Lessons (S1) could not be gathered; what is used of it was gathered on 3 May 2012: The server answers 404.",
    ),
    (
        "source-failed",
        {"sources": [a_source("lessons", failed="It has never been gathered.", gathered_at=None)]},
        "Lessons (S1) could not be gathered: It has never been gathered.",
    ),
    (
        "source-held",
        {"sources": [a_source("lessons", held=KnownHeld(7, GATHERED, "80 of 100 records are not in it any more."))]},
        "What Lessons (S1) brought on 3 May 2012 looks wrong and is held; what is used of it was gathered on "
        "3 May 2012: 80 of 100 records are not in it any more.",
    ),
    (
        "source-held",
        {"sources": [a_source("lessons", gathered_at=None, held=KnownHeld(7, GATHERED, "It is old. Very old."))]},
        "What Lessons (S1) brought on 3 May 2012 looks wrong and is held; nothing of it is used: It is old. Very old.",
    ),
    (
        "source-held",
        {"sources": [a_source("lessons", held=KnownHeld(7, GATHERED, "It is old.", before=1))]},
        "What Lessons (S1) brought on 3 May 2012 looks wrong and is held, as 1 gathering is before it; what is used of "
        "it was gathered on 3 May 2012: It is old.",
    ),
    (
        "source-held",
        {"sources": [a_source("lessons", title="Lessons " * 25, held=KnownHeld(7, GATHERED, "It is old.", before=2))]},
        f"What {' '.join(['Lessons'] * 10)}… (S1) brought on 3 May 2012 looks wrong and is held, as 2 gatherings are "
        "before it; what is used of it was gathered on 3 May 2012: It is old.",
    ),
    (
        "source-retired",
        {"sources": [a_source("lessons", retired=RETIRED)], "lessons": [a_lesson()]},
        "Lessons (S1) was retired on 3 May 2012 by Jo Hill, and is gathered no more; what is used of it was gathered "
        "on 3 May 2012: The register has them all.",
    ),
    (
        "source-stale",
        {"sources": [a_source("lessons", cadence="monthly", gathered_at=datetime(2012, 3, 1, tzinfo=UTC))]},
        "Lessons (S1) is due monthly, and was last gathered on 1 March 2012, 63 days ago.",
    ),
    (
        "rejected-rows",
        {"sources": [a_source("lessons")], "rejections": [a_rejection(4, "The title is blank.")]},
        "1 row of Lessons (S1) that names this initiative was rejected. Why: The title is blank.",
    ),
    (
        "rejected-rows",
        {"rejections": [a_rejection(row, f"Reason {row % 5}.") for row in range(2, 12)]},
        "10 rows of lessons (S1) that name this initiative were rejected. "
        "Why: Reason 2; Reason 3; Reason 4; and 2 other reasons.",
    ),
    (
        "rejected-rows",
        {
            "rejections": [
                a_rejection(4, "The title is blank."),
                a_rejection(5, "Another reason.", ignored_by="Ada Lim"),
                a_rejection(6, "Another reason.", ignored_by="Bo Ek"),
                a_rejection(7, "No name.", names=False, ignored_by="Cy Fox"),
            ]
        },
        "1 row of lessons (S1) that names this initiative was rejected. Why: The title is blank. "
        "2 more may stay so, as Ada Lim and Bo Ek said.",
    ),
    (
        "rejected-rows-without-name",
        {"rejections": [a_rejection(4, "No name.", names=False), a_rejection(5, "No name.", names=False)]},
        "2 rows of lessons (S1) of which nobody can say whether they belong here were rejected. Why: No name.",
    ),
    (
        "no-new-name",
        {"kind": "rename"},
        "It is renamed, and nobody has recorded what it is called from then on.",
    ),
    ("no-reason", {"transition": {"reason": " "}}, "Nobody has recorded why this happens."),
    ("no-status", {}, "No source has a status report of this initiative."),
    (
        "no-status",
        {"statuses": statuses(("2012-09", "green"))},
        "No source has a status report of this initiative but for a time still to come.",
    ),
    (
        "stale-status",
        {"statuses": statuses(("2012-01", "green"))},
        "The last status report is for January 2012, 93 days ago; the office counts more than 92 as stale.",
    ),
    (
        "stale-status",
        {"statuses": statuses(("2011-01", "green")), "effective_on": "2012-01-31"},
        "The last status report is for January 2011, 365 days before the date of this transition; "
        "the office counts more than 92 as stale.",
    ),
    ("no-rating", {"statuses": statuses(*MONTHS)}, "All 5 reports give no rating that is known."),
    (
        "reports-missing",
        {"statuses": statuses(*MONTHS)},
        "1 report is missing in an otherwise regular series: January 2012.",
    ),
    (
        "unknown-rating",
        {"statuses": [a_status("2012-03", 2, rating_given="Purple"), a_status("2012-04", 3, rating="green")]},
        "1 report gives a rating that is not in the vocabulary (“Purple”); it is shown as given and counted as none.",
    ),
    (
        "contradictory-ratings",
        {"statuses": statuses(("2012-03", "amber"), ("2012-03", "red"), ("2012-04", "red"))},
        "Reports give different ratings for 1 period: March 2012 (amber and red).",
    ),
    (
        "contradictory-reports",
        {
            "statuses": [
                a_status("2012-03", 2, end_planned="2013", budget=Decimal(5)),
                a_status("2012-03", 3, end_planned="2014-01", budget=Decimal(6)),
            ]
        },
        "Reports on the same period differ in the planned end and budget: March 2012.",
    ),
    (
        "end-already-past",
        {"statuses": [a_status("2011", end_planned="2009-03-31"), a_status("2012", 3, end_planned="2011-03")]},
        "The last report, for 2012, still plans the end for March 2011, which had passed by then.",
    ),
    (
        "end-before-start",
        {"statuses": [a_status("2012-03", start_planned="2012-04", end_planned="2012-03-31")]},
        "1 report has an end before the start (April 2012 to 31 March 2012).",
    ),
    (
        "report-in-the-future",
        {"statuses": [a_status("2012-06", rating="green")]},
        "1 report is for a time that had not come when it was gathered, and is not counted: June 2012 (green).",
    ),
    (
        "records-after-closing",
        {
            "effective_on": "2012-01",
            "statuses": statuses(("2012-01", "green"), ("2012-02", "green")),
            "lessons": lessons({"occurred_on": "2012-03-01"}, {"occurred_on": "2012-01-31"}),
        },
        "It is said to have closed in January 2012, but there are 1 status report and 1 lesson of something that "
        "happened after that. The report is not counted.",
    ),
    (
        "no-end-report",
        {"statuses": [a_status("2012-04", stage_given="Winding down")]},
        "No report says that it was completed or cancelled, or when it really ended; "
        "the last one, for April 2012, gives the stage as Winding down.",
    ),
    ("no-owner", {"statuses": [a_status("2012-04", owner="TBC")]}, "The one report names no owner."),
    (
        "no-narrative",
        {"statuses": statuses(("2012-03", "green"), ("2012-04", "green"))},
        "All 2 reports have figures only, no account of what the initiative is or how it goes.",
    ),
    ("no-money", {"statuses": statuses(("2012-04", "green"))}, "The one report has no figure of what it costs."),
    (
        "unread-money",
        {"statuses": [a_status("2012-04", budget_given="about two million", forecast=Decimal(5))]},
        "1 amount in the reports could not be read as a number (“about two million”).",
    ),
    ("no-actions", {}, "No source has a follow-on action: either there is none, or nobody wrote any down."),
    (
        "actions-without-inheritor",
        {"actions": [an_action(2, inherits="Jo Hill"), an_action(3), an_action(4, status="done")]},
        "1 of 2 open actions has nobody to inherit it (A2).",
    ),
    (
        "actions-overdue",
        {"actions": [an_action(2, due="2012-05-02"), an_action(3, due="2012-05-01")]},
        "All 2 open actions are overdue (A1 and A2).",
    ),
    (
        "actions-without-owner",
        {"actions": [an_action(row, owner=None if row < 10 else "Jo Hill") for row in range(2, 12)]},
        "8 of 10 open actions do not say who owned them (A1, A2, A3, A4, A5, A6 and 2 more).",
    ),
    ("actions-without-due-date", {"actions": [an_action()]}, "The one open action has no due date (A1)."),
    (
        "actions-without-status",
        {"actions": [an_action(2, status="open"), an_action(3, status_given="Perhaps")]},
        "1 of 2 open actions does not say whether it is done, and is treated as open (A2).",
    ),
    ("no-contacts", {}, "No source names anybody who knows this initiative."),
    (
        "nobody-in-post",
        {"contacts": [a_contact(None, 2), a_contact("Team", 3, shared_mailbox=True)]},
        "None of the 2 contact entries names anybody who is still in post.",
    ),
    (
        "no-successor",
        {"kind": "staff-move", "transition": {"person": "Ada Lim"}},
        "Nobody is named to take over from Ada Lim.",
    ),
    (
        "mover-not-listed",
        {"kind": "staff-move", "transition": {"person": "Ada Lim"}, "contacts": [a_contact("Jo Hill")]},
        "No contact list names Ada Lim, so their posts are not known.",
    ),
    (
        "vacant-posts",
        {"contacts": [a_contact(row=2), a_contact(None, 3, role="Pier Master"), a_contact(None, 4)]},
        "2 posts are vacant: Pier Master (P2) and a post without a title (P3).",
    ),
    (
        "no-contact-details",
        {"contacts": [a_contact("Ada Lim", 2, phones=("1",)), a_contact("Jo Hill", 3)]},
        "1 of 2 people in post has neither an e-mail address nor a telephone number.",
    ),
    (
        "posts-vanished",
        {"contacts_history": [a_contact("Ada Lim", 2, since=LISTS[0], until=LISTS[1], role="Pilot"), a_contact(row=3)]},
        "1 post or person is no longer in a contact list that once had them, and nothing says who took over: "
        "Pilot (P2).",
    ),
    (
        "one-name-many-posts",
        {"contacts": [a_contact("Ada Lim", row) for row in (2, 3, 4)] + [a_contact("Jo Hill", row) for row in (5, 6)]},
        "“Ada Lim” is named in 3 posts of S1 (P1, P2 and P3): one person, several of one name, or a stand-in for "
        "names that are not given.",
    ),
    (
        "shared-address-only",
        {
            "contacts": [
                a_contact(name, row, emails=("office@example.org", *own))
                for row, (name, own) in enumerate(
                    [("Ada Lim", ("ada@example.org",)), ("Jo Hill", ()), ("Max Orr", ()), ("Kit Poe", ())], start=2
                )
            ]
        },
        "3 of 4 people in post have no e-mail address but one that several share (office@example.org).",
    ),
    (
        "holder-not-known",
        {"contacts": [a_contact(None, 2, holder="unknown", name_given="TBC"), a_contact("Jo Hill", 3)]},
        "Of 1 post it is not known who holds it (given instead: “TBC”).",
    ),
    (
        "holder-withheld",
        {
            "contacts": [
                *(a_contact(None, row, holder="withheld", name_given="N/D") for row in (2, 4)),
                a_contact("Jo", 3),
            ]
        },
        "Of 2 posts the holder’s name is withheld (given instead: “N/D”).",
    ),
    ("no-lessons", {}, "No source has a lesson of this initiative."),
    (
        "only-good-lessons",
        {"lessons": lessons({"outcome": "worked"}, {"outcome": "worked"}, {})},
        "All 2 lessons that say whether it worked say that it did; nothing is recorded that did not.",
    ),
    (
        "only-bad-lessons",
        {"lessons": lessons({"outcome": "did-not-work"})},
        "The one lesson that says whether it worked says that it did not; nothing is recorded that did.",
    ),
    (
        "no-recommendation",
        {"lessons": lessons({"recommendation": "Do."}, {}, {})},
        "2 of 3 lessons have no recommendation.",
    ),
    (
        "recommendation-elsewhere",
        {"lessons": lessons({"recommendation": "See above."}, {"recommendation": "Do."})},
        "1 of 2 lessons has a recommendation that only points elsewhere.",
    ),
    (
        "no-early-warnings",
        {"lessons": lessons({"outcome": "worked"}, {"outcome": "mixed"}, {"early_warnings": "Seen."})},
        "1 of 3 lessons does not say what could have been noticed before.",
    ),
    (
        "outcome-not-said",
        {"lessons": lessons({}, {"outcome_given": "Perhaps"}, {"outcome": "mixed"})},
        "2 of 3 lessons do not say whether it worked.",
    ),
    ("outcome-not-said", {"lessons": lessons({}, {})}, "None of the 2 lessons says whether it worked."),
    ("no-perspective", {"lessons": lessons({})}, "The one lesson does not say whose learning it is."),
    (
        "unknown-perspective",
        {"lessons": lessons({"perspective_given": "Unpaid carer"}, {"perspective": "clinician"})},
        "1 lesson says whose learning it is in words that are not in the vocabulary (“Unpaid carer”), "
        "and is counted for nobody.",
    ),
    (
        "owner-not-listed",
        {"contacts": [a_contact("Ada Lim")], "statuses": statuses(("2012-03", "green"), owner="Jo Hill")},
        "No contact list has Jo Hill, whom the report for March 2012 names as owner.",
    ),
    (
        "action-owners-not-listed",
        {
            "contacts": [a_contact("Dr Ada Lim", role="Pier Master")],
            "actions": [
                an_action(2, owner="A. Lim", due="2013-01-01"),
                an_action(3, owner="pier master", due="2013-01-02"),
                an_action(4, owner="Jo Hill", due="2013-01-03"),
                an_action(5, owner="Jo Hill", due="2013-01-04"),
            ],
        },
        "1 owner of open actions is in no contact list: Jo Hill (A3 and A4).",
    ),
    (
        "silent-voices",
        {"lessons": lessons({"perspective": "clinician"}, {"perspective": "professional"}, {})},
        "No lesson is said to come from chief executives, senior managers, politicians, community leaders and "
        "HR and organisation development (1 lesson does not say whose it is).",
    ),
    ("undated-lessons", {"lessons": lessons({"recorded_on": "2011"}, {})}, "1 of 2 lessons has no date."),
    (
        "not-yet-learned",
        {"lessons": lessons(*({"learning": how, "recommendation": "Do."} for how in ("identified", "learned")))},
        "1 of 2 lessons was identified, and nothing says that it was acted on.",
    ),
    (
        "predecessor-without-records",
        a_past(inherited=[an_earlier(), an_earlier("Old Jetty", 0)]),
        "“Old Jetty”, which it came from, is known by name only: no source has a record of it.",
    ),
    (
        "predecessor-without-records",
        a_past(inherited=[an_earlier("Old Pier", 0), an_earlier("Old Jetty", 0)]),
        "2 initiatives that it came from are known by name only, without a record: “Old Pier” and “Old Jetty”.",
    ),
    (
        "contradictory-successions",
        a_past(family=a_family(*IN_DOUBT, contradictory=(IN_DOUBT,))),
        "Successions 1 and 2 cannot both be so: Jo Hill says that “Old Pier” was renamed “Harbour Lights” on "
        "20 October 2010; Jo Hill says that “Old Pier” was replaced by “Other Pier” on 20 October 2010.",
    ),
    (
        "succession-breaks-rule",
        a_past(family=a_family(a_succession(3, broken_rules=("It goes backwards.",), although="It was so."))),
        "Succession 3 breaks a rule: It goes backwards.",
    ),
    ("family-too-large", a_past(beyond="It has more than 5,000 members."), "It has more than 5,000 members."),
    ("no-precedent", {"kind": "start", **a_past(precedents=[])}, "Nothing that was ever gathered is like what starts."),
]


@pytest.mark.parametrize(
    ("code", "known", "sentence"), CASES, ids=[f"{case[0]}-{number}" for number, case in enumerate(CASES)]
)
def test_each_kind_of_gap(code: str, known: dict[str, Any], sentence: str) -> None:
    assert sentence_of(assembled(**known), code) == sentence


def test_rows_that_may_stay_rejected_are_no_gap_by_themselves() -> None:
    dossier = assembled(rejections=[a_rejection(4, "The title is blank.", ignored_by="Ada Lim")])
    assert codes(dossier).isdisjoint({"rejected-rows", "rejected-rows-without-name"})
    assert [(one.row, one.by, one.on) for one in dossier.sources[0].ignored] == [(4, "Ada Lim", "2012-05-03")]


def test_what_only_begins_lacks_neither_lessons_nor_reports() -> None:
    assert codes(assembled(kind="start", as_known_at=None)).isdisjoint({"no-lessons", "no-status"})
    late = assembled(kind="start", statuses=[a_status("2013-01")])
    assert "no-status" not in codes(late)


def test_every_rule_has_a_case_and_codes_are_unique() -> None:
    assert {case[0] for case in CASES} == GAP_CODES
    assert len(GAP_CODES) == len(GAP_RULES)


COMPLETE: dict[str, Any] = {
    "statuses": [
        a_status(
            period,
            row,
            rating="green",
            stage=stage,
            narrative="All is well.",
            owner="Ada Lim",
            budget=Decimal(5),
            start_planned="2011-01",
            end_planned="2012-05",
        )
        for row, (period, stage) in enumerate(
            [
                ("2012-01", "implementation"),
                ("2012-02", "implementation"),
                ("2012-03", "implementation"),
                ("2012-04", "completed"),
            ]
        )
    ],
    "contacts": [a_contact(emails=("ada@example.org",))],
    "actions": [an_action(owner="Ada Lim", inherits="Jo Hill", due="2012-06-01", status="open")],
    "lessons": lessons(
        *(
            {
                "outcome": ("worked", "did-not-work")[number % 2],
                "perspective": perspective,
                "recommendation": "Do.",
                "early_warnings": "Seen.",
                "learning": "learned",
                "occurred_on": "2011",
            }
            for number, perspective in enumerate(
                [
                    "chief-executive",
                    "senior-manager",
                    "politician",
                    "community-leader",
                    "clinician",
                    "professional",
                    "hr-od",
                ]
            )
        )
    ),
    "sources": [a_source("lessons", cadence="monthly")],
}


def test_a_complete_dossier_has_no_gap() -> None:
    assert codes(assembled(**COMPLETE)) == set()


def test_knowing_nothing_names_everything_that_is_missing() -> None:
    dossier = assembled(as_known_at=None)
    assert codes(dossier) == {
        "nothing-gathered",
        "no-status",
        "no-actions",
        "no-contacts",
        "no-lessons",
    }


def test_the_gravest_stand_first_and_each_says_what_to_do() -> None:
    gaps = assembled(actions=[an_action()], lessons=lessons({})).gaps
    order = ["critical", "important", "minor"]
    assert [gap.severity for gap in gaps] == sorted((gap.severity for gap in gaps), key=order.index)
    assert all(gap.what_to_do.endswith(".") and gap.sentence.endswith(".") for gap in gaps)


def test_a_gap_that_policy_forbids_is_marked() -> None:
    gaps = assembled(forbidden={"no-lessons", "stale-status"}).gaps
    assert {gap.code for gap in gaps if gap.forbidden} == {"no-lessons"}


def test_every_row_is_named_but_not_without_end() -> None:
    for count in (40, MOST_REFERENCES + 10):
        dossier = assembled(lessons=lessons(*({} for _ in range(count))))
        (gap,) = [gap for gap in dossier.gaps if gap.code == "no-recommendation"]
        assert [reference.row for reference in gap.references] == list(range(2, min(count, MOST_REFERENCES) + 2))


def test_who_owns_a_source_that_failed_is_the_one_to_ask() -> None:
    dossier = assembled(sources=[a_source("lessons", failed="It is gone.", owner="Jo Hill")])
    (gap,) = [gap for gap in dossier.gaps if gap.code == "source-failed"]
    assert gap.what_to_do == "Ask Jo Hill, who owns it, and gather it again."


SERIES: list[tuple[str, list[str], tuple[str, ...]]] = [
    ("too-few", ["2011-01", "2011-03", "2011-04"], ()),
    ("monthly", ["2011-01", "2011-02", "2011-03", "2011-06"], ("2011-04", "2011-05")),
    ("over-new-year", ["2010-10", "2010-11", "2010-12", "2011-02"], ("2011-01",)),
    ("quarterly", ["2011-03", "2011-06", "2011-09", "2012-03", "2012-06"], ("2011-12",)),
    ("yearly", ["2001", "2002", "2003", "2005"], ("2004",)),
    ("whole", ["2011-01", "2011-02", "2011-03", "2011-04"], ()),
    ("irregular", ["2011-01", "2011-02", "2011-05", "2011-11", "2013-01"], ()),
    ("days-count-as-months", ["2011-01-31", "2011-02-28", "2011-03-31", "2011-05-31"], ("2011-04",)),
    ("twice-a-month", ["2011-01-01", "2011-01-15", "2011-02-01", "2011-02-15"], ()),
]


@pytest.mark.parametrize(("periods", "missing"), [case[1:] for case in SERIES], ids=[case[0] for case in SERIES])
def test_missing_periods(periods: list[str], missing: tuple[str, ...]) -> None:
    assert missing_periods(periods) == missing


def test_a_post_that_is_no_longer_listed_has_no_holder_to_be_known() -> None:
    gone = a_contact(None, 2, holder="unknown", since=LISTS[0], until=LISTS[1])
    dossier = assembled(contacts_history=[gone, a_contact("Jo Hill", 3)])
    assert "holder-not-known" not in codes(dossier)
    assert dossier.people[-1].gone_at == LISTS[1]


def test_a_retired_source_is_not_stale_and_no_gap_where_nothing_of_it_is_used() -> None:
    long_ago = datetime(2011, 3, 1, tzinfo=UTC)
    retired = a_source("lessons", cadence="monthly", gathered_at=long_ago, retired=RETIRED)
    assert not codes(assembled(sources=[retired])) & {"source-stale", "source-retired"}


def test_a_source_gathered_today_is_not_stale() -> None:
    gathered = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
    assert "source-stale" not in codes(assembled(sources=[a_source("x", cadence="daily", gathered_at=gathered)]))
