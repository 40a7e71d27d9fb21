"""The nightly deployment on the office's Prefect server: made, renewed, removed, and what has to run for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.language import Language, language
from pipelines.run import product_version
from pipelines.settings import Settings, SettingsError
from pipelines.unattended import channels
from pipelines.unattended.past_runs import FLOW
from pipelines.unattended.prefect_server import TELEMETRY_OFF, configured_api

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

_DECLARED = files("pipelines.unattended") / "prefect.yaml"


@dataclass(frozen=True, slots=True)
class Plan:
    """When the night of which county is to come."""

    settings: Settings
    settings_path: Path
    cron: str

    def __post_init__(self) -> None:
        """Raises SettingsError for a time that is none."""
        _refuse_nonsense(self.cron)

    @property
    def timezone(self) -> str:
        """Whose clock ``cron`` means."""
        return self.settings.night.timezone

    @property
    def say(self) -> Language:
        """The office's language."""
        return language(self.settings.output.language)


def deployment_name(settings: Settings) -> str:
    """The deployment's name on a server that several counties may share."""
    return f"nightly-{settings.county.division_code}"


def deploy(plan: Plan) -> list[str]:
    """Make the county's deployment, or make it what the plan says now; what to tell the operator, line by line.

    Raises SettingsError when no server is configured or it cannot be used.
    """
    name, office = deployment_name(plan.settings), plan.settings
    with _server() as client:
        _pool(client, office.unattended.pool)
        before = _settings_before(client, name)
        _declare(plan, name)
        told = _watched(client, plan, name)
    moved = [] if before in (None, str(plan.settings_path.resolve())) else [plan.say(
        "注意：同名部署原来用的设置是 {before}，已改为本设置；若那是另一个县，请核对 division_code。", before=before)]
    return [*moved, *_said(plan, name, told)]


def tried(plan: Plan) -> list[str]:
    """What to tell of a trial message to everybody who is told when a night fails. Raises SettingsError."""
    return channels.tried(f"rollcall-{deployment_name(plan.settings)}", plan.settings)


def remove(settings: Settings) -> list[str]:
    """Take the county's deployment, its alarms and its runs ahead off the server; what to tell, line by line.

    Raises SettingsError when no server is configured or it cannot be used.
    """
    from prefect.exceptions import ObjectNotFound

    from pipelines.unattended.alarms import drop_alarms

    name, say = deployment_name(settings), language(settings.output.language)
    with _server() as client:
        drop_alarms(client, f"rollcall-{name}")
        channels.forget(client, f"rollcall-{name}")
        try:
            deployment = client.read_deployment_by_name(f"{FLOW}/{name}")
        except ObjectNotFound:
            return [say("{county}没有每夜部署 {deployment}，无需移除。",
                        county=settings.county.name, deployment=f"{FLOW}/{name}")]
        client.delete_deployment(deployment.id)
    return [say("已移除每夜部署 {deployment} 及其通知；工作池 {pool} 保留，正在进行的运行不受影响。",
                deployment=f"{FLOW}/{name}", pool=settings.unattended.pool)]


@contextmanager
def _server() -> Iterator[SyncPrefectClient]:
    url = configured_api()
    if url is None:
        raise SettingsError(
            "没有配置 Prefect 服务：请先运行 prefect server start，再设置环境变量 PREFECT_API_URL"
            "（如 http://127.0.0.1:4200/api）；不用 Prefect 时，用 rollcall schedule --print-cron。")
    os.environ.update(TELEMETRY_OFF)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "ERROR")
    import httpx
    from prefect.client.orchestration import get_client
    from prefect.exceptions import PrefectHTTPStatusError

    try:
        with get_client(sync_client=True) as client:
            client.hello()
            yield client
    except (httpx.HTTPError, PrefectHTTPStatusError, RuntimeError) as error:
        raise SettingsError(
            f"Prefect 服务 {url} 无法使用（{type(error).__name__}）：请启动该服务，并核对 PREFECT_API_URL。") from None


def _watched(client: SyncPrefectClient, plan: Plan, name: str) -> list[str]:
    """Have the server watch the deployment's runs; who is told, each in a word or two."""
    from pipelines.unattended.alarms import Watch, set_alarms

    office = plan.settings
    told = channels.settled(client, f"rollcall-{name}", office)
    watch = Watch(
        f"rollcall-{name}", client.read_deployment_by_name(f"{FLOW}/{name}").id, office.county.name,
        str(plan.settings_path.resolve()), timedelta(minutes=office.unattended.late_minutes), plan.say)
    set_alarms(client, watch, list(told.values()))
    return list(told)


def _settings_before(client: SyncPrefectClient, name: str) -> str | None:
    """The settings that the deployment of that name has run until now."""
    from prefect.exceptions import ObjectNotFound

    try:
        return client.read_deployment_by_name(f"{FLOW}/{name}").parameters.get("settings")
    except ObjectNotFound:
        return None


def _pool(client: SyncPrefectClient, name: str) -> None:
    """The work pool, made if it is not there.

    It has no limit of its own: a slot stays taken by a run whose worker was killed until the server learns of it, and
    no night would begin. The worker's own limit dies with the worker, and what keeps nights apart is the lock.
    """
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists

    try:
        client.create_work_pool(WorkPoolCreate(name=name, type="process"))
    except ObjectAlreadyExists:
        pool = client.read_work_pool(name)
        if pool.type != "process":
            raise SettingsError(
                f"Prefect 工作池 {name} 不是 process 类型：请在设置 [unattended] pool 中换一个名称。") from None


def _declare(plan: Plan, name: str) -> None:
    """Hand prefect.yaml to ``prefect deploy``, its blanks filled in."""
    blanks = {
        "ROLLCALL_DEPLOYMENT": name,
        "ROLLCALL_DESCRIPTION": plan.say("{county}：每夜核对", county=plan.settings.county.name),
        "ROLLCALL_VERSION": product_version(),
        "ROLLCALL_SETTINGS": str(plan.settings_path.resolve()),
        "ROLLCALL_HOME": str(plan.settings.home),
        "ROLLCALL_POOL": plan.settings.unattended.pool,
        "ROLLCALL_CRON": plan.cron,
        "ROLLCALL_TIMEZONE": plan.timezone,
    }
    api = {"PREFECT_API_URL": configured_api() or ""}
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(_DECLARED)],
        env=os.environ | TELEMETRY_OFF | api | blanks, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        last = (done.stdout + done.stderr).strip().splitlines()[-1:]
        raise SettingsError(f"Prefect 没有接受部署（{''.join(last)}）：请运行 rollcall doctor 检查安装和服务。")


def _said(plan: Plan, name: str, told: list[str]) -> list[str]:
    say, settings = plan.say, plan.settings_path
    quiet = " ".join(f"{name}={value}" for name, value in TELEMETRY_OFF.items())
    return [
        say("已部署 {deployment}：每夜 {cron}（{zone}），设置 {settings}", deployment=f"{FLOW}/{name}",
            cron=plan.cron, zone=plan.timezone, settings=settings.resolve()),
        say("通知：{notice}", notice=_notice(say, told)),
        say("须一直运行的两个程序（开机自启：rollcall schedule --print-systemd）："),
        say("  1. 服务　{command}", command=f"{quiet} prefect server start"),
        say("  2. 执行　{command}", command=f"prefect worker start --pool {plan.settings.unattended.pool} --limit 1"),
        say("两者与本命令用同一个 PREFECT_API_URL（{url}）；执行程序以能读写 {home} 的用户运行。",
            url=configured_api(), home=plan.settings.home),
        say("核对：rollcall doctor --settings {settings}；每天查看：rollcall status --settings {settings}",
            settings=settings),
    ]


def _notice(say: Language, told: list[str]) -> str:
    if told:
        return say("失败、中断、到时未开始都会发到{ways}", ways=say("，以及").join(map(say.sentence, told)))
    return say("没有设置通知：失败时只能在 rollcall status 和 Prefect 页面上看到"
               "（设置 [unattended] notify 或 [unattended.mail]，或环境变量 {variable}）", variable=channels.NOTIFY)


def _refuse_nonsense(cron: str) -> None:
    from prefect.client.schemas.schedules import CronSchedule

    try:
        CronSchedule(cron=cron)
    except ValueError:
        raise SettingsError(
            f'--cron "{cron}" 不是可用的时间：应为“分 时 日 月 星期”，如 "0 2 * * *" 表示每天 2 时。') from None
