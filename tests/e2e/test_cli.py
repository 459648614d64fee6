"""Every command, as the people of a programme office give it, and what they read."""

import re
from pathlib import Path

import pytest

from handover.cli import run
from handover.cli.statuses import BAD_INPUT, DONE, FELL_SHORT, HELD
from tests.e2e.conftest import CLOSURE, READ_BACK, Command, everything_in, fill

ACCEPT = ("dossier", "accept", "1", "--as", "jo@example.org", "--read-back", READ_BACK)
MOVE = ("move", "Ada Lim", "--on", "2024-07", "--reason", "A new post.")


def test_the_first_hour(empty: Path, handover: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    made = handover("init", "office")
    assert made.status == DONE
    assert "Written: handover.toml and sources.yaml." in made.out
    assert made.out.endswith("  cd office\n  handover source apply sources.yaml\n")

    monkeypatch.chdir(empty / "office")
    fill(empty / "office")
    applied = handover("source", "apply", "sources.yaml")
    assert (applied.status, applied.out.splitlines()[0]) == (DONE, "Added: lessons, contacts")
    assert handover("source", "apply").out == "Unchanged: lessons, contacts\n"

    gathered = handover("gather")
    assert gathered.status == FELL_SHORT
    assert _table(gathered.out)["lessons"] == ["4", "3", "0", "0", "0", "1"]
    assert "lessons: 1 row could not become a record; it is kept. Why: handover rejected list lessons\n" in gathered.out

    done = handover(*CLOSURE)
    assert done.status == FELL_SHORT  # a row was rejected, and the dossier says so
    assert "Transition 1: closure of “Harbour Bridge” on 30 June 2024.\n" in done.out
    assert "One row of lessons could not become a record.\n" in done.out
    assert "The message to jo@example.org lies in the outbox" in done.out
    assert "Read the dossier: handover dossier open 1\n" in done.out
    assert len(list(Path("outbox").glob("*.eml"))) == 1

    accepted = handover(*ACCEPT)
    assert (accepted.status, accepted.err) == (DONE, "")
    assert "jo@example.org has accepted dossier 1. All its recipients have accepted it." in accepted.out
    shown = handover("transitions", "show", "1")
    assert "How it stands: accepted by all its recipients.\n" in shown.out
    assert READ_BACK in shown.out


def test_a_closure_of_the_wrong_initiative_is_taken_back(closed: Path, handover: Command) -> None:
    taken_back = handover("transitions", "withdraw", "1", "--reason", "It was the tunnel.")
    assert taken_back.status == DONE
    assert taken_back.out == (
        "Transition 1 does not count any more: closure of “Harbour Bridge” on 30 June 2024.\n"
        "Its dossier was made ready for jo@example.org; tell them, if they have it.\n"
    )
    shown = handover("transitions", "show", "1")
    assert "How it stands: withdrawn; it does not count.\nWhy: It was the tunnel.\n" in shown.out
    assert "2024-06-30" not in handover("initiative", "list").out
    assert handover("transitions", "run", "1").out.startswith("Transition 1: closure")
    assert handover("transitions", "withdraw", "1", "--reason", "Again.").status == BAD_INPUT


AMENDED = """\
Transition 1: The day from which it counts is “31 July 2024”, no longer “30 June 2024”.
Transition 1: ann@example.org receives it, too.
Transition 1: jo@example.org does not receive it any more.
The dossier was sent to jo@example.org before; tell them, if they have it.
Transition 1: closure of “Harbour Bridge” on 31 July 2024.
How it stands: delivered; it waits for its recipients to accept.
  The message to ann@example.org lies in the outbox: """


def test_a_closure_is_amended_and_what_was_said_first_is_kept(closed: Path, handover: Command) -> None:
    change = ("--on", "2024-07-31", "--to", "ann@example.org", "--not-to", "jo@example.org")
    because = ("--as", "Jo Hill", "--because", "The order came later.")
    amended = handover("transitions", "amend", "1", *change, *because)
    assert amended.status == DONE
    assert sorted(amended.out.splitlines()[:3]) == sorted(AMENDED.splitlines()[:3])
    assert amended.out.splitlines()[3:6] == AMENDED.splitlines()[3:6]
    assert AMENDED.splitlines()[6] in amended.out
    shown = handover("transitions", "show", "1")
    assert "Transition 1: closure of “Harbour Bridge” on 31 July 2024.\n" in shown.out
    assert ": The day from which it counts is “31 July 2024”, no longer “30 June 2024”. Because: The order" in shown.out
    changes = handover("transitions", "show", "1", "--json").data["changes"]
    assert [(one["what"], one["was"], one["becomes"], one["by"]) for one in changes] == [
        ("effective_on", "2024-06-30", "2024-07-31", "Jo Hill"),
        ("recipient", "jo@example.org", None, "Jo Hill"),
        ("recipient", None, "ann@example.org", "Jo Hill"),
    ]
    again = handover("transitions", "amend", "1", *change, *because)
    assert (again.status, again.out) == (DONE, "Transition 1 says that already; nothing was changed.\n")
    assert "“Harbour Bridge” (programme, #1), until 31 July 2024" in handover("family", "Harbour Bridge").out
    later = handover("transitions", "amend", "1", "--reason", "A vote.", *because, "--later")
    assert "The next scheduled run carries it out; or at once: handover transitions run 1\n" in later.out


def test_an_office_sets_what_is_due(closed: Path, handover: Command) -> None:
    with (closed / "handover.toml").open("a") as file:
        file.write('[policy.due.closure]\nto = ["contacts", "archive@example.org"]\nwithin_days = 21\n')
        file.write('[policy.due.rename]\ndossiers = "none"\n')
    table = {one["kind"]: one for one in handover("transitions", "policy", "--json").data["policy"]}
    assert table["closure"] == {
        "kind": "closure",
        "dossiers": "its",
        "to": ["contacts", "archive@example.org"],
        "within_days": 21,
        "whose": "the dossier of the initiative",
        "whom": "whoever is named with --to, the contacts of the initiative itself and archive@example.org",
    }
    told = handover("transitions", "policy").out
    assert "21 days" in told
    shown = handover("transitions", "show", "1").out
    assert "By policy it goes to the contacts of the initiative itself and archive@example.org, too.\n" in shown
    renamed = handover("rename", "Harbour Tunnel", "Sea Tunnel", "--on", "2024", "--reason", "A vote.")
    assert (renamed.status, "How it stands: done.\n" in renamed.out) == (DONE, True)
    assert "The office's policy makes no dossier due for it.\n" in renamed.out
    assert "There is no dossier yet." not in renamed.out


def _table(out: str) -> dict[str, list[str]]:
    return {cells[0]: cells[1:] for line in out.splitlines() if (cells := line.split())}


# What is typed in a workspace that is gathered, how it ends, and what is read.
GATHERED: dict[str, tuple[tuple[str, ...], int, tuple[str, ...]]] = {
    "the sources": (("source", "list"), DONE, ("lessons lessons ", "contacts.csv")),
    "one source gathered again": (("gather", "contacts"), DONE, ("contacts 2 0 0 2 ",)),
    "the initiatives": (("initiative", "list"), DONE, ("Harbour Tunnel 1 ",)),
    "one initiative, however spelled": (
        ("initiative", "show", "HARBOUR-BRIDGE"),
        DONE,
        (
            "Harbour Bridge (programme)\n",
            "Known: 1 lesson and 2 contacts.\n",
        ),
    ),
    "an initiative added": (
        ("initiative", "add", "Harbour Board", "--kind", "board"),
        DONE,
        ("Added the board “Harbour Board”.\n",),
    ),
    "an alias": (
        ("initiative", "alias", "Harbour Bridge", "HB", "Harbour Bridge"),
        DONE,
        ("“HB” now means: Harbour Bridge\n", "“Harbour Bridge” means already: Harbour Bridge\n"),
    ),
    "two initiatives merged": (
        ("initiative", "merge", "Harbour Tunnel", "Harbour Bridge", "--as", "Ada Lim", "--because", "One crossing."),
        DONE,
        ("“Harbour Tunnel” and its records now belong to: Harbour Bridge\n",),
    ),
    "no dossiers yet": (("dossier", "list"), DONE, ("There are no dossiers yet.",)),
    "no transitions yet": (("transitions", "list"), DONE, ("There are no transitions yet.",)),
    "nothing due": (("transitions", "run"), DONE, ("Nothing is due.\n",)),
    "a snapshot of all": (("snapshot",), DONE, ("Snapshot 1 of the whole portfolio: 3 lessons and 2 contacts.\n",)),
    "a snapshot of one": (
        ("snapshot", "Harbour Tunnel", "--label", "Before the vote"),
        DONE,
        ("Snapshot 1 of “Harbour Tunnel”: 1 lesson.\n",),
    ),
    "recorded for later": (
        (*CLOSURE, "--later"),
        DONE,
        ("Recorded as transition 1: closure of “Harbour Bridge” on 30 June 2024.\n", "handover transitions run 1\n"),
    ),
    "a day that is still to come": (
        ("close", "Harbour Tunnel", "--on", "2040-06-30", "--reason", "A slip.", "--to", "jo@example.org"),
        FELL_SHORT,
        ('That day is still to come. If it is a slip: handover transitions withdraw 1 --reason "…"\n',),
    ),
    "nobody to receive it": (
        MOVE,
        HELD,
        (
            "Transition 1: staff move at “Harbour Bridge” in July 2024, where Ada Lim leaves and nobody is named to "
            "follow.\nHow it stands: stopped; it waits for a person.\n",
            "nobody is named to receive it.",
        ),
    ),
    "renamed": (
        (
            "rename",
            "Harbour Bridge",
            "Sea Bridge",
            "--on",
            "2025",
            "--reason",
            "A vote.",
            "--by",
            "Ada Lim",
            "--later",
        ),
        DONE,
        ("renaming of “Harbour Bridge” to “Sea Bridge” in 2025.\n",),
    ),
    "a closure of which nothing is known": (
        ("close", "Nameless", "--on", "2024", "--reason", "Why not?", "--to", "jo@example.org"),
        HELD,
        ("Nothing is known of “Nameless”", "There is no dossier yet.\n"),
    ),
    "what this machine has": (
        ("doctor",),
        DONE,
        ("database ", "messages are written into ", "Everything that was looked at is good.\n"),
    ),
}


@pytest.mark.parametrize(("arguments", "status", "read"), GATHERED.values(), ids=GATHERED)
def test_a_command_and_what_is_read(
    gathered: Path, handover: Command, arguments: tuple[str, ...], status: int, read: tuple[str, ...]
) -> None:
    if "Nameless" in arguments:
        assert handover("initiative", "add", "Nameless").status == DONE
    ended = handover(*arguments)
    assert (ended.status, ended.err) == (status, "")
    for words in read:
        assert words in squeezed(ended.out)


def squeezed(out: str) -> str:
    """The output with the columns of its tables one space apart."""
    return re.sub(" +", " ", out)


def test_a_check_shows_where_each_field_comes_from_and_why_a_row_is_rejected(gathered: Path, handover: Command) -> None:
    before = everything_in(gathered)
    ended = handover("source", "check", "lessons", "--rows", "1")
    assert ended.status == FELL_SHORT
    lines = [line.strip() for line in squeezed(ended.out).splitlines()]
    for line in (
        "lessons is read from lessons.csv.",
        "what_happened Event as it stands",
        "recorded_on Recorded date written %d/%m/%Y",
        "Columns that nothing is made from: “Remark”.",
        "Row 2 becomes a lesson (L1):",
        "Recorded 03/02/2024 recorded_on 2024-02-03",
        "Remark 3 3 –",
        "Row 3: “Recorded” says “31/02/2024”, which is a date in no calendar.",
        "Against the 3 records stored: 0 new, 0 changed, 3 unchanged, 0 vanished.",
        "4 rows seen: 3 records, 1 row rejected. Nothing was stored.",
    ):
        assert line in lines
    assert any(line.startswith("Fields that are made from nothing: identifier, sensitivity, effect,") for line in lines)
    assert not any(line.startswith("Row 4 becomes") for line in lines)
    assert everything_in(gathered) == before


def test_what_was_closed_can_be_seen(closed: Path, handover: Command) -> None:
    assert "Closing date: 30 June 2024.\n" in handover("initiative", "show", "Harbour Bridge").out
    assert "1 HO-0001 v1 Closure of Harbour Bridge 20" in squeezed(handover("dossier", "list").out)
    assert "0 of 1" in handover("dossier", "list").out
    assert "delivered; it waits for its recipients to accept" in handover("transitions", "list").out
    shown = handover("transitions", "show", "1").out
    for words in ("Reason: It is built.\n", "gather done", "Its dossier: handover dossier open 1\n"):
        assert words in squeezed(shown)
    # The tests' output goes to no screen, so the path is all that is said.
    opened = handover("dossier", "open", "1")
    assert Path(opened.out.rstrip("\n")).read_bytes().startswith(b"%PDF-")
    assert (
        Path(handover("dossier", "open", "1", "--form", "html").out.strip()).read_bytes().startswith(b"<!DOCTYPE html>")
    )


def test_closing_again_does_nothing_twice(closed: Path, handover: Command) -> None:
    before = everything_in(closed)
    again = handover(*CLOSURE)
    assert again.status == DONE
    assert "delivered; it waits for its recipients to accept" in again.out
    assert everything_in(closed) == before


def test_one_more_recipient_is_sent_what_the_others_have(closed: Path, handover: Command) -> None:
    assert "The message to ann@example.org lies in the outbox" in handover(*CLOSURE, "--to", "ann@example.org").out
    assert len(list(Path("outbox").glob("*.eml"))) == 2
    assert "Still to accept: ann@example.org." in handover(*ACCEPT).out
    assert "1 of 2" in handover("dossier", "list").out
    again = handover(*ACCEPT)
    assert again.status == DONE
    assert "already; nothing was changed." in again.out


def test_a_policy_that_forbids_a_gap_sends_nothing(gathered: Path, handover: Command) -> None:
    _set(gathered, 'forbidden_gaps = ["no-status"]')
    ended = handover(*CLOSURE)
    assert ended.status == FELL_SHORT
    assert "The office's policy does not allow this dossier to be sent" in ended.out
    assert not Path("outbox").exists()
    shown = handover("transitions", "show", "1").out
    assert "Why: The office's policy does not allow this dossier to be sent" in shown
    _set(gathered, "forbidden_gaps = []")
    assert "lies in the outbox" in handover("transitions", "run", "1").out


def _set(folder: Path, line: str) -> None:
    path = folder / "handover.toml"
    name = line.partition("=")[0]
    lines = [line if one.startswith(name) else one for one in path.read_text().splitlines()]
    path.write_text("\n".join(lines))


def test_a_source_that_is_gone_is_told_and_the_others_are_gathered(gathered: Path, handover: Command) -> None:
    (gathered / "contacts.csv").unlink()
    ended = handover("gather")
    assert ended.status == FELL_SHORT
    assert "contacts: nothing was taken. There is no file contacts.csv." in ended.out
    listed = handover("source", "list").out
    assert "failed" in listed
    assert "contacts: the last attempt brought nothing. There is no file contacts.csv." in listed
    assert "Known: 1 lesson and 2 contacts." in handover("initiative", "show", "Harbour Bridge").out


def test_the_workspace_is_found_from_below_by_name_and_by_variable(
    gathered: Path, handover: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    below = gathered / "records" / "old"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert "Harbour Tunnel" in handover("initiative", "list").out
    # Without a file, the workspace's own sources.yaml is meant.
    assert handover("source", "apply").out == "Unchanged: lessons, contacts\n"
    monkeypatch.chdir(tmp_path)
    assert "Harbour Tunnel" in handover("initiative", "list", "--workspace", str(gathered)).out
    monkeypatch.setenv("HANDOVER_WORKSPACE", str(gathered))
    assert "Harbour Tunnel" in handover("initiative", "list").out


def test_a_workspace_is_made_once_and_its_files_are_left(empty: Path, handover: Command) -> None:
    assert handover("init", "--workspace", "office").status == DONE
    Path("office/handover.toml").write_text('office = "Ours"\n')
    again = handover("init", "office")
    assert (again.status, again.out) == (
        DONE,
        "There is a workspace in office already; its files were left as they are.\n",
    )
    assert Path("office/handover.toml").read_text() == 'office = "Ours"\n'
    assert "No sources are registered yet." in handover("source", "list", "--workspace", "office").out
    assert "No initiatives are known yet." in handover("initiative", "list", "--workspace", "office").out


def test_doctor_names_what_is_bad(gathered: Path, handover: Command) -> None:
    _set(gathered, "stale_after_days = 0")
    ended = handover("doctor")
    assert ended.status == FELL_SHORT
    assert "BAD" in ended.out
    assert "The setting “policy.stale_after_days” must be 1 or more." in ended.out
    assert ended.out.endswith("Something needs attention.\n")


HOSTILE = {
    "a name that clears the screen": "Bridge\x1b[2J\x1b]0;owned\x07",
    "a name that runs backwards": "Bridge \u202e9102 tpircS\u202c",
    "a name that never stops turning": "Bridge \u2067\u2067\u2067",
    "a name in Hebrew": "\u05d2\u05e9\u05e8 \u200fהנמל",
    "a name of 500 characters": "Bridge " * 70,
    "a name that is markup": "Bridge [bold red]x[/] {{ 7*7 }}",
    "a family and a character that nobody has assigned": "Bridge \U0001f468\u200d\U0001f469\u200d\U0001f467 \U000e0fff",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_no_name_steers_the_terminal(gathered: Path, handover: Command, name: str) -> None:
    (gathered / "lessons.csv").write_text(LESSONS_OF.format(name=name), encoding="utf-8")
    assert handover("gather", "lessons").status == DONE
    outputs = [
        handover("initiative", "list"),
        handover("initiative", "show", name),
        handover("source", "check", "lessons"),
        handover("initiative", "show", name.strip()[:20] + "x"),
        handover("close", name, "--on", "2024", "--reason", name[:200], "--to", "jo@example.org", "--later"),
        handover("transitions", "list"),
        handover("transitions", "show", "1"),
    ]
    for ended in outputs:
        assert ended.status in (0, 2)
        for character in (ended.out + ended.err).replace("\n", ""):
            assert character.isprintable() or character == "\u200d"
        assert max(map(len, ended.out.splitlines()), default=0) < 1_000
    # For programs nothing is changed.
    names = [one["name"] for one in handover("initiative", "list", "--json").data["initiatives"]]
    assert name.strip() in names


LESSONS_OF = 'Ref,Programme,Title,Event,Recorded,Remark\nL9,"{name}",Look twice,It fell,03/02/2024,\n'


@pytest.mark.parametrize("arguments", [["initiative"], []], ids=["a group", "nothing"])
def test_without_a_command_the_commands_are_shown(
    arguments: list[str], empty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "Commands:\n" in written.err
