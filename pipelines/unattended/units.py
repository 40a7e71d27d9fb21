"""What an office's machine needs to run the nights by itself, as text to be put in place by its administrator."""

from __future__ import annotations

import getpass
import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.unattended.prefect_server import TELEMETRY_OFF, configured_api

if TYPE_CHECKING:
    from pipelines.unattended.schedule import Plan

#: Prefect keeps every run and every event of it for good unless it is told to let go.
_LETS_GO = {"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs"}
_USUAL_API = "http://127.0.0.1:4200/api"


def crontab(plan: Plan) -> list[str]:
    """Lines of a crontab that run the night without Prefect; cron sends by mail what went wrong, and nothing else."""
    settings = shlex.quote(str(plan.settings_path.resolve()))
    say, program = plan.say, shlex.quote(str(_program("rollcall")))
    return [
        say("# 不用 Prefect 的每夜运行：crontab -e，加入以下各行。"),
        say("# 运行过程记在 state/logs；失败时 cron 把 status 的输出寄给 MAILTO。"),
        say("# CRON_TZ 并非每种 cron 都认：不认时，时间按本机时区写。基准日不受影响，按设置 [night] timezone。"),
        "MAILTO=root",
        f"CRON_TZ={plan.timezone}",
        f"{plan.cron} {program} run --settings {settings} >/dev/null 2>&1"
        f" || {program} status --settings {settings}",
    ]


def systemd(plan: Plan) -> list[str]:
    """The units of Prefect's server and of its worker, each under the name of the file it belongs in."""
    api = configured_api() or _USUAL_API
    address = urlsplit(api)
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    told = {"PREFECT_HOME": str(home), "PREFECT_API_URL": api}
    server = f"server start --host {address.hostname} --port {address.port or 4200}"
    say, worker = plan.say, f"worker start --pool {plan.settings.unattended.pool} --limit 1"
    return [
        say("# 存为 /etc/systemd/system/rollcall-server.service（Prefect 服务；已有服务时不需要）"),
        *_unit("rollcall: Prefect server", "network-online.target", server, TELEMETRY_OFF | _LETS_GO | told),
        say("# 存为 /etc/systemd/system/rollcall-worker.service（执行每夜运行）"),
        *_unit("rollcall: Prefect worker", "rollcall-server.service", worker, TELEMETRY_OFF | told),
        say("# 然后：systemctl daemon-reload && systemctl enable --now rollcall-server rollcall-worker"),
    ]


def _unit(title: str, after: str, command: str, environment: dict[str, str]) -> list[str]:
    # KillMode=process: a worker that is restarted leaves the night that it started to its end.
    return [
        "[Unit]", f"Description={title}", f"After={after}", f"Wants={after}", "",
        "[Service]", f"User={getpass.getuser()}", "UMask=0077",
        *(f'Environment="{name}={value}"' for name, value in environment.items()),
        f"ExecStart={_program('prefect')} {command}", "Restart=always", "RestartSec=10",
        *(("KillMode=process",) if "worker" in command else ()), "",
        "[Install]", "WantedBy=multi-user.target", "",
    ]  # fmt: skip


def _program(name: str) -> Path:
    return Path(sys.executable).with_name(name)
