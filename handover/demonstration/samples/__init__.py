"""Sample dossiers of a fictional county, with which an office tries its own templates."""

from pathlib import Path
from typing import Final

from handover.dossier.model import Dossier
from handover.publish.json_form import dossier_from_json

FOLDER: Final = Path(__file__).parent


def samples() -> dict[str, Dossier]:
    """Each sample by its name: between them they have every section that a dossier may have."""
    return {path.stem: dossier_from_json(path.read_bytes()) for path in sorted(FOLDER.glob("*.json"))}
