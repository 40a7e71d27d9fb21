"""What is carried from night to night saves time and nothing else: without it the night is the same."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.end_to_end.command import run
from tests.end_to_end.test_two_ways import lists, tables


def test_a_night_that_lost_what_the_last_one_left_is_the_same(published: Path, tmp_path: Path) -> None:
    """Of the linkage its weights are left: they are the office's for a month, and serve both."""
    for path in cells(published):
        path.write_bytes(exported_anew(path.read_bytes()))
    forgetful = Path(shutil.copytree(published, tmp_path / "forgetful"))
    shutil.rmtree(forgetful / "state" / "loads")
    for name in ("answers.json", "pictures.json"):
        (forgetful / "state" / name).unlink()
    [about] = (forgetful / "state" / "linkage").glob("*/about.json")
    about.write_text(json.dumps(json.loads(about.read_text("utf-8")) | {"counts": {}, "schemas": {}, "answer": {}}), "utf-8")
    for county in (published, forgetful):
        answer = run(county)
        assert answer.code == 0, answer.complained
    assert lists(published) == lists(forgetful)
    assert tables(published) == tables(forgetful)


def cells(county: Path) -> Iterator[Path]:
    """One register's files; the others are what they were."""
    yield from (county / "inbox" / "roll").glob("*.csv")


def exported_anew(text: bytes) -> bytes:
    """The same rows from the last to the first, two of them another's."""
    heading, *rows = text.splitlines(keepends=True)
    rows[3], rows[7] = rows[4], rows[8]
    return b"".join([heading, *rows[::-1]])
