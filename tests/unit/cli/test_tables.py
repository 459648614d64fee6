"""Tables for people."""

import pytest

from handover.cli.screen import Screen
from handover.cli.tables import plural, print_table

PLURALS = {
    (0, "row", None): "no rows",
    (1, "row", None): "1 row",
    (2, "row", None): "2 rows",
    (1_234, "row", None): "1,234 rows",
    (1, "status", "statuses"): "1 status",
    (2, "status", "statuses"): "2 statuses",
}


@pytest.mark.parametrize(("given", "words"), PLURALS.items(), ids=PLURALS.values())
def test_plural(given: tuple[int, str, str | None], words: str) -> None:
    assert plural(*given) == words


def printed(capsys: pytest.CaptureFixture[str], width: int | None, rows: list[tuple[object, ...]]) -> list[str]:
    screen = Screen()
    screen.width = width
    print_table(screen, ("name", "number"), rows, numbers=frozenset({1}), text=frozenset({0}))
    return capsys.readouterr().out.splitlines()


def test_without_a_window_a_row_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, None, [("long " * 15 + "name", 1_234), ("", None)]) == [
        "name                                                                             number",
        "───────────────────────────────────────────────────────────────────────────────────────",
        "long long long long long long long long long long long long long long long name   1,234",
        "–                                                                                     –",
    ]


def test_in_a_narrow_window_text_is_broken_and_numbers_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, 20, [("a long name", 123_456)]) == [
        "name          number",
        "────────────────────",
        "a long name  123,456",
    ]
    assert printed(capsys, 16, [("a long name", 123_456)])[2:] == ["a long   123,456", "name"]


def test_cells_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, None, [("[bold]x[/bold] \x1b[31m", 1), ("x" * 200, True)])
    assert "[bold]x[/bold] �[31m" in lines[2]
    assert f"{'x' * 100}… (200 characters)" in lines[3]
    assert lines[3].endswith("True")
