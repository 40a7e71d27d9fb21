"""What an operator sees who looks after the casebook: export, restore, backup, history, a night taken back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path

from pipelines.operator.guard import NOTHING_PUBLISHED, PUBLISHED, answered, spoken
from pipelines.settings import SettingsError, load

#: What is told of an archive's rows, by table.
_COUNTED = {
    "run": "{n:,} 夜", "identity_event": "{n:,} 条身份变化", "case_event": "{n:,} 条案件变化",
    "piece": "{n:,} 件核查结果", "verdict": "{n:,} 条判定",
}  # fmt: skip


def _attempted(command: Callable[..., int]) -> Callable[..., int]:
    """The command answered; what it could not do is one sentence and code 3: no night is concerned."""

    @wraps(command)
    def tried(*args: object, **kwargs: object) -> int:
        from pipelines.errors import NothingPublishedError

        try:
            return command(*args, **kwargs)
        except NothingPublishedError as error:
            say = spoken(args[0])
            print(say("未完成：{error}", error=say.sentence(str(error))), file=sys.stderr, flush=True)
            return NOTHING_PUBLISHED

    return answered(tried)


@_attempted
def exported(settings_path: Path, path: Path) -> int:
    """Write the whole casebook to a file and print what is in it."""
    from pipelines.casebook import Casebook

    with Casebook.of(load(settings_path)) as casebook:
        manifest = casebook.export(path)
    print(spoken(settings_path).sentence(f"案件簿已导出到 {path}（仅本人可读）：{_counted(manifest.rows)}。"))
    print(spoken(settings_path).sentence("其中有密钥和核查结果：请与 state 文件夹同样保管，不要外传。"))
    return PUBLISHED


@_attempted
def restored(settings_path: Path, path: Path, *, replace: bool) -> int:
    """Put an exported casebook back and print what was in it, and where the one it replaced was backed up."""
    from pipelines.casebook.opening import Place
    from pipelines.casebook.restoring import restored as put_back
    from pipelines.premises import entered

    settings = load(settings_path)
    with entered(settings):  # no night may be under way
        manifest, backup = put_back(Place.of(settings), path, replace=replace)
    if backup:
        print(spoken(settings_path).sentence(f"原有的案件簿已备份到 {backup}。"))
    told = f"案件簿已从 {path}（{manifest.made_at} 导出）恢复：{_counted(manifest.rows)}。"
    print(spoken(settings_path).sentence(told))
    return PUBLISHED


@_attempted
def backed_up(settings_path: Path) -> int:
    """Write an archive of the casebook beside it and print where."""
    from pipelines.casebook import Casebook

    with Casebook.of(load(settings_path)) as casebook:
        print(spoken(settings_path).sentence(f"案件簿已备份到 {casebook.backup()}。"))
    return PUBLISHED


@_attempted
def told(settings_path: Path, who: str) -> int:
    """Print what was noted of a child or case, oldest first; 2 when the casebook knows nobody of that name."""
    from pipelines.casebook import Casebook
    from pipelines.casebook.history import history

    with Casebook.of(load(settings_path)) as casebook:
        lines = history(casebook.read(), who.strip().upper(), spoken(settings_path))
    if not lines:
        raise SettingsError(f"案件簿中没有 {who}：请用儿童编号（C…）或任务编号。")
    print("\n".join(lines))
    return PUBLISHED


@_attempted
def night_withdrawn(settings_path: Path, run_id: str, by: str, why: str) -> int:
    """Take back what one night added to the casebook, as if it had not been; 2 when there is no such night."""
    from pipelines.casebook import Casebook

    with Casebook.of(load(settings_path)) as casebook:
        known = casebook.read().runs.drop_nulls("seq")["run_id"]
        if run_id not in known:
            raise SettingsError(f"案件簿中没有 {run_id} 这一夜：编号见 rollcall status 或 out/nights 中的文件夹名。")
        new = casebook.withdraw("run", [run_id], by, why)
    done = f"{run_id} 这一夜已撤回；它的记录仍在案件簿中，下一夜起不再计入。"
    before = f"{run_id} 这一夜此前已撤回；它的记录仍在案件簿中，下一夜起不再计入。"
    print(spoken(settings_path).sentence(done if new else before))
    return PUBLISHED


def _counted(rows: Mapping[str, int]) -> str:
    return "、".join(title.format(n=rows[name]) for name, title in _COUNTED.items() if name in rows)
