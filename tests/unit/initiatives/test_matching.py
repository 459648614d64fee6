"""How like names are: what is matched by itself, what a person is asked, and what stays apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.matching import verdicts
from handover.initiatives.matching.candidates import Candidates
from handover.initiatives.matching.evidence import Circumstances, remarks
from handover.initiatives.matching.score import MATCHED, Verdict, likeness
from handover.initiatives.matching.spelling import spelling

CASES: dict[str, tuple[str, str, Verdict]] = {
    "an abbreviation": ("Smart Meters Prog.", "Smart Meters Programme", "matched"),
    "the": ("The Harbour Board", "Harbour Board", "matched"),
    "a footnote mark": ("Harbour Board [1]", "Harbour Board", "matched"),
    "an asterisk": ("Harbour Board*", "HARBOUR BOARD", "matched"),
    "its short name in brackets": ("Harbour Renewal Board (HRB)", "Harbour Renewal Board", "matched"),
    "the short name that it states": ("Harbour Renewal Board (HRB)", "HRB", "matched"),
    "formerly": ("Project Eagle (formerly Harbour Options)", "Harbour Options", "matched"),
    "Welsh without its accents": ("Bwrdd Iechyd Môn", "Bwrdd Iechyd Mon", "matched"),
    "decomposed": ("Bwrdd Mo\u0302n", "Bwrdd M\u00f4n", "matched"),
    "a Roman number": ("Harbour Phase II", "Harbour Phase 2", "matched"),
    "initials": ("HRB", "Harbour Renewal Board", "asked"),
    "one letter": ("Constelation Board", "Constellation Board", "asked"),
    "a generic word": ("Constellation", "Constellation Programme", "asked"),
    "another joining word": ("Department of Transport", "Department for Transport", "asked"),
    "another order": ("Health and Care Board", "Care and Health Board", "asked"),
    "another phase": ("Harbour Phase 1", "Harbour Phase 2", "new"),
    "another lot": ("Harbour Lot 3", "Harbour Lot 4", "new"),
    "another year": ("Harbour Survey 2019/20", "Harbour Survey 2020/21", "new"),
    "another letter that counts": ("Board A", "Board B", "new"),
    "a number in a short name": ("HS2", "HS1", "new"),
    "another coast": ("East Coast Partnership", "West Coast Partnership", "new"),
    "a part of it": ("Space Shuttle", "Space Shuttle Orbiter", "new"),
}


@pytest.mark.parametrize(("one", "other", "verdict"), CASES.values(), ids=CASES)
def test_what_becomes_of_two_names(one: str, other: str, verdict: Verdict) -> None:
    found = likeness(spelling(one), spelling(other))
    assert found.verdict == verdict, found
    assert found.score == likeness(spelling(other), spelling(one)).score


def test_what_else_is_known_makes_a_question_and_never_a_match_of_similar_names() -> None:
    one, other = spelling("Making Tax Digital"), spelling("Making Tax Digital for Business")
    both = Circumstances(frozenset({"hmrc"}), frozenset({"Ada Lim"}), "2019", "2020")
    assert likeness(one, other).verdict == "new"
    assert likeness(one, other, both, both).verdict == "asked"
    generic = likeness(spelling("Constellation"), spelling("Constellation Programme"), both, both)
    assert generic.score < MATCHED
    assert len(generic.evidence) == 4


def test_other_owners_and_other_times_speak_against_it() -> None:
    found = list(
        remarks(
            Circumstances(frozenset({"dft"}), frozenset(), "1999", "2001"),
            Circumstances(frozenset({"hmt"}), frozenset(), "2019", "2020"),
        )
    )
    assert [remark.sentence for remark in found] == [
        "The owners differ: “dft” and “hmt”.",
        "The records of one end in 2001, those of the other begin in 2019.",
    ]
    assert all(remark.weight < 0 for remark in found)


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_any_names_can_be_likened(one: str, other: str) -> None:
    assert 0 <= likeness(spelling(one), spelling(other)).score <= 1


def test_no_labelled_name_is_matched_by_mistake() -> None:
    found = verdicts()
    assert found["no", "matched"] == 0
    assert found["no", "asked"] <= 20


def test_candidates_are_found_by_rare_words_initials_and_mistyped_letters() -> None:
    index = Candidates()
    for name in ("Constellation", "Harbour Renewal Board", *(f"Programme {number}" for number in range(500))):
        index.add(spelling(name))
    assert [index.of(spelling(name))[:1] for name in ("Constelation", "HRB", "Renewal of the harbour")] == [
        [0],
        [1],
        [1],
    ]
    assert index.of(spelling("Programme 501")) == []
