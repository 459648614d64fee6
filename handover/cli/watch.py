"""``handover watch``."""

from handover.cli.frame import Frame, Result, command
from handover.cli.proposals import show_groups
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT


@command(example="handover watch")
def watch(frame: Frame) -> Result:
    """Look at what was gathered since this was last done, for what looks like a transition.

    Nothing is concluded from what is held, from the first gathering of a source, or where only the writing changed.
    What looks like a transition waits for a person, unless the setting detection.confirm_from says otherwise.
    """
    from handover.jobs.noticing.watching import watch as look

    with frame.office() as office:
        report = look(office)

    def show(screen: Screen) -> None:
        screen.print(report.sentence)
        show_groups(screen, report.new)
        for sentence in report.failed:
            screen.print(sentence)

    return Result(report, show, FELL_SHORT if report.failed else DONE)
