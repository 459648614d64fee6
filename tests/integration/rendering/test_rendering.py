"""Rendering in a process of its own: the same files, within limits, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from handover.dossier.model import Dossier
from handover.errors import RenderError
from handover.publish.forms import publish
from handover.publish.rendering import workers
from handover.publish.rendering.messages import Job
from handover.publish.rendering.workers import Worker, render
from tests.dossiers.big import a_big_dossier, prose
from tests.dossiers.parts import a_lesson, groups_of
from tests.dossiers.rich import an_empty_dossier

MB = 1_000_000


def with_lessons(*texts: str) -> Dossier:
    return an_empty_dossier().model_copy(update={"lessons": groups_of([a_lesson(what_happened=one) for one in texts])})


def test_the_same_files_as_in_this_process_and_again() -> None:
    dossier = an_empty_dossier()
    assert render(dossier, seconds=60, memory=1_000 * MB) == publish(dossier)
    assert render(dossier, seconds=60, memory=1_000 * MB) == publish(dossier)


@pytest.mark.parametrize(
    ("seconds", "memory", "sentence"),
    [
        pytest.param(2, 2_000 * MB, "more than the 2 seconds that rendering may take", id="time"),
        pytest.param(300, 260 * MB, "more than the 260 MB of memory that rendering may take", id="memory"),
    ],
)
def test_one_that_takes_too_much_is_refused_with_its_section(seconds: float, memory: int, sentence: str) -> None:
    with pytest.raises(RenderError, match=sentence) as refusal:
        render(a_big_dossier(500), seconds=seconds, memory=memory)
    # Which one it is depends on how fast the machine is; that it is known does not.
    assert str(refusal.value.where).startswith("the section “")
    assert refusal.value.what_to_do is not None
    assert "publish." in refusal.value.what_to_do
    # The next one is none the worse for it.
    assert render(an_empty_dossier(), seconds=60, memory=1_000 * MB)["json"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(prose(5_000), id="a paragraph of 30,000 characters"),
        pytest.param("W" * 5_000, id="a word of 5,000 characters"),
    ],
)
def test_long_texts_are_made_within_the_limits(text: str) -> None:
    assert render(with_lessons(text), seconds=60, memory=1_000 * MB)["pdf"].startswith(b"%PDF")


@pytest.mark.soak
def test_twenty_thousand_lessons_are_refused_with_their_section() -> None:
    with pytest.raises(RenderError, match="the section “Lessons”"):
        render(a_big_dossier(20_000), seconds=60, memory=2_000 * MB)


def test_a_process_that_is_killed_says_so_and_is_replaced() -> None:
    worker = Worker()
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.render(Job(b"{}", 1, 1_000 * MB)).excess == "memory"
    assert worker.worn


def test_a_fault_in_the_program_is_an_answer_and_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker()
    answer = worker.render(Job(b"{}", 10, 1_000 * MB))
    worker.end()
    # What is no dossier is refused by a sentence; it never ends the process.
    assert answer.files is None
    assert answer.refusal is not None or answer.excess == "broken"


def test_a_worn_process_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST_DOSSIERS", 1)
    worker = Worker()
    assert not worker.worn
    worker.answered = 1
    assert worker.worn
    worker.end()


def test_it_ends_when_whoever_asked_is_killed() -> None:
    code = (
        "import os, signal; from handover.publish.rendering.workers import Worker; w = Worker(); "
        "print(w.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    status = Path(f"/proc/{int(killed.stdout)}/stat")
    until = time.monotonic() + 20
    while status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z" and time.monotonic() < until:
        time.sleep(0.05)
    assert not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"
