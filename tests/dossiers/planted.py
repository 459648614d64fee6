"""A dossier with words planted in it that some edition may not have, each in as many places as a reader could look."""

from typing import Final

from handover.dossier.model import Dossier
from handover.dossier.part import Reference
from tests.dossiers.parts import (
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
from tests.dossiers.rich import a_dossier

# Parts of names: none of these may stand in a public edition, however they are written.
NAMES: Final = ("Quillfeather", "Osgyth", "Brzęczyszczykiewicz", "Zbigniew", "Mordwinkle", "Thorfinna")
DETAILS: Final = ("osgyth.q@planted.example", "960 987", "thorfinna@planted.example", "07700 900 461")
SHARED: Final = "warm.homes@planted.example"
SECRETS: Final = ("zirconium", "Kestrelgate", "98,765,432", "98765432", "98.77")
PHRASES: Final = ("Ferrous Bid", "tender of lot nine")
NOT_TO_BE_FOUND: Final = (*NAMES, *DETAILS, *SECRETS, *PHRASES)


def a_marked_reference(row: int, marking: str = "OFFICIAL-SENSITIVE: COMMERCIAL", source: str = "S1") -> Reference:
    return a_reference(source, row).model_copy(update={"marking": marking, "key": f"zirconium-{row}"})


def a_planted_dossier() -> Dossier:
    """The rich dossier, with people, ways to reach them, and rows that are marked."""
    rich = a_dossier()
    secret = a_marked_reference(40)
    lessons = [
        *(lesson for group in rich.lessons for lesson in group.lessons),
        a_lesson(
            90,
            title="The zirconium price at Kestrelgate was known to one bidder",
            recommendation="Ask about zirconium before the Kestrelgate lease.",
            sensitivity="OFFICIAL-SENSITIVE: COMMERCIAL",
            tags=("zirconium",),
            reference=secret,
        ),
        a_lesson(
            91,
            title="OSGYTH QUILLFEATHER kept the only list",
            what_happened="Quillfeather, Osgyth wrote it by hand; see osgyth-quillfeather-notes.docx, or ask O. "
            "Quillfeather (osgyth.q@planted.example, 01632 960 987) or Dr Quillfeather’s deputy, Thorfinna.",
            recommendation="Compare the Ferrous  Bid with the Tender of Lot Nine: zbigniewbrzęczyszczykiewicz.",
            recorded_by="Osgyth Quillfeather",
            reference=a_reference("S1", 41, file="osgyth_quillfeather/lessons.xlsx"),
        ),
    ]
    people = [
        *rich.people,
        a_person(
            90,
            name="Osgyth Quillfeather",
            emails=("osgyth.q@planted.example",),
            phones=("01632 960 987",),
            knows_about="What Zbigniew Brzęczyszczykiewicz promised the landlord.",
        ),
        a_person(91, name="Thorfinna Mordwinkle", emails=("thorfinna@planted.example",), phones=("07700 900 461",)),
        a_person(
            92,
            name="Warm Homes inbox",
            standing="mailbox",
            holder="named",
            emails=(SHARED,),
            phones=(),
            role=None,
        ),
    ]
    actions = [
        *rich.actions,
        an_action(90, what="Ring Thorfinna Mordwinkle on 07700-900-461", owner="Zbigniew Brzęczyszczykiewicz"),
        an_action(91, what="Settle Kestrelgate", owner="Estates team", reference=a_marked_reference(42, source="S4")),
    ]
    points = [
        *rich.status.points,
        a_status_point(
            "2026-03",
            row=60,
            budget=98765432,
            narrative="Kestrelgate is priced.",
            reference=a_marked_reference(60, "Official-Sensitive", "S2"),
        ),
    ]
    return rich.model_copy(
        update={
            "marking": "OFFICIAL-SENSITIVE",
            "lessons": groups_of(lessons),
            "people": tuple(people),
            "actions": tuple(actions),
            "gaps": (*rich.gaps, a_gap(2, sentence="Kestrelgate has no owner.", references=(secret,))),
            "severity": rich.severity.model_copy(
                update={"reasons": (*rich.severity.reasons, a_sentence("The zirconium price doubled.", secret))}
            ),
            "status": rich.status.model_copy(
                update={"points": tuple(points), "summary": ("The budget rose to £98.77 million.",)}
            ),
            "sources": (
                *rich.sources,
                a_source("S9", title="List of Osgyth Quillfeather", owner="Thorfinna Mordwinkle"),
            ),
            "transition": rich.transition.model_copy(update={"requested_by": "Thorfinna Mordwinkle"}),
        }
    )
