"""XML read piece by piece, so that it may be larger than the memory, and without doing what XML can ask of a reader.

XML can ask for files and addresses to be fetched, and unfold a few lines into gigabytes. None of it is done: a document
type is refused, nothing is fetched, and the parser's own limits (256 elements in each other, 10 MB in one text) stand.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from lxml import etree
from lxml.etree import _Element as Element

from handover.errors import SourceUnreadable
from handover.sources.contents import spoken_size

# In bytes of XML; in memory it is some ten times as much.
LARGEST_ELEMENT: Final = 20_000_000

_SAFE: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "recover": False,
    "remove_comments": True,
    "remove_pis": True,
}
_EXPORT: Final = "Have whoever keeps it export it again with a program that writes XML."
# What the parser calls it, and what that means to somebody who has never heard of a parser.
_PROBLEMS: Final = {
    "ERR_DOCUMENT_EMPTY": "is not XML",
    "ERR_DOCUMENT_END": "goes on behind its end",
    "ERR_INVALID_ENCODING": "is not in the encoding that it says it is in",
    "ERR_UNSUPPORTED_ENCODING": "says that it is in an encoding that is not known",
    "ERR_TAG_NAME_MISMATCH": "closes an element that is not open",
    "ERR_NAME_REQUIRED": "has an & or a < in a text, which XML writes &amp; and &lt;",
    "ERR_ENTITYREF_SEMICOL_MISSING": "has an & in a text, which XML writes &amp;",
    "ERR_UNDECLARED_ENTITY": "has a name between & and ; that XML does not know",
    "ERR_LT_IN_ATTRIBUTE": "has a < in an attribute, which XML writes &lt;",
    "ERR_INVALID_CHAR": "has a character that no text has",
    "ERR_RESOURCE_LIMIT": "has elements in each other too deep, or a text too long, to be records",
    "ERR_NAME_TOO_LONG": "has elements in each other too deep, or a text too long, to be records",
    "NS_ERR_UNDEFINED_NAMESPACE": "uses a prefix before a colon that it does not declare",
}
_UNCLEAR: Final = "is not well-formed XML"


def first_element(beginning: bytes, name: str) -> Element:
    """The first element of a file that begins so, with its attributes and without what is in it.

    Raises SourceUnreadable where there is none, or where a document type stands before it.
    """
    parser = etree.XMLPullParser(events=("start",), **_SAFE)
    for at in range(len(beginning)):  # byte by byte: nothing is unfolded before it is known that nothing should be
        _feed(parser, beginning[at : at + 1], name)
        for _, element in parser.read_events():
            if element.getroottree().docinfo.doctype:
                raise SourceUnreadable(
                    f"{name} has a document type (<!DOCTYPE …>), by which XML can fetch files or unfold without end.",
                    where=name,
                    what_to_do="Have it exported without one. Nothing that it names was fetched.",
                )
            return element
    raise SourceUnreadable(f"{name} is not XML: there is no element in it.", where=name, what_to_do=_EXPORT)


def elements(pieces: Iterable[bytes], name: str, *, within: str, tag: str) -> Iterator[Element]:
    """The elements called ``tag`` directly below the first one, which is called ``within``: each is complete, and is
    gone when the next one is asked for.

    Raises SourceUnreadable for whatever is wrong, also after elements that are right.
    """
    parser = etree.XMLPullParser(events=("start", "end"), tag=(within, tag), **_SAFE)
    first: Element | None = None
    held = 0  # bytes that may still be in the tree
    for piece in pieces:
        _feed(parser, piece, name)
        held += len(piece)
        for event, element in parser.read_events():
            if first is None:
                first = element
            elif event == "end" and element.tag == tag and element.getparent() is first:
                yield element
        if first is not None and len(first) > 1:
            del first[:-1]  # the last one may not be complete
            held = len(piece)
        if held > LARGEST_ELEMENT:
            raise SourceUnreadable(
                f"{name} has more than {spoken_size(LARGEST_ELEMENT)} in one “{tag}”.", where=name, what_to_do=_EXPORT
            )
    try:
        parser.close()
    except etree.XMLSyntaxError:
        raise _unreadable(parser, name, at_the_end=True) from None


def _feed(parser: etree.XMLPullParser, piece: bytes, name: str) -> None:
    try:
        parser.feed(piece)
    except etree.XMLSyntaxError:
        raise _unreadable(parser, name) from None
    # Of some errors (a name between & and ; that is not known) it speaks only in its log, and then begins anew.
    if parser.feed_error_log.filter_from_errors():
        raise _unreadable(parser, name)


def _unreadable(parser: etree.XMLPullParser, name: str, *, at_the_end: bool = False) -> SourceUnreadable:
    logged = next(iter(parser.feed_error_log.filter_from_errors()), None)
    code, line, message = (logged.type_name, logged.line, logged.message) if logged else ("", 0, "")
    if at_the_end and (code not in _PROBLEMS or message.startswith("Incomplete")):
        said = "is cut off: its XML ends half-way"
    else:
        said = _PROBLEMS.get(code, _UNCLEAR)
    return SourceUnreadable(
        f"{name} {said}, on line {line}." if line else f"{name} {said}.",
        where=f"{name}, line {line}" if line else name,
        what_to_do="Fetch or export it again." if at_the_end else _EXPORT,
    )
