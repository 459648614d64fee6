"""The Dossier model as one self-contained HTML page, for screens, for printing and as what the PDF is made from.

Accessible to WCAG 2.2 AA: landmarks, headings in order, a skip link, table headers with scope. It asks nothing of
the network, and runs nothing but its own search. Every text of a source is escaped and made legible on its way in, by
the environment and not by each template, so that none can be forgotten.
"""

import re
import traceback
from functools import partial
from typing import Any, Final

from jinja2 import TemplateError as JinjaError
from jinja2 import TemplateNotFound, TemplateSyntaxError
from markupsafe import Markup

from handover.dates import latest
from handover.dossier.model import Dossier
from handover.errors import TemplateBroken
from handover.publish import wording
from handover.publish.environment import environment
from handover.publish.front import front
from handover.publish.held import held_notice
from handover.publish.looks import PLAIN, Looks
from handover.publish.sections import expected_anchors, sections_of, shown

# Space at the end of a paragraph is nothing to a reader, but WeasyPrint may break its first line early to fit it in.
_SPACE_AT_AN_END: Final = re.compile(r"\s+(</(?:h[1-6]|p|li|td|th)>)")
_WHAT_TO_DO: Final = "Correct it or take it away, and look with: handover template check"


def html(dossier: Dossier, looks: Looks = PLAIN) -> str:
    """The whole page as text, in the office's ``looks``. The same dossier and looks always give the same text.

    Raises TemplateBroken where a template of the office is wrong, with where.
    """
    several = frozenset(one.label for one in dossier.sources if len({file.name for file in one.files}) > 1)
    known = frozenset(source.label for source in dossier.sources)
    given = {
        "dossier": dossier,
        "is_past": latest(dossier.transition.effective_on) < dossier.compiled_at.date(),
        "front": front(dossier),
        "held": held_notice(dossier),
        "sections": sections_of(dossier),
        "cited": partial(wording.cited, of_many_files=several),
        "cited_briefly": partial(wording.cited, brief=True),
        "known_sources": known,
        "known_anchors": frozenset(expected_anchors(dossier)),
        # The office's own, and looked through before.
        "office_css": Markup(looks.css),  # noqa: S704
        "office_fonts": Markup(looks.font_faces),  # noqa: S704
        "logo": looks.logo,
        **shown(dossier),
    }
    return rendered("dossier.html", looks, **given)


def rendered(template: str, looks: Looks = PLAIN, /, **given: Any) -> str:
    """A page from a template, the dossier's own or another, under the same rules.

    Raises TemplateBroken where a template of the office is wrong, with where.
    """
    try:
        page = environment(looks).get_template(template).render(given)
    except Exception as error:
        broken = _broken(error, looks)
        if broken is None:
            raise
        raise broken from error
    return _SPACE_AT_AN_END.sub(r"\1", page)


def _broken(error: Exception, looks: Looks) -> TemplateBroken | None:
    """What to say of a template of the office that does not work; None where the mistake is ours."""
    if looks.folder is None or not looks.templates:
        return None
    theirs = {str(looks.folder / name) for name in looks.templates}
    if isinstance(error, TemplateSyntaxError) and error.filename in theirs:
        return TemplateBroken(
            f"The template cannot be understood: {_sentence(error.message or '')}",
            where=f"{error.filename}, line {error.lineno}",
            what_to_do=_WHAT_TO_DO,
        )
    places = [place for place in traceback.extract_tb(error.__traceback__) if place.filename in theirs]
    if not places:
        return None
    what = f"there is no template “{error.name}”" if isinstance(error, TemplateNotFound) else str(error)
    if isinstance(error, JinjaError | TypeError | ValueError | OverflowError | LookupError | AttributeError):
        return TemplateBroken(
            f"The template does not work: {_sentence(what)}",
            where=f"{places[-1].filename}, line {places[-1].lineno}",
            what_to_do=_WHAT_TO_DO,
        )
    return TemplateBroken(
        f"The template does not work: {type(error).__name__}: {_sentence(what)}",
        where=f"{places[-1].filename}, line {places[-1].lineno}",
        what_to_do=_WHAT_TO_DO,
    )


def _sentence(text: str) -> str:
    text = " ".join(text.split()).rstrip(".")
    return f"{text[:200]}."
