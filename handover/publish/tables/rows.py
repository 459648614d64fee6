"""The Dossier model as tables: one for each list of parts, found from the model itself, so that none can be forgotten.

A row has the fields of its part, those of the single parts within it (``reference.row``), and of the parts that it
stands in what tells them apart (their number, or else their name). The fields of the dossier that are no list are one
table of their own, a row each. Fields have the names that they have in ``schemas/dossier.schema.json``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeGuard, get_args, get_origin

from pydantic import AfterValidator

from handover.dates import check_partial_date
from handover.dossier.model import Dossier
from handover.dossier.part import Part, Reference

Value = str | int | Decimal | date | datetime | bool | None

# What tells a part apart from its like, and so is said again in the rows of the parts within it.
_TELLING: Final = ("number", "label", "name", "title", "outcome", "code")
# Titles where the name of the field would say too little.
_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lessons": "Groups of lessons",
        "lessons.lessons": "Lessons",
        "status.points": "Status",
        "initiative.lines": "What it is",
        "severity.reasons": "Why so serious",
        "contingencies": "What could go wrong",
        "story": "The story",
        "voices.heard": "Voices heard",
        "family.members": "Family",
        "family.members.names": "Names of the family",
        "family.ties": "What became of what",
        "inherited": "What it came from",
        "sources.corrections": "Corrections by hand",
        "sources.ignored": "Rejected and left so",
        "sources.files": "Files of the sources",
    }
)


@dataclass(frozen=True, slots=True)
class Table:
    """``name`` for programs (``lessons.lessons``), ``title`` for people; ``columns`` by name, a value in each row."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]] = field(default_factory=list)


def tables_of(dossier: Dossier) -> list[Table]:
    """Every table of a dossier, the facts first; one that has no rows is there all the same."""
    facts = Table("dossier", "About", ("field", "value"))
    facts.rows.extend(_facts(dossier, ""))
    made: dict[str, Table] = {}
    for name, model, above in _lists(type(dossier), "", ()):
        made[name] = Table(name, _title(name), (*above, *_columns(model, "")))
    for part, prefix in _single(dossier, ""):
        _fill(part, prefix, (), made)
    return [facts, *made.values()]


def words(column: str) -> str:
    """The name of a column as people read it: ``reference.read_on`` -> ``Reference: read on``."""
    *above, last = column.replace("_", " ").split(".")
    text = ": ".join([*above, last])
    return text[:1].upper() + text[1:]


def _title(name: str) -> str:
    return _TITLES.get(name) or words(name)


def _facts(part: Part, prefix: str) -> Iterator[tuple[Value, ...]]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Part) and not isinstance(value, Reference):
            yield from _facts(value, f"{prefix}{name}.")
        elif not _part_in_list(type(part), name):
            yield f"{prefix}{name}", _cell(value)


def _single(part: Part, prefix: str) -> Iterator[tuple[Part, str]]:
    """A part and the single parts within it, each with where it stands."""
    yield part, prefix
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from _single(value, f"{prefix}{name}.")


def _fill(part: Part, prefix: str, above: tuple[Value, ...], into: Mapping[str, Table]) -> None:
    """Put the parts in the lists of ``part`` into their tables, and those within them into theirs."""
    for name in type(part).model_fields:
        if not _part_in_list(type(part), name):
            continue
        table = into[f"{prefix}{name}"]
        items: tuple[Part, ...] = getattr(part, name)
        for item in items:
            table.rows.append((*above, *_values(item)))
            told = (*above, *(_cell(getattr(item, key)) for key in _keys(type(item))))
            for within, deeper in _single(item, f"{table.name}."):
                _fill(within, deeper, told, into)


def _lists(model: type[Part], prefix: str, above: tuple[str, ...]) -> Iterator[tuple[str, type[Part], tuple[str, ...]]]:
    """Each list of parts in a model: where it stands, of what it is, and the columns that say what it stands in."""
    for name in model.model_fields:
        if (item := _part_in_list(model, name)) is not None:
            path = f"{prefix}{name}"
            yield path, item, above
            one = _of_one(path)
            yield from _lists(item, f"{path}.", (*above, *(f"{one}.{key}" for key in _keys(item))))
        elif (single := _single_part(model, name)) is not None:
            yield from _lists(single, f"{prefix}{name}.", above)


def _of_one(path: str) -> str:
    """``family.members`` -> ``member``."""
    return path.rpartition(".")[2].removesuffix("s")


@cache
def _keys(model: type[Part]) -> tuple[str, ...]:
    found = tuple(name for name in _TELLING if name in model.model_fields)
    return found[:1]


@cache
def _columns(model: type[Part], prefix: str) -> tuple[str, ...]:
    found: list[str] = []
    for name in model.model_fields:
        single = _single_part(model, name)
        if single is not None:
            found += _columns(single, f"{prefix}{name}.")
        elif _part_in_list(model, name) is None:
            found.append(f"{prefix}{name}")
    return tuple(found)


def _values(part: Part) -> Iterator[Value]:
    model = type(part)
    for name in model.model_fields:
        single = _single_part(model, name)
        if single is not None:
            value = getattr(part, name)
            yield from _values(value) if value is not None else (None for _ in _columns(single, ""))
        elif _part_in_list(model, name) is None:
            yield _cell(getattr(part, name), is_date=_is_date(model, name))


def _cell(value: Any, *, is_date: bool = False) -> Value:
    """One value. Texts of a list are lines; references are put as ``S1 row 12``; a whole day is a date."""
    if isinstance(value, tuple | list):
        return "\n".join(_line(one) for one in value) or None
    if isinstance(value, Part):
        return _line(value)
    if is_date and isinstance(value, str) and len(value) == len("2026-04-02"):
        return date.fromisoformat(value)
    if isinstance(value, str | int | Decimal | date | datetime | bool | None):
        return value
    return str(value)


def _line(value: Any) -> str:
    if isinstance(value, Reference):
        said = [value.file, *([f"sheet {value.place}"] if value.place else []), f"row {value.row}"]
        if value.read_on:
            said.append(f"as read on {value.read_on}")
        return f"{value.source} {', '.join(said)}" + (", corrected by hand" if value.corrected else "")
    if isinstance(value, tuple):
        return ": ".join(map(str, value))
    return str(value)


@cache
def _part_in_list(model: type[Part], name: str) -> type[Part] | None:
    """The kind of part that a field is a list of; None where it is no such list, or one of references."""
    annotation = model.model_fields[name].annotation
    found = [one for one in get_args(annotation) if _is_part(one)]
    return (
        found[0] if found and getattr(annotation, "__origin__", None) is tuple and found[0] is not Reference else None
    )


@cache
def _single_part(model: type[Part], name: str) -> type[Part] | None:
    annotation = model.model_fields[name].annotation
    if get_origin(annotation) is tuple:
        return None
    return next((one for one in (annotation, *get_args(annotation)) if _is_part(one)), None)


def _is_part(kind: Any) -> TypeGuard[type[Part]]:
    return isinstance(kind, type) and issubclass(kind, Part)


@cache
def _is_date(model: type[Part], name: str) -> bool:
    """Whether a field holds a partial date."""
    of = model.model_fields[name]
    return any(_checks_dates(one) for one in (*of.metadata, *_metadata(of.annotation)))


def _metadata(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for inner in get_args(annotation):
        yield from _metadata(inner)


def _checks_dates(rule: Any) -> bool:
    return isinstance(rule, AfterValidator) and rule.func is check_partial_date
