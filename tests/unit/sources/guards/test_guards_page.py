"""Every guard has its code, its row in the docs, and can be switched off; the example of the page can be used."""

import re
from pathlib import Path
from typing import get_args

import pytest

from handover.sources.doubts import Doubt
from handover.sources.guards import GUARDS, doubts
from handover.sources.registering.guarding import GuardCode
from handover.sources.registering.registry_file import parse_registrations
from tests.unit.sources.guards.cases import a_case

PAGE = (Path(__file__).parents[4] / "docs" / "guards.md").read_text(encoding="utf-8")
CODES = get_args(GuardCode)
# A gathering of which nearly everything is gone, and which is held for two reasons.
CUT_OFF = {"seen": {"rows": 2, "seen": 2, "unchanged": 2, "vanished": 98, "columns": {"Ref": 1.0}}}


@pytest.mark.parametrize("code", CODES)
def test_each_guard_has_its_row(code: str) -> None:
    assert PAGE.count(f"\n| `{code}` |") == 1


def test_there_are_no_others() -> None:
    assert re.findall(r"^\| `([a-z-]+)` \|", PAGE.partition("## Switching off")[0], re.MULTILINE) == sorted(
        CODES, key=lambda code: PAGE.index(f"\n| `{code}` |")
    )


def test_the_example_can_be_used() -> None:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (registration,) = parse_registrations(example, name="sources.yaml")
    assert (registration.guards.at_least, registration.guards.off) == (1000, ("stale",))


def test_an_ordinary_gathering_is_doubted_by_none() -> None:
    assert doubts(a_case()) == ()
    assert doubts(a_case(first=True)) == ()


def test_the_gravest_doubt_comes_first() -> None:
    assert [doubt.code for doubt in doubts(a_case(**CUT_OFF))] == ["truncated", "schema-drift"]


@pytest.mark.parametrize("off", [["truncated"], ["schema-drift"], ["truncated", "schema-drift"], ["stale"]])
def test_what_is_switched_off_does_not_look(off: list[str]) -> None:
    left = [doubt.code for doubt in doubts(a_case(declared={"guards": {"off": off}}, **CUT_OFF))]
    assert left == [code for code in ("truncated", "schema-drift") if code not in off]


def test_every_guard_gives_a_doubt_or_none() -> None:
    for guard in GUARDS:
        found = guard(a_case())
        assert found is None or isinstance(found, Doubt)
