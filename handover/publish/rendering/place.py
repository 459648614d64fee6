"""Which section of a dossier a renderer is at, told from the stack of its calls.

While it works nothing is noted for this, so it costs nothing until something goes wrong; and what it says is true: the
element that is being laid out or drawn lies in the boxes of its callers, and a template's name in that of its code.
"""

from collections.abc import Iterator
from pathlib import PurePath
from types import FrameType, TracebackType
from typing import Final

from handover.publish.sections import SECTIONS

TITLES: Final = {
    "front": "the first page",
    "contents": "Contents",
    **{section.name: section.called for section in SECTIONS},
}
_TEMPLATES: Final = ("templates", "dossier")
_BOXES: Final = ("box", "stacking_context")


def section_of(frame: FrameType | None) -> str | None:
    """The title of the section at which the stack that ends in ``frame`` stands, where it can be told."""
    for one in _callers(frame):
        code = PurePath(one.f_code.co_filename)
        if code.parent.parts[-2:] == _TEMPLATES and code.stem in TITLES:
            return TITLES[code.stem]
        name = _section(one)
        if name is not None:
            return TITLES[name]
    return None


def last_frame(trace: TracebackType | None) -> FrameType | None:
    """Where an error was raised."""
    frame = None
    while trace is not None:
        frame, trace = trace.tb_frame, trace.tb_next
    return frame


def _callers(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _section(frame: FrameType) -> str | None:
    for name in _BOXES:
        box = frame.f_locals.get(name)
        box = getattr(box, "box", box)
        element = getattr(box, "element", None)
        if element is None or isinstance(element, str):
            continue
        for given in (element.get("id"), element.get("aria-labelledby")):
            if given in TITLES:
                return str(given)
    return None
