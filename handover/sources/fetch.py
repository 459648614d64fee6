"""Fetching what a source's location names, wherever that is: local files where they lie, others into the spool folder.

What comes back is fingerprinted (SHA-256 of the bytes as they were found or sent). No name or sentence repeats
what may be secret in an address: the user and password before the host, the values after the question mark.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from handover.sources.contents import too_large
from handover.sources.kinds import Kind, kind_of
from handover.sources.places.archives import unpacked
from handover.sources.places.file_refusals import a_folder, no_file
from handover.sources.places.local_files import LocalFiles
from handover.sources.places.patterns import Entry, Pattern, Place, files_of, pattern_of
from handover.sources.places.places import path_at
from handover.sources.places.series import dated_files, first_doubt
from handover.sources.places.unchanged import mark_of_all
from handover.sources.registering.locations import scheme_of
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched

# By these names Content.validators says which files were there.
_FILES: Final = "files"
_NEWEST: Final = "newest"


def fetch(request: Request) -> list[Content]:
    """Fetch a source: what each of its next gatherings reads, the oldest first; mostly one.

    A local file is fingerprinted where it lies. What comes over the network, or out of an archive, is a new file in
    ``request.spool``. Of a dated series only what is newer than ``request.since`` is fetched. Raises SourceUnreachable,
    SourceUnreadable (too large, a web page, cut off), SecretMissing, or DiskFull.
    """
    registration = request.registration
    kind = kind_of(registration)
    if kind.fetches:
        return [kind.fetch(request)]
    if scheme_of(registration.location) in ("http", "https"):
        # Only whoever fetches over the network waits for the libraries of the network.
        from handover.sources.web.download import download

        contents = [download(request, registration.location)]
    else:
        with _place(request) as (place, path):
            found = _meant(place, path, kind)
            contents = _series(place, found, request) if registration.series else [_all(place, path, found, request)]
    return [unpacked(content, request) for content in contents]


@contextmanager
def _place(request: Request) -> Iterator[tuple[Place, str]]:
    """Where the source's files lie, and their path there."""
    location = request.registration.location
    scheme, path = scheme_of(location), path_at(location)
    if not scheme:
        yield LocalFiles(request, pattern_of(path).root), path
        return
    from handover.sources.web.connections import Deadline

    deadline = Deadline(request.limits.longest_fetch, request.elapsed)
    if scheme == "s3":
        from handover.sources.places.s3_files import s3_files

        with s3_files(request, deadline) as place:
            yield place, path
    elif scheme == "sftp":
        from handover.sources.places.sftp_files import sftp_files

        with sftp_files(request, deadline) as place:
            yield place, path
    else:
        from handover.sources.places.webdav_files import webdav_files

        with webdav_files(request) as webdav:
            yield webdav, path


def _meant(place: Place, path: str, kind: Kind) -> list[Entry]:
    """The files that a path means: itself, those that fit it, or for Markdown all below it."""
    pattern = pattern_of(path)
    if pattern.parts:
        return files_of(place, pattern)
    entry = place.entry(path)
    if entry is None:
        raise no_file(place.said(path))
    if entry.is_folder:
        if kind.name != "markdown":
            raise a_folder(place.said(path))
        return files_of(place, Pattern(path, ("**",)), endings=kind.endings)
    if entry.refusal is not None:
        raise entry.refusal
    return [entry]


def _all(place: Place, path: str, found: Sequence[Entry], request: Request) -> Content:
    """All files together, which are the source."""
    largest = request.limits.largest_source
    if sum(file.size or 0 for file in found) > largest:
        raise too_large(place.said(path), largest)
    mark = mark_of_all(found)
    dated = max((file.dated for file in found if file.dated is not None), default=None)
    validators = {_FILES: mark} if mark is not None else {}
    if mark is not None and request.validators.get(_FILES) == mark:
        return Content((), dated=dated, validators=validators, not_modified=True)
    fetched: list[Fetched] = []
    size = 0
    for file in found:
        fetched.append(place.get(file))
        size += fetched[-1].size
        if size > largest:  # not every server tells sizes, or the right ones
            raise too_large(place.said(path), largest)
    return Content(tuple(fetched), dated=dated, validators=validators)


def _series(place: Place, found: Sequence[Entry], request: Request) -> list[Content]:
    """Each file for itself, the source on its day."""
    series, since, largest = request.registration.series or "", request.since, request.limits.largest_source
    dated = dated_files(found, series, place.said)
    contents: list[Content] = []
    left = largest
    for at, (moment, file) in enumerate(dated):
        if since is not None and moment <= since:
            continue
        left -= file.size or 0
        if left < 0 and contents:
            break  # the spool folder has room for one source; the next gathering goes on from here
        doubt = None
        if since is None and at == 0 and len(dated) > 1:
            doubt = first_doubt(file, dated[1][1], place.said)
        content = Content(
            (place.get(file),),
            dated=moment,
            validators={_NEWEST: moment.isoformat()},
            doubts=() if doubt is None else (doubt,),
        )
        contents.append(content)
    newest = dated[-1][0]
    if not contents and request.validators.get(_NEWEST) == newest.isoformat():
        return [Content((), dated=newest, validators=dict(request.validators), not_modified=True)]
    return contents
