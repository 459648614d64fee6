"""Writes the tables of ``docs/real-data.md`` anew: ``python -m tests.real.counts``, where the published files are."""

import tempfile
from pathlib import Path

from docs.generate import DOCS
from tests.real.counts.gathered import gathered
from tests.real.counts.page import PAGE, page
from tests.real.counts.published import PUBLISHED

with tempfile.TemporaryDirectory() as folder, gathered(PUBLISHED, Path(folder)) as everything:
    (DOCS / PAGE).write_text(page(everything), encoding="utf-8")
