"""How rejected rows are shown."""

from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from handover.cli.screen import Screen, moment
from handover.cli.tables import plural, print_table
from handover.cli.wording import record_words
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.rejected_rows.rejected import DecisionAboutRow, RejectedInFull, RejectedRow, RejectedRows

_LONGEST_REASON: Final = 400
_LONGEST_CELL: Final = 2_000


def row_data(one: "RejectedRow") -> dict[str, Any]:
    """One rejected row for programs, without its cells."""
    return {
        "number": one.number,
        "source": one.source,
        "file": one.file,
        "place": one.place,
        "row": one.row,
        "read_at": one.read_at,
        "record_kind": one.record_kind,
        "making": one.making,
        "standing": one.standing,
        "unread": one.unread,
        "reasons": one.reasons,
    }


def decision_data(one: "DecisionAboutRow") -> dict[str, Any]:
    """One decision for programs."""
    return {
        "decision": one.decision,
        "values": one.values,
        "by": one.by,
        "at": one.at,
        "because": one.because,
        "withdrawn_at": one.withdrawn_at,
    }


def show_rejected(screen: Screen, found: "RejectedRows", zone: str, *, ignored: bool, everything: bool) -> None:
    """The rows by file, and at the end how often each reason is given."""
    for (source, file, place, read_at), rows in groupby(
        found.rows, lambda one: (one.source, one.file, one.place, one.read_at)
    ):
        sheet = f", sheet {place}" if place else ""
        screen.print(f"{source}, from {file}{sheet}, read {moment(read_at, zone)}:")
        _table(screen, list(rows), standing=everything)
        screen.print()
    what = "rejected, ignored or corrected" if everything else "ignored" if ignored else "rejected"
    is_one = found.total == 1
    if not found.total:
        screen.print(f"No rows are {what}.")
    else:
        reasons = [f"{count:,} {code}" for code, count in found.reasons.most_common()]
        screen.print(f"{plural(found.total, 'row')} {'is' if is_one else 'are'} {what}. Reasons: {listed(reasons)}.")
    if more := found.total - len(found.rows):
        screen.print(f"{more:,} of them are not shown here. For more: --limit {found.total}")
    if found.ignored:
        screen.print(f"{plural(found.ignored, 'more row')} may stay so: handover rejected list --ignored")
    if found.rows:
        screen.print(f"To see a row whole: handover rejected show {found.rows[0].number}")


def _table(screen: Screen, rows: "list[RejectedRow]", *, standing: bool) -> None:
    columns = ("no.", "row", "should be", *(("it is",) if standing else ()), "why")
    print_table(
        screen,
        columns,
        [(one.number, one.row, should_be(one), *((one.standing,) if standing else ()), _why(one)) for one in rows],
        numbers=frozenset({0, 1}),
        text=frozenset({2, len(columns) - 1}),
        longest=_LONGEST_REASON,
    )


def should_be(one: "RejectedRow") -> str:
    """What the row should have been: ``a contact, as “owner”``."""
    words = record_words(one.record_kind)
    return f"{words}, as “{one.making}”" if one.making else words


def _why(one: "RejectedRow") -> str:
    return " ".join(reason.sentence for reason in one.reasons)


def show_rejected_row(screen: Screen, found: "RejectedInFull", zone: str) -> None:
    """One row whole, with everything that is known of it and what can be done about it."""
    one = found.row
    sheet = f", sheet {one.place}" if one.place else ""
    screen.print(
        f"Rejected row {one.number}: row {one.row:,} of {one.file}{sheet}, which {one.source} is read from; "
        f"read {moment(one.read_at, zone)}."
    )
    screen.print(f"It should be {should_be(one)}. {_why(one)}")
    if found.stands:
        screen.print(f"The record “{found.stands}” stands meanwhile, as the row gave it before.")
    screen.print(_standing(found, zone))
    screen.print()
    cells = one.cells if isinstance(one.cells, dict) else {str(at): cell for at, cell in enumerate(one.cells, 1)}
    print_table(
        screen,
        ("column", "in the row"),
        [(name, _as_text(cell)) for name, cell in cells.items()],
        text=frozenset({0, 1}),
        longest=_LONGEST_CELL,
    )
    for decision in found.decisions:
        screen.print()
        screen.print(_decided(decision, zone))
    _what_to_do(screen, one)


def _as_text(cell: object) -> str:
    from handover.sources.texts import as_text

    return as_text(cell)


def _standing(found: "RejectedInFull", zone: str) -> str:
    if found.row.standing == "settled" and found.settled_at is not None:
        since = moment(found.settled_at, zone)
        return f"It is rejected no longer, since {since}: it became a record, or {found.row.source} has it no longer."
    return {
        "rejected": "It is still to be seen to.",
        "ignored": "It may stay so.",
        "corrected": "It was corrected by hand.",
    }[found.row.standing]


def _decided(one: "DecisionAboutRow", zone: str) -> str:
    values = listed([f"“{column}” is “{value}”" for column, value in one.values.items()])
    what = f"corrected it: {values}" if one.values else "said that it may stay so"
    back = f" Taken back {moment(one.withdrawn_at, zone)}." if one.withdrawn_at else ""
    return f"{one.by} {what}, {moment(one.at, zone)}. Why: {one.because}{back}"


def _what_to_do(screen: Screen, one: "RejectedRow") -> None:
    if one.standing in ("ignored", "corrected"):
        screen.print()
        screen.print(f"To take that back: handover rejected undo {one.number}")
    elif one.standing == "rejected":
        screen.print()
        if not one.unread:
            screen.print(
                f'To correct a value: handover rejected fix {one.number} --set "COLUMN=VALUE" --as NAME --because "…"'
            )
        screen.print(f'If it may stay so: handover rejected ignore {one.number} --as NAME --because "…"')
