"""The OpenDocument text as its readers get it: read by a library, opened and converted by LibreOffice."""

import hashlib
import io
import os
import subprocess
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree
from lxml import html as markup
from odfdo import Document
from pypdf import PdfReader

from handover.dossier.model import Dossier
from handover.publish.blocks import Table, blocks_of
from handover.publish.forms import ALL_FORMS, KINDS, publish
from handover.publish.html import html
from handover.publish.legible import legible
from handover.publish.odt.names import qualified
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.naughty import STRINGS, a_naughty_dossier
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.rich import a_dossier, a_held_dossier, an_empty_dossier

ROOT = Path(__file__).parents[3]
DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "rich": a_dossier,
    "empty": an_empty_dossier,
    "held": a_held_dossier,
    "with a past": a_dossier_with_a_past,
    "hostile": a_hostile_dossier,
    "naughty": a_naughty_dossier,
}


@cache
def made(name: str) -> bytes:
    return publish(DOSSIERS[name](), forms=("odt",))["odt"]


@cache
def part(name: str, file: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(made(name))) as package:
        return etree.fromstring(package.read(file))


def letters(text: str) -> Counter[str]:
    return Counter(character for character in text if not character.isspace())


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each document, and what LibreOffice makes of it: a PDF and the text."""
    folder = tmp_path_factory.mktemp("office")
    for name in DOSSIERS:
        (folder / f"{name}.odt").write_bytes(made(name))
    office = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to"]
    for form, names in (("pdf", ["rich", "empty", "held"]), ("txt:Text (encoded):UTF8", list(DOSSIERS))):
        files = [f"{name}.odt" for name in names]
        subprocess.run([*office, form, *files], cwd=folder, capture_output=True, check=True, timeout=120)
    return folder


def test_the_package_is_one_of_opendocument() -> None:
    with zipfile.ZipFile(io.BytesIO(made("rich"))) as package:
        first = package.infolist()[0]
        listed = package.namelist()
        manifest = etree.fromstring(package.read("META-INF/manifest.xml"))
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.read("mimetype").decode() == KINDS["odt"].media_type
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    named = {entry.get(qualified("manifest:full-path")) for entry in manifest}
    assert named == {"/", *listed} - {"mimetype", "META-INF/manifest.xml"}


@pytest.mark.parametrize("name", DOSSIERS)
def test_nothing_that_the_page_says_is_left_out(name: str) -> None:
    page = markup.document_fromstring(
        html(DOSSIERS[name]()).encode(), parser=markup.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    (main,) = page.iter("main")
    for drawing in list(main.iter("svg")):
        drawing.getparent().remove(drawing)
    said = letters("".join(main.itertext()).replace("\u200b", ""))
    written = letters("".join(part(name, "content.xml").itertext()))
    assert said - written == Counter()


@pytest.mark.parametrize("name", DOSSIERS)
def test_another_library_reads_it(name: str) -> None:
    document = Document(io.BytesIO(made(name)))
    titles = [heading.get_attribute_string("text:outline-level") for heading in document.body.headers]
    levels = [int(level or 0) for level in titles]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert (document.meta.title or "").endswith(f"version {DOSSIERS[name]().version}")
    assert document.meta.language == "en-GB"
    tables = [block for block in blocks_of(html(DOSSIERS[name]())) if isinstance(block, Table)]
    assert len(document.body.tables) == len(tables)
    heads = part(name, "content.xml").iter(qualified("table:table-header-rows"))
    assert len(list(heads)) == sum(bool(table.heads) for table in tables)


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_link_leads_somewhere(name: str) -> None:
    content = part(name, "content.xml")
    names = [mark.get(qualified("text:name")) for mark in content.iter(qualified("text:bookmark"))]
    assert len(names) == len(set(names))
    targets = [link.get(qualified("xlink:href")) for link in content.iter(qualified("text:a"))]
    assert {one[1:] for one in targets if one.startswith("#")} <= set(names)
    assert {one.partition(":")[0] for one in targets if not one.startswith("#")} <= {"mailto"}
    pages = {field.get(qualified("text:ref-name")) for field in content.iter(qualified("text:bookmark-ref"))}
    assert pages <= set(names)


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_style_that_is_used_is_there(name: str) -> None:
    content, styles = part(name, "content.xml"), part(name, "styles.xml")
    there = {one.get(qualified("style:name")) for tree in (content, styles) for one in tree.iter()}
    used = {
        value
        for tree in (content, styles)
        for one in tree.iter()
        for key, value in one.attrib.items()
        if etree.QName(key).localname in ("style-name", "parent-style-name", "next-style-name")
    }
    assert used <= there


def test_each_page_has_its_marking_twice_its_edition_and_its_number() -> None:
    styles = part("held", "styles.xml")
    header, footer = (
        "".join(next(styles.iter(qualified(f"style:{name}"))).itertext()) for name in ("header", "footer")
    )
    assert header.count("OFFICIAL-SENSITIVE") == footer.count("OFFICIAL-SENSITIVE") == 1
    assert "HO-0007 version 2" in header
    assert "Held, and not in here (see G" in header
    assert "Page 1 of 1" in footer
    assert "Held" not in "".join(part("rich", "styles.xml").itertext())


def test_drawings_have_a_title_and_their_words() -> None:
    frames = list(part("with a past", "content.xml").iter(qualified("draw:frame")))
    assert len(frames) == html(DOSSIERS["with a past"]()).count("<svg") > 2
    for frame in frames:
        assert frame.findtext(qualified("svg:title"))
        assert frame.findtext(qualified("svg:desc"))


def test_right_to_left_paragraphs_run_so() -> None:
    content = part("hostile", "content.xml")
    turned = [
        one
        for one in content.iter(qualified("text:p"))
        if (one.get(qualified("text:style-name")) or "").endswith("_rtl")
    ]
    assert any("\u05e9\u05dc\u05d5\u05dd" in "".join(one.itertext()) for one in turned)


def test_libreoffice_lays_it_out_with_numbered_pages(converted: Path) -> None:
    pages = [" ".join((page.extract_text() or "").split()) for page in PdfReader(converted / "rich.pdf").pages]
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, start=1))
    assert all(page.count("OFFICIAL-SENSITIVE") == 2 for page in pages)
    gaps = next(number for number, page in enumerate(pages, start=1) if "Gaps What this dossier should have" in page)
    assert f"Gaps (page {gaps})" in pages[0]


@pytest.mark.parametrize("name", DOSSIERS)
def test_libreoffice_reads_all_of_it(name: str, converted: Path) -> None:
    read = letters((converted / f"{name}.txt").read_text("utf-8-sig"))
    content = letters("".join(part(name, "content.xml").find(f".//{qualified('office:text')}").itertext()))
    lost = content - read
    # Numbers of pages it works out itself; what a drawing says it leaves to the drawing.
    words = letters("".join("".join(one.itertext()) for one in part(name, "content.xml").iter(qualified("draw:frame"))))
    assert lost - words - letters("–" * 99) == Counter()


def test_every_naughty_string_is_in_it(converted: Path) -> None:
    text = " ".join((converted / "naughty.txt").read_text("utf-8-sig").split())
    bare = text.replace("\u2068", "").replace("\u2069", "")
    for given in STRINGS:
        words = " ".join(legible(given).split()).replace("\u2068", "").replace("\u2069", "")
        assert unicodedata.normalize("NFC", words) in unicodedata.normalize("NFC", bare), ascii(given)


def test_each_form_is_the_same_bytes_in_another_process() -> None:
    forms = tuple(form for form in ALL_FORMS if form != "pdf")
    code = (
        "import hashlib; from tests.dossiers.past import a_dossier_with_a_past as d;"
        f"from handover.publish.forms import publish; made = publish(d(), forms={forms!r});"
        "print([hashlib.sha256(content).hexdigest() for content in made.values()])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland"}
    again = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    here = publish(a_dossier_with_a_past(), forms=forms)
    assert again.stdout.decode().strip() == str([hashlib.sha256(content).hexdigest() for content in here.values()])
