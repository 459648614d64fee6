"""What is noticed in published lists that changed: the figures of docs/detection.md, to the last one."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.detection import lists
from benchmarks.detection.labels import labelling
from benchmarks.detection.labels.labelling import Answer
from benchmarks.detection.quality import rates


def beside(found: list[Answer], labels: list[Answer]) -> tuple[list[Answer], list[Answer]]:
    """What is proposed and in no label, and what is in a label and not proposed."""
    return list((Counter(found) - Counter(labels)).elements()), list((Counter(labels) - Counter(found)).elements())


def test_the_labels_are_what_the_published_files_say(data: Path) -> None:
    for name, labels in labelling.LABELLED.items():
        assert list(labels(data)) == labelling.read(name)


def test_organisations_are_proposed_once_with_their_kind_and_successors(data: Path, tmp_path: Path) -> None:
    found, held = lists.organisations(tmp_path, data, "organisations")
    wrong, missed = beside(found, labelling.read("organisations"))
    assert missed == []
    # The source lists these no more, and says nothing of them.
    assert [(about, kind) for _, about, kind, _ in wrong] == [
        ("Independent Agricultural Appeals Panel", "closure"),
        ("Birmingham Organising Committee for the 2022 Commonwealth Games Ltd", "closure"),
        ("Defence Electronics and Components Agency", "closure"),
        ("Healthcare UK", "closure"),
    ]
    cut_off = labelling.dumps(data)[0].name
    assert held == [cut_off]
    assert [one for one in found if one[0] == cut_off] == []


def test_organisations_whose_endings_are_hidden(data: Path, tmp_path: Path) -> None:
    found, _ = lists.organisations(tmp_path, data, "organisations-hidden")
    split = {about: answer for _, about, kind, answer in found if kind == "split"}
    assert split["Department for Business, Energy & Industrial Strategy"] == (
        "Department for Business and Trade; Department for Energy Security and Net Zero; "
        "Department for Science, Innovation and Technology"
    )
    listed = [("", *one[1:]) for one in found if one[2] != "closure"]
    precision, recall = rates(listed, [("", *one[1:]) for one in labelling.read("organisations")])
    assert (round(precision, 2), round(recall, 2)) == (0.8, 0.3)


def test_of_the_senior_posts_six_people_are_others(data: Path, tmp_path: Path) -> None:
    found = lists.senior_posts(tmp_path, data)
    came = {one.details["incoming"] for one in found if one.details["incoming"]}
    assert came == {answer.split(" > ")[1] for *_, answer in labelling.read("senior-posts")}
    assert Counter(one.cause for one in found) == {
        "another person in the post": 5,
        "somebody came": 1,
        "nobody holds the post": 2,
        "gone from the post": 14,
    }


@pytest.mark.parametrize(("name", "missed"), [("ministers", 0), ("projects-by-number", 0), ("projects-by-name", 1)])
def test_every_move_and_every_name(data: Path, tmp_path: Path, name: str, missed: int) -> None:
    if name == "ministers":
        found = lists.ministers(tmp_path, data)
    else:
        found = lists.projects(tmp_path, data, name, (2020, 2021) if name.endswith("number") else (2018, 2019, 2020))
    wrong, not_found = beside(found, labelling.read(name))
    assert (wrong, len(not_found)) == ([], missed)
