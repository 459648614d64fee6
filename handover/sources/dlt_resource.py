"""What a dlt resource yields: every item becomes a line of JSON. Needs ``pip install handover[dlt]``.

A resource is code. It is not named in sources.yaml by where it lies, but by an entry point of the group
``handover.dlt`` in a package that an administrator installed: whoever registers sources runs no code by it. No
pipeline is made: nothing is kept of what was loaded before, so that each gathering has the whole of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from logging import getLogger
from typing import Any, Final
from urllib.parse import urlsplit

from handover.errors import HandoverError, SourceRefused, SourceUnreachable, SourceUnreadable
from handover.sources.databases.sql_values import plain
from handover.sources.hiding import traced
from handover.sources.json_files import read_lines
from handover.sources.near import did_you_mean
from handover.sources.registering.registration import Registration
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched, Reading
from handover.sources.secrets import resolved
from handover.sources.spool import spooled_rows
from handover.sources.web.connections import Deadline
from handover.sources.web.http_failures import REFUSALS

GROUP: Final = "handover.dlt"


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read the items that were spooled."""
    return read_lines(fetched.path, fetched.name, largest=largest)


def fetch(request: Request) -> Content:
    """Write every item that the resource yields into the spool.

    Its arguments are the registration's ``options``, where a reference such as env:NAME stands for the secret.
    Raises SourceUnreachable where the resource fails or takes too long, SourceUnreadable where there is none of that
    name or its items are no objects, SecretMissing, DiskFull.
    """
    registration = request.registration
    name = registration.location
    given = {key: str(value) for key, value in (registration.options or {}).items()}
    arguments = {key: resolved(value, request.secrets) for key, value in given.items()}
    secrets = set(arguments.values()) - set(given.values())
    deadline = Deadline(request.limits.longest_fetch, request.elapsed)
    try:
        with spooled_rows(request, name) as spool:
            for item in _items(_resource(name, arguments), name):
                if deadline.passed:
                    raise SourceUnreachable(
                        f"{name} was not done after {request.limits.longest_fetch:g} seconds.",
                        where=name,
                        what_to_do="Have it yield less, or raise the setting limits.longest_fetch.",
                    )
                spool.add(plain(item))
            return Content((spool.fetched(),))
    except HandoverError:
        raise
    except Exception as error:  # noqa: BLE001 - anything may be wrong in somebody's code, and all of it is logged
        getLogger(__name__).error("the dlt resource %s\n%s", name, traced(error, secrets))
        raise (SourceRefused if _is_refusal(error) else SourceUnreachable)(
            f"{name} could not be fetched: its dlt resource fell over a {type(error.__cause__ or error).__name__}.",
            where=name,
            what_to_do="The log has the details; tell whoever looks after that resource.",
        ) from None


def _is_refusal(error: BaseException | None) -> bool:
    """Whether a resource fell over a server that does not let it in, as libraries for HTTP raise it."""
    while error is not None:
        if getattr(getattr(error, "response", None), "status_code", None) in REFUSALS:
            return True
        error = error.__cause__
    return False


def _resource(location: str, arguments: Mapping[str, str]) -> Iterable[Any]:
    """The resource at ``dlt://name``, or of the source there the one at ``dlt://name/resource``."""
    parts = urlsplit(location)
    found = entry_points(group=GROUP, name=parts.netloc)
    if not found:
        names = entry_points(group=GROUP).names
        raise SourceUnreadable(
            f"There is no dlt resource called “{parts.netloc}” on this machine.{did_you_mean(parts.netloc, names)}",
            where=location,
            what_to_do=f"Install the package that has it, with an entry point in the group {GROUP}.",
        )
    try:
        from dlt.extract import DltResource, DltSource
    except ImportError:
        raise SourceUnreadable(
            f"{location} needs the package “dlt”, which is not installed.",
            where=location,
            what_to_do="Install it beside Handover: pip install handover[dlt]",
        ) from None
    loaded = next(iter(found)).load()
    made: Any = loaded if isinstance(loaded, DltResource) and not arguments else loaded(**arguments)
    wanted = parts.path.strip("/")
    if not isinstance(made, DltSource):
        resources: Mapping[str, Any] = {wanted: made}
    else:
        resources = made.resources
        wanted = wanted or (next(iter(resources)) if len(resources) == 1 else "")
    if wanted not in resources:
        raise SourceUnreadable(
            f"{location} is a dlt source with the resources {', '.join(resources)}.",
            where=location,
            what_to_do=f"Say which one: dlt://{parts.netloc}/RESOURCE.",
        )
    chosen: Iterable[Any] = resources[wanted]
    return chosen


def _items(resource: Iterable[Any], name: str) -> Iterator[Mapping[str, Any]]:
    """Single items, where it yields them one by one, by the page, or as a table of Arrow."""
    for page in resource:
        items = page.to_pylist() if hasattr(page, "to_pylist") else page if isinstance(page, list) else [page]
        for item in items:
            if not isinstance(item, Mapping):
                raise SourceUnreadable(
                    f"{name} yields a {type(item).__name__}, and not objects with names and values.", where=name
                )
            yield item
