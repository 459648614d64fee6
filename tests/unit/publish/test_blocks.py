"""A finished page as blocks: what the forms that are not HTML are made of."""

import pytest

from handover.publish.blocks import Block, Heading, Listing, Paragraph, Picture, Table, blocks_of, text_of
from handover.publish.html import html
from handover.publish.sections import sections_of
from tests.dossiers.past import a_dossier_with_a_past


def read(inner: str) -> tuple[Block, ...]:
    return blocks_of(f"<html><body><main><section id='front'>{inner}</section></main></body></html>")


PARAGRAPHS = {
    "space is told once": ("<p> one \n two </p>", "one two"),
    "lines stay lines": ("<p>one<br>two</p>", "one\ntwo"),
    "loose text is a paragraph": ("<div>one <b>two</b></div>", "one two"),
    "facts are parted": (
        '<p><span class="fact">one</span> <span class="fact">two</span></p>',
        "one · two",
    ),
    "a label is parted from its text": ('<p><b class="label">Effect </b>It fell.</p>', "Effect: It fell."),
    "a label that is a date": ('<p><b class="label"><time>May 2024</time> </b>It fell.</p>', "May 2024: It fell."),
    "a note stands in brackets": ('<p>It fell. &#8203;<span class="ref">S1 row 2</span></p>', "It fell. (S1 row 2)"),
    "a note by itself does not": ('<p>&#8203;<span class="ref">S1 row 2</span></p>', "\u200bS1 row 2"),
    "what has a line of its own": ('<p>one <span class="then">two</span></p>', "one\ntwo"),
    "a line to write on": ('<p><span class="blank">Name</span></p>', f"Name {'_' * 24}"),
    "a level is parted from what it is of": ('<p><span class="level">▲ Missing</span> It.</p>', "▲ Missing: It."),
    "markup that was text": ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "<script>alert(1)</script>"),
}


@pytest.mark.parametrize(("inner", "expected"), PARAGRAPHS.values(), ids=PARAGRAPHS)
def test_what_a_paragraph_says(inner: str, expected: str) -> None:
    (block,) = read(inner)
    assert isinstance(block, Paragraph)
    assert text_of(block.runs) == expected


@pytest.mark.parametrize(
    "inner",
    [
        "<script>one</script>",
        "<style>one</style>",
        "<p hidden>one</p>",
        '<form><label>Find</label><input value="one"></form>',
        '<a class="skip" href="#front">one</a>',
        "<p> \n </p>",
        "<ul></ul>",
    ],
)
def test_what_only_a_screen_has_is_no_block(inner: str) -> None:
    assert read(inner) == ()


def test_a_list_a_table_and_a_picture() -> None:
    listing, table, picture = read(
        '<ol class="plain"><li>one<p>more</p></li></ol>'
        '<table><thead><tr><th>A</th><th class="amount">B</th></tr></thead>'
        '<tbody><tr><th>1</th><td colspan="2" rowspan="x">2</td></tr></tbody></table>'
        '<svg viewBox="0 0 1 1"><title>A drawing. It &lt;shows&gt; that.</title><path d="M0"/></svg>'
    )
    assert isinstance(listing, Listing)
    assert (listing.ordered, listing.plain) == (True, True)
    assert [text_of(one.runs) for one in listing.items[0] if isinstance(one, Paragraph)] == ["one", "more"]
    assert isinstance(table, Table)
    assert [[text_of(cell.runs) for cell in row] for row in (*table.heads, *table.rows)] == [["A", "B"], ["1", "2"]]
    assert [(cell.is_header, cell.columns, cell.rows) for cell in table.rows[0]] == [(True, 1, 1), (False, 2, 1)]
    assert isinstance(picture, Picture)
    assert 'viewBox="0 0 1 1"' in picture.svg
    assert (picture.title, picture.words) == ("A drawing.", "A drawing. It <shows> that.")


def test_anchors_stand_at_the_first_block_of_what_they_name() -> None:
    first, second = read('<article id="a"><h4 id="b">one</h4><p>two</p></article>')
    assert isinstance(first, Heading)
    assert first.anchors == ("front", "a", "b")
    assert isinstance(second, Paragraph)
    assert second.anchors == ()


def test_every_section_of_a_dossier_is_there_in_order() -> None:
    dossier = a_dossier_with_a_past()
    found = dict.fromkeys(block.section for block in blocks_of(html(dossier)))
    assert list(found) == ["front", "contents", *sections_of(dossier)]
