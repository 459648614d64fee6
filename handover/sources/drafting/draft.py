"""A draft: a registration that is proposed for a file, with how sure each part of it is, and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from handover.records import RecordKind
from handover.sources.drafting.assignment import LEAST
from handover.sources.drafting.filling import filled
from handover.sources.drafting.guessing import Column, Guess
from handover.sources.drafting.heading import heading
from handover.sources.drafting.keys import ProposedKey, proposed_key
from handover.sources.drafting.profile import profile
from handover.sources.drafting.proposal import REST_CONFIDENCE, Proposal, ProposedField, proposals, proposed
from handover.sources.drafting.proposed_rules import currency_of, day_goes_first, proposed_rule
from handover.sources.drafting.sample import Sample
from handover.sources.kinds import kind_by_ending
from handover.sources.registering.fields import field_type, fields_of

# Of several sheets another than the first is taken only where much more speaks for it.
_MUCH_MORE: Final = 1.3
# A field that a column is less likely to be than this is not worth a word.
_WORTH_NAMING: Final = 0.25
_NAME: Final = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class DraftColumn:
    """What becomes of a column of the file: fields, ``key`` among them where it tells records apart, or nothing.

    ``confidence`` (0 to 1) is that this is right, also where it becomes nothing.
    """

    column: str
    becomes: tuple[str, ...]
    confidence: float
    why: str
    example: str
    runner_up: Guess | None = None


@dataclass(frozen=True, slots=True)
class DraftField:
    """A field, the rule by which it is made, how sure that is (0 to 1) and why; ``notes`` say what to look at."""

    field: str
    rule: str | dict[str, Any]
    confidence: float
    why: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A registration that is proposed for a file. ``rows`` of it were looked at."""

    name: str
    title: str
    file: str
    location: str
    kind: str
    records: RecordKind
    records_confidence: float
    key: tuple[str, ...]
    key_confidence: float
    key_why: str
    fields: tuple[DraftField, ...]
    columns: tuple[DraftColumn, ...]
    rows: int
    is_whole: bool
    options: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def registration(self) -> dict[str, Any]:
        """The registration as it would be declared in sources.yaml, below its name."""
        declared: dict[str, Any] = {"title": self.title}
        if kind_by_ending(self.location) != self.kind:
            declared["kind"] = self.kind
        declared |= {"location": self.location, **self.options, "records": self.records}
        if self.key:
            declared["key"] = self.key[0] if len(self.key) == 1 else list(self.key)
        declared["map"] = {one.field: one.rule for one in self.fields}
        return declared


def draft_of(
    samples: Sequence[Sample],
    *,
    file: str,
    location: str,
    saved: date,
    name: str | None = None,
    records: RecordKind | None = None,
) -> Draft:
    """The draft for a file, from what was seen of it: of each sheet, where it is a workbook.

    ``file`` is what it is called; ``saved`` when it was changed last; ``records`` goes before what is found.
    """
    sample, columns, proposal, sure = _best(samples, records)
    key = proposed_key(proposal, columns, sample.rows)
    found = filled(proposal, columns, sample.called, saved)
    stem = file.partition(".")[0] or file
    return Draft(
        name=name or _NAME.sub("-", stem.lower()).strip("-")[:_LONGEST_NAME].strip("-") or "source",
        title=" ".join(re.split(r"[\s_-]+", stem)).strip().capitalize() or file,
        file=file,
        location=location,
        kind=sample.kind,
        records=proposal.records,
        records_confidence=sure,
        key=tuple(columns[place].name for place in key.places) if key else (),
        key_confidence=key.confidence if key else 0.0,
        key_why=key.why if key else "no column, and no three together, are different in each row",
        fields=tuple(_fields(columns, proposal, found)),
        columns=tuple(_columns(columns, proposal, found, key)),
        rows=len(sample.rows),
        is_whole=sample.is_whole,
        options=sample.options,
        facts=sample.facts,
    )


def _best(samples: Sequence[Sample], records: RecordKind | None) -> tuple[Sample, list[Column], Proposal, float]:
    """The sheet for which most speaks, and what its columns become."""
    found = []
    for sample in samples:
        columns = [
            Column(
                name,
                heading(name),
                profile(row[place] if place < len(row) else None for row in sample.rows),
                sample.meant.get(name),
            )
            for place, name in enumerate(sample.columns)
        ]
        if records is None:
            proposal, sure = proposals(columns, called=sample.called)[0]
        else:
            proposal, sure = proposed(records, columns, called=sample.called), 1.0
        found.append((sample, columns, proposal, sure))
    most = max(found, key=lambda one: one[2].evidence)
    return most if most[2].evidence > _MUCH_MORE * found[0][2].evidence else found[0]


def _fields(columns: Sequence[Column], proposal: Proposal, found: Mapping[str, ProposedField]) -> list[DraftField]:
    records = proposal.records
    dates = day_goes_first(columns)
    of_money = [columns[place] for one in found.values() for place in one.places if _is_money(records, one.field)]
    currency = currency_of(of_money)
    made = []
    for name in fields_of(records):
        one = found.get(name)
        if one is None:
            continue
        if one.constant is not None:
            made.append(DraftField(name, {"constant": one.constant}, one.confidence, one.why))
            continue
        parts = [columns[place] for place in one.places]
        rule = proposed_rule(records, name, parts, day_first=dates, currency=currency)
        made.append(DraftField(name, rule.rule, _of_all(proposal, one), one.why, rule.notes))
    return made


def _is_money(records: RecordKind, name: str) -> bool:
    return field_type(records, name) == "money"


def _of_all(proposal: Proposal, one: ProposedField) -> float:
    """How sure a field is: of several columns that are put together, as sure as they are on average."""
    return sum(_confidence(proposal, one, place) for place in one.places) / len(one.places)


def _confidence(proposal: Proposal, one: ProposedField, place: int) -> float:
    own = proposal.guesses[place].get(one.field)
    if len(one.places) == 1 or own is None or one.field == "name":
        return one.confidence
    return max(own.confidence, REST_CONFIDENCE)


def _columns(
    columns: Sequence[Column], proposal: Proposal, found: Mapping[str, ProposedField], key: ProposedKey | None
) -> Iterator[DraftColumn]:
    wanted = fields_of(proposal.records)
    for place, column in enumerate(columns):
        uses = [one for one in found.values() if place in one.places]
        of_key = key is not None and place in key.places
        becomes = (*(one.field for one in uses), *(("key",) if of_key and key else ()))
        others = sorted(
            (one for one in proposal.guesses[place].values() if one.field in wanted and one.field not in becomes),
            key=lambda one: -one.confidence,
        )
        runner_up = others[0] if others and others[0].confidence >= _WORTH_NAMING else None
        if uses:
            first = uses[0]
            own = proposal.guesses[place].get(first.field)
            why = (
                own.why
                if own is not None and own.why and len(first.places) > 1 and own.confidence >= LEAST
                else first.why
            )
            confidence = _confidence(proposal, first, place)
        elif of_key and key:
            why, confidence = key.why, key.confidence
        else:
            why, confidence = _why_unused(column, runner_up, found), 1 - (runner_up.confidence if runner_up else 0.1)
        yield DraftColumn(column.name, becomes, confidence, why, column.seen.example, runner_up)


def _why_unused(column: Column, runner_up: Guess | None, found: Mapping[str, ProposedField]) -> str:
    if column.seen.is_empty:
        return "it is empty"
    if runner_up is None:
        return "no field is like it"
    if runner_up.field in found:
        return f"{runner_up.field} is made from what suits it better"
    return f"it is not enough like {runner_up.field}"
