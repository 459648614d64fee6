"""Transitions, and kinds of record, in words."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from handover.records import RecordKind
    from handover.transitions.recorded import Transition

KINDS: Final = {
    "closure": "closure",
    "rename": "renaming",
    "merger": "merger",
    "split": "split",
    "transfer": "transfer",
    "staff-move": "staff move",
    "start": "start",
}


def described(one: "Transition") -> str:
    """What happens, to what, and when; begins with a small letter and has no full stop."""
    from handover.dossier.wording import on

    when = on(one.effective_on)
    new_name = one.details.get("new_name")
    if one.kind == "rename" and new_name:
        return f"renaming of “{one.details.get('old_name') or one.initiative}” to “{new_name}” {when}"
    if one.kind == "staff-move":
        return f"staff move at “{one.initiative}” {when}, where {who_moves(one)}"
    if into := one.details.get("into"):
        return _with_successors(one, into, when)
    return f"{KINDS[one.kind]} of “{one.initiative}” {when}"


def _with_successors(one: "Transition", into: str, when: str) -> str:
    of = one.details.get("from") or f"“{one.initiative}”"
    received = f", as “{one.initiative}” receives it" if one.details.get("receives") else ""
    if one.kind == "merger":
        beside = f", with {one.details['with']}," if one.details.get("with") else ""
        return f"merger of {of}{beside} into {into} {when}{received}"
    if one.kind == "split":
        goes_on = ", and it goes on" if one.details.get("goes_on") else ""
        return f"split of {of} into {into} {when}{goes_on}{received}"
    if one.kind == "transfer":
        return f"transfer of functions ({one.details.get('functions')}) from {of} to {into} {when}{received}"
    return f"{KINDS[one.kind]} of {of} {when}, whose place {into} takes"


def who_moves(one: "Transition") -> str:
    """Who leaves, as what, and who follows; or who arrives."""
    person, successor, post, to_post = (one.details.get(name) for name in ("person", "successor", "post", "to_post"))
    role = f" as {post}" if post else ""
    if person is None:
        return f"{successor} arrives{role}"
    goes = f"moves{f' from {post}' if post else ''} to {to_post}" if to_post else f"leaves{role}"
    return f"{person} {goes} and {f'{successor} follows' if successor else 'nobody is named to follow'}"


def record_words(kind: "RecordKind | None") -> str:
    """A kind of record in a sentence: ``a lesson``. None is one that the registration has no longer."""
    from handover.sources.registering.fields import KIND_WORDS

    return "a record" if kind is None else KIND_WORDS[kind]


def capital(sentence: str) -> str:
    """The sentence with a capital at its beginning."""
    return f"{sentence[:1].upper()}{sentence[1:]}"
