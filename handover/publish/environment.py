"""The templates of a dossier, made ready: ours, and over them an office's own, which can do nothing but lay out."""

from base64 import b64encode
from collections import defaultdict
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup
from pydantic import BaseModel

from handover.dates import spoken
from handover.dossier import wording as words
from handover.dossier.lessons import HOW_ORDERED
from handover.publish import completeness, legible, wording
from handover.publish.looks import OURS, PLAIN, Looks
from handover.publish.pictures import palette
from handover.vocabulary import PERSPECTIVE_NAMES, folded

_OWN_FILES: Final = ("dossier.css", "screen.css", "held.css", "search.js")


def environment(looks: Looks = PLAIN) -> Environment:
    """The templates with what they may use. Where the office has templates of its own, they run in a sandbox."""
    if looks.folder is None or not looks.templates:
        return _ours()
    stamps = tuple(
        (name, (looks.folder / name).stat().st_mtime_ns, (looks.folder / name).stat().st_size)
        for name in sorted(looks.templates)
    )
    return _with_theirs(looks.folder, stamps)


class OfficeEnvironment(ImmutableSandboxedEnvironment):
    """Shows a template the fields of the model, and none of what a model can do, such as reading a file."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BaseModel) or (isinstance(obj, type) and issubclass(obj, BaseModel)):
            model = obj if isinstance(obj, type) else type(obj)
            return attr in model.model_fields or isinstance(getattr(model, attr, None), property)
        return super().is_safe_attribute(obj, attr, value)


@lru_cache(maxsize=1)
def _ours() -> Environment:
    return _filled(Environment, FileSystemLoader(OURS))


@lru_cache(maxsize=4)
def _with_theirs(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> Environment:
    return _filled(OfficeEnvironment, ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(OURS)]))


def _filled(kind: type[Environment], loader: FileSystemLoader | ChoiceLoader) -> Environment:
    made = kind(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
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
    made.tests["address_of_mail"] = wording.is_mail_address
    # They are the project's own files; style sheets and scripts know no escapes.
    own = {name: Markup((OURS / name).read_text("utf-8")) for name in _OWN_FILES}  # noqa: S704
    made.globals |= {
        "css": own["dossier.css"],
        "screen_css": own["screen.css"],
        "held_css": own["held.css"],
        "search": own["search.js"],
        "search_hash": _script_hash(own["search.js"]),
        "how_ordered": HOW_ORDERED,
        "confidence_names": wording.CONFIDENCE_NAMES,
        "mark_anchors": wording.MARK_ANCHORS,
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
        "palette": palette.FOR_TEMPLATES,
    }
    return made


def _shown(value: Any) -> Any:
    """What ``{{ … }}`` writes. A text is made legible; a None is a mistake in a template, never the word None."""
    if value is None:
        raise TypeError("a template wrote a value that is not there")
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return legible.inline(value)
    return value


def _script_hash(script: str) -> str:
    """By what the page allows its own script, and no other, to run (Content Security Policy Level 3)."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"
