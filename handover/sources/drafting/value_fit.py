"""How well the values of a column suit a field."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from handover.records import RecordKind
from handover.sources.drafting.profile import Profile
from handover.sources.registering.fields import TERMS, field_type

_LABEL_LENGTH: Final = 100  # characters; what is longer is a description and no name
_TITLE_LENGTH: Final = 250
_FEW: Final = 25  # different words: more of them are no vocabulary
_UNKNOWN: Final = 0.5  # of a column that says nothing


class Fit(NamedTuple):
    """How well values suit a field, 0 to 1; ``alone`` is how surely they mean it whatever the heading says.

    ``why`` says what was seen, in words that follow “its values” or stand alone.
    """

    share: float
    why: str = ""
    alone: float = 0.0


def value_fit(records: RecordKind, field: str, seen: Profile) -> Fit:
    """How well what a column looks like suits a field."""
    if seen.is_empty:
        return Fit(_UNKNOWN, "it is empty")
    special = _BY_FIELD.get((records, field)) or _BY_FIELD.get((None, field))
    if special is not None:
        return special(seen)
    kind = field_type(records, field)
    if kind == "words":
        return _words(field, seen)
    return _BY_TYPE[kind](seen)


def _percent(share: float) -> str:
    return f"{int(share * 100)} %"


def _different(seen: Profile, what: str) -> str:
    return f"one {what} only" if seen.distinct == 1 else f"{seen.distinct} different {what}s"


def _dates(seen: Profile) -> Fit:
    share = max(seen.share("date"), seen.share("financial-year"))
    return Fit(share if share >= 0.3 else 0.0, f"{_percent(share)} of its values are dates")


def _period(seen: Profile) -> Fit:
    fit = _dates(seen)
    # A day of its own for each row is when something happened to it, not what the report is about.
    often = 1.0 if seen.unlike < 0.5 or seen.filled < 8 else 0.6
    return Fit(fit.share * often, fit.why)


def _money(seen: Profile) -> Fit:
    share = seen.share("amount")
    if seen.share("date") > share * 0.8 or seen.share("percent") > 0.5:
        return Fit(0.0)
    if seen.share("currency") > 0.3:
        return Fit(min(1.0, share + 0.15), f"{_percent(share)} of its values are amounts of money")
    return Fit(share * 0.9 if share >= 0.3 else 0.0, f"{_percent(share)} of its values are numbers")


def _words(field: str, seen: Profile) -> Fit:
    known = seen.share(field)
    few = seen.distinct <= _FEW and seen.words <= 6 and seen.share("prose") < 0.3
    if field not in TERMS or known < 0.05:
        plain = few and not _is_other(seen) and seen.unlike <= 0.5
        # A rating has colours or few others; what stage something is in, every office says in its own words.
        return Fit(
            (0.45 if field == "rating" else 0.6) if plain else 0.0,
            f"it has {_different(seen, 'word')}" if plain else "",
        )
    alone = {"rating": 0.85, "outcome": 0.3, "stage": 0.4, "status": 0.4, "learning": 0.45, "perspective": 0.4}[field]
    short = seen.share("yes-no") > 0.5 or seen.length <= 1
    return Fit(
        min(1.0, 0.4 + 0.65 * known) if few or known > 0.5 else 0.0,
        f"{_percent(known)} of its values are words for it",
        0.0 if short or known < 0.6 else alone * known,
    )


def _prose(seen: Profile) -> Fit:
    if _is_other(seen) or seen.share("code") > 0.5:
        return Fit(0.0)
    share = seen.share("prose")
    if share >= 0.5:
        return Fit(0.6 + 0.4 * share, f"{_percent(share)} of its values are sentences")
    if seen.words >= 3:
        return Fit(0.55 + share * 0.5, "its values are short texts")
    return Fit(0.25 + share * 0.5, "its values are words")


def _title(seen: Profile) -> Fit:
    if _is_other(seen) or seen.share("code") > 0.5 or seen.share("honorific") > 0.5:
        return Fit(0.0)
    if seen.words < 2 and seen.filled > 3:
        return Fit(0.3, "its values are single words")
    unlike = 1.0 if seen.unlike >= 0.6 else 0.6
    return Fit(
        unlike * (1.0 if seen.length <= _TITLE_LENGTH else 0.75),
        f"{seen.distinct} of {seen.filled} texts are different",
    )


def _label(seen: Profile) -> Fit:
    """The name of a thing: short, and no date, amount, code or address."""
    if _is_other(seen) or seen.length > _LABEL_LENGTH or seen.share("prose") > 0.5:
        return Fit(0.0)
    # A number is no name, but an office may call things by one.
    share = 1.0 - 0.75 * seen.share("number") - 0.3 * (seen.share("code") - seen.share("number"))
    return Fit(max(0.1, share - 0.8 * seen.share("yes-no")), f"it has {_different(seen, 'name')}")


def _person_or_post(seen: Profile) -> Fit:
    label = _label(seen)
    if not label.share:
        return label
    people = max(seen.share("person"), seen.share("post"), 1 - (1 - seen.share("person")) * (1 - seen.share("post")))
    return Fit(label.share * (0.65 + 0.35 * people), f"{_percent(people)} of its values look like people or posts")


def _name_of_contact(seen: Profile) -> Fit:
    label = _label(seen)
    people = min(1.0, seen.share("person") + seen.share("nobody"))
    posts = seen.share("post")
    share = label.share * (0.5 + 0.5 * people) * (1 - 0.6 * posts)
    # “Low Risk” is written like a name, but a list of contacts has many of those.
    many = seen.unlike >= 0.5 or seen.distinct >= _FEW
    alone = 0.5 * people if people > 0.8 and many else 0.0
    return Fit(share, f"{_percent(people)} of its values look like people", alone)


def _part_of_name(seen: Profile) -> Fit:
    label = _label(seen)
    return Fit(label.share if seen.words <= 2 else label.share * 0.4, "its values are single names")


def _role(seen: Profile) -> Fit:
    if seen.share("honorific") > 0.5 or seen.share("code") > 0.6:
        return Fit(0.0)
    label = _label(seen)
    posts = seen.share("post")
    share = label.share * (0.7 + 0.3 * posts) * (1 - 0.5 * max(0.0, seen.share("person") - posts))
    return Fit(share, f"{_percent(posts)} of its values look like posts", 0.5 * posts if posts > 0.6 else 0.0)


def _reports_to(seen: Profile) -> Fit:
    """A person, a post, or the number of one."""
    if seen.share("date") > 0.5 or seen.share("currency") > 0.3 or seen.share("prose") > 0.3:
        return Fit(0.0)
    return Fit(1.0 if seen.length <= _LABEL_LENGTH else 0.0, f"it has {_different(seen, 'name')}")


def _emails(seen: Profile) -> Fit:
    share = max(seen.share("e-mail"), 0.9 * seen.separators.get(";", 0) if seen.share("e-mail") > 0.2 else 0.0)
    return Fit(share if share > 0.2 else 0.0, f"{_percent(share)} of its values are e-mail addresses", 0.92 * share)


def _phones(seen: Profile) -> Fit:
    share = seen.share("phone")
    # Extensions have few digits; what has more than E.164 allows is no telephone number.
    numbers = seen.share("number") if 3 <= seen.length <= 15 else 0.0
    fit = max(share, 0.8 * numbers)
    # Other numbers are written alike, so that the values alone make it only likely.
    return Fit(fit if fit > 0.2 else 0.0, f"{_percent(fit)} of its values are telephone numbers", 0.6 * share)


def _tags(seen: Profile) -> Fit:
    lists = max(seen.share("list"), *(seen.separators.get(mark, 0.0) for mark in ";|,\n"))
    if _is_other(seen) or (seen.share("prose") > 0.8 and lists < 0.3):
        return Fit(0.0)
    if seen.longest_item > 60:
        return Fit(0.2)
    return Fit(0.8 + 0.2 * lists, "its values are lists" if lists > 0.3 else f"it has {_different(seen, 'word')}")


def _marking(seen: Profile) -> Fit:
    known = seen.share("marking")
    few = seen.distinct <= _FEW and seen.words <= 6
    return Fit((0.4 + 0.6 * known) if few else 0.0, f"{_percent(known)} of its values are markings", 0.5 * known)


def _currency(seen: Profile) -> Fit:
    share = seen.share("currency-code") if seen.distinct <= 10 else 0.0
    return Fit(share, f"{_percent(share)} of its values have three capitals")


def _flag(seen: Profile) -> Fit:
    known = {"shared", "mailbox", "shared mailbox", "group", "org", "team", "person", "individual", "personal", "named"}
    count = sum(many for text, many in seen.values.items() if text.casefold() in known)
    share = max(seen.share("yes-no"), count / seen.filled)
    return Fit(share if share > 0.5 else 0.0, f"{_percent(share)} of its values say yes or no")


def _choice(seen: Profile) -> Fit:
    return Fit(0.0)


def _is_other(seen: Profile) -> bool:
    """Whether the values are surely something that has fields of its own, or none: dates, amounts, addresses."""
    surely = ("date", "e-mail", "phone", "currency", "percent")
    return (
        max(map(seen.share, surely)) > 0.5
        or seen.share("address") > 0.6
        or (seen.share("number") > 0.9 and seen.words <= 1)
    )


_Look = Callable[[Profile], Fit]
_BY_TYPE: Final[Mapping[str, _Look]] = {
    "text": _prose,
    "items": _tags,
    "date": _dates,
    "money": _money,
    "choice": _choice,
    "currency": _currency,
    "flag": _flag,
    "person": _name_of_contact,
}
_BY_FIELD: Final[Mapping[tuple[RecordKind | None, str], _Look]] = {
    (None, "initiative"): _label,
    (None, "sensitivity"): _marking,
    (None, "period"): _period,
    (None, "emails"): _emails,
    (None, "phones"): _phones,
    (None, "owner"): _person_or_post,
    (None, "recorded_by"): _person_or_post,
    (None, "inherits"): _person_or_post,
    (None, "reports_to"): _reports_to,
    (None, "organisation"): _label,
    (None, "unit"): _label,
    (None, "title"): _title,
    (None, "what"): _title,
    (None, "given_name"): _part_of_name,
    (None, "family_name"): _part_of_name,
    ("contact", "role"): _role,
    ("contact", "knows_about"): lambda seen: _label(seen) if _label(seen).share > _prose(seen).share else _prose(seen),
}
