"""A bag in an S3-compatible store. Its manifests come last, so that an upload that broke off is never a whole bag."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from s3fs import S3FileSystem

from handover.errors import ArchiveError, SourceError
from handover.publish.bag.payload import PIECE
from handover.publish.bag.staged import in_the_way
from handover.sources.places.s3_files import S3Store
from handover.sources.request import Request

_SETTINGS: Final = "Check “endpoint”, “user” and “password” under [archive] in handover.toml, and the bucket's name."


def upload(bag: Path, prefix: str, request: Request) -> bool:
    """Bring the folder ``bag`` to ``prefix`` (bucket, then path) and read all of it back; False where it is there
    already. ``request`` names the store and how it is signed in to.

    Raises ArchiveError where that fails, or something else is there: then no whole bag of this dossier is there.
    """
    digests = {path.relative_to(bag).as_posix(): _sha256_of(path) for path in bag.rglob("*") if path.is_file()}
    with _store(request) as (fs, problems), problems:
        # Some stores make a bucket of any name that is written to, and so of any slip of the pen.
        fs.call_s3("list_objects_v2", Bucket=prefix.partition("/")[0], MaxKeys=1)
        there = _listed(fs, prefix)
        same = _same(fs, prefix, there, digests)
        if same == digests.keys() == there:
            return False
        # What broke off before has files of the same names alone, and goes on; with a manifest it may be a whole bag of
        # somebody else's, unless all that is there is ours.
        whole = any(path.startswith("manifest-") for path in there) and same != there
        if whole or there - digests.keys():
            raise in_the_way(f"s3://{prefix}")
        for path in sorted(digests.keys() - same, key=manifests_last):
            fs.put_file(str(bag / path), f"{prefix}/{path}")
        there = _listed(fs, prefix)
        if there != digests.keys() or _same(fs, prefix, there, digests) != there:
            raise ArchiveError(
                f"What the store gives back of s3://{prefix} is not what was brought there.",
                where=f"s3://{prefix}",
                what_to_do="Remove what is there, and give the same command again.",
            )
    return True


@contextmanager
def _store(request: Request) -> Iterator[tuple[Any, Any]]:
    store = S3Store(request)
    said = request.registration.location
    try:
        fs = S3FileSystem(**store.options(), skip_instance_cache=True, use_listings_cache=False, max_concurrency=1)
        fs.retries = 1  # botocore tries again where that can help
        try:
            yield fs, store.problems(said)
        finally:
            if fs._s3 is not None:
                fs.close_session(fs.loop, fs._s3creator)
    except SourceError as error:
        raise ArchiveError(error.sentence, where=said, what_to_do=_what_to_do(error)) from None
    except FileNotFoundError:
        bucket = said.removeprefix("s3://").partition("/")[0]
        raise ArchiveError(f"There is no bucket {bucket}.", where=said, what_to_do=_SETTINGS) from None
    except OSError as error:
        raise ArchiveError(
            f"Bringing it to {said} broke off: {(error.strerror or str(error) or type(error).__name__).lower()}.",
            where=said,
            what_to_do="Give the same command again; what is there is no bag until all of it is.",
        ) from error


def manifests_last(path: str) -> tuple[bool, bool, str]:
    """The order in which the files of a bag are brought: without a payload manifest it is none (RFC 8493, 2.1.3)."""
    return not path.startswith("data/"), path.startswith("manifest-"), path


def _what_to_do(error: SourceError) -> str:
    """The settings of the archive stand elsewhere than those of a source."""
    said = error.what_to_do or _SETTINGS
    return _SETTINGS if "sign_in" in said or "location" in said else said.replace("Gather again", "Try again")


def _listed(fs: Any, prefix: str) -> set[str]:
    """The files below a prefix. Where there is none, there is nothing."""
    try:
        return {name.removeprefix(f"{prefix}/") for name in fs.find(prefix)} - {prefix}
    except FileNotFoundError:
        return set()


def _same(fs: Any, prefix: str, there: set[str], digests: dict[str, str]) -> set[str]:
    """Those of the files that are ``there`` whose every byte, read back, is as in the bag."""
    same = set()
    for path in sorted(there & digests.keys()):
        digest = hashlib.sha256()
        with fs.open(f"{prefix}/{path}", "rb", block_size=PIECE) as stream:
            while piece := stream.read(PIECE):
                digest.update(piece)
        if digest.hexdigest() == digests[path]:
            same.add(path)
    return same


def _sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
