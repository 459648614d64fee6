"""Noticing and deciding, as an office does it at the command line."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Command

SOURCES = """\
sources:
  status:
    title: Programme status
    location: status.csv
    records: programme-status
    key: Ref
    map: { initiative: Programme, period: Year, stage: Stage, replaced_by: { column: By, split: ";" } }
"""
BEFORE = """\
Ref,Programme,Year,Stage,By
1,Warm Homes,2025,implementation,
2,Dry Homes,2025,implementation,
3,Bus Lanes,2025,implementation,
4,Clean Rivers,2025,implementation,
5,Safe Roads,2025,implementation,
"""
AFTER = """\
Ref,Programme,Year,Stage,By
1,Warm Homes,2025,completed,Better Homes
2,Dry Homes,2025,cancelled,
3,Bus Lanes,2025,implementation,
4,Pure Rivers,2025,implementation,
5,Safe Roads,2025,implementation,
"""
WHO = ("--as", "Jo Hill", "--because", "Order 12")


@pytest.fixture
def watched(handover: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """A workspace in which two programmes ended, and one has another name."""
    monkeypatch.chdir(tmp_path)
    assert handover("init", ".").status == 0
    Path("sources.yaml").write_text(SOURCES)
    assert handover("source", "apply").status == 0
    for rows in (BEFORE, AFTER):
        Path("status.csv").write_text(rows)
        assert handover("gather").status == 0
    return handover


def test_an_office_looks_decides_and_takes_it_back(watched: Command) -> None:
    looked = watched("watch")
    assert looked.status == 0
    assert "2 gatherings looked at: 3 proposed." in looked.out
    listed = watched("proposals", "list")
    assert "status: 1 closure (its source says that it ended)" in listed.out
    numbers = {one["initiative"]: str(one["id"]) for one in watched("proposals", "list", "--json").data["proposals"]}
    assert set(numbers) == {"Warm Homes", "Dry Homes", "Clean Rivers"}

    shown = watched("proposals", "show", numbers["Warm Homes"])
    assert "replacement of “Warm Homes”" in shown.out
    assert "It names what came after it: Better Homes. (status.csv, row 2)" in shown.out

    done = watched("proposals", "confirm", *numbers.values(), *WHO, "--to", "jo@example.org")
    assert (done.status, done.out.count("confirmed; transition")) == (0, 3)
    assert "Warm Homes" in watched("family", "Better Homes").out
    assert "“Pure Rivers”" in watched("initiative", "show", "Clean Rivers").out
    assert "Nothing waits to be confirmed" in watched("proposals", "list").out

    undone = watched("proposals", "undo", numbers["Dry Homes"], *WHO)
    assert undone.status == 0
    assert [one["initiative"] for one in watched("proposals", "list", "--json").data["proposals"]] == ["Dry Homes"]
    assert watched("proposals", "dismiss", numbers["Dry Homes"], *WHO).status == 0
    everything = watched("proposals", "list", "--all")
    assert "dismissed" in everything.out
    assert "0 proposed" in watched("watch").out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("proposals", "show", "99"), "There is no proposal 99."),
        (("proposals", "confirm", "99", *WHO), "There is no proposal 99."),
        (("proposals", "undo", "1", *WHO), "Nothing was decided about proposal 1 yet."),
        (("proposals", "dismiss", "1", "--as", " ", "--because", "x"), "Who decides, and why, must be said."),
        (("proposals", "confirm", "1", *WHO, "--on", "31/12/2025"), "Did you mean 2025-12-31?"),
        (("proposals", "confirm", "1", *WHO, "--on", "9999-01-01"), "9999"),
        (("proposals", "confirm", "1", *WHO, "--to", "nobody"), "nobody"),
    ],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    watched: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    watched("watch")
    ended = watched(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert sentence in ended.err
    assert "Traceback" not in ended.err
    assert len(watched("proposals", "list", "--json").data["proposals"]) == 3


def test_of_several_the_others_are_decided_about(watched: Command) -> None:
    watched("watch")
    assert watched("proposals", "dismiss", "1", *WHO).status == 0
    ended = watched("proposals", "dismiss", "1", "2", *WHO)
    assert ended.status == 1
    assert "Nothing was done about proposal 1. Proposal 1 was dismissed by Jo Hill already." in ended.out
    assert "Proposal 2 (" in ended.out


def test_a_whole_group_is_decided_about_at_once(watched: Command) -> None:
    Path("status.csv").write_text(AFTER.replace("3,Bus Lanes,2025,implementation", "3,Bus Lanes,2025,completed"))
    assert watched("gather").status == 0
    watched("watch")
    waiting = {one["initiative"]: one for one in watched("proposals", "list", "--json").data["proposals"]}
    ended = watched("proposals", "dismiss", str(waiting["Dry Homes"]["id"]), "--alike", *WHO, "--json")
    assert {one["initiative"] for one in ended.data["proposals"]} == {"Dry Homes", "Bus Lanes"}
    left = {one["initiative"] for one in watched("proposals", "list", "--json").data["proposals"]}
    assert left == {"Warm Homes", "Clean Rivers"}
