"""The flows, run as the demonstration runs them: by themselves, with Prefect's own short-lived server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from handover.jobs.workspace import make_workspace

SOURCES = """\
sources:
  lessons:
    title: Lessons log
    location: lessons.csv
    records: lesson
    key: Ref
    map: {initiative: Programme, title: Title}
  broken:
    title: Not what it says
    location: broken.csv
    records: lesson
    key: Ref
    map: {initiative: Programme, title: Title}
  short:
    title: Not all of it
    location: lessons.csv
    records: lesson
    key: Ref
    guards: {at_least: 9}
    map: {initiative: Programme, title: Title}
"""
PROGRAM = """
import json, sys
from pathlib import Path
from flows.run import run
folder = Path(sys.argv[1])
ended = {"gather": run("gather", folder), "snapshot": run("snapshot", folder, initiative="Harbour Bridge")}
ended["hand_over"] = run("hand_over", folder)
ended["nobody"] = run("snapshot", folder, initiative="Nobody")
ended["elsewhere"] = run("gather", folder / "elsewhere")
print(json.dumps(ended))
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "an office"
    make_workspace(folder)
    (folder / "sources.yaml").write_text(SOURCES)
    (folder / "lessons.csv").write_text("Ref,Programme,Title\n1,Harbour Bridge,Ask\n2,Harbour Bridge,Count\n")
    (folder / "broken.csv").write_bytes(bytes(range(256)) * 4)
    handover = "from handover.cli import main; main()"
    subprocess.run([sys.executable, "-c", handover, "source", "apply", "sources.yaml"], cwd=folder, check=True)
    return folder


def test_flows_run_quietly_and_say_how_they_ended(workspace: Path) -> None:
    # Somebody's own Prefect is left alone.
    surroundings = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(workspace)], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    ended = json.loads(done.stdout)

    completed, sentence = ended["gather"]
    assert not completed
    assert sentence.startswith("1 of 3 failed, 1 held. broken: ")
    assert (
        "short: What it brought looks wrong. lessons.csv has 2 rows, and should have at least 9. "
        "See: handover held show "
    ) in sentence

    # The source that failed held up no other.
    assert ended["snapshot"] == [True, "Snapshot 1 of “Harbour Bridge”: 2 lessons."]
    assert ended["hand_over"] == [True, "Nothing is due."]

    completed, sentence = ended["nobody"]
    assert not completed
    assert "Nobody" in sentence
    completed, sentence = ended["elsewhere"]
    assert not completed
    assert sentence
    assert (workspace / ".prefect" / "prefect.db").exists()
