"""The family of a dossier as a drawing in its page, where it fits on one."""

from typing import Final

from markupsafe import Markup

from handover.dossier.heritage.model import Family as Told
from handover.dossier.heritage.model import Relative, Tie
from handover.dossier.model import Dossier
from handover.initiatives.identity import Initiative
from handover.initiatives.naming import Naming
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import Party, Said
from handover.initiatives.succession.recorded import Succession
from handover.publish.family import placed, svg

# Letters then are as large as those of the front page; at the smallest they are 7 points.
_SCALE: Final = 0.85
_SMALLEST: Final = 0.73
# In CSS pixels: what fits under a heading on a page of A4. A taller one could not be read in print.
_TALLEST: Final = 860


def drawn(dossier: Dossier) -> Markup | None:
    """The drawing; None where there is no family, or where it is too tall for a page."""
    if dossier.family is None:
        return None
    of = _as_recorded(dossier.family, dossier)
    scale = min(_SCALE, _TALLEST / placed(of).height)
    if scale < _SMALLEST:
        return None
    return Markup(svg(of, scale=scale))  # noqa: S704 - our own template's, in which every text is escaped


def _as_recorded(told: Told, dossier: Dossier) -> Family:
    initiatives = {one.number: _initiative(one) for one in told.members}
    ties = {one.number: _succession(one, initiatives, dossier) for one in told.ties}
    return Family(
        of=next(initiatives[one.number] for one in told.members if one.is_this),
        initiatives=tuple(initiatives.values()),
        namings=tuple(
            Naming(one.number, name.name, "name", name.from_on, name.to_on)
            for one in told.members
            for name in one.names
        ),
        successions=tuple(ties.values()),
        contradictory=tuple((ties[one.ties[0]], ties[one.ties[1]]) for one in told.contradictions),
    )


def _initiative(one: Relative) -> Initiative:
    return Initiative(one.number, one.name, one.kind, one.to_on, one.from_on)


def _succession(one: Tie, initiatives: dict[int, Initiative], dossier: Dossier) -> Succession:
    before, after = (
        tuple(Party(party.number, initiatives[party.number].name, party.functions, party.goes_on) for party in parties)
        for parties in (one.predecessors, one.successors)
    )
    said = Said(one.kind, before, after, one.completed_on, one.announced_on, one.evidence, one.said_by)
    return Succession(one.number, said, dossier.compiled_at, one.breaks_rules)
