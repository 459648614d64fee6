"""Files and bags that come back from somewhere: which dossier each is, and whether it is unchanged."""

import io
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfWriter

from handover.errors import BadRequest, CannotBeChecked
from handover.jobs.bagging.bagging import make_bag
from handover.jobs.office import Office
from handover.jobs.verifying.came_back import CameBack, verify_path
from handover.publish.forms import publish
from handover.publish.json_form import dossier_as_json
from handover.store.database import Store
from tests.bags import flip, lay_down, sealed_in
from tests.dossiers.rich import a_dossier
from tests.offices import an_office

MODEL = a_dossier(reference="HO-0001", version=1)
NAME = "HO-0001-v1"
IT = f"dossier 1 ({NAME.replace('-v', ' v')})"


@pytest.fixture(scope="module")
def office(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    shutil.copyfile(migrated_file, folder / "handover.db")
    store = Store.open(f"sqlite:///{folder / 'handover.db'}")
    office = an_office(store, folder)
    sealed_in(office, MODEL, {form: content for form, content in publish(MODEL).items()})
    make_bag(office, 1, str(folder / "archive"))
    make_bag(office, 1, str(folder / "archive.zip"))
    yield office
    store.close()


def sealed(office: Office, form: str) -> bytes:
    (path,) = office.settings.dossiers.rglob(f"*.{form}")
    return path.read_bytes()


def told(office: Office | None, path: Path) -> CameBack:
    found = verify_path(path, office)
    assert found is not None
    return found


@pytest.mark.parametrize("form", ["pdf", "html", "json"])
def test_a_form_as_it_was_sealed(office: Office, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"whatever it is called.{form}"
    path.write_bytes(sealed(office, form))
    found = told(office, path)
    assert (found.standing, found.dossier, found.what, found.findings) == ("unchanged", 1, form, ())
    assert found.sentence == (f"{path.name} is the {form.upper()} of {IT}, “{MODEL.title}”, as it was sealed.")


def saved_again(content: bytes) -> bytes:
    """The PDF as another program saves it."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    saved = io.BytesIO()
    writer.write(saved)
    return saved.getvalue()


OTHER = dossier_as_json(a_dossier(reference="HO-0099", version=4))
# A file that is none of the sealed ones: what it is made of, and how it stands.
FILES: dict[str, tuple[str, Callable[[Office], bytes], str, str]] = {
    "a PDF with a byte changed": ("x.pdf", lambda o: sealed(o, "pdf")[:-3] + b"xyz", "changed", "is not the PDF of"),
    "a PDF that was saved again": (
        "x.pdf",
        lambda o: saved_again(sealed(o, "pdf")),
        "changed",
        f"is not the PDF of {IT} as it was sealed. The dossier.json in it is unchanged",
    ),
    "a PDF that is cut off": ("x.pdf", lambda o: sealed(o, "pdf")[:5000], "unknown", "is of no dossier"),
    "a PDF of something else": ("x.pdf", lambda _: b"%PDF-1.7\n%%EOF", "unknown", "is of no dossier of this workspace"),
    "an HTML page that was changed": (
        "x.html",
        lambda o: sealed(o, "html").replace(b"</body>", b"<p>More.</p></body>"),
        "changed",
        f"says that it is {IT}, and is not what was sealed: it was changed.",
    ),
    "JSON with a word changed": (
        "x.json",
        lambda o: sealed(o, "json").replace(b"OFFICIAL", b"UNOFFICIAL", 1),
        "changed",
        f"says that it is {IT}",
    ),
    "JSON with spaces": ("x.json", lambda o: sealed(o, "json") + b" \n", "changed", f"says that it is {IT}"),
    "JSON of another office": ("x.json", lambda _: OTHER, "unknown", "is of no dossier of this workspace"),
    "a letter": ("letter.txt", lambda _: b"Dear Sir,", "unknown", "letter.txt is of no dossier of this workspace."),
    "nothing": ("empty", lambda _: b"", "unknown", "empty is of no dossier of this workspace."),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_none_of_the_sealed_ones(office: Office, tmp_path: Path, name: str) -> None:
    called, make, standing, sentence = FILES[name]
    path = tmp_path / called
    path.write_bytes(make(office))
    found = told(office, path)
    assert (found.standing, found.dossier) == (standing, 1 if standing == "changed" else None)
    assert sentence in found.sentence
    assert bool(found.findings) == (standing == "changed")


def test_a_newer_version_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    first = {"pdf": b"%PDF-1", "html": b"<html>1", "json": b"{}1"}
    sealed_in(office, MODEL, first)
    with office.store.write() as connection:
        from sqlalchemy import insert

        from handover.store.tables import dossier

        row = connection.execute(dossier.select()).one()._asdict()
        connection.execute(insert(dossier).values({**row, "id": 2, "version": 2}))
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1")
    assert told(office, tmp_path / "x.pdf").sentence.endswith("as it was sealed. There is a newer version of it, v2.")


@pytest.mark.parametrize("name", ["archive/HO-0001-v1", "archive.zip"])
def test_a_bag_that_is_whole(office: Office, name: str) -> None:
    found = told(office, office.settings.folder / name)
    assert (found.standing, found.what, found.dossier, found.findings) == ("unchanged", "bag", 1, ())
    assert "is a bag, and all 13 files in it are as they were when it was made" in found.sentence
    assert f"It is that of {IT}" in found.sentence
    alone = told(None, office.settings.folder / name)
    assert (alone.standing, alone.dossier, alone.fingerprint) == ("unchanged", None, found.fingerprint)
    assert "There is no workspace here" in alone.sentence


def test_a_bag_in_which_something_was_changed(office: Office, tmp_path: Path) -> None:
    bag = tmp_path / NAME
    shutil.copytree(office.settings.folder / "archive" / NAME, bag)
    flip(bag / f"data/dossier/{NAME}.pdf", 400)
    found = told(office, bag)
    assert [(one.state, one.path) for one in found.findings] == [("changed", f"data/dossier/{NAME}.pdf")]
    assert (found.standing, found.dossier) == ("changed", 1)


def test_a_bag_that_was_made_up_again_with_something_changed(office: Office, tmp_path: Path) -> None:
    """Every manifest fits; only the workspace knows better."""
    bag = lay_down(tmp_path, MODEL)
    assert told(None, bag).standing == "unchanged"
    found = told(office, bag)
    assert {(one.state, one.path) for one in found.findings} == {
        ("changed", f"data/dossier/{NAME}.pdf"),
        ("missing", f"data/dossier/{NAME}.html"),
    }


def test_a_bag_of_another_office(office: Office, tmp_path: Path) -> None:
    bag = lay_down(tmp_path, a_dossier(reference="HO-0099", version=4))
    found = told(office, bag)
    assert (found.standing, found.dossier) == ("unchanged", None)
    assert found.sentence.endswith("It is of no dossier of this workspace.")


def test_a_form_without_a_workspace_cannot_be_told(office: Office, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(sealed(office, "pdf"))
    assert verify_path(tmp_path / "x.pdf", None) is None


def test_what_cannot_be_looked_at(office: Office, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="There is no file"):
        verify_path(tmp_path / "nothing", office)
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(CannotBeChecked, match=r"broken\.zip is a ZIP file that is damaged or cut off"):
        verify_path(tmp_path / "broken.zip", office)
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
    assert told(office, tmp_path / "book.xlsx").standing == "unknown"
    (tmp_path / "folder").mkdir()
    with pytest.raises(CannotBeChecked, match="folder is no bag"):
        verify_path(tmp_path / "folder", office)
