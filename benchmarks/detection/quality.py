"""What is wrong and what is missed on published lists, against labelled answers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.detection import lists
from benchmarks.detection.labels import labelling
from benchmarks.detection.labels.labelling import Answer
from benchmarks.measuring import Figure
from tests.real.counts.published import PUBLISHED


def quality(folder: Path, published: Path = PUBLISHED) -> Iterator[Figure]:
    """Figures for each list, where the published files are at hand."""
    if published.is_dir():
        yield from _organisations(folder, published)
        came = {one.details["incoming"] for one in lists.senior_posts(folder, published) if one.details["incoming"]}
        people = {answer.split(" > ")[1] for *_, answer in labelling.read("senior-posts")}
        yield Figure("senior posts: other than the 6 people", len(came ^ people), 0, "", f"{len(came)} proposed")
        yield from _rates("ministers", lists.ministers(folder, published), labelling.read("ministers"))
        by_name = lists.projects(folder, published, "projects-by-name", (2018, 2019, 2020))
        yield from _rates("projects without numbers", by_name, labelling.read("projects-by-name"), 0.2, 0.2)
        by_number = lists.projects(folder, published, "projects-by-number", (2020, 2021))
        yield from _rates("projects with numbers", by_number, labelling.read("projects-by-number"))


def _organisations(folder: Path, published: Path) -> Iterator[Figure]:
    labels = labelling.read("organisations")
    said, held = lists.organisations(folder, published, "organisations")
    gone = _gone(said, labels)
    yield from _rates("organisations", [one for one in said if one not in gone], labels)
    # The API says nothing of what it lists no more, so that no label can say whether it closed.
    precision, _ = rates(said, labels)
    remark = f"with these as wrong, precision {precision:.3f}"
    yield Figure("organisations: gone from the list, proposed beside", len(gone), 10, "", remark)
    yield Figure("organisations: proposals from the dump that is cut off", sum(one[0] in held for one in said), 0, "")
    hidden, _ = lists.organisations(folder, published, "organisations-hidden")
    gone = _gone(hidden, labels)
    # A change may show before the API says so, or after: when it was proposed does not count.
    listed = [("", *one[1:]) for one in hidden if one not in gone]
    undated = [("", *one[1:]) for one in labels]
    yield from _rates("organisations, endings hidden", listed, undated, 0.2, 0.4)
    precision, _ = rates([("", *one[1:]) for one in hidden], undated)
    shown = labelling.leaving_a_trace(published)
    reachable = [one for one in undated if one[1] in shown]
    _, recall = rates(listed, reachable)
    remark = (
        f"of {len(reachable)} that leave a trace elsewhere; with the {len(gone)} gone as wrong, {precision:.3f} right"
    )
    yield Figure("organisations, endings hidden: missed of what can be seen", 1 - recall, 0.4, "", remark)


def _gone(found: Sequence[Answer], labels: Sequence[Answer]) -> list[Answer]:
    return [one for one in found if one[2] == "closure" and one not in labels]


def rates(found: Sequence[Answer], labels: Sequence[Answer]) -> tuple[float, float]:
    """Precision and recall; one that is proposed twice is right once."""
    right = sum((Counter(found) & Counter(labels)).values())
    return right / max(len(found), 1), right / max(len(labels), 1)


def _rates(
    name: str, found: Sequence[Answer], labels: Sequence[Answer], wrong: float = 0.02, missed: float = 0.05
) -> Iterator[Figure]:
    precision, recall = rates(found, labels)
    remark = f"precision {precision:.3f}, recall {recall:.3f}; {len(found)} proposed of {len(labels)}"
    yield Figure(f"{name}: wrong", 1 - precision, wrong, "", remark)
    yield Figure(f"{name}: missed", 1 - recall, missed, "", remark)
