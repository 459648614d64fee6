"""The sealed files of a workspace after somebody was at them: changed, missing, untracked, unreadable, by name."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from handover.errors import UnknownDossier
from handover.jobs.office import Office
from handover.jobs.verifying.sealed import count_files, verify_sealed
from handover.publish.findings import Finding
from handover.store.database import Store
from handover.store.tables import dossier, dossier_file
from tests.bags import flip, sealed_in
from tests.dossiers.rich import a_dossier
from tests.offices import an_office

FORMS = ("pdf", "html", "json")


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Office:
    return filled(an_office(sqlite_store, tmp_path))


def filled(office: Office) -> Office:
    """An office with two dossiers, of three forms each."""
    for number in (1, 2):
        model = a_dossier(reference=f"HO-000{number}", version=1)
        sealed_in(office, model, {form: f"{form} of dossier {number}".encode() * 50 for form in FORMS})
    return office


def path_of(office: Office, number: int, form: str) -> Path:
    with office.store.read() as connection:
        rows = connection.execute(dossier_file.select()).all()
    (path,) = [row.path for row in rows if (row.dossier_id, row.form) == (number, form)]
    return office.settings.dossiers / path


def named(path: Path) -> str:
    return f"dossiers/{path.parent.name}/{path.name}"


def found(office: Office, number: int | None = None) -> set[tuple[str, str, int | None]]:
    return {(one.state, one.path, one.dossier) for one in verify_sealed(office, number).findings}


def test_nothing_happened(store: Store, tmp_path: Path) -> None:
    office = filled(an_office(store, tmp_path))
    looked_at: list[str] = []
    verified = verify_sealed(office, looked_at=looked_at.append)
    assert (verified.dossiers, verified.files, verified.findings) == (2, 6, ())
    assert verified.size == sum(path.stat().st_size for path in office.settings.dossiers.glob("*/*.*"))
    assert len(looked_at) == count_files(office) == 6
    assert count_files(office, 2) == verify_sealed(office, 2).files == 3


def test_no_dossiers_and_one_that_is_not_there(sqlite_store: Store, tmp_path: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    assert verify_sealed(office).findings == ()
    with pytest.raises(UnknownDossier, match="There is no dossier 7"):
        verify_sealed(office, 7)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.sampled_from((1, 2)), form=st.sampled_from(FORMS), at=st.integers(0, 799), by=st.integers(1, 255))
def test_any_flipped_byte(office: Office, number: int, form: str, at: int, by: int) -> None:
    path = path_of(office, number, form)
    before = path.read_bytes()
    flip(path, at % len(before), by)
    try:
        assert found(office) == found(office, number) == {("changed", named(path), number)}
        assert found(office, 3 - number) == set()
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("form", FORMS)
def test_every_file_dropped_cut_off_and_emptied(office: Office, form: str) -> None:
    path = path_of(office, 1, form)
    content = path.read_bytes()
    path.chmod(0o644)
    for kept in (len(content) - 1, 0):
        path.write_bytes(content[:kept])
        assert found(office) == {("changed", named(path), 1)}
    path.unlink()
    assert found(office) == {("missing", named(path), 1)}


def test_two_files_swapped(office: Office) -> None:
    one, other = path_of(office, 1, "pdf"), path_of(office, 2, "html")
    aside = one.with_suffix(".aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)
    assert found(office) == {("changed", named(one), 1), ("changed", named(other), 2)}


def test_a_file_renamed(office: Office) -> None:
    path = path_of(office, 1, "pdf")
    path.rename(path.with_suffix(".PDF"))
    assert found(office) == {("missing", named(path), 1), ("untracked", named(path.with_suffix(".PDF")), None)}


@pytest.mark.parametrize("name", ["notes.txt", "00/notes.txt", "a/b/c/notes.txt", ".hidden", "00/.hidden"])
def test_a_file_added(office: Office, name: str) -> None:
    path = office.settings.dossiers / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    assert found(office) == {("untracked", f"dossiers/{name}", None)}
    assert found(office, 1) == set()


def test_a_file_added_whose_name_is_not_text(office: Office) -> None:
    (office.settings.dossiers / os.fsdecode(b"bad\xff.txt")).write_bytes(b"")
    assert found(office) == {("untracked", "dossiers/bad\\xff.txt", None)}


def test_links_that_were_added(office: Office, tmp_path: Path) -> None:
    (office.settings.dossiers / "elsewhere").symlink_to(tmp_path)
    (office.settings.dossiers / "nowhere").symlink_to(tmp_path / "not there")
    assert found(office) == {("untracked", "dossiers/elsewhere", None), ("untracked", "dossiers/nowhere", None)}


def test_what_is_just_being_written_is_nobody_s_business(office: Office) -> None:
    (office.settings.dossiers / ".staging" / "half").write_bytes(b"half")
    assert found(office) == set()


def without_html(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute(delete(dossier_file).where(dossier_file.c.dossier_id == 1, dossier_file.c.form == "html"))


def without_a_version(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute(update(dossier).where(dossier.c.id == 2).values(version=3))


def another_size(office: Office) -> None:
    with office.store.write() as connection:
        connection.execute(update(dossier_file).where(dossier_file.c.dossier_id == 1).values(sha256="0" * 64))


ROWS: dict[str, tuple[Callable[[Office], None], set[tuple[str, str]]]] = {
    "a form that is not recorded": (without_html, {("missing", "HO-0001-v1.html"), ("untracked", "HTML")}),
    "versions that are not recorded": (without_a_version, {("missing", "HO-0002-v1"), ("missing", "HO-0002-v2")}),
    "fingerprints that were changed": (another_size, {("changed", form) for form in FORMS}),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_store_that_somebody_was_at(office: Office, name: str) -> None:
    paths = {form: named(path_of(office, 1, form)) for form in FORMS} | {"HTML": named(path_of(office, 1, "html"))}
    change, expected = ROWS[name]
    change(office)
    findings = {(one.state, one.path) for one in verify_sealed(office).findings}
    assert findings == {(state, paths.get(path, path)) for state, path in expected}


def test_a_folder_in_place_of_a_file_cannot_be_read(office: Office) -> None:
    path = path_of(office, 1, "pdf")
    path.unlink()
    path.mkdir()
    (finding,) = verify_sealed(office).findings
    assert isinstance(finding, Finding)
    assert (finding.state, finding.dossier) == ("unreadable", 1)
    assert finding.sentence == f"{named(path)} cannot be read (is a directory): the PDF of dossier 1 (HO-0001 v1)."
