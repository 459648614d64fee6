"""A dossier with everything in it that may break a page, run, or be fetched."""

from handover.dossier.model import (
    Contingency,
    Dossier,
    Event,
    InitiativeFacts,
    Retirement,
    Severity,
    StatusHistory,
    Transition,
)
from tests.dossiers.parts import (
    COMPILED_AT,
    a_file,
    a_gap,
    a_lesson,
    a_person,
    a_reference,
    a_sentence,
    a_source,
    a_status_point,
    an_action,
    groups_of,
)
from tests.dossiers.rich import a_dossier

SCRIPT = "<script>document.title='taken'</script><img src=file:///etc/hostname><img src='http://192.0.2.1/x'>"
TEMPLATE = "{{ 7*7 }} {% raw %} {{ dossier.__class__ }} ${7*7}"
TURNED = "invoice \u202egnp.exe\u202c end, and \u200fשלום עולם\u200e then مرحبا بالعالم"
CONTROLS = (
    "bell\x07 null\x00 escape\x1b[31m delete\x7f next\x85line vertical\x0btab \ufeff noncharacter\uffff "
    "private\ue123 bullet\uf0b7"
)
PICTURES = (
    "party 🎉 family 👩\u200d👩\u200d👧 flag 🏴 unassigned \u0378 and \U0001fbff new plane \U0003ffff; "
    "漢字 and Ελληνικά, Кириллица, हिन्दी"
)
UNBROKEN = "W" * 2000
ENDLESS = "Nothing here is ever divided into paragraphs, however long it grows. " * 435
LONG_NAME = ("Aldermoor and Nether Quay Joint Committee for the Oversight of " * 8)[:500].strip()


def a_hostile_dossier() -> Dossier:
    """Every kind of text that must do no harm, in every place where a source's text is shown."""
    hostile = f"{SCRIPT} {TEMPLATE} {TURNED} {CONTROLS} {PICTURES} </p></section></style><!-- ]]> --> &lt;b&gt; \"'`"
    reference = a_reference("S1", 7, file=hostile, place=hostile)
    said = a_sentence(hostile, reference)
    return a_dossier(
        office=hostile[:120],
        transition=Transition(
            kind="rename",
            initiative=LONG_NAME,
            effective_on="2026",
            reason=hostile,
            requested_by=hostile,
            confirmed_at=COMPILED_AT,
            new_name=TURNED,
        ),
        initiative=InitiativeFacts(
            name=LONG_NAME,
            other_names=(TURNED, SCRIPT, UNBROKEN[:500]),
            lines=(said, a_sentence(UNBROKEN)),
            owner=hostile,
        ),
        severity=Severity(level="serious", reasons=(said, a_sentence(UNBROKEN))),
        actions=(
            an_action(
                1,
                what=hostile,
                owner=hostile,
                inherits=UNBROKEN[:500],
                status=None,
                status_given=hostile,
                reference=reference,
            ),
            an_action(2, what=UNBROKEN, owner=None, due=None, urgency="no-date"),
        ),
        contingencies=(Contingency(what=said, then=hostile), Contingency(what=a_sentence(UNBROKEN), then=UNBROKEN)),
        read_back=(hostile,),
        story=(Event(on="2024", text=hostile, category="other", reference=reference),),
        status=StatusHistory(
            points=(
                a_status_point(
                    "2024",
                    narrative=hostile,
                    rating=None,
                    rating_given=hostile,
                    stage=None,
                    stage_given=hostile,
                    owner=hostile,
                    currency=None,
                ),
            ),
            summary=(hostile,),
        ),
        lessons=groups_of(
            (
                a_lesson(
                    1,
                    title=hostile,
                    what_happened=hostile,
                    effect=ENDLESS,
                    causes=UNBROKEN,
                    early_warnings=TURNED,
                    recommendation=f"{hostile}\n\n\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd\n{PICTURES}",
                    outcome=None,
                    outcome_given=hostile,
                    perspective=None,
                    perspective_given=hostile,
                    recorded_by=hostile,
                    learning=None,
                    learning_given=hostile,
                    tags=(hostile, UNBROKEN),
                    reference=reference,
                ),
                a_lesson(2, title=UNBROKEN[:500], what_happened=CONTROLS),
            )
        ),
        people=(
            a_person(
                1,
                name=LONG_NAME,
                role=hostile,
                organisation=hostile,
                unit=UNBROKEN[:500],
                emails=(
                    "javascript:alert(1)",
                    hostile,
                    "a@b.example?cc=x@y.example",
                    f"{UNBROKEN[:300]}@aldermoor.example",
                ),
                phones=(hostile,),
                reports_to=hostile,
                knows_about=hostile,
                remark=hostile,
                reference=reference,
            ),
            a_person(2, standing="vacant", holder="vacant", name=None, name_given=hostile, role=TURNED),
        ),
        gaps=(a_gap(sentence=hostile, what_to_do=hostile, references=(reference, a_reference("S99", 1))),),
        sources=(
            a_source(
                "S1",
                name=hostile,
                title=hostile,
                owner=hostile,
                failed=hostile,
                retired=Retirement(by=hostile, on="2024", because=hostile),
                files=(a_file(hostile[:400]), a_file(UNBROKEN)),
            ),
        ),
    )
