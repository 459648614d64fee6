"""Filters, names and attributes of a search in a directory, judged before any directory is asked."""

import socket

import ldap
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.sources.directories.directory_filters import attribute_mistake, filter_mistake, name_mistake

FILTERS = (
    "(objectClass=person)",
    "(cn=*)",
    "(cn=Ann*Ah*n)",
    "(cn=Ann \\28Annie\\29 Ahn)",
    "(&(objectClass=user)(!(mail=*))(|(title=Head)(title=Chief)))",
    "(& (a=b) (c=d) )",
    "(whenCreated>=20240101000000Z)",
    "(age<=5)",
    "(cn~=ann)",
    "(cn;lang-en=Ann)",
    "(2.5.4.3=Ann)",
    "(memberOf:1.2.840.113556.1.4.1941:=cn=office,dc=example,dc=org)",
    "(ou:dn:=people)",
    "(cn=)",
    "(cn=é)",
    "(cn=Ann and sn=Ahn)",  # it looks for somebody who is called so
)


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_is_let_through(text: str) -> None:
    assert filter_mistake(text) is None


NO_FILTERS = {
    "no brackets": (
        "cn=Ann",
        "is no filter: a bracket is missing before “cn=Ann”; it is written like (objectClass=person)",
    ),
    "a bracket that is open": ("(cn=Ann", "is no filter: a bracket in it is not closed"),
    "a bracket that is open further in": ("(&(cn=Ann)(sn=Ahn)", "is no filter: a bracket in it is not closed"),
    "something behind it": ("(a=b)(c=d)", "is no filter: nothing can stand behind its last bracket: “(c=d)”"),
    "nothing in brackets": ("()", "is no filter: “” is no condition; it is written like mail=*@example.org"),
    "no condition": ("(cn)", "is no filter: “cn” is no condition; it is written like mail=*@example.org"),
    "no attribute": ("(=Ann)", "is no filter: “=Ann” is no condition"),
    "a condition without brackets": (
        "(&cn=Ann)",
        "is no filter: each condition stands in brackets, and this does not: “cn=Ann)”",
    ),
    "not of nothing": ("(!)", "is no filter: “!” stands before one condition in brackets: (!(mail=*))"),
    "not of two": ("(!(a=b)(c=d))", "is no filter: each condition stands in brackets, and this does not: “(c=d))”"),
    "half an escape": ("(cn=\\2)", "is no filter: “cn=\\2” is no condition"),
    "a star that compares": ("(age>=*)", "is no filter: “age>=*” is no condition"),
    "too deep": (f"{'(!' * 60}(a=b){')' * 60}", "is no filter: its brackets lie more than 50 deep in one another"),
}


@pytest.mark.parametrize(("text", "said"), NO_FILTERS.values(), ids=NO_FILTERS)
def test_what_is_no_filter_says_why(text: str, said: str) -> None:
    assert str(filter_mistake(text)).startswith(said)


def understood(text: str) -> bool:
    """Whether OpenLDAP's library understands a filter: it says so before it asks anybody."""
    near, far = socket.socketpair()
    with near:
        asked = ldap.initialize("ldapi://%2Fdev%2Fnull", fileno=far.detach())
        try:
            asked.search_ext("dc=example", ldap.SCOPE_BASE, text)
        except ldap.FILTER_ERROR:
            return False
        finally:
            asked.unbind_ext()
        return True


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["(", ")", "(&", "(|", "(!", "cn=a", "(sn=*b*)", "a>=1", " ", "\\2a", "*"]), max_size=9)
)
def test_what_is_let_through_is_understood(pieces: list[str]) -> None:
    text = "".join(pieces)
    if text and filter_mistake(text) is None:
        assert understood(text)


NAMES = ("dc=org", "ou=people,dc=example,dc=org", "OU=A\\, B, DC=example", "cn=a+sn=b,dc=org", "2.5.4.3=a,dc=org")
NO_NAMES = ("people", "ou=people,", "=x", "ou=,dc=org", "example.org", "ou people,dc=org")


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_let_through(text: str) -> None:
    assert name_mistake(text) is None


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_no_name_is_shown(text: str) -> None:
    assert name_mistake(text) == f"“{text}” is no distinguished name; it is written like ou=people,dc=example,dc=org"


@pytest.mark.parametrize("text", ["cn", "cn;lang-en", "userCertificate;binary", "2.5.4.3", "*", "+", "1.1"])
def test_an_attribute_can_be_asked_for(text: str) -> None:
    assert attribute_mistake(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("first name", "“first name” is no name of an attribute"),
        ("mail.0", "“mail.0” is no name of an attribute"),
        ("userPassword", "“userPassword” is a secret, and is never gathered"),
        ("UNICODEPWD;binary", "“UNICODEPWD;binary” is a secret, and is never gathered"),
    ],
)
def test_what_cannot_be_asked_for_is_said(text: str, said: str) -> None:
    assert attribute_mistake(text) == said
