"""``rollcall share``: counts that may leave the bureau, and who took them."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

from pipelines.errors import NothingPublishedError
from pipelines.operator.guard import NOTHING_PUBLISHED, PUBLISHED, answered
from pipelines.settings import load


@answered
def shared(settings_path: Path, out: Path | None, by: str | None, why: str) -> int:
    """Write the tables of the last published night for others, small counts kept back; the exit code.

    Each file is noted in ``state/exports.jsonl``: by whom, for what, its digest and rows.
    """
    from pipelines.publish.sharing import Export, share

    settings = load(settings_path)
    database = settings.out / "rollcall.duckdb"
    if not database.exists():
        raise NothingPublishedError(f"{database} 不存在：请先用 rollcall run 运行一夜。")
    export = Export(by or getpass.getuser(), why, settings.output.share_at_least, datetime.now())
    written, withheld = share(database, settings.state, out or settings.home / "share", export)
    for path in written:
        print(f"可对外提供：{path}（小于 {export.least} 的数及为其保密所需的数记作“不公开”）")
    for title in withheld:
        print(f"未写出：{title}（合计会泄露小于 {export.least} 的数）")
    print(f"已登记：{settings.state / 'exports.jsonl'}")
    return PUBLISHED if written else NOTHING_PUBLISHED
