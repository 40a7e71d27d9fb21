"""A past night once more: its sources, its settings and the casebook as they were then, held against what was kept.

Nothing is written into the casebook, into ``state/`` or into ``out/``. What "the same" means is outputs.md's, see
``publish.sameness``.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import sources
from pipelines.arrival.intake import read_registers, stood_in
from pipelines.arrival.loads import Loads
from pipelines.arrival.recognition import with_tonights_records
from pipelines.arrival.remembered import Remembered
from pipelines.carried import models_of
from pipelines.casebook import Casebook, Memory
from pipelines.errors import NothingPublishedError
from pipelines.gates import check_registers
from pipelines.linkage import Carried
from pipelines.night import judge
from pipelines.premises import Premises
from pipelines.publish import publish
from pipelines.publish.sameness import differences
from pipelines.run import Run, product_version
from pipelines.settings import Settings
from pipelines.store import Workspace
from sources.person import Loaded, Terms


class NoSuchNightError(NothingPublishedError):
    """A night that cannot be replayed. The text is one sentence with the cause and the mend."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A night replayed: its kept folder, where it differs from that, and the version it was made by if another."""

    kept: Path
    differences: tuple[str, ...]
    other_version: str | None


def replayed(
    settings: Settings, which: str, out: Path | None = None, *, tell: Callable[[str], None] = print
) -> Replayed:
    """That night, named by its as-of date (then its last run), its run or its folder in ``out/nights``, once more.

    ``out`` is where its files are laid, or nowhere. Raises NoSuchNightError when there is no such night, when its
    sources were let go (``[output] keep_loads``), when its folder lacks its models, or when ``out`` is not empty.
    """
    kept = _kept(settings, which)
    if out is not None and out.exists() and any(out.iterdir()):
        raise NoSuchNightError(f"文件夹 {out} 不是空的：请换一个，以免覆盖其中的文件。")
    loads = Loads(settings.state / "loads")
    run, read_at = _run(loads, kept, settings)
    models = _models(kept, run)
    tell(f"▸ 重做 {run.as_of}（运行 {run.run_id}）…")
    with Casebook.of(settings) as casebook, _aside() as place:
        made = _made(run, casebook.read(at=read_at), loads, place, models)
        found = differences(made, kept)
        if out is not None:
            shutil.copytree(made, out, dirs_exist_ok=True)
            out.chmod(0o700)
    return Replayed(kept, tuple(found), run.version if run.version != product_version() else None)


def _made(run: Run, memory: Memory, loads: Loads, place: Premises, models: Carried) -> Path:
    """The folder of the night's files, made anew in a place apart, by the models that served that night."""
    remembered = Remembered.of(memory)
    reading = partial(_read_then, run_id=run.run_id, remembered=remembered)
    registers = read_registers(
        run.settings, run.as_of, memory.key, memory.tokens, loads, around=lambda _: reading, remembered=remembered)
    registers = with_tonights_records(registers, memory.shown, memory.key)
    checks = check_registers(registers, run.settings, run.as_of, memory.last_totals, run.choices)
    with Workspace(place.tmp) as workspace:
        linkage, _, checks = judge(run, memory, registers, checks, workspace, before=models)
        return publish(workspace, place, run, checks, linkage)


def _read_then(
    name: str, settings: Settings, terms: Terms, key: bytes, loads: Loads, *, run_id: str, remembered: Remembered
) -> Loaded:
    """The register as that run read it."""
    contract = sources.register_named(name).CONTRACT
    load = loads.of_run(name, run_id)
    if load is None:
        raise NoSuchNightError(
            f"运行 {run_id} 读入的{contract.title}已不在 {loads.folder} 中："
            "超过保存天数（[output] keep_loads）的夜不能重做。")
    found = load.reading(contract)
    found = stood_in(found, name, load.instead) if load.instead else found
    return sources.conformed(name, remembered.with_register(name, found), terms)


def _kept(settings: Settings, which: str) -> Path:
    """The night's own folder; of several runs of a date the last."""
    nights = sorted((settings.out / "nights").glob("[!.]*"))
    named = [night for night in nights if which in (night.name, *night.name.split("_", 1))]
    if named:
        return named[-1]
    last = "、".join(night.name.split("_", 1)[0] for night in nights[-3:]) or "还没有"
    raise NoSuchNightError(f"没有留存的夜 {which}：请写基准日、运行编号或 out/nights 下的文件夹名（最近：{last}）。")


def _run(loads: Loads, kept: Path, settings: Settings) -> tuple[Run, datetime]:
    """The run of that folder as it was, and the moment at which it read the casebook."""
    run_id = kept.name.split("_", 1)[1]
    told = loads.run(run_id)
    if told is None:
        raise NoSuchNightError(
            f"运行 {run_id} 的数据源和设置已不在 {loads.folder} 中：超过保存天数（[output] keep_loads）的夜不能重做。")
    return Run.again(told, settings.home), datetime.fromisoformat(told["read_at"])


def _models(kept: Path, run: Run) -> Carried:
    """The models that served that night."""
    try:
        return models_of(kept, run.as_of)
    except (OSError, ValueError):
        raise NoSuchNightError(
            f"{kept} 中没有那一夜所用的比对模型（linkage.json、blocking.json）"
            "或已损坏：不能重做，请从备份恢复。") from None


@contextmanager
def _aside() -> Iterator[Premises]:
    """Folders that only their owner enters and that are gone afterwards: what is decided in them holds names."""
    with tempfile.TemporaryDirectory(prefix="rollcall-") as folder:
        place = Premises(*(Path(folder) / name for name in ("out", "state", "tmp")))
        for one in (place.out, place.state, place.tmp):
            one.mkdir(mode=0o700)
        yield place
