"""A dossier of something that starts with a past: a family, what it inherits, and what it is like."""

from typing import Any

from handover.dossier.heritage.model import (
    Contradiction,
    Earlier,
    EarlierContact,
    EarlierLesson,
    Family,
    FormerName,
    Relative,
    Tie,
    TieParty,
)
from handover.dossier.model import Dossier
from tests.dossiers.parts import a_lesson, a_reference
from tests.dossiers.rich import a_dossier


def an_earlier_lesson(number: int = 1, **changes: Any) -> EarlierLesson:
    under = {"recorded_under": "Total Place", **changes}
    return EarlierLesson(**dict(a_lesson(number)) | under)


def a_relative(number: int, name: str, **changes: Any) -> Relative:
    given: dict[str, Any] = {"kind": "programme", "from_on": None, "to_on": None, "records": 3}
    return Relative(number=number, name=name, **given | changes)


def a_tie(number: int, before: int, after: int, **changes: Any) -> Tie:
    given: dict[str, Any] = {
        "kind": "rename",
        "text": f"“Member {before}” was renamed “Member {after}” on 20 October 2010.",
        "announced_on": None,
        "completed_on": "2010-10-20",
        "predecessors": (TieParty(number=before),),
        "successors": (TieParty(number=after),),
        "evidence": "Spending Review 2010, page 33",
        "said_by": "Jo Hill",
        "remarks": ("Said by Jo Hill.", "Evidence: Spending Review 2010, page 33."),
    }
    return Tie(number=number, **given | changes)


def a_family(members: int = 3) -> Family:
    """So many in a row, each the successor of the one before; the last but one is what the dossier is about."""
    return Family(
        members=tuple(
            a_relative(
                number,
                f"Member {number} of the Partnership for Places and the People who Live in Them",
                is_this=number == members - 1,
                from_on=f"{2000 + number}",
                names=(FormerName(name="Areas First", to_on="2009"),) if number == 1 else (),
            )
            for number in range(1, members + 1)
        ),
        ties=tuple(
            a_tie(number, number, number + 1, completed_on=f"{2000 + number}-10-20") for number in range(1, members)
        ),
        contradictions=(Contradiction(ties=(1, 2), text="Successions 1 and 2 cannot both be so: Jo says; Ann says."),),
        further=2,
    )


def an_earlier(name: str, numbers: range, **changes: Any) -> Earlier:
    contact = EarlierContact(
        name="Ada Lim",
        role="Programme director",
        organisation="Aldermoor County Council",
        emails=("ada.lim@aldermoor.example",),
        phones=("01632 960 115",),
        listed=False,
        reference=a_reference("S3", 9),
    )
    given: dict[str, Any] = {
        "why": f"“{name}” was renamed “Member 2” on 20 October 2002.",
        "ended": None,
        "records": 4,
        "lessons": tuple(an_earlier_lesson(number) for number in numbers),
        "more_lessons": 2,
        "contacts": (contact,),
    }
    return Earlier(name=name, **given | changes)


def a_dossier_with_a_past(members: int = 3) -> Dossier:
    """The rich dossier, as that of something that starts, with everything that can come before it."""
    nothing: dict[str, Any] = {"records": 0, "more_lessons": 0, "contacts": ()}
    alike = {"why": "Its name has “places”, as what starts does.", "ended": "It closed on 31 March 2007."}
    rich = a_dossier()
    return rich.model_copy(
        update={
            "transition": rich.transition.model_copy(update={"kind": "start"}),
            "family": a_family(members),
            "inherited": (
                an_earlier("Member 1", range(1, 4)),
                an_earlier("Area Deals", range(0), **nothing),
                an_earlier("Regional Boards", range(0), more_lessons=0, contacts=()),
            ),
            "precedents": (
                an_earlier("Neighbourhood Renewal Fund", range(4, 6), **alike),
                an_earlier("Healthy Streets", range(6, 7), why=alike["why"], more_lessons=0),
            ),
        }
    )
