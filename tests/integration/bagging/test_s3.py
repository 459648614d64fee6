"""Bags brought to a real S3-compatible store, and what is said where that fails."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import bagit
import pytest

from handover.errors import ArchiveError
from handover.jobs.bagging.bagging import make_bag
from handover.jobs.office import Office
from handover.publish.bag.s3_bucket import manifests_last
from handover.settings import Archive
from handover.sources.secrets import secrets
from handover.store.database import Store as Database
from tests.bags import files_of, named_in, sealed_in
from tests.dossiers.rich import a_dossier
from tests.integration.bagging.test_bagging import the_forms
from tests.offices import an_office
from tests.servers import s3
from tests.servers.s3 import Store

KEY, SECRET = "AKARCHIVE", "a-secret-of-the-archive"
NAME = "HO-0007-v2"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with s3.running(tmp_path_factory.mktemp("s3"), key=KEY, secret=SECRET) as one:
        one.files.makedirs("bags", exist_ok=True)
        yield one


@pytest.fixture
def office(sqlite_store: Database, tmp_path: Path, store: Store) -> Office:
    made = an_office(sqlite_store, tmp_path)
    sealed_in(made, a_dossier(), the_forms())
    return signed_in(made, store)


def signed_in(office: Office, store: Store, *, secret: str = SECRET, **changes: Any) -> Office:
    settings = office.settings.model_copy(
        update={
            "archive": Archive(**{"endpoint": store.endpoint, "user": "env:KEY", "password": "env:SECRET"} | changes),
            "limits": office.settings.limits.model_copy(update={"allow_hosts": ("127.0.0.1",), "timeout": 10}),
        }
    )
    environment = {"KEY": KEY, "SECRET": secret}
    return Office(
        settings, office.store, office.sender, secrets(settings.folder, environment=environment), now=office.now
    )


def test_a_bag_is_brought_there_whole_and_once(office: Office, store: Store, tmp_path: Path) -> None:
    made = make_bag(office, 1, "s3://bags/2025/closures/")
    assert (made.place, made.already) == (f"s3://bags/2025/closures/{NAME}", False)
    store.files.get(f"bags/2025/closures/{NAME}", str(tmp_path / "back"), recursive=True)
    bagit.Bag(str(tmp_path / "back")).validate()
    assert named_in(tmp_path / "back") == set()
    assert make_bag(office, 1, "s3://bags/2025/closures").already


def test_what_is_there_is_not_written_over(office: Office, store: Store) -> None:
    make_bag(office, 1, "s3://bags/taken")
    path = f"bags/taken/{NAME}/data/about.txt"
    store.files.pipe_file(path, b"Somebody's notes.")
    with pytest.raises(ArchiveError, match=r"There is something else at s3://bags/taken/HO-0007-v2 already"):
        make_bag(office, 1, "s3://bags/taken")
    assert store.files.cat_file(path) == b"Somebody's notes."
    store.put("bags", f"mine/{NAME}/notes.txt", b"Mine.")
    with pytest.raises(ArchiveError, match="There is something else at"):
        make_bag(office, 1, "s3://bags/mine")


def test_an_upload_that_broke_off_is_no_bag_and_goes_on(office: Office, store: Store, tmp_path: Path) -> None:
    bag = Path(make_bag(office, 1, str(tmp_path / "here")).place)
    in_order = sorted(files_of(bag), key=manifests_last)
    assert in_order[-2:] == ["manifest-sha256.txt", "manifest-sha512.txt"]
    for path in in_order[:-2]:
        store.put("bags", f"broken/{NAME}/{path}", (bag / path).read_bytes())
    store.files.get(f"bags/broken/{NAME}", str(tmp_path / "half"), recursive=True)
    with pytest.raises(bagit.BagError):
        bagit.Bag(str(tmp_path / "half")).validate()
    assert named_in(tmp_path / "half")
    assert make_bag(office, 1, "s3://bags/broken").already is False
    assert make_bag(office, 1, "s3://bags/broken").already is True


FAILURES: dict[str, tuple[Callable[[Office, Store], Office], str, str]] = {
    "no such bucket": (
        lambda office, _: office,
        "s3://nobody/x",
        "127.0.0.1 has no bucket of that name|There is no bucket",
    ),
    "a wrong secret": (
        lambda office, store: signed_in(office, store, secret="wrong"),
        "s3://bags/x",
        "127.0.0.1 does not accept the secret key",
    ),
    "nobody signed in": (
        lambda office, store: signed_in(office, store, user=None, password=None),
        "s3://bags/x",
        "127.0.0.1 does not allow it",
    ),
    "half a sign-in": (
        lambda office, store: signed_in(office, store, password=None),
        "s3://bags/x",
        "only one is set",
    ),
    "no store there": (
        lambda office, store: signed_in(office, store, endpoint="http://127.0.0.1:9"),
        "s3://bags/x",
        "could not be connected to|cannot be reached|connect",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_what_goes_wrong_with_a_store(name: str, office: Office, store: Store) -> None:
    change, place, sentence = FAILURES[name]
    with pytest.raises(ArchiveError, match=sentence) as error:
        make_bag(change(office, store), 1, place)
    assert error.value.what_to_do
    assert "sign_in" not in error.value.what_to_do
    assert SECRET not in str(error.value)
