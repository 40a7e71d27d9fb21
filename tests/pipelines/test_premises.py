"""Two nights never overlap, and a folder that cannot be used is said so before anything is done."""

import os
import stat
import subprocess
import sys

import pytest

from pipelines.errors import NothingPublishedError
from pipelines.premises import Holder, entered, holder
from pipelines.settings import Settings, Source

SOURCE = Source(path="inbox/*")


@pytest.fixture
def settings(tmp_path):
    sources = {name: SOURCE for name in ("population", "roll", "poverty", "schools")}
    return Settings(county={"name": "某县", "division_code": "349901"}, sources=sources, home=tmp_path)


def test_the_state_folder_is_its_owners_alone(settings):
    with entered(settings) as place:
        assert stat.S_IMODE(place.state.stat().st_mode) == 0o700


def test_a_second_night_is_turned_away_while_the_first_runs(settings):
    with entered(settings), pytest.raises(NothingPublishedError, match="另一次运行"), entered(settings):
        pass
    with entered(settings):
        pass


def test_a_killed_night_leaves_no_lock(settings, tmp_path):
    program = f"""
import os, signal
from pathlib import Path
from pipelines.premises import entered
from pipelines.settings import Settings
sources = {{name: {{"path": "x"}} for name in ("population", "roll", "poverty", "schools")}}
settings = Settings(county={{"name": "某县", "division_code": "349901"}}, sources=sources, home=Path({str(tmp_path)!r}))
with entered(settings):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    with entered(settings):
        pass


def test_what_a_killed_night_spilled_is_swept_away(settings):
    with entered(settings) as place:
        (place.tmp / "spill").write_text("x")
        (place.tmp / "folder").mkdir()
        (place.tmp / "folder" / "spill").write_text("x")
    with entered(settings) as place:
        assert list(place.tmp.iterdir()) == []


def test_an_output_that_is_no_folder_is_one_sentence(settings, tmp_path):
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(NothingPublishedError, match="无法写入"), entered(settings):
        pass


def test_the_lock_tells_whose_it_is_and_a_night_turned_away_does_not_wipe_that_out(settings):
    assert holder(settings.state) is None
    with entered(settings):
        running = holder(settings.state)
        assert running.pid == os.getpid()
        with pytest.raises(NothingPublishedError, match=f"进程 {os.getpid()}，"), entered(settings):
            pass
        assert holder(settings.state) == running
    assert holder(settings.state) is None


def test_a_lock_of_which_nothing_can_be_read_is_held_all_the_same(settings):
    with entered(settings) as place:
        (place.state / "lock").write_text("")
        assert holder(settings.state) == Holder()
