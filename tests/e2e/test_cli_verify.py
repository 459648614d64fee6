"""Bags, and what verify says of them, of sealed dossiers and of files: words, exit statuses, and no traceback."""

from pathlib import Path

import pytest

from tests.bags import flip
from tests.e2e.conftest import Command


def sealed(folder: Path, form: str) -> Path:
    (path,) = (folder / "dossiers").rglob(f"*.{form}")
    return path


def test_all_is_as_it_was(closed: Path, handover: Command) -> None:
    for arguments in (("verify",), ("verify", "--all")):
        ended = handover(*arguments)
        assert ended.status == 0
        assert ended.out.startswith("Verified 1 dossier with 3 files, ")
        assert ended.out.endswith(": all are as they were sealed.\n")
    assert handover("verify", "1").out == "Verified dossier 1 with 3 files: all are as they were sealed.\n"


def test_no_dossiers_yet(gathered: Path, handover: Command) -> None:
    ended = handover("verify")
    assert (ended.status, ended.out) == (0, "There are no dossiers yet.\n")


def test_each_is_named(closed: Path, handover: Command) -> None:
    html, pdf = sealed(closed, "html"), sealed(closed, "pdf")
    flip(html, 100)
    pdf.unlink()
    (closed / "dossiers" / "notes.txt").write_text("Mine.")
    ended = handover("verify")
    assert ended.status == 4
    assert ended.out.splitlines() == [
        "Changed:",
        f"  dossiers/{html.parent.name}/{html.name} has another content than was sealed: the HTML of dossier 1 "
        "(HO-0001 v1).",
        "",
        "Missing:",
        f"  dossiers/{pdf.parent.name}/{pdf.name} is not there: the PDF of dossier 1 (HO-0001 v1).",
        "",
        "Untracked:",
        "  dossiers/notes.txt is there, and no dossier has it.",
        "",
        ended.out.splitlines()[-1],
    ]
    assert ended.out.splitlines()[-1].endswith(": 1 changed, 1 missing, 1 untracked.")
    data = handover("verify", "1", "--json").data
    assert [(one["state"], one["dossier"]) for one in data["findings"]] == [("changed", 1), ("missing", 1)]


def test_a_bag_and_what_became_of_it(closed: Path, handover: Command, tmp_path: Path) -> None:
    made = handover("dossier", "bag", "1", "--to", "bags")
    assert made.status == 0
    bag = closed / "bags" / "HO-0001-v1"
    fingerprint = made.out.splitlines()[-1].strip()
    assert made.out.splitlines()[:2] == ["The bag of dossier 1 is made:", f"  {bag}"]
    assert "was there already, and is unchanged" in handover("dossier", "bag", "1", "--to", "bags").out
    whole = handover("verify", "bags/HO-0001-v1")
    assert (whole.status, whole.out.splitlines()[-1].strip()) == (0, fingerprint)
    (bag / "data" / "new.txt").write_text("Mine.")
    (bag / "manifest-sha256.txt").unlink()
    found = handover("verify", str(bag))
    assert found.status == 4
    assert "  manifest-sha256.txt is missing, without which this is not a whole bag.\n" in found.out
    assert "  data/new.txt is listed in no manifest.\n" in found.out
    assert handover("dossier", "bag", "1", "--to", "bags").status == 2


def test_a_bag_needs_no_workspace(
    closed: Path, handover: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert handover("dossier", "bag", "1", "--to", str(tmp_path / "away" / "one.zip")).status == 0
    copy = tmp_path / "away" / "dossier.pdf"
    copy.write_bytes(sealed(closed, "pdf").read_bytes())
    assert handover("verify", str(copy)).out == (
        "dossier.pdf is the PDF of dossier 1 (HO-0001 v1), “Closure of Harbour Bridge”, as it was sealed.\n"
    )
    monkeypatch.chdir(tmp_path / "away")
    ended = handover("verify", "one.zip")
    assert ended.status == 0
    assert "There is no workspace here, so that it was not compared" in ended.out
    refused = handover("verify", "dossier.pdf")
    assert refused.status == 2
    assert "There is no workspace here" in refused.err
    assert handover("verify", "one.zip", "--workspace", str(tmp_path)).status == 2


def broken(folder: Path) -> str:
    (folder / "broken.zip").write_bytes(b"PK\x03\x04")
    return "broken.zip"


def letter(folder: Path) -> str:
    (folder / "letter.txt").write_text("Dear Sir,")
    return "letter.txt"


def letters(folder: Path) -> str:
    (folder / "letters").mkdir()
    return "letters"


# What is typed after “verify”, how it ends, and what is said.
ENDINGS = {
    "a ZIP file that is broken": (broken, 5, "broken.zip is a ZIP file that is damaged or cut off."),
    "a folder that is no bag": (letters, 5, "letters is no bag: it has no bagit.txt and no manifest."),
    "a file of no dossier": (letter, 4, "letter.txt is of no dossier of this workspace."),
    "a file that is not there": (lambda _: "nothing.pdf", 2, "There is no file nothing.pdf."),
    "a dossier that is not there": (lambda _: "7", 2, "There is no dossier 7."),
    "a number that nothing has": (lambda _: "9" * 40, 2, "must be from 0 to 2,000,000,000."),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_how_it_ends(closed: Path, handover: Command, name: str) -> None:
    make, status, sentence = ENDINGS[name]
    ended = handover("verify", make(closed))
    assert ended.status == status
    assert sentence in ended.out + ended.err


def test_a_dossier_and_all_of_them_at_once(closed: Path, handover: Command) -> None:
    ended = handover("verify", "1", "--all")
    assert ended.status == 2
    assert "but not both" in ended.err


@pytest.mark.parametrize("place", ["ftp://example.org/bags", "s3://", "lessons.csv/bags", "lessons.csv"])
def test_places_to_which_no_bag_is_brought(closed: Path, handover: Command, place: str) -> None:
    ended = handover("dossier", "bag", "1", "--to", place)
    assert (ended.status, ended.out) == (2, "")
    assert len(ended.err.splitlines()) >= 2
