"""What is an e-mail address, and what is said about what is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.delivery.addresses import (
    Recipient,
    checked_address,
    checked_recipient,
    checked_recipients,
    office_address,
    shown,
)
from handover.errors import BadRequest, SettingsError

GOOD = [
    ("jo@example.org", "jo@example.org"),
    ("  jo@example.org\n", "jo@example.org"),
    ("Jo.Bloggs+handover@EXAMPLE.Gov.UK", "Jo.Bloggs+handover@example.gov.uk"),
    ("o'brien@example.org", "o'brien@example.org"),
    ("jo@example.org.", "jo@example.org"),
    ("jo@bücher.example", "jo@xn--bcher-kva.example"),
    ("jo@BÜCHER.example", "jo@xn--bcher-kva.example"),
    ("jo@straße.example", "jo@xn--strae-oqa.example"),
    ("jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"),
    ("jo@3com.example", "jo@3com.example"),
    ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
]


@pytest.mark.parametrize(("typed", "address"), GOOD)
def test_an_address(typed: str, address: str) -> None:
    assert checked_address(typed) == address
    assert checked_address(address) == address


BAD = [
    pytest.param("", "it is empty", id="empty"),
    pytest.param("jo", "it has no @", id="no at"),
    pytest.param("@example.org", "nothing before the @", id="no local part"),
    pytest.param("jo@", "nothing after the @", id="no domain"),
    pytest.param("jo@example", "not a whole domain", id="one label"),
    pytest.param("jo@@example.org", "more than one @", id="two ats"),
    pytest.param("jo bloggs@example.org", "a space in it", id="space before"),
    pytest.param("jo@exam ple.org", "a space in it", id="space after"),
    pytest.param("jo@example.org, ann@example.org", "more than one @", id="two addresses"),
    pytest.param("jo@example.org\r\nBcc: all@example.org", "more than one @", id="header injection"),
    pytest.param("jo\n@example.org", "a space in it", id="line end"),
    pytest.param("jo..b@example.org", "a full stop too many", id="two full stops"),
    pytest.param(".jo@example.org", "a full stop too many", id="full stop first"),
    pytest.param("jo.@example.org", "a full stop too many", id="full stop last"),
    pytest.param("jö@example.org", "letters that not every mail server can carry", id="other letters before"),
    pytest.param("jo,b@example.org", "“,” cannot stand before the @", id="comma"),
    pytest.param('"jo"@example.org', '“"” cannot stand before the @', id="quoted"),
    pytest.param("jo\x00@example.org", "an invisible character", id="NUL"),
    pytest.param("jo@exa_mple.org", "cannot be the name of a mail domain", id="underscore"),
    pytest.param("jo@-example.org", "cannot be the name of a mail domain", id="hyphen first"),
    pytest.param("jo@example..org", "cannot be the name of a mail domain", id="empty label"),
    pytest.param("jo@" + "a" * 64 + ".org", "cannot be the name of a mail domain", id="long label"),
    pytest.param("jo@\u202eexample.org", "cannot be the name of a mail domain", id="right-to-left override"),
    pytest.param("jo@192.0.2.1", "ends in a number", id="IP address"),
    pytest.param("jo@[192.0.2.1]", "cannot be the name of a mail domain", id="address literal"),
    pytest.param("a" * 65 + "@example.org", "longer than 64", id="long local part"),
    pytest.param("joanna.bloggs@" + "abc." * 61 + "example", "longer than 254", id="long address"),
    pytest.param("\ud800@example.org", "letters that not every mail server can carry", id="surrogate"),
]


@pytest.mark.parametrize(("typed", "reason"), BAD)
def test_what_is_no_address(typed: str, reason: str) -> None:
    with pytest.raises(BadRequest) as caught:
        checked_address(typed)
    assert reason in caught.value.sentence
    assert caught.value.what_to_do == "Write it like jo@example.org."
    assert "\n" not in caught.value.sentence
    assert len(caught.value.sentence) < 250


@settings(deadline=None)
@given(st.text())
def test_whatever_is_typed_is_an_address_or_a_sentence(typed: str) -> None:
    try:
        address = checked_address(typed)
    except BadRequest as refusal:
        refusal.sentence.encode()
    else:
        assert checked_address(address) == address
        assert address.isascii()


RECIPIENTS = [
    ("jo@example.org", Recipient("jo@example.org")),
    ("Jo Bloggs <jo@EXAMPLE.org>", Recipient("jo@example.org", "Jo Bloggs")),
    ('"Bloggs, Jo" <jo@example.org>', Recipient("jo@example.org", "Bloggs, Jo")),
    ("<jo@example.org>", Recipient("jo@example.org")),
    ("Zoë\r\nBcc: x <jo@example.org>", Recipient("jo@example.org", "Zoë Bcc: x")),
]


@pytest.mark.parametrize(("typed", "recipient"), RECIPIENTS)
def test_a_recipient(typed: str, recipient: Recipient) -> None:
    assert checked_recipient(typed) == recipient


def test_each_mailbox_once_as_it_was_typed_first() -> None:
    typed = ["Jo <jo@example.org>", "ann@bücher.example", "JO@Example.ORG", "ann@xn--bcher-kva.example"]
    assert checked_recipients(typed) == (
        Recipient("jo@example.org", "Jo"),
        Recipient("ann@xn--bcher-kva.example"),
    )
    assert checked_recipients([]) == ()


def test_one_that_is_no_address_refuses_them_all() -> None:
    with pytest.raises(BadRequest, match="“ann” is not an e-mail address"):
        checked_recipients(["jo@example.org", "ann"])


@pytest.mark.parametrize(
    ("address", "seen"),
    [("jo@xn--bcher-kva.example", "jo@bücher.example"), ("jo@example.org", "jo@example.org"), ("odd", "odd")],
)
def test_an_address_as_people_know_it(address: str, seen: str) -> None:
    assert shown(address) == seen


def test_the_office_may_have_a_short_domain() -> None:
    assert office_address("handover@LOCALHOST", setting="mail.sender") == "handover@localhost"


def test_an_office_address_that_is_none_names_its_setting() -> None:
    with pytest.raises(SettingsError) as caught:
        office_address("the office", setting="mail.reply_to")
    assert caught.value.where == "the setting “mail.reply_to”"
