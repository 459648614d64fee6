import pytest

from handover.dossier.marking import highest
from tests.unit.dossier.knowledge import a_lesson, assembled

CASES = [
    ("nothing given", "OFFICIAL", [], "OFFICIAL"),
    ("the same", "OFFICIAL", ["Official"], "OFFICIAL"),
    ("higher", "OFFICIAL", ["OFFICIAL", "official - sensitive"], "OFFICIAL-SENSITIVE"),
    ("highest of several", "OFFICIAL", ["SECRET", "OFFICIAL-SENSITIVE"], "SECRET"),
    ("lower", "OFFICIAL-SENSITIVE", ["OFFICIAL"], "OFFICIAL-SENSITIVE"),
    ("a word that is no marking", "OFFICIAL", ["Public", "Internal"], "OFFICIAL"),
    ("an office with words of its own", "PROTECTED", ["OFFICIAL-SENSITIVE"], "OFFICIAL-SENSITIVE"),
    ("an office with words of its own, nothing given", "PROTECTED", [], "PROTECTED"),
]


@pytest.mark.parametrize(("own", "given", "marking"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_highest_marking_wins(own: str, given: list[str], marking: str) -> None:
    assert highest(own, given) == marking


def test_a_dossier_is_marked_by_what_is_inside() -> None:
    dossier = assembled(lessons=[a_lesson(2), a_lesson(3, sensitivity="Official-Sensitive")])
    assert dossier.marking == "OFFICIAL-SENSITIVE"
    assert [lesson.sensitivity for group in dossier.lessons for lesson in group.lessons] == [None, "Official-Sensitive"]
