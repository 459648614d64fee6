"""Every command for programs: one JSON document on standard output, whatever happens, and nothing else."""

import json
from pathlib import Path
from typing import Any

import click
import pytest

from handover.cli import COMMANDS
from handover.cli import handover as program
from tests.e2e.conftest import CLOSURE, CONTACTS, READ_BACK, Command

# The gathering that is held in a workspace with a closure, once its contacts are gone.
HELD = "5"

# What a succession is for programs, and how one is recorded first where there has to be one.
SUCCESSION = {
    "id",
    "sentence",
    "kind",
    "predecessors",
    "successors",
    "announced_on",
    "completed_on",
    "evidence",
    "said_by",
    "broken_rules",
    "although",
    "amends",
    "withdrawn_by",
    "withdrawn_because",
    "contradicts",
}
BY = ("--as", "Jo Hill")
DECIDED = (*BY, "--because", "It is known here.")
LISTED = ("moves.csv", "--label", "May 2010", "--reason", "The election.", "--on", "2024-07-01")
RAN = {"batch", "new", "again", "elsewhere", "nobody", "perhaps", "unused"}
BATCH = {
    "id",
    "label",
    "reason",
    "file",
    "content_sha256",
    "rows",
    "requested_by",
    "requested_at",
    "withdrawn_at",
    "withdrawn_because",
}
MERGED = ("person", "merge", "Ada Lim", "Max Orr", *DECIDED)
ENDED = ("succession", "record", "end", "--from", "Harbour Tunnel", "--on", "2024", *BY)

PROPOSAL = {
    "id",
    "kind",
    "initiative",
    "initiative_id",
    "successors",
    "details",
    "effective_on",
    "confidence",
    "cause",
    "source",
    "state",
    "decided_at",
    "decided_by",
    "decided_because",
    "transition_id",
    "merge_id",
}

# In a workspace with a closure: what is typed, the keys of the document, and how it ends.
DOCUMENTS: dict[str, tuple[tuple[str, ...], set[str], int]] = {
    "init": (("init", "."), {"folder", "written"}, 0),
    "source draft": (
        ("source", "draft", "lessons.csv"),
        {
            "source",
            "file",
            "rows",
            "whole_file",
            "record_kind",
            "confidence",
            "facts",
            "key",
            "columns",
            "fields",
            "registration",
            "yaml",
            "into",
        },
        0,
    ),
    "source apply": (("source", "apply"), {"added", "changed", "unchanged", "retired"}, 0),
    "source list": (("source", "list"), {"sources"}, 0),
    "source check": (
        ("source", "check", "lessons"),
        {
            "source",
            "files",
            "older",
            "makings",
            "columns",
            "unused_columns",
            "absent_columns",
            "seen",
            "records",
            "rejected",
            "ignored",
            "reasons",
            "samples",
            "rejections",
            "changes",
            "doubts",
            "notes",
        },
        1,
    ),
    "source retire": (
        ("source", "retire", "contacts", "--as", "Jo Hill", "--because", "The new register has them all."),
        {"source", "retirement", "already", "standing", "vanished", "let_go_as", "same_content"},
        0,
    ),
    "gather": (("gather",), {"gatherings"}, 1),
    "held list": (("held", "list"), {"held"}, 0),
    "held show": (("held", "show", HELD), {"held"}, 0),
    "held release": (
        ("held", "release", HELD, "--as", "Jo Hill", "--because", "Nobody is left."),
        {"held", "already", "taken_as", "counts"},
        0,
    ),
    "held discard": (
        ("held", "discard", HELD, "--as", "Jo Hill", "--because", "It was cut off."),
        {"held", "already", "taken_as", "counts"},
        0,
    ),
    "rejected list": (("rejected", "list"), {"rejected", "total", "reasons", "ignored"}, 0),
    "rejected show": (
        ("rejected", "show", "1"),
        {
            "number",
            "source",
            "file",
            "place",
            "row",
            "read_at",
            "making",
            "record_kind",
            "reasons",
            "unread",
            "standing",
            "cells",
            "settled_at",
            "stands",
            "decisions",
        },
        0,
    ),
    "rejected fix": (
        ("rejected", "fix", "1", "--set", "Recorded=28/02/2024", "--as", "Jo Hill", "--because", "A slip."),
        {"number", "source", "file", "row", "values", "records"},
        0,
    ),
    "rejected retry": (("rejected", "retry"), {"retried"}, 1),
    "rejected ignore": (
        ("rejected", "ignore", "1", "--as", "Jo Hill", "--because", "It is no lesson."),
        {"ignored"},
        0,
    ),
    "rejected undo": (
        ("rejected", "undo", "1"),
        {"number", "source", "decision", "by", "at", "rejected"},
        0,
    ),
    "initiative list": (("initiative", "list"), {"initiatives", "held"}, 0),
    "initiative show": (
        ("initiative", "show", "Harbour Bridge"),
        {
            *("id", "name", "kind", "began_on", "closed_on", "names", "namings", "owner_bodies", "records"),
            *("identifiers", "moved_names", "transitions", "held"),
        },
        0,
    ),
    "initiative add": (("initiative", "add", "New"), {"id", "name", "kind"}, 0),
    "initiative alias": (("initiative", "alias", "Harbour Bridge", "HB"), {"id", "name", "added"}, 0),
    "initiative unalias": (
        ("initiative", "unalias", "Harbour Bridge", "HB", *DECIDED),
        {"id", "name", "taken_back"},
        0,
    ),
    "initiative merge": (("initiative", "merge", "Harbour Tunnel", "Harbour Bridge", *DECIDED), {"merged", "into"}, 0),
    "close": (CLOSURE, {"transitions"}, 0),
    "rename": (
        ("rename", "Harbour Bridge", "Sea Bridge", "--on", "2025", "--reason", "A vote.", "--later"),
        {"transitions"},
        0,
    ),
    "move": (
        ("move", "Ada Lim", "--on", "2025", "--reason", "A new post.", "--later"),
        {"transitions", "nobody", "perhaps", "untied"},
        0,
    ),
    "merge": (
        (
            *("merge", "Harbour Tunnel", "--into-new", "Ways", "--on", "2024-07-01"),
            *("--reason", "x", "--although", "The others are secret.", "--later"),
        ),
        {"transitions"},
        0,
    ),
    "split": (
        (
            "split",
            "Harbour Bridge",
            "--goes-on",
            "--into-new",
            "Ways",
            "--on",
            "2024-07-01",
            "--reason",
            "x",
            "--later",
        ),
        {"transitions"},
        0,
    ),
    "transfer": (
        (
            *("transfer", "Harbour Bridge", "--function", "Tolls", "--into", "Harbour Tunnel"),
            *("--on", "2024-07-01", "--reason", "x", "--later"),
        ),
        {"transitions"},
        0,
    ),
    "start": (("start", "Ways", "--on", "2025", "--reason", "x", "--later"), {"transitions"}, 0),
    "batch check": (("batch", "check", *LISTED), RAN, 0),
    "batch run": (("batch", "run", *LISTED), RAN, 0),
    "batch list": (("batch", "list"), {"batches"}, 0),
    "batch show": (
        ("batch", "show", "1"),
        {*BATCH, "states", "transitions", "overdue", "blocked", "nobody"},
        0,
    ),
    "batch withdraw": (
        ("batch", "withdraw", "1", "--reason", "Another year."),
        {*BATCH, "withdrawn", "accepted", "sent_to"},
        0,
    ),
    "transitions policy": (("transitions", "policy"), {"policy"}, 0),
    "transitions list": (("transitions", "list"), {"transitions", "held"}, 0),
    "transitions show": (
        ("transitions", "show", "1"),
        {
            "id",
            "kind",
            "initiative",
            "evidence",
            "succession",
            "batch",
            "due_on",
            "overdue",
            "effective_on",
            "reason",
            "state",
            "blocked_because",
            "requested_by",
            "details",
            "requested_at",
            "dossier",
            "steps",
            "recipients",
            "messages",
            "accepted",
            "by_policy",
            "changes",
            "waivers",
            "held",
        },
        0,
    ),
    "transitions amend": (
        ("transitions", "amend", "1", "--on", "2024-07-01", *DECIDED),
        {"transitions", "amended"},
        0,
    ),
    "transitions run": (("transitions", "run"), {"transitions"}, 0),
    "transitions withdraw": (
        ("transitions", "withdraw", "1", "--reason", "The wrong day."),
        {
            "id",
            "kind",
            "initiative",
            "evidence",
            "succession",
            "batch",
            "effective_on",
            "reason",
            "state",
            "blocked_because",
            "requested_by",
            "details",
            "requested_at",
            "sent_to",
        },
        0,
    ),
    "dossier list": (("dossier", "list"), {"dossiers", "held"}, 0),
    "dossier open": (("dossier", "open", "1", "--form", "json"), {"id", "form", "path"}, 0),
    "dossier show": (
        ("dossier", "show", "1"),
        {"id", "reference", "version", "title", "marking", "section", "sections", "lines"},
        0,
    ),
    "dossier export": (
        ("dossier", "export", "1", "--all", "--to", "exported"),
        {"id", "files", "left_out"},
        0,
    ),
    "dossier compare": (
        ("dossier", "compare", "1", "1"),
        {"before", "after", "groups", "note", "summary", "count", "html"},
        0,
    ),
    "dossier overview": (("dossier", "overview", "--all", "--to", "exported"), {"overview", "files"}, 0),
    "dossier recompile": (("dossier", "recompile", "1"), {"dossier", "made", "changes"}, 0),
    "dossier accept": (
        ("dossier", "accept", "1", "--as", "jo@example.org", "--read-back", READ_BACK),
        {"dossier", "address", "at", "already", "outstanding"},
        0,
    ),
    "template list": (("template", "list"), {"templates"}, 0),
    "template copy": (("template", "copy", "office.css"), {"name", "path"}, 0),
    "template check": (("template", "check"), {"own", "findings"}, 0),
    "dossier bag": (
        ("dossier", "bag", "1", "--to", "bags"),
        {
            "dossier",
            "name",
            "place",
            "files",
            "size",
            "records",
            "rejected",
            "not_found",
            "fingerprint",
            "already",
        },
        0,
    ),
    "verify": (("verify",), {"dossiers", "files", "size", "findings"}, 0),
    "dossier gaps": (("dossier", "gaps", "1"), {"reference", "version", "sealed", "completeness", "gaps"}, 0),
    "dossier waive": (("dossier", "waive", "1", "no-status", *DECIDED), {"transition", "state", "waiver"}, 0),
    "family": (
        ("family", "Harbour Bridge"),
        {"of", "on", "initiatives", "names", "successions", "contradictory"},
        0,
    ),
    "search": (
        ("search", "crane"),
        {"words", "initiative", "family", "on", "hits", "more", "unknown_words", "offer", "of_family"},
        0,
    ),
    "precedents": (("precedents", "Harbour Bridge"), {"of", "inherited", "precedents"}, 0),
    "matches list": (("matches", "list"), {"matches"}, 0),
    "matches show": (("matches", "show", "1"), {"match"}, 0),
    "matches accept": (("matches", "accept", "1", *DECIDED), {"match"}, 0),
    "matches reject": (("matches", "reject", "1", *DECIDED), {"match"}, 0),
    "matches undo": (("matches", "undo", "1", *DECIDED), {"match"}, 0),
    "person list": (("person", "list"), {"people"}, 0),
    "person show": (("person", "show", "Ada Lim"), {"id", "name", "names", "posts", "touches", "decisions"}, 0),
    "person posts": (("person", "posts", "Ada Lim"), {"id", "name", "posts"}, 0),
    "person questions": (("person", "questions"), {"questions"}, 0),
    "person merge": (MERGED, {"merged", "into"}, 0),
    "person split": (("person", "split", "1", *DECIDED), {"stays", "other"}, 0),
    "person apart": (("person", "apart", "Ada Lim", "Max Orr", *DECIDED), {"one", "other"}, 0),
    "initiative split": (
        ("initiative", "split", "Harbour Tunnel", *DECIDED),
        {"split", "from", "names"},
        0,
    ),
    "succession record": (ENDED, SUCCESSION, 0),
    "succession show": (("succession", "show", "1"), SUCCESSION, 0),
    "succession withdraw": (("succession", "withdraw", "1", "--because", "No.", *BY), SUCCESSION, 0),
    "succession amend": (("succession", "amend", "1", "--on", "2025", "--because", "Late.", *BY), SUCCESSION, 0),
    "succession import": (("succession", "import", "links.csv", *BY), {"recorded", "already", "added", "refused"}, 0),
    "succession export": (("succession", "export", "all.jsonld"), {"file", "successions"}, 0),
    "watch": (("watch",), {"looked_at", "new", "confirmed", "overtaken", "failed"}, 0),
    "proposals list": (("proposals", "list"), {"proposals"}, 0),
    "proposals show": (("proposals", "show", "1"), PROPOSAL | {"evidence"}, 0),
    "proposals confirm": (("proposals", "confirm", "1", *DECIDED), {"proposals", "failed"}, 0),
    "proposals dismiss": (("proposals", "dismiss", "1", *DECIDED), {"proposals", "failed"}, 0),
    "proposals undo": (("proposals", "undo", "1", *DECIDED), {"proposals", "failed"}, 0),
    "snapshot": (("snapshot",), {"id", "initiative", "taken_at", "counts", "held"}, 0),
    "doctor": (("doctor",), {"checks"}, 0),
}
# They start programs of their own, and are tested with them.
TESTED_ELSEWHERE = {"serve", "demo"}


def every_command() -> list[str]:
    """The commands as they are typed: ``source apply``, ``gather`` …"""
    context = click.Context(program, info_name="handover", help_option_names=["-h", "--help"])
    found = []
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        found += [f"{name} {one}" for one in command.commands] if isinstance(command, click.Group) else [name]
    return found


def test_every_command_is_in_the_table() -> None:
    assert set(DOCUMENTS) == set(every_command()) - TESTED_ELSEWHERE


@pytest.mark.parametrize("name", every_command())
def test_every_command_takes_json_and_a_workspace_and_explains_itself_with_an_example(
    name: str, handover: Command
) -> None:
    ended = handover(*name.split(), "--help")
    assert ended.status == 0
    for words in ("--json", "--workspace", "For example:", f"  handover {name}"):
        assert words in ended.out


# What is done first, for those that need something to be there.
PREPARED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("rejected", "undo"): ("rejected", "ignore", "1", "--as", "Jo Hill", "--because", "It is no lesson."),
    ("matches", "undo"): ("matches", "reject", "1", *DECIDED),
    ("initiative", "unalias"): ("initiative", "alias", "Harbour Bridge", "HB"),
    ("initiative", "split"): ("initiative", "merge", "Harbour Tunnel", "Harbour Bridge", *DECIDED),
    ("proposals", "undo"): ("proposals", "dismiss", "1", *DECIDED),
    ("person", "split"): MERGED,
    ("succession", "show"): ENDED,
    ("succession", "withdraw"): ENDED,
    ("succession", "amend"): ENDED,
    ("batch", "show"): ("batch", "run", *LISTED),
    ("batch", "withdraw"): ("batch", "run", *LISTED),
}


def write_what_it_reads(group: str, handover: Command) -> None:
    """The files that the commands of a group read, gathered where that is needed."""
    if group == "held":
        Path("contacts.csv").write_text("Post,Programme,Name,Mail\n")
        assert handover("gather", "contacts", "--json").data["gatherings"][0]["held"] == [int(HELD)]
    if group == "person":
        with Path("contacts.csv").open("a") as file:
            file.write("Engineer,Harbour Bridge,Max Orr,max.orr@example.org\n")
        assert handover("gather", "contacts").status == 0
    if group == "proposals":
        Path("contacts.csv").write_text(CONTACTS.replace("Ada Lim", "Sam Rees"))
        assert handover("gather", "contacts").status == 0
        assert handover("watch").status == 0
    if group == "succession":
        Path("links.csv").write_text("predecessor,successor,kind,date\nHarbour Tunnel,,end,2024\n")
    if group == "batch":
        Path("moves.csv").write_text("person,initiative\nAda Lim,Harbour Bridge\n")


@pytest.mark.parametrize(("arguments", "keys", "status"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_one_document_and_nothing_else(
    closed: Path, handover: Command, arguments: tuple[str, ...], keys: set[str], status: int
) -> None:
    write_what_it_reads(arguments[0], handover)
    if first := PREPARED.get(arguments[:2]):
        assert handover(*first).status == 0
    ended = handover(*arguments, "--json")
    assert (set(ended.data), ended.err, ended.status) == (keys, "", status)


# For every command, something that is wrong with it.
REFUSED: dict[str, tuple[tuple[str, ...], str]] = {
    **{
        f"{name} in no workspace": (arguments, "workspace")
        for name, (arguments, _, _) in DOCUMENTS.items()
        if name not in ("init", "doctor", "source draft")
    },
    "doctor in no workspace that was named": (("doctor", "--workspace", "nowhere"), "workspace"),
    "source draft of a file that is not there": (("source", "draft", "nothing.csv"), "bad-request"),
    "init without a folder": (("init",), "bad-request"),
    "a command that is none": (("gathre",), "usage"),
    "an option that is none": (("gather", "--now"), "usage"),
    "an argument that is missing": (("close",), "usage"),
    "a word too many": (("snapshot", "Harbour", "Bridge"), "usage"),
    "a number that is none": (("dossier", "open", "one"), "usage"),
    "a group without a command": (("dossier",), "usage"),
    "a word that is not UTF-8": (("initiative", "show", "\udcff"), "usage"),
}


@pytest.mark.parametrize(("arguments", "code"), REFUSED.values(), ids=REFUSED)
def test_one_document_also_where_it_is_refused(
    empty: Path, handover: Command, arguments: tuple[str, ...], code: str
) -> None:
    ended = handover(*arguments, "--json")
    assert ended.status == 2
    error = ended.data["error"]
    assert set(error) == {"code", "sentence", "where", "what_to_do"}
    assert (error["code"], bool(error["sentence"]), bool(error["what_to_do"])) == (code, True, True)
    # A person who looks at the same screen reads it too.
    assert error["sentence"].rstrip(".?") in ended.err or code == "usage"


def test_json_after_two_dashes_is_a_name(gathered: Path, handover: Command) -> None:
    ended = handover("initiative", "show", "--", "--json")
    assert (ended.status, ended.out) == (2, "")
    assert "No initiative is called “--json”." in ended.err


def test_mistakes_in_a_registration_are_listed(gathered: Path, handover: Command) -> None:
    (gathered / "sources.yaml").write_text("sources:\n  a:\n    titel: A\n    location: a.csv\n    records: lesson\n")
    error = handover("source", "apply", "--json").data["error"]
    assert set(error) == {"code", "sentence", "where", "what_to_do", "mistakes"}
    assert [(one["line"], one["key"]) for one in error["mistakes"]] == [
        (2, "sources.a.title"),
        (2, "sources.a.map"),
        (3, "sources.a.titel"),
    ]


def test_what_is_in_the_cells_never_breaks_the_document(gathered: Path, handover: Command) -> None:
    cells: dict[str, Any] = {"id": 1, "p": "A", "t": "\ud800", "n": 10**30, "x": [1.5, None, {"é": True}]}
    (gathered / "a.json").write_text(json.dumps([cells, {**cells, "id": 2, "t": "fine"}]))
    (gathered / "sources.yaml").write_text(
        "sources:\n  a:\n    title: A\n    location: a.json\n    records: lesson\n    key: id\n"
        "    map: { initiative: p, title: t }\n"
    )
    assert handover("source", "apply").status == 0
    data = handover("source", "check", "a", "--json").data
    assert (data["seen"], data["records"], data["rejected"]) == (2, 1, 1)
    assert str(data["samples"][0]["cells"]["n"]) == str(10**30)
    assert [reason["code"] for reason in data["rejections"][0]["reasons"]] == ["half-character"]
