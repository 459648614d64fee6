"""Reading a fetched file as its registration says."""

from handover.settings import Limits
from handover.sources.kinds import BUILT_IN, kind_of
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched, Reading


def read(fetched: Fetched, registration: Registration, *, limits: Limits | None = None) -> Reading:
    """Read what was fetched as the kind, and with the options, of its registration.

    ``limits.largest_source`` bounds the bytes, also once unpacked. Little more than the header is read before the
    rows are asked for, and dropping the rows closes the file. Raises SourceUnreadable or SourceUnreachable, and
    where another package fell over it SourceError; also while the rows are iterated.
    """
    kind, limits = kind_of(registration), limits or Limits()
    if kind in BUILT_IN:
        return kind.read(fetched, registration, largest=limits.largest_source)
    from handover.sources.plug_in_reading import read_by_plug_in

    return read_by_plug_in(kind, fetched, registration, limits)
