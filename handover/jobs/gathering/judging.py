"""Judging what was gathered before it counts: what was seen of it, beside what is known of earlier gatherings."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from handover.sources.doubts import Doubt
from handover.sources.guards import doubts, notes
from handover.sources.guards.amounts import all_others
from handover.sources.guards.case import Case, Keys, Seen
from handover.sources.guards.profile import LONGEST_NAME, MOST_NAMES, Profile, mapped_as, place, read_as
from handover.sources.guards.remembering import profile_of
from handover.sources.registered import RegisteredSource
from handover.sources.request import Content
from handover.store.database import AnyRow

GoneAndNew = Callable[[int], tuple[Sequence[str], Sequence[str]]]

# Keys that are compared where most of them changed.
_MOST_KEYS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of judging: why it is to be held; what is only told; what is remembered, should it count."""

    doubts: tuple[Doubt, ...]
    notes: tuple[str, ...]
    profile: Profile


def judge(
    one: RegisteredSource,
    content: Content,
    seen: Seen,
    keys_gone_and_new: GoneAndNew,
    last: AnyRow | None,
    *,
    newest: bool,
    now: datetime,
    trusted: bool,
) -> Judged:
    """Judge what was ``seen`` of ``content`` by the gathering that counted ``last``.

    ``keys_gone_and_new`` gives the keys that vanished and those that are new, each at most so many.
    With ``trusted`` a person has said that it is right: then nothing is doubted.
    """
    registration = one.registration
    remembered = Profile.model_validate(last.profile) if last is not None and last.profile else None
    comparable = remembered is not None and remembered.read_as == read_as(registration)
    same_place = remembered is not None and remembered.place == place(registration)
    case = Case(
        name=called(content, one),
        registration=registration,
        seen=seen,
        now=now,
        before=remembered if comparable else None,
        same_map=remembered is not None and remembered.mapped_as == mapped_as(registration),
        dated=content.dated,
        dated_before=last.dated if last is not None and same_place else None,
        whole=len(content.files) == 1,
        newest=newest,
        taken_before=last is not None and last.content_sha256 == content.sha256,
    )
    if all_others(case):
        gone, new = keys_gone_and_new(_MOST_KEYS)
        case = replace(case, keys=Keys(tuple(gone), tuple(new)))
    found = () if trusted else (*by_fetching(one, content), *doubts(case))
    return Judged(found, notes(case), profile_of(case, usual=not trusted))


def known_columns(last: AnyRow | None, one: RegisteredSource) -> Collection[str] | None:
    """The columns that a source had in the gathering ``last``, where it is still registered the same; what becomes of
    others, its contract says. None where they are not all known.
    """
    if last is None or not last.profile or last.registration_sha256 != one.registration.sha256:
        return None
    columns = Profile.model_validate(last.profile).columns
    whole = 0 < len(columns) < MOST_NAMES and all(len(name) < LONGEST_NAME for name in columns)
    return columns.keys() if whole else None


def by_fetching(one: RegisteredSource, content: Content) -> tuple[Doubt, ...]:
    """What the fetching already doubted, but for what the registration has switched off."""
    return tuple(doubt for doubt in content.doubts if doubt.code not in one.registration.guards.off)


def called(content: Content, one: RegisteredSource) -> str:
    """What was fetched of a source, as sentences call it."""
    return content.files[0].name if len(content.files) == 1 else one.name
