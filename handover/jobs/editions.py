"""Editions of sealed dossiers, by the rules that the office has set."""

from handover.dossier.editions.annex import with_annex
from handover.dossier.editions.make import edition_of, without_annex
from handover.dossier.editions.model import EditionName
from handover.dossier.editions.rules import EditionRules, Phrase
from handover.dossier.marking import rank
from handover.dossier.model import Dossier
from handover.errors import SettingsError
from handover.settings import Settings


def rules_of(settings: Settings) -> EditionRules:
    """The office's rules. Raises SettingsError where one names a marking that is not known."""
    given = settings.editions
    lowest = given.markings[0]
    up_to = given.public_up_to or lowest
    for setting, marking in (("editions.public_up_to", up_to), *(("editions.handling", one) for one in given.handling)):
        if rank(marking, given.markings) is None:
            raise SettingsError(
                f"The setting “{setting}” names the marking “{marking[:60]}”, which is none of editions.markings.",
                what_to_do=f"Write one of these: {', '.join(given.markings)}.",
            )
    return EditionRules(
        markings=given.markings,
        public_up_to=up_to,
        public_marking=(given.public_marking or lowest).upper(),
        named=given.named,
        phrases=tuple(Phrase(one.words, one.ground) for one in given.phrases),
        grounds=given.grounds,
    )


def marked(dossier: Dossier, settings: Settings) -> Dossier:
    """A dossier just assembled, with its annex where it needs one, and with the words of how to handle it."""
    rules = rules_of(settings)
    made = with_annex(dossier, own_marking=settings.marking, rules=rules) if settings.editions.annex else dossier
    return made.model_copy(update={"handling": handling(made.marking, settings)})


def edition(dossier: Dossier, name: EditionName, settings: Settings, *, annex: bool = True) -> Dossier:
    """An edition of a sealed dossier, with its annex or without it. Raises SettingsError, BadRequest."""
    rules = rules_of(settings)
    made = edition_of(dossier, name, rules)
    if annex:
        return made
    bare = without_annex(made)
    return bare.model_copy(update={"handling": handling(bare.marking, settings)})


def handling(marking: str, settings: Settings) -> str | None:
    """The office's words for how what has this marking is handled."""
    markings = settings.editions.markings
    return next(
        (words for of, words in settings.editions.handling.items() if rank(of, markings) == rank(marking, markings)),
        None,
    )
