"""The story: events with dates, in order, each from a row, and few enough to be read."""

from datetime import date, timedelta

from handover import dates
from handover.dossier.known import KnownName
from tests.unit.dossier.knowledge import LISTS, a_contact, a_lesson, a_status, an_action, assembled, statuses


def told(**given: object) -> list[tuple[str, str, str]]:
    return [(event.on, event.category, event.text) for event in assembled(**given).story]  # type: ignore[arg-type]


def test_a_short_life_is_told_in_order() -> None:
    events = told(
        statuses=[
            a_status("2011-03", 2, rating="green", stage="preparation", end_planned="2012-03", narrative="Lamps came."),
            a_status("2011-09", 3, rating="green", stage="implementation", end_planned="2012-03", owner="Ada Lim"),
            a_status(
                "2012-03",
                4,
                rating="red",
                stage="implementation",
                end_planned="2013-03",
                owner="Jo Hill",
                narrative="The pier is closed. Nobody knows when it opens.",
                start_actual="2011-02-01",
            ),
        ],
        names=[KnownName("Quay Glow", to_on="2011-06-30"), KnownName("Harbour Lights", from_on="2011-07-01")],
        lessons=[a_lesson(2, title="Ask the pilots first", occurred_on="2011-10")],
        actions=[an_action(2, what="Return the lamps", due="2012-08-01"), an_action(3, status="done", due="2011-12")],
    )
    assert events == [
        ("2011-02-01", "start", "Work starts, as the report for March 2012 gives it."),
        ("2011-03", "rating", "First rated green. “Lamps came.”"),
        ("2011-06-30", "other", "It is called “Quay Glow” for the last time."),
        ("2011-07-01", "other", "It is called “Harbour Lights” from now on."),
        ("2011-09", "other", "The stage changes from preparation to implementation."),
        ("2011-09", "rating", "Rated green again."),
        ("2011-10", "lesson", "Lesson L1: Ask the pilots first."),
        ("2012-03", "other", "The planned end moves to a later day, from March 2012 to March 2013."),
        ("2012-03", "other", "Jo Hill is its owner, after Ada Lim."),
        (
            "2012-03",
            "rating",
            "The rating falls from green to red. “The pier is closed. Nobody knows when it opens.”",
        ),
        ("2012-05-31", "transition", "“Harbour Lights” closes. Reason given: The grant ends."),
        ("2012-08-01", "action", "A1 is due: Return the lamps."),
    ]


def test_a_report_is_quoted_for_what_it_says_new() -> None:
    boiler = "Harbour Lights lights the harbour."
    events = told(
        statuses=[
            a_status("2010", 2, rating="green", narrative=f"{boiler} Lamps came."),
            a_status("2011", 3, rating="red", narrative=f"{boiler}\n\nThe pier is closed"),
            a_status("2012", 4, rating="green", narrative=boiler),
        ]
    )
    assert [text for _, category, text in events if category == "rating"] == [
        "First rated green. “Harbour Lights lights the harbour. Lamps came.”",
        "The rating falls from green to red. “The pier is closed.”",
        "The rating rises from red to green. “Harbour Lights lights the harbour.”",
    ]


def test_reports_that_disagree_are_told() -> None:
    events = told(statuses=statuses(("2012-01", "green"), ("2012-02", "green"), ("2012-02", "red")))
    assert ("2012-02", "rating", "Reports for the same time disagree on the rating: green and red.") in events


def test_people_come_and_go() -> None:
    history = [
        a_contact("Ada Lim", 2, since=LISTS[0], until=LISTS[1], role="Pier Master"),
        a_contact("Jo Hill", 2, since=LISTS[1], role="Pier Master"),
        a_contact("Max Orr", 3, since=LISTS[0], until=LISTS[2]),
        a_contact("Bo Ek", 4, since=LISTS[0], until=LISTS[2]),
        a_contact("Cy Fox", 5, since=LISTS[2]),
        a_contact("Di Gee", 6, since=LISTS[0], from_on="2010-01", to_on="2013-01"),
        a_contact("Al Roy", 7, since=LISTS[0], until=LISTS[1]),
        a_contact(None, 7, since=LISTS[1], role="Clerk"),
        a_contact("Ed Poe", 8, since=LISTS[0], until=LISTS[1]),
        a_contact(None, 8, since=LISTS[1], holder="withheld", name_given="N/D"),
    ]
    people = [event for event in told(contacts_history=history) if event[1] == "people"]
    assert people == [
        ("2010-01", "people", "Di Gee comes into post."),
        ("2011-10-05", "people", "Jo Hill (Pier Master) is first listed, in place of Ada Lim."),
        ("2011-10-05", "people", "The post of Al Roy is found to be vacant."),
        ("2012-04-05", "people", "Max Orr and Bo Ek are no longer listed."),
        ("2012-04-05", "people", "Cy Fox is first listed."),
        ("2013-01", "people", "Di Gee leaves the post."),
    ]


def test_a_long_life_is_told_in_forty_events_and_what_is_left_out_is_said() -> None:
    months = [f"{2000 + month // 12}-{month % 12 + 1:02}" for month in range(120)]
    dossier = assembled(
        statuses=[
            a_status(
                month,
                row,
                rating=("green", "amber", "red")[row % 3],
                end_planned=f"{2010 + row // 6}",
                owner="AB"[row % 2],
            )
            for row, month in enumerate(months)
        ],
        lessons=[a_lesson(row, occurred_on=months[row]) for row in range(60)],
        actions=[an_action(row, due=str(date(2012, 6, 1) + timedelta(days=row))) for row in range(30)],
    )
    assert 20 <= len(dossier.story) <= 40
    starts = [dates.earliest(event.on) for event in dossier.story]
    assert starts == sorted(starts)
    assert dossier.story_note == (
        "To stay readable, the story leaves out 109 changes of rating, 130 changes of stage, planned end or owner, "
        "25 open actions and 50 dated lessons; each is in its own section."
    )


def test_the_newest_changes_of_rating_are_kept_and_the_first_rating() -> None:
    ratings = statuses(*((f"{2000 + year}", ("green", "red")[year % 2]) for year in range(12)))
    events = [on for on, category, _ in told(statuses=ratings) if category == "rating"]
    assert events == ["2000", *(str(year) for year in range(2002, 2012))]


def test_nothing_is_told_twice() -> None:
    twice = [a_contact("Ada Lim", 2, "one", from_on="2011-01"), a_contact("Ada Lim", 2, "two", from_on="2011-01")]
    events = told(contacts=twice)
    assert len([event for event in events if event[1] == "people"]) == 1
