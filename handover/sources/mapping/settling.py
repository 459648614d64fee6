"""What can only be said of a record once all of its fields are understood."""

from collections.abc import Callable
from typing import Any, Final

from handover.records import RecordKind

Data = dict[str, Any]
Refused = dict[str, tuple[str, str]]  # field -> code and clause, as in ``understanding``


def settle_contact(data: Data, refused: Refused) -> None:
    """Whether a contact is a person, a post that nobody holds, or a shared mailbox.

    A row with an e-mail address but neither name nor role is a mailbox. One without any of the three is
    nobody's, and is refused.
    """
    if "holder" in data:
        return
    if "name" in refused or "role" in refused:
        return
    data["holder"] = "unknown"
    if "role" not in data and "name_given" not in data:
        if data.get("emails"):
            data["shared_mailbox"] = True
        elif "emails" not in refused:
            refused["name"] = ("blank", "The row names nobody: it has no name, no role and no e-mail address.")


SETTLE: Final[dict[RecordKind, Callable[[Data, Refused], None]]] = {"contact": settle_contact}
