"""The overview as PDF (PDF/A-3a and PDF/UA-1, like a dossier), as one self-contained HTML page, and as JSON."""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

import orjson
from markupsafe import Markup

from handover.dates import latest
from handover.dossier.overview.model import GROUPS, Entry, Group, Overview
from handover.publish.html import rendered
from handover.publish.looks import PLAIN, Looks
from handover.publish.pdf import Paper, on_paper
from handover.publish.pictures.counts import counted_levels, due_and_accepted
from handover.publish.wording import LEVELS
from handover.transitions.rules import MEANING

FORMS: Final = ("pdf", "html", "json")
UNSEALED: Final = ("○", "No dossier that says")
GROUP_NAMES: Final[Mapping[Group, tuple[str, str]]] = MappingProxyType(
    {group: UNSEALED if group == "unsealed" else LEVELS[group] for group in GROUPS}
)
_LONGEST_TITLE: Final = 120
_LONGEST_TEXT: Final = 300


def overview_as_json(overview: Overview) -> bytes:
    """UTF-8 without spaces, keys in order of their code points: the same overview always gives the same bytes."""
    return orjson.dumps(overview.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def overview_forms(overview: Overview, looks: Looks = PLAIN) -> dict[str, bytes]:
    """The overview in each form, by how its file ends, in the office's ``looks``.

    The same overview and looks always give the same bytes. Raises RenderError, TemplateBroken.
    """
    page = overview_html(overview, looks)
    data = overview_as_json(overview)
    paper = Paper(
        overview.compiled_at,
        "overview.json",
        "What this overview says, for programs to read",
        data,
        ("front", "figures", "list", *(f"handover-{one.transition}" for one in overview.entries)),
        (("The list by urgency", tuple(one.reference for one in overview.entries)),),
    )
    return {"pdf": on_paper(paper, page, looks), "html": page.encode(), "json": data}


def overview_html(overview: Overview, looks: Looks = PLAIN) -> str:
    """The whole page as text. Raises TemplateBroken where a template of the office is wrong."""
    return rendered(
        "overview.html",
        looks,
        overview=overview,
        groups=list(_grouped(overview.entries)),
        group_names=GROUP_NAMES,
        levels_picture=counted_levels([(GROUP_NAMES[one.group][1], one.count) for one in overview.levels]),
        due_picture=due_and_accepted(overview.due),
        stands=_stands,
        longest=_LONGEST_TEXT,
        longest_title=_LONGEST_TITLE,
        is_past=lambda day: latest(day) < _day(overview),
        # The office's own, and looked through before.
        office_css=Markup(looks.css),  # noqa: S704
        office_fonts=Markup(looks.font_faces),  # noqa: S704
        logo=looks.logo,
    )


def _day(overview: Overview) -> date:
    return overview.compiled_at.date()


def _grouped(entries: Iterable[Entry]) -> Iterable[tuple[Group, list[Entry]]]:
    entries = list(entries)
    for group in GROUPS:
        if those := [one for one in entries if one.group == group]:
            yield group, those


def _stands(one: Entry) -> str:
    """How far a handover came, in words."""
    words: Mapping[Any, str] = MEANING
    return words.get(one.state, one.state)
