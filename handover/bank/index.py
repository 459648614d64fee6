"""The index of the lesson bank: which words stand in which versions of records, kept in the store itself.

A gathering does not wait for it: whoever asks first has what came since taken up, which costs by what is new. Nothing
that was taken up ever changes, since versions do not. It is in segments; a new one takes small ones in, so that there
are few, whatever the number of gatherings.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final

import orjson
from sqlalchemy import Connection, delete, insert, literal_column, select

from handover.bank.postings import packed, unpacked
from handover.bank.texts import headings, texts
from handover.bank.words import stem, words_of
from handover.store.bulk import BulkInsert
from handover.store.database import AnyRow, Store, hold_bank
from handover.store.history import CHUNK
from handover.store.tables import (
    bank_gathering,
    bank_posting,
    bank_segment,
    bank_word,
    gathering,
    record_version,
)
from handover.store.tables import name as name_table

# Records of a segment: more would take more memory than it spares time.
_LARGEST: Final = 50_000
# A segment is joined to a new one that has at least half as many records, so each record is written again seldom.
_JOINED_UP_TO: Final = 2
# Different words of one record; a text with more is no text, and its first words are as good.
_MOST_WORDS: Final = 20_000

_waiting = (
    select(gathering.c.id)
    .outerjoin(bank_gathering, bank_gathering.c.gathering_id == gathering.c.id)
    .where(gathering.c.state == "done", bank_gathering.c.gathering_id.is_(None))
    .order_by(gathering.c.id)
)


def word_in_heading(word: str) -> str:
    """The term of a word that stands in a heading."""
    return f"^{word}"


def of_kind(kind: str) -> str:
    """The term of all records of a kind."""
    return f"={kind}"


def under_name(name_id: int) -> str:
    """The term of all records that stand under a name, as it was written."""
    return f"@{name_id}"


def bring_up_to_date(store: Store) -> int:
    """Take up what gatherings brought that is not in the bank yet; returns how many records that are."""
    with store.read() as connection:
        if connection.execute(_waiting.limit(1)).first() is None:
            return 0
    with store.write() as connection:
        hold_bank(connection)
        waiting = list(connection.execute(_waiting).scalars())
        taken = _take_up(connection, waiting)
        if waiting:
            connection.execute(insert(bank_gathering), [{"gathering_id": one} for one in waiting])
        return taken


def _take_up(connection: Connection, gatherings: Sequence[int]) -> int:
    taken = 0
    segment = _Segment()
    for row in _brought(connection, gatherings):
        segment.add(row)
        taken += 1
        if segment.records == _LARGEST:
            segment.write(connection)
            segment = _Segment()
    if segment.records:
        segment.write(connection)
    return taken


def _brought(connection: Connection, gatherings: Sequence[int]) -> Iterator[AnyRow]:
    for start in range(0, len(gatherings), CHUNK):
        # Which kind is meant stands in the statement itself, or a database would not see that the index fits.
        yield from connection.execute(
            select(
                record_version.c.id,
                record_version.c.kind,
                record_version.c.name_id,
                name_table.c.written,
                record_version.c.payload,
            )
            .join(name_table, name_table.c.id == record_version.c.name_id)
            .where(
                record_version.c.from_gathering_id.in_(gatherings[start : start + CHUNK]),
                record_version.c.kind != literal_column("'contact'"),
            )
            .order_by(record_version.c.id),
            execution_options={"yield_per": CHUNK},
        )


class _Stems(dict[str, str]):
    """What each word is compared as, worked out once."""

    def __missing__(self, word: str) -> str:
        self[word] = bare = stem(word)
        return bare


class _Segment:
    """Records that are taken up together: the versions by term, in order, and how their words are written."""

    def __init__(self) -> None:
        self.records = 0
        self._versions: defaultdict[str, array[int]] = defaultdict(partial(array, "q"))
        self._stems = _Stems()

    def add(self, row: AnyRow) -> None:
        self.records += 1
        number, kind, name_id, written, said = row
        payload = orjson.loads(said)
        bare = self._stems.__getitem__
        heading = set(map(bare, words_of(headings(kind, payload))[:_MOST_WORDS]))
        terms = set(map(bare, words_of("\n".join((written, *texts(kind, payload))))[:_MOST_WORDS]))
        terms |= heading
        terms.update(map(word_in_heading, heading))
        terms.update((of_kind(kind), under_name(name_id)))
        versions = self._versions
        for term in terms:
            versions[term].append(number)

    def write(self, connection: Connection) -> None:
        """Write it, together with what is small enough to be joined to it."""
        joined = self._joined(connection)
        if joined:
            self._take_in(connection, joined)
        number = connection.execute(
            insert(bank_segment).values(records=self.records).returning(bank_segment.c.id)
        ).scalar_one()
        write = BulkInsert(connection, bank_posting, ("term", "records", "versions"), {"segment_id": number})
        rows = ((term, len(versions), packed(sorted(versions))) for term, versions in self._versions.items())
        while chunk := list(islice(rows, CHUNK)):
            write(chunk)
        self._write_words(connection)

    def _joined(self, connection: Connection) -> list[int]:
        """The newest segments that are not much larger than what comes; their records count with it from now on."""
        found = []
        for row in connection.execute(select(bank_segment).order_by(bank_segment.c.id.desc())).all():
            if row.records > _JOINED_UP_TO * self.records or self.records + row.records > _LARGEST:
                break
            self.records += row.records
            found.append(row.id)
        return found

    def _take_in(self, connection: Connection, segments: Sequence[int]) -> None:
        of_these = bank_posting.c.segment_id.in_(segments)
        for row in connection.execute(select(bank_posting.c.term, bank_posting.c.versions).where(of_these)).all():
            self._versions[row.term].extend(unpacked(row.versions))
        connection.execute(delete(bank_posting).where(of_these))
        connection.execute(delete(bank_segment).where(bank_segment.c.id.in_(segments)))

    def _write_words(self, connection: Connection) -> None:
        words = list({bare: word for word, bare in reversed(self._stems.items())}.items())
        for start in range(0, len(words), CHUNK):
            some = dict(words[start : start + CHUNK])
            known = connection.execute(select(bank_word.c.stem).where(bank_word.c.stem.in_(some))).scalars()
            for one in known:
                del some[one]
            if some:
                connection.execute(
                    insert(bank_word), [{"stem": bare, "written": written} for bare, written in some.items()]
                )


def having(connection: Connection, terms: Iterable[str]) -> dict[str, set[int]]:
    """The versions of records that have each of these terms; a term that none has is left out."""
    found: dict[str, set[int]] = {}
    wanted = list(dict.fromkeys(terms))
    for start in range(0, len(wanted), CHUNK):
        for row in connection.execute(
            select(bank_posting.c.term, bank_posting.c.versions).where(
                bank_posting.c.term.in_(wanted[start : start + CHUNK])
            )
        ):
            found.setdefault(row.term, set()).update(unpacked(row.versions))
    return found


def counts(connection: Connection, terms: Iterable[str]) -> dict[str, int]:
    """How many versions of records have each of these terms."""
    found: dict[str, int] = {}
    wanted = list(dict.fromkeys(terms))
    for start in range(0, len(wanted), CHUNK):
        for row in connection.execute(
            select(bank_posting.c.term, bank_posting.c.records).where(
                bank_posting.c.term.in_(wanted[start : start + CHUNK])
            )
        ):
            found[row.term] = found.get(row.term, 0) + row.records
    return found
