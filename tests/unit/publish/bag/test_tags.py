"""What a bag says about itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.publish.bag.payload import Written
from handover.publish.bag.tags import ArchiveContact, bag_info, manifest, on_a_line
from tests.dossiers.rich import a_dossier

FILES = [
    Written("data/b 100%.txt", 1_500_000, {"sha256": "bb", "sha512": "22"}),
    Written("data/a.txt", 12, {"sha256": "aa", "sha512": "11"}),
]
LINES = {
    "two\nlines": "two lines",
    " much   space\t": "much space",
    "a\u2028b\u2029c\x85d\x0be": "a b c d e",
    "null\x00 escape\x1b[31m": "null escape [31m",
    "turned\u202egnp.exe": "turnedgnp.exe",
    "x" * 600: "x" * 500 + "…",
    "Éowyn’s “house”: 漢字 🎉": "Éowyn’s “house”: 漢字 🎉",
}


@pytest.mark.parametrize("text", LINES, ids=range(len(LINES)))
def test_a_value_is_one_line(text: str) -> None:
    assert on_a_line(text) == LINES[text]


@given(st.text())
def test_no_text_breaks_a_line(text: str) -> None:
    said = on_a_line(text)
    assert len(said.splitlines()) <= 1
    assert on_a_line(said) == said or len(said) > 500
    said.encode()


def test_a_manifest_is_in_order_whatever_order_the_files_come_in() -> None:
    assert manifest(FILES, "sha256") == b"aa  data/a.txt\nbb  data/b 100%25.txt\n"
    assert manifest(FILES, "sha256") == manifest(reversed(FILES), "sha256")
    assert manifest([], "sha512") == b""


def test_bag_info_says_what_is_known_and_no_more() -> None:
    dossier = a_dossier()
    full = ArchiveContact("1 High St", "Ann Bell", "+44 1632 960101", "ann@example.org")
    labels = [line.partition(": ")[0] for line in bag_info(dossier, FILES, full, about="All.").decode().splitlines()]
    assert labels == [
        "Source-Organization",
        "Organization-Address",
        "Contact-Name",
        "Contact-Phone",
        "Contact-Email",
        "External-Description",
        "Bagging-Date",
        "External-Identifier",
        "Bag-Size",
        "Payload-Oxum",
        "Bag-Group-Identifier",
        "Internal-Sender-Identifier",
        "Internal-Sender-Description",
        "Bag-Software-Agent",
        "Title",
        "Initiative",
        "Marking",
        "Language",
        "Sealed-At",
    ]
    bare = bag_info(dossier, FILES, ArchiveContact(), about="All.").decode()
    assert "Contact" not in bare
    assert "Payload-Oxum: 1500012.2\n" in bare
    assert "Bag-Size: 1.5 MB\n" in bare
    assert f"External-Description: {dossier.title}. All.\n" in bare
