"""The words that records use, and how a source's own words are recognised among them.

A word that is not known here is kept as the source gave it and is never guessed at: the normalised
field stays empty. Registrations can add words of their own (see ``handover.sources.mapping.mapping``).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

Outcome = Literal["worked", "did-not-work", "mixed"]
Perspective = Literal[
    "chief-executive",
    "senior-manager",
    "politician",
    "community-leader",
    "clinician",
    "professional",
    "hr-od",
    "other",
]
Learning = Literal["identified", "learned"]
Rating = Literal["green", "amber-green", "amber", "amber-red", "red", "exempt", "reset", "not-rated"]
RatingVocabulary = Literal["five-colour", "three-colour", "other"]
Stage = Literal["identification", "preparation", "implementation", "completion", "completed", "cancelled", "suspended"]
ActionStatus = Literal["open", "in-progress", "done", "cancelled"]
Holder = Literal["named", "vacant", "abolished", "withheld", "unknown"]

PERSPECTIVE_NAMES: Final[Mapping[Perspective, str]] = MappingProxyType(
    {
        "chief-executive": "Chief executives",
        "senior-manager": "Senior managers",
        "politician": "Politicians",
        "community-leader": "Community leaders",
        "clinician": "Clinicians",
        "professional": "Professionals",
        "hr-od": "HR and organisation development",
        "other": "Others",
    }
)

# From best to worst; the chart's scale. Exempt, reset and not rated have no place on it.
RATING_SCALE: Final[tuple[Rating, ...]] = ("green", "amber-green", "amber", "amber-red", "red")

_SEPARATORS = re.compile(r"[\s\-_/.,&'’]+")


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """A word as it is compared: lower case, separators as single spaces (``Amber/Red`` -> ``amber red``)."""
    return _SEPARATORS.sub(" ", word.casefold()).strip()


def _table(**terms: str) -> Mapping[str, str]:
    return MappingProxyType(
        {folded(word): term.replace("_", "-") for term, words in terms.items() for word in words.split("|")}
    )


OUTCOMES = _table(
    worked="worked|worked well|success|successful|went well|positive|good|yes|what worked",
    did_not_work="did not work|didn't work|did not work well|failure|failed|negative|went badly|bad|what did not work",
    mixed="mixed|partly|partly worked|partially|both",
)
PERSPECTIVES = _table(
    chief_executive="chief executive|chief executives|ceo|chief exec",
    senior_manager="senior manager|senior managers|director|programme director|senior management",
    politician="politician|politicians|councillor|elected member|minister|member|cabinet member",
    community_leader="community leader|community leaders|community|resident|voluntary sector|vcs",
    clinician="clinician|clinicians|doctor|nurse|gp|therapist",
    professional="professional|professionals|engineer|planner|social worker|analyst|practitioner",
    hr_od="hr od|hr|od|human resources|organisation development|organisational development",
    other="other|others",
)
LEARNINGS = _table(
    identified="identified|lesson identified|open|not yet learned|observed",
    learned="learned|learnt|lesson learned|lesson learnt|embedded|closed|validated",
)
RATINGS = _table(
    green="green|g",
    amber_green="amber green|green amber|a g|ag",
    amber="amber|a|yellow",
    amber_red="amber red|red amber|a r|ar",
    red="red|r",
    reset="reset",
    not_rated="not rated|no rating|not provided|not set|none|n a",
)
STAGES = _table(
    identification="identification|pipeline|pipeline identification|concept|feasibility",
    preparation="preparation|preparing|initiation|planning|design|procurement",
    implementation="implementation|delivery|in delivery|delivering|live|active",
    completion="completion|finalisation|finalization|closing|closure|transition",
    completed="completed|complete|closed|finished|ended",
    cancelled="cancelled|canceled|terminated|stopped|abandoned",
    suspended="suspended|paused|on hold",
)
ACTION_STATUSES = _table(
    open="open|not started|to do|todo|outstanding|new",
    in_progress="in progress|started|under way|underway|ongoing",
    done="done|closed|complete|completed|finished",
    cancelled="cancelled|canceled|dropped|withdrawn|no longer needed",
)

# From the lowest to the highest (UK Government Security Classifications); a source's own words are compared folded.
MARKINGS: Final[tuple[str, ...]] = ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRET", "TOP SECRET")

# Words that stand where a value should and are none. What each of them says differs.
NO_VALUE = _table(
    unknown="n a|na|n k|nk|not known|unknown|tbc|tba|tbd|to be confirmed|to be advised|to be announced"
    "|to be determined|not applicable|not available|not stated|not given|none",
    withheld="n d|nd|not disclosed|undisclosed|redacted|withheld|name withheld|name redacted|not published"
    "|not for publication|exempt from disclosure|exempt from publication",
    vacant="vacant|vacancy|vacant post|post vacant|unfilled|recruiting|under recruitment",
    abolished="eliminated|abolished|post abolished|post deleted|deleted|post removed",
)

# What may stand around such a word: (TBC), “N/D”. And what is put into a cell so that it is not empty: –, ?, …
AROUND: Final = " '\"‘’“”()[]"
MARKS: Final = "-‐‑‒–—―−_.…?/\\"
_ONLY_MARKS = re.compile(rf"[\s{re.escape(MARKS)}]+")
_EXEMPT = re.compile(r"exempt", re.IGNORECASE)


def rating(given: str) -> str | None:
    """The normalised rating of a source's word, or None where it is not known.

    >>> rating("Amber/red"), rating("Exempt under Section 43"), rating("Purple")
    ('amber-red', 'exempt', None)
    """
    return RATINGS.get(folded(given)) or ("exempt" if _EXEMPT.match(given.strip()) else None)


@lru_cache(maxsize=4096)
def no_value(text: str) -> str | None:
    """What a text says that stands where a value should and is none; None where it is one.

    >>> no_value("N/D"), no_value("(TBC)"), no_value("–"), no_value("Jo Smith")
    ('withheld', 'unknown', 'unknown', None)
    """
    return "unknown" if _ONLY_MARKS.fullmatch(text) else NO_VALUE.get(folded(text.strip(AROUND)))


def holder(name: str) -> str:
    """What a cell that should name a person says: ``named``, ``vacant``, ``abolished``, ``withheld`` or ``unknown``.

    What has no letter in it is nobody's name.
    """
    return no_value(name) or ("named" if any(map(str.isalpha, name)) else "unknown")
