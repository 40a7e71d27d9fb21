"""Whatever clock the machine shows, the dates and times of a night are the office's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines import clock
from tests.pipelines.test_settings import MINIMAL

#: One night's traces, each as it is kept: when it began, its name, its lock, its log, its end, a file's own date.
NIGHT = """
import json, sys
from datetime import date
from pathlib import Path
from pipelines.settings import load

settings = load(Path(sys.argv[1]))

from pipelines.casebook import Casebook
from pipelines.premises import entered, holder
from pipelines.run import AS_USUAL, Run
from pipelines.unattended.journal import LOG, kept

today = date.today()
with kept(settings, today, lambda _: None), entered(settings), Casebook.of(settings) as casebook:
    run = Run.begun(settings, today, AS_USUAL)
    casebook.begin(run)
    casebook.end(run.run_id, "published")
    (told,) = casebook.runs().to_dicts()
    lock = holder(settings.state)
log = (settings.state / "logs" / LOG).read_text("utf-8")
print(json.dumps({
    "date": f"{told['as_of']}T00:00:00", "file": f"{date.fromtimestamp(Path(sys.argv[1]).stat().st_mtime)}T00:00:00",
    "name": run.run_id[:15], "began": told["started"].isoformat(), "ended": told["reached"].isoformat(),
    "lock": lock.since.isoformat(), "log": log.split(" ")[0]}))
"""


def traces(tmp_path: Path, county: str, **environment: str) -> dict[str, datetime]:
    settings = tmp_path / "county.toml"
    settings.write_text(f'{MINIMAL}\n[night]\ntimezone = "{county}"\n', "utf-8")
    done = subprocess.run([sys.executable, "-c", NIGHT, settings], capture_output=True, text=True, check=True,
                          env=os.environ | environment)
    return {name: datetime.fromisoformat(moment) for name, moment in json.loads(done.stdout).items()}


@pytest.mark.parametrize(("machine", "county"), [
    ("UTC", "Asia/Shanghai"),
    ("Etc/GMT+12", "Pacific/Kiritimati"),  # 26 hours apart: never the same date
    ("Pacific/Kiritimati", "Pacific/Pago_Pago"),
])
def test_every_date_and_time_of_a_night_is_the_offices(tmp_path: Path, machine: str, county: str) -> None:
    zone = ZoneInfo(county)
    before = datetime.now(zone).replace(microsecond=0)
    told = traces(tmp_path, county, TZ=machine)
    after = datetime.now(zone)
    assert told["log"].utcoffset() == after.utcoffset()
    for name, moment in told.items():
        least = before.replace(hour=0, minute=0, second=0) if name in ("date", "file") else before
        assert least <= moment.replace(tzinfo=zone) <= after, name


def test_where_the_machine_has_no_time_zones_those_that_came_along_serve(tmp_path: Path) -> None:
    told = traces(tmp_path, "Asia/Shanghai", TZ="UTC", TZDIR=str(tmp_path / "none"))
    assert abs(told["began"].replace(tzinfo=ZoneInfo("Asia/Shanghai")) - datetime.now(ZoneInfo("UTC"))) < timedelta(hours=1)


@pytest.mark.parametrize(("name", "is_one"), [
    ("Asia/Shanghai", True), ("Asia/Urumqi", True), ("UTC", True), ("Peking", False), ("", False), ("/etc/localtime", False)])
def test_a_zone_is_known_by_its_name(name: str, is_one: bool) -> None:
    assert clock.known(name) is is_one
