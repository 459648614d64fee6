"""The lesson bank: which words stand in which versions of records."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table

from handover.store.tables.columns import Id, metadata, own_id

# The lesson bank: which words stand in which versions of records. It only repeats what the records say, and is brought
# up to date by whoever asks it: these are the gatherings that are in it.
bank_gathering = Table(
    "bank_gathering",
    metadata,
    Column("gathering_id", Id, ForeignKey("gathering.id"), primary_key=True, autoincrement=False),
)

# The versions that were taken up together; small segments are joined, so that there are never many.
bank_segment = Table(
    "bank_segment",
    metadata,
    own_id(),
    Column("records", Integer, nullable=False),
)

bank_posting = Table(
    "bank_posting",
    metadata,
    Column("term", String(100), primary_key=True),  # a word without its ending; ^word in headings, =kind, @name
    Column("segment_id", Id, ForeignKey("bank_segment.id"), primary_key=True, autoincrement=False, index=True),
    Column("records", Integer, nullable=False),
    Column("versions", LargeBinary, nullable=False),  # their numbers, packed
)

# How a word of the bank is written, for whoever mistyped one.
bank_word = Table(
    "bank_word",
    metadata,
    Column("stem", String(100), primary_key=True),
    Column("written", String(100), nullable=False),
)
