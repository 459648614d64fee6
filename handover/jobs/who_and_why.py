"""Who says or decides something, and why: both are kept with it, and neither may be left out."""

from handover.errors import BadRequest


def who(by: str) -> str:
    """Who says something, as it is kept. Raises BadRequest where nobody is named."""
    said = " ".join(by.split())
    if not said:
        raise BadRequest("Who says so must be named.", what_to_do='For example: --as "Jo Hill"')
    return said


def who_and_why(by: str, because: str) -> tuple[str, str]:
    """Both as they are kept: without space around them, the name on one line. Raises BadRequest where one is blank."""
    who, why = " ".join(by.split()), because.strip()
    if not who or not why:
        raise BadRequest("Who decides, and why, must be said.", what_to_do='For example: --as "Jo Hill" --because "…"')
    return who, why
