"""How serious a handover is (I-PASS: illness severity), by a declared table of rules.

The gravest rule that applies decides. Where none does, the handover is routine only if a rating that is on
the scale and not stale says so; otherwise how serious it is, is not known. Absence of evidence is never
evidence that all is well.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from handover.dates import spoken
from handover.dossier.actions import marks
from handover.dossier.draft import SHORT, Draft
from handover.dossier.labels import first_references
from handover.dossier.model import Person, Sentence, Severity
from handover.dossier.status import budget_and_forecast, overspend
from handover.dossier.turning import RATING_WORDS, Report, direction
from handover.dossier.wording import counted, listed, quoted, shortened
from handover.vocabulary import RATING_SCALE

# From this share of the budget on, a forecast above it is serious.
_SERIOUS_OVERSPEND: Final = Decimal("0.10")
_MOST_NAMED: Final = 5
# What they find is told by the rating now, its trend and the confidence in it (``rating_now``).
_OF_THE_RATING: Final = frozenset(
    {"rating-red", "rating-amber-red", "rating-worsened", "no-reports", "no-rating", "off-the-scale", "stale-rating"}
)


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """``when`` says in words what ``finds`` looks for; ``finds`` gives the reason, or None."""

    code: str
    level: Literal["critical", "serious", "not-known"]
    when: str
    finds: Callable[[Draft], Sentence | None]


def severity(draft: Draft) -> Severity:
    found = [(rule, reason) for rule in SEVERITY_RULES if (reason := rule.finds(draft)) is not None]
    reasons = tuple(reason for _, reason in found)
    told = tuple(place for place, (rule, _) in enumerate(found) if rule.code in _OF_THE_RATING)
    for level in ("critical", "serious", "not-known"):
        if any(rule.level == level for rule, _ in found):
            return Severity(level=level, reasons=reasons, told=told)
    return Severity(level="routine", reasons=(_last_rating(draft, "and nothing in the records makes it graver"),))


def _last_rating(draft: Draft, remark: str = "") -> Sentence:
    said = draft.course.last_rating
    assert said is not None  # noqa: S101  # callers have looked
    text = f"It was last rated {RATING_WORDS[said.value]}, for {spoken(said.period)}"
    if any(said.report in disputed for disputed in draft.course.disputed):
        text += "; another report for that time gives a different rating, and the graver one is taken"
    references = (draft.labels.reference(said.report),)
    return Sentence(text=f"{text}{f', {remark}' if remark else ''}.", references=references)


def _rated(draft: Draft, rating: str) -> Sentence | None:
    said = draft.course.last_rating
    return _last_rating(draft) if said is not None and said.value == rating else None


def _red(draft: Draft) -> Sentence | None:
    return _rated(draft, "red")


def _amber_red(draft: Draft) -> Sentence | None:
    return _rated(draft, "amber-red")


def _overdue_inherited(draft: Draft) -> Sentence | None:
    found = [one for one in draft.open_actions if one.inherits is not None and one.urgency == "overdue"]
    if not found:
        return None
    somebody_has = "somebody inherits it" if len(found) == 1 else "somebody inherits each"
    text = (
        f"{counted(len(found), 'follow-on action is', 'follow-on actions are')} overdue, though {somebody_has} "
        f"({listed(marks(found), most=_MOST_NAMED)})."
    )
    return Sentence(text=text, references=first_references(action.reference for action in found))


def _unowned(draft: Draft, *, overdue: bool) -> Sentence | None:
    found = [one for one in draft.open_actions if one.inherits is None and (one.urgency == "overdue") is overdue]
    if not found:
        return None
    one = len(found) == 1
    how = "overdue" if overdue else "open but not overdue"
    text = (
        f"{counted(len(found), 'follow-on action')} {'is' if one else 'are'} {how}, and nobody inherits "
        f"{'it' if one else 'them'} ({listed(marks(found), most=_MOST_NAMED)})."
    )
    return Sentence(text=text, references=first_references(action.reference for action in found))


def _overdue_unowned(draft: Draft) -> Sentence | None:
    return _unowned(draft, overdue=True)


def _open_unowned(draft: Draft) -> Sentence | None:
    return _unowned(draft, overdue=False)


def _nobody_in_post(draft: Draft) -> Sentence | None:
    if not draft.people or draft.in_post:
        return None
    return Sentence(
        text=nobody_in_post(draft),
        references=first_references(person.reference for person in draft.people),
    )


def nobody_in_post(draft: Draft) -> str:
    """That the contact lists help no further: they name people or posts, and nobody who is still there."""
    number = len(draft.people)
    entries = "The contact lists have one entry, and it" if number == 1 else f"None of the {number:,} contact entries"
    return f"{entries} names {'nobody' if number == 1 else 'anybody'} who is still in post."


def _worsened(draft: Draft) -> Sentence | None:
    """The last change of the rating on one scale was for the worse."""
    turns = [turn for turn in draft.course.rating_turns if direction(turn) != "different"]
    if not turns or direction(turns[-1]) != "worse":
        return None
    before, after = turns[-1].before, turns[-1].after
    return Sentence(
        text=(
            f"The rating fell from {RATING_WORDS[before.value]} ({spoken(before.period)}) to "
            f"{RATING_WORDS[after.value]} ({spoken(after.period)}) and no later report shows a rise."
        ),
        references=draft.labels.references((before.report, after.report)),
    )


def _vacant_posts(draft: Draft) -> Sentence | None:
    vacant = draft.vacant
    if not vacant:
        return None
    verb = "is" if len(vacant) == 1 else "are"
    return Sentence(
        text=f"{counted(len(vacant), 'post')} {verb} vacant: {post_names(vacant)}.",
        references=first_references(person.reference for person in vacant),
    )


def post_names(people: Iterable[Person]) -> str:
    """Posts by what they are called, with their number in this dossier."""
    return listed(
        [
            f"{shortened(one.role, SHORT)[0] if one.role else 'a post without a title'} (P{one.number})"
            for one in people
        ],
        most=3,
    )


def over_budget(draft: Draft) -> Report | None:
    """The newest report with both a budget and a forecast, where the forecast is well above the budget."""
    said = budget_and_forecast(draft.course)
    share = overspend(said[1][0]) if said else None
    return said[1][0] if said and share is not None and share >= _SERIOUS_OVERSPEND else None


def _over_budget(draft: Draft) -> Sentence | None:
    said = budget_and_forecast(draft.course)
    if said is None or over_budget(draft) is None:
        return None
    words, reports = said
    return Sentence(text=words, references=draft.labels.references(reports))


def _no_reports(draft: Draft) -> Sentence | None:
    return None if draft.course.reports else Sentence(text="There is no status report of how it stands.")


def _no_rating(draft: Draft) -> Sentence | None:
    reports = draft.course.reports
    if not reports or draft.course.last_rating is not None:
        return None
    given = [report for report in reports if report.record.rating_given]
    if given:
        words = listed(dict.fromkeys(quoted(report.record.rating_given or "", 40) for report in given), most=3)
        text = f"No report has a rating that is known; what they say is {words}."
    else:
        text = f"{'The one report has no' if len(reports) == 1 else f'None of {len(reports):,} reports has a'} rating."
    return Sentence(text=text, references=draft.labels.references(given or reports))


def _off_the_scale(draft: Draft) -> Sentence | None:
    said = draft.course.last_rating
    return (
        None
        if said is None or said.value in RATING_SCALE
        else _last_rating(draft, "which says nothing of how it stands")
    )


def _stale_rating(draft: Draft) -> Sentence | None:
    said = draft.course.last_rating
    if said is None or said.value not in RATING_SCALE or draft.age(said.period) <= draft.stale_after_days:
        return None
    days = counted(draft.age(said.period), "day")
    return _last_rating(draft, f"{days} before {_reckoned(draft)}; how it stood since is not known")


def _reckoned(draft: Draft) -> str:
    return "today" if draft.reckoned_on == draft.known.today else "the date of this transition"


SEVERITY_RULES: Final[tuple[SeverityRule, ...]] = (
    SeverityRule("rating-red", "critical", "The last rating is red.", _red),
    SeverityRule(
        "overdue-unowned", "critical", "An overdue follow-on action has nobody to inherit it.", _overdue_unowned
    ),
    SeverityRule("nobody-in-post", "critical", "There are contacts, and none is a person in post.", _nobody_in_post),
    SeverityRule("rating-amber-red", "serious", "The last rating is amber/red.", _amber_red),
    SeverityRule("rating-worsened", "serious", "The rating's last change on one scale was a fall.", _worsened),
    SeverityRule("vacant-posts", "serious", "A post is vacant.", _vacant_posts),
    SeverityRule("open-unowned", "serious", "An open follow-on action has nobody to inherit it.", _open_unowned),
    SeverityRule(
        "overdue-inherited", "serious", "An overdue follow-on action has somebody to inherit it.", _overdue_inherited
    ),
    SeverityRule(
        "over-budget", "serious", "The last forecast is above the budget by a tenth of it or more.", _over_budget
    ),
    SeverityRule("no-reports", "not-known", "There is no status report.", _no_reports),
    SeverityRule("no-rating", "not-known", "No report has a rating that is known.", _no_rating),
    SeverityRule("off-the-scale", "not-known", "The last rating is exempt, reset or not rated.", _off_the_scale),
    SeverityRule("stale-rating", "not-known", "The last rating is stale by the office's policy.", _stale_rating),
)
