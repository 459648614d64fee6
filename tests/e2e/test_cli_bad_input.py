"""What comes in wrong from the keyboard: one clear sentence, what to do, status 2, and nothing changed."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import CLOSURE, READ_BACK, SOURCES, Command, everything_in
from tests.servers import web

# In a workspace with a closure: what is typed, what is read, and what is offered or advised.
TYPED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "a command with a slip": (("gathr",), "“handover” has no command “gathr”.", "Did you mean “gather”?"),
    "a command of a group with a slip": (
        ("initiative", "shw", "x"),
        "“handover initiative” has no command “shw”.",
        "Did you mean “show”?",
    ),
    "an option with a slip": (
        ("gather", "--jsno"),
        "“handover gather” has no option “--jsno”.",
        "Did you mean “--json”",
    ),
    "an option before the command": (
        ("--workspace", "x", "gather"),
        "“handover” has no option “--workspace”.",
        "Put --workspace after the command",
    ),
    "an option without its value": (("close", "X", "--on"), "--on takes a value after it.", "See: handover"),
    "a flag with a value": (("gather", "--json=yes"), "--json takes no value.", "See: handover"),
    "an option that is missing": (
        ("close", "Harbour Bridge", "--reason", "x"),
        "“handover close” needs --on: the day from which it counts, like 2010-10-11.",
        "For example: handover close",
    ),
    "a name without its quotation marks": (
        ("close", "Harbour", "Bridge", "--on", "2024", "--reason", "x"),
        "this is too much: “Bridge”.",
        "in quotation marks",
    ),
    "a word where a number should be": (("dossier", "open", "one"), "NUMBER must be a whole number", "“one”"),
    "a number beyond all numbers": (("dossier", "open", "9" * 400), "NUMBER must be from 0 to 2,000,000,000.", "See:"),
    "a form that is none": (("dossier", "open", "1", "--form", "pfd"), "--form must be pdf, html or json", "“pfd”"),
    "an initiative that does not exist": (
        ("close", "Harbor Brigde", "--on", "2024-06-30", "--reason", "x"),
        "No initiative is called “Harbor Brigde”.",
        "Did you mean “Harbour Bridge”",
    ),
    "a transition in 9999": (
        ("move", "Ada Lim", "--on", "9999-12-31", "--reason", "x"),
        "31 December 9999 is further ahead than anybody plans.",
        "Correct --on.",
    ),
    "a split into one": (
        ("split", "Harbour Tunnel", "--into-new", "Half", "--on", "2024-06-30", "--reason", "x"),
        "A split has at least 2 successors; 1 is named.",
        "--although",
    ),
    "a merger into itself": (
        ("merge", "Harbour Tunnel", "--into", "Harbour Tunnel", "--on", "2024-06-30", "--reason", "x"),
        "A merger has at least one predecessor, and none is named.",
        "Correct it",
    ),
    "a transfer of nothing": (
        ("transfer", "Harbour Tunnel", "--into-new", "X", "--function", " ", "--on", "2024", "--reason", "x"),
        "Say which functions are transferred.",
        "For example",
    ),
    "an initiative that is like none": (
        ("initiative", "show", "Zzyzx 9"),
        "No initiative is called “Zzyzx 9”.",
        "handover initiative list",
    ),
    "a name of 2,000 characters": (("initiative", "add", "N" * 2_000), "That name has 2,000 characters", "at most 500"),
    "a name of nothing": (("initiative", "add", " "), "A name must not be empty.", ""),
    "a name that is taken": (("initiative", "add", "HARBOUR TUNNEL"), "There is an initiative called", "already"),
    "an alias that is another's name": (
        ("initiative", "alias", "Harbour Tunnel", "HT", "Harbour Bridge"),
        "“Harbour Bridge” is another initiative.",
        "handover initiative merge",
    ),
    "merged with itself": (
        ("initiative", "merge", "Harbour Bridge", "harbour bridge", "--as", "Jo Hill", "--because", "One bridge."),
        "there is nothing to merge",
        "",
    ),
    "a closing date in no calendar": (
        ("close", "Harbour Tunnel", "--on", "2023-02-29", "--reason", "x"),
        "“2023-02-29” is a date in no calendar.",
        "Write it like 2010-10-11.",
    ),
    "a closing date as people write it": (
        ("close", "Harbour Tunnel", "--on", "30/06/2024", "--reason", "x"),
        "“30/06/2024” is not a date written as YYYY, YYYY-MM or YYYY-MM-DD.",
        "Did you mean 2024-06-30?",
    ),
    "a closure without a reason": (
        ("close", "Harbour Tunnel", "--on", "2024", "--reason", " "),
        "Say why",
        "Add --reason",
    ),
    "a date with the day first": (
        ("close", "Harbour Tunnel", "--on", "31.12.2024", "--reason", "x"),
        "“31.12.2024” is not a date",
        "Did you mean 2024-12-31?",
    ),
    "a date with the month first": (
        ("close", "Harbour Tunnel", "--on", "12/31/2024", "--reason", "x"),
        "“12/31/2024” is not a date",
        "Write it like 2010-10-11.",
    ),
    "closed again on another day": (
        ("close", "Harbour Bridge", "--on", "2024-07-01", "--reason", "x"),
        "“Harbour Bridge” is closed already, on 2024-06-30 (transition 1)",
        "handover transitions withdraw 1",
    ),
    "a recipient who is no address": (
        (*CLOSURE, "--to", "ann"),
        "“ann” is not an e-mail address: it has no @.",
        "Write it like jo@example.org.",
    ),
    "somebody who follows themselves": (
        ("move", "Ada Lim", "--incoming", "ADA LIM", "--on", "2024", "--reason", "x"),
        "ADA LIM cannot take over from Ada Lim.",
        "Name somebody else",
    ),
    "a source that does not exist": (("gather", "lesons"), "There is no source called “lesons”.", "“lessons”"),
    "a source to check that does not exist": (("source", "check", "x"), "There is no source called “x”.", "handover"),
    "an unknown template": (
        ("template", "copy", "poeple.html"),
        "There is no template “poeple.html”. Did you mean “people.html”",
        "handover template list",
    ),
    "an unknown dossier": (("dossier", "open", "7"), "There is no dossier 7.", "handover dossier list"),
    "an unknown dossier compared": (
        ("dossier", "compare", "1", "7"),
        "There is no dossier 7.",
        "handover dossier list",
    ),
    "an unknown dossier compiled again": (
        ("dossier", "recompile", "7"),
        "There is no dossier 7.",
        "handover dossier list",
    ),
    "something else than a dossier compared": (
        ("dossier", "compare", "1", "sources.yaml"),
        "This is not a dossier in the format handover-dossier/1",
        "Use the dossier.json that was handed over, unchanged.",
    ),
    "a comparison written to where nothing can be": (
        ("dossier", "compare", "1", "1", "--html", "no/such/folder/page.html"),
        "The page cannot be written: No such file or directory.",
        "Name a file in a folder that is there",
    ),
    "an unknown dossier accepted": (
        ("dossier", "accept", "7", "--as", "jo@example.org", "--read-back", READ_BACK),
        "There is no dossier 7.",
        "handover dossier list",
    ),
    "a read-back that is too short": (
        ("dossier", "accept", "1", "--as", "jo@example.org", "--read-back", "Read it."),
        "The read-back “Read it.” says too little to show what was understood.",
        "Tell in a sentence or two",
    ),
    "a read-back by somebody else": (
        ("dossier", "accept", "1", "--as", "joe@example.org", "--read-back", READ_BACK),
        "joe@example.org is not a recipient of dossier 1",
        "Did you mean jo@example.org?",
    ),
    "an unknown transition": (("transitions", "show", "9"), "There is no transition 9.", "handover transitions list"),
    "an unknown transition run": (
        ("transitions", "run", "9"),
        "There is no transition 9.",
        "handover transitions list",
    ),
    "an unknown transition withdrawn": (
        ("transitions", "withdraw", "9", "--reason", "A mistake."),
        "There is no transition 9.",
        "handover transitions list",
    ),
    "an unknown transition amended": (
        ("transitions", "amend", "9", "--on", "2025", "--as", "Jo Hill", "--because", "x"),
        "There is no transition 9.",
        "handover transitions list",
    ),
    "an amendment of nothing": (
        ("transitions", "amend", "1", "--as", "Jo Hill", "--because", "x"),
        "Say what is to be said otherwise.",
        "For example: --on 2025-06-30",
    ),
    "an amendment by nobody": (
        ("transitions", "amend", "1", "--on", "2025", "--because", "x"),
        "“handover transitions amend” needs --as",
        "For example:",
    ),
    "an amendment to a day in 9999": (
        ("transitions", "amend", "1", "--on", "9999-12-31", "--as", "Jo Hill", "--because", "x"),
        "31 December 9999 is further ahead than anybody plans.",
        "Correct --on.",
    ),
    "another name of what was closed": (
        ("transitions", "amend", "1", "--new-name", "Bridge", "--as", "Jo Hill", "--because", "x"),
        "Transition 1 is no rename; it has no new name.",
        "Leave --new-name out.",
    ),
    "a recipient taken out who was none": (
        ("transitions", "amend", "1", "--not-to", "joe@example.org", "--as", "Jo Hill", "--because", "x"),
        "joe@example.org is not a recipient of transition 1.",
        "Did you mean jo@example.org?",
    ),
    "the last recipient taken out": (
        ("transitions", "amend", "1", "--not-to", "jo@example.org", "--as", "Jo Hill", "--because", "x"),
        "Nobody would be left to receive the dossier of transition 1.",
        "Say who receives it instead: --to",
    ),
    "a name that another carries": (
        ("rename", "Harbour Tunnel", "Harbour Bridge", "--on", "2024-06-01", "--reason", "x"),
        "“Harbour Bridge” is another initiative, #1 (programme), and it is called so then.",
        "If both are the same: handover initiative merge",
    ),
    "a closure into two": (
        (
            *("close", "Harbour Tunnel", "--into-new", "A", "--into-new", "B"),
            *("--on", "2024-06-01", "--reason", "x"),
        ),
        "A replacement has exactly one successor; 2 are named.",
        "--although",
    ),
    "a merger of what was closed": (
        (
            "merge",
            "Harbour Bridge",
            "--into",
            "Harbour Tunnel",
            "--on",
            "2024-06-30",
            "--reason",
            "x",
            "--although",
            "y",
        ),
        "“Harbour Bridge” is closed already, on 2024-06-30 (transition 1); it cannot be merged on 2024-06-30 too.",
        "handover transitions withdraw 1",
    ),
    "a withdrawal without a reason": (("transitions", "withdraw", "1"), "needs --reason", "For example:"),
    "a snapshot of nothing": (
        ("snapshot", "Harbor Tunel"),
        "No initiative is called “Harbor Tunel”.",
        "Harbour Tunnel",
    ),
    "a registration file that is not there": (
        ("source", "apply", "nowhere.yaml"),
        "There is no file nowhere.yaml.",
        "without a name, it is the workspace's sources.yaml",
    ),
    "a folder that is a file": (("init", "lessons.csv"), "The workspace could not be made", "Choose a folder"),
}


@pytest.mark.parametrize(("arguments", "sentence", "advice"), TYPED.values(), ids=TYPED)
def test_what_is_typed_wrong(
    closed: Path, handover: Command, arguments: tuple[str, ...], sentence: str, advice: str
) -> None:
    before = everything_in(closed)
    ended = handover(*arguments)
    assert ended.status == 2
    assert sentence in ended.err
    assert advice in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""
    assert everything_in(closed) == before


# A registration file, and each of its mistakes by line and key.
REGISTRATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "a key with a slip": (
        SOURCES.replace("title: Lessons log", "titel: Lessons log"),
        ("line 3, sources.lessons.titel: ", "Did you mean “title”?", "line 2, sources.lessons.title: is missing."),
    ),
    "a field with a slip": (
        SOURCES.replace("what_happened: Event", "what_hapened: Event"),
        ("line 10, sources.lessons.map.what_hapened: a lesson has no field “what_hapened”. Did you mean",),
    ),
    "a kind of record that is none": (
        SOURCES.replace("records: contact", "records: person"),
        ("line 15, sources.contacts.records: “person” is not one of",),
    ),
    "a tab": (SOURCES.replace("    title: Contacts", "\ttitle: Contacts"), ("line 13: there is a tab here",)),
    "a date format without a year": (
        SOURCES.replace("%d/%m/%Y", "dd/mm/yyyy"),
        ("line 11, sources.lessons.map.recorded_on.date: ", "Did you mean “%d/%m/%Y”?"),
    ),
    "a secret itself": (
        SOURCES.replace("location: lessons.csv", "location: https://example.org/l.csv\n    sign_in: { token: hush }"),
        ("line 5, sources.lessons.sign_in.token: must say where the secret is found, never what it is",),
    ),
    "a secret in the address": (
        SOURCES.replace("lessons.csv", "https://example.org/lessons.csv?token=abc"),
        ("line 4, sources.lessons.location: has a secret in the address",),
    ),
}


@pytest.mark.parametrize(("text", "read"), REGISTRATIONS.values(), ids=REGISTRATIONS)
def test_a_registration_that_is_wrong(gathered: Path, handover: Command, text: str, read: tuple[str, ...]) -> None:
    (gathered / "sources.yaml").write_text(text)
    before = everything_in(gathered)
    ended = handover("source", "apply")
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("sources.yaml cannot be used:\n")
    for words in read:
        assert words in ended.err
    assert everything_in(gathered) == before


# A line of handover.toml, the sentence, and what is advised.
SETTINGS: dict[str, tuple[str, str]] = {
    "a setting with a slip": ('ofice = "Ours"', "There is no setting “ofice”. Did you mean “office”?"),
    "a setting of a part with a slip": (
        '[mail]\nhots = "smtp.example.org"',
        "There is no setting “mail.hots”. Did you mean “mail.host”",
    ),
    "a text where a number should be": ('[mail]\nport = "x"', "The setting “mail.port” must be a whole number."),
    "a port that is none": ("[mail]\nport = 70000", "The setting “mail.port” must be 65535 or less."),
    "a word that is none": (
        '[delivery]\ndossier_as = "lnik"',
        "The setting “delivery.dossier_as” must be 'attachment' or 'link'.",
    ),
    "a time zone that is none": ('time_zone = "Europe/Lodon"', "The setting “time_zone” must be a time zone"),
    "a sender without an address": (
        '[mail]\nsender = "office"',
        "The setting “mail.sender” must be an e-mail address.",
    ),
    "a policy for nobody that there is": (
        '[policy.due.closure]\nto = ["sucessors"]',
        "The setting “policy.due.closure.to” must name “contacts” or “successors”, or e-mail addresses; “sucessors” is",
    ),
    "dossiers that are none": (
        '[policy.due.merger]\ndossiers = "all"',
        "The setting “policy.due.merger.dossiers” must be 'giving', 'receiving', 'both' or 'none'.",
    ),
    "an address in the policy that is none": (
        '[policy.due.closure]\nto = ["the office@example.org"]',
        "“the office@example.org” is not an e-mail address: there is a space in it.",
    ),
    "a text without quotation marks": ("office = Ours", "handover.toml cannot be read: "),
    "a database that is none": ('database = "mysql://x/y"', "The database setting is not an address"),
    "a database that is not there": ('database = "sqlite:///no/such.db"', "The database such.db is not there."),
    "a database that cannot be reached": (
        'database = "postgresql://127.0.0.1:1/x"',
        "The database cannot be reached.",
    ),
}


@pytest.mark.parametrize(("lines", "sentence"), SETTINGS.values(), ids=SETTINGS)
def test_settings_that_are_wrong(gathered: Path, handover: Command, lines: str, sentence: str) -> None:
    (gathered / "handover.toml").write_text(f"{lines}\n")
    before = everything_in(gathered)
    ended = handover(*CLOSURE)
    assert (ended.status, ended.out) == (2, "")
    assert sentence in ended.err
    assert everything_in(gathered) == before


def test_a_policy_with_a_slip_is_found_before_anything_is_recorded(gathered: Path, handover: Command) -> None:
    (gathered / "handover.toml").write_text('[policy]\nforbidden_gaps = ["no-lesons"]\n')
    before = everything_in(gathered)
    ended = handover(*CLOSURE)
    assert ended.status == 2
    assert "names “no-lesons”, and there is no such gap. Did you mean “no-lessons”" in ended.err
    assert everything_in(gathered) == before


def test_a_variable_that_is_wrong(gathered: Path, handover: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOVER_POLICY__FORBIDDEN_GAPS", "no-lessons")
    ended = handover("initiative", "list")
    assert ended.status == 2
    assert "A variable that begins with HANDOVER_POLICY cannot be understood." in ended.err


def _newer(database: sqlite3.Connection) -> None:
    database.execute("UPDATE alembic_version SET version_num = '9999'")


def _emptied(database: sqlite3.Connection) -> None:
    Path(database.execute("PRAGMA database_list").fetchone()[2]).write_bytes(b"This was a database once." * 200)


STORES: dict[str, tuple[Callable[[sqlite3.Connection], None], str]] = {
    "from a newer version": (_newer, "This database was written by a later version of Handover than this one."),
    "damaged": (_emptied, "The database file is damaged or is no database."),
}


@pytest.mark.parametrize(("spoil", "sentence"), STORES.values(), ids=STORES)
def test_a_store_that_cannot_be_used(
    gathered: Path, handover: Command, spoil: Callable[[sqlite3.Connection], None], sentence: str
) -> None:
    database = sqlite3.connect(gathered / "handover.db")
    with database:
        spoil(database)
    database.close()
    before = (gathered / "handover.db").read_bytes()
    for arguments in (("initiative", "list"), ("gather",), ("init", ".")):
        ended = handover(*arguments)
        assert ended.status == 2
        assert sentence in ended.err
        assert "Traceback" not in ended.err
    assert (gathered / "handover.db").read_bytes() == before
    assert sentence in " ".join(handover("doctor", "--json").data["checks"][-2]["remark"].split())


# What a web server answers, and the sentence about it.
ANSWERS: dict[str, tuple[web.Answer, str]] = {
    "not found": (web.status(404), "127.0.0.1 has nothing at that address (404)."),
    "in trouble": (web.status(500), "127.0.0.1 is in trouble (500)."),
    "a web page": (web.content(b"<!DOCTYPE html><p>Sign in"), "answered with a web page instead of data"),
    "an empty file": (web.content(b""), "is empty."),
    "another table": (
        web.content(b"A,B\n1,2\n"),
        "There is no column “Programme”, “Title”, “Event”, “Recorded” or “Ref”.",
    ),
}


@pytest.mark.parametrize(("answer", "sentence"), ANSWERS.values(), ids=ANSWERS)
def test_a_source_on_the_web(gathered: Path, handover: Command, answer: web.Answer, sentence: str) -> None:
    with web.running({"/lessons.csv": answer}) as server:
        text = SOURCES.replace("location: lessons.csv", f"location: {server.url('/lessons.csv')}")
        (gathered / "sources.yaml").write_text(text)
        (gathered / "handover.toml").write_text('[limits]\nallow_hosts = ["127.0.0.1"]\n')
        assert handover("source", "apply").status == 0
        gathered_now = handover("gather", "lessons")
        checked = handover("source", "check", "lessons")
    assert sentence in gathered_now.out
    assert gathered_now.status == 1
    assert "lessons: nothing was taken." in gathered_now.out
    assert (checked.status, checked.out) == (2, "")
    assert sentence in checked.err
    assert "Known: 1 lesson and 2 contacts." in handover("initiative", "show", "Harbour Bridge").out


def test_a_private_address_is_not_asked(gathered: Path, handover: Command) -> None:
    with web.running({"/lessons.csv": web.content(b"Ref\n")}) as server:
        (gathered / "sources.yaml").write_text(
            SOURCES.replace("location: lessons.csv", f"location: {server.url('/lessons.csv')}")
        )
        assert handover("source", "apply").status == 0
        ended = handover("gather", "lessons")
        assert server.asked == []
    assert ended.status == 1
    assert "lessons: nothing was taken." in ended.out
