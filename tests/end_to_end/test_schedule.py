"""Nights that nobody watches, with Prefect's own server and worker, on both of its databases.

The two stories stand in classes of their own, so that two processes tell them at once.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.premises import holder
from sources import synthetic
from tests.end_to_end.command import ROLLCALL
from tests.end_to_end.orchestra import Office, until
from tests.end_to_end.test_canary import found_in, invented_values
from tests.servers import PASSWORD, WRITER, Server

pytestmark = pytest.mark.schedule


def _county(folder: Path) -> Path:
    synthetic.synthesize(folder, children=100, seed=7, level="ordinary")
    with (folder / "county.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[unattended]\nretry_after = [1, 1]\n")
    return folder


def _opened(office: Office) -> Iterator[Office]:
    office.start_server()
    deploy(office, "* * * * *")
    office.start_worker()
    yield office
    office.stop()


def deploy(office: Office, cron: str) -> None:
    answer = office.command("schedule", "--cron", cron)
    assert answer.code == 0, answer.complained
    assert "已部署 rollcall-night/nightly-" in answer.said and "prefect worker start --pool rollcall" in answer.said
    assert "s3cret" not in answer.said


def children(office: Office) -> int:
    with duckdb.connect(str(office.home / "out/rollcall.duckdb"), read_only=True) as published:
        return published.sql("SELECT count(*) FROM child").fetchall()[0][0]


def kept(office: Office) -> int:
    return len(list((office.home / "out/nights").glob("2*")))


class Story:
    """One office's days, in the order in which they happen."""

    def test_the_schedule_fires_and_the_night_is_published(self, office: Office) -> None:
        first = until(lambda: office.asked("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}), "a night")[0]
        assert first["auto_scheduled"]
        assert first["parameters"] == {"settings": str(office.settings)}
        assert children(office) == 100 and kept(office) >= 1
        artifacts = {one["key"]: one["data"] for one in office.asked("/artifacts/filter") if one["key"]}
        assert set(artifacts) == {"rollcall-ledger", "rollcall-lists", "rollcall-checks"}
        assert "| 合计 | 100 |" in artifacts["rollcall-ledger"]

    def test_deployed_again_it_is_the_same_deployment_at_another_time(self, office: Office) -> None:
        deploy(office, "0 2 * * *")
        (deployment,) = office.asked("/deployments/filter")
        (schedule,) = deployment["schedules"]
        assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 2 * * *", "Asia/Shanghai")
        assert len(office.asked("/automations/filter")) == 3
        now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
        runs = office.asked("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}})
        assert {run["expected_start_time"][11:16] for run in runs if run["expected_start_time"] > now} == {"18:00"}  # UTC
        for run in runs:  # of minutes that a busy machine let pass
            if run["expected_start_time"] <= now:
                office.asked(f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CANCELLED"}, "force": True})
        until(lambda: not office.asked("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}}), "quiet")

    def test_doctor_and_status_find_all_well(self, office: Office) -> None:
        told = office.command("doctor")
        assert "✓ 每夜部署：下一次运行" in told.said and "✓ Prefect worker：工作池 rollcall 有 1 个" in told.said
        assert "✓ 时区：定时用 Asia/Shanghai" in told.said
        stands = office.command("status")
        assert stands.code == 0, stands.said
        assert "✓ 上次运行：已发布" in stands.said and "✓ 每夜部署：下一次运行" in stands.said and "正在运行：没有" in stands.said

    def test_killed_with_its_worker_the_night_before_stands_and_the_next_is_published(self, office: Office) -> None:
        lost, before = office.run_now(), kept(office)
        night = office.night()
        office.kill_worker()
        os.kill(night, signal.SIGKILL)
        office.lost = lost
        until(lambda: holder(office.home / "state") is None, "the lock to fall with its process")
        assert children(office) == 100 and kept(office) == before
        stands = office.command("status")
        assert stands.code == 3 and "✗ 上次运行：中断" in stands.said and "上次发布：" in stands.said
        office.start_worker()
        assert office.ended(office.run_now())["type"] == "COMPLETED"
        assert kept(office) == before + 1 and office.command("status").code == 0

    def test_a_night_that_is_run_by_hand_keeps_the_schedules_away(self, office: Office) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        by_hand = subprocess.Popen([ROLLCALL, "run", "--settings", office.settings], env=clean | {"TZ": "Asia/Shanghai"},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            assert office.night() == by_hand.pid
            by_hand.send_signal(signal.SIGSTOP)  # for as long as it takes
            state = office.ended(office.run_now())
        finally:
            by_hand.send_signal(signal.SIGCONT)
        assert state["type"] == "FAILED" and f"另一次运行正在使用 {office.home / 'state'}（进程 {by_hand.pid}，" in state["message"]
        assert by_hand.wait(300) == 0

    def test_a_source_that_stays_away_is_asked_again_and_then_somebody_is_told(self, office: Office) -> None:
        inbox, loads = office.home / "inbox/roll", office.home / "state/loads/roll"
        inbox.rename(office.home / "away")
        shutil.move(loads, office.home / "loads-away")
        before = kept(office)
        run = office.run_now()
        assert office.ended(run)["type"] == "FAILED"
        (read,) = until(lambda: [task for task in office.asked("/task_runs/filter", {"task_runs": {"flow_run_id": {"any_": [run]}}}) if task["state_name"] == "Failed"], "the task")
        assert read["run_count"] == 3
        name = office.asked(f"/flow_runs/{run}", method="GET")["name"]
        message = until(lambda: [one for one in office.told.messages if f"夜间运行 {name} 未完成（Failed）" in one["body"]], "the message")[-1]
        assert f"rollcall status --settings {office.settings}" in message["body"]
        stands = office.command("status")
        assert stands.code == 3 and "✗ 上次运行：未发布：" in stands.said and "inbox/roll" in stands.said
        assert children(office) == 100 and kept(office) == before

    def test_stood_in_for_by_an_earlier_load_and_its_server_stopped_the_night_is_published(self, office: Office) -> None:
        shutil.move(office.home / "loads-away", office.home / "state/loads/roll")
        run, before = office.run_now(), kept(office)
        office.night()
        office.stop_server()
        until(lambda: kept(office) == before + 1 and holder(office.home / "state") is None, "the night")
        stands = office.command("status")
        assert "✓ 上次运行：已发布" in stands.said and "✗ Prefect：" in stands.said and "本夜改用" in stands.said
        office.start_server()
        assert office.ended(run)["type"] == "COMPLETED"

    def test_the_run_that_was_killed_is_found_out_and_told(self, office: Office) -> None:
        assert office.ended(office.lost)["type"] == "CRASHED"
        until(lambda: [one for one in office.told.messages if "未完成（Crashed）" in one["body"]], "the message")

    def test_nothing_told_holds_more_than_county_date_and_state(self, office: Office) -> None:
        assert len(office.told.messages) >= 3
        for message in office.told.messages:
            assert set(message) == {"subject", "body"}
            assert len(message["body"]) < 200 + len(str(office.settings))
            assert "inbox" not in message["body"] and "Error" not in message["body"]

    def test_neither_prefect_nor_a_log_holds_a_child(self, office: Office) -> None:
        values = invented_values(office.home)
        assert len(values) > 300
        kinds = ("flow_runs", "task_runs", "logs", "artifacts", "events", "automations")
        texts = {kind: json.dumps(office.asked(f"/{kind}/filter"), ensure_ascii=False) for kind in kinds}
        texts |= {path.name: path.read_text("utf-8") for path in (*office.home.glob("*.log"), *(office.home / "state/logs").iterdir())}
        assert {"worker.log", "server.log", "rollcall.log"} < set(texts) and "读入登记册" in texts["logs"]
        assert {name: found for name, text in texts.items() if (found := found_in(values, text))} == {}

    def test_removed_it_leaves_nothing_behind(self, office: Office) -> None:
        assert office.command("schedule", "--remove").said.startswith("已移除每夜部署")
        assert office.asked("/deployments/filter") == office.asked("/automations/filter") == []
        assert office.asked("/block_documents/filter") == []
        assert "无需移除" in office.command("schedule", "--remove").said


class TestOnSqlite(Story):
    @pytest.fixture(scope="class")
    @classmethod
    def office(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
        yield from _opened(Office(_county(tmp_path_factory.mktemp("sqlite") / "county")))


@pytest.mark.database
class TestOnPostgresql(Story):
    @pytest.fixture(scope="class")
    @classmethod
    def office(cls, tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Iterator[Office]:
        postgresql.run("CREATE DATABASE prefect", database="postgres")
        url = f"postgresql+asyncpg://{WRITER}:{PASSWORD}@127.0.0.1:{postgresql.port}/prefect"
        yield from _opened(Office(_county(tmp_path_factory.mktemp("postgresql") / "county"), url))
