"""A held gathering as a person sees it who is to decide about it, in a terminal of 80 columns."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handover.cli.held_shown import show_held
from handover.cli.screen import Screen
from handover.jobs.gathering.intake import Counts
from handover.jobs.held_gatherings.held import HeldGathering
from handover.sources.doubts import Doubt

LONG = "Director of a programme whose title goes on for longer than any window is wide, and then some more of it"
FIELD = {
    "field": "name",
    "recoded": 1_200,
    "different": 70,
    "real": {"another": 38, "given": 2, "gone": 1, "meaning": 1},
    "cells": [
        *({"key": f"P{number}", "old": "Ada Lim", "new": LONG, "what": "another"} for number in range(38)),
        *({"key": f"Q{number}", "old": "", "new": "Bea Orr", "what": "given"} for number in range(2)),
        {"key": "R1", "old": "Cy Fox", "new": "N/D", "what": "gone"},
        {"key": "S1", "old": "N/D", "new": "Vacant", "what": "meaning"},
    ],
    "pairs": [{"old": f"'{LONG} {number}'", "new": LONG, "count": 20} for number in range(50)],
}
ONE = HeldGathering(
    number=7,
    source="posts",
    title="Senior posts",
    state="held",
    held_at=datetime(2025, 6, 2, 9, tzinfo=UTC),
    dated=datetime(2025, 5, 30, 8, tzinfo=UTC),
    files=tuple(f"folder/list-{number}.csv" for number in range(9)),
    counts=Counts(seen=1_250, changed=1_242, unchanged=8, vanished=3),
    doubts=(
        Doubt("convention-changed", "Much is written another way.", "Look at it.", {"fields": [FIELD]}),
        Doubt("stale", "It is old.", "Ask for a newer one."),
    ),
    decided_at=None,
    decided_by=None,
    decided_because=None,
)


def shown(one: HeldGathering, capsys: pytest.CaptureFixture[str]) -> list[str]:
    screen = Screen()
    screen.width = 80
    show_held(screen, one, "Europe/London")
    return capsys.readouterr().out.splitlines()


def test_it_fits_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(ONE, capsys)
    assert max(map(len, lines)) <= 80
    assert "Gathering 7 of posts (Senior posts), 2025-06-02 10:00." in lines
    assert "folder/list-5.csv and 3 more, dated 2025-05-30 09:00." in " ".join(lines)


def test_what_really_changed_comes_first_and_more_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(ONE, capsys)
    heads = [line for line in lines if line.startswith(("Of name", "…"))]
    assert heads == [
        "Of name, 40 really changed, to another value:",
        "… and 10 more.",
        "Of name, 1 really changed, to none:",
        "Of name, 1 really changed, to another reason why there is none:",
        "Of name, 1,200 are only written another way:",
        "… and 40 more.",
    ]


DECIDED = {
    "held": (ONE, "It looks wrong and is held: nothing of it counts.", 2),
    "superseded": (
        replace(ONE, state="superseded"),
        "It looked wrong and was held. Newer content of the source was taken since, so it",
        1,
    ),
    "released": (
        replace(ONE, state="released", decided_by="Jo Hill", decided_because="Seen.", decided_at=ONE.held_at),
        "It looked wrong, and was released by Jo Hill on 2025-06-02 10:00: Seen.",
        0,
    ),
}


@pytest.mark.parametrize(("one", "line", "offers"), DECIDED.values(), ids=DECIDED)
def test_only_what_can_still_be_decided_is_offered(
    one: HeldGathering, line: str, offers: int, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(one, capsys)
    assert line in lines
    assert sum(line.startswith("  handover held ") for line in lines) == offers


@pytest.mark.parametrize("state", DECIDED)
def test_what_to_do_is_said_while_somebody_can_do_it(state: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(DECIDED[state][0], capsys)
    assert ("  Ask for a newer one." in lines) is (state == "held")


@pytest.mark.parametrize(
    ("dated", "said"),
    [
        pytest.param(datetime(2011, 9, 30, tzinfo=UTC), "dated 2011-09-30.", id="a day has no time of day"),
        pytest.param(
            datetime(2025, 5, 30, 23, 30, tzinfo=UTC), "dated 2025-05-31 00:30.", id="a moment is the office's"
        ),
    ],
)
def test_the_content_s_own_date(dated: datetime, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert said in " ".join(shown(replace(ONE, dated=dated), capsys))


def test_without_figures_there_are_only_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(replace(ONE, doubts=ONE.doubts[1:], files=()), capsys)
    assert "The server only said that nothing has changed." in lines
    assert not any(line.startswith("Of ") for line in lines)
