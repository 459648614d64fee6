"""A kind of source from another package: the one of docs/plug-ins.md, built and installed, and ones that go wrong."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from handover.errors import RegistrationError
from handover.jobs.gathering.fetching import fetched
from handover.sources.kinds import Kind, kinds
from handover.sources.reading import read
from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import parse_registrations
from handover.sources.rows import Fetched
from handover.store.database import Store
from tests.offices import an_office, register

PAGE = (Path(__file__).parents[3] / "docs" / "plug-ins.md").read_text(encoding="utf-8")
PROGRAM = "import sys; from handover.cli import run; sys.exit(run(sys.argv[1:]))"
# The files of the example, each under its name.
FILES = dict(re.findall(r"^`([\w.]+)`:\n\n```\w+\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
LEDGER = (
    "L1    Harbour Bridge      Ask the port first\n"
    "L2    Harbour Bridge      Count the lorries                       for a week\n"
    "L3    Harbour Tunnel      Ask the fishermen\n"
)
NOT_THERE = "There is no kind of source called “fixed-width” on this machine."
NOT_FETCHED = "ledger could not be fetched, by a fault in Handover or in a plug-in."
TABLE = """\
  table:
    title: Lessons log
    location: lessons.csv
    records: lesson
    key: Ref
    map: { initiative: Programme, title: Title }
"""


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Workspace:
    """A workspace, and commands in it: each a process of its own, which finds the packages in ``installed``."""

    folder: Path

    def handover(self, *arguments: str, installed: Path | None = None, **settings: str) -> Ended:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | settings
        if installed is not None:
            environment["PYTHONPATH"] = str(installed)
        done = subprocess.run(
            [sys.executable, "-P", "-c", PROGRAM, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def gathered(self, *, installed: Path | None = None, **settings: str) -> dict[str, Any]:
        done = self.handover("gather", "--json", installed=installed, **settings)
        return {one["source"]: one for one in json.loads(done.out)["gatherings"]}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path / "office")
    made.folder.mkdir()
    assert made.handover("init", ".").status == 0
    (made.folder / "ledger.prn").write_text(LEDGER)
    (made.folder / "lessons.csv").write_text("Ref,Programme,Title\n1,Harbour Bridge,Pay early\n")
    (made.folder / "sources.yaml").write_text(FILES["sources.yaml"] + TABLE)
    return made


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of the page, installed as a package of its own into a folder of its own."""
    source = tmp_path_factory.mktemp("source")
    folder = tmp_path_factory.mktemp("installed")
    for name in ("handover_fixed_width.py", "pyproject.toml"):
        (source / name).write_text(FILES[name])
    alone = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "--no-cache-dir")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", *alone, "--target", str(folder), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def test_the_example_is_as_short_as_it_says(installed: Path) -> None:
    assert len(FILES["handover_fixed_width.py"].splitlines()) <= 30
    assert (installed / "handover_fixed_width.py").read_text() == FILES["handover_fixed_width.py"]


def test_every_part_of_a_kind_is_explained() -> None:
    for field in fields(Kind):
        assert f"\n| `{field.name}` |" in PAGE


def test_the_example_from_registration_to_records(workspace: Workspace, installed: Path) -> None:
    applied = workspace.handover("source", "apply", installed=installed)
    assert applied.status == 0, applied.err
    checked = workspace.handover("source", "check", "ledger", installed=installed)
    assert checked.status == 1
    assert "Row 2: Behind the columns is “for a week”." in checked.out
    assert "3 rows seen: 2 records, 1 row rejected." in checked.out
    ledger = workspace.gathered(installed=installed)["ledger"]
    assert (ledger["seen"], ledger["new"], ledger["rejected"], ledger["error"]) == (3, 2, 1, None)
    assert "Known: 1 lesson." in workspace.handover("initiative", "show", "Harbour Tunnel").out
    again = workspace.gathered(installed=installed)["ledger"]
    assert (again["unchanged"], again["rejected"]) == (2, 1)


def test_without_the_package_the_source_says_so_and_the_others_are_gathered(
    workspace: Workspace, installed: Path
) -> None:
    assert workspace.handover("source", "apply", installed=installed).status == 0
    assert workspace.gathered(installed=installed)["ledger"]["error"] is None
    gathered = workspace.gathered()
    assert gathered["ledger"]["error"]["sentence"].startswith(NOT_THERE)
    assert gathered["table"]["error"] is None
    assert gathered["table"]["seen"] == 1
    checked = workspace.handover("source", "check", "ledger")
    assert checked.status == 2
    assert "Install the package that adds it" in checked.err
    # What was gathered before stands.
    assert "Known: 1 lesson." in workspace.handover("initiative", "show", "Harbour Tunnel").out
    applied = workspace.handover("source", "apply")
    assert applied.status == 2
    assert "line 2, sources.ledger.kind: is missing, and the ending of the location does not tell it." in applied.err


def test_a_mistake_that_only_the_kind_knows_has_its_line(workspace: Workspace, installed: Path) -> None:
    registrations = workspace.folder / "sources.yaml"
    registrations.write_text(registrations.read_text().replace("Title: 40", "Title: wide"))
    applied = workspace.handover("source", "apply", installed=installed)
    assert applied.status == 2
    assert "line 6, sources.ledger.options.columns: must say how many characters each column has" in applied.err


GOOD = """\
from handover.sources.kinds import Kind
from handover.sources.rows import RawRow, Reading
KIND = Kind({name!r}, "a test", {module!r}, endings=())


def read(fetched, registration, *, largest):
    return Reading(iter([RawRow(1, ["1", "Bridge", "Ask"])]), columns=("Ref", "Programme", "Title"))
"""
READING = "Reading(iter({rows}), columns=('Ref', 'Programme', 'Title'))"


def reads(body: str) -> str:
    """A module whose kind reads so."""
    return GOOD.partition("    return")[0] + f"    {body}\n"


# Each is a kind, what its module becomes after it was registered, and what is said of its source then.
WRONG = {
    "not-importable": (
        "import a_package_that_is_not_there\n" + GOOD,
        "The package that adds the kind of source “not-importable” is there, but it cannot be loaded.",
    ),
    "ends-at-once": (
        "raise SystemExit(0)\n",
        "The package that adds the kind of source “ends-at-once” is there, but it cannot be loaded.",
    ),
    "no-kind": ("KIND = 'no-kind'\n", "The package that adds the kind of source “no-kind” is there, but it cannot be"),
    "other-name": (
        GOOD.replace("{name!r}", "'another'"),
        "The package that adds the kind of source “other-name” is there, but it cannot be loaded.",
    ),
    "no-function": (
        GOOD.replace("def read", "def reads"),
        "ledger.prn could not be read: the package for the kind “no-function” fell over a AttributeError.",
    ),
    "falls": (
        reads("return 1 / 0"),
        "ledger.prn could not be read: the package for the kind “falls” fell over a ZeroDivisionError.",
    ),
    "falls-later": (
        reads(f"return {READING.format(rows='(1 / 0 for _ in [1])')}"),
        "ledger.prn could not be read: the package for the kind “falls-later” fell over a ZeroDivisionError.",
    ),
    "leaves": (reads("raise SystemExit(0)"), "the package for the kind “leaves” fell over a SystemExit."),
    "refuses": (
        reads("from handover.errors import SourceUnreadable; raise SourceUnreadable('It is in Latin.')"),
        "It is in Latin.",
    ),
    "hangs": (reads("import time; time.sleep(600)"), "ledger.prn was not read after 1 seconds and was given up."),
    "never-ends": (
        reads("while True: pass"),
        "ledger.prn was not read after 1 seconds and was given up.",
    ),
    "rows-without-end": (
        reads("import itertools; return Reading((RawRow(n, {'Ref': 'x'}) for n in itertools.count(1)))"),
        "ledger.prn was not read after 1 seconds and was given up.",
    ),
    "a-list": (reads("return []"), "ledger.prn could not be read: the kind “a-list” gave a list instead of a Reading."),
    "dicts": (
        reads(f"return {READING.format(rows=[{'Ref': 1}])}"),
        "ledger.prn could not be read: the kind “dicts” gave a dict instead of a RawRow.",
    ),
    "dict-of-columns": (
        reads("return " + READING.format(rows="[RawRow(1, {'Ref': 1})]")),
        "gave row 1 as a dict, where it must be a list.",
    ),
    "list-of-no-columns": (
        reads("return Reading(iter([RawRow(1, ['x'])]))"),
        "gave row 1 as a list, where it must be a dict.",
    ),
    "no-number": (
        reads("return " + READING.format(rows="[RawRow('1', ['x'])]")),
        "gave a row whose number is no whole number from 1.",
    ),
    "no-reasons": (
        reads("return " + READING.format(rows="[RawRow(1, ['x'], ('wrong',))]")),
        "gave row 1 with faults that are no reasons.",
    ),
    "no-columns": (reads("return Reading(iter([]), columns='Ref')"), "gave a Reading whose columns are no tuple of"),
    "no-facts": (reads("return Reading(iter([]), facts=[])"), "gave a Reading whose facts or place are no texts."),
}


def installed_as(folder: Path, name: str, text: str) -> None:
    """A package that adds the kind ``name``, as it lies in a folder once it is installed."""
    module = name.replace("-", "_") + "_plug_in"
    (folder / f"{module}.py").write_text(text.replace("{name!r}", repr(name)).replace("{module!r}", repr(module)))
    information = folder / f"{module}-1.0.dist-info"
    information.mkdir(exist_ok=True)
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[handover.sources]\n{name} = {module}:KIND\n")


@pytest.fixture(scope="module")
def gone_wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a gathering says of one source of each of these kinds, all of which were right when they were registered."""
    folder = tmp_path_factory.mktemp("packages")
    workspace = Workspace(tmp_path_factory.mktemp("office"))
    assert workspace.handover("init", ".").status == 0
    (workspace.folder / "ledger.prn").write_text(LEDGER)
    (workspace.folder / "lessons.csv").write_text("Ref,Programme,Title\n1,Harbour Bridge,Pay early\n")
    sources = "sources:\n" + TABLE
    for name in WRONG:
        installed_as(folder, name, GOOD)
        sources += TABLE.replace("table:", f"{name}:").replace("lessons.csv", f"ledger.prn\n    kind: {name}")
    (workspace.folder / "sources.yaml").write_text(sources)
    assert workspace.handover("source", "apply", installed=folder).status == 0
    for name, (text, _) in WRONG.items():
        installed_as(folder, name, text)
    return workspace.gathered(installed=folder, HANDOVER_LIMITS__LONGEST_FETCH="1")


@pytest.mark.parametrize("name", WRONG)
def test_what_a_plug_in_does_wrong_is_one_sentence(gone_wrong: dict[str, Any], name: str) -> None:
    error = gone_wrong[name]["error"]
    assert WRONG[name][1] in error["sentence"]
    assert error["sentence"].count(". ") == 0
    assert "Traceback" not in str(error)


def test_what_plug_ins_do_wrong_costs_no_other_source(gone_wrong: dict[str, Any]) -> None:
    assert gone_wrong["table"]["error"] is None
    assert (gone_wrong["table"]["seen"], gone_wrong["table"]["new"]) == (1, 1)
    assert set(gone_wrong) == {"table", *WRONG}


def test_the_page_says_what_is_said(gone_wrong: dict[str, Any]) -> None:
    said = {NOT_THERE, NOT_FETCHED}
    for name in WRONG:
        sentence = gone_wrong[name]["error"]["sentence"]
        said.add(sentence.replace(f"“{name}”", "“fixed-width”").replace("after 1 seconds", "after 900 seconds"))
    table = PAGE.partition("| what becomes of it |\n| --- | --- |\n")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
    assert len(rows) == 7
    for _, sentence in rows:
        assert sentence in said


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Add a kind to those of this very process."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)

    def add(name: str, text: str) -> None:
        installed_as(tmp_path, name, text)
        kinds.cache_clear()

    yield add
    monkeypatch.undo()
    kinds.cache_clear()
    for name in set(sys.modules) - before:
        if name.endswith("_plug_in"):
            del sys.modules[name]


FETCHING = """\
from handover.sources.kinds import Kind
KIND = Kind({name!r}, "a test", {module!r}, schemes=("ledger",), fetches=True)


def fetch(request):
"""
FETCHES = [
    pytest.param("1 / 0", NOT_FETCHED, id="falls"),
    pytest.param("raise SystemExit(0)", NOT_FETCHED, id="leaves"),
    pytest.param("return []", "ledger could not be fetched: the kind “fetching” gave no Content.", id="no content"),
    pytest.param("import time; time.sleep(5)", "ledger was not done after 0.5 seconds and was given up.", id="hangs"),
]


@pytest.mark.parametrize(("body", "sentence"), FETCHES)
def test_what_a_plug_in_does_wrong_when_it_fetches(
    sqlite_store: Store, tmp_path: Path, plug_in: Callable[[str, str], None], body: str, sentence: str
) -> None:
    plug_in("fetching", FETCHING + f"    {body}\n")
    office = an_office(sqlite_store, tmp_path, limits={"longest_fetch": 0.5})
    mapped = {"initiative": "Programme", "title": "Title"}
    one = {"title": "Ledger", "location": "ledger://here", "kind": "fetching", "records": "lesson", "map": mapped}
    register(office, {"name": "ledger", **one})
    with fetched(office, ["ledger"], grace=0) as fetchings:
        (found,) = fetchings
    assert found.error is not None
    assert sentence in found.error.sentence


def test_what_a_plug_in_does_wrong_when_it_is_asked_for_mistakes(plug_in: Callable[[str, str], None]) -> None:
    plug_in("judging", GOOD.replace("endings=()", "judges=True") + "\n\ndef mistakes(registration):\n    1 / 0\n")
    with pytest.raises(RegistrationError) as refused:
        parse_registrations(
            "sources:\n" + TABLE.replace("lessons.csv", "a.prn\n    kind: judging"), name="sources.yaml"
        )
    (mistake,) = refused.value.mistakes
    assert str(mistake) == (
        "line 5, sources.table.kind: the package for “judging” fell over a ZeroDivisionError; the log has the details."
    )


def test_a_kind_of_handover_s_own_cannot_be_replaced(plug_in: Callable[[str, str], None]) -> None:
    plug_in("csv", GOOD)
    assert kinds()["csv"].module == "handover.sources.csv_files"


def test_rows_that_nobody_wants_any_more_are_not_read_on(
    sqlite_store: Store, tmp_path: Path, plug_in: Callable[[str, str], None]
) -> None:
    counting = reads("import itertools; return Reading((RawRow(n, {'Ref': 'x'}) for n in itertools.count(1)))")
    plug_in("counting", counting)
    one = Registration.model_validate(
        {"name": "a", "title": "A", "location": "a.prn", "kind": "counting", "records": "lesson",
         "map": {"initiative": "Ref", "title": "Ref"}}
    )  # fmt: skip
    before = set(threading.enumerate())
    reading = read(Fetched(tmp_path / "a.prn", "a.prn", "", 0, an_office(sqlite_store, tmp_path).now()), one)
    assert [row.number for _, row in zip(range(300), reading.rows, strict=False)] == list(range(1, 301))
    (started,) = set(threading.enumerate()) - before
    reading.close()
    started.join(10)
    assert not started.is_alive()
