"""What differs between two dossiers, as one self-contained page under the same rules as a dossier's (WCAG 2.2 AA)."""

from functools import partial

from handover.dossier.changes.model import Changes
from handover.dossier.model import Dossier
from handover.publish import wording
from handover.publish.html import rendered
from handover.publish.sections import NUMBERED


def comparison(before: Dossier, after: Dossier, changes: Changes) -> str:
    """The page for ``changes`` from ``before`` to ``after``; its references are those of ``after``."""
    several = frozenset(one.label for one in after.sources if len({file.name for file in one.files}) > 1)
    return rendered(
        "comparison.html",
        before=before,
        after=after,
        changes=changes,
        numbered=NUMBERED,
        sections={},
        markings=tuple(dict.fromkeys((before.marking, after.marking))),
        cited=partial(wording.cited, of_many_files=several),
        known_sources=frozenset(),
    )
