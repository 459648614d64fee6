"""What all tests on published records share: where these lie, and registrations for them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import read_registrations
from tests.real.counts.gathered import REGISTRATIONS, Gathered, gathered
from tests.real.counts.published import PUBLISHED


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder with the published records; a test that asks for it is skipped where they are not."""
    if not PUBLISHED.is_dir():
        pytest.skip("the published records are not here")
    return PUBLISHED


@pytest.fixture(scope="session")
def everything(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gathered]:
    """All of the published records, gathered through their registrations, and gathered again."""
    with gathered(data, tmp_path_factory.mktemp("everything")) as found:
        yield found


@pytest.fixture(scope="session")
def registration_file() -> Callable[[str], Path]:
    """The file of registrations of that name, as an office would write it."""
    return lambda name: REGISTRATIONS / f"{name}.yaml"


@pytest.fixture(scope="session")
def registrations(registration_file: Callable[[str], Path]) -> Callable[[str], dict[str, Registration]]:
    """The registrations in the file of that name, by source."""
    return lambda name: {one.name: one for one in read_registrations(registration_file(name))}
