from __future__ import annotations

import base64
import json
import logging
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import NothingPublishedError
from pipelines.nightly import _may_pass, _safe
from pipelines.unattended.discretion import Discreet
from sources.person import SourceRefusedError

NAME, NUMBER, PHONE = "欧阳金丝雀", "349901201503170017", "13912345678"
CANARIES = ("金丝雀", NUMBER, PHONE)

#: Three small nights in one process: one that cannot reach its source at first, one with a fault, one refused.
NIGHTS = f"""
import json, sys
from datetime import date
from pathlib import Path
from pipelines.nightly import Shown, flown
from pipelines.steps import plain
from sources.person import SourceRefusedError

persons = [{NAME!r}, {NUMBER!r}, {PHONE!r}]
tried, plainly = [], False

def read(rows):
    tried.append(1)
    if len(tried) == 1 and not plainly:
        raise ConnectionError(rows[1])
    if not plainly:
        from prefect.logging import get_run_logger
        get_run_logger().warning("read %s", rows[2])
    print(rows[0])
    return rows

def refused(rows):
    tried.append(1)
    raise SourceRefusedError("roll", "学籍缺少姓名列。")

def good(step):
    return step("认定", sorted, step("读入", read, persons, retry=True))

def faulty(step):
    step("读入", read, persons, retry=True)
    return step("认定", int, persons[0])

def run(night):
    tried.clear()
    try:
        result = flown(night, settings_path=Path("county.toml"), as_of=date(2026, 9, 1), home=Path(sys.argv[1]),
                       shown=Shown(lambda rows: {{"ledger": f"| 人数 |\\n|---|\\n| {{len(rows)}} |"}}))
    except Exception as error:
        result = [type(error).__name__, str(error)]
    return [result, len(tried)]

def past():
    # Of two counties' nights, each with a log line and an artifact: what is left after each has let go.
    from datetime import datetime, timedelta, timezone
    from time import sleep
    from prefect import flow
    from prefect.artifacts import Artifact
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import ArtifactCreate, LogCreate
    from prefect.states import Scheduled
    from pipelines.unattended import past_runs
    from pipelines.unattended.past_runs import let_go

    past_runs._PAGE = 2
    night, now = flow(name="rollcall-night", validate_parameters=False)(lambda settings, as_of: None), datetime.now(timezone.utc)
    with get_client(sync_client=True) as client:
        def old(settings, days):
            due = now - timedelta(days=days)
            run = client.create_flow_run(night, parameters={{"settings": settings, "as_of": f"-{{days}}"}}, state=Scheduled(scheduled_time=due))
            client.create_logs([LogCreate(name="x", level=20, message=f"of {{settings}} -{{days}}", timestamp=due, flow_run_id=run.id)])
            client.create_artifact(ArtifactCreate(key="rollcall-old", type="markdown", data=f"of {{settings}} -{{days}}", flow_run_id=run.id))
        for days in range(300, 305):
            old("/b/county.toml", days)
        old("/a/county.toml", 91), old("/a/county.toml", 89)
        gone = let_go(Path("/a/county.toml"), 90)
        for _ in range(600):
            logged = sorted(log.message for log in client.read_logs(limit=200) if log.message.startswith("of /a"))
            if len(logged) == 1:
                break
            sleep(0.1)
        artifacts = [one.data for one in client.read_artifacts(limit=200) if str(one.data).startswith("of /a")]
        again = let_go(Path("/a/county.toml"), 90)
        return [gone, again, logged, artifacts, let_go(Path("/b/county.toml"), 90)]

told = {{"good": run(good), "faulty": run(faulty), "refused": run(lambda step: step("读入", refused, persons, retry=True))}}
told["kept"] = past()
plainly = True
told["plain"] = good(plain)
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Flown:
    told: dict[str, Any]
    said: str
    home: Path

    def asked(self, query: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.home / "prefect.db") as database:
            return database.execute(query).fetchall()


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flown]:
    home = tmp_path_factory.mktemp("state") / "prefect"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")} | {"HOME": str(home.parent)}
    done = subprocess.run([sys.executable, "-c", NIGHTS, str(home)], capture_output=True, text=True, timeout=300, env=clean)
    assert done.returncode == 0, done.stderr
    *said, told = done.stdout.splitlines()
    yield Flown(json.loads(told), "\n".join(said) + done.stderr, home)


def test_a_flow_returns_and_raises_what_the_plain_night_does(flown: Flown) -> None:
    assert flown.told["good"][0] == flown.told["plain"] == sorted([NAME, NUMBER, PHONE])
    assert flown.told["faulty"][0] == ["ValueError", f"invalid literal for int() with base 10: {NAME!r}"]
    assert flown.told["refused"][0] == ["SourceRefusedError", "学籍缺少姓名列。"]


def test_only_what_cannot_be_reached_is_tried_again(flown: Flown) -> None:
    assert (flown.told["good"][1], flown.told["refused"][1]) == (2, 1)


def test_prefect_is_quiet_on_the_terminal(flown: Flown) -> None:
    assert set(flown.said.splitlines()) == {NAME}


def test_runs_tasks_and_counts_are_recorded(flown: Flown) -> None:
    assert flown.asked("SELECT name, state_name FROM flow_run WHERE start_time IS NOT NULL ORDER BY start_time") == [
        ("2026-09-01", "Completed"), ("2026-09-01", "Failed"), ("2026-09-01", "Failed")]
    assert [state for state, in flown.asked("SELECT state_name FROM task_run ORDER BY start_time")] == [
        "Completed", "Completed", "Completed", "Failed", "Failed"]
    [[artifact]] = flown.asked("SELECT data FROM artifact WHERE key = 'rollcall-ledger'")
    assert json.loads(artifact) == "| 人数 |\n|---|\n| 3 |"
    [parameters] = {row for row, in flown.asked("SELECT parameters FROM flow_run WHERE start_time IS NOT NULL")}
    assert json.loads(parameters) == {"settings": "county.toml", "as_of": "2026-09-01"}


def test_prefect_holds_no_value_of_a_person(flown: Flown) -> None:
    assert flown.home.stat().st_mode & 0o777 == 0o700
    files = [path for path in flown.home.rglob("*") if path.is_file()]
    assert "prefect.db" in {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        if path.parent.name == "storage":  # what was raised, pickled
            content += base64.b64decode(content)
        forms = [form for canary in CANARIES for form in (canary.encode(), json.dumps(canary).strip('"').encode(), canary.encode("utf-16-le"))]
        assert [form for form in forms if form in content] == [], path.name
    logged = [message for message, in flown.asked("SELECT message FROM log")]
    assert any("read ▇" in message for message in logged)


def test_of_old_nights_those_of_the_county_are_let_go_with_all_that_hangs_on_them(flown: Flown) -> None:
    gone, again, logged, artifacts, others = flown.told["kept"]
    assert (gone, again, others) == (1, 0, 5)
    assert logged == artifacts == ["of /a/county.toml -89"]
    left = flown.asked("SELECT json_extract(parameters, '$.settings') FROM flow_run WHERE parameters LIKE '%-89%' OR parameters LIKE '%-91%'")
    assert left == [("/a/county.toml",)]


def test_no_server_is_left_behind(flown: Flown) -> None:
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert [line for line in running.splitlines() if str(flown.home) in line] == []


def test_failures_are_named_by_class_and_place_unless_written_for_the_operator() -> None:
    try:
        int(NAME)
    except ValueError as error:
        assert _safe(error).startswith("ValueError (test_nightly.py:")
    assert _safe(NothingPublishedError("文件夹无法写入。")) == "文件夹无法写入。"


def test_a_refusal_because_the_file_could_not_be_reached_may_pass() -> None:
    try:
        try:
            raise TimeoutError
        except OSError:
            raise SourceRefusedError("roll", "学籍无法读取。") from None
    except SourceRefusedError as error:
        assert _may_pass(error)
    assert not _may_pass(SourceRefusedError("roll", "学籍缺少姓名列。"))


@pytest.mark.parametrize("number", [NUMBER, "34990120150317001X", "349901150317001", PHONE, "0558-4412345"])
def test_logged_numbers_are_blotted_out_of_messages_and_tracebacks(number: str) -> None:
    try:
        raise ValueError(f"bad cell {number}!")
    except ValueError:
        record = logging.LogRecord("prefect", logging.ERROR, __file__, 1, "row of %s", (number,), sys.exc_info())
    assert Discreet().filter(record)
    text = logging.Formatter().format(record)
    assert number not in text
    assert "row of ▇" in text and "bad cell ▇!" in text


def test_counts_and_dates_are_left_as_they_are() -> None:
    record = logging.LogRecord("prefect", logging.INFO, __file__, 1, "14,563 children on 2026-09-01, run 20260901T020000", (), None)
    Discreet().filter(record)
    assert record.getMessage() == "14,563 children on 2026-09-01, run 20260901T020000"
