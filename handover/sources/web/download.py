"""Downloading a file over HTTP(S) into the spool folder, within limits of size and time."""

import hashlib
from datetime import datetime

import httpx

from handover.sources.contents import HEAD, is_web_page, too_large
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched
from handover.sources.spool import new_file
from handover.sources.web.addresses import spoken_address
from handover.sources.web.http_client import OK, HttpClient, Question, parsed
from handover.sources.web.http_failures import web_page
from handover.sources.web.http_validators import NOT_MODIFIED, changed_on, conditions, validators_of


def download(request: Request, address: str) -> Content:
    """Download ``address`` into a new file in the spool folder; see ``handover.sources.fetch.fetch``.

    Where the server says that nothing changed since ``request.validators``, there is no file.
    """
    name = spoken_address(address)
    asked = conditions(request.validators)

    def taken(answer: httpx.Response) -> Content:
        if answer.status_code == NOT_MODIFIED:
            dated = changed_on(request.validators)
            return Content((), dated=dated, validators=request.validators, not_modified=True)
        validators = validators_of(answer.headers)
        dated = changed_on(validators)
        return Content((saved(answer, name, request, dated),), dated=dated, validators=validators)

    with HttpClient(request, address) as client:
        accepted = OK | {NOT_MODIFIED} if asked else OK
        return client.ask(Question(parsed(address, name), name, headers=asked, accepted=accepted), taken)


def saved(answer: httpx.Response, name: str, request: Request, dated: datetime | None) -> Fetched:
    """The body of an answer, in a new file in the spool folder. Raises SourceUnreadable, DiskFull."""
    limits = request.limits
    announced = answer.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > limits.largest_source:
        raise too_large(name, limits.largest_source)
    digest = hashlib.sha256()
    size = 0
    with new_file(request.spool, name) as path:
        with path.open("wb") as file:
            for piece in answer.iter_bytes():
                size += len(piece)
                if size > limits.largest_source:
                    raise too_large(name, limits.largest_source)
                digest.update(piece)
                file.write(piece)
        with path.open("rb") as file:
            if is_web_page(file.read(HEAD)):
                raise web_page(name)
        content_type = answer.headers.get("content-type")
        return Fetched(path, name, digest.hexdigest(), size, request.now(), content_type, dated=dated)
