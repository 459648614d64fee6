"""Everything that is fuzzed."""

from typing import Final

from tests.fuzz import answers, files, texts
from tests.fuzz.target import Target

TARGETS: Final[dict[str, Target]] = {
    target.name: target for target in (*files.TARGETS, *answers.TARGETS, *texts.TARGETS)
}
