"""Which files of a ZIP archive are a source's."""

from typing import Any

import pytest

from handover.sources.places.archives import members
from handover.sources.registering.registration import Registration
from tests.offices import LESSONS

MEMBERS: dict[str, tuple[dict[str, Any], list[str], list[str]]] = {
    "those of its kind": ({}, ["a.csv", "b.TSV", "picture.png", "sub/c.txt"], ["a.csv", "b.TSV", "sub/c.txt"]),
    "packed once more": ({"kind": "json"}, ["a.json.gz", "b.csv"], ["a.json.gz"]),
    "the only one": ({}, ["EXPORT", "folder/"], ["EXPORT"]),
    "the only one beside what a system adds": ({}, ["EXPORT", "__MACOSX/._EXPORT", ".DS_Store"], ["EXPORT"]),
    "not what a system adds": ({}, ["a.csv", "__MACOSX/._a.csv", ".git/x.csv", "~$b.csv"], ["a.csv"]),
    "from here": ({}, ["./a.csv"], ["./a.csv"]),
    "none of several": ({}, ["EXPORT", "README"], []),
    "no archive in it": ({}, ["a.csv", "b.csv.zip"], ["a.csv"]),
    "an archive, where there is nothing else": ({}, ["b.csv.zip"], ["b.csv.zip"]),
    "those that are named": (
        {"member": "status*"},
        ["status.dat", "sub/status.csv", "a.csv"],
        ["status.dat", "sub/status.csv"],
    ),
    "those that are named with their folder": ({"member": "sub/*.csv"}, ["a.csv", "sub/b.csv"], ["sub/b.csv"]),
    "none that is named": ({"member": "*.dat"}, ["a.csv"], []),
    "workbooks": ({"kind": "excel"}, ["a.xlsx", "b.csv"], ["a.xlsx"]),
}


@pytest.mark.parametrize(("registered", "names", "meant"), MEMBERS.values(), ids=MEMBERS)
def test_which_files_of_an_archive_are_meant(registered: dict[str, Any], names: list[str], meant: list[str]) -> None:
    registration = Registration.model_validate({**LESSONS, "location": "a.zip", "kind": "csv", **registered})
    assert members(names, registration) == meant
