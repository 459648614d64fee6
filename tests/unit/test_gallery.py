"""The gallery: every picture is shown once with words in its place, and the folder stays small."""

import re
from pathlib import Path

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
PICTURE = re.compile(r"!\[Page (\d+) of (\d+) of “(.+)”: .+\]\((.+\.png)\)")


def test_every_page_of_each_dossier_has_its_picture() -> None:
    shown = PICTURE.findall((GALLERY / "README.md").read_text(encoding="utf-8"))
    assert sorted(file for *_, file in shown) == sorted(path.name for path in GALLERY.glob("*.png"))
    in_all = {title: int(pages) for _, pages, title, _ in shown}
    assert len(in_all) == 3
    for title, pages in in_all.items():
        assert [int(number) for number, _, of, _ in shown if of == title] == list(range(1, pages + 1))


def test_page_one_of_each_is_one_page() -> None:
    second = re.findall(r"!\[Page 2 of \d+ of “.+”: (.+)\]", (GALLERY / "README.md").read_text(encoding="utf-8"))
    assert ["Contents" in sections for sections in second] == [True] * 3


def test_the_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in GALLERY.glob("*.png")}
    assert {name: size for name, size in sizes.items() if size >= 60_000} == {}
    assert sum(sizes.values()) < 6_000_000
