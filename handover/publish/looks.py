"""What an office puts over our templates: files of the same names, a style sheet, a logo, fonts.

They lie in the workspace under ``templates/dossier/``:

- ``NAME.html`` takes the place of our template of that name;
- ``office.css`` comes after our style sheet; it may set the variables that stand at its top;
- ``logo.svg``, ``logo.png`` or ``logo.jpg`` stands at the top of the first page;
- ``fonts/regular.ttf``, ``italic.ttf``, ``semibold.ttf`` and ``bold.ttf`` are the family “Office Sans”, which
  office.css may name.
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lxml import etree

from handover.assets import TEMPLATES
from handover.errors import TemplateBroken

OURS: Final = TEMPLATES / "dossier"
OFFICE_FONT: Final = "Office Sans"
LARGEST_LOGO: Final = 500_000
_LARGEST_FONT: Final = 5_000_000
_LARGEST_TEXT: Final = 1_000_000
_LOGOS: Final[Mapping[str, str]] = {"logo.svg": "image/svg+xml", "logo.png": "image/png", "logo.jpg": "image/jpeg"}
_BEGINS: Final[Mapping[str, bytes]] = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
FACES: Final[Mapping[str, tuple[str, int]]] = {
    "regular.ttf": ("normal", 400),
    "italic.ttf": ("italic", 400),
    "semibold.ttf": ("normal", 600),
    "bold.ttf": ("normal", 700),
}
_FONT_BEGINS: Final = (b"\x00\x01\x00\x00", b"OTTO", b"true")
_WHAT_TO_DO: Final = "Correct it or take it away, and look with: handover template check"


@dataclass(frozen=True, slots=True)
class Looks:
    """An office's own files. ``templates`` has the folder of each of its templates by name; none where it has none."""

    folder: Path | None = None
    templates: frozenset[str] = frozenset()
    css: str = ""
    logo: str | None = None
    fonts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def font_addresses(self) -> tuple[str, ...]:
        """The office's fonts as data URLs, in the order of ``fonts``."""
        return tuple(f"data:font/ttf;base64,{b64encode(content).decode()}" for content in self.fonts.values())

    @property
    def font_faces(self) -> str:
        """The office's fonts for a page that carries them itself."""
        return "\n".join(
            f'@font-face {{ font-family: "{OFFICE_FONT}"; font-style: {FACES[file][0]}; font-weight: {FACES[file][1]}; '
            f'src: url("{address}") format("truetype") }}'
            for file, address in zip(self.fonts, self.font_addresses, strict=True)
        )


PLAIN: Final = Looks()


def looks_in(folder: Path) -> Looks:
    """What lies in an office's ``folder``. Raises TemplateBroken, naming the file, where one cannot be used."""
    if not folder.is_dir():
        return PLAIN
    return Looks(
        folder=folder,
        templates=frozenset(path.name for path in folder.glob("*.html")),
        css=_style_sheet(folder / "office.css"),
        logo=_logo(folder),
        fonts={name: _font(folder / "fonts" / name) for name in FACES if (folder / "fonts" / name).exists()},
    )


def strangers(folder: Path) -> list[Path]:
    """Files of an office that take nobody's place, and so would never be used."""
    known = {path.name for path in OURS.glob("*.html")} | {"office.css", *_LOGOS}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    return [
        path
        for path in files
        if not (path.parent == folder and path.name in known)
        and not (path.parent == folder / "fonts" and path.name in FACES)
    ]


def _read(path: Path, most: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > most:
            raise TemplateBroken(
                f"The file has {size:,} bytes, and {most:,} are allowed.", where=str(path), what_to_do=_WHAT_TO_DO
            )
        return path.read_bytes()
    except OSError as error:
        raise TemplateBroken(
            f"The file cannot be read: {error.strerror}.", where=str(path), what_to_do=_WHAT_TO_DO
        ) from None


def _style_sheet(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        text = _read(path, _LARGEST_TEXT).decode("utf-8")
    except UnicodeDecodeError:
        raise TemplateBroken("The style sheet is not UTF-8.", where=str(path), what_to_do=_WHAT_TO_DO) from None
    for number, line in enumerate(text.splitlines(), start=1):
        wrong = re.search(r"</?\s*style|<!--|@import\b|url\s*\(|expression\s*\(", line, re.IGNORECASE)
        if wrong:
            raise TemplateBroken(
                f"The style sheet may not have “{wrong[0]}”: a dossier fetches nothing and carries only its own parts.",
                where=f"{path}, line {number}",
                what_to_do=_WHAT_TO_DO,
            )
    return text


def _logo(folder: Path) -> str | None:
    """The logo as a data URL."""
    for name, kind in _LOGOS.items():
        path = folder / name
        if not path.exists():
            continue
        content = _read(path, LARGEST_LOGO)
        if kind == "image/svg+xml":
            _check_drawing(path, content)
        elif not content.startswith(_BEGINS[kind]):
            raise TemplateBroken(
                f"The logo is no {kind.partition('/')[2].upper()} file.", where=str(path), what_to_do=_WHAT_TO_DO
            )
        return f"data:{kind};base64,{b64encode(content).decode()}"
    return None


def _check_drawing(path: Path, content: bytes) -> None:
    """An SVG logo is a drawing and nothing else: it runs nothing and asks for nothing."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise TemplateBroken(
            f"The logo is not well-formed SVG: {error.msg}.", where=str(path), what_to_do=_WHAT_TO_DO
        ) from None
    for element in root.iter():
        tag = etree.QName(element).localname if isinstance(element.tag, str) else str(element.tag)
        if not isinstance(element.tag, str):
            if isinstance(element, etree._Entity):
                raise _not_a_drawing(path, "an entity", element)
            continue
        if tag.lower() in ("script", "foreignobject", "iframe", "image", "style"):
            raise _not_a_drawing(path, f"<{tag}>", element)
        for name, value in element.attrib.items():
            plain = etree.QName(name).localname.lower()
            outside = plain in ("href", "src") and not str(value).startswith("#")
            if plain.startswith("on") or outside or re.search(r"url\s*\(\s*['\"]?(?!#)", str(value)):
                raise _not_a_drawing(path, f"{plain}=“{str(value)[:40]}”", element)


def _not_a_drawing(path: Path, what: str, element: etree._Element) -> TemplateBroken:
    return TemplateBroken(
        f"The logo may only draw, and it has {what}.",
        where=f"{path}, line {element.sourceline}",
        what_to_do=_WHAT_TO_DO,
    )


def _font(path: Path) -> bytes:
    content = _read(path, _LARGEST_FONT)
    if not content.startswith(_FONT_BEGINS):
        raise TemplateBroken("The font is no TrueType or OpenType file.", where=str(path), what_to_do=_WHAT_TO_DO)
    return content
