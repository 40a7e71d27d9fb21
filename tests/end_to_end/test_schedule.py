"""Nights that nobody watches, with Prefect's own server and worker, on both of its databases.

The short story is told with every other test; the long ones wait for the clock and for what is killed to be missed.
They stand in classes of their own, so that two processes tell them at once.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from pipelines.casebook import Place, runs_as_they_lie
from pipelines.premises import holder
from sources import synthetic
from tests.end_to_end.command import ROLLCALL
from tests.end_to_end.orchestra import Office, until
from tests.end_to_end.test_canary import found_in, invented_values
from tests.postbox import postbox
from tests.servers import PASSWORD, WRITER, Server

_UNATTENDED = """
[unattended]
retry_after = [1, 1]
late_minutes = 1
[unattended.mail]
to = ["director@edu.example"]
sender = "rollcall@edu.example"
server = "127.0.0.1"
port = {port}
security = "none"
"""
ANY_ENDED = {"flow_runs": {"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}}}
ANY_AHEAD = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
ANY_UNDER_WAY = {"flow_runs": {"state": {"type": {"any_": ["RUNNING", "PENDING"]}}}}


@contextmanager
def opened(folder: Path, database: str | None = None) -> Iterator[Office]:
    """An office whose schedule fires every minute."""
    with postbox() as box:
        synthetic.synthesize(folder, children=100, seed=7, level="ordinary")
        with (folder / "county.toml").open("a", encoding="utf-8") as settings:
            settings.write(_UNATTENDED.format(port=box.port))
        office = Office(folder, box, database)
        try:
            office.start_server()
            deploy(office, "* * * * *")
            office.start_worker()
            yield office
        finally:
            office.stop()


def deploy(office: Office, cron: str) -> None:
    answer = office.command("schedule", "--cron", cron)
    assert answer.code == 0, answer.complained
    assert "已部署 rollcall-night/nightly-" in answer.said and "prefect worker start --pool rollcall" in answer.said
    assert "都会发到通知地址，以及邮箱 director@edu.example" in answer.said
    assert "s3cret" not in answer.said


def children(office: Office) -> int:
    with duckdb.connect(str(office.home / "out/rollcall.duckdb"), read_only=True) as published:
        return published.sql("SELECT count(*) FROM child").fetchall()[0][0]


def kept(office: Office) -> int:
    return len(list((office.home / "out/nights").glob("2*")))


def at_rest(office: Office) -> None:
    """Call off the runs of minutes that a busy machine let pass, and let what has begun end."""
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
    for run in office.asked("/flow_runs/filter", ANY_AHEAD):
        if run["expected_start_time"] <= now:
            office.asked(f"/flow_runs/{run['id']}/set_state", {"state": {"type": "CANCELLED"}, "force": True})
    until(lambda: not office.asked("/flow_runs/filter", ANY_UNDER_WAY), "quiet")


def late_letters(office: Office) -> int:
    return sum("已过预定时间 1 分钟仍未开始" in letter.body for letter in list(office.box.letters))


@contextmanager
def without(office: Office, register: str, *, loads: bool) -> Iterator[None]:
    """As long as the block lasts, a register's files stay away; without ``loads``, so does what was read of them."""
    places = [office.home / "inbox" / register, *(() if loads else (office.home / "state/loads" / register,))]
    for place in places:
        shutil.move(place, office.home / f"away-{place.parent.name}")
    try:
        yield
    finally:
        for place in places:
            shutil.rmtree(place, ignore_errors=True)
            shutil.move(office.home / f"away-{place.parent.name}", place)


class Beginning:
    """A night comes by itself; one that fails is tried again and told."""

    @staticmethod
    def no_more_every_minute(office: Office) -> None:
        deploy(office, "0 2 * * *")

    def test_the_schedule_fires_and_the_night_is_published(self, office: Office) -> None:
        first = until(lambda: office.asked("/flow_runs/filter", ANY_ENDED | {"sort": "EXPECTED_START_TIME_ASC"}), "a night")[0]
        assert first["auto_scheduled"] and first["state"]["type"] == "COMPLETED", first["state"]
        assert first["parameters"] == {"settings": str(office.settings)}
        assert first["name"] == "2026-11-02"  # the county's own date, which its settings give
        begun = datetime.strptime(min((office.home / "out/nights").iterdir()).name[11:26], "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        assert begun >= datetime.fromisoformat(first["expected_start_time"]) and begun < datetime.fromisoformat(first["end_time"])
        assert children(office) == 100 and kept(office) >= 1
        artifacts = {one["key"]: one["data"] for one in office.asked("/artifacts/filter") if one["key"]}
        assert set(artifacts) == {"rollcall-ledger", "rollcall-lists", "rollcall-checks"}
        assert "| 合计 | 100 |" in artifacts["rollcall-ledger"]

    def test_a_source_that_stays_away_is_asked_again_and_then_somebody_is_told(self, office: Office) -> None:
        self.no_more_every_minute(office)
        at_rest(office)
        before = kept(office)
        with without(office, "roll", loads=False):
            run = office.run_now()
            assert office.ended(run)["type"] == "FAILED"
        asked = {"task_runs": {"flow_run_id": {"any_": [run]}, "state": {"type": {"any_": ["FAILED"]}}}}
        (read,) = until(lambda: office.asked("/task_runs/filter", asked), "the task")
        assert read["run_count"] == 3
        robot, letter = office.told_of(run, "Failed")
        assert robot == {"subject": letter.subject, "body": letter.body}
        assert (letter.sender, letter.to) == ("rollcall@edu.example", ("director@edu.example",))
        assert f"rollcall status --settings {office.settings}" in letter.body
        stands = office.command("status")
        assert stands.code == 3 and "✗ 上次运行：未发布：" in stands.said and "inbox/roll" in stands.said
        assert children(office) == 100 and kept(office) == before


class Story(Beginning):
    """One office's days, in the order in which they happen."""

    def test_deployed_again_it_is_the_same_deployment_at_another_time(self, office: Office) -> None:
        (deployment,) = office.asked("/deployments/filter")
        (schedule,) = deployment["schedules"]
        assert (schedule["schedule"]["cron"], schedule["schedule"]["timezone"]) == ("0 2 * * *", "Asia/Shanghai")
        assert len(office.asked("/automations/filter")) == 3
        runs = office.asked("/flow_runs/filter", ANY_AHEAD)
        assert {run["expected_start_time"][11:16] for run in runs} == {"18:00"}  # UTC

    def test_doctor_and_status_find_all_well(self, office: Office) -> None:
        assert office.ended(office.run_now())["type"] == "COMPLETED"
        told = office.command("doctor")
        assert "✓ 每夜部署：下一次运行" in told.said and "✓ Prefect worker：工作池 rollcall 有 1 个" in told.said
        assert "✓ 时区：定时按 Asia/Shanghai" in told.said and "✓ 通知：失败、中断时发往 2 处" in told.said
        stands = office.command("status")
        assert stands.code == 0, stands.said
        assert "✓ 上次运行：已发布" in stands.said and "✓ 每夜部署：下一次运行" in stands.said and "正在运行：没有" in stands.said
        assert " 02:00+0800" in stands.said

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

    def test_a_worker_that_is_killed_leaves_its_night_to_its_end_and_a_new_one_takes_up_the_next(self, office: Office) -> None:
        run, before = office.run_now(), kept(office)
        office.night()
        office.kill_worker()
        office.start_worker()
        second = office.ended(office.run_now())  # the first may be under way still: that keeps it away
        assert office.ended(run)["type"] == "COMPLETED"
        published = {"COMPLETED": 2, "FAILED": 1}[second["type"]]
        assert second["type"] == "COMPLETED" or "另一次运行正在使用" in second["message"]
        assert kept(office) == before + published
        assert office.ended(office.run_now())["type"] == "COMPLETED" and kept(office) == before + published + 1

    def test_without_a_worker_somebody_is_told_and_status_says_so(self, office: Office) -> None:
        office.kill_worker()
        run, before = office.run_now(), late_letters(office)
        until(lambda: late_letters(office) > before, "the mail")
        until(lambda: "✗ 未按时开始：1 次" in office.command("status").said, "its line")
        office.start_worker()
        assert office.ended(run)["type"] == "COMPLETED"
        assert office.command("status").code == 0

    def test_a_night_that_is_run_by_hand_keeps_the_schedules_away(self, office: Office) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
        by_hand = subprocess.Popen([ROLLCALL, "run", "--settings", office.settings], env=clean | {"TZ": "Etc/GMT+12"},
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            assert office.night() == by_hand.pid
            by_hand.send_signal(signal.SIGSTOP)  # for as long as it takes
            state = office.ended(office.run_now())
        finally:
            by_hand.send_signal(signal.SIGCONT)
        assert state["type"] == "FAILED" and f"另一次运行正在使用 {office.home / 'state'}（进程 {by_hand.pid}，" in state["message"]
        assert by_hand.wait(300) == 0

    def test_a_source_that_is_late_is_stood_in_for_and_told_until_it_comes(self, office: Office) -> None:
        with without(office, "poverty", loads=True):
            (office.home / "inbox/poverty").mkdir()  # there, and nothing in it yet
            run = office.run_now()
            assert office.ended(run)["type"] == "COMPLETED"
        stands = office.command("status")
        assert stands.code == 3 and "✓ 上次运行：已发布" in stands.said and "本夜改用" in stands.said
        assert office.ended(office.run_now())["type"] == "COMPLETED"
        assert office.command("status").code == 0

    def test_a_source_that_is_wrong_is_refused_at_once_and_told(self, office: Office) -> None:
        before = kept(office)
        with without(office, "roll", loads=True):
            (office.home / "inbox/roll").mkdir()
            (office.home / "inbox/roll/roll.csv").write_text("学籍号,班级\n1,1\n", "utf-8")  # it does not say who
            run = office.run_now()
            assert office.ended(run)["type"] == "FAILED"
        asked = {"task_runs": {"flow_run_id": {"any_": [run]}, "state": {"type": {"any_": ["FAILED"]}}}}
        (task,) = until(lambda: office.asked("/task_runs/filter", asked), "the task")
        assert task["name"].startswith("读入登记册") and task["run_count"] == 1  # what was reached and is wrong stays wrong
        office.told_of(run, "Failed")
        assert children(office) == 100 and kept(office) == before

    def test_its_server_killed_in_the_middle_the_night_is_published(self, office: Office) -> None:
        run, before = office.run_now(), kept(office)
        office.night()
        office.stop_server()
        until(lambda: kept(office) == before + 1 and holder(office.home / "state") is None, "the night")
        stands = office.command("status")
        assert "✓ 上次运行：已发布" in stands.said and "✗ Prefect：" in stands.said
        office.start_server()
        assert office.ended(run)["type"] == "COMPLETED"

    def test_the_run_that_was_killed_is_found_out_and_told(self, office: Office) -> None:
        assert office.ended(office.lost)["type"] == "CRASHED"
        office.told_of(office.lost, "Crashed")

    def test_no_two_nights_overlapped(self, office: Office) -> None:
        runs = runs_as_they_lie(Place(office.home / "state"))
        assert runs is not None
        nights = runs.filter(runs["state"] != "interrupted").sort("started").select("started", "reached").rows()
        assert len(nights) >= 9
        assert [one for one, after in pairwise(nights) if one[1].replace(microsecond=0) > after[0]] == []

    def test_nothing_told_holds_more_than_county_date_and_state(self, office: Office) -> None:
        letters = [{"subject": letter.subject, "body": letter.body} for letter in office.box.letters]
        assert len(office.told.messages) >= 3 and len(letters) >= 3
        for message in (*office.told.messages, *letters):
            assert set(message) == {"subject", "body"}
            assert len(message["body"]) < 200 + len(str(office.settings))
            assert "inbox" not in message["body"] and "Error" not in message["body"]

    def test_neither_prefect_nor_a_log_holds_a_child(self, office: Office) -> None:
        values = invented_values(office.home)
        assert len(values) > 300
        texts = {path.name: path.read_text("utf-8") for path in (*office.home.glob("*.log"), *(office.home / "state/logs").iterdir())}
        texts |= {"database": office.everything_kept(), "letters": str(office.box.letters), "messages": str(office.told.messages)}
        assert {"worker.log", "server.log", "rollcall.log"} < set(texts)
        # It is found where it stands: the search reads what is there.
        assert "读入登记册" in texts["database"] and str(office.settings) in texts["database"] and "合计" in texts["database"]
        assert {name: found for name, text in texts.items() if (found := found_in(values, text))} == {}

    def test_removed_it_leaves_nothing_behind(self, office: Office) -> None:
        assert office.command("schedule", "--remove").said.startswith("已移除每夜部署")
        assert office.asked("/deployments/filter") == office.asked("/automations/filter") == []
        assert office.asked("/block_documents/filter") == []
        assert "无需移除" in office.command("schedule", "--remove").said


@pytest.mark.schedule
class TestInShort(Beginning):
    @staticmethod
    def no_more_every_minute(office: Office) -> None:
        (deployment,) = office.asked("/deployments/filter")
        office.asked(f"/deployments/{deployment['id']}/pause_deployment")

    @pytest.fixture(scope="class")
    @classmethod
    def office(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
        with opened(tmp_path_factory.mktemp("short") / "county") as office:
            yield office


@pytest.mark.schedule
class TestOnSqlite(Story):
    @pytest.fixture(scope="class")
    @classmethod
    def office(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
        with opened(tmp_path_factory.mktemp("sqlite") / "county") as office:
            yield office


@pytest.mark.schedule
@pytest.mark.database
class TestOnPostgresql(Story):
    @pytest.fixture(scope="class")
    @classmethod
    def office(cls, tmp_path_factory: pytest.TempPathFactory, postgresql: Server) -> Iterator[Office]:
        postgresql.run("CREATE DATABASE prefect", database="postgres")
        url = f"postgresql+asyncpg://{WRITER}:{PASSWORD}@127.0.0.1:{postgresql.port}/prefect"
        with opened(tmp_path_factory.mktemp("postgresql") / "county", url) as office:
            yield office
