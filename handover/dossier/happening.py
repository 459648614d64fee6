"""The transition in words: what happens or, once its date has passed, what happened."""

from handover import dates
from handover.dossier.known import Known, KnownTransition
from handover.dossier.wording import one_line, quoted
from handover.initiatives.names import normalised

_NAME = 80


def is_past(known: Known) -> bool:
    """Whether the last day that the effective date can mean lies before today."""
    return dates.latest(known.transition.effective_on) < known.today


def name_at(known: Known) -> str:
    """What the initiative is called when the transition comes: for a rename the name that it gives up.

    The office's own list may have the new name already, since a rename takes effect there as it is recorded.
    """
    transition = known.transition
    if transition.kind != "rename" or normalised(known.initiative) != normalised(transition.new_name or ""):
        return known.initiative
    given_up = [name for name in known.names if name.to_on and normalised(name.written) != normalised(known.initiative)]
    given_up.sort(key=lambda name: (name.to_on == transition.effective_on, name.records), reverse=True)
    return given_up[0].written if given_up else known.initiative


def what_happens(known: Known) -> str:
    """One clause without a full stop: ``“Joining Up Care” closes``, ``Ada Lim left; nobody is named to take over``."""
    transition, past = known.transition, is_past(known)
    name = quoted(name_at(known), _NAME)
    if transition.kind == "rename":
        new = quoted(transition.new_name, _NAME) if transition.new_name else "a name that nobody has recorded yet"
        return f"{name} {'became' if past else 'becomes'} {new}"
    if transition.is_arrival:
        return arrives(transition, past=past)
    if transition.kind == "staff-move":
        return f"{who_moves(transition)} {leaves(transition, past=past)}; {who_follows(transition)}"
    if transition.giver:
        return f"{name} {_receives(transition, past)} {one_line(transition.giver)}"
    happens, happened = {
        "closure": ("closes", "closed"),
        "merger": ("is merged", "was merged"),
        "split": ("is split", "was split"),
        "transfer": ("passes functions", "passed functions"),
        "start": ("starts", "started"),
    }[transition.kind]
    return f"{name} {happened if past else happens}{_where(transition)}"


def _where(transition: KnownTransition) -> str:
    """To whom, with whom and with which functions, as far as that was recorded; begins with a space."""
    into = one_line(transition.into) if transition.into else None
    if transition.kind == "merger":
        beside = f" with {one_line(transition.beside)}" if transition.beside else ""
        return f"{beside} into {into}" if into else beside
    if transition.kind == "split":
        return f" into {into}" if into else ""
    if transition.kind == "closure":
        return f"; {into} takes its place" if into else ""
    if transition.kind == "transfer":
        what = f" ({one_line(transition.functions)})" if transition.functions else ""
        return f"{what} to {into}" if into else what
    return ""


def _receives(transition: KnownTransition, past: bool) -> str:
    """What an initiative does that receives what others had, up to from whom it does."""
    if transition.kind == "merger":
        return "took in" if past else "takes in"
    if transition.kind == "split":
        return f"{'took' if past else 'takes'} over part of"
    what = f" ({one_line(transition.functions)})" if transition.functions else ""
    return f"{'received' if past else 'receives'} functions{what} from"


def who_moves(transition: KnownTransition) -> str:
    return one_line(transition.person) if transition.person else "Somebody whose name nobody has recorded"


def leaves(transition: KnownTransition, *, past: bool) -> str:
    """What the person does: ``leaves``, ``left as Chair``, ``moves from Chair to Head of Housing``."""
    post = one_line(transition.post) if transition.post else None
    if transition.to_post:
        return f"{'moved' if past else 'moves'}{f' from {post}' if post else ''} to {one_line(transition.to_post)}"
    return f"{'left' if past else 'leaves'}{f' as {post}' if post else ''}"


def arrives(transition: KnownTransition, *, past: bool) -> str:
    """Who comes where nobody leaves: ``Jo Hill arrives as Chair``."""
    role = f" as {one_line(transition.post)}" if transition.post else ""
    return f"{one_line(transition.successor or '')} {'arrived' if past else 'arrives'}{role}"


def who_follows(transition: KnownTransition) -> str:
    """Who takes over, or that nobody is named to."""
    return f"{one_line(transition.successor)} takes over" if transition.successor else "nobody is named to take over"
