"""Invented counties, made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sources import synthetic
from tests.end_to_end.command import run


@pytest.fixture(scope="session")
def pattern_county(tmp_path_factory) -> Path:
    """A county of 2,000 children as offices keep it; copied, never changed."""
    folder = tmp_path_factory.mktemp("pattern") / "county"
    synthetic.synthesize(folder, children=2_000, seed=11, level="ordinary")
    return folder


@pytest.fixture
def county(pattern_county, tmp_path) -> Path:
    """A county of one's own, before its first night."""
    return Path(shutil.copytree(pattern_county, tmp_path / "county"))


@pytest.fixture(scope="session")
def published_pattern(pattern_county, tmp_path_factory) -> Path:
    """The county after its first night; read, never changed."""
    folder = Path(shutil.copytree(pattern_county, tmp_path_factory.mktemp("published") / "county"))
    answer = run(folder)
    assert answer.code == 0, answer.complained
    return folder


@pytest.fixture
def published(published_pattern, tmp_path) -> Path:
    """A county of one's own, after its first night."""
    return Path(shutil.copytree(published_pattern, tmp_path / "published"))
