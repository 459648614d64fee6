"""Elements of OpenDocument 1.3 (ISO/IEC 26300) by their short names."""

from typing import Any, Final

_URN: Final = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES: Final = {
    "office": f"{_URN}office:1.0",
    "style": f"{_URN}style:1.0",
    "text": f"{_URN}text:1.0",
    "table": f"{_URN}table:1.0",
    "draw": f"{_URN}drawing:1.0",
    "fo": f"{_URN}xsl-fo-compatible:1.0",
    "svg": f"{_URN}svg-compatible:1.0",
    "meta": f"{_URN}meta:1.0",
    "manifest": f"{_URN}manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
}


def qualified(name: str) -> str:
    """``text:p`` as XML libraries write it."""
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def root(name: str) -> Any:
    """A new element at the top of a part of a document, which says its version where such parts do."""
    from lxml import etree

    found = etree.Element(qualified(name), nsmap=NAMESPACES)
    prefix = name.partition(":")[0]
    found.set(qualified(f"{prefix}:version"), "1.3")
    return found


def add(parent: Any, name: str, text: str | None = None, /, **attributes: str) -> Any:
    """A new element at the end of ``parent``. Attributes are written ``text__name``, with ``_`` for ``-``."""
    from lxml import etree

    element = etree.SubElement(parent, qualified(name))
    element.text = text
    for key, value in attributes.items():
        prefix, _, local = key.partition("__")
        element.set(qualified(f"{prefix}:{local.replace('_', '-')}"), value)
    return element


def as_xml(element: Any) -> bytes:
    """A part of a document as the bytes of its file."""
    from lxml import etree

    written: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8")
    return written
