"""The page: complete, accessible, asking nothing of the network, and deaf to what hostile texts tell it to do."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5

from handover.dossier.model import Correction, Dossier, IgnoredRow
from handover.publish.html import html
from handover.publish.sections import sections_of
from tests.dossiers.big import a_big_dossier
from tests.dossiers.changed import a_changed_dossier
from tests.dossiers.hostile import LONG_NAME, TEMPLATE, UNBROKEN, a_hostile_dossier
from tests.dossiers.moved import a_dossier_of_a_move, a_dossier_of_a_split
from tests.dossiers.parts import a_lesson, a_person, a_reference, a_source, a_status_point, an_action, groups_of
from tests.dossiers.past import a_dossier_with_a_past, a_family, an_earlier
from tests.dossiers.rich import a_dossier, an_empty_dossier

DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "rich": a_dossier,
    "empty": an_empty_dossier,
    "hostile": a_hostile_dossier,
    "big": lambda: a_big_dossier(12),
    "with a past": a_dossier_with_a_past,
    "of a staff move": a_dossier_of_a_move,
    "of a split": a_dossier_of_a_split,
    "changed": a_changed_dossier,
}


def parsed(page: str) -> Element:
    root: Element = tinyhtml5.parse(page, namespace_html_elements=False)
    return root


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def by_id(root: Element, name: str) -> Element:
    (found,) = (element for element in root.iter() if element.get("id") == name)
    return found


def section(root: Element, name: str) -> str:
    (found,) = (element for element in root.iter("section") if element.get("aria-labelledby") == name)
    return words(found)


@pytest.fixture(params=DOSSIERS, scope="module")
def dossier(request: pytest.FixtureRequest) -> Dossier:
    return DOSSIERS[request.param]()


@pytest.fixture(scope="module")
def page(dossier: Dossier) -> str:
    return html(dossier)


def test_the_page_has_its_landmarks_its_language_and_a_title(page: str) -> None:
    root = parsed(page)
    assert root.get("lang") == "en-GB"
    assert [len(list(root.iter(tag))) for tag in ("main", "header", "footer", "nav", "h1")] == [1] * 5
    assert "handover dossier HO-0007, version" in (root.findtext("head/title") or "")
    skip = next(root.iter("a"))
    assert (skip.get("class"), skip.get("href")) == ("skip", "#front")


def test_headings_never_skip_a_level(page: str) -> None:
    levels = [int(element.tag[1]) for element in parsed(page).iter() if re.fullmatch("h[1-6]", str(element.tag))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_link_and_label_leads_somewhere(page: str) -> None:
    root = parsed(page)
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
    wanted = [link.get("href", "")[1:] for link in root.iter("a") if link.get("href", "").startswith("#")]
    wanted += [element.get("aria-labelledby", "") for element in root.iter() if element.get("aria-labelledby")]
    assert set(wanted) <= set(names)


def test_every_header_cell_has_its_scope_and_every_section_is_there(page: str, dossier: Dossier) -> None:
    root = parsed(page)
    assert all(cell.get("scope") in ("col", "row") for cell in root.iter("th"))
    assert sections_of(dossier).keys() <= {element.get("id") for element in root.iter("h2")}


def test_the_page_asks_nothing_of_the_network_and_runs_only_its_own_search(page: str) -> None:
    root = parsed(page)
    assert not [element.tag for element in root.iter() if element.tag in ("img", "link", "iframe", "object")]
    (script,) = root.iter("script")
    digest = b64encode(sha256((script.text or "").encode()).digest()).decode()
    (policy,) = (meta.get("content", "") for meta in root.iter("meta") if "Security" in meta.get("http-equiv", ""))
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert not [
        name for element in root.iter() for name in element.attrib if str(name).startswith("on") or name == "src"
    ]
    assert {link.get("href", "")[:1] for link in root.iter("a")} <= {"#", "m"}
    assert "url(" not in page.replace("attr(href url)", "")


def test_a_value_that_is_missing_is_never_written_out(page: str) -> None:
    assert not re.search(r"\bNone\b|\bundefined\b|Decimal\(|datetime\.", words(parsed(page)))


def test_the_same_dossier_gives_the_same_page() -> None:
    assert html(a_dossier()) == html(a_dossier())


def test_every_text_of_every_lesson_is_there() -> None:
    dossier = a_dossier()
    shown = words(parsed(html(dossier)))
    for group in dossier.lessons:
        for lesson in group.lessons:
            texts = (lesson.title, lesson.what_happened, lesson.effect, lesson.causes, lesson.recommendation)
            assert all(" ".join(text.split("\n\n")[0].split()) in shown for text in texts if text)


def test_hostile_texts_are_shown_as_they_are() -> None:
    shown = words(parsed(html(a_hostile_dossier())))
    assert "<script>document.title='taken'</script><img src=file:///etc/hostname>" in shown
    assert " ".join(TEMPLATE.split()) in shown
    assert UNBROKEN in shown
    assert LONG_NAME in shown
    assert "\u202e" not in shown
    assert "49" not in section(parsed(html(a_hostile_dossier())), "story")


def test_hostile_names_of_a_family_are_shown_as_they_are() -> None:
    hostile = "<script>alert('x')</script>{{ 7*7 }}\u202eevil"
    told = a_family()
    members = tuple(one.model_copy(update={"name": hostile, "kind": hostile}) for one in told.members)
    ties = tuple(one.model_copy(update={"text": hostile, "remarks": (hostile,)}) for one in told.ties)
    earlier = an_earlier(hostile, range(1, 2), why=hostile, ended=hostile)
    update = {"members": members, "ties": ties}
    root = parsed(html(a_dossier(family=told.model_copy(update=update), inherited=(earlier,), precedents=(earlier,))))
    assert not any("alert" in (script.text or "") for script in root.iter("script"))
    shown = section(root, "heritage")
    assert "{{ 7*7 }}" in shown
    assert "<script>alert('x')</script>" in shown
    assert "\u202e" not in shown


def test_right_to_left_paragraphs_say_so() -> None:
    lesson = a_lesson(what_happened="שלום עולם", effect="then שלום")
    root = parsed(html(a_dossier(lessons=groups_of([lesson]))))
    directions = [p.get("dir") for p in by_id(root, "lesson-1").iter("p") if "שלום" in words(p)]
    assert directions == ["rtl", None]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("front-serious", "No reason was found"),
        ("front-what", "Nothing that was gathered says what it is."),
        ("front-actions", "No follow-on actions were recorded."),
        ("front-wrong", "Nothing that was gathered says what could go wrong."),
        ("front-gaps", "No gaps were found."),
        ("front-read-back", "What do you now own"),
        ("story", "Nothing that was gathered has a date"),
        ("status", "No status report was gathered"),
        ("lessons", "No lessons were gathered."),
        ("people", "No contacts were gathered."),
        ("actions", "No follow-on actions were recorded."),
        ("gaps", "No gaps were found"),
        ("sources", "No source was gathered for this dossier."),
    ],
)
def test_an_empty_part_says_so(name: str, sentence: str) -> None:
    assert sentence in section(parsed(html(an_empty_dossier())), name)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("front-serious", "▲ Critical"),
        ("front-what", "Owner: Nobody named"),
        ("front-actions", "Tobias Wrenfield → nobody yet · overdue since 31 Mar 2026"),
        ("front-actions", "more in Follow-on actions"),
        ("front-gaps", "G1 ▲ Critical Nobody inherits 3 of the open follow-on actions."),
        ("front-read-back", "reply with your answers to the message that brought this dossier (HO-0007 version 2)"),
        ("story", "Records also call it Aldermoor Insulation Scheme, AIS and Warm Homes."),
        ("status", "“Purple”"),
        ("status", "£23.15 million"),
        ("lessons", "Not heard at all: Chief executives, HR and organisation development."),
        ("lessons", "Outcome, as given: “see board paper”"),
        ("people", "Programme director: vacant"),
        ("people", "Posts whose holder’s name is withheld 1"),
        ("people", "Contract manager, ventilation: name withheld (“N/D”)"),
        ("people", "No contact details"),
        ("actions", "Who inherits: Nobody yet"),
        ("gaps", "policy does not allow a dossier to be sent with this gap"),
        ("sources", "The last attempt brought nothing: The address answered 503"),
        ("sources", "SHA-256"),
    ],
)
def test_what_a_reader_looks_for_is_there(name: str, expected: str) -> None:
    assert expected in section(parsed(html(a_dossier())), name)


def test_what_people_decided_about_rows_is_named_with_its_source() -> None:
    said = {"file": "lessons-log.xlsx", "place": "Log", "by": "Ada <b>Lim</b>", "on": "2026-03-30"}
    source = a_source(
        corrections=(
            Correction(row=7, column="Recorded", given="31/02/2024", value="2024-02-29", because="The minutes", **said),
            Correction(row=8, column="Title", given="", value="Ask", because="It was left out.", **said),
        ),
        ignored=(IgnoredRow(row=40, because="A total", **said),),
    )
    shown = section(parsed(html(a_dossier(sources=(source,)))), "sources")
    for sentence in (
        "Row 7 of sheet Log: “Recorded” says “31/02/2024”, and is taken as “2024-02-29”. Ada <b>Lim</b> said so "
        "on 30 March 2026: The minutes.",
        "Row 8 of sheet Log: “Title” is blank, and is taken as “Ask”.",
        "These rows name the initiative, and nothing of them is in this dossier. Row 40 of sheet Log. "
        "Ada <b>Lim</b> said so on 30 March 2026: A total.",
    ):
        assert sentence in shown


def test_a_source_about_which_nothing_was_decided_says_nothing_of_it() -> None:
    shown = section(parsed(html(a_dossier(sources=(a_source(),)))), "sources")
    assert "Corrected by hand" not in shown
    assert "left so" not in shown


def test_the_chart_has_a_title_and_its_figures_are_in_a_table() -> None:
    dossier = a_dossier()
    root = parsed(html(dossier))
    titles = {str(element.get("id")): element.text for element in root.iter() if str(element.tag).endswith("}title")}
    assert list(titles) == ["activity-title", "chart-title", "money-title-1", "together-title"]
    assert all(sentence in (titles["chart-title"] or "") for sentence in dossier.status.summary)
    (table,) = (one for one in root.iter("table") if one.get("aria-labelledby") == "figures")
    assert len(list(table.iter("tr"))) == 1 + len(dossier.status.points)


def test_columns_that_no_report_fills_are_left_out() -> None:
    bare = a_status_point(
        budget=None, forecast=None, whole_life_cost=None, stage=None, stage_given=None, end_planned=None, owner=None
    )
    history = a_dossier().status.model_copy(update={"points": (bare,)})
    root = parsed(html(a_dossier(status=history)))
    (table,) = (one for one in root.iter("table") if one.get("aria-labelledby") == "figures")
    assert [words(cell) for cell in table.iter("th")] == ["Period", "Rating", "From", "Jan 2024"]


def test_a_rating_is_shown_as_given_where_it_says_more_than_its_name() -> None:
    points = (
        a_status_point(rating_given="AMBER"),
        a_status_point(rating="exempt", rating_given="Exempt under Section 43"),
    )
    shown = section(parsed(html(a_dossier(status=a_dossier().status.model_copy(update={"points": points})))), "status")
    assert "“AMBER”" not in shown
    assert "Exempt, given as “Exempt under Section 43”" in shown


def test_only_plain_addresses_are_links() -> None:
    person = a_person(1, emails=("ines@aldermoor.example", "javascript:alert(1)", "a@b.example?cc=c@d.example"))
    root = parsed(html(a_dossier(people=(person,))))
    links = [link.get("href") for link in by_id(root, "person-1").iter("a") if link.get("href", "")[:1] != "#"]
    assert links == ["mailto:ines%40aldermoor.example"]


def test_a_reference_to_a_source_that_is_not_listed_is_no_link() -> None:
    action = an_action(1, reference=a_reference("S9", 5))
    root = parsed(html(a_dossier(actions=(action,))))
    assert "S9 row 5" in words(by_id(root, "action-1"))
    assert not list(by_id(root, "action-1").iter("a"))
