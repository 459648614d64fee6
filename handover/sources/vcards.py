"""Contacts as vCard 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350), as real clients write them.

The lines are taken apart here and not by vobject: vobject gives up a whole file for one damaged picture, cuts a
name off at a comma that its writer forgot to escape, and needs exponential time for some lines without a colon.
"""

import codecs
import quopri
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from handover.errors import SourceUnreadable
from handover.sources.contents import HEAD, empty, is_binary, seems_to_be, whole
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched, RawRow, Reading, Reason
from handover.sources.texts import shown

# Every card has all of these; the ones in _LISTS hold lists, perhaps empty, the others text or None.
COLUMNS: Final = (
    "FN", "N", "ORG", "UNIT", "TITLE", "ROLE", "EMAIL", "TEL", "NOTE", "CATEGORIES", "UID", "REV", "KIND",
    "ADR", "URL",
)  # fmt: skip
_LISTS: Final = frozenset({"EMAIL", "TEL", "CATEGORIES", "ADR", "URL"})

_LINE_END: Final = re.compile(rb"\r\n|\n|\r")
_BEGIN: Final = re.compile(rb"\s*BEGIN\s*:\s*VCARD\s*", re.IGNORECASE)
_END: Final = re.compile(rb"\s*END\s*:\s*VCARD\s*", re.IGNORECASE)
# Group, name, parameters, value. No part can match what the next one does, so that it takes linear time.
_PROPERTY: Final = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:[^\";:]|\"[^\"]*\")*)*):(.*)", re.DOTALL | re.ASCII)
_PARAMETER: Final = re.compile(r";((?:[^\";]|\"[^\"]*\")*)")
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ENCODINGS_WITHOUT_NAME: Final = ("QUOTED-PRINTABLE", "BASE64")


class _Property(NamedTuple):
    name: str
    value: str
    preferred: bool


class _Unparsable(Exception):
    """A line of a card that is no property; the text is the reason's sentence."""


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read fetched cards as their registration says; see ``read_vcards``."""
    return read_vcards(fetched.path, fetched.name, largest=largest, encoding=registration.encoding)


def read_vcards(path: Path, name: str, *, largest: int, encoding: str | None = None) -> Reading:
    """Read the cards in ``path``, which sentences call ``name``; ``largest`` bounds its bytes, also unpacked.

    A row is a dict with COLUMNS; its number is the card's. A card without END, or with a line that is no property,
    is a faulty row with its whole text in ``{"vcard": …}``; the other cards are not affected. ``encoding`` is for
    what neither is UTF-8 nor says its CHARSET. Raises SourceUnreadable or SourceUnreachable.
    """
    data = whole(path, name, largest=largest, what_to_do="Export the contacts in several files.")
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise empty(name)
    fallback = _fallback(encoding, name)
    data = _as_utf8(data)
    if not re.search(rb"^[ \t]*BEGIN[ \t]*:[ \t]*VCARD", data, re.IGNORECASE | re.MULTILINE):
        what = seems_to_be(data[:HEAD]) or ("a program's own data" if is_binary(data[:HEAD]) else None)
        raise SourceUnreadable(
            f"{name} has no vCard in it" + (f"; it seems to be {what}." if what else "."),
            where=name,
            what_to_do="Export the contacts as vCard (.vcf), or correct “kind” in the source's registration.",
        )
    return Reading(_rows(data, fallback), names=COLUMNS, facts={"encoding": f"Read as utf-8, else as {fallback}."})


def _fallback(encoding: str | None, name: str) -> str:
    try:
        return codecs.lookup(encoding or "cp1252").name
    except LookupError:
        raise SourceUnreadable(
            f"{name} is declared to be in the encoding “{encoding}”, which does not exist.",
            where=name,
            what_to_do="Say cp1252 or iso8859-1 in the source's registration, or leave it out.",
        ) from None


def _as_utf8(data: bytes) -> bytes:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _rows(data: bytes, fallback: str) -> Iterator[RawRow]:
    for number, (line, raw, ends) in enumerate(_cards(data), start=1):
        card, fault = (None, ends) if ends else _card_or_fault(raw, line, fallback)
        if card is not None:
            yield RawRow(number, card)
        elif fault is not None:
            yield RawRow(number, {"vcard": _decoded(b"\n".join(raw), None, fallback)}, (fault,))


def _card_or_fault(lines: list[bytes], start: int, fallback: str) -> tuple[dict[str, Any] | None, Reason | None]:
    try:
        return _card(lines, start, fallback), None
    except _Unparsable as error:
        return None, Reason("not-a-property", None, str(error))


def _cards(data: bytes) -> Iterator[tuple[int, list[bytes], Reason | None]]:
    """The cards: the line each starts on, its lines, and what is wrong with its ends."""
    lines: list[bytes] = []
    start = 1
    depth = 0
    number = 0
    for number, line in enumerate(_lines(data), start=1):
        if _BEGIN.fullmatch(line):
            if depth and lines[-1].strip().upper() in (b"AGENT:", b"AGENT;VCARD:"):
                depth += 1  # vCard 2.1 puts the card of somebody's agent into their own
            else:
                if lines:
                    yield start, lines, _without_end(start) if depth else _outside(start)
                lines, start, depth = [], number, 1
        elif not lines:
            if not line.strip():
                continue
            start = number
        lines.append(line)
        if depth and _END.fullmatch(line):
            depth -= 1
            if not depth:
                yield start, lines, None
                lines = []
    if lines and (depth or any(line.strip() for line in lines)):
        yield start, lines, _without_end(start) if depth else _outside(start)


def _lines(data: bytes) -> Iterator[bytes]:
    start = 0
    for end in _LINE_END.finditer(data):
        yield data[start : end.start()]
        start = end.end()
    yield data[start:]


def _without_end(line: int) -> Reason:
    sentence = f"The card that begins on line {line} has no END: it is cut off, or the next one runs into it."
    return Reason("no-end", None, sentence)


def _outside(line: int) -> Reason:
    return Reason("outside-a-card", None, f"The text on line {line} stands outside any card.")


def _card(lines: list[bytes], start: int, fallback: str) -> dict[str, Any]:
    old = any(re.fullmatch(rb"VERSION\s*:\s*2\.1\s*", line, re.IGNORECASE) for line in lines)
    found: dict[str, list[_Property]] = {}
    depth = 0
    for line, raw in _unfolded(lines, start, old):
        if _BEGIN.fullmatch(raw):
            depth += 1
        elif _END.fullmatch(raw):
            depth -= 1
        elif depth == 1 and raw.strip():
            one = _property(raw, line, fallback)
            if one is not None:
                found.setdefault(one.name, []).append(one)
    return _columns(found, old)


def _unfolded(lines: list[bytes], start: int, old: bool) -> Iterator[tuple[int, bytes]]:
    """Whole property lines with the number of their first line.

    A line that begins with white space continues the one before. vCard 2.1 keeps that white space, the later ones
    drop one character of it. In quoted-printable an equals sign at the end continues on the next line, even where
    that is empty (Android).
    """
    held: list[bytes] = []
    number = start
    for place, line in enumerate(lines, start=start):
        if held and held[-1].endswith(b"=") and _is_quoted_printable(held[0]):
            held[-1] = held[-1][:-1]
            held.append(line)
        elif held and line[:1] in (b" ", b"\t") and line.strip():
            held.append(line if old else line[1:])
        else:
            yield number, b"".join(held)
            held, number = [line], place
    yield number, b"".join(held)


def _is_quoted_printable(line: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()


def _property(raw: bytes, line: int, fallback: str) -> _Property | None:
    """One property, decoded; None for one that no column takes, whatever is in it."""
    match = _PROPERTY.fullmatch(_decoded(raw, None, fallback))
    if match is None:
        raise _Unparsable(f"Line {line} is no property of a card: “{shown(_decoded(raw, None, fallback))}”.")
    name = match[1].upper().replace("_", "-")
    if name not in COLUMNS:
        return None
    parameters = _parameters(match[2])
    encoding = parameters.get("ENCODING", "").upper()
    if encoding in ("B", "BASE64"):
        return None
    charset = parameters.get("CHARSET")
    value = match[3]
    if encoding in ("QUOTED-PRINTABLE", "Q"):
        value = _decoded(quopri.decodestring(_value_bytes(raw)), charset, fallback)
    elif charset:
        value = _decoded(_value_bytes(raw), charset, fallback)
    if "\0" in value:
        raise _Unparsable(f"Line {line} has a NUL character in it: the file is damaged there.")
    preferred = "PREF" in parameters or "PREF" in parameters.get("TYPE", "").upper().split(",")
    return _Property(name, value.replace("\r\n", "\n"), preferred)


def _value_bytes(raw: bytes) -> bytes:
    # Latin-1 maps every byte to one character and back, so the value can be found among undecoded bytes.
    match = _PROPERTY.fullmatch(raw.decode("latin-1"))
    return match[3].encode("latin-1") if match else raw


def _parameters(text: str) -> dict[str, str]:
    """Parameters by name; vCard 2.1 also writes bare ones: ``;HOME;QUOTED-PRINTABLE``."""
    found: dict[str, str] = {}
    for part in _PARAMETER.findall(text):
        name, equals, value = part.partition("=")
        name = name.strip().upper()
        if equals:
            found[name] = ",".join(filter(None, (found.get(name), value.replace('"', "").strip())))
        elif name in _ENCODINGS_WITHOUT_NAME:
            found["ENCODING"] = name
        else:
            found.setdefault(name, "")
    return found


def _decoded(value: bytes, charset: str | None, fallback: str) -> str:
    for encoding in (charset, "utf-8"):
        if encoding:
            try:
                return value.decode(encoding)
            except (UnicodeError, LookupError, ValueError):
                continue
    # One byte that is not UTF-8 does not turn the rest into another encoding.
    replaced = value.decode("utf-8", "replace")
    if charset and charset.lower().replace("-", "") == "utf8":
        return replaced
    bad = replaced.count("\ufffd")
    good = sum(character > "\x7f" for character in replaced) - bad
    return replaced if good > bad else value.decode(fallback, "replace")


def _columns(found: dict[str, list[_Property]], old: bool) -> dict[str, Any]:
    card: dict[str, Any] = {column: [] if column in _LISTS else None for column in COLUMNS}
    for name in ("TITLE", "ROLE", "UID", "REV", "KIND"):
        card[name] = _joined([_plain(one.value, old) for one in found.get(name, ())], "; ")
    card["NOTE"] = _joined([_plain(one.value, old) for one in found.get("NOTE", ())], "\n\n")
    card["FN"] = _first([_plain(one.value, old) for one in _preferred_first(found.get("FN", []))])
    card["N"] = _first([_full_name(_parts(one.value, old)) for one in found.get("N", ())])
    organisations = [_parts(one.value, old) for one in found.get("ORG", ())]
    card["ORG"] = _joined([parts[0] for parts in organisations], "; ")
    card["UNIT"] = _joined([", ".join(filter(None, parts[1:])) for parts in organisations], "; ")
    for name, scheme in (("EMAIL", "mailto:"), ("TEL", "tel:"), ("URL", "")):
        values = (_plain(one.value, old) for one in _preferred_first(found.get(name, [])))
        card[name] = _distinct(_without(value, scheme) for value in values)
    card["ADR"] = _distinct(", ".join(filter(None, _parts(one.value, old))) for one in found.get("ADR", ()))
    card["CATEGORIES"] = _distinct(
        part for one in found.get("CATEGORIES", ()) for part in _parts(one.value, old, at=",")
    )
    return card


def _preferred_first(properties: list[_Property]) -> list[_Property]:
    return sorted(properties, key=lambda one: not one.preferred)


def _plain(value: str, old: bool) -> str:
    r"""Without escapes. vCard 2.1 knows only ``\;``: there ``\n`` may be the end of a Windows path."""
    if old:
        return value.replace("\\;", ";").strip()
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _parts(value: str, old: bool, *, at: str = ";") -> list[str]:
    """The components of a value, split at each ``at`` that is not escaped."""
    parts = re.findall(rf"((?:[^\\{at}]|\\.)*)(?:{at}|$)", value + ("\\" if value.endswith("\\") else ""), re.DOTALL)
    # A match of nothing is always found at the end.
    return [" ".join(_plain(part, old).split()) for part in parts[:-1] or parts]


def _full_name(parts: list[str]) -> str:
    family, given, additional, prefix, suffix = (*parts, "", "", "", "", "")[:5]
    return " ".join(part for part in (prefix, given, additional, family, suffix) if part)


def _without(value: str, scheme: str) -> str:
    if scheme and value.lower().startswith(scheme):
        value = value[len(scheme) :].replace(";ext=", " ext. ")
    return value


def _distinct(values: Iterator[str] | Any) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _first(values: list[str]) -> str | None:
    return next((value for value in values if value), None)


def _joined(values: list[str], by: str) -> str | None:
    return by.join(_distinct(values)) or None
