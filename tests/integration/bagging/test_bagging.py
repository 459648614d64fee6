"""The bag of a real closure: what is in it, that the Library of Congress's tool finds it whole, and where it goes."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import bagit
import orjson
import pytest
from prov.model import ProvAgent, ProvDocument, ProvElement
from sqlalchemy import select

from handover.errors import ArchiveError, BadRequest, SettingsError, StoreError, UnknownDossier
from handover.jobs.bagging.bagging import make_bag
from handover.jobs.dossiers import checked_file
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.rejected import rejected_rows
from handover.publish.forms import publish
from handover.settings import Archive
from handover.settings import load as load_settings
from handover.store.database import Store
from handover.store.tables import dossier_file
from tests.bags import named_in, sealed_in
from tests.dossiers.big import a_big_dossier
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.rich import a_dossier, an_empty_dossier
from tests.integration.handing_over.test_hand_over import close
from tests.offices import LESSONS, an_office, register, write_csv

ROWS = [
    ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01"),
    ("L2", "ORION", "Pay on time", "Suppliers waited.", "2024-03"),
    ("L3", "Orion", "", "Nobody wrote what.", "2024-04"),
    ("L4", "Vega", "", "This is of another.", "2024-04"),
    ("L5", "", "Whose is it?", "Nobody knows.", "2024-04"),
    ("L6", "Orion", "Dates matter", "It has none.", "31/31/2024"),
]


@pytest.fixture(scope="module")
def office(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One whose only closure was handed over; no test changes it."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copyfile(migrated_file, folder / "handover.db")
    with opened(folder) as one:
        yield with_a_closure(one)


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    store = Store.open(f"sqlite:///{folder / 'handover.db'}")
    yield an_office(store, folder, office="Office of Orion")
    store.close()


def with_a_closure(office: Office) -> Office:
    register(office, {**LESSONS, "owner": "lessons@example.org"})
    write_csv(office.settings.folder / "lessons.csv", ROWS)
    assert gather_source(office, "lessons").error is None
    (row,) = [one for one in rejected_rows(office, most=9).rows if one.row == 7]
    fix(office, row.number, ["Recorded=2024-05-31"], by="Ann Bell", because="A slip of the pen.")
    assert carry_out(office, close(office)).state == "delivered"
    return office


def lines(bag: Path, path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (bag / "data" / path).read_text("utf-8").splitlines()]


def test_what_is_in_the_bag(store: Store, tmp_path: Path) -> None:
    office = with_a_closure(an_office(store, tmp_path, office="Office of Orion"))
    made = make_bag(office, 1, str(tmp_path / "archive"))
    bag = tmp_path / "archive" / "HO-0001-v1"
    assert (made.place, made.files, made.records, made.rejected, made.not_found) == (str(bag), 8, 3, 2, 0)
    assert made.already is False
    bagit.Bag(str(bag)).validate()
    assert named_in(bag) == set()
    for form in ("pdf", "html", "json"):
        sealed = checked_file(office, 1, form).read_bytes()
        assert (bag / f"data/dossier/HO-0001-v1.{form}").read_bytes() == sealed
    assert hashlib.sha256((bag / "tagmanifest-sha512.txt").read_bytes()).hexdigest() == made.fingerprint

    records = lines(bag, "records/lesson.jsonl")
    assert [one["record"]["title"] for one in records] == ["Ask early", "Pay on time", "Dates matter"]
    for one in records:
        payload = orjson.dumps(one["record"], option=orjson.OPT_SORT_KEYS)
        assert hashlib.sha256(payload).hexdigest() == one["record_sha256"]
    content = (office.settings.folder / "lessons.csv").read_bytes()
    first, *_, corrected = records
    assert (first["source"], first["file"], first["row"], first["key"]) == ("lessons", "lessons.csv", 2, "L1")
    assert (first["file_sha256"], first["file_size"]) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (first["corrected"], first["known_until"]) == (None, None)
    assert corrected["corrected"]["values"] == {"Recorded": "2024-05-31"}
    assert corrected["corrected"]["by"] == "Ann Bell"

    rejected = lines(bag, "rejected/rejected-row.jsonl")
    assert [one["cells"]["Ref"] for one in rejected] == ["L3", "L5"]
    assert [one["reasons"][0]["code"] for one in rejected] == ["blank", "blank"]

    (source,) = json.loads((bag / "data/sources.json").read_text("utf-8"))
    assert source["content"].startswith("not kept")
    about = (bag / "data/about.txt").read_text("utf-8")
    assert "data/records/lesson.jsonl\n    3 lessons: all that the dossier cites, as gathered." in about
    assert all(path.removeprefix("data/") in about for path in bagit.Bag(str(bag)).payload_files())


def test_what_a_catalogue_reads(office: Office, tmp_path: Path) -> None:
    settings = office.settings.model_copy(
        update={"archive": Archive(contact_name="Ann Bell", contact_email="ann@example.org")}
    )
    make_bag(replace(office, settings=settings), 1, str(tmp_path / "archive"))
    bag = bagit.Bag(str(tmp_path / "archive" / "HO-0001-v1"))
    size = sum((Path(bag.path) / one).stat().st_size for one in bag.payload_files())
    sealed = json.loads(checked_file(office, 1, "json").read_bytes())["compiled_at"]
    assert {name: bag.info.get(name) for name in ("Source-Organization", "Contact-Name", "Contact-Email")} == {
        "Source-Organization": "Office of Orion",
        "Contact-Name": "Ann Bell",
        "Contact-Email": "ann@example.org",
    }
    assert "Contact-Phone" not in bag.info
    assert bag.info["External-Identifier"] == "HO-0001-v1"
    assert bag.info["External-Description"].startswith("Closure of Orion. The full dossier in every form; 3 gathered")
    assert bag.info["Payload-Oxum"] == f"{size}.8"
    assert bag.info["Bagging-Date"] == sealed[:10]
    assert bag.info["Marking"] == "OFFICIAL"
    assert (bag.version_info, bag.encoding, sorted(bag.algorithms)) == ((1, 0), "UTF-8", ["sha256", "sha512"])


def test_where_everything_comes_from(office: Office, tmp_path: Path) -> None:
    make_bag(office, 1, str(tmp_path / "archive"))
    bag = tmp_path / "archive" / "HO-0001-v1"
    graph = ProvDocument.deserialize(str(bag / "data/provenance.json"), format="json")
    elements: dict[str, ProvElement] = {str(one.identifier): one for one in graph.get_records(ProvElement)}
    said = {
        (type(one).__name__.removeprefix("Prov"), *(str(value) for _, value in one.formal_attributes))
        for one in graph.get_records()
        if not isinstance(one, ProvElement)
    }
    # Nothing hangs in the air: whatever is related is told.
    ends = {name for kind, *names in said for name in names if ":" in name and not name[:4].isdigit()}
    assert ends <= elements.keys()
    source_file = "sha256:" + hashlib.sha256((office.settings.folder / "lessons.csv").read_bytes()).hexdigest()
    pdf = "sha256:" + hashlib.sha256(checked_file(office, 1, "pdf").read_bytes()).hexdigest()
    relations = {relation[:3] for relation in said}
    assert ("Derivation", pdf, "this:dossier") in relations
    assert ("Generation", pdf, "this:compilation") in relations
    assert ("Attribution", "this:dossier", "this:office") in relations
    assert ("Association", "this:compilation", "this:software") in relations
    groups = [name for name in elements if name.startswith("this:lesson-")]
    assert sum(int(next(iter(elements[name].get_attribute("handover:count")))) for name in groups) == 3
    for group in groups:
        assert ("Derivation", "this:dossier", group) in relations
        assert ("Derivation", group, source_file) in relations
        assert ("Usage", "this:compilation", group) in relations
    people = {str(one.label) for one in graph.get_records(ProvAgent)}
    assert people == {"Office of Orion", "Handover", "Ann Bell", "lessons@example.org"}
    decided = [name for name in elements if name.startswith("this:decision-")]
    assert len(decided) == 1
    assert any(relation[0] == "Usage" and relation[2] == decided[0] for relation in said)


def test_the_same_dossier_gives_the_same_bag_whatever_happened_since(office: Office, tmp_path: Path) -> None:
    first = make_bag(office, 1, str(tmp_path / "first.zip"))
    shutil.copytree(office.settings.folder, tmp_path / "later")
    with opened(tmp_path / "later") as later:
        later.now.at = office.now() + timedelta(days=40)  # type: ignore[attr-defined] # it is a clock of ours
        rows = [*ROWS[1:2], ("L3", "Orion", "A title", "It goes on.", "2025-07-01")]
        write_csv(later.settings.folder / "lessons.csv", rows)
        assert gather_source(later, "lessons").error is None
        second = make_bag(later, 1, str(tmp_path / "second.zip"))
    assert second.fingerprint == first.fingerprint
    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()


def test_again_changes_nothing_and_nothing_is_written_over(office: Office, tmp_path: Path) -> None:
    for place in (tmp_path / "archive", tmp_path / "one.zip"):
        first = make_bag(office, 1, str(place))
        assert (first.already, make_bag(office, 1, str(place)).already) == (False, True)
    about = tmp_path / "archive/HO-0001-v1/data/about.txt"
    about.chmod(0o644)
    about.write_text("Somebody's notes.")
    (tmp_path / "one.zip").write_bytes(b"Somebody's notes.")
    (tmp_path / "archive2").mkdir()
    (tmp_path / "archive2" / "HO-0001-v1").write_bytes(b"")
    for place in (tmp_path / "archive", tmp_path / "one.zip", tmp_path / "archive2"):
        with pytest.raises(ArchiveError, match=r"There is something else at .* already, which is left as it is"):
            make_bag(office, 1, str(place))
    assert about.read_text() == "Somebody's notes."
    assert not [path for path in tmp_path.rglob(".handover-bag-*")]


def test_a_zip_file_has_one_folder_that_any_program_unpacks(office: Office, tmp_path: Path) -> None:
    made = make_bag(office, 1, str(tmp_path / "deep/er/one.zip"))
    with zipfile.ZipFile(made.place) as packed:
        assert packed.testzip() is None
        assert {name.partition("/")[0] for name in packed.namelist()} == {"HO-0001-v1"}
        packed.extractall(tmp_path / "out")
    bagit.Bag(str(tmp_path / "out" / "HO-0001-v1")).validate()


REFUSED: dict[str, tuple[type[Exception], str, str]] = {
    "an unknown scheme": (BadRequest, "ftp://example.org/bags", "cannot be brought to ftp://"),
    "no bucket": (BadRequest, "s3://", "cannot be brought to s3://"),
    "a bucket that no store has": (BadRequest, "s3://A_B/x", "cannot be brought to s3://A_B/x"),
    "a path out of the bucket": (BadRequest, "s3://bags/../other", "is no path in a bucket"),
    "below a file": (ArchiveError, "handover.db/bags", "No bag could be made in .*not a directory"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_places_that_are_none(name: str, sqlite_store: Store, tmp_path: Path) -> None:
    error, place, sentence = REFUSED[name]
    office = an_office(sqlite_store, tmp_path)
    sealed_in(office, a_dossier(), the_forms())
    place = place if "://" in place else str(tmp_path / place)
    with pytest.raises(error, match=sentence):
        make_bag(office, 1, place)


def the_forms() -> dict[str, bytes]:
    return {"pdf": b"%PDF-", "html": b"<html>", **publish(a_dossier(), forms=("json",))}


def test_a_dossier_that_is_not_there(sqlite_store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownDossier, match="There is no dossier 7"):
        make_bag(an_office(sqlite_store, tmp_path), 7, str(tmp_path / "x"))


@pytest.mark.parametrize("form", ["pdf", "html", "json"])
def test_no_bag_of_a_dossier_that_was_changed(sqlite_store: Store, tmp_path: Path, form: str) -> None:
    office = an_office(sqlite_store, tmp_path)
    sealed_in(office, a_dossier(), the_forms())
    with office.store.read() as connection:
        path = connection.execute(select(dossier_file.c.path).where(dossier_file.c.form == form)).scalar_one()
    sealed = office.settings.dossiers / path
    sealed.chmod(0o644)
    sealed.write_bytes(sealed.read_bytes() + b" ")
    with pytest.raises(StoreError, match="was changed after it was sealed"):
        make_bag(office, 1, str(tmp_path / "archive"))
    sealed.unlink()
    with pytest.raises((StoreError, ArchiveError)):
        make_bag(office, 1, str(tmp_path / "archive"))
    assert list((tmp_path / "archive").glob("*")) == []


DOSSIERS = {
    "hostile": a_hostile_dossier,
    "empty": an_empty_dossier,
    "with a past": a_dossier_with_a_past,
    "big": lambda: a_big_dossier(12),
}


@pytest.mark.parametrize("name", DOSSIERS)
def test_bags_of_every_dossier_are_valid(name: str, sqlite_store: Store, tmp_path: Path) -> None:
    """Whatever their texts are; and what the store has no longer is said."""
    office = an_office(sqlite_store, tmp_path)
    model = DOSSIERS[name]()
    files = publish(model, forms=("html", "json"))
    number = sealed_in(office, model, {"pdf": b"%PDF-", **files})
    made = make_bag(office, number, str(tmp_path / "archive"))
    bag = Path(made.place)
    bagit.Bag(str(bag)).validate()
    assert named_in(bag) == set()
    info = (bag / "bag-info.txt").read_text("utf-8")
    assert info.splitlines() == info.split("\n")[:-1]  # no line end but our own, in whatever way lines are told
    assert ProvDocument.deserialize(str(bag / "data/provenance.json"), format="json").get_records()
    assert made.records == made.rejected == 0
    if made.not_found:
        assert len(json.loads((bag / "data/not-found.json").read_text("utf-8"))) == made.not_found
    assert (name == "empty") == (made.not_found == 0)


def test_a_folder_that_may_not_be_written_to(sqlite_store: Store, tmp_path: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    sealed_in(office, a_dossier(), the_forms())
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ArchiveError) as error:
        make_bag(office, 1, str(tmp_path / "file" / "archive"))
    assert error.value.what_to_do == "Name a folder that may be written to."


def test_a_secret_in_the_settings_is_refused_and_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "handover.toml").write_text('[archive]\nuser = "a"\npassword = "hunter2"\n')
    with pytest.raises(SettingsError, match="must say where the secret is found") as error:
        load_settings(tmp_path)
    assert "hunter2" not in f"{error.value} {error.value.where}"
    assert os.fspath(tmp_path) in (error.value.where or "")
