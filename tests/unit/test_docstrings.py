"""The examples in docstrings are true."""

import doctest
import importlib
from pathlib import Path

import pytest

import handover

ROOT = Path(handover.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(("handover", *path.relative_to(ROOT).with_suffix("").parts))
    for path in ROOT.rglob("*.py")
    if ">>> " in path.read_text("utf-8")
)


def test_there_are_examples() -> None:
    assert len(WITH_EXAMPLES) > 3


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0
