"""What is wrong with a directory source is said when it is registered, by line and key."""

import pytest

from handover.errors import RegistrationError
from handover.sources.registering.registry_file import parse_registrations

GOOD = """\
sources:
  people:
    title: People
    kind: ldap
    location: ldaps://directory.example.org
    sign_in: { user: "cn=reader,dc=example,dc=org", password: env:DIRECTORY_PASSWORD }
    search:
      base: ou=people,dc=example,dc=org
      filter: (objectClass=user)
      attributes: [cn]
    records: contact
    key: dn
    map: { initiative: { constant: Orion }, name: displayName, emails: mail }
"""


def test_a_good_one() -> None:
    (registration,) = parse_registrations(GOOD, name="sources.yaml")
    assert registration.search is not None
    assert (registration.search.scope, registration.search.attributes) == ("subtree", ("cn",))


WRONG = {
    "no search": (
        GOOD[GOOD.index("    search:") : GOOD.index("    records:")],
        "",
        "line 2, sources.people.search: is missing, and a ldap source needs it.",
    ),
    "no base": (
        "      base: ou=people,dc=example,dc=org\n",
        "",
        "line 7, sources.people.search.base: is missing.",
    ),
    "a base that is no name": (
        "ou=people,dc=example,dc=org",
        "people",
        "line 8, sources.people.search.base: “people” is no distinguished name; it is written like"
        " ou=people,dc=example,dc=org.",
    ),
    "a filter": (
        "(objectClass=user)",
        "(objectClass=user",
        "line 9, sources.people.search.filter: is no filter: a bracket in it is not closed.",
    ),
    "a scope": (
        "      attributes: [cn]",
        "      scope: sub",
        "line 10, sources.people.search.scope: “sub” is not one of base, one, subtree. Did you mean “subtree”?",
    ),
    "an attribute": (
        "[cn]",
        "[first name]",
        "line 10, sources.people.search.attributes: “first name” is no name of an attribute.",
    ),
    "a secret attribute": (
        "[cn]",
        "userPassword",
        "line 10, sources.people.search.attributes: “userPassword” is a secret, and is never gathered.",
    ),
    "a secret column": (
        "displayName",
        "unicodePwd",
        "line 13, sources.people.map: “unicodePwd” is a secret, and is never gathered.",
    ),
    "a search in the address": (
        "ldaps://directory.example.org",
        "ldaps://directory.example.org/ou=people,dc=example",
        "line 5, sources.people.location: names only the server; what is looked for stands below “search”, not"
        " “ou=people,dc=example”.",
    ),
    "a web address": (
        "ldaps://directory.example.org",
        "https://directory.example.org",
        "line 5, sources.people.location: begins with “https:”; it can be an address with ldap:// or ldaps://.",
    ),
    "no password": (
        ", password: env:DIRECTORY_PASSWORD",
        "",
        "line 6, sources.people.sign_in: has no “password”, and without one a directory lets everybody in as nobody.",
    ),
    "a token": (
        'user: "cn=reader,dc=example,dc=org", password: env:DIRECTORY_PASSWORD',
        "token: env:TOKEN",
        "line 6, sources.people.sign_in.token: is not how a directory is signed in to, which is with user and"
        " password.",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_named_by_line_and_key(old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(RegistrationError) as refused:
        parse_registrations(GOOD.replace(old, new), name="sources.yaml")
    assert str(refused.value.mistakes[0]) == sentence
