"""Rows become records, by a source's registration: compiled once a file, then called for every row."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from handover import vocabulary
from handover.records import KINDS, Record
from handover.sources.fields import field_type, fields_of
from handover.sources.placement import positions, take_paths, take_positions
from handover.sources.refusals import Refusals
from handover.sources.registration import Registration
from handover.sources.rows import Cells, Reason
from handover.sources.rules import FieldRule
from handover.sources.settling import SETTLE
from handover.sources.texts import as_text, blank_test
from handover.sources.understanding import Understand, Understood, understand_vcard_kind, understanding
from handover.sources.vcards import COLUMNS as VCARD_COLUMNS

# Part of every digest: raise it when the same cells come to mean something else, so that rows are mapped again.
_VERSION: Final = 1
_KEY_SEPARATOR: Final = " · "
# Values that come back again and again (dates, ratings) are understood once.
_REMEMBERED: Final = 5_000
_LONGEST_REMEMBERED: Final = 80


class FieldDescription(NamedTuple):
    """What ``source check`` shows of a field: from which columns it is made, and by what rule, in words."""

    field: str
    columns: tuple[str, ...]
    rule: str


class _Step:
    """One field that is more than a rename."""

    __slots__ = ("_known", "_understand", "field", "take")

    def __init__(self, field: str, take: Callable[[Sequence[Any]], Any], understand: Understand) -> None:
        self.field = field
        self.take = take
        self._understand = understand
        self._known: dict[str, Understood] = {}

    def __call__(self, values: Sequence[Any]) -> Understood:
        value = self.take(values)
        if type(value) is not str or len(value) > _LONGEST_REMEMBERED:
            return self._understand(value)
        known = self._known.get(value)
        if known is None:
            known = self._understand(value)
            if len(self._known) < _REMEMBERED:
                self._known[value] = known
        return known


class CompiledMapping:
    """A registration's rules, fitted to the columns of one file.

    ``digest`` changes whenever the same cells could give another record or key. ``unused_columns`` are the
    file's columns that nothing is made from.
    """

    def __init__(self, registration: Registration, columns: tuple[str, ...] | None) -> None:
        self._kind = registration.records
        self._validate = KINDS[self._kind].__pydantic_validator__.validate_python
        rules = registration.map
        plain = _renames(registration)
        others = sorted((name for name in rules if name not in plain.values()), key=_order(registration))
        rest = [column for name in others for column in rules[name].columns]
        implied = registration.kind == "vcard" and self._kind == "contact" and "shared_mailbox" not in rules
        wanted = tuple(dict.fromkeys((*plain, *rest, *(("KIND",) if implied else ()))))
        keys = registration.key or ()
        # Every card has the same properties, so that a name that none of them has is a mistake here too.
        known = VCARD_COLUMNS if registration.kind == "vcard" else columns
        asked = tuple(dict.fromkeys((*wanted, *keys)))
        places = None if known is None else positions(asked, known, table=columns is not None)
        if columns is None:
            names = None if places is None else {name: VCARD_COLUMNS[place] for name, place in places.items()}
            self._take = take_paths([names[name] for name in wanted] if names else wanted)
            self._take_key = take_paths([names[name] for name in keys] if names else keys)
        else:
            self._take = take_positions([(places or {})[name] for name in wanted])
            self._take_key = take_positions([(places or {})[name] for name in keys])
        self._has_key = bool(keys)
        self._plain = tuple(plain.values())
        self._means_nothing = blank_test(registration.blank)
        self._fixed: dict[str, Any] = {}
        self._steps: list[_Step] = []
        self._wanted = wanted
        self._declared = {column for rule in rules.values() for column in rule.columns}
        self._add_steps(registration, others)
        if implied:
            self._steps.append(_Step("shared_mailbox", _one(wanted.index("KIND")), understand_vcard_kind))
        self._settle = SETTLE.get(self._kind)
        self._refusals = Refusals(self._kind, rules, wanted)
        self.digest = _digest(registration, places)
        self.descriptions = tuple(describe(name, rules[name]) for name in fields_of(self._kind) if name in rules)
        used = set() if places is None else set(places.values())
        self.unused_columns = tuple(name for index, name in enumerate(columns or ()) if index not in used)

    def key(self, cells: Cells) -> str | None:
        """The source's own key of a row: its key columns, put together. ``""`` where they are blank, None where
        the registration declares none.
        """
        if not self._has_key:
            return None
        values = self._take_key(cells)
        if len(values) == 1:
            value = values[0]
            return value.strip() if type(value) is str else as_text(value)
        parts = [value.strip() if type(value) is str else as_text(value) for value in values]
        return _KEY_SEPARATOR.join(parts).strip() if any(parts) else ""

    def record(self, cells: Cells, key: str) -> Record | tuple[Reason, ...]:
        """The record that a row is, or every reason why it is none. Never raises for what is in the cells."""
        values = self._take(cells)
        try:
            joined = "".join(values)
        except TypeError:
            values = self._as_texts(values)
            joined = "".join([as_text(value) for value in values])
        if "\r" in joined:
            values = [as_text(value) if isinstance(value, str) else value for value in values]
        nothing = self._means_nothing
        if nothing is None:
            data = {name: text for name, value in zip(self._plain, values, strict=False) if (text := value.strip())}
        else:
            data = {
                name: text
                for name, value in zip(self._plain, values, strict=False)
                if (text := value.strip()) and not nothing(text)
            }
        refused: dict[str, tuple[str, str]] = {}
        if self._fixed:
            data.update(self._fixed)
        for step in self._steps:
            self._step(step, values, data, refused)
        if self._settle is not None:
            self._settle(data, refused)
        data["key"] = key
        if not refused and "\0" not in joined and "\0" not in key:
            try:
                record: Record = self._validate(data)
            except ValidationError:
                pass
            else:
                return record
        return self._refusals.of(values, data, refused)

    def absent_columns(self, rows: Sequence[Cells]) -> tuple[str, ...]:
        """Of items without declared columns (JSON, vCard): the mapped columns that none of these rows has."""
        taken = [self._take(cells) for cells in rows]
        return tuple(
            column
            for index, column in enumerate(self._wanted)
            if column in self._declared and all(values[index] is None for values in taken)
        )

    def _as_texts(self, values: Sequence[Any]) -> list[Any]:
        """Values that are not all text: those of plain fields become text, the rest are left to their steps."""
        plain = len(self._plain)
        return [*(as_text(value) for value in values[:plain]), *values[plain:]]

    def _add_steps(self, registration: Registration, names: list[str]) -> None:
        currency = next(
            (rule.money.currency for rule in registration.map.values() if rule.money and rule.money.currency), None
        )
        index = {column: place for place, column in enumerate(self._wanted)}
        for name in names:
            rule = registration.map[name]
            understand = understanding(self._kind, name, rule, blank=registration.blank, currency=currency)
            if rule.constant is not None:
                constant = understanding(self._kind, name, rule, currency=currency)(rule.constant)
                self._fixed.update(constant.values)
                if constant.currency:
                    self._fixed["currency"] = constant.currency
            elif rule.column is not None:
                self._steps.append(_Step(name, _one(index[rule.column]), understand))
            else:
                self._steps.append(_Step(name, _several([index[column] for column in rule.columns]), understand))

    def _step(
        self, step: _Step, values: Sequence[Any], data: dict[str, Any], refused: dict[str, tuple[str, str]]
    ) -> None:
        understood = step(values)
        if understood.refusal is not None:
            refused[step.field] = understood.refusal
            return
        if understood.currency and data.setdefault("currency", understood.currency) != understood.currency:
            # Another currency than the row's: only what was given is kept.
            understood = Understood(tuple(pair for pair in understood.values if pair[0] != step.field))
        if understood.values:
            data.update(understood.values)


def compile_mapping(registration: Registration, columns: tuple[str, ...] | None) -> CompiledMapping:
    """Fit a registration to the columns of a file; ``columns`` is None where rows are dicts.

    Raises SourceUnreadable where a column that is mapped is not in the file, naming the near ones.
    """
    return CompiledMapping(registration, columns)


def describe(name: str, rule: FieldRule) -> FieldDescription:
    """How a field is made, in words."""
    parts: list[str] = []
    if rule.constant is not None:
        parts.append(f"always “{rule.constant}”")
    if rule.join is not None and len(rule.join) > 1:
        parts.append("put together")
    if rule.html:
        parts.append("HTML to text")
    if rule.blank:
        parts.append(f"nothing where it says {', '.join(rule.blank)}")
    if rule.default is not None:
        parts.append(f"“{rule.default}” where blank")
    if rule.lookup:
        parts.append("; ".join(f"{word} → {meaning}" for word, meaning in rule.lookup.items()))
    if rule.split:
        parts.append(f"split at {' and '.join(f'“{separator}”' for separator in rule.split)}")
    if rule.date:
        parts.append(f"date written {' or '.join(rule.date)}")
    if rule.money is not None:
        currency = rule.money.currency or "amount"
        parts.append(currency if rule.money.unit == 1 else f"{currency}, in units of {rule.money.unit:,f}")
    return FieldDescription(name, rule.columns, ", ".join(parts) or "as it stands")


def _renames(registration: Registration) -> dict[str, str]:
    """The columns that become a field as they stand, with their fields. A second field of a column is not one."""
    found: dict[str, str] = {}
    for name, rule in registration.map.items():
        is_text = field_type(registration.records, name) == "text"
        if is_text and rule.column is not None and rule == FieldRule(column=rule.column):
            found.setdefault(rule.column, name)
    return found


def _order(registration: Registration) -> Callable[[str], tuple[int, int]]:
    """A row's own currency is known before its amounts are understood, and what is declared of a post's holder
    goes after what its name says.
    """
    names = list(fields_of(registration.records))
    return lambda name: (0 if name in ("currency", "name") else 1, names.index(name))


def _one(index: int) -> Callable[[Sequence[Any]], Any]:
    return lambda values: values[index]


def _several(indices: list[int]) -> Callable[[Sequence[Any]], Any]:
    return lambda values: tuple(values[index] for index in indices)


def _digest(registration: Registration, places: dict[str, int] | None) -> bytes:
    digest = hashlib.sha256()
    words = (
        vocabulary.OUTCOMES,
        vocabulary.PERSPECTIVES,
        vocabulary.LEARNINGS,
        vocabulary.RATINGS,
        vocabulary.STAGES,
        vocabulary.ACTION_STATUSES,
        vocabulary.NOT_A_PERSON,
    )
    for part in (
        str(_VERSION).encode(),
        registration.rules,
        repr(sorted((places or {}).items())).encode(),
        repr([sorted(table.items()) for table in words]).encode(),
    ):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
