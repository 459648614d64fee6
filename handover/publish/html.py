"""The Dossier model as one self-contained HTML page, for screens, for printing and as what the PDF is made from.

Accessible to WCAG 2.2 AA: landmarks, headings in order, a skip link, table headers with scope; it asks nothing of
the network. Every text of a source is escaped and made legible on its way in, by the environment and not by
each template, so that none can be forgotten.
"""

import re
from collections import defaultdict
from functools import lru_cache, partial
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from handover.assets import TEMPLATES
from handover.dates import latest, spoken
from handover.dossier import wording as words
from handover.dossier.model import Dossier
from handover.publish import completeness, legible, wording
from handover.publish.front import front
from handover.publish.held import held_notice
from handover.publish.sections import sections_of, shown
from handover.vocabulary import PERSPECTIVE_NAMES, folded

# Space at the end of a paragraph is nothing to a reader, but WeasyPrint may break its first line early to fit it in.
_SPACE_AT_AN_END: Final = re.compile(r"\s+(</(?:h[1-6]|p|li|td|th)>)")


def html(dossier: Dossier) -> str:
    """The whole page as text. The same dossier always gives the same text."""
    several = frozenset(one.label for one in dossier.sources if len({file.name for file in one.files}) > 1)
    known = frozenset(source.label for source in dossier.sources)
    page = (
        _environment()
        .get_template("dossier.html")
        .render(
            dossier=dossier,
            is_past=latest(dossier.transition.effective_on) < dossier.compiled_at.date(),
            front=front(dossier),
            held=held_notice(dossier),
            sections=sections_of(dossier),
            cited=partial(wording.cited, of_many_files=several),
            cited_briefly=partial(wording.cited, brief=True),
            known_sources=known,
            **shown(dossier),
        )
    )
    return _SPACE_AT_AN_END.sub(r"\1", page)


def _shown(value: Any) -> Any:
    """What ``{{ … }}`` writes. A text is made legible; a None is a mistake in a template, never the word None."""
    if value is None:
        raise TypeError("a template wrote a value that is not there")
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return legible.inline(value)
    return value


@lru_cache(maxsize=1)
def _environment() -> Environment:
    folder = TEMPLATES / "dossier"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "attribute": legible.attribute,
        "paragraphs": legible.paragraphs,
        "shortened": legible.shortened,
        "day": spoken,
        "short_day": wording.short_day,
        "folded": folded,
        "moment": wording.moment,
        "moment_day": words.day,
        "counted": words.counted,
        "money": words.money,
        "file_size": wording.size,
        "listed": words.listed,
        "quoted": words.quoted,
        "on": words.on,
        "full_stop": words.full_stop,
        "w3c": wording.w3c,
        "period": wording.period,
    }
    environment.tests["address_of_mail"] = wording.is_mail_address
    environment.globals |= {
        # They are the project's own files, and style sheets know no escapes.
        "css": Markup((folder / "dossier.css").read_text("utf-8")),  # noqa: S704
        "held_css": Markup((folder / "held.css").read_text("utf-8")),  # noqa: S704
        "rating_names": wording.RATING_NAMES,
        "rating_letters": wording.RATING_LETTERS,
        "stage_names": wording.STAGE_NAMES,
        "levels": wording.LEVELS,
        "gap_levels": wording.GAP_LEVELS,
        "standings": completeness.STANDINGS,
        "front_score": completeness.front_score,
        "waiver_words": completeness.waiver_words,
        "record_kinds": defaultdict(str, wording.RECORD_KINDS),
        "perspective_names": PERSPECTIVE_NAMES,
        "outcome_names": wording.OUTCOME_NAMES,
    }
    return environment
