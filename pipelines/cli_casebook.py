"""``rollcall casebook``: the group of commands that look after what cannot be rebuilt."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group, Parameter

casebook = App(
    name="casebook",
    help="案件簿：导出、恢复、备份、查看历史。其中的判定、核查结果和案件无法从数据源重建。",
    help_format="plaintext",
    group=Group("案件簿", sort_key=4),
)

SettingsPath = Annotated[Path, Parameter(name=["--settings", "-s"], help="设置文件 county.toml")]


@casebook.command
def export(file: Path, /, *, settings: SettingsPath = Path("county.toml")) -> None:
    """把整个案件簿连同密钥导出成一个文件（zip，内为 JSON 行，附清单和校验值，仅本人可读）。"""
    from pipelines.operator.casework import exported

    sys.exit(exported(settings, file))


@casebook.command
def restore(file: Path, /, *, settings: SettingsPath = Path("county.toml"), replace: bool = False) -> None:
    """从导出的文件或备份恢复案件簿；SQLite 与 PostgreSQL 之间也由此迁移。

    Parameters
    ----------
    replace
        案件簿不是空的也要恢复：先备份现有的，再替换
    """
    from pipelines.operator.casework import restored

    sys.exit(restored(settings, file, replace=replace))


@casebook.command
def backup(*, settings: SettingsPath = Path("county.toml")) -> None:
    """在案件簿旁备份一份（state/casebook-backups，保留最近几份）。"""
    from pipelines.operator.casework import backed_up

    sys.exit(backed_up(settings))


@casebook.command
def history(who: str, /, *, settings: SettingsPath = Path("county.toml")) -> None:
    """一名儿童或一个案件的全部经过：何时出现、状态如何变化、立案结案、谁何时交回了什么。

    Parameters
    ----------
    who
        儿童编号（C…）或任务编号
    """
    from pipelines.operator.casework import told

    sys.exit(told(settings, who))


@casebook.command
def withdraw_night(run: str, /, *, by: str, why: str, settings: SettingsPath = Path("county.toml")) -> None:
    """撤回某一夜写入案件簿的内容（例如基准日写错的一夜）；不删除，只追加一条撤回记录。

    Parameters
    ----------
    run
        运行编号（out/nights 中文件夹名的后半部分）
    by
        撤回人
    why
        原因
    """
    from pipelines.operator.casework import night_withdrawn

    sys.exit(night_withdrawn(settings, run, by, why))
