"""A look at the installation: what works together, where things lie, who may read them, whether the night will come."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pipelines.settings import Settings, SettingsError, load
from pipelines.unattended.prefect_server import configured_api

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's: ``ok`` is None where there is nothing to judge; ``mend`` says what to do."""

    name: str
    ok: bool | None
    detail: str
    mend: str = ""


def examine(settings_path: Path | None) -> list[Check]:
    """Everything that was looked at, in the order in which it should be mended.

    Without settings only the installation is looked at. Prefect's own server is asked only where one is configured.
    """
    checks = [_python(), *_packages(), _font(), _duckdb()]
    if settings_path is None:
        checks.append(Check("设置", None, "未指定，未检查文件夹（可加 --settings county.toml）"))
    else:
        checks += _county(settings_path)
    return [*checks, *_prefect()]


# ---------------------------------------------------------------- the installation

#: What happens outside the bounds, where it is not an honest error message (ecosystem.md).
_KNOWN_BAD = {
    "fastapi": "该版本下 Prefect 无法启动",
    "sqlalchemy": "该版本下 Prefect 的定时不会触发，且没有任何提示",
    "prefect": "未试验过的版本",
}


def _python() -> Check:
    asked, running = SpecifierSet(metadata("rollcall")["Requires-Python"]), platform.python_version()
    mend = f"请安装 Python {asked} 后重新运行 make setup"
    return Check("Python", asked.contains(running), f"{running}（要求 {asked}）", mend)


def _packages() -> Iterator[Check]:
    """One line when all are within their bounds, else one for each that is not."""
    asked = [Requirement(line) for line in requires("rollcall") or []]
    wrong = [check for one in asked if (check := _outside(one))]
    yield from wrong
    if not wrong:
        yield Check("依赖包", True, f"{len(asked)} 个依赖包的版本都在约定范围内")


def _outside(asked: Requirement) -> Check | None:
    if asked.marker and not asked.marker.evaluate():
        return None
    mend = "请运行 make setup 按 uv.lock 重新安装"
    try:
        found = version(asked.name)
    except PackageNotFoundError:
        return Check(asked.name, False, f"未安装（要求 {asked.specifier}）", mend)
    if asked.specifier.contains(found, prereleases=True):
        return None
    why = f"：{_KNOWN_BAD[asked.name]}" if asked.name in _KNOWN_BAD else ""
    return Check(asked.name, False, f"{found}，要求 {asked.specifier}{why}", mend)


def _font() -> Check:
    from pipelines.publish.fonts import FOLDER, SANS

    if not any(FOLDER.glob("*.otf")):
        return Check("中文字体", False, "随程序安装的字体不见了，报告无法排版", "请重新安装 rollcall")
    return Check("中文字体", True, SANS)


def _duckdb() -> Check:
    import duckdb

    try:
        with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
            connection.execute(f"ATTACH '{folder}/probe.duckdb' AS probe (STORAGE_VERSION 'v1.2.0')")
            connection.execute("CREATE TABLE probe.one AS SELECT 1 AS one")
            connection.execute("DETACH probe")
    except (duckdb.Error, OSError) as error:
        return Check("DuckDB", False, f"{duckdb.__version__} 无法写入 v1.2.0 格式（{type(error).__name__}）",
                     "请检查临时文件夹的空间，并运行 make setup")
    return Check("DuckDB", True, f"{duckdb.__version__}，可写 v1.2.0 格式（旧版客户端可读）")


# ---------------------------------------------------------------- the county's folders


def _county(settings_path: Path) -> Iterator[Check]:
    try:
        settings = load(settings_path)
    except SettingsError as error:
        yield Check("设置", False, str(error), "更正后再检查")
        return
    yield Check("设置", True, str(settings_path))
    yield _writable(settings.out)
    yield from _modes(settings)
    yield _lock(settings.state)
    yield _space(settings.home)
    from pipelines.arrival.at_hand import arrivals  # polars and the registers with it

    for arrival in arrivals(settings):
        yield Check(arrival.title, arrival.at_hand, arrival.detail)


def _writable(folder: Path) -> Check:
    nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        stands = "可写" if nearest == folder.absolute() else "将在运行时建立"
        return Check("输出文件夹", True, f"{folder} {stands}")
    return Check("输出文件夹", False, f"{folder} 无法写入", "请更改权限，或在设置 [output] 中换一个文件夹")


def _modes(settings: Settings) -> Iterator[Check]:
    """Who may read the state folder and the secret in it. Both are made by the first night."""
    for name, path, most in (("状态文件夹", settings.state, 0o700), ("密钥", settings.state / "secret", 0o600)):
        if not path.exists():
            yield Check(name, None, f"{path} 尚未建立（第一次运行时建立）")
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        open_to_others = bool(mode & ~most)
        yield Check(name, not open_to_others, f"{path} 权限 {mode:04o}" + ("，他人可读" if open_to_others else ""),
                    f"chmod {most:o} {path}")


def _lock(state: Path) -> Check:
    path = state / "lock"
    if not path.exists():
        return Check("运行锁", True, "没有正在进行的运行")
    with path.open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return Check("运行锁", None, f"一次运行正在进行（{path}）")
    # The lock is the kernel's and dies with its process, so a file that is left over holds up nothing.
    return Check("运行锁", True, "没有正在进行的运行")


_ENOUGH = 2 * 1024**3


def _space(home: Path) -> Check:
    free = shutil.disk_usage(home).free
    return Check("磁盘空间", free >= _ENOUGH, f"剩余 {free / 1024**3:.1f} GB", "请清理磁盘，至少留出 2 GB")


# ---------------------------------------------------------------- Prefect


def _prefect() -> Iterator[Check]:
    url = configured_api()
    if url is None:
        yield Check("Prefect", None, "未配置服务：直接运行，或以 --prefect 临时启动（遥测已关闭）")
        return
    import httpx

    try:
        with httpx.Client(base_url=url.rstrip("/"), timeout=5, auth=_credentials()) as client:
            client.get("/health").raise_for_status()
            yield Check("Prefect", True, f"服务 {url} 可用")
            yield _telemetry(client.get("/admin/settings").raise_for_status().json())
            yield _deployment(client)
    except (httpx.HTTPError, ValueError) as error:
        yield Check("Prefect", False, f"服务 {url} 无法使用（{type(error).__name__}）",
                    "请启动该服务（prefect server start），或取消 PREFECT_API_URL")


def _credentials() -> tuple[str, str] | None:
    user, colon, password = os.environ.get("PREFECT_API_AUTH_STRING", "").partition(":")
    return (user, password) if colon else None


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
    mend = "请在服务的环境中设置 " + "、".join(f"{name}=false" for name in chatty)
    return Check("Prefect 遥测", not chatty, "、".join(chatty) + " 未关闭" if chatty else "已关闭", mend)


def _deployment(client: httpx.Client) -> Check:
    """Whether a deployment of the night has a run ahead: all that tells a scheduler that has gone silent."""
    night = {"flows": {"name": {"any_": ["rollcall-night"]}}}
    if not client.post("/deployments/filter", json=night).raise_for_status().json():
        return Check("每夜部署", None, "没有 rollcall-night 的部署")
    scheduled = {"type": {"any_": ["SCHEDULED"]}}
    later = {"after_": datetime.now(UTC).isoformat()}
    ahead = client.post("/flow_runs/filter", json=night | {
        "deployments": {"name": {"like_": ""}},
        "flow_runs": {"state": scheduled, "next_scheduled_start_time": later},
        "sort": "NEXT_SCHEDULED_START_TIME_ASC",
        "limit": 1,
    }).raise_for_status().json()
    if not ahead:
        return Check("每夜部署", False, "部署没有下一次运行：定时未触发",
                     "请检查部署的定时是否启用、服务的依赖版本（见上），再重启服务")
    return Check("每夜部署", True, f"下一次运行 {ahead[0]['next_scheduled_start_time']}")
