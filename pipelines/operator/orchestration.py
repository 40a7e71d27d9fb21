"""Prefect seen from outside: whether its server, its schedule and its worker will bring the next night.

Asked over HTTP, which takes none of Prefect's two seconds to import.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pipelines.operator.checks import Check
from pipelines.settings import Settings, Unattended
from pipelines.unattended.prefect_server import configured_api
from pipelines.unattended.schedule import FLOW, deployment_name

if TYPE_CHECKING:
    import httpx

_NIGHT = {"flows": {"name": {"any_": [FLOW]}}}
_SCHEDULE = "rollcall schedule --settings county.toml"


def examined(settings: Settings | None) -> Iterator[Check]:
    """Everything about Prefect; with settings, of that county's deployment, else of whichever there are."""
    url = configured_api()
    if url is None:
        yield Check("Prefect", None, "未配置服务：直接运行，或以 --prefect 临时启动（遥测已关闭）")
        return
    yield from _asking(url, lambda client: _all(client, url, settings))


def ahead(settings: Settings) -> Iterator[Check]:
    """What Prefect has ahead for that county: its next run, and runs whose time has passed."""
    url = configured_api()
    if url is None:
        yield Check("下次运行", None, f"未配置 Prefect 服务：用 crontab 时见 crontab -l；部署：{_SCHEDULE}")
        return
    yield from _asking(url, lambda client: (*_deployment(client, settings), *_waiting(client, settings)))


def _asking(url: str, ask: Any) -> Iterator[Check]:
    import httpx

    try:
        with httpx.Client(base_url=url.rstrip("/"), timeout=15, auth=_credentials()) as client:
            yield from ask(client)
    except (httpx.HTTPError, ValueError, KeyError) as error:
        yield Check("Prefect", False, f"服务 {url} 无法使用（{type(error).__name__}）",
                    "请启动该服务（prefect server start），或取消 PREFECT_API_URL")


def _credentials() -> tuple[str, str] | None:
    user, colon, password = os.environ.get("PREFECT_API_AUTH_STRING", "").partition(":")
    return (user, password) if colon else None


def _all(client: httpx.Client, url: str, settings: Settings | None) -> Iterator[Check]:
    client.get("/health").raise_for_status()
    yield Check("Prefect", True, f"服务 {url} 可用")
    yield _telemetry(client.get("/admin/settings").raise_for_status().json())
    yield from _deployment(client, settings)
    for deployment in _deployments(client, settings):
        yield _worker(client, deployment["work_pool_name"])
        yield from _zone(deployment, settings)
    yield from _notice(client, settings)
    yield from _waiting(client, settings)


def _telemetry(settings: dict[str, Any]) -> Check:
    server = settings.get("server", {})
    chatty = [
        name
        for name, on in (
            ("PREFECT_SERVER_ANALYTICS_ENABLED", server.get("analytics_enabled")),
            ("PREFECT_SERVER_UI_V2_ENABLED", (server.get("ui") or {}).get("v2_enabled")),
        )
        if on
    ]
    mend = f"请在服务的环境中设置 {'、'.join(f'{name}=false' for name in chatty)}"
    return Check("Prefect 遥测", not chatty, f"{'、'.join(chatty)} 未关闭" if chatty else "已关闭", mend)


def _of(settings: Settings | None) -> dict[str, Any]:
    return {"name": {"like_": ""}} if settings is None else {"name": {"any_": [deployment_name(settings)]}}


def _found(client: httpx.Client, what: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    return client.post(f"/{what}/filter", json=_NIGHT | asked).raise_for_status().json()


def _deployments(client: httpx.Client, settings: Settings | None) -> list[dict[str, Any]]:
    return _found(client, "deployments", {"deployments": _of(settings)})


def _deployment(client: httpx.Client, settings: Settings | None) -> Iterator[Check]:
    """Whether a deployment of the night has a run ahead: all that tells a scheduler that has gone silent."""
    if not _deployments(client, settings):
        which = f"{FLOW}/{deployment_name(settings)}" if settings else FLOW
        yield Check("每夜部署", None, f"没有 {which} 的部署（{_SCHEDULE}）")
        return
    next_ones = _found(client, "flow_runs", {
        "deployments": _of(settings),
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}},
                      "next_scheduled_start_time": {"after_": datetime.now(UTC).isoformat()}},
        "sort": "NEXT_SCHEDULED_START_TIME_ASC",
        "limit": 1,
    })
    if next_ones:
        yield Check("每夜部署", True, f"下一次运行 {_local(next_ones[0]['next_scheduled_start_time'])}")
    else:
        yield Check("每夜部署", False, "部署没有下一次运行：定时未触发",
                    "请检查部署的定时是否启用、服务的依赖版本（rollcall doctor），再重启服务；"
                    f"或重新部署：{_SCHEDULE}")


def _waiting(client: httpx.Client, settings: Settings | None) -> Iterator[Check]:
    """Runs whose time has passed and that nobody has begun; one that waits for the one before it is none of them."""
    terms = settings.unattended if settings else Unattended()
    before = (datetime.now(UTC) - timedelta(minutes=terms.late_minutes)).isoformat()  # when the alarm goes, too
    late = _found(client, "flow_runs", {
        "deployments": _of(settings),
        "flow_runs": {"state": {"name": {"any_": ["Late"]}}, "expected_start_time": {"before_": before}},
        "sort": "EXPECTED_START_TIME_ASC", "limit": 200})
    if late:
        yield Check("未按时开始", False, f"{len(late)} 次，最早的应在 {_local(late[0]['expected_start_time'])} 开始",
                    "请启动 Prefect worker（见 rollcall schedule 的说明）；它会补上最近的一夜")


def _worker(client: httpx.Client, pool: str) -> Check:
    workers = client.post(f"/work_pools/{pool}/workers/filter", json={}).raise_for_status().json()
    online = [worker for worker in workers if worker.get("status") == "ONLINE"]
    mend = f"请启动：prefect worker start --pool {pool} --limit 1"
    told = f"工作池 {pool} 有 {len(online)} 个 worker 在线"
    return Check("Prefect worker", bool(online),
                 told if online else f"工作池 {pool} 没有 worker 在线：到时不会运行", mend)


def _notice(client: httpx.Client, settings: Settings | None) -> Iterator[Check]:
    """Whether somebody is told when a night fails."""
    if settings is None:
        return
    name = f"rollcall-{deployment_name(settings)}-failed"
    asked = {"automations": {"name": {"any_": [name]}}}
    alarms = [one for one in client.post("/automations/filter", json=asked).raise_for_status().json() if one["enabled"]]
    ways = sum(len(one["actions"]) for one in alarms)
    if ways:
        yield Check("通知", True, f"失败、中断时发往 {ways} 处（试一试：rollcall schedule --try-notify）")
    else:
        yield Check("通知", None, "失败时不通知任何人（设置 [unattended]）")


def _zone(deployment: dict[str, Any], settings: Settings | None) -> Iterator[Check]:
    """Whether the schedule still goes by the clock that the settings name."""
    if settings is None:
        return
    ours = settings.night.timezone
    for name in {one["schedule"].get("timezone") for one in deployment["schedules"]}:
        told = f"定时按 {name}" if name == ours else f"定时按 {name}，设置为 {ours}"
        yield Check("时区", name == ours, told, f"请重新部署：{_SCHEDULE}")


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M%z}"
