"""What was tried to make dossiers render faster, each beside what is done; ``python -m benchmarks.tried [LESSONS]``.

Processor time of this process, in turn, so that what else a machine does matters little; the median of the pairs.
"""

import re
import statistics
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final
from unittest.mock import patch

from handover.dossier.model import Dossier
from handover.publish.html import html
from handover.publish.pdf import pdf
from tests.dossiers.big import a_big_dossier

_PAIRS: Final = 5
Page = Callable[[str], str]


def _without(pattern: str, instead: str = "") -> Page:
    return lambda page: re.sub(pattern, instead, page)


@contextmanager
def _collecting() -> Iterator[None]:
    from contextlib import nullcontext

    with patch("handover.publish.pdf.without_collecting", nullcontext):
        yield


@contextmanager
def _packed_at(level: int) -> Iterator[None]:
    packed = zlib.compress

    def compress(data: bytes, **_given: int) -> bytes:
        return packed(data, level=level)

    with patch("handover.publish.archive.zlib.compress", compress):
        yield


@contextmanager
def _fonts_once() -> Iterator[None]:
    from handover.publish import fonts

    made = fonts.OurFonts()
    with patch("handover.publish.fonts.OurFonts", lambda: made):
        yield


@contextmanager
def _without_call(name: str, given: Any = None) -> Iterator[None]:
    with patch(name, lambda *_given, **_named: given):
        yield


@contextmanager
def _sheet_parsed_once() -> Iterator[None]:
    """Style sheets that were parsed before are taken as they are."""
    import weasyprint.css as sheets

    parsed: dict[Any, Any] = {}
    parse = sheets.tinycss2.parse_stylesheet

    def remembered(text: Any, **given: Any) -> Any:
        if text not in parsed:
            parsed[text] = parse(text, **given)
        return parsed[text]

    with patch.object(sheets.tinycss2, "parse_stylesheet", remembered):
        yield


# By name: a change of the page, or of what is called.
TRIED: Final[dict[str, tuple[Page | None, Callable[[], Any] | None]]] = {
    "nothing (how far figures vary)": (None, None),
    "with Python's garbage collector": (None, _collecting),
    "fonts loaded once for all dossiers": (None, _fonts_once),
    "the style sheet parsed once": (None, _sheet_parsed_once),
    "streams packed at level 6": (None, lambda: _packed_at(6)),
    "streams packed at level 1": (None, lambda: _packed_at(1)),
    "no look for characters without a glyph": (
        None,
        lambda: _without_call("handover.publish.fonts.OurFonts.without_glyph", set()),
    ),
    "no proof": (None, lambda: _without_call("handover.publish.pdf.prove")),
    "no artifacts and scopes (finish)": (None, lambda: _without_call("handover.publish.archive.finish")),
    "overflow-wrap: break-word, not anywhere": (
        _without(r"overflow-wrap: anywhere", "overflow-wrap: break-word"),
        None,
    ),
    "overflow-wrap: normal": (_without(r"overflow-wrap: (anywhere|break-word)", "overflow-wrap: normal"), None),
    "no grids": (_without(r"display: grid", "display: block"), None),
    "no box-sizing for everything": (_without(r"\* \{ box-sizing: border-box; \}"), None),
    "no bookmarks": (_without(r"bookmark-level: \w+"), None),
    "no margin boxes": (_without(r"@(top|bottom)-\w+(-\w+)? \{[^}]*\}"), None),
    "no screen styles": (_without(r"@media \(max-width[^{]*\{(?:[^{}]*\{[^}]*\})*\s*\}"), None),
    "no borders and grounds": (_without(r"(border(-\w+)*|background(-\w+)?): [^;}]*"), None),
    "no orphans and widows": (_without(r"(orphans|widows|break-(inside|after|before)): [^;}]*"), None),
}


def main(lessons: int) -> None:
    dossier = a_big_dossier(lessons)
    page = html(dossier)
    pdf(dossier, page)
    for name, (change, around) in TRIED.items():
        other = page if change is None else change(page)
        with ExitStack() as stack:
            ratios = []
            for _ in range(_PAIRS):
                now = _seconds(dossier, page)
                with around() if around else ExitStack():
                    ratios.append(_seconds(dossier, other) / now)
            stack.close()
        changed = "" if change is None or other != page else "  (changed nothing)"
        print(f"{statistics.median(ratios):.3f} ×  {name}{changed}", flush=True)


def _seconds(dossier: Dossier, page: str) -> float:
    start = time.process_time()
    pdf(dossier, page)
    return time.process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
