"""What a check tells of files: each thing once, however many files it is true of."""

import pytest

from handover.cli.checked_files import by_fact, show_files
from handover.cli.screen import Screen
from handover.jobs.checking.check_report import CheckedFile, CheckReport

UTF8, CP1252 = "The text is in UTF-8.", "The text is in cp1252."


def files(*facts: tuple[str, ...], place: str | None = None) -> list[CheckedFile]:
    return [
        CheckedFile(f"f{number}.md", place, {str(at): fact for at, fact in enumerate(each)})
        for number, each in enumerate(facts, 1)
    ]


@pytest.mark.parametrize(
    ("read", "found"),
    [
        pytest.param([], {}, id="no file"),
        pytest.param(files(()), {}, id="nothing to tell"),
        pytest.param(files((UTF8,)), {UTF8: ["f1.md"]}, id="one"),
        pytest.param(files((UTF8,), (UTF8,)), {UTF8: ["f1.md", "f2.md"]}, id="the same of all"),
        pytest.param(
            files((UTF8,), (CP1252,), (UTF8,)), {UTF8: ["f1.md", "f3.md"], CP1252: ["f2.md"]}, id="one differs"
        ),
        pytest.param(files((UTF8, UTF8)), {UTF8: ["f1.md"]}, id="twice of one file"),
        pytest.param(files((UTF8,), place="Log"), {UTF8: ["f1.md (sheet Log)"]}, id="a sheet"),
    ],
)
def test_each_fact_once_with_its_files(read: list[CheckedFile], found: dict[str, list[str]]) -> None:
    assert by_fact(read) == found


@pytest.mark.parametrize(
    ("read", "shown"),
    [
        pytest.param(files((UTF8,)), f"log is read from f1.md.\n  {UTF8}\n", id="one file"),
        pytest.param(
            files(*[(UTF8,)] * 900),
            f"log is read from f1.md, f2.md, f3.md, f4.md, f5.md and 895 more.\n  {UTF8}\n",
            id="many files of which the same is true",
        ),
        pytest.param(
            files((UTF8,), *[(CP1252,)] * 8),
            "log is read from f1.md, f2.md, f3.md, f4.md, f5.md and 4 more.\n"
            f"  f1.md: {UTF8}\n"
            f"  f2.md, f3.md, f4.md, f5.md, f6.md and 3 more: {CP1252}\n",
            id="one differs",
        ),
        pytest.param(
            files(*[(f"Row {number} is strange.",) for number in range(1, 23)]),
            "log is read from f1.md, f2.md, f3.md, f4.md, f5.md and 17 more.\n"
            + "".join(f"  f{number}.md: Row {number} is strange.\n" for number in range(1, 21))
            + "  … and 2 more such remarks.\n",
            id="each differs",
        ),
    ],
)
def test_what_is_shown(read: list[CheckedFile], shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    show_files(Screen(), CheckReport("log", files=read))
    assert capsys.readouterr().out == shown
