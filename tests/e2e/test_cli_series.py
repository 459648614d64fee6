"""A dated series of which several files are gathered at once: the table adds them up, and that is said."""

from pathlib import Path

from handover.cli.statuses import DONE
from tests.e2e.conftest import Command
from tests.e2e.test_cli import squeezed
from tests.e2e.test_cli_held import REGISTRATION, posts


def test_the_counts_say_of_how_many_files_they_are(gathered: Path, handover: Command) -> None:
    Path("posts.yaml").write_text(REGISTRATION.replace("posts.csv", 'lists/*.csv\n    series: "%Y-%m-%d"'))
    assert handover("source", "apply", "posts.yaml").status == DONE
    Path("lists").mkdir()
    for month, name in (("01", "Ada Lim"), ("02", "Bea Orr"), ("03", "Cy Fox")):
        Path(f"lists/2025-{month}-31.csv" if month != "02" else "lists/2025-02-28.csv").write_text(posts(name))
    ended = handover("gather", "posts")
    assert ended.status == DONE
    assert "posts 3 1 2 0 0 0\n" in squeezed(ended.out)
    said = "posts: 3 files of its series were gathered, one after the other; the counts add them up.\n"
    assert ended.out.endswith(said)
    Path("lists/2025-04-30.csv").write_text(posts("Dee Ash"))
    again = handover("gather", "posts")
    assert "posts 1 0 1 0 0 0\n" in squeezed(again.out)
    assert "of its series" not in again.out
    Path("lists/2025-05-31.csv").write_text(posts("Ada Lim"))
    Path("lists/2025-06-30.csv").write_text(posts("Bea Orr"))
    (told,) = handover("gather", "posts", "--json").data["gatherings"]
    assert (told["seen"], told["taken"]) == (2, 2)
