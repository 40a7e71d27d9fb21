"""A night ended by SIGKILL at random moments: what lies there is whole, and the next night is right.

A hundred such kills, each followed by the next night, are a benchmark: benchmarks/kills.py.
"""

from __future__ import annotations

import random
import shutil
from datetime import date
from pathlib import Path

import pytest

from benchmarks.killing import Doomed, Scene, run, scars, second_night, wounds

FIRST = date(2026, 11, 2)
MOMENTS = [random.Random(seed).uniform(0.2, 1.0) for seed in range(4)]  # parts of the night's work, after starting
SWAPS = [random.Random(seed).uniform(0.0, 0.2) for seed in range(2)]  # seconds after last night's files begin to go


@pytest.fixture(scope="module")
def scene(published_pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The county after its first night, with other sources for the second; and the second done."""
    room = tmp_path_factory.mktemp("killed")
    return second_night(Path(shutil.copytree(published_pattern, room / "rest")), FIRST, room / "done")


def test_whenever_a_night_is_killed_what_lies_there_is_whole_and_the_next_night_is_right(scene: Scene, tmp_path: Path) -> None:
    """Killed again and again in the same county; every night begins on what the one before it left."""
    county = Path(shutil.copytree(scene.rest, tmp_path / "county"))
    for part in MOMENTS:
        Doomed(county, scene.second).ended(lambda night, part=part: night.effort >= part * scene.effort)
        assert wounds(county, scene) == []
    for later in SWAPS:
        Doomed(county, scene.second).ended(lambda night: night.swapping, later)
        assert wounds(county, scene) == []
    run(county, scene.second)
    assert scars(county, scene) == []
