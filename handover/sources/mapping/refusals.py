"""Why a row could not become a record: every reason at once, each in one sentence that names its column."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from handover.records import KINDS, LONGEST_NAME, LONGEST_TEXT, RecordKind
from handover.sources.registering.fields import KIND_WORDS
from handover.sources.registering.rules import FieldRule
from handover.sources.rows import Reason
from handover.sources.texts import as_text, ended, shown, storable

_KEY: Final = "key"


class Refusals:
    """Writes the reasons for the rows of one file."""

    def __init__(self, kind: RecordKind, rules: Mapping[str, FieldRule], columns: Sequence[str]) -> None:
        self._kind = kind
        self._rules = rules
        self._columns = columns

    def of(
        self, values: Sequence[Any], data: dict[str, Any], refused: Mapping[str, tuple[str, str]]
    ) -> tuple[Reason, ...]:
        """The reasons: ``values`` are the row's, in the order of the columns; ``data`` is what was understood of
        them, and ``refused`` which fields could not be, with a code and a clause each.
        """
        texts = {column: as_text(value) for column, value in zip(self._columns, values, strict=True)}
        reasons = [_unstorable(column, text) for column, text in texts.items() if not storable(text)]
        if not storable(data[_KEY]):
            reasons.append(_unstorable(_KEY, data[_KEY]))
        spoilt = {reason.column for reason in reasons}
        for field, (code, clause) in refused.items():
            reasons.append(self._refusal(field, code, clause, texts))
        told = set(refused)
        try:
            KINDS[self._kind].__pydantic_validator__.validate_python(data)
        except ValidationError as error:
            for fault in error.errors(include_url=False, include_context=False):
                field = str(fault["loc"][0])
                if field in told or fault["type"] == "string_unicode":
                    continue
                told.add(field)
                if not spoilt.intersection(self._made_from(field)):
                    reasons.append(self._fault(field, fault["type"], fault["input"], self._says(field, texts)))
        return tuple(dict.fromkeys(reasons)) or (
            Reason("invalid", None, f"The row could not become {KIND_WORDS[self._kind]}."),
        )

    def _refusal(self, field: str, code: str, clause: str, texts: Mapping[str, str]) -> Reason:
        if clause[0].isupper():
            return Reason(code, self._label(field), clause)
        says = self._says(field, texts)
        return Reason(code, self._label(field), ended(f"{self._quoted(field)} says “{shown(says)}”, {clause}"))

    def _says(self, field: str, texts: Mapping[str, str]) -> str:
        return " ".join(text for column in self._made_from(field) if (text := texts.get(column)))

    def _fault(self, field: str, fault: str, given: Any, says: str) -> Reason:
        where, label = self._quoted(field), self._label(field)
        if fault in ("missing", "string_too_short"):
            return Reason(
                "blank", label, self._blank(field, f"{where} {f'says “{shown(says)}”' if says else 'is blank'}")
            )
        if fault == "string_too_long" and (field in ("initiative", "sensitivity", _KEY)):
            return Reason(
                "too-long",
                label,
                f"{where} has {len(given):,} characters, and {_what(field)} has at most {LONGEST_NAME}:"
                f" “{shown(given)}”. Is it the right column?",
            )
        if fault == "string_too_long":
            return Reason(
                "too-long",
                label,
                f"{where} has {len(given):,} characters, and a text may have {LONGEST_TEXT:,}.",
            )
        return Reason("not-known", label, f"{where} says “{shown(str(given))}”, which cannot be used for {field}.")

    def _blank(self, field: str, where: str) -> str:
        if field == _KEY:
            return "The row has no key: the columns that it should be made from are blank."
        if field == "initiative":
            return f"{where}, so that the row names no initiative."
        return f"{where}, and {KIND_WORDS[self._kind]} needs {_what(field)}."

    def _made_from(self, field: str) -> tuple[str, ...]:
        if field not in self._rules:
            field = field.removesuffix("_given")
        rule = self._rules.get(field)
        return rule.columns if rule else ()

    def _label(self, field: str) -> str:
        return " + ".join(self._made_from(field)) or field

    def _quoted(self, field: str) -> str:
        return " and ".join(f"“{shown(column)}”" for column in self._made_from(field)) or field


def _unstorable(column: str, text: str) -> Reason:
    if "\0" in text:
        return Reason("nul", column, f"“{shown(column)}” has a NUL character in it: “{shown(text)}”.")
    return Reason(
        "surrogate", column, f"“{shown(column)}” has half of a character in it, which no text has: “{shown(text)}”."
    )


def _what(field: str) -> str:
    names = {"initiative": "a name", "sensitivity": "a marking", _KEY: "a key", "what": "something to do"}
    return names.get(field, f"a {field.replace('_', ' ')}")
