"""What an operator sees who has a past night made once more."""

from __future__ import annotations

import sys
from pathlib import Path

from pipelines.language import language
from pipelines.operator.guard import NOTHING_PUBLISHED, PUBLISHED, answered
from pipelines.settings import load

_SHOWN = 20  # differences; of a whole other night there would be hundreds


@answered
def night_replayed(settings_path: Path, night: str, out: Path | None) -> int:
    """Make that night once more and print whether it is the one that was kept; 3 where it is not."""
    from pipelines.replay import replayed

    settings = load(settings_path)
    say = language(settings.output.language)
    again = replayed(settings, night, out, tell=lambda text: print(say.sentence(text), file=sys.stderr, flush=True))
    print(say.sentence(f"留存：{again.kept}"))
    if out is not None:
        print(say.sentence(f"重做：{out}"))
    if again.other_version:
        print(say.sentence(f"注意：那一夜由 rollcall {again.other_version} 生成，不是现在安装的版本；结果可以不同。"))
    if not again.differences:
        print(say.sentence("与留存的相同：名单逐字节相同，各表逐行相同，报告除运行编号和时间外相同。"))
        return PUBLISHED
    print(say.sentence(f"与留存的有 {len(again.differences)} 处不同："))
    for one in again.differences[:_SHOWN]:
        print(f"  {say.sentence(one)}")
    return NOTHING_PUBLISHED
