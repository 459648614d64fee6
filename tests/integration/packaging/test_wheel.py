"""A wheel brings everything that the program reads, so that it works in an empty folder."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


@pytest.mark.parametrize("folder", ["templates", "schemas"])
def test_it_holds_all_files_of(folder: str, installed: Path) -> None:
    here = {path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()}
    there = installed / "handover" / "_assets" / folder
    assert here == {path.relative_to(there) for path in there.rglob("*") if path.is_file()}


@pytest.mark.parametrize("package", ["handover", "flows"])
def test_it_holds_all_of_the_package(package: str, installed: Path) -> None:
    here = {path.relative_to(ROOT) for path in (ROOT / package).rglob("*") if path.is_file()}
    there = {path.relative_to(installed) for path in (installed / package).rglob("*") if path.is_file()}
    assert {path for path in here if "__pycache__" not in path.parts} == {
        path for path in there if "_assets" not in path.parts
    }


def test_a_workspace_can_be_made_with_it_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(installed)!r})\n"
        "import handover, flows.schedules\n"
        f"assert handover.__file__.startswith({str(installed)!r})\n"
        "assert len(flows.schedules.deployments()) == 4\n"
        "from handover.cli import run; sys.exit(run(['init', 'office']))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "office" / "handover.toml").is_file()
    assert (tmp_path / "office" / "handover.db").is_file()
