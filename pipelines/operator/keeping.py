"""What a county keeps, looked at: its casebook and copies, its export log, its nights; how old, how large, how private.

Nothing is made, migrated or written by looking.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.operator.checks import Check
from pipelines.settings import Settings

_ENOUGH = 2 * 1024**3
#: A casebook that nobody has copied for so long would take as much of people's work with it.
_COPY = timedelta(days=31)
#: Registers come monthly at the least: by then something has been forgotten.
_NIGHT = timedelta(days=35)
#: Where locks and SQLite's shared memory cannot be relied upon.
_SHARED = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "davfs"}


def kept(settings: Settings) -> Iterator[Check]:
    """A line each: the files with names, the disk, the casebook and its copies, the last night, the export log."""
    yield from _named_files(settings.out)
    yield from _workbooks_password(settings)
    yield from _disk(settings)
    yield from _casebook(settings)
    yield from _exports(settings.state)


# ---------------------------------------------------------------- who may read what


def _named_files(out: Path) -> Iterator[Check]:
    """Lists with names are their owner's alone; copying or unpacking them may have made them everybody's."""
    lists = [path for path in out.glob("*") if path.suffix in {".csv", ".xlsx"}]
    folders = [path for path in (out / "exceptions", out / "nights") if path.is_dir()]
    wide = [path for path in (*lists, *folders) if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if wide:
        more = f"{wide[0]} 等 {len(wide)} 项载有姓名、电话，他人可读"
        told = more if wide[1:] else f"{wide[0]}载有姓名、电话，他人可读"
        yield Check("清单权限", False, told, "chmod go= " + " ".join(map(str, wide)))
    elif lists or folders:
        yield Check("清单权限", True, "载有姓名、电话的文件只有所有者可读")


def _workbooks_password(settings: Settings) -> Iterator[Check]:
    from pipelines.errors import NothingPublishedError
    from pipelines.publish.sealing import password

    try:
        if password(settings):
            yield Check("工作簿密码", True, "工作簿将加密")
    except NothingPublishedError as error:
        yield Check("工作簿密码", False, str(error))


# ---------------------------------------------------------------- the disk


def _disk(settings: Settings) -> Iterator[Check]:
    for name, folder in (("输出", settings.out), ("状态", settings.state)):
        kind = _file_system(folder)
        if kind in _SHARED:
            yield Check(f"{name}文件夹的磁盘", False, f"{folder} 在网络盘（{kind}）上，运行锁和案件簿的文件锁不可靠",
                        "请在设置 [output] 中把 folder 和 state 换到本机磁盘")
    yield _space(settings)
    yield from _nights(settings)


def _file_system(folder: Path) -> str:
    """The kind of file system that the folder lies on, as the kernel names it; empty where that cannot be told."""
    place = os.path.realpath(folder)
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    except OSError:
        return ""
    above = [(at.replace("\\040", " "), kind) for at, kind in mounts]
    holding = [(len(at), kind) for at, kind in above if place == at or place.startswith(at.rstrip("/") + "/")]
    return max(holding)[1] if holding else ""


def _space(settings: Settings) -> Check:
    """Room for a night: as much as is published now takes twice, once more in ``nights``, and what DuckDB spills."""
    free = min(shutil.disk_usage(_there(folder)).free for folder in (settings.out, settings.state))
    asked = max(_ENOUGH, 4 * _size(settings.out, "nights"))
    return Check("磁盘空间", free >= asked, f"剩余 {_gb(free)}", f"请清理磁盘，至少留出 {_gb(asked)}")


def _nights(settings: Settings) -> Iterator[Check]:
    """What past nights take, and what they come to when as many are kept as the settings say, one a day."""
    nights = [path for path in (settings.out / "nights").glob("*_*") if path.is_dir()]
    if not nights:
        return
    loads = settings.state / "loads"
    taken = sum(map(_size, nights)), _size(loads)
    days = settings.output.keep_nights, settings.output.keep_loads
    runs = max(1, len(list((loads / "population").glob("*"))))
    coming = max(0, taken[0] // len(nights) * days[0] - taken[0]) + max(0, taken[1] // runs * days[1] - taken[1])
    told = (f"已存 {len(nights)} 夜的结果 {_gb(taken[0])}（留 {days[0]} 天），"
            f"读入的登记册 {_gb(taken[1])}（留 {days[1]} 天）")
    enough = coming < shutil.disk_usage(settings.out).free
    yield Check("留存", enough, told if enough else f"{told}，每夜一次还将增加至多 {_gb(coming)}，磁盘放不下",
                "请清理磁盘，或减少设置 [output] keep_nights、keep_loads")


def _there(folder: Path) -> Path:
    return next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())


def _size(folder: Path, but: str | None = None) -> int:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    counted = {path.stat().st_ino: path.stat().st_size for path in files if but not in path.relative_to(folder).parts}
    return sum(counted.values())  # a register that has not changed is linked, not written again


def _gb(size: int) -> str:
    if size < 1024**2:
        return "不到 1 MB"
    return f"{size / 1024**3:.1f} GB" if size >= 0.1 * 1024**3 else f"{size / 1024**2:.0f} MB"


# ---------------------------------------------------------------- what cannot be made again


def _casebook(settings: Settings) -> Iterator[Check]:
    from pipelines.casebook import CasebookError, Place, revision_as_it_lies, runs_as_they_lie

    try:
        place = Place.of(settings)
        found = revision_as_it_lies(place)
        if found is None:
            yield Check("案件簿", None, f"{place.name} 尚未建立（第一次运行时建立）")
            return
        yield Check("案件簿", True, f"{place.name} 可以打开，{found}")
        runs = runs_as_they_lie(place)
    except CasebookError as error:
        yield Check("案件簿", False, str(error))
        return
    if runs is None or runs.is_empty():
        return
    started: list[datetime] = runs["started"].sort().to_list()
    yield from _copies(place.backups, started[0])
    yield from _nights_age(started[-1])


def _copies(folder: Path, since: datetime) -> Iterator[Check]:
    """How old the newest copy is; none is missed before the casebook itself is old enough."""
    newest = max((path.stat().st_mtime for path in folder.glob("casebook-*")), default=None)
    copied = datetime.fromtimestamp(newest) if newest else None
    late = datetime.now() - (copied or since) > _COPY
    told = f"最近一份是 {copied:%Y-%m-%d} 的（{folder}）" if copied else f"还没有备份过（{folder}）"
    yield Check("案件簿备份", not late if copied or late else None, told,
                "rollcall casebook backup --settings county.toml，并把文件另存到别的机器：磁盘损坏时本机的备份也会丢失")


def _nights_age(started: datetime) -> Iterator[Check]:
    age = datetime.now() - started
    if age < -timedelta(minutes=5):
        yield Check("时钟", False, f"最近一次运行记为 {started:%Y-%m-%d %H:%M}，晚于本机现在的时间",
                    "请校准本机时钟（timedatectl set-ntp true），否则基准日和期限都会错")
        return
    told = f"最近一次在 {started:%Y-%m-%d %H:%M}"
    told = f"{told}，已过 {age.days} 天" if age.days else told
    yield Check("运行", age <= _NIGHT, told, "请运行 rollcall run，或用 rollcall schedule 定时")


def _exports(state: Path) -> Iterator[Check]:
    """Whether what was shared is on file without a gap: the next export goes on from it."""
    from pipelines.publish.export_log import LOG, broken_line

    log = state / LOG
    if not log.exists():
        return
    if line := broken_line(log):
        yield Check("对外提供登记", False, f"{log} 第 {line} 行与前一行不衔接：被改动过，或缺了行",
                    "请从备份恢复该文件并查明原因；恢复前 rollcall share 不再写出任何数")
        return
    count = len(log.read_bytes().splitlines())
    yield Check("对外提供登记", True, f"{count} 次，前后衔接")
