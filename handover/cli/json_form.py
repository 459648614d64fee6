"""What a command found out, as one JSON document."""

import dataclasses
import json
import math
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any


def as_document(data: Any) -> bytes:
    """``data`` as one JSON document in UTF-8, with its line end. What is in a source's cells never breaks it."""
    text = json.dumps(plain(data), ensure_ascii=False, allow_nan=False, indent=2)
    # Half of a character can stand in a source's JSON, and in no UTF-8.
    return text.encode("utf-8", "replace") + b"\n"


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line a type
    """``value`` in what JSON has: models and errors by their own JSON form, numbers that JSON lacks as texts."""
    match value:
        case None | bool() | str() | int():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Decimal():
            return str(value)
        case date():  # a datetime is one, too
            return value.isoformat()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "model_dump"):
        return plain(value.model_dump(mode="json"))
    if hasattr(value, "as_json"):
        return value.as_json()
    if hasattr(value, "_asdict"):
        return plain(value._asdict())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return [plain(item) for item in value] if isinstance(value, Iterable) else str(value)
