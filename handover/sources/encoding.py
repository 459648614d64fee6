"""In what encoding a text file is, found from its bytes or declared, and what could not be decoded.

The evidence, in this order: a byte order mark; a declared encoding; the pattern of zeros that UTF-16 leaves;
whether the bytes are valid UTF-8; whether they could be cp1252, as Excel on Windows writes. Only where all of
these fail is charset-normalizer asked to guess.
"""

import codecs
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Final

from handover.errors import SourceUnreadable
from handover.sources.contents import HEAD, PIECE, empty, is_binary, opened, pieces, refusals, seems_to_be

# UTF-32 comes first, because its mark begins as UTF-16's does.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ASCII_LIKE: Final = frozenset({"utf-8", "utf-8-sig", "cp1252"})
_UNDEFINED_IN_CP1252: Final = b"\x81\x8d\x8f\x90\x9d"
_BEYOND_ASCII: Final = bytes(range(128, 256))
_SAMPLE: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as it is to be opened. ``nul``: a NUL is somewhere in it; ``head`` is its decoded beginning."""

    path: Path
    encoding: str
    errors: str
    nul: bool
    head: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def open(self, newline: str | None = "") -> io.TextIOWrapper:
        return io.TextIOWrapper(opened(self.path), encoding=self.encoding, errors=self.errors, newline=newline)


@dataclass(slots=True)
class _Seen:
    """What one pass over the bytes showed: a NUL, the first byte that cannot be decoded, and what others could not.

    ``lost`` are the U+FFFD that stand in the text itself: whoever wrote it could not decode something.
    """

    nul: bool = False
    first_line: int | None = None
    first_byte: int = 0
    lost: int = 0
    first_lost_line: int = 0


def find_encoding(path: Path, name: str, *, declared: str | None, largest: int) -> Text:
    """Find the encoding of the text file ``path`` (called ``name`` in sentences), reading all of it once.

    Raises SourceUnreadable where it is empty, larger than ``largest`` bytes, no text at all, or not in the
    encoding that was declared; SourceUnreachable where it cannot be read.
    """
    with refusals(name), opened(path) as file:
        head = file.read(HEAD)
    if not head.strip():
        for piece in pieces(path, name, largest=largest):
            if piece.strip():
                break
        else:
            raise empty(name)
    what = seems_to_be(head, path)
    if what:
        raise _no_text(name, what)
    encoding = _marked(head) or _known(declared, name) or _utf16_pattern(head)
    if (encoding is None or encoding in _ASCII_LIKE) and is_binary(head):
        raise _no_text(name, "a program's own data rather than text")
    if encoding is None:
        text = _without_declaration(path, name, largest)
    else:
        text = _as_declared(path, name, encoding, largest)
    how = "declared" if declared and not _marked(head) else "found"
    facts = {"encoding": f"Read as {text.encoding} ({how}).", **text.facts}
    return replace(text, facts=facts, head=head.decode(text.encoding, "replace"))


def _no_text(name: str, what: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} should be text, but it seems to be {what}.",
        where=name,
        what_to_do="Correct “kind” in the source's registration, or export the file as text.",
    )


def _marked(head: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)


def _known(declared: str | None, name: str) -> str | None:
    """The declared encoding's name as Python knows it."""
    if declared is None:
        return None
    try:
        found = codecs.lookup(declared).name
        # Only a text encoding can be opened as one: rot13 and zip are codecs too.
        io.TextIOWrapper(io.BytesIO(), encoding=found).close()
    except (LookupError, ValueError):
        raise SourceUnreadable(
            f"{name} is declared to be in the encoding “{declared}”, which does not exist.",
            where=name,
            what_to_do="Say utf-8, utf-16 or cp1252 in the source's registration, or leave it out.",
        ) from None
    return found


def _utf16_pattern(head: bytes) -> str | None:
    """UTF-16 without a mark: in Western text every other byte is zero."""
    sample = head[: len(head) // 2 * 2]
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.05:
        return "utf-16-be"
    return None


def _without_declaration(path: Path, name: str, largest: int) -> Text:
    seen = _pass(path, name, "utf-8", largest)
    if seen.first_line is None:
        return Text(path, "utf-8", "strict", seen.nul, "", _lost(seen))
    weights = _weigh(path, name, largest)
    if weights.utf8 > weights.not_utf8:
        # Mostly UTF-8: a line or two was pasted in from elsewhere. As cp1252 all the good ones would be garbled.
        encoding = "utf-8"
    elif weights.not_cp1252 * 100 <= weights.beyond_ascii:
        encoding = "cp1252"
    else:
        guessed = _guess(weights.sample)
        if guessed is None:
            raise SourceUnreadable(
                f"{name} is text in an encoding that could not be found out.",
                where=name,
                what_to_do="Say which one with “encoding” in the source's registration.",
            )
        encoding = guessed
    return _with_replacements(path, name, encoding, _pass(path, name, encoding, largest), largest)


def _as_declared(path: Path, name: str, encoding: str, largest: int) -> Text:
    seen = _pass(path, name, encoding, largest)
    if seen.first_line is None or encoding in _single_byte():
        return _with_replacements(path, name, encoding, seen, largest)
    # The office said what it is and it is not: read on, half of it might be garbled. Nothing is taken.
    raise SourceUnreadable(
        f"{name} is not in the encoding {encoding}: line {seen.first_line} has the byte 0x{seen.first_byte:02X}.",
        where=f"{name}, line {seen.first_line}",
        what_to_do="Correct “encoding” in the source's registration, or leave it out to have it found.",
    )


def _single_byte() -> frozenset[str]:
    return frozenset(
        {f"cp{page}" for page in (437, 850, 852, 858, *range(1250, 1259))}
        | {f"iso8859-{part}" for part in range(1, 17)}
        | {"mac-roman", "koi8-r"}
    )


def _with_replacements(path: Path, name: str, encoding: str, seen: _Seen, largest: int) -> Text:
    # A byte that means nothing becomes U+FFFD, which a reader sees. The row is not rejected for it: one stray byte
    # in 2,000 words of a status report would cost the whole report. The file itself is fingerprinted, and this
    # fact says where to look.
    if seen.first_line is None:
        return Text(path, encoding, "strict", seen.nul, "", _lost(seen))
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    count = sum(decoder.decode(piece).count("\ufffd") for piece in pieces(path, name, largest=largest))
    count += decoder.decode(b"", final=True).count("\ufffd")
    places = "1 place cannot" if count == 1 else f"{count} places cannot"
    fact = (
        f"{places} be read as {encoding} and {'shows' if count == 1 else 'show'} as \ufffd;"
        f" the first, the byte 0x{seen.first_byte:02X}, is on line {seen.first_line}."
    )
    return Text(path, encoding, "replace", seen.nul, "", {"undecodable": fact})


def _lost(seen: _Seen) -> dict[str, str]:
    """What is said of characters that were lost before the file was written; a reader sees them and may wonder."""
    if not seen.lost:
        return {}
    one = seen.lost == 1
    were, stand = ("1 character was", "stands") if one else (f"{seen.lost:,} characters were", "stand")
    where = "it is" if one else "the first is"
    fact = (
        f"{were} lost before the file was written and {stand} in it as \ufffd; {where} on line {seen.first_lost_line}."
    )
    return {"lost": fact}


def _pass(path: Path, name: str, encoding: str, largest: int) -> _Seen:
    """Read everything once: is there a NUL, and where is the first byte that cannot be decoded?

    Pure ASCII, which most files are, is only looked at, not decoded: this costs a fraction of parsing them.
    """
    seen = _Seen()
    ascii_like = encoding in _ASCII_LIKE
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    read = 0
    pending = False
    for piece in chain(pieces(path, name, largest=largest), (b"",)):
        if ascii_like:
            seen.nul = seen.nul or b"\0" in piece
        if seen.first_line is None and not (ascii_like and not pending and piece.isascii()):
            held_back = len(decoder.getstate()[0])
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeError as error:
                at, seen.first_byte = _where(error, piece)
                seen.first_line = _line_at(path, name, read + at)
            else:
                seen.nul = seen.nul or (not ascii_like and "\0" in text)
                if "\ufffd" in text:
                    if not seen.lost:
                        before = len(text.partition("\ufffd")[0].encode(encoding))
                        seen.first_lost_line = _line_at(path, name, read - held_back + before)
                    seen.lost += text.count("\ufffd")
                pending = bool(decoder.getstate()[0])
        read += len(piece)
    return seen


def _where(error: UnicodeError, piece: bytes) -> tuple[int, int]:
    """Where in the piece a decoding error is (before it, where the decoder held bytes back), and the byte."""
    if not isinstance(error, UnicodeDecodeError) or error.start >= len(error.object):
        return 0, piece[0] if piece else 0
    held_back = len(error.object) - len(piece)
    return error.start - held_back, error.object[error.start]


def _line_at(path: Path, name: str, offset: int) -> int:
    """The line, counted from 1, on which the byte at ``offset`` lies; lines end as for the csv module."""
    lines = 1
    before = b""
    for piece in pieces(path, name, largest=max(1, offset) + PIECE):
        counted = before + piece[: max(0, offset)]
        lines += counted.count(b"\n") + counted.count(b"\r") - counted.count(b"\r\n") - len(before)
        before = counted[-1:] if counted.endswith(b"\r") else b""
        offset -= len(piece)
        if offset <= 0:
            break
    return lines


@dataclass(slots=True)
class _Weights:
    """Bytes beyond ASCII: how many there are, how many of them are good UTF-8, and not, and not even cp1252."""

    beyond_ascii: int = 0
    not_utf8: int = 0
    not_cp1252: int = 0
    sample: bytes = b""

    @property
    def utf8(self) -> int:
        return self.beyond_ascii - self.not_utf8


def _weigh(path: Path, name: str, largest: int) -> _Weights:
    weights = _Weights()
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    read = kept = 0
    for piece in chain(pieces(path, name, largest=largest), (b"",)):
        read += len(piece)
        # What is not UTF-8 becomes a lone surrogate, and "ignore" drops just these.
        kept += len(decoder.decode(piece, final=not piece).encode("utf-8", "ignore"))
        beyond = len(piece) - len(piece.translate(None, _BEYOND_ASCII))
        weights.beyond_ascii += beyond
        weights.not_cp1252 += sum(piece.count(byte) for byte in _UNDEFINED_IN_CP1252)
        if beyond and not weights.sample:
            weights.sample = piece[:_SAMPLE]
    weights.not_utf8 = read - kept
    return weights


def _guess(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else None
