"""A secret in a Secret block of Prefect: found by the command line and by a flow, and by nobody else anywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.planted import Planted, found_below, found_in
from tests.servers import web

BLOCK, OTHER = Planted("a Secret block"), Planted("a Secret block with what is wrong")
# Prefect takes ten seconds to start a server, which all of this shares.
PROGRAM = """\
import os, sys
from pathlib import Path
from flows.environment import of_one_workspace

workspace, right, wrong = Path(sys.argv[1]), *sys.stdin.read().split("\\n")
os.environ |= of_one_workspace(workspace)
from prefect.blocks.system import Secret

Secret(value=right).save("right", _sync=True)
Secret(value=wrong).save("wrong", _sync=True)

from prefect import flow

from flows.gather import gather_one
from handover.cli import run

run(["gather", "--json", "--workspace", str(workspace)])


# The whole flow would try again, after a minute and after ten, what cannot be signed in to.
@flow
def gather_right():
    return gather_one(str(workspace), "right", return_state=True).message


print("right:", gather_right())
"""
LESSONS = b"Ref,Programme,Title\n1,Harbour Bridge,Ask the port first\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    said = subprocess.run(
        [sys.executable, "-c", "from handover.cli import main; main()", "init", folder],
        capture_output=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return folder


def test_a_secret_block_is_found_and_shown_nowhere(workspace: Path, tmp_path: Path) -> None:
    def for_one_who_knows_it(handler: web.Handler) -> None:
        knows = handler.headers["Authorization"] == f"Bearer {BLOCK.secret}"
        (web.content(LESSONS) if knows else web.status(401, str(handler.headers).encode()))(handler)

    (tmp_path / "temporary").mkdir()
    with web.running({"/lessons.csv": for_one_who_knows_it}) as server:
        declared = {
            name: {
                "title": name,
                "location": server.url("/lessons.csv"),
                "sign_in": {"token": f"prefect-block:{name}"},
                "records": "lesson",
                "key": "Ref",
                "map": {"initiative": "Programme", "title": "Title"},
            }
            for name in ("right", "wrong", "nowhere")
        }
        (workspace / "sources.yaml").write_text(json.dumps({"sources": declared}))
        environment = os.environ | {
            "HANDOVER_LIMITS__ALLOW_HOSTS": '["127.0.0.1"]',
            "TMPDIR": str(tmp_path / "temporary"),
        }
        apply = "from handover.cli import main; main()"
        subprocess.run([sys.executable, "-c", apply, "source", "apply", "sources.yaml"], cwd=workspace, check=True)
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, workspace],
            input=f"{BLOCK.secret}\n{OTHER.secret}",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    printed, _, flow = done.stdout.rpartition("\n}\n")
    gathered = {one["source"]: one for one in json.loads(f"{printed}\n}}")["gatherings"]}
    assert (gathered["right"]["new"], gathered["right"]["error"]) == (1, None)
    assert gathered["wrong"]["error"]["sentence"] == "127.0.0.1 does not accept the sign-in (401)."
    assert gathered["nowhere"]["error"]["sentence"] == "There is no secret prefect-block:nowhere."
    assert "right: 1 rows: 0 new" in flow

    assert found_in(f"{done.stdout}{done.stderr}".encode(), [BLOCK, OTHER]) == []
    assert (workspace / ".prefect" / "prefect.db").exists()
    assert found_below(workspace, [BLOCK, OTHER]) == {}
    assert found_below(tmp_path / "temporary", [BLOCK, OTHER]) == {}
