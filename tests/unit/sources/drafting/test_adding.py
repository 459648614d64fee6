"""A draft is put behind what a sources.yaml has already."""

from datetime import date

import pytest

from handover.errors import BadRequest, HandoverError, RegistrationError
from handover.sources.drafting.adding import addition
from handover.sources.drafting.draft import Draft, draft_of
from handover.sources.drafting.sample import Sample
from handover.sources.registering.registry_file import example, parse_registrations

A_SOURCE = "title: A\n    location: a.csv\n    records: lesson\n    map: { initiative: P, title: T }"


def a_draft(name: str = "status") -> Draft:
    sample = Sample("csv", "status.csv", ("Project", "RAG"), (["Tax Portal", "Green"],))
    return draft_of([sample], file="status.csv", location="status.csv", saved=date(2025, 5, 1), name=name)


FILES: dict[str, tuple[str, list[str]]] = {
    "a new file": ("", ["status"]),
    "the file of a new workspace": (example(), ["status"]),
    "a heading alone": ("# ours\nsources:\n", ["status"]),
    "no line end": ("sources:", ["status"]),
    "a source": (f"sources:\n  a:\n    {A_SOURCE}\n", ["a", "status"]),
    "a source without a line end": (f"sources:\n  a:\n    {A_SOURCE}", ["a", "status"]),
    "indented by four": (
        "sources:\n    a:\n        title: A\n        location: a.csv\n        records: lesson\n"
        "        map: { initiative: P, title: T }\n",
        ["a", "status"],
    ),
    "a comment at the end": (f"sources:\n  a:\n    {A_SOURCE}\n# the end\n", ["a", "status"]),
    "a text over lines at the end": (
        "sources:\n  a:\n    location: a.csv\n    records: lesson\n    map: { initiative: P, title: T }\n"
        "    title: >\n      A long\n      title\n",
        ["a", "status"],
    ),
    "line ends of Windows": (f"sources:\n  a:\n    {A_SOURCE}\n".replace("\n", "\r\n"), ["a", "status"]),
}


@pytest.mark.parametrize(("text", "names"), FILES.values(), ids=FILES)
def test_what_is_there_stays_and_the_draft_comes_behind(text: str, names: list[str]) -> None:
    added = addition(text, a_draft(), name="sources.yaml")
    assert [one.name for one in parse_registrations(text + added, name="sources.yaml")] == names
    assert ("\r\n" in added) is ("\r\n" in text)


REFUSED: dict[str, tuple[str, type[HandoverError], str]] = {
    "the name is taken": (
        f"sources:\n  status:\n    {A_SOURCE}\n",
        BadRequest,
        "sources.yaml has a source called “status” already; nothing was changed.",
    ),
    "in brackets": (
        "sources: { a: { title: A, location: a.csv, records: lesson, map: { initiative: P, title: T } } }\n",
        BadRequest,
        "sources.yaml has its sources on one line, in brackets, and nothing can be put behind them.",
    ),
    "empty brackets": (
        "sources: {}\n",
        BadRequest,
        "sources.yaml has its sources on one line, in brackets, and nothing can be put behind them.",
    ),
    "a mistake": (
        "sources:\n  a:\n    titel: A\n    location: a.csv\n",
        RegistrationError,
        "line 2",
    ),
    "no YAML": ("sources:\n\t- a\n", RegistrationError, "there is a tab here"),
    "something else": ("sauces:\n  a: 1\n", RegistrationError, "there is nothing called “sauces” here"),
    "a list": ("- a\n", RegistrationError, "line"),
}


@pytest.mark.parametrize(("text", "error", "sentence"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_nothing_can_be_put_behind_is_refused(text: str, error: type[HandoverError], sentence: str) -> None:
    with pytest.raises(error) as refused:
        addition(text, a_draft(), name="sources.yaml")
    assert sentence in refused.value.sentence


def test_a_second_draft_comes_behind_the_first() -> None:
    text = addition("", a_draft("one"), name="sources.yaml")
    text += addition(text, a_draft("two"), name="sources.yaml")
    assert [one.name for one in parse_registrations(text, name="sources.yaml")] == ["one", "two"]
