"""What directories say no with, in sentences; above all what Active Directory says, which no test here has."""

from typing import Any

import ldap
import pytest

from handover.sources.directories.ldap_refusals import refused
from handover.sources.registering.directory_search import DirectorySearch

SEARCH = DirectorySearch(base="ou=people,dc=example,dc=org")
WINDOWS = "80090308: LdapErr: DSID-0C090447, comment: AcceptSecurityContext error, data {}, v3839"
REFUSALS: dict[str, tuple[type[ldap.LDAPError], dict[str, Any], str]] = {
    "a wrong password": (ldap.INVALID_CREDENTIALS, {}, "it does not let this user in."),
    "a wrong password, as Windows says it": (
        ldap.INVALID_CREDENTIALS,
        {"info": WINDOWS.format("52e")},
        "it does not let this user in.",
    ),
    "a password that has expired": (
        ldap.INVALID_CREDENTIALS,
        {"info": WINDOWS.format("532")},
        "it does not let this user in: the password has expired.",
    ),
    "an account that is locked": (
        ldap.INVALID_CREDENTIALS,
        {"info": WINDOWS.format("775")},
        "it does not let this user in: the account is locked.",
    ),
    "something else went wrong": (
        ldap.OPERATIONS_ERROR,
        {"desc": "Operations error", "info": "cn=secret"},
        "it refused: “Operations error”.",
    ),
    "plain text": (ldap.STRONG_AUTH_REQUIRED, {}, "it only answers over a line that is encrypted."),
    "no rights": (ldap.INSUFFICIENT_ACCESS, {}, f"it does not let this user read “{SEARCH.base}”."),
    "busy": (ldap.BUSY, {}, "it is too busy to answer."),
    "no answer": (ldap.TIMEOUT, {}, "it did not answer within 60 seconds."),
    "gibberish": (ldap.DECODING_ERROR, {}, "it does not speak LDAP."),
    "a filter that the library takes for none": (
        ldap.FILTER_ERROR,
        {},
        "The filter “(objectClass=person)” cannot be used.",
    ),
    "another server": (
        ldap.REFERRAL,
        {"info": "Referral:\nldap://other.example/dc=example,dc=org??sub"},
        f"it does not have “{SEARCH.base}”, and refers to another server: ldap://other.example/dc=example,dc=org??sub.",
    ),
    "another server that is not named": (
        ldap.REFERRAL,
        {},
        f"it does not have “{SEARCH.base}”, and refers to another server.",
    ),
}


@pytest.mark.parametrize(("error", "told", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_a_sentence(error: type[ldap.LDAPError], told: dict[str, Any], sentence: str) -> None:
    found = refused(error(told), "it", SEARCH, signed_in=True, seconds=60)
    assert found.sentence == sentence
    assert found.what_to_do


def test_an_error_of_the_library_without_words_is_one_too() -> None:
    assert refused(ldap.LDAPError(), "it", SEARCH, signed_in=True, seconds=60).sentence == "it refused: “no reason”."


def test_windows_tells_nothing_to_somebody_who_has_not_signed_in() -> None:
    error = ldap.OPERATIONS_ERROR({"desc": "Operations error", "info": "00002020: Operation unavailable"})
    found = refused(error, "it", SEARCH, signed_in=False, seconds=60)
    assert found.sentence == "it tells nothing to somebody who has not signed in."
