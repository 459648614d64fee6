"""How complete a dossier is, on the screen, and what is waived by name."""

from pathlib import Path

from handover.cli.statuses import DONE, FELL_SHORT
from tests.e2e.conftest import CLOSURE, Command

BY = ("--as", "Jo Hill", "--because", "Nobody reported.")


def test_nothing_is_sealed_until_it_is_waived_and_all_say_by_whom(gathered: Path, handover: Command) -> None:
    path = gathered / "handover.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("waive_before_sealing = []", 'waive_before_sealing = ["no-status"]'),
        encoding="utf-8",
    )
    ended = handover(*CLOSURE)
    assert ended.status == FELL_SHORT
    assert "does not allow this dossier to be sealed while nobody waives what is lacking: no-status: " in ended.out
    assert "There are no dossiers yet." in handover("dossier", "list").out
    looked = handover("dossier", "gaps", "HO-0001").out
    assert "HO-0001, Closure of Harbour Bridge, as it would be compiled now." in looked
    assert "What would raise that most:" in looked
    assert "no-status" in looked

    waived = handover("dossier", "waive", "HO-0001", "no-status", *BY)
    assert waived.status == DONE
    assert "Waived for HO-0001 by Jo Hill: no-status. No source has a status report of this initiative." in waived.out
    assert "To go on: handover transitions run 1" in waived.out
    assert "lies in the outbox" in handover("transitions", "run", "1").out
    assert "Waived by Jo Hill: Nobody reported." in handover("dossier", "gaps", "1").out
    assert "by Jo Hill: no-status, because Nobody reported." in handover("transitions", "show", "1").out

    undone = handover("dossier", "waive", "1", "no-status", "--undo", *BY)
    assert "The waiver of no-status for HO-0001 counts no more" in undone.out
    assert "The dossier that was sent does not say so; a later version of it will." in undone.out
    assert "Taken back on" in handover("transitions", "show", "1").out


def test_doctor_names_a_slip_in_what_is_expected(gathered: Path, handover: Command) -> None:
    with (gathered / "handover.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[policy.expectations.purposes]\nimportance = "useful"\n')
    ended = handover("doctor", "--json")
    assert ended.status == FELL_SHORT
    (settings_check,) = [one for one in ended.data["checks"] if one["what"] == "settings"]
    assert "names “purposes”, and there is no such expectation. Did you mean “purpose”?" in settings_check["remark"]


def test_an_importance_that_is_none_is_told(gathered: Path, handover: Command) -> None:
    with (gathered / "handover.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[policy.expectations.purpose]\nimportance = "vital"\n')
    ended = handover(*CLOSURE)
    assert ended.status == 2
    assert "The setting “policy.expectations.purpose.importance” must be 'essential', 'important' or 'useful'." in (
        ended.err
    )
