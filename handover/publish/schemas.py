"""Writes ``schemas/`` from the models: JSON Schema 2020-12 of record kinds, sources.yaml, dossier.json, overview.json.

``python -m handover.publish.schemas`` writes them; a test compares what lies there with what would be written.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from handover.assets import SCHEMAS
from handover.dossier.model import Dossier
from handover.dossier.overview.model import Overview
from handover.records import KINDS
from handover.sources.registering.fields import fields_of
from handover.sources.registering.registration import Registration

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    found = {f"{kind}.schema.json": _of(model) for kind, model in KINDS.items()}
    found["source.schema.json"] = _of_sources()
    # What a reader of dossier.json finds, not what the model would also accept.
    found["dossier.schema.json"] = Dossier.model_json_schema(mode="serialization")
    found["overview.schema.json"] = Overview.model_json_schema(mode="serialization")
    return {name: {"$schema": _DIALECT, "$id": name, **schema} for name, schema in sorted(found.items())}


def as_text(schema: Mapping[str, Any]) -> str:
    """A schema as it lies in its file: the same every time."""
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into ``folder``, which is made if it is not there; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        path = folder / name
        path.write_text(as_text(schema), encoding="utf-8")
        written.append(path)
    return written


def _of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(mode="validation")


def _of_sources() -> dict[str, Any]:
    """The file in which sources are registered: each one's name is its key, and the ending may tell its kind."""
    registration = _of(Registration)
    definitions = registration.pop("$defs")
    name = registration["properties"].pop("name")
    registration["required"] = [key for key in registration["required"] if key not in ("name", "kind")]
    registration["allOf"] = [
        {
            "if": {"properties": {"records": {"const": kind}}, "required": ["records"]},
            "then": {"properties": {"map": {"propertyNames": {"enum": list(fields_of(kind))}}}},
        }
        for kind in KINDS
    ]
    return {
        "title": "Sources",
        "description": "The sources that an office gathers from: sources.yaml.",
        "type": "object",
        "additionalProperties": False,
        "required": ["sources"],
        "properties": {
            "sources": {
                "type": "object",
                "propertyNames": {"pattern": name["pattern"], "maxLength": name["maxLength"]},
                "additionalProperties": {"$ref": "#/$defs/Registration"},
            }
        },
        "$defs": {**definitions, "Registration": registration},
    }


if __name__ == "__main__":
    write_schemas(SCHEMAS)
