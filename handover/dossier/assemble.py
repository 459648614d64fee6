"""From what is known about an initiative to its dossier. Pure: the same knowledge gives the same dossier."""

from datetime import datetime
from typing import Final

from handover.dossier.calls import calls
from handover.dossier.closing.assemble import closing
from handover.dossier.concordance.assemble import concordance
from handover.dossier.contingencies import contingencies
from handover.dossier.desk.assemble import desk
from handover.dossier.draft import draft
from handover.dossier.expectations.judge import judge, waivers
from handover.dossier.expectations.rule import Choices
from handover.dossier.front import facts
from handover.dossier.gaps import find_gaps
from handover.dossier.happening import name_at
from handover.dossier.known import Known
from handover.dossier.labels import source_facts
from handover.dossier.marking import highest, markings_given
from handover.dossier.model import Dossier, Transition
from handover.dossier.rating_now import rating_now
from handover.dossier.read_back import read_back
from handover.dossier.severity import severity
from handover.dossier.status import history
from handover.dossier.story import story
from handover.vocabulary import MARKINGS

_NO_CHOICES: Final = Choices()


def assemble(
    known: Known,
    *,
    settings_office: str,
    marking: str,
    markings: tuple[str, ...] = MARKINGS,
    reference: str,
    version: int,
    compiled_at: datetime,
    stale_after_days: int,
    forbidden_gaps: frozenset[str],
    choices: Choices = _NO_CHOICES,
) -> Dossier:
    """Assemble the dossier for ``known.transition``.

    Every statement in it is derived by a declared rule from records and says which (``Reference``), or is named
    as a gap. ``stale_after_days`` and ``forbidden_gaps`` are the office's policy; nothing is sent from here, so a
    forbidden gap is only marked. ``choices`` are what the office expects otherwise, and what it wants to be waived.
    ``marking`` is the office's own; a higher one inside wins (``markings`` from the lowest to the highest). Knowing
    nothing gives a dossier whose gaps say so.
    """
    base = draft(known, stale_after_days=stale_after_days)
    waived = waivers(known.waivers)
    gaps = find_gaps(base, forbidden=forbidden_gaps, must_be_waived=choices.must_be_waived, waivers=waived)
    events, note = story(base)
    transition = known.transition
    return Dossier(
        reference=reference,
        version=version,
        office=settings_office,
        marking=highest(marking, markings_given(known), markings),
        compiled_at=compiled_at,
        as_known_at=known.as_known_at,
        transition=Transition(
            kind=transition.kind,
            initiative=name_at(known),
            effective_on=transition.effective_on,
            reason=transition.reason,
            requested_by=transition.requested_by,
            confirmed_at=transition.confirmed_at,
            new_name=transition.new_name,
            person=transition.person,
            successor=transition.successor,
            post=transition.post,
            to_post=transition.to_post,
            giver=transition.giver,
        ),
        initiative=facts(base),
        severity=severity(base).model_copy(update={"rating": rating_now(base)}),
        ring=calls(base),
        actions=base.actions,
        contingencies=contingencies(base),
        read_back=read_back(base, gaps),
        story=events,
        story_note=note,
        status=history(base.course, base.labels),
        lessons=base.groups,
        voices=base.voices,
        family=base.family,
        inherited=base.inherited,
        precedents=base.precedents,
        concordance=concordance(base),
        desk=desk(base, gaps),
        people=base.people,
        closing=closing(base, gaps),
        gaps=gaps,
        completeness=judge(base, gaps, choices=choices, waivers=waived),
        sources=source_facts(known, base.labels),
    )
