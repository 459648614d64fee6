"""The GOV.UK organisations of nineteen months as one series: which file is doubted before anything is stored."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from handover.sources.fetch import fetch
from tests.asking import a_request

SERIES = {"series": "%Y-%m-%dT%H%M%S", "kind": "json"}


def test_only_the_first_which_was_cut_off_is_doubted(data: Path, tmp_path: Path) -> None:
    contents = fetch(a_request(tmp_path, f"{data}/govuk_organisations/*.json.gz", registered=SERIES))
    dates = [content.dated for content in contents if content.dated is not None]
    assert len(dates) == 9
    assert dates == sorted(dates)
    assert dates[0] == datetime(2022, 10, 12, 19, 11, 20, tzinfo=UTC)
    (doubt,) = contents[0].doubts
    assert (doubt.code, doubt.figures["size"], doubt.figures["next_size"]) == ("truncated", 2_869, 129_278)
    assert not any(content.doubts for content in contents[1:])


def test_none_is_doubted_whichever_of_the_whole_ones_is_the_first(data: Path, tmp_path: Path) -> None:
    whole = sorted((data / "govuk_organisations").glob("*.json.gz"))[1:]
    while whole:
        folder = tmp_path / str(len(whole))
        folder.mkdir()
        for path in whole:
            shutil.copy(path, folder)
        contents = fetch(a_request(folder, "*.json.gz", registered=SERIES))
        assert len(contents) == len(whole)
        assert not any(content.doubts for content in contents)
        del whole[0]
