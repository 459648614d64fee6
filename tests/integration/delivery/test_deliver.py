"""What is due is sent once; what fails is tried again or shown; nothing is sent of an older version."""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update

from handover.delivery import claims
from handover.delivery.deliver import (
    DeliveryOutcome,
    Parcel,
    call_off,
    prepare,
    send_due,
    standing,
    try_again,
    verdict,
    who_has_it,
)
from handover.delivery.senders import MailSender, Sent
from handover.errors import (
    BadRequest,
    DeliveryError,
    MessageRefused,
    RecipientRefused,
    SettingsError,
    StoreError,
    UnknownDossier,
)
from handover.store import tables
from handover.store.database import Store
from tests.integration.delivery.offices import (
    NOW,
    SENDER,
    Clock,
    a_plain_message,
    a_recipient,
    a_sealed_dossier,
    a_transition,
    messages,
)
from tests.integration.delivery.one_run import the_sender
from tests.servers import smtp

JO, ANN = "jo@example.org", "ann@example.org"


class Answering:
    """A way of sending that does with each message what it is told, then takes all that come after."""

    patience = timedelta(minutes=10)

    def __init__(self, *answers: BaseException | None) -> None:
        self.answers = list(answers)
        self.taken: list[tuple[str, str]] = []

    def send(self, message: EmailMessage, recipient: str) -> Sent:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.taken.append((recipient, message["Message-ID"]))
        return Sent("smtp", "250 OK")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def prepared(store: Store, *addresses: str) -> int:
    dossier = a_sealed_dossier(store, a_transition(store, addresses or (JO,)))
    prepare_again(store, dossier)
    return dossier


def prepare_again(store: Store, dossier: int) -> int:
    with store.write() as connection:
        return prepare(connection, dossier, sender=SENDER, now=NOW)


def run(
    store: Store,
    dossier: int | None,
    sender: MailSender,
    clock: Clock,
    *,
    attempts: int = 3,
    at_once: bool = False,
    compose: Callable[[Parcel], EmailMessage] = a_plain_message,
) -> Sequence[DeliveryOutcome]:
    return send_due(store, dossier, sender=sender, compose=compose, now=clock, attempts=attempts, at_once=at_once)


def test_preparing_twice_makes_each_message_once(store: Store) -> None:
    transition = a_transition(store, [JO, ANN])
    dossier = a_sealed_dossier(store, transition)
    assert prepare_again(store, dossier) == 2
    first = messages(store)
    assert prepare_again(store, dossier) == 0
    assert messages(store) == first
    assert len({row.message_id for row in first}) == 2
    a_recipient(store, transition, "late@example.org")
    assert prepare_again(store, dossier) == 1


def test_two_who_prepare_at_once_make_each_message_once(store: Store) -> None:
    dossier = a_sealed_dossier(store, a_transition(store, [JO, ANN]))
    made: list[int] = []
    second = threading.Thread(target=lambda: made.append(prepare_again(store, dossier)))
    with store.write() as connection:
        made.append(prepare(connection, dossier, sender=SENDER, now=NOW))
        second.start()
        second.join(0.3)  # it has come as far as it can while the first is not finished
    second.join()
    assert made == [2, 0]
    assert len(messages(store)) == 2


def test_preparing_a_dossier_that_is_not_there(store: Store) -> None:
    with store.write() as connection, pytest.raises(UnknownDossier):
        prepare(connection, 99, sender=SENDER, now=NOW)


def test_preparing_with_an_office_address_that_is_none(sqlite_store: Store) -> None:
    dossier = a_sealed_dossier(sqlite_store, a_transition(sqlite_store))
    with sqlite_store.write() as connection, pytest.raises(SettingsError, match="the office"):
        prepare(connection, dossier, sender="the office", now=NOW)


def test_sent_once_whatever_is_run_again(store: Store, clock: Clock) -> None:
    dossier = prepared(store, JO, ANN)
    sender = Answering()
    outcomes = run(store, dossier, sender, clock)
    assert [(one.address, one.state, one.attempts, one.way, one.sent_at) for one in outcomes] == [
        (JO, "sent", 1, "smtp", NOW),
        (ANN, "sent", 1, "smtp", NOW),
    ]
    clock.advance(days=30)
    prepare_again(store, dossier)
    assert run(store, dossier, sender, clock, at_once=True) == []
    assert run(store, None, sender, clock) == []
    assert [address for address, _ in sender.taken] == [JO, ANN]
    with store.read() as connection:
        assert verdict(standing(connection, dossier)) == "delivered"


def test_all_dossiers_or_one(store: Store, clock: Clock) -> None:
    first, second = prepared(store, JO), prepared(store, ANN)
    sender = Answering()
    run(store, second, sender, clock)
    assert [address for address, _ in sender.taken] == [ANN]
    run(store, None, sender, clock)
    assert [address for address, _ in sender.taken] == [ANN, JO]
    assert first != second


def test_a_failure_that_may_pass_waits_and_is_tried_again(store: Store, clock: Clock) -> None:
    dossier = prepared(store)
    sender = Answering(DeliveryError("The mail server is down."), DeliveryError("It still is."))
    (outcome,) = run(store, dossier, sender, clock)
    assert (outcome.state, outcome.attempts, outcome.due_at) == ("due", 1, NOW + timedelta(minutes=5))
    assert outcome.sentence.endswith("will be tried again. The mail server is down.")

    clock.advance(minutes=4)
    (early,) = run(store, dossier, sender, clock)
    assert early == outcome  # its time has not come, and it is still shown as open
    assert early.open

    clock.advance(minutes=1)
    (outcome,) = run(store, dossier, sender, clock)
    assert (outcome.state, outcome.attempts, outcome.remark) == ("due", 2, "It still is.")
    (outcome,) = run(store, dossier, sender, clock, at_once=True)
    assert (outcome.state, outcome.attempts, outcome.remark) == ("sent", 3, "250 OK")
    assert len(sender.taken) == 1


def test_after_the_last_attempt_a_person_must_look(store: Store, clock: Clock) -> None:
    dossier = prepared(store)
    sender = Answering(*[DeliveryError("No.")] * 3)
    states = [run(store, dossier, sender, clock, at_once=True)[0].state for _ in range(3)]
    assert states == ["due", "due", "failed"]
    assert run(store, dossier, sender, clock, at_once=True) == []

    with store.write() as connection:
        assert verdict(standing(connection, dossier)) == "stuck"
        assert try_again(connection, dossier, now=NOW, address=" JO@example.org") == 1
        with pytest.raises(BadRequest):
            try_again(connection, dossier, now=NOW)
    (outcome,) = run(store, dossier, sender, clock)
    assert (outcome.state, outcome.attempts) == ("sent", 1)


LASTING = [
    pytest.param(RecipientRefused("No such mailbox."), "refused", id="address"),
    pytest.param(MessageRefused("Too large."), "failed", id="message"),
]


@pytest.mark.parametrize(("error", "state"), LASTING)
def test_what_is_refused_for_good_is_not_tried_again_and_keeps_nobody_back(
    store: Store, clock: Clock, error: DeliveryError, state: str
) -> None:
    dossier = prepared(store, JO, ANN)
    sender = Answering(error)
    refused, sent = run(store, dossier, sender, clock)
    assert (refused.state, refused.remark, sent.state) == (state, error.sentence, "sent")
    assert error.sentence in refused.sentence
    assert run(store, dossier, sender, clock, at_once=True) == []
    with store.read() as connection:
        assert verdict(standing(connection, dossier)) == "stuck"


def test_what_cannot_be_composed_is_not_sent_and_is_shown(store: Store, clock: Clock) -> None:
    def broken(parcel: Parcel) -> EmailMessage:
        raise StoreError("The sealed file was changed.")

    sender = Answering()
    (outcome,) = run(store, prepared(store), sender, clock, compose=broken)
    assert (outcome.state, outcome.remark, sender.taken) == ("due", "The sealed file was changed.", [])


def test_a_fault_of_the_program_keeps_nobody_back_and_is_not_hidden(store: Store, clock: Clock) -> None:
    dossier = prepared(store, JO, ANN)
    sender = Answering(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run(store, dossier, sender, clock)
    assert [row.state for row in messages(store)] == ["sending", "sent"]
    (outcome,) = run(store, dossier, sender, clock)  # at once: its claim was given up
    assert outcome.state == "sent"
    assert "may have arrived before" in (outcome.remark or "")


def test_a_fault_that_stays_ends_after_the_last_attempt(store: Store, clock: Clock) -> None:
    dossier = prepared(store)
    sender = Answering(*[ZeroDivisionError()] * 3)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            run(store, dossier, sender, clock)
    (outcome,) = run(store, dossier, sender, clock)
    assert (outcome.state, outcome.attempts) == ("failed", 3)
    assert not sender.taken


def test_stopped_by_hand_it_is_sent_by_the_next_run(store: Store, clock: Clock) -> None:
    dossier = prepared(store)
    with pytest.raises(KeyboardInterrupt):
        run(store, dossier, Answering(KeyboardInterrupt()), clock)
    sender = Answering(DeliveryError("Down."))
    (outcome,) = run(store, dossier, sender, clock)
    assert outcome.state == "due"
    (outcome,) = run(store, dossier, sender, clock, at_once=True)
    assert (outcome.state, len(sender.taken)) == ("sent", 1)
    assert "may have arrived before" in (outcome.remark or "")  # also after a failure in between


def claimed_elsewhere(store: Store, holder: str, *, until: timedelta) -> None:
    with store.write() as connection:
        connection.execute(
            update(tables.message).values(state="sending", attempts=1, due_at=NOW + until, claimed_by=holder)
        )


@pytest.mark.parametrize("at_once", [False, True])
def test_what_another_machine_is_sending_is_left_alone_until_its_time_is_over(
    store: Store, clock: Clock, at_once: bool
) -> None:
    dossier = prepared(store)
    claimed_elsewhere(store, "another-machine pid:[1] 77 4711", until=timedelta(minutes=10))
    sender = Answering()
    (outcome,) = run(store, dossier, sender, clock, at_once=at_once)
    assert (outcome.state, sender.taken) == ("sending", [])
    clock.advance(minutes=10)
    (outcome,) = run(store, dossier, sender, clock, at_once=at_once)
    assert (outcome.state, len(sender.taken)) == ("sent", 1)


def test_a_claim_of_this_very_process_holds(store: Store, clock: Clock) -> None:
    dossier = prepared(store)
    claimed_elsewhere(store, claims.this_process(), until=timedelta(minutes=10))
    (outcome,) = run(store, dossier, Answering(), clock)
    assert outcome.state == "sending"


def test_a_slow_sender_whose_claim_lapsed_does_not_undo_what_the_next_one_did(store: Store, clock: Clock) -> None:
    dossier = prepared(store)

    class Slow(Answering):
        def send(self, message: EmailMessage, recipient: str) -> Sent:
            clock.advance(hours=1)
            (taken_over,) = run(store, dossier, Answering(), clock)
            assert taken_over.state == "sent"
            raise DeliveryError("Timed out.")

    (outcome,) = run(store, dossier, Slow(), clock)
    assert (outcome.state, outcome.attempts) == ("sent", 2)


def test_a_slow_sender_does_not_end_the_claim_of_the_next_one(store: Store, clock: Clock) -> None:
    dossier = prepared(store)
    (row,) = messages(store)

    class Slow(Answering):
        def send(self, message: EmailMessage, recipient: str) -> Sent:
            with store.write() as connection:
                later = claims.claim(connection, row.id, state="sending", attempts=1, until=NOW + timedelta(hours=9))
            assert later is not None
            raise DeliveryError("Timed out.")

    (outcome,) = run(store, dossier, Slow(), clock)
    assert (outcome.state, outcome.attempts, outcome.due_at) == ("sending", 2, NOW + timedelta(hours=9))


def test_of_an_older_version_nothing_more_is_sent(store: Store, clock: Clock) -> None:
    transition = a_transition(store, [JO, ANN])
    first = a_sealed_dossier(store, transition)
    prepare_again(store, first)
    run(store, first, Answering(None, DeliveryError("Down.")), clock)
    second = a_sealed_dossier(store, transition, version=2)
    assert prepare_again(store, second) == 2
    clock.advance(days=1)
    sender = Answering()
    run(store, None, sender, clock)
    with store.read() as connection:
        assert [one.state for one in standing(connection, first)] == ["sent", "superseded"]
        assert [one.state for one in standing(connection, second)] == ["sent", "sent"]
    assert len(sender.taken) == 2


@pytest.mark.parametrize("arrives", [True, False], ids=["it went out", "it did not"])
def test_what_is_called_off_while_it_is_sent_is_told_as_it_ended(store: Store, clock: Clock, arrives: bool) -> None:
    dossier = prepared(store)

    class Slow(Answering):
        def send(self, message: EmailMessage, recipient: str) -> Sent:
            with store.write() as connection:
                call_off(connection, [messages(store)[0].recipient_id])
            if arrives:
                return super().send(message, recipient)
            raise DeliveryError("Timed out.")

    run(store, dossier, Slow(), clock)
    clock.advance(days=1)
    later = Answering()
    run(store, dossier, later, clock)
    with store.read() as connection:
        (outcome,) = standing(connection, dossier)
        has_it = who_has_it(connection, [messages(store)[0].recipient_id])
    assert (outcome.state, later.taken) == ("sent" if arrives else "called-off", [])
    assert has_it == ([JO] if arrives else [])
    assert arrives or outcome.sentence == f"The message to {JO} was not sent; they are not to receive it any more."


def test_two_threads_send_each_message_once(store: Store, clock: Clock) -> None:
    addresses = [f"person-{number}@example.org" for number in range(8)]
    dossier = prepared(store, *addresses)
    sender = Answering()
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        run(store, dossier, sender, clock)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(address for address, _ in sender.taken) == sorted(addresses)


def test_by_a_real_server_grey_listing_and_a_refused_address(store: Store, clock: Clock, tmp_path: Path) -> None:
    dossier = prepared(store, JO, ANN, "gone@example.org")
    with smtp.running(tmp_path) as server:
        server.recipient_answers = {
            ANN: ["451 4.7.1 Grey-listed, come back in five minutes", "250 OK"],
            "gone@example.org": ["550 5.1.1 No such mailbox"],
        }
        sender = the_sender(str(server.port), str(server.ca_file))
        outcomes = run(store, dossier, sender, clock)
        assert [one.state for one in outcomes] == ["sent", "due", "refused"]
        assert "Grey-listed" in outcomes[1].sentence
        assert outcomes[2].sentence.startswith("The address gone@example.org was refused.")
        clock.advance(minutes=5)
        (later,) = run(store, dossier, sender, clock)
        assert (later.address, later.state) == (ANN, "sent")
    assert [one.recipients for one in server.delivered] == [(JO,), (ANN,)]


def test_by_a_real_server_that_is_down_and_comes_back(sqlite_store: Store, clock: Clock, tmp_path: Path) -> None:
    dossier = prepared(sqlite_store)
    with smtp.running(tmp_path) as server:
        sender = the_sender(str(server.port), str(server.ca_file))
    (outcome,) = run(sqlite_store, dossier, sender, clock)
    assert (outcome.state, outcome.open) == ("due", True)
    with smtp.running(tmp_path, port=server.port) as again:
        clock.advance(minutes=5)
        (outcome,) = run(sqlite_store, dossier, sender, clock)
    assert outcome.state == "sent"
    assert len(again.delivered) == 1
