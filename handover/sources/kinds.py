"""The kinds of source: what tells them, what they can be told, and the module that fetches and reads each.

A kind is one module with a function ``read(fetched, registration, *, largest)``, which gives a ``Reading``; one whose
content is no file that lies somewhere also has ``fetch(request)``, which gives a ``Content``. Other packages add kinds
by the entry point group ``handover.sources`` (``docs/plug-ins.md``).
"""

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, Final, cast

from handover.errors import SourceUnreadable
from handover.sources.near import did_you_mean

if TYPE_CHECKING:
    from handover.sources.registering.registration import Found, Registration
    from handover.sources.request import Content, Request
    from handover.sources.rows import Fetched, Reading

GROUP: Final = "handover.sources"
# Where a file can lie; a path is the scheme “”.
PLACES: Final = ("", "http", "https", "s3", "sftp", "webdav", "webdavs")
# What a kind whose content is no file can be told about files.
_TABLE: Final = ("header_row", "rotated", "rows")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of source.

    ``what`` is said of it in a sentence: ``a CSV file``. ``endings`` of a file's name tell it. ``options`` are the
    entries of a registration that mean something with it, and ``needs`` those that it must have. ``schemes`` are
    what its location can begin with. ``fetches`` says whether its module fetches too, and ``judges`` whether it has
    ``mistakes(registration)``, which says what is wrong with a registration beside what can be wrong with any.
    """

    name: str
    what: str
    module: str
    endings: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    schemes: tuple[str, ...] = PLACES
    fetches: bool = False
    judges: bool = False

    def read(self, fetched: "Fetched", registration: "Registration", *, largest: int) -> "Reading":
        """Read one fetched file, at most ``largest`` bytes of it. Raises SourceUnreadable, SourceUnreachable."""
        return cast("Reading", self._of_module("read")(fetched, registration, largest=largest))

    def fetch(self, request: "Request") -> "Content":
        """Fetch what is no file. Raises SourceUnreadable, SourceUnreachable."""
        from handover.sources.request import Content

        try:
            content = self._of_module("fetch")(request)
        except SystemExit as error:  # it is not for another package to end a thread, or the program
            raise RuntimeError(f"the kind {self.name} wanted to end the program") from error
        if not isinstance(content, Content):
            raise SourceUnreadable(
                f"{request.registration.name} could not be fetched: the kind “{self.name}” gave no Content.",
                where=request.registration.name,
                what_to_do="Tell whoever looks after the package that adds it.",
            )
        return content

    def mistakes(self, registration: "Registration") -> "Iterable[Found]":
        """What only this kind finds wrong with a registration: each place in it with its sentence."""
        if not self.judges:
            return ()
        try:
            return tuple(self._of_module("mistakes")(registration))
        except Exception as error:  # another package's, perhaps
            import logging

            logging.getLogger(__name__).exception("the kind %s, looking at %s", self.name, registration.name)
            said = f"the package for “{self.name}” fell over a {type(error).__name__}; the log has the details"
            return ((("kind",), said),)

    def _of_module(self, name: str) -> Callable[..., Any]:
        # A kind's libraries are imported where they are needed: there is seldom more than one kind.
        return cast("Callable[..., Any]", getattr(importlib.import_module(self.module), name))


BUILT_IN: Final[tuple[Kind, ...]] = (
    Kind(
        "csv",
        "a table as text",
        "handover.sources.csv_files",
        endings=(".csv", ".tsv", ".tab", ".txt"),
        options=("encoding", "delimiter", *_TABLE),
    ),
    Kind(
        "excel",
        "a spreadsheet",
        "handover.sources.spreadsheets",
        endings=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
        options=("sheet", *_TABLE),
    ),
    Kind(
        "json",
        "JSON",
        "handover.sources.json_files",
        endings=(".json", ".jsonl", ".ndjson"),
        options=("encoding", "items"),
    ),
    Kind(
        "vcard",
        "contacts as vCard",
        "handover.sources.vcards",
        endings=(".vcf", ".vcard"),
        options=("encoding",),
    ),
    Kind(
        "markdown",
        "a folder of Markdown files",
        "handover.sources.markdown_files",
        endings=(".md", ".markdown"),
        options=("encoding",),
    ),
    Kind(
        "iati",
        "IATI activities",
        "handover.sources.iati_files",
        endings=(".xml",),
        options=("items",),
        judges=True,
    ),
    Kind(
        "api",
        "a JSON API",
        "handover.sources.json_api",
        options=("items", "pages", "headers"),
        schemes=("http", "https"),
        fetches=True,
        judges=True,
    ),
    Kind(
        "sql",
        "a database",
        "handover.sources.databases.sql_query",
        options=("query",),
        needs=("query",),
        schemes=("postgresql", "sqlite", "mysql", "mariadb", "mssql", "oracle"),
        fetches=True,
        judges=True,
    ),
    Kind(
        "carddav",
        "a CardDAV address book",
        "handover.sources.carddav",
        schemes=("http", "https"),
        fetches=True,
        judges=True,
    ),
    Kind(
        "ldap",
        "a directory (LDAP, Active Directory)",
        "handover.sources.ldap_directory",
        options=("search",),
        needs=("search",),
        schemes=("ldap", "ldaps"),
        fetches=True,
        judges=True,
    ),
    Kind(
        "dlt",
        "a dlt resource",
        "handover.sources.dlt_resource",
        options=("options",),
        schemes=("dlt",),
        fetches=True,
    ),
)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind that is installed, by name. A plug-in that cannot be loaded is not among them."""
    found = {kind.name: kind for kind in BUILT_IN}
    for entry in entry_points(group=GROUP):
        if entry.name not in found and (kind := _loaded(entry)) is not None:
            found[entry.name] = kind
    return found


def _loaded(entry: EntryPoint) -> Kind | None:
    import logging

    log = logging.getLogger(__name__)
    try:
        kind = entry.load()
    except (Exception, SystemExit):  # what another package does when it is imported ends nothing here
        log.exception("the plug-in %s cannot be loaded", entry.value)
        return None
    if isinstance(kind, Kind) and kind.name == entry.name and all(ending.startswith(".") for ending in kind.endings):
        return kind
    log.error("the plug-in %s gives no Kind called %s, with endings that begin with a dot", entry.value, entry.name)
    return None


def kind_of(registration: "Registration") -> Kind:
    """The kind of a registered source. Raises SourceUnreadable where the package that has it is not installed."""
    name = registration.kind
    if (found := kinds().get(name)) is not None:
        return found
    if entry_points(group=GROUP, name=name):
        raise SourceUnreadable(
            f"The package that adds the kind of source “{name}” is there, but it cannot be loaded.",
            where=registration.name,
            what_to_do="The log has the details; tell whoever looks after that package.",
        )
    raise SourceUnreadable(
        f"There is no kind of source called “{name}” on this machine.{near_kinds(name)}",
        where=registration.name,
        what_to_do="Install the package that adds it, or correct “kind” in the source's registration.",
    )


def near_kinds(name: str) -> str:
    """An offer of kinds that may be meant, or all that there are."""
    return did_you_mean(name, kinds()) or f" There are {', '.join(kinds())}."


def kind_by_ending(path: str) -> str | None:
    """The kind that the ending of a file's name tells, packed or not; None where it does not."""
    name = path.lower()
    for packed in (".gz", ".zip"):
        name = name.removesuffix(packed)
    return next((kind.name for kind in _by_ending() if name.endswith(kind.endings)), None)


def _by_ending() -> Iterable[Kind]:
    return (kind for kind in kinds().values() if kind.endings)
