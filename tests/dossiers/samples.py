"""The samples with which an office tries its templates: written here, and kept in ``handover/demonstration/samples``.

``python -m tests.dossiers.samples`` writes them; a test compares what lies there with what would be written.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from handover.demonstration.samples import FOLDER
from handover.dossier.editions.annex import with_annex
from handover.dossier.editions.make import edition_of
from handover.dossier.editions.rules import EditionRules
from handover.dossier.model import Dossier
from handover.publish.json_form import dossier_as_json
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.planted import a_planted_dossier
from tests.dossiers.rich import a_held_dossier, an_empty_dossier

SAMPLES: Final[dict[str, Callable[[], Dossier]]] = {
    "full": lambda: with_annex(a_planted_dossier(), own_marking="OFFICIAL", rules=EditionRules()),
    "with-a-past": a_dossier_with_a_past,
    "held": a_held_dossier,
    "public": lambda: edition_of(a_planted_dossier(), "public", EditionRules()),
    "empty": an_empty_dossier,
}


def write(folder: Path) -> None:
    for name, sample in SAMPLES.items():
        (folder / f"{name}.json").write_bytes(dossier_as_json(sample()))


if __name__ == "__main__":
    write(FOLDER)
