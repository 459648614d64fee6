"""What is kept of a gathering so that the next one of the source can be judged by it: small, whatever the source is."""

import hashlib
from typing import Annotated, Any, Final

import orjson
from pydantic import BaseModel, ConfigDict, Field

from handover import vocabulary
from handover.sources.registering.registration import Registration

# How many earlier gatherings are remembered of which something had changed.
REMEMBERED: Final = 12
MOST_NAMES: Final = 500
MOST_WORDS: Final = 200
LONGEST_NAME: Final = 200

# How rows are found in what was fetched, and what tells them from each other: where that changes, no gathering can be
# compared with those before. Where it is fetched from may change: what is found there should be the same.
_READING: Final = frozenset(
    {
        *("kind", "delimiter", "sheet", "header_row", "rotated", "rows", "items"),
        *("query", "search", "options", "records", "key"),
    }
)

Share = Annotated[float, Field(ge=0)]


class Profile(BaseModel):
    """What one gathering was like, and what was usual until then.

    ``place``, ``read_as`` and ``mapped_as`` are digests of where it was fetched from, of how it was read, and of what
    its columns became. ``columns`` are the
    columns with the share of the rows that have them; ``fill`` are the fields with the share of the records that have
    a value, where enough was looked at. ``words`` are those met that no vocabulary knows, by field; ``future`` are
    the fields that have had dates in the future. Of earlier gatherings, the newest last: which share of the records
    was ``lost`` (vanished, and nothing new in its place), ``vanished``, or was ``rejected``.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    place: str
    read_as: str
    mapped_as: str
    columns: dict[str, Share] = {}
    fill: dict[str, Share] = {}
    words: dict[str, tuple[str, ...]] = {}
    future: tuple[str, ...] = ()
    keys_unique: bool = True
    lost: tuple[Share, ...] = ()
    vanished: tuple[Share, ...] = ()
    rejected: tuple[Share, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_defaults=True)


def place(registration: Registration) -> str:
    """A digest of where a source is fetched from."""
    return _digest([registration.location, registration.member])


def read_as(registration: Registration) -> str:
    """A digest of how the rows of a source are found, and told from each other."""
    return _digest(registration.model_dump(mode="json", include=set(_READING), exclude_defaults=True))


def mapped_as(registration: Registration) -> str:
    """A digest of what becomes of its columns as well, which a later version of Handover may understand better."""
    rules = [making.rules.decode() for making in registration.makings]
    return _digest([read_as(registration), registration.encoding, rules, sorted(vocabulary.NO_VALUE.items())])


def remembered(text: str) -> str:
    """A column's name, or a word, as it is kept."""
    return text[:LONGEST_NAME]


def _digest(declared: Any) -> str:
    return hashlib.sha256(orjson.dumps(declared, option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]
