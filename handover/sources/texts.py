"""How a cell becomes text, and how text is shown in a sentence."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

_SHOWN: Final = 60  # characters of a value in a sentence
_LONGEST_TOKEN: Final = 100  # a token that means nothing is a word or a phrase


def as_text(value: Any) -> str:
    """What a cell says, as text without white space around it; ``""`` where it says nothing.

    Whole numbers lose the ``.0`` that spreadsheets give them, dates are written YYYY-MM-DD, the items of a
    list are joined with ``; ``, and an object of JSON stays JSON. Line ends become ``\\n``.
    """
    text = _text(value)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def _text(value: Any) -> str:  # noqa: PLR0911 - one line a type
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return format(Decimal(repr(value)), "f")  # 1e-07 is how Python writes it, not people
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case list() | tuple():
            return "; ".join(text for item in value if (text := as_text(item)))
        case dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            return str(value)


def shown(text: str) -> str:
    """A value as a sentence quotes it: on one line, at most 60 characters, nothing that cannot be printed."""
    cut = text if len(text) <= _SHOWN * 2 else text[: _SHOWN * 2]
    line = " ".join("".join(one if one.isprintable() or one.isspace() else "�" for one in cut).split())
    return line if len(line) <= _SHOWN and len(cut) == len(text) else line[: _SHOWN - 1] + "…"


def ended(sentence: str) -> str:
    """The sentence with its full stop, where it does not end with a mark of its own."""
    return sentence if sentence.endswith((".", "?")) else f"{sentence}."


def storable(text: str) -> bool:
    """Whether a text can be kept: no NUL character, and no half of a surrogate pair."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def blank_test(tokens: tuple[str, ...]) -> Callable[[str], bool] | None:
    """A test whether a stripped text means nothing, by the tokens that were declared; None where none were.

    Tokens are compared without regard to case. ``Exempt*`` means every text that begins with “Exempt”.
    """
    if not tokens:
        return None
    plain = frozenset(token.strip().casefold() for token in tokens)
    begins = tuple(token[:-1].casefold() for token in tokens if token.endswith("*") and len(token) > 1)

    def means_nothing(text: str) -> bool:
        start = text[: _LONGEST_TOKEN * 2].casefold()
        return (len(text) <= _LONGEST_TOKEN and start in plain) or start.startswith(begins)

    return means_nothing
