"""Rows become records, by a source's registration: compiled once a file, then called for every row."""

import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

from pydantic import ValidationError

from handover import vocabulary
from handover.records import KINDS, Record
from handover.sources.mapping.describing import describe
from handover.sources.mapping.new_columns import refuses_rows, without_new_values
from handover.sources.mapping.placement import positions, take_paths, take_positions
from handover.sources.mapping.refusals import Refusals
from handover.sources.mapping.settling import SETTLE, Data, Refused
from handover.sources.mapping.steps import ExpressionStep, Step, one, several
from handover.sources.mapping.understanding import Understood, understand_vcard_kind, understanding
from handover.sources.registering.fields import field_type, fields_of
from handover.sources.registering.guarding import NewThing
from handover.sources.registering.making import Making
from handover.sources.registering.no_value import NoValueWords
from handover.sources.registering.registration import Registration
from handover.sources.registering.rules import FieldRule
from handover.sources.rows import Cells, Reading, Reason
from handover.sources.texts import as_text, blank_test

# Part of every digest: raise it when the same cells come to mean something else, so that rows are mapped again.
_VERSION: Final = 2
KEY_SEPARATOR: Final = " · "


class CompiledMapping:
    """The rules for one kind of record that a row makes, fitted to the columns of one file.

    ``name`` is blank for what the source is of, else that of a record beside it. ``digest`` changes whenever the
    same cells could give another record or key. ``unused_columns`` are the file's columns that nothing is made from.
    """

    def __init__(
        self,
        making: Making,
        columns: tuple[str, ...] | None,
        names: tuple[str, ...] | None = None,
        *,
        known_columns: Collection[str] | None = None,
        new_columns: NewThing = "evolve",
    ) -> None:
        """``known_columns`` are those of the gathering before, and ``new_columns`` what becomes of others."""
        self.name = making.name
        self._kind = making.records
        self._validate = KINDS[self._kind].__pydantic_validator__.validate_python
        rules = making.map
        plain = _renames(making)
        others = sorted((name for name in rules if name not in plain.values()), key=_order(making))
        rest = [column for name in others for column in rules[name].columns]
        implied = self._kind == "contact" and "KIND" in (names or ()) and "shared_mailbox" not in rules
        wanted = tuple(dict.fromkeys((*plain, *rest, *(("KIND",) if implied else ()))))
        keys = making.key or ()
        # Where every item has the same names, one that none of them has is a mistake here too.
        known = columns if names is None else names
        asked = tuple(dict.fromkeys((*wanted, *keys)))
        places = None if known is None else positions(asked, known, table=columns is not None)
        called = {name: known[place] for name, place in (places or {}).items()} if known is not None else {}
        if columns is None:
            self._take = take_paths([called.get(name, name) for name in wanted])
            self._take_key = take_paths([called.get(name, name) for name in keys])
        else:
            self._take = take_positions([(places or {})[name] for name in wanted])
            self._take_key = take_positions([(places or {})[name] for name in keys])
        self._refuses_row = None
        if known_columns is not None and new_columns == "discard_row":
            self._refuses_row = refuses_rows(columns, known_columns)
        elif known_columns is not None and new_columns == "discard_value":
            self._take = without_new_values(self._take, [called.get(name, name) for name in wanted], known_columns)
        self._has_key = bool(keys)
        self._width = None if columns is None else len(columns)
        self._plain = tuple(plain.values())
        self._means_nothing = blank_test(making.blank)
        self._no_value = NoValueWords(making.tokens)
        self._longest, self._beginnings = self._no_value.longest, self._no_value.beginnings
        self._is_no_value = self._no_value.test_of_fields(self._kind, self._plain)
        self._fixed: dict[str, Any] = {}
        self._steps: list[Step] = []
        self._wanted = wanted
        self._declared = {column for rule in rules.values() for column in rule.columns}
        self._add_steps(making, others)
        if implied:
            self._steps.append(Step("shared_mailbox", one(wanted.index("KIND")), understand_vcard_kind))
        self._settle = SETTLE.get(self._kind, _nothing_to_settle)
        self._refusals = Refusals(self._kind, rules, wanted)
        self.digest = _digest(making, places)
        self._telling = self._by_which_it_tells(making)
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
        return KEY_SEPARATOR.join(parts).strip() if any(parts) else ""

    def keys_of_unread(self, cells: Cells) -> set[str]:
        """The keys that a row may have which could not be read. Of one with too few or too many cells nobody knows
        which are wrong, so its key columns are counted from either end.
        """
        readings = [cells]
        if isinstance(cells, list) and self._width is not None and len(cells) != self._width:
            missing = self._width - len(cells)
            readings.append([""] * missing + cells if missing > 0 else cells[-missing:])
        return {key for one in readings if (key := self.key(one))}

    def record(self, cells: Cells, key: str) -> Record | tuple[Reason, ...]:
        """The record that a row is, or every reason why it is none.

        Never raises for what is in the cells; SourceUnreadable where an expression has used up its time.
        """
        if self._refuses_row is not None and (reason := self._refuses_row(cells)):
            return (reason,)
        values = self._take(cells)
        try:
            joined = "".join(values)
        except TypeError:
            values = self._as_texts(values)
            joined = "".join([as_text(value) for value in values])
        if "\r" in joined:
            values = [as_text(value) if isinstance(value, str) else value for value in values]
        # This runs for every row: a text that is no word for “unknown” costs one look, at its length or first letters.
        longest, beginnings = self._longest, self._beginnings
        data = {
            name: text
            for name, value in zip(self._plain, values, strict=False)
            if (text := value.strip())
            and (len(text) > longest or text[:2] not in beginnings or not self._is_no_value(name, text))
        }
        if self._fixed:
            data.update(self._fixed)
        if self._means_nothing is not None:
            self._leave_blank(data, self._means_nothing)
        refused: Refused = {}
        for step in self._steps:
            understood = step(values)
            if understood.refusal is None and understood.currency is None:
                for name, text in understood.values:
                    data[name] = text
            else:
                self._consider(step.field, understood, data, refused)
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

    def _leave_blank(self, data: Data, nothing: Callable[[str], bool]) -> None:
        """Leave out of the fields that are just renamed those that say what the source declares to be nothing."""
        for name in self._plain:
            if name in data and nothing(data[name]):
                del data[name]

    def says_nothing(self, cells: Cells) -> bool:
        """Whether a row makes none of these records, which are not what the source is of: nothing tells of one."""
        if not self._telling:
            return False
        values = self._take(cells)
        return all(not (text := as_text(values[index])) or nothing(text) for index, nothing in self._telling)

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

    def _add_steps(self, making: Making, names: list[str]) -> None:
        currency = next(
            (rule.money.currency for rule in making.map.values() if rule.money and rule.money.currency), None
        )
        index = {column: place for place, column in enumerate(self._wanted)}
        for name in names:
            rule = making.map[name]
            understand = understanding(
                self._kind,
                name,
                rule,
                blank=making.blank,
                currency=currency,
                no_value=self._no_value,
                new_values=making.new_values,
            )
            if rule.constant is not None:
                constant = understanding(self._kind, name, rule, currency=currency)(rule.constant)
                self._fixed.update(constant.values)
                if constant.currency:
                    self._fixed["currency"] = constant.currency
                continue
            places = [index[column] for column in rule.columns]
            if rule.expression is not None:
                self._steps.append(ExpressionStep(name, rule.expression, places, understand))
            else:
                take = one(places[0]) if rule.column is not None else several(places)
                self._steps.append(Step(name, take, understand))

    def _by_which_it_tells(self, making: Making) -> list[tuple[int, Callable[[str], bool]]]:
        """The places of the values by which a row tells that there is a record, each with what says nothing there."""
        found: list[tuple[int, Callable[[str], bool]]] = []
        for name in making.telling:
            rule = making.map[name]
            declared = blank_test((*making.blank, *rule.blank))
            found.extend((self._wanted.index(column), _nothing(declared, self._no_value)) for column in rule.columns)
        return found

    def _consider(self, field: str, understood: Understood, data: Data, refused: Refused) -> None:
        """Take what cannot just be taken: a refusal, and an amount with its currency."""
        if understood.refusal is not None:
            refused[field] = understood.refusal
            return
        values = understood.values
        if data.setdefault("currency", understood.currency) != understood.currency:
            # Another currency than the row's: only what was given is kept.
            values = tuple(pair for pair in values if pair[0] != field)
        data.update(values)


def compile_mappings(
    registration: Registration, reading: Reading, known_columns: Collection[str] | None = None
) -> tuple[CompiledMapping, ...]:
    """Fit a registration to what is read: one mapping for each kind of record that a row makes.

    ``known_columns`` are the columns of the gathering before, where the registration is still the same: what becomes
    of a new one is declared in its contract. Raises SourceUnreadable where a column that is mapped is not in the file,
    naming the near ones.
    """
    contract = registration.contract.new_columns
    return tuple(
        CompiledMapping(making, reading.columns, reading.names, known_columns=known_columns, new_columns=contract)
        for making in registration.makings
    )


def _renames(making: Making) -> dict[str, str]:
    """The columns that become a field as they stand, with their fields. A second field of a column is not one."""
    found: dict[str, str] = {}
    for name, rule in making.map.items():
        is_text = field_type(making.records, name) == "text"
        if is_text and rule.column is not None and rule == FieldRule(column=rule.column):
            found.setdefault(rule.column, name)
    return found


def _order(making: Making) -> Callable[[str], tuple[int, int]]:
    """A row's own currency is known before its amounts are understood, and what is declared of a post's holder
    goes after what its name says.
    """
    names = list(fields_of(making.records))
    return lambda name: (0 if name in ("currency", "name") else 1, names.index(name))


def _nothing_to_settle(_data: Data, _refused: Refused) -> None:
    """All was said of the record when its fields were understood."""


def _nothing(declared: Callable[[str], bool] | None, no_value: NoValueWords) -> Callable[[str], bool]:
    return lambda text: no_value.meaning(text) == "unknown" or (declared is not None and declared(text))


def _digest(making: Making, places: dict[str, int] | None) -> bytes:
    digest = hashlib.sha256()
    words = (
        vocabulary.OUTCOMES,
        vocabulary.PERSPECTIVES,
        vocabulary.LEARNINGS,
        vocabulary.RATINGS,
        vocabulary.STAGES,
        vocabulary.ACTION_STATUSES,
        vocabulary.NO_VALUE,
    )
    for part in (
        str(_VERSION).encode(),
        making.rules,
        repr(sorted((places or {}).items())).encode(),
        repr([sorted(table.items()) for table in words]).encode(),
    ):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
