"""What is lacking is waived by name before a dossier is sealed, on both databases; and two who do so at once."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handover.dossier.model import Dossier
from handover.errors import BadRequest, HandoverError, SettingsError, UnknownDossier, UnknownTransition
from handover.jobs import policy, waiving
from handover.jobs.dossiers import checked_file, dossiers
from handover.jobs.hand_over import carry_out
from handover.jobs.office import Office
from handover.jobs.withdrawing import withdraw
from handover.settings import Expectation, Policy, Settings
from handover.store.database import Store
from handover.store.tables import waiver
from tests.integration.handing_over.test_hand_over import close, with_records
from tests.offices import an_office

BY = {"by": "Jo Hill", "because": "They all retired."}
STRICT = Policy(waive_before_sealing=("no-contacts", "someone-to-ring"))


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return with_records(an_office(store, tmp_path, policy=STRICT))


def sealed(office: Office, number: int) -> Dossier:
    return Dossier.model_validate_json(checked_file(office, number, "json").read_bytes())


def test_nothing_is_sealed_before_all_is_waived_by_name(office: Office) -> None:
    number = close(office)
    report = carry_out(office, number)
    assert (report.state, report.forbidden, report.dossier_id) == ("blocked", True, None)
    assert (
        "does not allow this dossier to be sealed while nobody waives what is lacking: no-contacts: "
        in (report.remarks[0])
    )
    assert 'handover dossier waive HO-0001 no-contacts --as NAME --because "…"' in report.remarks[0]
    assert dossiers(office) == []
    assert not office.settings.dossiers.exists() or not list(office.settings.dossiers.rglob("*.pdf"))

    waiving.waive(office, "HO-0001", "no-contacts", **BY)
    report = carry_out(office, number)
    assert (report.state, report.dossier_id) == ("blocked", None)
    assert "someone-to-ring: " in report.remarks[0]
    assert "no-contacts" not in report.remarks[0]

    waiving.waive(office, "ho-1", "someone-to-ring", **BY)
    report = carry_out(office, number)
    assert (report.state, report.dossier_id) == ("delivered", 1)
    made = sealed(office, 1)
    (gap,) = [gap for gap in made.gaps if gap.code == "no-contacts"]
    assert gap.waived is not None
    assert (gap.waived.by, gap.waived.because, gap.waived.said_then) == ("Jo Hill", "They all retired.", gap.sentence)
    page = checked_file(office, 1, "html").read_text("utf-8")
    assert "By Jo Hill on 2 June 2025: They all retired." in page
    assert made.completeness is not None
    assert "2 are waived" not in made.completeness.summary
    assert "1 is waived by name" in made.completeness.summary


def test_the_same_waivers_make_the_same_dossier_again(office: Office) -> None:
    number = close(office)
    for code in ("no-contacts", "someone-to-ring"):
        waiving.waive(office, "HO-0001", code, **BY)
    carry_out(office, number)
    first, second = (waiving.looked_at(office, "HO-0001")[0] for _ in range(2))
    assert first.completeness == second.completeness == sealed(office, 1).completeness
    assert waiving.looked_at(office, "1") == (sealed(office, 1), True)


def test_a_waiver_also_lets_a_forbidden_gap_be_sent(store: Store, tmp_path: Path) -> None:
    office = with_records(an_office(store, tmp_path, policy=Policy(forbidden_gaps=("no-contacts",))))
    number = close(office)
    assert carry_out(office, number).forbidden
    assert sealed(office, 1).gaps
    waiving.waive(office, "1", "no-contacts", **BY)
    assert carry_out(office, number).state == "delivered"
    # What was sealed with the gap stays; the version that was sent says who waived it.
    assert [one.version for one in dossiers(office)] == [2, 1]


def test_a_waiver_is_taken_back_and_kept(office: Office) -> None:
    number = close(office)
    waiving.waive(office, "HO-0001", "no-contacts", **BY)
    done = waiving.take_back(office, "HO-0001", "no-contacts", by="Ann Orr", because="One was found.")
    assert (done.waiver.by, done.waiver.withdrawn_by, done.waiver.withdrawn_because) == (
        "Jo Hill",
        "Ann Orr",
        "One was found.",
    )
    assert "no-contacts: " in carry_out(office, number).remarks[0]
    waiving.waive(office, "HO-0001", "no-contacts", by="Ann Orr", because="She left, too.")
    with office.store.read() as connection:
        kept = waiving.waivers_of(connection, number)
    assert [(one.by, one.withdrawn_at is None) for one in kept] == [("Jo Hill", False), ("Ann Orr", True)]


REFUSED: list[tuple[str, str, dict[str, Any], type[HandoverError], str]] = [
    (
        "HO-0001",
        "no-lesons",
        {},
        BadRequest,
        "There is no gap and no expectation “no-lesons”. Did you mean “no-lessons” or ",
    ),
    (
        "HO-0001",
        "no-lessons",
        {},
        BadRequest,
        "The dossier HO-0001 does not lack “no-lessons” now, so there is nothing to waive.",
    ),
    (
        "HO-0001",
        "no-owner; DROP TABLE waiver",
        {},
        BadRequest,
        "There is no gap and no expectation “no-owner; DROP TABLE waiver”.",
    ),
    ("HO-0001", "no-contacts", {"by": " "}, BadRequest, "Who decides, and why, must be said."),
    ("HO-0001", "no-contacts", {"because": " "}, BadRequest, "Who decides, and why, must be said."),
    (
        "first",
        "no-contacts",
        {},
        BadRequest,
        "“first” is neither the number of a dossier, like 1, nor a reference, like HO-0001.",
    ),
    ("²", "no-contacts", {}, BadRequest, "“²” is neither the number of a dossier"),
    ("99999999999999999999", "no-contacts", {}, UnknownDossier, "There is no dossier 2000000000."),
    ("HO-0009", "no-contacts", {}, UnknownTransition, "There is no transition 9."),
]


@pytest.mark.parametrize(("which", "code", "said", "error", "sentence"), REFUSED, ids=[one[4][:40] for one in REFUSED])
def test_what_cannot_be_waived(
    office: Office, which: str, code: str, said: dict[str, Any], error: type[HandoverError], sentence: str
) -> None:
    number = close(office)
    with pytest.raises(error) as raised:
        waiving.waive(office, which, code, **{**BY, **said})
    assert raised.value.sentence.startswith(sentence)
    with office.store.read() as connection:
        assert waiving.waivers_of(connection, number) == []


def test_twice_and_not_at_all(office: Office) -> None:
    close(office)
    with pytest.raises(BadRequest, match="Nobody has waived “no-contacts” of the dossier HO-0001; nothing"):
        waiving.take_back(office, "HO-0001", "no-contacts", **BY)
    waiving.waive(office, "HO-0001", "no-contacts", **BY)
    with pytest.raises(BadRequest, match="“no-contacts” was waived by Jo Hill on 2 June 2025 already; nothing"):
        waiving.waive(office, "HO-0001", "no-contacts", by="Ann Orr", because="I too.")


def test_nothing_of_what_does_not_count_is_waived(office: Office) -> None:
    number = close(office)
    withdraw(office, number, reason="The wrong one.")
    with pytest.raises(BadRequest, match="Transition 1 is withdrawn and does not count, so nothing"):
        waiving.waive(office, "HO-0001", "no-contacts", **BY)


def test_two_who_waive_at_once(office: Office, database_url: str, tmp_path: Path) -> None:
    number = close(office)
    barrier = threading.Barrier(2)
    found: dict[str, Any] = {}

    def do(name: str) -> None:
        mine = Store.open(database_url)
        other = replace(an_office(mine, tmp_path, policy=STRICT), reading=threading.Lock())
        barrier.wait()
        try:
            found[name] = waiving.waive(other, "HO-0001", "no-contacts", by=name, because="So.").waiver.by
        except HandoverError as error:
            found[name] = error.sentence
        finally:
            mine.close()

    threads = [threading.Thread(target=do, args=(name,)) for name in ("Jo Hill", "Ann Orr")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.store.read() as connection:
        (standing,) = connection.execute(select(waiver).where(waiver.c.transition_id == number)).all()
    (late,) = found.keys() - {standing.by}
    assert found[standing.by] == standing.by
    assert found[late].startswith(f"“no-contacts” was waived by {standing.by} on")


SLIPS: list[tuple[Policy, str]] = [
    (
        Policy(waive_before_sealing=("no-lesons",)),
        "The setting “policy.waive_before_sealing” names “no-lesons”, and there is no such gap or expectation. "
        "Did you mean “no-lessons” or “no-contact-details” or “no-contradictions”?",
    ),
    (
        Policy(expectations={"purposes": Expectation(importance="useful")}),
        "The setting “policy.expectations” names “purposes”, and there is no such expectation. Did you mean “purpose”?",
    ),
    (
        Policy(expectations={"family": Expectation(left_out_because=" ")}),
        "The setting “policy.expectations.family.left_out_because” must say why.",
    ),
    (
        Policy(expectations={"family": Expectation(left_out_because="No.")}, waive_before_sealing=("family",)),
        "“family” is left out by the setting “policy.expectations.family.left_out_because”, and must be waived by the "
        "setting “policy.waive_before_sealing”.",
    ),
]


@pytest.mark.parametrize(("given", "sentence"), SLIPS, ids=[one[1][:50] for one in SLIPS])
def test_a_policy_with_a_slip_in_it(tmp_path: Path, given: Policy, sentence: str) -> None:
    with pytest.raises(SettingsError) as raised:
        policy.check(Settings(folder=tmp_path, policy=given))
    assert raised.value.sentence == sentence
    assert raised.value.what_to_do


def test_what_an_office_leaves_out_its_dossiers_say(sqlite_store: Store, tmp_path: Path) -> None:
    left = Policy(expectations={"family": Expectation(left_out_because="Nobody here keeps them.")})
    office = with_records(an_office(sqlite_store, tmp_path, policy=left))
    carry_out(office, close(office))
    made = sealed(office, 1)
    assert made.completeness is not None
    assert [one.code for one in made.completeness.left_out] == ["family"]
    assert "Why: Nobody here keeps them." in checked_file(office, 1, "html").read_text("utf-8")
