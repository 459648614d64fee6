"""The tables. What each is for, in the words of the design; migrations make them (``handover.store.migrations``).

Records are append-only: one ``record_version`` row for each change, valid from one gathering until (not
including) another, so that what was known on a day is a query. Two short digests stand beside a payload:
``sha256`` of its canonical JSON, and ``row_digest`` of the raw row and the mapping that made it, by which an
unchanged row is recognised before it is mapped at all.
"""

from handover.store.tables.columns import Moment, metadata
from handover.store.tables.detection import expected_end, membership, proposal, proposal_evidence, watched
from handover.store.tables.dossiers import dossier, dossier_file, message, receipt
from handover.store.tables.initiatives import (
    identifier,
    initiative,
    initiative_merge,
    name,
    name_key,
    name_match,
    name_move,
    naming,
    succession,
    succession_party,
)
from handover.store.tables.lesson_bank import bank_gathering, bank_posting, bank_segment, bank_word
from handover.store.tables.people import person, person_decision, person_key, person_record
from handover.store.tables.records import record_version, rejected_row, row_decision, snapshot
from handover.store.tables.sources import RETIRED, RETRIED, gathered_file, gathering, source
from handover.store.tables.transitions import batch, recipient, transition, transition_change, transition_step
from handover.store.tables.waivers import waiver

__all__ = [
    "RETIRED",
    "RETRIED",
    "Moment",
    "bank_gathering",
    "bank_posting",
    "bank_segment",
    "bank_word",
    "batch",
    "dossier",
    "dossier_file",
    "expected_end",
    "gathered_file",
    "gathering",
    "identifier",
    "initiative",
    "initiative_merge",
    "membership",
    "message",
    "metadata",
    "name",
    "name_key",
    "name_match",
    "name_move",
    "naming",
    "person",
    "person_decision",
    "person_key",
    "person_record",
    "proposal",
    "proposal_evidence",
    "receipt",
    "recipient",
    "record_version",
    "rejected_row",
    "row_decision",
    "snapshot",
    "source",
    "succession",
    "succession_party",
    "transition",
    "transition_change",
    "transition_step",
    "waiver",
    "watched",
]
