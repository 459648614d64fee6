"""Makes an edition of a dossier from the full one. Pure: the same dossier and rules give the same edition.

- **full**: as it was sealed, for the named recipients.
- **internal**: without the personal contact details, for the office and its partners.
- **public**: without names and contact details of people, without what is marked higher than the office allows, and
  without the phrases that the office names.
"""

from handover.dossier.changes.model import Changes
from handover.dossier.editions.contact_details import ContactDetails
from handover.dossier.editions.grounds import ground_of, mark
from handover.dossier.editions.model import Edition, EditionName, Withheld
from handover.dossier.editions.named import Names
from handover.dossier.editions.rules import EditionRules
from handover.dossier.editions.withholding import Withholding
from handover.dossier.model import Dossier
from handover.errors import BadRequest


def edition_of(dossier: Dossier, name: EditionName, rules: EditionRules) -> Dossier:
    """The edition ``name`` of ``dossier``, which is a full one.

    Raises BadRequest where ``dossier`` is an edition already: what was withheld from it cannot be brought back.
    """
    if dossier.edition is not None and dossier.edition.name != name:
        raise BadRequest(
            f"The {dossier.edition.name} edition cannot be made into another.",
            what_to_do="Make it from the full dossier.",
        )
    if name == "full" or dossier.edition is not None:
        return dossier
    withholding = _internal(dossier, rules) if name == "internal" else _public(dossier, rules)
    # What is in the annex is in the body as well, under a mark.
    made = withholding.whole(dossier.model_copy(update={"annex": None}) if name == "public" else dossier)
    if made.changes is not None and (made.changes.groups or made.changes.note):
        made = made.model_copy(update={"changes": _changes(made.changes, withholding)})
    counts = withholding.counts
    withheld = tuple(
        Withheld(ground=ground, words=rules.words_of(ground), explained=rules.explained(ground), count=counts[ground])
        for ground in sorted(counts, key=lambda ground: (-counts[ground], ground))
        if counts[ground]
    )
    changes: dict[str, object] = {"edition": Edition(name=name, withheld=withheld)}
    if name == "public":
        changes |= {"marking": rules.public_marking, "handling": None}
    return made.model_copy(update=changes)


def _changes(changes: Changes, withholding: Withholding) -> Changes:
    """What changed, without what an earlier version said: whom it named, and of which rows it was, this one does not
    know, so that it could not be looked for.
    """
    words = mark(withholding.rules.words_of("personal"))
    withholding.counts["personal"] += 1
    note = f"{words} What changed tells what an earlier version said, and stands in the full edition only."
    return changes.model_copy(update={"groups": (), "note": note})


def without_annex(dossier: Dossier) -> Dossier:
    """``dossier`` with its annex taken off: then it is of the marking of what remains."""
    if dossier.annex is None:
        return dossier
    return dossier.model_copy(update={"annex": None, "marking": dossier.annex.rest, "handling": None})


def _internal(dossier: Dossier, rules: EditionRules) -> Withholding:
    return Withholding(rules=rules, details=ContactDetails(dossier))


def _public(dossier: Dossier, rules: EditionRules) -> Withholding:
    return Withholding(
        rules=rules,
        names=Names(dossier, named=rules.named),
        details=ContactDetails(dossier),
        too_high=lambda marking: ground_of(marking) if rules.is_too_high(marking, rules.public_up_to) else None,
        with_phrases=True,
    )
