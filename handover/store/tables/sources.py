"""What is gathered from, each gathering, and the files that it read."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Column, Integer, String, Table, Text

from handover.store.tables.columns import Moment, metadata, own_id, to

# The origin of a gathering that fetched nothing: it took up rows that were rejected, or corrected by hand.
RETRIED: Final = "retried"
# And of one in which the records of a source that was retired were let go.
RETIRED: Final = "retired"

source = Table(
    "source",
    metadata,
    own_id(),
    Column("name", String(100), nullable=False, unique=True),
    Column("registration", JSON, nullable=False),  # as applied last
    Column("registration_sha256", String(64), nullable=False),
    Column("base", Text, nullable=False),  # the folder that relative locations start from
    Column("registered_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("retired_at", Moment),  # since when it is gathered no more
    Column("retired_by", Text),
    Column("retired_because", Text),
)

gathering = Table(
    "gathering",
    metadata,
    own_id(),
    to("source.id", index=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),  # done, failed; held, and then superseded, released or discarded
    Column("origin", String(20), nullable=False, server_default="fetched"),  # fetched, released, retried, retired
    Column("dated", Moment),  # the content's own date, where it has one
    Column("registration_sha256", String(64), nullable=False),
    Column("content_sha256", String(64)),  # of all that was read; none where nothing could be
    Column("seen", Integer, nullable=False, default=0),
    Column("new", Integer, nullable=False, default=0),
    Column("changed", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("vanished", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("ignored", Integer, nullable=False, server_default="0"),  # of those rejected: a person said that they may be
    Column("error", JSON),  # HandoverError.as_json() of a failed gathering
    Column("validators", JSON),  # with which the server is asked whether anything changed: ETag, Last-Modified
    Column("profile", JSON),  # columns, fill and words of what was read, by which the next one is judged
    Column("doubts", JSON),  # why it was held
    to("gathering.id", nullable=True, name="after_id"),  # of a held one: what counted when it was judged
    Column("decided_at", Moment),  # when a person released or discarded it, or let the records go
    Column("decided_by", Text),
    Column("decided_because", Text),
)

gathered_file = Table(
    "gathered_file",
    metadata,
    own_id(),
    to("gathering.id", index=True),
    Column("name", Text, nullable=False),  # the path or URL as a person would say it
    Column("place", Text),  # the sheet
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("dated", Moment),  # when the file says that it was changed last
    Column("kept", Text),  # of a held gathering: where its copy is, under the folder of what is held
    Column("facts", JSON, nullable=False),  # encoding, delimiter … as found
    Column("columns", JSON),  # the table's columns in order, so that its rejected rows can be read again
    Column("names", JSON),  # where it is no table: the names that every item has, where that is known
)
