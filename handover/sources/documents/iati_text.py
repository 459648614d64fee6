"""Texts in IATI activities: narratives in several languages (2.0x), or the element's own text (1.0x)."""

import re
from collections.abc import Iterable
from typing import Final

from lxml.etree import _Element as Element

LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_BLANK_LINES: Final = re.compile(r"\n\s*\n\s*")
_SPACES: Final = re.compile(r"[ \t]+")


def own_text(element: Element | None) -> str:
    """The text in an element and in all that is in it, without the white space that only lays out the XML."""
    if element is None:
        return ""
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(element.itertext()).strip().split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines))


def by_language(elements: Iterable[Element], language: str) -> dict[str, str]:
    """What elements say, by language in lower case; ``language`` is that of texts which do not say theirs."""
    found: dict[str, dict[str, None]] = {}
    for element in elements:
        for text_of in element.findall("narrative") or [element]:
            spoken = text_of.get(LANGUAGE) or element.get(LANGUAGE) or language
            if text := own_text(text_of):
                found.setdefault(spoken.lower(), {})[text] = None
    return {spoken: "\n\n".join(texts) for spoken, texts in found.items()}


def preferred(texts: dict[str, str], language: str) -> str | None:
    """The language whose text is taken: the one wanted, else a variety of it (en-GB for en), else the first."""
    if language.lower() in texts:
        return language.lower()
    wanted = _main(language)
    return next((spoken for spoken in texts if _main(spoken) == wanted), next(iter(texts), None))


def said(elements: Iterable[Element], language: str) -> str:
    """What elements say in the language, or in another where they do not say it in that; ``""`` for nothing."""
    texts = by_language(elements, language)
    taken = preferred(texts, language)
    return "" if taken is None else texts[taken]


def said_by_each(elements: Iterable[Element], language: str, *, otherwise: str) -> list[str]:
    """What each element says, each text once; of one that says nothing, its attribute ``otherwise``."""
    texts = (said([element], language) or element.get(otherwise, "").strip() for element in elements)
    return list(dict.fromkeys(filter(None, texts)))


def _main(language: str) -> str:
    return language.lower().partition("-")[0]
