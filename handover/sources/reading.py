"""Reading a fetched file as its registration says."""

from handover.settings import Limits
from handover.sources.registration import Registration
from handover.sources.rows import Fetched, Reading


def read(fetched: Fetched, registration: Registration, *, limits: Limits | None = None) -> Reading:
    """Read what was fetched as the kind, and with the options, of its registration.

    ``limits.largest_source`` bounds the bytes, also once unpacked. Little more than the header is read before the
    rows are asked for, and dropping the rows closes the file. Raises SourceUnreadable or SourceUnreachable, also
    while the rows are iterated.
    """
    path, name = fetched.path, fetched.name
    largest = (limits or Limits()).largest_source
    # A reader's libraries are imported where they are needed: there is seldom more than one kind.
    match registration.kind:
        case "csv":
            from handover.sources.csv_files import read_csv

            return read_csv(
                path,
                name,
                largest=largest,
                encoding=registration.encoding,
                delimiter=registration.delimiter,
                header_row=registration.header_row or 1,
            )
        case "excel":
            from handover.sources.spreadsheets import read_spreadsheet

            return read_spreadsheet(
                path, name, largest=largest, sheet=registration.sheet, header_row=registration.header_row or 1
            )
        case "json":
            from handover.sources.json_files import read_json

            return read_json(path, name, largest=largest, encoding=registration.encoding, items=registration.items)
        case "vcard":
            from handover.sources.vcards import read_vcards

            return read_vcards(path, name, largest=largest, encoding=registration.encoding)
