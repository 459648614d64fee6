"""The Dossier model as canonical JSON, and back."""

import orjson
from pydantic import ValidationError

from handover.dossier.model import Dossier
from handover.errors import BadRequest


def dossier_as_json(dossier: Dossier) -> bytes:
    """UTF-8 without spaces, keys in order of their code points: the same dossier always gives the same bytes.

    Amounts are strings, because JSON's numbers lose pence.
    """
    return orjson.dumps(dossier.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def dossier_from_json(data: bytes | str) -> Dossier:
    """The dossier that ``dossier_as_json`` wrote. Raises BadRequest where ``data`` is no such thing."""
    try:
        return Dossier.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest(
            f"This is not a dossier in the format handover-dossier/1: {first['msg']}.",
            where=where or None,
            what_to_do="Use the dossier.json that was handed over, unchanged.",
        ) from error
