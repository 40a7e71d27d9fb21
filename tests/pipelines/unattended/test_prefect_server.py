from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.unattended.prefect_server import configured_api

PROFILES = """
active = "office"
[profiles.office]
PREFECT_API_URL = "http://10.0.0.5:4200/api"
[profiles.trial]
PREFECT_LOGGING_LEVEL = "INFO"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("PREFECT_API_URL", "PREFECT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    return tmp_path


def test_without_a_profile_there_is_no_server(home: Path) -> None:
    assert configured_api() is None


def test_the_active_profile_names_the_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "profiles.toml").write_text(PROFILES)
    assert configured_api() == "http://10.0.0.5:4200/api"
    monkeypatch.setenv("PREFECT_PROFILE", "trial")
    assert configured_api() is None


def test_the_environment_comes_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "profiles.toml").write_text(PROFILES)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:4200/api")
    assert configured_api() == "http://127.0.0.1:4200/api"


def test_an_unreadable_profile_names_none(home: Path) -> None:
    (home / "profiles.toml").write_text("active = [")
    assert configured_api() is None
