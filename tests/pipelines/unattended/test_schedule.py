"""What is said before any server is asked: times that are none, texts for an administrator, runs that came too late."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.casebook import Casebook
from pipelines.run import AS_USUAL, Run
from pipelines.settings import Night, Settings, SettingsError, Source, Unattended
from pipelines.unattended import schedule, units
from pipelines.unattended.schedule import Plan
from tests.end_to_end.command import rollcall

SECRET = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=s3cret"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "no prefect"))
    sources = {name: Source(path="inbox/*") for name in ("population", "roll", "poverty", "schools")}
    return Settings(county={"name": "某县", "division_code": "349901"}, sources=sources, home=tmp_path, unattended=Unattended(notify=SECRET))


def plan(office: Settings, cron: str = "0 2 * * *", timezone: str = "Asia/Shanghai") -> Plan:
    office = office.model_copy(update={"night": Night(timezone=timezone)})
    return Plan(office, office.home / "county.toml", cron)


@pytest.mark.parametrize("cron", ["", "2", "0 25 * * *", "每天两点", "0 2 * * * *; rm"])
def test_a_time_that_is_none_is_refused_with_an_example(office: Settings, cron: str) -> None:
    with pytest.raises(SettingsError, match=r"分 时 日 月 星期.*0 2 \* \* \*"):
        plan(office, cron)


@pytest.mark.parametrize("ask", [lambda office: schedule.deploy(plan(office)), lambda office: schedule.remove(office)])
def test_without_a_server_both_ways_out_are_told(office: Settings, ask: Callable[[Settings], object]) -> None:
    with pytest.raises(SettingsError, match=r"prefect server start.*PREFECT_API_URL.*--print-cron"):
        ask(office)


def test_a_server_that_does_not_answer_is_one_sentence(tmp_path: Path) -> None:
    rollcall("init", tmp_path)
    answer = rollcall("schedule", "--settings", tmp_path / "county.toml",
                      PREFECT_API_URL="http://127.0.0.1:9/api", PREFECT_HOME=str(tmp_path / "prefect"))
    assert answer.code == 2
    assert "http://127.0.0.1:9/api 无法使用" in answer.complained and len(answer.complained.splitlines()) == 1


def test_the_crontab_runs_the_night_and_tells_only_what_went_wrong(office: Settings) -> None:
    lines = units.crontab(plan(office, "30 1 * * *", "Asia/Urumqi"))
    (line,) = [line for line in lines if line.startswith("30 1 ")]
    assert "CRON_TZ=Asia/Urumqi" in lines and ">/dev/null 2>&1 || " in line and "status --settings" in line
    assert "MAILTO=root" in lines
    # What cron would hand to the shell is one that the shell understands.
    command = line.removeprefix("30 1 * * * ")
    assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0


def test_a_folder_with_a_blank_is_one_word_to_the_shell(office: Settings) -> None:
    home = office.home / "某 县"
    line = units.crontab(Plan(office, home / "county.toml", "0 2 * * *"))[-1]
    assert f"--settings '{home.resolve()}/county.toml'" in line


def test_the_units_start_server_and_worker_again_and_leave_a_night_to_its_end(office: Settings, tmp_path: Path) -> None:
    text = "\n".join(units.systemd(plan(office)))
    server, worker = text.split("# 存为 /etc/systemd/system/")[1:]
    assert "server start --host 127.0.0.1 --port 4200" in server and "KillMode" not in server
    assert "worker start --pool rollcall --limit 1" in worker and "KillMode=process" in worker
    assert all("Restart=always" in unit and 'Environment="PREFECT_SERVER_ANALYTICS_ENABLED=false"' in unit for unit in (server, worker))
    assert "s3cret" not in text
    if shutil.which("systemd-analyze"):
        for name, unit in (("rollcall-server", server), ("rollcall-worker", worker)):
            body = "\n".join(line for line in unit.splitlines()[1:] if not line.startswith("#"))
            (tmp_path / f"{name}.service").write_text(body)
            checked = subprocess.run(["systemd-analyze", "verify", tmp_path / f"{name}.service"], capture_output=True, text=True, check=False)
            assert "Unknown" not in checked.stderr and "Invalid" not in checked.stderr


DUE = datetime(2026, 9, 1, 18, tzinfo=UTC)


def ran(office: Settings, started: datetime, state: str) -> None:
    run = replace(Run.begun(office, date(2026, 9, 2), AS_USUAL), started=started.astimezone().replace(tzinfo=None))
    with Casebook.of(office) as casebook:
        casebook.begin(run)
        casebook.end(run.run_id, state)


@pytest.mark.parametrize(("after", "state", "superseded"), [
    (timedelta(minutes=5), "published", True),
    (timedelta(minutes=-5), "published", False),  # it was published before this run was due
    (timedelta(minutes=5), "refused", False),
])
def test_of_runs_that_waited_for_a_worker_one_will_do(office: Settings, after: timedelta, state: str, superseded: bool) -> None:
    from pipelines.scheduled import _superseded

    ran(office, DUE + after, state)
    assert _superseded(office, DUE) is superseded


def test_a_run_that_is_on_time_is_never_put_aside(office: Settings) -> None:
    from pipelines.scheduled import _superseded

    now = datetime.now(UTC)
    ran(office, now, "published")
    assert not _superseded(office, now - timedelta(minutes=10))
    assert not _superseded(office, None)
