"""An office's own templates, style sheet, logo and fonts: what they can do, and what is said where they do not work."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import font_source_sans_pro
import page as conformance
import pytest
from pypdf import PdfReader

from handover.demonstration.samples import FOLDER, samples
from handover.errors import BadRequest, TemplateBroken
from handover.jobs.office import Office
from handover.jobs.templates import check_templates, copy_template, templates
from handover.publish.forms import publish
from handover.publish.html import html
from handover.publish.json_form import dossier_as_json
from handover.publish.looks import LARGEST_LOGO, looks_in
from handover.store.database import Store
from tests.dossiers.rich import a_dossier
from tests.dossiers.samples import SAMPLES
from tests.offices import an_office

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 4"><rect width="10" height="4" fill="#123456"/></svg>'
PNG = b"\x89PNG\r\n\x1a\n"
BOLD = Path(font_source_sans_pro.font_directory) / "SourceSansPro-Bold.ttf"


@pytest.fixture
def office(tmp_path: Path) -> Any:
    store = Store.open(f"sqlite:///{tmp_path / 'handover.db'}", create=True)
    yield an_office(store, tmp_path)
    store.close()


@pytest.fixture
def put(office: Office) -> Callable[[str, str | bytes], Path]:
    def put(name: str, content: str | bytes) -> Path:
        path = office.settings.templates / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


Put = Callable[[str, str | bytes], Path]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_samples_are_what_the_tests_are_made_with(name: str) -> None:
    # Written again with: python -m tests.dossiers.samples
    assert (FOLDER / f"{name}.json").read_bytes() == dossier_as_json(SAMPLES[name]())


def test_ours_work_with_every_sample(office: Office) -> None:
    assert set(samples()) == set(SAMPLES)
    assert check_templates(office) == []


def test_a_whole_set_of_an_office_s_own_is_used_and_still_an_archive(office: Office, put: Put) -> None:
    put(
        "lessons.html",
        '<section aria-labelledby="lessons"><h2 id="lessons">What we learned</h2>'
        "{% for group in dossier.lessons %}<h3 id='lessons-{{ group.outcome }}'>{{ group.title }}</h3>"
        "{% for lesson in group.lessons %}"
        '<p id="lesson-{{ lesson.number }}"><b>{{ lesson.title }}</b> {{ lesson.what_happened or "" }} '
        "{{ lesson.recommendation or '' }}</p>{% endfor %}{% endfor %}</section>",
    )
    put("office.css", ':root { --accent: #5b2a86; --text: "Office Sans", "Dossier Sans", sans-serif; }')
    put("logo.svg", LOGO)
    for name in ("regular.ttf", "italic.ttf", "semibold.ttf", "bold.ttf"):
        put(f"fonts/{name}", BOLD.read_bytes())
    assert check_templates(office) == []
    looks = looks_in(office.settings.templates)
    made = publish(a_dossier(), looks=looks)
    page = made["html"].decode()
    assert "What we learned" in page
    assert "--accent: #5b2a86" in page
    assert 'class="logo"' in page
    fonts = PdfReader(io.BytesIO(made["pdf"])).pages[2]["/Resources"]["/Font"]
    assert "Office-Sans" in {str(font.get_object()["/BaseFont"]).partition("+")[2] for font in fonts.values()}
    for profile in ("3a", "ua1"):
        failures = conformance.validate_pdf_bytes(made["pdf"], profile=profile).failures
        assert [failure.message for failure in failures] == []
    assert publish(a_dossier(), looks=looks) == made


def test_without_any_the_page_is_ours(office: Office) -> None:
    assert html(a_dossier(), looks_in(office.settings.templates)) == html(a_dossier())


CASES: dict[str, tuple[str, str | bytes, str, str]] = {
    "a tag that is not closed": ("story.html", "<p>\n{% if %}", "cannot be understood", "story.html, line 2"),
    "a word that is not there": (
        "story.html",
        "<p>\n\n{{ dosier.title }}",
        "'dosier' is undefined",
        "story.html, line 3",
    ),
    "a value that is none": ("story.html", "{{ dossier.edition }}", "a value that is not there", "line 1"),
    "a loop without an end": (
        "story.html",
        "{% for x in range(10**9) %}{{ x }}{% endfor %}",
        "Range too big",
        "line 1",
    ),
    "one that never ends": (
        "story.html",
        "{% for x in range(99999) %}{% for y in range(99999) %}{% endfor %}{% endfor %}",
        "more than the 10 seconds",
        "The story",
    ),
    "one that reads a file": ("story.html", "{% include '/etc/hostname' %}", "no template “/etc/hostname”", "line 1"),
    "one that climbs out": ("story.html", "{% include '../../handover.toml' %}", "no template", "line 1"),
    "one that reaches into Python": (
        "story.html",
        "{{ dossier.__class__.__mro__ }}",
        "access to attribute '__class__' of 'Dossier' object is unsafe",
        "line 1",
    ),
    "one that lets a model read a file": (
        "story.html",
        "{{ dossier.parse_file('/etc/hostname') }}",
        "access to attribute 'parse_file' of 'Dossier' object is unsafe",
        "line 1",
    ),
    "one that raises": ("story.html", "{{ 1 // 0 }}", "ZeroDivisionError", "story.html, line 1"),
    "a section that is left out": ("lessons.html", "<p>None.</p>", "lacks", "lesson"),
    "a style that hides a section": ("office.css", "section.section { display: none }", "lacks", "sample dossier"),
    "a style that hides words": ("office.css", ".said { display: none }", "letters of the dossier", "sample dossier"),
    "a style that fetches": ("office.css", "\nbody { background: url(https://x.example/a.png) }", "“url(”", "line 2"),
    "a style that ends itself": ("office.css", "</style><script>x</script>", "“</style”", "line 1"),
    "a style in another coding": ("office.css", "/* café */".encode("latin-1"), "is not UTF-8", "office.css"),
    "a logo that runs": (
        "logo.svg",
        '<svg xmlns="http://www.w3.org/2000/svg">\n<script>alert(1)</script></svg>',
        "it has <script>",
        "logo.svg, line 2",
    ),
    "a logo that reacts": ("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "onload", "line 1"),
    "a logo that asks": (
        "logo.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        '<use xlink:href="https://x.example/#a"/></svg>',
        "href=“https://x.example/#a”",
        "line 1",
    ),
    "a logo with entities": (
        "logo.svg",
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        "it has an entity",
        "line 1",
    ),
    "a logo that is cut off": ("logo.svg", "<svg", "not well-formed", "logo.svg"),
    "a logo of 50 MB": ("logo.png", PNG + bytes(50_000_000), f"{LARGEST_LOGO:,} are allowed", "logo.png"),
    "a logo that is none": ("logo.png", "GIF89a", "no PNG file", "logo.png"),
    "a font that is none": ("fonts/regular.ttf", "wOF2", "no TrueType or OpenType", "regular.ttf"),
    "a name that is not ours": ("storys.html", "<p>", "never used", "storys.html"),
    "a file that is not ours": ("fonts/thin.ttf", "x", "never used", "thin.ttf"),
}


@pytest.mark.parametrize(("name", "content", "sentence", "where"), CASES.values(), ids=CASES)
def test_what_is_said_of_one_that_does_not_work(
    office: Office, put: Put, name: str, content: str | bytes, sentence: str, where: str
) -> None:
    put(name, content)
    first = check_templates(office)[0]
    assert sentence in first.sentence
    assert where in first.where


def test_a_broken_one_is_no_dossier_and_no_traceback(office: Office, put: Put) -> None:
    put("people.html", "{{ nobody }}")
    with pytest.raises(TemplateBroken, match="'nobody' is undefined") as refused:
        publish(a_dossier(), looks=looks_in(office.settings.templates))
    assert refused.value.where == f"{office.settings.templates / 'people.html'}, line 1"
    assert refused.value.what_to_do is not None
    assert "handover template check" in refused.value.what_to_do


def test_a_change_is_seen_at_once(office: Office, put: Put) -> None:
    for words in ("First", "Second and longer"):
        put("contents.html", f'<nav id="contents" aria-labelledby="c"><h2 id="c">{words}</h2></nav>')
        assert words in html(a_dossier(), looks_in(office.settings.templates))


def test_a_copy_is_ours_and_never_put_over_theirs(office: Office) -> None:
    path = copy_template(office, "office.css")
    assert "--accent: #0b4a63;" in path.read_text("utf-8")
    assert copy_template(office, "people.html").read_text("utf-8").startswith("<section")
    assert check_templates(office) == []
    assert [line.name for line in templates(office) if line.of_the_office] == ["people.html", "office.css"]
    with pytest.raises(BadRequest, match="one of its own already"):
        copy_template(office, "people.html")
    with pytest.raises(BadRequest, match="Did you mean “people"):
        copy_template(office, "peopel.html")
