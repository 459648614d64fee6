"""The office's policy, checked before it is relied upon."""

from handover.dossier.gaps import GAP_CODES
from handover.errors import SettingsError
from handover.settings import Settings
from handover.sources.near import did_you_mean
from handover.workspace import FILE_NAME


def forbidden_gaps(settings: Settings) -> frozenset[str]:
    """The codes of the gaps with which no dossier may be sent.

    Raises SettingsError where one is no gap: a policy with a slip in it would forbid nothing.
    """
    for code in settings.policy.forbidden_gaps:
        if code not in GAP_CODES:
            raise SettingsError(
                f"The setting “policy.forbidden_gaps” names “{code}”, and there is no such gap."
                f"{did_you_mean(code, sorted(GAP_CODES))}",
                where=str(settings.folder / FILE_NAME),
                what_to_do="Correct it; docs/gaps.md lists every gap.",
            )
    return frozenset(settings.policy.forbidden_gaps)
