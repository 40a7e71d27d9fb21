"""``rollcall share``: counts that may leave the bureau, and who took them."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

from pipelines.errors import NothingPublishedError
from pipelines.language import language
from pipelines.operator.guard import PUBLISHED, answered
from pipelines.settings import load


@answered
def shared(settings_path: Path, out: Path | None, by: str | None, why: str) -> int:
    """Write the tables of the last published night for others, small counts kept back; the exit code.

    Each export is noted in ``state/exports.jsonl``: by whom, for what, its files with digest and rows.
    """
    from pipelines.publish.export_log import LOG, broken_line
    from pipelines.publish.sharing import Export, meanings, share

    settings = load(settings_path)
    database, log = settings.out / "rollcall.duckdb", settings.state / LOG
    if not database.exists():
        raise NothingPublishedError(f"{database} 不存在：请先用 rollcall run 运行一夜。")
    if log.exists() and (line := broken_line(log)):
        raise NothingPublishedError(
            f"对外提供登记 {log} 第 {line} 行与前一行不衔接，无法核对以前提供的数：请从备份恢复该文件。")
    say = language(settings.output.language)
    export = Export(by or getpass.getuser(), why, settings.output.share_at_least, datetime.now(), say)
    written, shown = share(database, settings.state, out or settings.home / "share", export)
    files = (say("可对外提供：{path}", path=path) for path in written)
    print("\n".join([*files, *meanings(shown, say), say("已登记：{log}", log=log)]))
    return PUBLISHED
