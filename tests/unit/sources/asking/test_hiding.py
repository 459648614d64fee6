"""Secrets are taken out of what is said, in whatever form a library or a server repeats them."""

from base64 import b64encode
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.errors import SourceUnreachable
from handover.sources.hiding import hidden, hiding, traced

SECRET = "open/sesame é'&+"
KEY = "-----BEGIN-----\nAAAABBBBCCCC\nDDDDEEEEFFFF\n-----END-----"
SAID = {
    "as it is": (f"the key {SECRET} is wrong", "the key … is wrong"),
    "in an address": (f"https://x.example/?k={quote(SECRET, safe='')}&a=b", "https://x.example/?k=…&a=b"),
    "in a form": (f"k={quote_plus(SECRET)}&a=b", "k=…&a=b"),
    "as Python shows it": (f"header {SECRET!r}", 'header "…"'),
    "twice": (f"{SECRET}, {SECRET}", "…, …"),
    "cut off": (f"“{SECRET[:9]}…", "“……"),
    "without it": ("open is not sesame", "open is not sesame"),
    "a line of a key": ("AAAABBBBCCCC", "…"),
    "what is too short to be hidden": ("abc and abc", "abc and abc"),
}


@pytest.mark.parametrize(("text", "shown"), SAID.values(), ids=SAID)
def test_a_secret_is_hidden(text: str, shown: str) -> None:
    assert hidden(text, [SECRET, KEY, "abc"]) == shown


@given(st.text("abc:", max_size=9), st.text("xyzé/", min_size=8, max_size=30))
def test_whatever_stands_before_it_in_base64(before: str, secret: str) -> None:
    written = b64encode(f"{before}{secret}".encode()).decode()
    shown = hidden(written, [secret])
    # What is left is what stands before it, and at most the bits that a letter shares with its neighbours.
    assert len(shown) <= -(-len(before) * 4 // 3) + 1 + 5
    assert "…" in shown


def test_an_error_that_comes_through_says_no_secret() -> None:
    with pytest.raises(SourceUnreachable) as raised, hiding([SECRET]):
        raise SourceUnreachable(f"It has no {SECRET}.", where=f"a/{SECRET}", what_to_do=f"Take {SECRET} out.")
    assert raised.value.as_json() == {
        "code": "source-unreachable",
        "sentence": "It has no ….",
        "where": "a/…",
        "what_to_do": "Take … out.",
    }
    assert raised.value.args == ("It has no ….",)


def test_a_traceback_says_none_either() -> None:
    try:
        raise ValueError(f"no {SECRET}")
    except ValueError as error:
        said = traced(error, [SECRET])
    assert said.startswith("Traceback")
    assert said.endswith("ValueError: no …\n")
