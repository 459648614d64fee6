"""People: who is in post, who left and why we think so, and that no token and no shared address is a person."""

from typing import Any

import pytest

from handover.dossier.known import KnownRecord
from handover.dossier.model import Person
from handover.records import Contact
from tests.unit.dossier.knowledge import LISTS, a_contact, a_status, assembled

Listed = tuple[str | None, str]


def through_the_lists(*names: str | None, row: int = 2, **given: Any) -> list[KnownRecord[Contact]]:
    """One post in up to three lists, half a year apart; None where the list does not have it, else name or token."""
    tokens = {"Vacant": "vacant", "Eliminated": "abolished", "N/D": "withheld", "TBC": "unknown"}
    versions: list[KnownRecord[Contact]] = []
    for place, name in enumerate(names):
        if name is None or (place and names[place - 1] == name):
            continue
        ends = (later for later in range(place + 1, len(names)) if names[later] != name)
        until = LISTS[end] if (end := next(ends, None)) is not None else None
        fields = {"holder": tokens[name], "name": None, "name_given": name} if name in tokens else {"name": name}
        versions.append(
            a_contact(**{"row": row, "since": LISTS[place], "until": until, "role": "Director", **fields, **given})
        )
    return versions


def people(*histories: list[KnownRecord[Contact]], **given: Any) -> tuple[Person, ...]:
    return assembled(contacts_history=[one for history in histories for one in history], **given).people


POSTS: list[tuple[str, tuple[str | None, ...], list[tuple[str, str | None, str | None]]]] = [
    ("in-post", ("Ada Lim", "Ada Lim", "Ada Lim"), [("in-post", "Ada Lim", None)]),
    (
        "replaced",
        ("Ada Lim", "Ada Lim", "Jo Hill"),
        [
            ("in-post", "Jo Hill", "Follows Ada Lim, who was listed until 5 April 2012."),
            ("left", "Ada Lim", "Replaced by Jo Hill, first listed on 5 April 2012."),
        ],
    ),
    (
        "replaced-twice",
        ("Ada Lim", "Jo Hill", "Max Orr"),
        [
            ("in-post", "Max Orr", "Follows Jo Hill, who was listed until 5 April 2012."),
            ("left", "Ada Lim", "Replaced by Jo Hill, first listed on 5 October 2011."),
            ("left", "Jo Hill", "Replaced by Max Orr, first listed on 5 April 2012."),
        ],
    ),
    ("another-spelling", ("Ada Lim", "Ms Ada Lim", "LIM, Ada"), [("in-post", "LIM, Ada", None)]),
    (
        "came-back",
        ("Ada Lim", "Jo Hill", "Ada Lim"),
        [
            ("in-post", "Ada Lim", "Follows Jo Hill, who was listed until 5 April 2012."),
            ("left", "Jo Hill", "Replaced by Ada Lim, first listed on 5 April 2012."),
        ],
    ),
    ("vacant-and-refilled-by-the-same", ("Ada Lim", "Vacant", "Ada Lim"), [("in-post", "Ada Lim", None)]),
    (
        "vacant",
        ("Ada Lim", "Vacant", "Vacant"),
        [
            ("vacant", None, "Held by Ada Lim, who was listed until 5 October 2011."),
            ("left", "Ada Lim", "The post has been listed as vacant since 5 October 2011."),
        ],
    ),
    (
        "abolished",
        ("Ada Lim", "Eliminated", "Eliminated"),
        [
            ("left", "Ada Lim", "The post has been listed as abolished since 5 October 2011."),
            ("abolished", None, "Held by Ada Lim, who was listed until 5 October 2011."),
        ],
    ),
    (
        "no-longer-listed",
        ("Ada Lim", "Ada Lim", None),
        [("left", "Ada Lim", "No longer listed since 5 April 2012; nor is the post.")],
    ),
    (
        "name-withheld-is-not-gone",
        ("Ada Lim", "Ada Lim", "N/D"),
        [
            (
                "withheld",
                None,
                "Ada Lim was named here until 5 April 2012; since then the list has given “N/D” instead, "
                "so the name is withheld.",
            )
        ],
    ),
    (
        "name-not-known-is-not-gone",
        ("Ada Lim", "Ada Lim", "TBC"),
        [
            (
                "not-known",
                None,
                "Ada Lim was named here until 5 April 2012; since then the list has given “TBC” instead, "
                "so it is not known who holds it.",
            )
        ],
    ),
    ("withheld-then-the-same", ("Ada Lim", "N/D", "Ada Lim"), [("in-post", "Ada Lim", None)]),
    (
        "withheld-then-another",
        ("Ada Lim", "N/D", "Jo Hill"),
        [
            ("in-post", "Jo Hill", "Follows Ada Lim, who was listed until 5 October 2011."),
            ("left", "Ada Lim", "Replaced by Jo Hill, first listed on 5 April 2012."),
        ],
    ),
    ("a-token-is-nobody", ("TBC", "TBC", "TBC"), [("not-known", None, None)]),
    ("a-withheld-name", ("N/D", "N/D", "N/D"), [("withheld", None, None)]),
    ("another-word-for-no-name", ("Ada Lim", "TBC", "Ada Lim"), [("in-post", "Ada Lim", None)]),
    (
        "a-vacancy-that-vanished",
        ("Vacant", None, None),
        [("unlisted", None, "No longer listed since 5 October 2011.")],
    ),
    ("new-on-the-last-list", (None, None, "Ada Lim"), [("in-post", "Ada Lim", None)]),
]


@pytest.mark.parametrize(("names", "expected"), [case[1:] for case in POSTS], ids=[case[0] for case in POSTS])
def test_one_post_through_three_lists(
    names: tuple[str | None, ...], expected: list[tuple[str, str | None, str | None]]
) -> None:
    found = people(through_the_lists(*names))
    assert [(one.standing, one.name, one.remark) for one in found] == expected
    assert [one.number for one in found] == list(range(1, len(found) + 1))


def test_when_a_date_of_arrival_is_given_it_is_the_one_said() -> None:
    history = [*through_the_lists("Ada Lim", None, None)]
    history.append(a_contact("Jo Hill", 2, since=LISTS[1], role="Director", from_on="2011-09"))
    (_, left) = people(history)
    assert left.remark == "Replaced by Jo Hill, in post from September 2011."


@pytest.mark.parametrize(
    ("dates", "standing", "remark"),
    [
        ({"to_on": "2012-05-02"}, "left", "Left on 2 May 2012, by the list’s own date."),
        ({"to_on": "2012-05-03"}, "in-post", "In post until 3 May 2012."),
        ({"to_on": "2012-05"}, "in-post", "In post until May 2012."),
        ({"from_on": "2012-05-04"}, "in-post", "Starts on 4 May 2012."),
        ({"from_on": "2012-05-03"}, "in-post", None),
    ],
)
def test_the_lists_own_dates_as_seen_on_3_may_2012(dates: dict[str, str], standing: str, remark: str | None) -> None:
    (person,) = people([a_contact(**dates)])
    assert (person.standing, person.remark) == (standing, remark)


def test_the_order_is_by_whom_a_reader_can_ask() -> None:
    found = people(
        through_the_lists("Gone Girl", None, None, row=2),
        [a_contact("Team mailbox", 3, shared_mailbox=True)],
        through_the_lists("Eliminated", "Eliminated", "Eliminated", row=4),
        through_the_lists("N/D", "N/D", "N/D", row=5),
        through_the_lists("Vacant", "Vacant", "Vacant", row=6),
        [a_contact("Ada Lim", 8), a_contact("Jo Hill", 7)],
        through_the_lists("Vacant", None, None, row=9),
        through_the_lists("TBC", "TBC", "TBC", row=10),
    )
    assert [(one.standing, one.reference.row) for one in found] == [
        ("in-post", 7),
        ("in-post", 8),
        ("vacant", 6),
        ("withheld", 5),
        ("not-known", 10),
        ("mailbox", 3),
        ("left", 2),
        ("abolished", 4),
        ("unlisted", 9),
    ]


def test_one_person_in_two_sources_is_one_entry_by_their_own_address() -> None:
    (person,) = people(
        [
            a_contact("Ada Lim", 2, "staff", emails=("ada@example.org",), role="Programme Director", phones=("1", "2")),
            a_contact("Lim, Ada", 9, "board", emails=("ADA@example.org",), role="Board member", knows_about="Piers."),
        ]
    )
    assert person.name == "Ada Lim"
    assert person.emails == ("ada@example.org", "ADA@example.org")
    assert (person.knows_about, person.remark) == ("Piers.", "Also listed as Board member in S1.")
    assert [(reference.source, reference.row) for reference in (person.reference, *person.also)] == [
        ("S2", 2),
        ("S1", 9),
    ]


TWO_PEOPLE = {
    "same-name-without-address": [("Ada Lim", "staff", ()), ("Ada Lim", "board", ())],
    "same-name-other-address": [("Ada Lim", "staff", ("a@example.org",)), ("Ada Lim", "board", ("b@example.org",))],
    "same-address-other-name": [("Ada Lim", "staff", ("x@example.org",)), ("Jo Hill", "board", ("x@example.org",))],
    "two-posts-in-one-source": [("Ada Lim", "staff", ("a@example.org",)), ("Ada Lim", "staff", ("a@example.org",))],
}


@pytest.mark.parametrize("pair", TWO_PEOPLE.values(), ids=TWO_PEOPLE.keys())
def test_what_does_not_make_two_entries_one(pair: list[tuple[str, str, tuple[str, ...]]]) -> None:
    contacts = [a_contact(name, row, source, emails=emails) for row, (name, source, emails) in enumerate(pair, start=2)]
    assert len(people(contacts)) == 2


def test_an_address_that_different_names_share_ties_nobody_together() -> None:
    shared = ("enquiries@example.org",)
    found = people(
        [
            a_contact("Ada Lim", 2, "staff", emails=shared),
            a_contact("Jo Hill", 3, "staff", emails=shared),
            a_contact("Ada Lim", 2, "board", emails=shared),
        ]
    )
    assert len(found) == 3


def test_the_same_key_in_two_sources_is_not_the_same_post() -> None:
    found = people([a_contact("Ada Lim", 2, "staff"), a_contact("Jo Hill", 2, "board")])
    assert [one.standing for one in found] == ["in-post", "in-post"]


def test_somebody_who_left_is_pointed_to_where_the_name_still_stands() -> None:
    found = people(through_the_lists("Ada Lim", None, None, row=2), [a_contact("Ada Lim", 5, role="Harbour Master")])
    assert found[1].remark == (
        "No longer listed since 5 October 2011; nor is the post. "
        "Somebody of the same name is listed as Harbour Master (P1)."
    )


def test_a_superior_given_by_key_is_named() -> None:
    found = people(
        [
            a_contact("Ada Lim", 2, role="Harbour Master", reports_to="9"),
            a_contact("Jo Hill", 3, role="Pilot", reports_to="2"),
            a_contact("Max Orr", 4, role="Pilot", reports_to="The board"),
            a_contact("Kit Poe", 2, "board", role="Member", reports_to="3"),
            a_contact(None, 5, role="Deputy", reports_to="2"),
        ]
    )
    assert {one.name: one.reports_to for one in found} == {
        "Ada Lim": "9",
        "Jo Hill": "Harbour Master, Ada Lim (P1)",
        "Max Orr": "The board",
        "Kit Poe": "3",
        None: "Harbour Master, Ada Lim (P1)",
    }


def test_whoever_others_report_to_comes_before_them() -> None:
    found = people(
        [
            a_contact("Clerk", 2, reports_to="9"),
            a_contact("Nobody's own", 3),
            a_contact("Deputy", 4, reports_to="7"),
            a_contact("Pilot", 5, reports_to="4"),
            a_contact("Head", 7),
            a_contact("Second deputy", 9, reports_to="7"),
            a_contact("Round", 11, reports_to="12"),
            a_contact("And round", 12, reports_to="11"),
        ]
    )
    assert [one.name for one in found][:5] == ["Head", "Deputy", "Pilot", "Second deputy", "Clerk"]
    assert len(found) == 8


def test_somebody_whom_the_reports_name_as_a_former_owner_says_so() -> None:
    dossier = assembled(
        contacts=[a_contact("Ada Lim", 2), a_contact("Jo Hill", 3)],
        statuses=[a_status("2012-02", 2, owner="Lim, Ada"), a_status("2012-03", 3, owner="Jo Hill")],
    )
    assert {one.name: one.remark for one in dossier.people} == {
        "Ada Lim": "The status reports name Lim, Ada as owner up to February 2012, and Jo Hill from March 2012.",
        "Jo Hill": None,
    }


def test_a_superior_who_has_left_is_whoever_came_after() -> None:
    director = through_the_lists("Ada Lim", "Ada Lim", "Jo Hill")
    found = people(director, [a_contact("Max Orr", 3, reports_to="2")])
    assert {one.name: one.reports_to for one in found} == {
        "Jo Hill": None,
        "Max Orr": "Director, Jo Hill (P1)",
        "Ada Lim": None,
    }


def test_of_somebody_who_left_only_the_title_of_the_superior_is_said() -> None:
    director = through_the_lists("Ada Lim", "Ada Lim", "Jo Hill")
    found = people(director, through_the_lists("Max Orr", "Max Orr", None, row=3, reports_to="2"))
    assert {one.name: one.reports_to for one in found}["Max Orr"] == "Director"


def test_a_superior_whose_post_is_gone_is_its_title() -> None:
    director = through_the_lists("Ada Lim", "Ada Lim", None)
    found = people(director, [a_contact("Max Orr", 3, reports_to="2")])
    assert {one.name: one.reports_to for one in found}["Max Orr"] == "Director"


MOVE = {"kind": "staff-move", "transition": {"person": "Ada Lim", "successor": "Jo Hill"}}


class TestStaffMove:
    def test_before_the_date_the_person_stands_first_and_in_post(self) -> None:
        contacts = [a_contact("Max Orr", 2), a_contact("Ms Ada Lim", 3)]
        (mover, _) = people(contacts, **MOVE)
        assert (mover.standing, mover.name) == ("in-post", "Ms Ada Lim")
        assert mover.remark == "Leaves on 31 May 2012, as this handover says; Jo Hill takes over."

    def test_after_the_date_the_person_has_left_though_the_list_does_not_know(self) -> None:
        (mover,) = people([a_contact("Ada Lim", 2)], **MOVE, effective_on="2012-05-02")
        assert mover.standing == "left"
        assert mover.remark == "Left on 2 May 2012, as this handover says; Jo Hill takes over."

    def test_a_post_that_they_keep_is_not_left(self) -> None:
        move = {"kind": "staff-move", "transition": {"person": "Ada Lim", "post": "chair"}}
        contacts = [a_contact("Ada Lim", 2, role="Treasurer"), a_contact("Ada Lim", 3, role="Chair")]
        found = people(contacts, **move, effective_on="2012-05-02")
        assert {one.role: one.standing for one in found} == {"Treasurer": "in-post", "Chair": "left"}

    def test_a_person_is_known_under_every_name_that_records_give_them(self) -> None:
        move = {"kind": "staff-move", "transition": {"person": "Ada Hill", "person_names": ("Ada Hill", "Ada Lim")}}
        found = people([a_contact("Ada Lim", 2), a_contact("Bo Hill", 3)], **move)
        assert [(one.name, bool(one.remark)) for one in found] == [("Ada Lim", True), ("Bo Hill", False)]

    def test_a_person_can_be_named_by_address(self) -> None:
        move = {"kind": "staff-move", "transition": {"person": "ADA@example.org"}}
        contacts = [a_contact("Ada Lim", 2, emails=("ada@example.org",)), a_contact("Ada Lim", 3)]
        assert [bool(one.remark) for one in people(contacts, **move)] == [True, False]
