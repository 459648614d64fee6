"""How each field is made, in words, for whoever looks at a registration."""

from typing import NamedTuple

from handover.sources.registering.rules import FieldRule


class FieldDescription(NamedTuple):
    """What ``source check`` shows of a field: from which columns it is made, and by what rule, in words."""

    field: str
    columns: tuple[str, ...]
    rule: str


def describe(name: str, rule: FieldRule) -> FieldDescription:
    """How a field is made, in words."""
    parts: list[str] = []
    if rule.constant is not None:
        parts.append(f"always “{rule.constant}”")
    if rule.join is not None and len(rule.join) > 1:
        parts.append("put together")
    if rule.expression is not None:
        parts.append(rule.expression)
    if rule.html:
        parts.append("HTML to text")
    if rule.blank:
        parts.append(f"nothing where it says {', '.join(rule.blank)}")
    if rule.default is not None:
        parts.append(f"“{rule.default}” where blank")
    if rule.lookup:
        parts.append("; ".join(f"{word} → {' and '.join(meanings)}" for word, meanings in rule.lookup.items()))
    if rule.split:
        parts.append(f"split at {' and '.join(f'“{separator}”' for separator in rule.split)}")
    if rule.date:
        parts.append(f"date written {' or '.join(rule.date)}")
    if rule.money is not None:
        currency = rule.money.currency or "amount"
        parts.append(currency if rule.money.unit == 1 else f"{currency}, in units of {rule.money.unit:,f}")
    return FieldDescription(name, rule.columns, ", ".join(parts) or "as it stands")
