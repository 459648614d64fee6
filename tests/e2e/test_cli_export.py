"""``handover dossier show`` and ``export``: words on a screen, and files in a folder."""

import zipfile
from pathlib import Path

import pytest

from handover.cli.statuses import DONE
from tests.e2e.conftest import Command

NAME = "HO-0001-v1-Closure-of-Harbour-Bridge"


def test_page_one_is_shown_in_words(closed: Path, handover: Command) -> None:
    shown = handover("dossier", "show", "1")
    assert shown.status == DONE
    lines = shown.out.splitlines()
    assert lines[0] == "OFFICIAL"
    assert "Closure of Harbour Bridge" in lines
    for words in (
        "How serious this is",
        "What to do next",
        "Your read-back",
        "Its sections: aims, story, status, plan, lessons,",
    ):
        assert words in shown.out
    assert "The story\n" not in shown.out


def test_a_section_and_all_of_them_are_shown(closed: Path, handover: Command) -> None:
    lessons = handover("dossier", "show", "1", "--section", "lessons").out
    assert "L1 Ask the port first\n" in lessons
    assert "What happened: The crane stood in the way" in lessons
    assert "Your read-back" not in lessons
    everything = handover("dossier", "show", "1", "--section", "all").out
    assert lessons.splitlines()[2] in everything
    assert "Sources and provenance" in everything


def test_every_form_is_exported_that_there_is(closed: Path, handover: Command) -> None:
    done = handover("dossier", "export", "1", "--all", "--to", "out/of it")
    assert done.status == DONE
    assert "Wrote 7 files of dossier 1 into out/of it:" in done.out
    assert "There is no ICS of it: none of its open follow-on actions has a date." in done.out
    files = {file.name: file.read_bytes() for file in Path("out/of it").iterdir()}
    endings = (".pdf", ".html", ".json", ".odt", ".xlsx", "-tables.zip", ".vcf")
    assert set(files) == {f"{NAME}{ending}" for ending in endings}
    sealed = Path(handover("dossier", "open", "1").out.strip()).read_bytes()
    assert files[f"{NAME}.pdf"] == sealed
    assert b"FN:Ada Lim" in files[f"{NAME}.vcf"]
    assert zipfile.is_zipfile(Path("out/of it") / f"{NAME}.odt")


def test_nothing_is_written_over_unless_asked_for(closed: Path, handover: Command) -> None:
    there = Path("out") / f"{NAME}.odt"
    there.parent.mkdir()
    there.write_text("mine")
    refused = handover("dossier", "export", "1", "--form", "odt", "--form", "vcf", "--to", "out")
    assert refused.status == 2
    assert refused.err.startswith(f"{NAME}.odt is there already; nothing was written.")
    assert [one.name for one in there.parent.iterdir()] == [there.name]
    assert there.read_text() == "mine"
    assert handover("dossier", "export", "1", "--form", "odt", "--to", "out", "--force").status == DONE
    assert there.read_bytes().startswith(b"PK")


def test_a_link_is_replaced_and_never_followed(closed: Path, handover: Command) -> None:
    aim = Path("precious.txt")
    aim.write_text("mine")
    there = Path("out") / f"{NAME}.vcf"
    there.parent.mkdir()
    there.symlink_to(aim.absolute())
    assert handover("dossier", "export", "1", "--form", "vcf", "--to", "out").status == 2
    assert handover("dossier", "export", "1", "--form", "vcf", "--to", "out", "--force").status == DONE
    assert aim.read_text() == "mine"
    assert not there.is_symlink()


def test_what_was_changed_since_it_was_sealed_is_not_exported(closed: Path, handover: Command) -> None:
    sealed = Path(handover("dossier", "open", "1", "--form", "json").out.strip())
    sealed.chmod(0o644)
    sealed.write_bytes(sealed.read_bytes().replace(b"Harbour", b"Horbour"))
    for arguments in (("export", "1", "--form", "odt", "--to", "out"), ("show", "1")):
        refused = handover("dossier", *arguments)
        assert refused.status == 2
        assert "was changed after it was sealed" in refused.err
    assert not Path("out").exists()


REFUSED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "a section that is none": (("show", "1", "--section", "lesons"), "has no section “lesons”.", "“lessons”?"),
    "no form": (("export", "1", "--to", "out"), "Say which forms: --form once or more, or --all", "pdf, html, json"),
    "all forms and one": (("export", "1", "--all", "--form", "pdf", "--to", "out"), "Say which forms", "The forms are"),
    "a form that is none": (("export", "1", "--form", "doc", "--to", "out"), "--form must be pdf, html,", "“doc”"),
    "no folder": (("export", "1", "--all"), "needs --to", "For example"),
    "a form with nothing in it": (
        ("export", "1", "--form", "ics", "--to", "out"),
        "There is no ICS",
        "Leave that form",
    ),
    "a folder that is a file": (("export", "1", "--all", "--to", "lessons.csv"), "The folder cannot be made:", "--to"),
    "no such dossier": (("export", "9", "--all", "--to", "out"), "There is no dossier 9.", "handover dossier list"),
}


@pytest.mark.parametrize(("arguments", "sentence", "advice"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_done_is_said(
    arguments: tuple[str, ...], sentence: str, advice: str, closed: Path, handover: Command
) -> None:
    refused = handover("dossier", *arguments)
    assert refused.status == 2
    assert sentence in refused.err
    assert advice in refused.err
    assert not Path("out").exists() or not list(Path("out").iterdir())


def test_programs_get_documents(closed: Path, handover: Command) -> None:
    shown = handover("dossier", "show", "1", "--section", "gaps", "--json").data
    assert (shown["reference"], shown["section"]) == ("HO-0001", "gaps")
    assert "gaps" in shown["sections"]
    assert shown["lines"]
    exported = handover("dossier", "export", "1", "--all", "--to", "out", "--json").data
    assert [file["form"] for file in exported["files"]] == ["pdf", "html", "json", "odt", "xlsx", "csv", "vcf"]
    assert exported["left_out"] == {"ics": "none of its open follow-on actions has a date"}
    assert all(Path(file["path"]).stat().st_size == file["size"] for file in exported["files"])
