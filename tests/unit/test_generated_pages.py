"""The generated pages say what the program does, and say all of it."""

import pytest

from docs.generate import DOCS, pages

WRITTEN = pages()


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_page_is_as_it_would_be_written_now(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == WRITTEN[name], "run: make docs"


def test_every_setting_says_what_it_is() -> None:
    rows = [line for line in WRITTEN["settings.md"].splitlines() if line.startswith("| `")]
    assert len(rows) > 15
    assert not [row for row in rows if not row.split(" | ")[-1].strip(" |")]


def test_commands_within_commands_are_listed() -> None:
    assert "## handover source apply\n" in WRITTEN["commands.md"]
