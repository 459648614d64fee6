"""Ask the lesson bank, which takes up first what was gathered since somebody asked last."""

from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from handover import dates
from handover.bank.index import bring_up_to_date
from handover.bank.search import Found, Question, understood
from handover.bank.search import search as search_bank
from handover.dossier.file_versions import FileVersions
from handover.dossier.heritage.select import select_heritage
from handover.dossier.known import KnownHeritage
from handover.initiatives import look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.names import without_footnote_marks
from handover.jobs.office import Office


def search(office: Office, asked: Question) -> Found:
    """Search everything that was gathered. Raises BadRequest, UnknownInitiative, AmbiguousName."""
    if asked.on is not None:
        # What was known on a day is what was known at its end, where the office is.
        end = datetime.combine(dates.latest(asked.on), time.max, ZoneInfo(office.settings.time_zone))
        asked = replace(asked, known_at=end)
    with office.store.read() as connection:
        understood(connection, asked)
    bring_up_to_date(office.store)
    with office.store.read() as connection:
        return search_bank(connection, asked)


def precedents(office: Office, initiative: str) -> tuple[Initiative, KnownHeritage]:
    """What an initiative inherits, and which earlier ones are most like it. Raises UnknownInitiative, AmbiguousName."""
    with office.store.read() as connection:
        look_up.find(connection, without_footnote_marks(initiative))
    bring_up_to_date(office.store)
    with office.store.read() as connection:
        of = look_up.find(connection, without_footnote_marks(initiative))
        return of, select_heritage(connection, of, FileVersions(connection), starts=True)
