"""HTML in a cell becomes text, and text that only looks like HTML stays as it is."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.sources.mapping.html_text import text_of_html

BECOMES = {
    "paragraphs": ("<p>one</p><p>two</p>", "one\n\ntwo"),
    "paragraphs without ends": ("<P>one<P>two", "one\n\ntwo"),
    "line breaks": ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
    "a line break that closes": ("one</br>two", "one\ntwo"),
    "divs are lines": ("<div>one</div><div>two</div>", "one\ntwo"),
    "an empty div between is a blank line": ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
    "a list": ("before<ul><li>a</li><li>b</li></ul>after", "before\n- a\n- b\n\nafter"),
    "a list laid out over lines": ("<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>", "- a\n- b"),
    "items without a list": ("<li>a<li>b", "- a\n- b"),
    "a numbered list": ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    "a list within a list": ("<ol><li>a<ul><li>x</li></ul></li><li>b</li></ol>", "1. a\n- x\n2. b"),
    "a table": ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n1 | 2"),
    "emphasis goes, words stay together": ("un<b>believ</b>able <i>news</i>", "unbelievable news"),
    "a link with its address": (
        'see <a href="https://x.example/y">the report</a>.',
        "see the report (https://x.example/y).",
    ),
    "a link that is its address": ('<a href="https://x.example/">x.example</a>', "x.example"),
    "a mail link": ("<a href='mailto:jo@x.example'>jo@x.example</a>", "jo@x.example"),
    "a link without quotation marks": (
        "<A HREF=https://x.example/y target=_blank>report</A>",
        "report (https://x.example/y)",
    ),
    "a link without text": ('<a href="https://x.example/y"></a>', "https://x.example/y"),
    "a link that leads nowhere": ('<a href="javascript:alert(1)">x</a> <a href="#top">y</a>', "x y"),
    "a link that is never closed": ('<a href="https://x.example/y">report', "report (https://x.example/y)"),
    "entities": ("<p>R&amp;D &pound;5 &lt;10&nbsp;mm&#44; caf&eacute; &#x2013; x</p>", "R&D £5 <10 mm, café – x"),
    "entities without tags": ("fish &amp; chips", "fish & chips"),
    "entities are decoded once": ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    "a picture is what it shows": ("<p>a <img src=file:///etc/passwd alt='the plan'> b</p>", "a the plan b"),
    "a picture without words": ("<img src=x>", ""),
    "comments": ("a<!-- not for <b>readers</b> -->b", "ab"),
    "what Office leaves": (
        "<!--[if gte mso 9]><xml><x:y/></xml><![endif]--><?xml:namespace prefix = o />"
        '<p class="MsoNormal">a<o:p></o:p></p>',
        "a",
    ),
    "style sheets": ('<style type="text/css">p { color: red }</style>read me', "read me"),
    "scripts are text": ("mind <script>alert(1)</script> this", "mind\nalert(1)\nthis"),
    "a line end of the source is a space": ("<p>one\ntwo</p>", "one two"),
    "a blank line of the source is a paragraph": ("<p>one\n\ntwo<br>three</p>", "one\n\ntwo\nthree"),
    "line ends stay where no tag makes lines": ("one\ntwo <b>bold</b>\n\nthree", "one\ntwo bold\n\nthree"),
    "preformatted": ("<p>x</p><pre>a\n b</pre>", "x\n\na\nb"),
    "attributes with > in them": ('<p title="a > b">x</p>', "x"),
    "only tags": ("<p><br></p>", ""),
}

UNCHANGED = {
    "a comparison": "p < 0.05 and q > 3",
    "a size": "<10 mm> wide",
    "letters on both sides": "a<b and c>d",
    "an arrow": "Project <--> IV&V",
    "a chain": "(F0-BW/2) < [(n x Ft)±(m x Ft)] < (F0 + BW/2)",
    "columns of figures": "SN 001 <1 <1 <1 SN 009 2 1 <1",
    "an address": "Jo <jo@x.example>",
    "a place holder": "Dear <name of minister>,",
    "ampersands": "AT&T, R&D; ?a=1&para=2 &c. &notaword;",
    "a comment without end": "a <!-- b",
    "a tag without end": "see <a href='x",
    "templates": "{{ 7*7 }} {% x %} ${y}",
    "emoji and marks": "\u202eabc\u202c 🙂 \U000e0041",
    "spaces": "a  b\tc\n\n\nd",
    "nothing": "",
}


@pytest.mark.parametrize(("source", "text"), BECOMES.values(), ids=BECOMES)
def test_html_becomes_text(source: str, text: str) -> None:
    assert text_of_html(source) == text


@pytest.mark.parametrize("text", UNCHANGED.values(), ids=UNCHANGED)
def test_text_stays_as_it_is(text: str) -> None:
    assert text_of_html(text) == text


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="<&", exclude_categories=["Cs"])))
def test_text_without_markup_is_never_touched(text: str) -> None:
    assert text_of_html(text) == text


PIECES = st.sampled_from(
    ["<p>", "</p>", "<br>", "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<b>", "</b>", '<a href="u">', "</a>", "<td>",
     "<tr>", "<pre>", "</pre>", "<div>", "</div>", "<!-- x -->", "\n", " ", "one", "two,", "3<4", "&amp;", "<", "a>b"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_every_word_outside_of_tags_survives(pieces: list[str]) -> None:
    text = text_of_html(" ".join(pieces))
    words = [piece for piece in pieces if re.fullmatch(r"one|two,|3<4|a>b", piece)]
    assert [word for word in text.split() if re.fullmatch(r"one|two,|3<4|a>b", word)] == words


@pytest.mark.parametrize(
    "half",
    [
        '<a href="',
        "<!--",
        "<a ",
        "<p ",
        "<style>",
        "<![if",
        "<?xml",
        "<o:",
        "<a href=x>",
        "<ol><li>",
        "&#",
        "<p nowrap ",
    ],
)
def test_a_text_of_half_tags_is_read_in_one_go(half: str) -> None:
    # Were it not linear, this would take hours: the test's own limit is that it ends.
    assert isinstance(text_of_html(half * 50_000), str)
