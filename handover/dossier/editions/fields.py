"""What a field of the model holds: free text, which may say anything, or a date or a word of a vocabulary."""

from collections.abc import Iterable
from typing import Any, get_args

from handover.dates import PartialDate


def is_date(annotation: Any, metadata: Iterable[Any]) -> bool:
    """Whether a field holds a partial date."""
    of_dates = PartialDate.__metadata__  # type: ignore[attr-defined]
    return any(one in of_dates for one in metadata) or any(
        is_date(one, getattr(one, "__metadata__", ())) for one in get_args(annotation)
    )


def is_free_text(annotation: Any, metadata: Iterable[Any]) -> bool:
    """Whether a field holds free text: a ``str``, or one or nothing, and no date."""
    return not is_date(annotation, metadata) and (annotation is str or str in get_args(annotation))
