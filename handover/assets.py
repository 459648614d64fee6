"""Where the files lie that travel with the program: templates, schemas and the schedules.

In a checkout they are the top-level folders; in an installed wheel they are inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_assets"
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent

TEMPLATES = _ROOT / "templates"
SCHEMAS = _ROOT / "schemas"
DEPLOYMENTS = _ROOT / "prefect.yaml"
