"""What pydantic finds wrong with a registration, in sentences for somebody who keeps a programme office."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, cast, get_args

from pydantic import BaseModel, ValidationError

from handover.errors import RegistrationMistake
from handover.records import KINDS, RecordKind
from handover.sources.kinds import kinds
from handover.sources.near import did_you_mean
from handover.sources.registering.registration import Found, Registration, kind_mistake, map_mistakes
from handover.sources.registering.rules import FieldRule
from handover.sources.registering.yaml_lines import Lined, Path, mistake
from handover.sources.texts import shown

# Below these a secret may stand by mistake, so that no sentence repeats what does.
_MAY_BE_SECRET: Final = frozenset({"sign_in", "headers", "options"})
_REFERENCE: Final = "must say where the secret is found, never what it is: env:NAME, file:PATH, keyring:SERVICE/USER …"
_PARAMETER: Final = "“{given}” is no name of a parameter, such as page or api_key"

_Sentence = Callable[[Any, Mapping[str, Any]], str]

# Where a pattern is missed, what is wanted instead, by the key.
_PATTERNS: Final = {
    "name": "a source's name has only lower case letters, digits and single hyphens, such as lessons-log",
    "owner": "“{given}” is not an e-mail address",
    "currency": "“{given}” is not a currency code of three capital letters, such as GBP",
    "value": _REFERENCE,
    "password": _REFERENCE,
    "token": _REFERENCE,
    "client_secret": _REFERENCE,
    "private_key": _REFERENCE,
    "passphrase": _REFERENCE,
    "token_address": "must be an address that begins with https://",
    "endpoint": "must be an address that begins with https://",
    "header": "“{given}” is no name of a header, such as X-Api-Key",
    "parameter": _PARAMETER,
    "size_parameter": _PARAMETER,
    "also": "a name here has only lower case letters, digits and single hyphens, such as owner",
}

SENTENCES: Final[dict[str, _Sentence]] = {
    "missing": lambda _given, _context: "is missing",
    "model_type": lambda given, _context: (
        "must be one column; several are put together with join: [Column, Column]"
        if isinstance(given, list)
        else f"must have entries below it, each with a colon, and it is {_what(given)}"
    ),
    "literal_error": lambda given, context: (
        f"“{_said(given)}” is not one of {_choices(context)}.{did_you_mean(_said(given), _listed(context))}"
    ),
    "string_type": lambda given, _context: f"must be one text, and it is {_what(given)}",
    "string_too_short": lambda _given, _context: "is blank",
    "string_too_long": lambda given, context: (
        f"has {len(given):,} characters, and may have {context['max_length']:,}"
        if len(given) > 3
        else f"“{_said(given)}” must be one character; a tab is written tab"
    ),
    "int_parsing": lambda given, _context: f"must be a whole number, and it is {_what(given)}",
    "int_type": lambda given, _context: f"must be a whole number, and it is {_what(given)}",
    "decimal_parsing": lambda given, _context: f"must be a number, and it is {_what(given)}",
    "decimal_type": lambda given, _context: f"must be a number, and it is {_what(given)}",
    "float_parsing": lambda given, _context: f"must be a number, and it is {_what(given)}",
    "float_type": lambda given, _context: f"must be a number, and it is {_what(given)}",
    "finite_number": lambda given, _context: f"must be a number, and it is {_what(given)}",
    "bool_parsing": lambda given, _context: f"must be true or false, and it is {_what(given)}",
    "bool_type": lambda given, _context: f"must be true or false, and it is {_what(given)}",
    "greater_than": lambda _given, context: f"must be more than {context['gt']}",
    "greater_than_equal": lambda _given, context: f"must be {context['ge']} or more",
    "less_than_equal": lambda _given, context: f"must be {context['le']:,} or less",
    "tuple_type": lambda given, _context: f"must be one text or a list of texts, and it is {_what(given)}",
    "too_short": lambda _given, _context: "is an empty list",
    "too_long": lambda _given, context: f"may have {context['max_length']} entries, and not more",
    "dict_type": lambda given, _context: f"must have entries below it, such as title: Column, and it is {_what(given)}",
}


def mistakes_in(name: str, given: Any, lined: Lined, path: Path) -> Iterator[RegistrationMistake]:
    """Everything that is wrong with one registration, as it was ``given`` at ``path`` of a file."""
    if not isinstance(given, dict):
        sentence = f"must have entries below it, each with a colon, and it is {_what(given)}"
        yield mistake(lined.line(path), path, sentence)
        return
    try:
        registration = Registration.model_validate({**given, "name": name})
        for below, what in _of_kind(registration):
            yield mistake(lined.line((*path, *below)), (*path, *below), what)
    except ValidationError as error:
        said: set[tuple[Path, str]] = set()
        for place, sentence in _all(error, given):
            if (place, sentence) not in said:
                said.add((place, sentence))
                where = path if place == ("name",) else (*path, *place)
                yield mistake(lined.line(where), where, sentence)


def _of_kind(registration: Registration) -> Iterable[Found]:
    """What is wrong by its kind with a registration that agrees with itself.

    Asked of what is declared only, not of what is registered: a kind's package may have been taken away since.
    """
    if (said := kind_mistake(registration.kind)) is not None:
        return [(("kind",), said)]
    return kinds()[registration.kind].mistakes(registration)


def _all(error: ValidationError, given: Any) -> Iterator[tuple[Path, str]]:
    shape_is_wrong = False
    for fault in error.errors(include_url=False):
        if fault["type"] == "mistakes":
            yield from fault["ctx"]["mistakes"]
        else:
            shape_is_wrong = True
            # A key that is wrong itself is named by pydantic with a mark behind it.
            place = _without_places_in_one(tuple(part for part in fault["loc"] if part != "[key]"), given)
            if place == ("kind",) and fault["type"] == "missing" and "location" not in given:
                continue
            yield place, _sentence(fault["type"], place, fault["input"], fault.get("ctx", {}), fault["msg"])
    # Where the shape is wrong the registration was not asked whether it agrees with itself; what of its maps
    # can be understood is asked here, so that one look at the file shows everything.
    if shape_is_wrong and isinstance(given, dict):
        yield from _of_map(given)
        others = given.get("also")
        for name, also in others.items() if isinstance(others, dict) else ():
            for place, said in _of_map(also) if isinstance(also, dict) else ():
                yield ("also", name, *place), said


def _of_map(given: Mapping[str, Any]) -> Iterator[Found]:
    """What is wrong with the map of an entry, as far as it can be understood."""
    if given.get("records") not in list(KINDS):
        return
    rules, unread = _rules(given.get("map"))
    if rules is not None:
        for place, said in map_mistakes(cast(RecordKind, given["records"]), rules):
            if place != ("map",) or not unread:
                yield place, said


def _without_places_in_one(place: Path, given: Any) -> Path:
    """A path without the places in lists that were written as the one thing that is in them."""
    kept: list[str | int] = []
    at = given
    for part in place:
        if isinstance(part, int) and not isinstance(at, list | tuple):
            continue
        kept.append(part)
        try:
            at = at[part]
        except (LookupError, TypeError):
            at = None
    return tuple(kept)


def _rules(given: Any) -> tuple[dict[str, FieldRule] | None, bool]:
    """The rules of a map that can be understood, and whether others could not."""
    if not isinstance(given, dict):
        return None, False
    rules: dict[str, FieldRule] = {}
    for name, rule in given.items():
        try:
            rules[name] = FieldRule.model_validate({"column": rule} if isinstance(rule, str) else rule)
        except ValidationError:
            continue
    return rules, len(rules) < len(given)


def _sentence(kind: str, place: Path, given: Any, context: Mapping[str, Any], message: str) -> str:
    if kind == "extra_forbidden":
        known = _keys_at(place)
        offer = did_you_mean(str(place[-1]), known) or f" There are {', '.join(known)}."
        return f"there is nothing called “{shown(str(place[-1]))}” here.{offer}"
    if kind == "missing" and place == ("kind",):
        return f"is missing, and the ending of the location does not tell it. There are {', '.join(kinds())}"
    if place[:1] and place[0] in _MAY_BE_SECRET and isinstance(given, str) and kind != "string_too_long":
        given = "…"
    if kind == "string_pattern_mismatch":
        pattern = "also" if place[:-1] == ("also",) else str(place[-1])
        return str(kind_mistake(given)) if place == ("kind",) else _PATTERNS[pattern].format(given=_said(given))
    if given is None and kind != "missing":
        return "is blank"
    if kind in SENTENCES:
        return SENTENCES[kind](given, context)
    return str(context.get("sentence") or message)


def _keys_at(place: Path) -> list[str]:
    """The keys that an entry may have where an unknown one was found."""
    model: type[BaseModel] = Registration
    for part in place[:-1]:
        field = model.model_fields.get(str(part))
        inner = _models_in(field.annotation) if field is not None else []
        if inner:
            model = inner[0]
    names = [field.alias or name for name, field in model.model_fields.items()]
    return [name for name in names if not (model is Registration and name == "name")]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a type of an entry is made with, wherever in it they stand."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for argument in get_args(annotation) for model in _models_in(argument)]


def _choices(context: Mapping[str, Any]) -> str:
    return ", ".join(_listed(context))


def _listed(context: Mapping[str, Any]) -> list[str]:
    return [word.strip(" '") for word in str(context["expected"]).replace(" or ", ", ").split(",")]


def _said(given: Any) -> str:
    return shown(given if isinstance(given, str) else _what(given))


def _what(given: Any) -> str:
    match given:
        case None:
            return "blank"
        case dict():
            return "a group of entries"
        case list() | tuple():
            return "a list"
        case _:
            return f"“{shown(str(given))}”"
