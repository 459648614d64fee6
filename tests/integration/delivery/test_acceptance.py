"""A recipient accepts with a read-back, once, and only the newest version."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from handover.delivery.acceptance import Acceptance, accept
from handover.errors import BadRequest, UnknownDossier
from handover.store import tables
from handover.store.database import Store
from tests.integration.delivery.offices import NOW, a_sealed_dossier, a_transition

JO, ANN = "jo@example.org", "ann@example.org"
READ_BACK = "I now own the closing of the grant accounts; first I call the auditor, because the deadline is in May."


def accepted(store: Store, dossier: int, address: str, text: str = READ_BACK, *, days: int = 0) -> Acceptance:
    with store.write() as connection:
        return accept(connection, dossier, address, text, now=NOW + timedelta(days=days))


def receipts(store: Store) -> list[tuple[str, str]]:
    with store.read() as connection:
        return [
            (row.kind, row.read_back)
            for row in connection.execute(select(tables.receipt).order_by(tables.receipt.c.id))
        ]


def test_the_last_to_accept_completes_it(store: Store) -> None:
    dossier = a_sealed_dossier(store, a_transition(store, [JO, ANN]))
    first = accepted(store, dossier, JO)
    assert (first.complete, first.outstanding, first.already) == (False, (ANN,), False)
    assert first.sentence == f"{JO} has accepted dossier {dossier}. Still to accept: {ANN}."
    last = accepted(store, dossier, " Ann@EXAMPLE.org ")
    assert (last.complete, last.address) == (True, ANN)
    assert last.sentence == f"{ANN} has accepted dossier {dossier}. All its recipients have accepted it."
    assert receipts(store) == [("accepted", READ_BACK)] * 2


def test_accepting_twice_changes_nothing_and_says_when_it_was(store: Store) -> None:
    dossier = a_sealed_dossier(store, a_transition(store))
    accepted(store, dossier, JO)
    again = accepted(store, dossier, JO, "anything", days=9)
    assert (again.already, again.at) == (True, NOW)
    assert "on 2 April 2026 already; nothing was changed" in again.sentence
    assert receipts(store) == [("accepted", READ_BACK)]


REFUSALS = [
    pytest.param("jon@example.org", READ_BACK, "jon@example.org is not a recipient", "Did you mean jo@", id="near"),
    pytest.param("x@elsewhere.net", READ_BACK, "is not a recipient", "handover transitions show", id="nobody near"),
    pytest.param("", READ_BACK, "Nobody is not a recipient", "handover transitions show", id="no address"),
    pytest.param(JO, " \n ", "this one is empty", "in a sentence or two", id="empty"),
    pytest.param(JO, "ok, accepted", "“ok, accepted” says too little", "in a sentence or two", id="too short"),
]


@pytest.mark.parametrize(("address", "text", "sentence", "what_to_do"), REFUSALS)
def test_a_refusal_changes_nothing(
    sqlite_store: Store, address: str, text: str, sentence: str, what_to_do: str
) -> None:
    dossier = a_sealed_dossier(sqlite_store, a_transition(sqlite_store))
    with pytest.raises(BadRequest) as caught:
        accepted(sqlite_store, dossier, address, text)
    assert sentence in caught.value.sentence
    assert what_to_do in (caught.value.what_to_do or "")
    assert receipts(sqlite_store) == []


def test_only_the_newest_version_is_accepted(store: Store) -> None:
    transition = a_transition(store)
    first = a_sealed_dossier(store, transition)
    accepted(store, first, JO)
    second = a_sealed_dossier(store, transition, version=2)
    with pytest.raises(BadRequest, match="version 2 has taken its place") as caught:
        accepted(store, first, JO)
    assert f"handover dossier open {second}" in (caught.value.what_to_do or "")
    assert not accepted(store, second, JO).already


def test_a_dossier_that_is_not_there(sqlite_store: Store) -> None:
    with pytest.raises(UnknownDossier):
        accepted(sqlite_store, 7, JO)


def test_a_domain_in_other_letters(sqlite_store: Store) -> None:
    dossier = a_sealed_dossier(sqlite_store, a_transition(sqlite_store, ["jo@xn--bcher-kva.example"]))
    assert accepted(sqlite_store, dossier, "jo@Bücher.example").sentence.startswith("jo@bücher.example has accepted")


def test_two_at_once_leave_one_receipt(store: Store) -> None:
    dossier = a_sealed_dossier(store, a_transition(store))
    seen: list[Acceptance] = []
    second = threading.Thread(target=lambda: seen.append(accepted(store, dossier, JO)))
    with store.write() as connection:
        first = accept(connection, dossier, JO, READ_BACK, now=NOW)
        second.start()
        second.join(0.3)  # it has come as far as it can while the first is not finished
    second.join()
    assert [first.already, *(one.already for one in seen)] == [False, True]
    assert len(receipts(store)) == 1
