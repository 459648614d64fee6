"""Sources that are retired, as administrators meet them."""

from pathlib import Path

import pytest

from handover.cli.statuses import BAD_INPUT, DONE, FELL_SHORT
from tests.e2e.conftest import SOURCES, Command
from tests.e2e.test_cli import squeezed

WHO = ("--as", "Jo Hill", "--because", "The register has them all")
RETIRE = ("source", "retire", "contacts", *WHO)


def test_it_is_retired_listed_apart_and_taken_back(gathered: Path, handover: Command) -> None:
    ended = handover(*RETIRE)
    assert (ended.status, ended.out) == (
        DONE,
        "contacts is retired: it is gathered no more.\n"
        "Its 2 records stand as they were last known; dossiers cite them and say that it was retired.\n"
        "Take it out of sources.yaml too. To take this back: handover source retire contacts --undo\n",
    )
    assert "contacts" not in handover("source", "list").out
    listed = handover("source", "list", "--all").out
    assert "contacts contacts 20" in squeezed(listed)
    assert "contacts was retired on " in listed
    assert " by Jo Hill: The register has them all.\n" in listed
    assert "contacts" not in handover("gather").out
    asked = handover("gather", "contacts")
    assert asked.status == BAD_INPUT
    assert "contacts was retired on " in asked.err
    assert "To use it again: handover source retire contacts --undo" in asked.err
    assert "was retired already, on " in handover(*RETIRE).out
    undone = handover("source", "retire", "contacts", "--undo")
    assert (undone.status, undone.out) == (
        DONE,
        "contacts is in use again, as it was registered last. It has 2 records.\n"
        "To register what was changed since: handover source apply. Then: handover gather contacts\n",
    )
    assert "contacts 2 0 0 2 0 0\n" in squeezed(handover("gather", "contacts").out)


def test_where_all_are_retired_nothing_is_gathered(gathered: Path, handover: Command) -> None:
    for name in ("contacts", "lessons"):
        assert handover("source", "retire", name, *WHO).status == DONE
    ended = handover("gather")
    assert ended.status == BAD_INPUT
    assert "Every source is retired." in ended.err
    assert "handover source list --all" in ended.err


def test_what_is_still_in_the_file_is_told(gathered: Path, handover: Command) -> None:
    handover(*RETIRE)
    applied = handover("source", "apply")
    assert (applied.status, applied.out) == (
        FELL_SHORT,
        "Unchanged: lessons\n"
        "contacts is retired, and stays so. Take it out of sources.yaml; or, to use it again: "
        "handover source retire contacts --undo\n",
    )
    assert handover("source", "apply", "--json").data["retired"] == ["contacts"]


def test_its_records_can_be_let_go(gathered: Path, handover: Command) -> None:
    assert "Its records vanished, as gathering 3: 2 in all.\n" in handover(*RETIRE, "--records-vanish").out
    assert "It has no records.\n" in handover(*RETIRE, "--records-vanish").out
    assert "It has no records.\n" in handover("source", "retire", "contacts", "--undo").out


def test_the_same_content_under_a_new_name_is_told(gathered: Path, handover: Command) -> None:
    twice = (
        "posts has the same content as contacts, which is retired and whose records stand: they count twice. "
        'To let those go: handover source retire contacts --records-vanish --as NAME --because "…"\n'
    )
    handover(*RETIRE)
    Path("sources.yaml").write_text(SOURCES.replace("  contacts:", "  posts:"))
    renamed = handover("source", "apply")
    assert (renamed.status, renamed.out.endswith(twice)) == (DONE, True)
    assert twice not in handover("source", "apply").out, "it was said when it was registered"
    assert twice in handover(*RETIRE).out
    assert twice not in handover(*RETIRE, "--records-vanish").out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param((), "Who decides, and why, must be said.", id="nobody says so"),
        pytest.param(("--as", "Jo Hill"), "Who decides, and why, must be said.", id="no reason"),
        pytest.param(("--undo", *WHO), "--undo goes by itself.", id="retired and taken back at once"),
        pytest.param(("--undo",), "contacts is not retired; there is nothing to take back.", id="not retired"),
    ],
)
def test_what_cannot_be_done_is_told(
    gathered: Path, handover: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = handover("source", "retire", "contacts", *arguments)
    assert (ended.status, ended.out) == (BAD_INPUT, "")
    assert sentence in ended.err
