"""Dossiers of a staff move and of a split, with something in every part of “Handing over” and of “Old and new”."""

from handover.dossier.concordance.model import (
    Concordance,
    FunctionMove,
    HeldPart,
    Holder,
    NameChange,
    RecordsMoved,
    Standing,
)
from handover.dossier.desk.model import (
    Day,
    Desk,
    DeskAction,
    DeskContact,
    DeskInitiative,
    DeskLesson,
    DeskPost,
    Recurring,
    Step,
)
from handover.dossier.model import Dossier, Transition
from tests.dossiers.parts import COMPILED_AT, a_reference, a_sentence
from tests.dossiers.rich import a_dossier

# Longer than any line, and what a page would execute or be turned round by.
_ODD = "<script>alert(1)</script> {{ 7*7 }} \u202egnp.exe \N{HEBREW LETTER ALEF}"
_LONG = "Verwaltungszuständigkeitsübertragungsvereinbarung" * 4


def a_dossier_of_a_move() -> Dossier:
    return a_dossier(
        transition=Transition(
            kind="staff-move",
            initiative="Warm Homes Aldermoor",
            effective_on="2026-03-31",
            reason="Another post",
            confirmed_at=COMPILED_AT,
            person="Ines Achterberg",
            successor="Jo Hill",
        ),
        desk=Desk(
            person="Ines Achterberg",
            successor="Jo Hill",
            posts=(
                DeskPost(
                    title="Lead surveyor",
                    place="Housing and Energy, Aldermoor County Council",
                    initiative="Warm Homes Aldermoor",
                    from_on="2023-04",
                    moves=True,
                    reference=a_reference("S3", 1),
                ),
                DeskPost(title=None, initiative=_ODD, to_on="2025", moves=False, reference=a_reference("S3", 2)),
            ),
            initiatives=(
                DeskInitiative(
                    name="Warm Homes Aldermoor",
                    is_this=True,
                    part="Lead surveyor; owner, by the newest report",
                    state=a_sentence("Red for December 2025, after amber/red.", a_reference("S2", 12)),
                    next_on="2026-04-24",
                    next_what="A3",
                ),
                DeskInitiative(
                    name=_LONG, part=_ODD, state=a_sentence("No status report."), dossier="HO-0008", successor=_ODD
                ),
                DeskInitiative(name="Quayside Forum", part="on a contact list", state=a_sentence("No status report.")),
            ),
            more_initiatives=3,
            actions=(
                DeskAction(
                    number=1,
                    initiative="Warm Homes Aldermoor",
                    what="Fit extract fans in the 23 sealed homes that still have none",
                    due="2026-03-20",
                    late=True,
                    inherits="Housing repairs",
                    reference=a_reference("S4", 2),
                ),
                DeskAction(
                    initiative=_LONG, what=_ODD, due=None, late=False, inherits=None, reference=a_reference("S4", 9)
                ),
            ),
            contacts=(
                DeskContact(
                    number=2,
                    name="Gwilym Ashdown-Reyes",
                    role="Clerk of works",
                    why=("reports to Ines Achterberg", f"knows about “{_ODD}”"),
                    reference=a_reference("S3", 2),
                ),
            ),
            other_contacts=2,
            recurring=(
                Recurring(
                    what="The report on “Warm Homes Aldermoor”",
                    how_often="quarterly",
                    next_on="2026-06",
                    basis=a_sentence("The last three reports are 3 months apart.", a_reference("S2", 13)),
                ),
                Recurring(what=f"“{_LONG}”", how_often="weekly", next_on=None, basis=a_sentence("P1 says so.")),
            ),
            lessons=(DeskLesson(number=1, title=_LONG, reference=a_reference("S1", 4)),),
            only_they=(a_sentence("Only lessons that they recorded (L1) are about “surveys”.", a_reference("S1", 4)),),
            week=(
                Day(title="Day 1: do no harm", steps=(Step(text="Read page one.", mark="Page one", anchor="front"),)),
                Day(title="Day 2: ring", steps=(Step(text=_ODD, mark="P2", anchor="person-2"), Step(text=_LONG))),
            ),
        ),
    )


def a_dossier_of_a_split() -> Dossier:
    return a_dossier(
        concordance=Concordance(
            names=(
                NameChange(old="Aldermoor Insulation Scheme", new=("Warm Homes Aldermoor",), how="renamed", on=None),
                NameChange(
                    old="Warm Homes Aldermoor",
                    new=("Warm Homes North", _LONG),
                    how="split into",
                    on="2026-03-31",
                    announced_on="2026-01",
                    said_by="Rosalind Teague",
                    evidence=_ODD,
                    is_this=True,
                ),
                NameChange(old=_ODD, how="ended", on="2020"),
            ),
            functions=(
                FunctionMove(
                    function="Surveys",
                    before=("Warm Homes Aldermoor",),
                    after=("Warm Homes North",),
                    basis=a_sentence("Said by Rosalind Teague."),
                ),
                FunctionMove(
                    function=_LONG, before=("Warm Homes Aldermoor",), basis=a_sentence(_ODD, a_reference("S2", 3))
                ),
            ),
            functions_note="Where it says “Not said”, ask before you take it for yours.",
            standings=(
                Standing(about="Name", becomes="ends", text=a_sentence("It ends on 31 March 2026.")),
                Standing(about="Owner", becomes="not-known", text=a_sentence(_ODD, a_reference("S2", 12))),
                Standing(about="Posts", becomes="changes", text=a_sentence(_LONG)),
                Standing(about="Sources", becomes="stays", text=a_sentence("Only the old name.")),
            ),
            parts=(
                HeldPart(
                    name="Warm Homes North",
                    owner=a_sentence("Jo Hill, by the report for March 2026", a_reference("S2", 13)),
                    holders=(
                        Holder(
                            name="Ines Achterberg",
                            role="Lead surveyor",
                            number=1,
                            emails=("ines@aldermoor.example",),
                            reference=a_reference("S3", 1),
                        ),
                        Holder(name=_ODD, role=_LONG, emails=(_ODD,), reference=a_reference("S3", 9)),
                    ),
                    more=4,
                ),
                HeldPart(name=_LONG, is_this=True),
            ),
            records=(
                RecordsMoved(
                    source="Lessons log (S1)",
                    kind="lesson",
                    count=1,
                    under=("Warm Homes", "Warm Homes Aldermoor", "AIS", "W. H.", _ODD),
                    now="Not divided",
                ),
                RecordsMoved(source=_LONG, kind="contact", count=4_000, under=(_LONG,), now="Not divided"),
            ),
            records_note="No record was divided: look for each under both names.",
        )
    )
