"""The rich dossier with how complete it is: every standing, and what is waived, to be waived, or left out."""

from handover.dossier.expectations.model import (
    IMPORTANCES,
    STANDINGS,
    Completeness,
    Expected,
    LeftOut,
    Score,
    Waiver,
)
from handover.dossier.model import Dossier
from tests.dossiers.rich import a_dossier

WAIVER = Waiver(
    by="Jo Hill",
    on="2026-04-01",
    because="All who worked on it retired in 2019, and the county has lost touch with them",
    said_then="No source names anybody who knows this initiative.",
)
_SECTIONS = ("status", "people", "lessons", "actions", "sources", "heritage", "gaps")


def a_judged_dossier() -> Dossier:
    rich = a_dossier()
    expected = tuple(
        Expected(
            code=f"{importance}-{standing}",
            sentence=f"Something that is {importance} is there, whole, and can be relied on.",
            importance=importance,
            standing=standing,
            says="All of it is there." if standing == "met" else "Of 12 parts 3 are not there, as rows 4 to 6 say.",
            section=_SECTIONS[number % len(_SECTIONS)],
            gaps=() if standing == "met" else tuple(range(1, 1 + number % (1 + len(rich.gaps)))),
            what_to_do=None if standing == "met" else "Ask whoever has it.",
            must_be_waived=standing in ("missing", "held"),
            waived=WAIVER if standing == "missing" else None,
        )
        for importance in IMPORTANCES
        for number, standing in enumerate(STANDINGS)
    )
    first, *others = rich.gaps
    return rich.model_copy(
        update={
            "gaps": (
                first.model_copy(update={"waived": WAIVER, "must_be_waived": True}),
                others[0].model_copy(update={"must_be_waived": True}),
                *others[1:],
            ),
            "completeness": Completeness(
                summary="3 of 21 expectations are met, and 3 in part: 1 of 7 that are essential, 1 of 7 that are "
                "important and 1 of 7 that are useful. 3 are waived by name, which does not count as met.",
                scores=tuple(Score(importance=one, of=7, met=1, partly=1) for one in IMPORTANCES),
                raises_most=("Ask whoever has it. It bears on 5 essential expectations.",),
                expected=expected,
                left_out=(
                    LeftOut(
                        code="family",
                        sentence="It is known what came before it, and what became of it.",
                        because="The county keeps no successions.",
                    ),
                ),
            ),
        }
    )
