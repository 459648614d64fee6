"""By what a row tells that it makes another record beside the first."""

from typing import Any

import pytest

from handover.sources.mapping.mapping import CompiledMapping
from handover.sources.registering.making import telling_fields
from handover.sources.registering.registration import Registration

STATUS = {"initiative": "Project", "period": "Month", "owner": "Owner", "narrative": "Text", "rating": "RAG"}
LESSON = {"initiative": "Project", "title": "Lesson"}
CONTACT = {"initiative": "Project", "name": "Owner", "role": {"constant": "Owner"}}


def registration(records: str, rules: dict[str, Any], **more: Any) -> Registration:
    return Registration.model_validate(
        {
            "name": "plan",
            "title": "Plan",
            "location": "plan.csv",
            "records": "programme-status",
            "map": STATUS,
            "also": {"other": {"records": records, "map": rules}},
            **more,
        }
    )


TELLING: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {
    "what it needs": ("lesson", LESSON, ("title",)),
    "a text of its own": ("lesson", {**LESSON, "effect": "Effect"}, ("title", "effect")),
    "not a text of the status": ("lesson", {**LESSON, "what_happened": "Text"}, ("title",)),
    "not a date": ("lesson", {**LESSON, "recorded_on": "Raised"}, ("title",)),
    "not the initiative under another name": (
        "lesson",
        {"initiative": "Project", "title": "Project", "causes": "Why"},
        ("causes",),
    ),
    "the initiative, where there is nothing else": (
        "lesson",
        {"initiative": "Project", "title": "Project"},
        ("title",),
    ),
    "a name that is in the status too": ("contact", CONTACT, ("name",)),
    "an address": ("contact", {**CONTACT, "emails": "E-mail", "organisation": "Department"}, ("name", "emails")),
    "what was given": ("contact", {"initiative": "Project", "role": "Post", "name_given": "N"}, ("role", "name_given")),
    "a rating, and not the period": (
        "programme-status",
        {"initiative": "Project", "period": "Month", "rating": "Second RAG"},
        ("rating",),
    ),
    "the period, where there is nothing else": (
        "programme-status",
        {"initiative": "Project", "period": "Month", "rating": "RAG"},
        ("period",),
    ),
    "joined, and worked out": (
        "lesson",
        {"initiative": "Project", "title": {"join": ["A", "B"]}, "effect": {"expression": "Effect|upper"}},
        ("title", "effect"),
    ),
    "constants tell nothing": (
        "follow-on-action",
        {"initiative": "Project", "what": {"constant": "Ask for the lessons"}},
        (),
    ),
}


@pytest.mark.parametrize(("records", "rules", "expected"), TELLING.values(), ids=TELLING)
def test_by_which_fields_a_row_tells(records: Any, rules: dict[str, Any], expected: tuple[str, ...]) -> None:
    declared = registration(records, rules)
    (also,) = declared.also.values()
    assert telling_fields(also.records, also.map, declared.map) == expected
    first, other = declared.makings
    assert (first.telling, other.telling, other.name) == ((), expected, "other")


COLUMNS = ("Project", "Month", "Owner", "Text", "RAG", "Lesson", "Effect")
SAYING: dict[str, tuple[dict[str, str], bool]] = {
    "a title": ({"Lesson": "Ask early"}, True),
    "an effect without a title": ({"Effect": "Suppliers waited"}, True),
    "nothing": ({"Text": "It goes well"}, False),
    "a word for nothing": ({"Lesson": "N/A", "Effect": "-"}, False),
    "the source's own word for nothing": ({"Lesson": "keine"}, False),
    "the rule's own word for nothing": ({"Effect": "see above"}, False),
    "that it is withheld": ({"Lesson": "Redacted"}, True),
}


@pytest.mark.parametrize(("cells", "says"), SAYING.values(), ids=SAYING)
def test_whether_a_row_says_anything_of_a_lesson(cells: dict[str, str], says: bool) -> None:
    effect = {"column": "Effect", "blank": "see above"}
    declared = registration("lesson", {**LESSON, "effect": effect}, blank="keine")
    row = [{"Project": "Orion", "Month": "2024", **cells}.get(column, "") for column in COLUMNS]
    first, other = (CompiledMapping(making, COLUMNS) for making in declared.makings)
    assert other.says_nothing(row) is not says
    assert not first.says_nothing([""] * len(COLUMNS))
