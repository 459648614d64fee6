"""One staff move: who leaves an initiative, and who comes in their place. Pure."""

from dataclasses import dataclass

from handover.delivery.addresses import Recipient, checked_recipient
from handover.errors import BadRequest
from handover.initiatives.identity import Initiative, a_name
from handover.initiatives.numbers import number_in
from handover.wording import listed


@dataclass(frozen=True, slots=True)
class Incoming:
    """Who comes, by name; where an address was said too, its owner receives the dossier."""

    name: str
    recipient: Recipient | None = None


@dataclass(frozen=True, slots=True)
class StaffMove:
    """A move at one initiative: of all that somebody does there, or of one ``post``.

    ``person`` is who leaves, ``person_id`` their number where records name them; None where somebody only arrives.
    ``incoming`` is who comes; None where that is nobody yet. ``posts`` are those that the records give them there,
    ``to_post`` says where they go.
    """

    of: Initiative
    person: str | None
    incoming: Incoming | None = None
    person_id: int | None = None
    post: str | None = None
    posts: tuple[str, ...] = ()
    to_post: str | None = None

    @property
    def details(self) -> dict[str, str | None]:
        """What makes it the move that it is."""
        said = {"person": self.person, "successor": self.incoming.name if self.incoming else None}
        return {**said, "post": self.post} if self.post else said

    @property
    def told(self) -> dict[str, str | None]:
        """What is kept beside that."""
        said = {
            "number": str(self.person_id) if self.person_id else None,
            "posts": listed(self.posts) if self.posts and not self.post else None,
            "to_post": self.to_post,
        }
        return {name: value for name, value in said.items() if value is not None}


def read_incoming(typed: str) -> Incoming:
    """Who comes, as somebody typed it: ``Jo Hill``, ``Jo Hill <jo@example.org>`` or an address. Raises BadRequest."""
    if "@" in typed or "<" in typed:
        recipient = checked_recipient(typed)
        return Incoming(recipient.name or recipient.address, recipient)
    if number_in(typed.strip()) is not None:
        raise BadRequest(
            f"Who comes is named in the dossier, and “{typed.strip()}” is a number.", what_to_do="Write their name."
        )
    return Incoming(a_name(typed))
