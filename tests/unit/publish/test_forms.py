"""The table of forms: what is sealed, what is made on request, and what is refused."""

import pytest

from handover.cli.dossier_forms import FORM_WORDS
from handover.errors import BadRequest
from handover.publish.forms import ALL_FORMS, FORMS, KINDS, Form, publish
from handover.publish.names import file_stem
from tests.dossiers.naughty import STRINGS
from tests.dossiers.rich import a_dossier, an_empty_dossier


def test_three_forms_are_sealed() -> None:
    assert FORMS == ("pdf", "html", "json")


def test_the_command_line_knows_every_form() -> None:
    assert FORM_WORDS == ALL_FORMS


def test_no_two_forms_are_written_over_each_other() -> None:
    endings = [kind.ending for kind in KINDS.values()]
    assert len(set(endings)) == len(endings)


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("vcf", "There is no VCF of this dossier: it names nobody who could be put into an address book."),
        ("ics", "There is no ICS of this dossier: none of its open follow-on actions has a date."),
    ],
)
def test_a_form_with_nothing_in_it_is_refused(form: Form, sentence: str) -> None:
    with pytest.raises(BadRequest) as caught:
        publish(an_empty_dossier(), forms=("json", form))
    assert caught.value.sentence == sentence


@pytest.mark.parametrize("title", [*STRINGS, "../../etc/passwd", "CON", "a" * 500, "...", "/", "-rf *"])
def test_files_have_plain_names_whatever_the_title(title: str) -> None:
    facts = a_dossier().initiative.model_copy(update={"name": title})
    stem = file_stem(a_dossier(initiative=facts, reference=title), otherwise="dossier-7")
    assert stem.isascii()
    assert set(stem) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")
    assert not stem.startswith("-")
    assert len(stem) < 240
