"""The rich dossier one version on: something of each kind is new, changed or gone."""

from handover.dossier.changes.compare import changes
from handover.dossier.model import Dossier
from tests.dossiers.parts import a_gap, a_lesson, a_person, a_source, a_status_point, an_action, groups_of
from tests.dossiers.rich import a_dossier


def a_later_dossier() -> Dossier:
    """What the rich dossier says a month on, without saying that it changed."""
    rich = a_dossier()
    first, second, *others, _ = rich.actions
    lessons = [lesson for group in rich.lessons for lesson in group.lessons]
    lessons[0] = lessons[0].model_copy(update={"recommendation": "Write the call into every specification."})
    told = a_lesson(9, title="Ask the estate’s caretaker first", outcome="mixed")
    return rich.model_copy(
        update={
            "version": rich.version + 1,
            "severity": rich.severity.model_copy(update={"level": "serious"}),
            "actions": (
                first.model_copy(update={"status": "done", "status_given": "done", "urgency": "finished"}),
                second.model_copy(update={"inherits": "Advice line", "due": "2026-05-01"}),
                *others,
                an_action(8, what="Close the shared mailbox", due=None, inherits=None, urgency="no-date"),
            ),
            "gaps": (*rich.gaps[1:], a_gap(code="no-plan", sentence="No plan for the winter was found.")),
            "people": (
                rich.people[0].model_copy(update={"standing": "left", "to_on": "2026-04"}),
                *rich.people[1:],
                a_person(8, name="Beatrix Nkemelu", role="Programme director"),
            ),
            "status": rich.status.model_copy(
                update={"points": (*rich.status.points, a_status_point("2026-04", 14, rating="green"))}
            ),
            "lessons": groups_of((*lessons, told)),
            "sources": (*rich.sources, a_source("S5", name="warm-homes-mail", title="Letters")),
        }
    )


def a_changed_dossier() -> Dossier:
    """The same, with the section that tells what changed."""
    later = a_later_dossier()
    return later.model_copy(update={"changes": changes(a_dossier(), later)})
