"""The short labels of sources (S1, S2 …) and references to rows, by which every statement can be checked."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from handover.dossier.known import Known, KnownDecision, KnownRecord, KnownRejection
from handover.dossier.model import Correction, IgnoredRow, Reference, Retirement, SourceFacts
from handover.dossier.wording import shortened
from handover.records import Record

# A page names a few of them and counts the rest; this is only so that a dossier stays of a size that opens.
MOST_REFERENCES: Final = 1_000
# The whole of it: a registration allows no more.
_LONGEST_TITLE: Final = 200


class Labels:
    """Gives each source its label: in the order of ``known.sources``, then any other that a record came from."""

    def __init__(self, known: Known) -> None:
        every = (known.lessons, known.statuses, known.contacts, known.actions, known.contacts_history)
        names = dict.fromkeys(source.name for source in known.sources)
        names |= dict.fromkeys(sorted({one.source for records in every for one in records} - names.keys()))
        names |= dict.fromkeys(sorted({one.source for one in known.rejections} - names.keys()))
        names |= dict.fromkeys(sorted(known.heritage.sources - names.keys()))
        names |= dict.fromkeys(sorted({one.source for one in known.beside} - names.keys()))
        self._labels: Final = {name: f"S{number}" for number, name in enumerate(names, start=1)}
        self._titles: Final = {source.name: source.title for source in known.sources}

    def of(self, source: str) -> str:
        return self._labels[source]

    def title(self, source: str, *, most: int = _LONGEST_TITLE) -> str:
        """What a person calls the source: its title, in at most so many characters, and its label in this dossier."""
        return f"{shortened(self._titles.get(source, source), most)[0]} ({self.of(source)})"

    def reference(self, one: KnownRecord[Record] | KnownRejection) -> Reference:
        return Reference(
            source=self.of(one.source),
            file=one.file,
            row=one.row,
            place=one.place,
            key=one.record.key if isinstance(one, KnownRecord) and one.keyed else None,
            read_on=one.read_on,
            corrected=isinstance(one, KnownRecord) and one.corrected,
            marking=one.record.sensitivity if isinstance(one, KnownRecord) else None,
        )

    def references(self, many: Iterable[KnownRecord[Record] | KnownRejection]) -> tuple[Reference, ...]:
        """References to ``many``, each row once; of very many to the first."""
        return first_references(self.reference(one) for one in many)

    def names(self) -> tuple[str, ...]:
        return tuple(self._labels)


def first_references(references: Iterable[Reference]) -> tuple[Reference, ...]:
    """Different references, in order; of very many the first."""
    kept: dict[Reference, None] = {}
    for reference in references:
        if len(kept) == MOST_REFERENCES:
            break
        kept[reference] = None
    return tuple(kept)


def source_facts(known: Known, labels: Labels) -> tuple[SourceFacts, ...]:
    """What the dossier rests on: each source in the order of its label, with how many of its records are used."""
    used: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    for records in (known.lessons, known.statuses, known.contacts, known.actions):
        used.update(one.source for one in records)
        kinds |= {one.source: one.record.record_kind for one in records}
    cited = (*known.heritage.cited, *known.beside)
    used.update(one.source for one in cited)
    kinds |= {one.source: one.record.record_kind for one in (*known.contacts_history, *cited)}
    registered = {source.name: source for source in known.sources}
    facts = []
    for name in labels.names():
        source = registered.get(name)
        if source is None:
            facts.append(
                SourceFacts(
                    label=labels.of(name),
                    name=name,
                    title=name,
                    record_kind=kinds.get(name, "not known"),
                    owner=None,
                    gathered_at=None,
                    records_used=used[name],
                    seen=0,
                    rejected=sum(1 for one in known.rejections if one.source == name),
                    corrections=_corrections(known, name),
                    ignored=_ignored(known, name),
                )
            )
            continue
        facts.append(
            SourceFacts(
                label=labels.of(name),
                name=source.name,
                title=source.title,
                record_kind=source.record_kind,
                owner=source.owner,
                gathered_at=source.gathered_at,
                records_used=used[name],
                seen=source.seen,
                rejected=source.rejected,
                failed=source.failed,
                held=source.held.why if source.held else None,
                retired=_retirement(source.retired) if source.retired else None,
                files=source.files,
                corrections=_corrections(known, name),
                ignored=_ignored(known, name),
            )
        )
    return tuple(facts)


def _retirement(decision: KnownDecision) -> Retirement:
    return Retirement(by=decision.by, on=decision.at.date().isoformat(), because=decision.because)


def _corrections(known: Known, source: str) -> tuple[Correction, ...]:
    return tuple(
        Correction(
            file=one.file,
            row=one.row,
            place=one.place,
            column=one.column,
            given=one.given,
            value=one.value,
            by=one.decision.by,
            on=one.decision.at.date().isoformat(),
            because=one.decision.because,
        )
        for one in known.corrections
        if one.source == source
    )


def _ignored(known: Known, source: str) -> tuple[IgnoredRow, ...]:
    return tuple(
        IgnoredRow(
            file=one.file,
            row=one.row,
            place=one.place,
            by=one.ignored.by,
            on=one.ignored.at.date().isoformat(),
            because=one.ignored.because,
        )
        for one in known.rejections
        if one.source == source and one.ignored is not None and one.names_initiative
    )
