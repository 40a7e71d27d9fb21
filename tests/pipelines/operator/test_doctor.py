from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from pipelines.operator.checks import Check
from pipelines.operator.doctor import _outside, examine
from pipelines.unattended.prefect_server import TemporaryServer
from tests.servers import PASSWORD, READER, Server

COUNTY = """
[county]
name = "甲县"
division_code = "349901"
[sources.population]
path = "inbox/population/*"
[sources.roll]
path = "inbox/roll/*"
[sources.poverty]
path = "inbox/poverty/*"
[sources.schools]
path = "inbox/schools/*"
"""


@pytest.fixture(autouse=True)
def no_prefect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "no-prefect"))


@pytest.fixture
def county(tmp_path: Path) -> Path:
    (tmp_path / "county.toml").write_text(COUNTY, "utf-8")
    for register in ("population", "roll", "poverty", "schools"):
        (tmp_path / "inbox" / register).mkdir(parents=True)
    return tmp_path


def named(settings: Path | None) -> dict[str, Check]:
    return {check.name: check for check in examine(settings)}


def test_this_installation_is_well() -> None:
    checks = named(None)
    assert [name for name, check in checks.items() if check.ok is False] == []
    assert {name for name, check in checks.items() if check.ok} == {"Python", "依赖包", "中文字体", "DuckDB", "内存"}
    assert checks["Prefect"].ok is None


def test_it_answers_at_once_and_without_prefect_when_none_is_configured() -> None:
    code = "import sys; from pipelines.operator.doctor import examine; examine(None); print('prefect' in sys.modules, 'great_expectations' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["False", "False"]


@pytest.mark.parametrize(("asked", "words"), [
    ("polars<2", "要求 <2"), ("sqlalchemy<2.0", "定时不会触发"), ("no-such-package>=1", "未安装"),
])
def test_a_package_outside_its_bounds_is_named_with_the_mend(asked: str, words: str) -> None:
    check = _outside(Requirement(asked))
    assert check is not None and check.ok is False
    assert words in check.detail and "make setup" in check.mend


def test_a_package_within_its_bounds_or_for_another_system_is_not() -> None:
    assert _outside(Requirement("polars>=2.1")) is None
    assert _outside(Requirement("no-such-package; sys_platform == 'plan9'")) is None


def test_before_the_first_night_nothing_is_wrong(county: Path) -> None:
    checks = named(county / "county.toml")
    assert [name for name, check in checks.items() if check.ok is False] == []
    assert checks["状态文件夹"].ok is checks["密钥"].ok is None
    assert sorted(path.name for path in county.iterdir()) == ["county.toml", "inbox"]


def test_a_state_folder_that_others_can_read_is_told_with_the_command(county: Path) -> None:
    state = county / "state"
    state.mkdir()
    state.chmod(0o755)
    (state / "secret").write_bytes(bytes(32))
    (state / "secret").chmod(0o644)
    checks = named(county / "county.toml")
    assert (checks["状态文件夹"].ok, checks["状态文件夹"].mend) == (False, f"chmod 700 {state}")
    assert (checks["密钥"].ok, checks["密钥"].mend) == (False, f"chmod 600 {state / 'secret'}")
    state.chmod(0o700)
    (state / "secret").chmod(0o600)
    assert [name for name, check in named(county / "county.toml").items() if check.ok is False] == []


def test_a_running_night_is_told_and_a_lock_left_over_is_not(county: Path) -> None:
    (county / "state").mkdir(mode=0o700)
    with (county / "state/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert named(county / "county.toml")["运行锁"].ok is None
    assert named(county / "county.toml")["运行锁"].ok is True


def test_an_output_that_is_a_file_and_settings_that_cannot_be_read_are_told(county: Path) -> None:
    (county / "out").write_text("")
    assert named(county / "county.toml")["输出文件夹"].ok is False
    assert named(county / "absent.toml")["设置"].ok is False


def test_a_server_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    check = named(None)["Prefect"]
    assert check.ok is False
    assert "prefect server start" in check.mend


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TemporaryServer]:
    running = TemporaryServer(tmp_path_factory.mktemp("prefect"))
    running.wait()
    yield running
    running.stop()


def test_a_deployment_without_a_run_ahead_is_told(server: TemporaryServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def post(path: str, content: dict[str, Any]) -> dict[str, Any]:
        asked = urllib.request.Request(server.api_url + path, json.dumps(content).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked) as answer:
            return json.load(answer)

    monkeypatch.setenv("PREFECT_API_URL", server.api_url)
    checks = named(None)
    assert (checks["Prefect"].ok, checks["Prefect 遥测"].ok, checks["每夜部署"].ok) == (True, True, None)
    flow = post("/flows/", {"name": "rollcall-night"})
    deployment = post("/deployments/", {"name": "nightly", "flow_id": flow["id"]})
    assert named(None)["每夜部署"].ok is False
    tomorrow = {"scheduled_time": (datetime.now(UTC) + timedelta(days=1)).isoformat()}
    post(f"/deployments/{deployment['id']}/create_flow_run", {"state": {"type": "SCHEDULED", "state_details": tomorrow}})
    assert named(None)["每夜部署"].ok is True


def test_each_source_says_whether_it_is_at_hand(county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = county / "county.toml"
    place = 'url = "postgresql://127.0.0.1:1/kreis"\ntable = "fp"\nconnect_timeout = 1'
    settings.write_text(COUNTY.replace('path = "inbox/poverty/*"', place), "utf-8")
    (county / "inbox" / "schools").rmdir()
    (county / "inbox" / "roll" / "a.csv").write_text("")
    told = named(settings)
    assert [told[title].ok for title in ("中小学生学籍", "公安户籍人口", "学校名录", "脱贫户和监测对象")] == [True, None, False, False]
    assert "有 1 个文件" in told["中小学生学籍"].detail
    assert "inbox/schools 无法打开" in told["学校名录"].detail
    assert "poverty@127.0.0.1/kreis.fp 无法连接" in told["脱贫户和监测对象"].detail


@pytest.mark.database
def test_a_database_at_hand_shows_its_columns(county: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    postgresql.run("DROP TABLE IF EXISTS arzt", 'CREATE TABLE arzt (a text, b text)')
    settings = county / "county.toml"
    place = f'url = "postgresql://127.0.0.1:{postgresql.port}/county"\ntable = "arzt"'
    settings.write_text(COUNTY.replace('path = "inbox/poverty/*"', place), "utf-8")
    monkeypatch.setenv("ROLLCALL_POVERTY_USER", READER)
    monkeypatch.setenv("ROLLCALL_POVERTY_PASSWORD", PASSWORD)
    assert named(settings)["脱贫户和监测对象"].ok
    assert named(settings)["脱贫户和监测对象"].detail == "poverty@127.0.0.1/county.arzt 可以连接，有 2 列"
