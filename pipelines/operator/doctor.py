"""A look at the installation: what works together, where things lie, who may read them, whether the night will come."""

from __future__ import annotations

import os
import platform
import stat
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pipelines.operator.checks import Check
from pipelines.operator.keeping import kept
from pipelines.operator.orchestration import examined
from pipelines.premises import holder
from pipelines.settings import Settings, SettingsError, load


def examine(settings_path: Path | None) -> list[Check]:
    """Everything that was looked at, in the order in which it should be mended.

    Without settings only the installation is looked at. Prefect's own server is asked only where one is configured.
    """
    checks = [_python(), *_packages(), _font(), _duckdb(), *_terminal(), *_memory()]
    settings = None
    if settings_path is None:
        checks.append(Check("设置", None, "未指定，未检查文件夹（可加 --settings county.toml）"))
    else:
        try:
            settings = load(settings_path)
            checks += [Check("设置", True, str(settings_path)), *_county(settings)]
        except SettingsError as error:
            checks.append(Check("设置", False, str(error), "更正后再检查"))
    return [*checks, *examined(settings)]


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
    told = f"{found}，要求 {asked.specifier}"
    return Check(asked.name, False, f"{told}：{_KNOWN_BAD[asked.name]}" if asked.name in _KNOWN_BAD else told, mend)


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


def _terminal() -> Iterator[Check]:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding not in ("utf8", "gb18030", "gbk"):
        yield Check("终端", False, f"终端的编码是 {encoding or '不明'}，写不出中文", "export LANG=C.UTF-8")


_MEMORY = 2 * 1024**3


def _memory() -> Iterator[Check]:
    """What the machine has; a night of 200,000 children took 2.7 GiB. Nothing where the kernel does not tell."""
    try:
        told = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        free = int(told["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return
    yield Check("内存", free >= _MEMORY, f"可用 {free / 1024**3:.1f} GB",
                "请关闭其他程序：一夜至少要 2 GB，20 万名儿童约 3 GB")


# ---------------------------------------------------------------- the county's folders


def _county(settings: Settings) -> Iterator[Check]:
    yield _writable(settings.out)
    yield from _modes(settings)
    yield _lock(settings.state)
    yield from kept(settings)
    from pipelines.arrival.at_hand import arrivals  # polars and the registers with it

    for arrival in arrivals(settings):
        yield Check(arrival.title, arrival.at_hand, arrival.detail)


def _writable(folder: Path) -> Check:
    nearest = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    if nearest.is_dir() and os.access(nearest, os.W_OK | os.X_OK):
        stands = f"{folder} 可写" if nearest == folder.absolute() else f"{folder} 将在运行时建立"
        return Check("输出文件夹", True, stands)
    return Check("输出文件夹", False, f"{folder} 无法写入", "请更改权限，或在设置 [output] 中换一个文件夹")


def _modes(settings: Settings) -> Iterator[Check]:
    """Who may read the state folder and the secret in it. Both are made by the first night."""
    for name, path, most in (("状态文件夹", settings.state, 0o700), ("密钥", settings.state / "secret", 0o600)):
        if not path.exists():
            yield Check(name, None, f"{path} 尚未建立（第一次运行时建立）")
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        open_to_others = bool(mode & ~most)
        told = f"{path} 权限 {mode:04o}，他人可读" if open_to_others else f"{path} 权限 {mode:04o}"
        yield Check(name, not open_to_others, told, f"chmod {most:o} {path}")


def _lock(state: Path) -> Check:
    running = holder(state)
    if running is None:  # the lock is the kernel's and dies with its process: a file that is left over is nobody's
        return Check("运行锁", True, "没有正在进行的运行")
    if running.since is None:
        return Check("运行锁", None, f"一次运行正在进行（{state / 'lock'}）")
    return Check("运行锁", None, f"一次运行正在进行，进程 {running.pid}，{running.since:%Y-%m-%d %H:%M:%S} 开始"
                               f"（{state / 'lock'}）")
