"""Draft a source, apply it and check it, as an administrator does."""

from pathlib import Path

import pytest

from tests.e2e.conftest import Command

RETURNS = """\
Ref,Programme,RAG,Start,Finish,Budget £k,Colour of folder
R1,Harbour Bridge,Green,01/02/2024,31/03/2026,1200,blue
R2,Harbour Tunnel,Amber,01/03/2024,30/09/2025,800,red
"""


@pytest.fixture
def returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file in a folder that is no workspace."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "returns-2025.csv").write_text(RETURNS, encoding="utf-8")
    return tmp_path


def test_a_draft_needs_no_workspace_and_writes_nothing(handover: Command, returns: Path) -> None:
    ended = handover("source", "draft", "returns-2025.csv")
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("Looked at the 2 rows of returns-2025.csv. Each is a programme status: sure (")
    lines = [line.split("  ") for line in ended.out.splitlines()]
    assert any(line[0] == "Programme" and "initiative" in line for line in map(_stripped, lines))
    assert any(line[0] == "Colour of folder" and "nothing" in line for line in map(_stripped, lines))
    assert "\nsources:\n  # A draft from the 2 rows of returns-2025.csv." in ended.out
    assert "      end_planned: {column: Finish, date: '%d/%m/%Y'}  # sure (98 %): its heading means “end”" in ended.out
    assert ended.out.endswith("Nothing was written. To put the draft into a file, add: --into sources.yaml\n")
    assert [path.name for path in returns.iterdir()] == ["returns-2025.csv"]


def _stripped(cells: list[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()] or [""]


def test_a_draft_can_be_applied_and_checked(handover: Command, returns: Path) -> None:
    assert handover("init", ".").status == 0
    before = (returns / "sources.yaml").read_text(encoding="utf-8")
    ended = handover("source", "draft", "returns-2025.csv", "--name", "returns", "--into", "sources.yaml")
    assert ended.status == 0
    assert ended.out.endswith(
        "The draft is in sources.yaml now. Correct it there, then:\n"
        "  handover source apply sources.yaml\n"
        "  handover source check returns\n"
    )
    assert (returns / "sources.yaml").read_text(encoding="utf-8").startswith(before)
    assert handover("source", "apply").out.startswith("Added: returns\n")
    checked = handover("source", "check", "returns")
    assert (checked.status, checked.err) == (0, "")
    for value in ("Harbour Bridge", "green", "1200000", "2026-03-31"):
        assert value in checked.out
    assert handover("gather", "returns").status == 0


def test_a_draft_for_programs_says_the_same(handover: Command, returns: Path) -> None:
    data = handover("source", "draft", "returns-2025.csv", "--records", "programme-status", "--json").data
    assert data["record_kind"] == "programme-status"
    assert data["key"]["columns"] == ["Ref"]
    becomes = {one["column"]: one["becomes"] for one in data["columns"]}
    assert becomes["Finish"] == ["end_planned"]
    assert becomes["Colour of folder"] == []
    assert data["registration"]["map"]["period"] == {"constant": "2025"}
    assert data["yaml"].startswith("sources:\n")
    assert data["into"] is None


REFUSED = {
    "no such file": (("source", "draft", "nothing.csv"), "nothing.csv cannot be read: No such file or directory."),
    "a folder": (("source", "draft", "."), ". is a folder."),
    "a kind that there is not": (("source", "draft", "returns-2025.csv", "--records", "lessons"), "lesson"),
    "a workspace that is none": (("source", "draft", "returns-2025.csv", "--workspace", "nowhere"), "nowhere"),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_asked_wrongly_is_refused(
    handover: Command, returns: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    ended = handover(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert sentence in ended.err
    assert "Traceback" not in ended.err
