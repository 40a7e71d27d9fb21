"""What an operator sees who hands filled lists in, or decides a pair at the terminal."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipelines.language import Language, language
from pipelines.operator.guard import NOTHING_PUBLISHED, PUBLISHED, answered
from pipelines.returning.wording import ABSENT, KNOWN, REFUSED, TAKEN, UNANSWERED, WITHDRAWN
from pipelines.settings import SettingsError, load
from sources.sentence import Sentence

#: What a command ends with where some rows, or a whole file, were refused.
SOME_REFUSED = NOTHING_PUBLISHED
#: Outcome of a row, where at least one has it → what comes next.
_WHAT_NEXT = {
    TAKEN: "已收的从下一夜起计入。", REFUSED: "被拒的行可直接在回执中改好，再交一次。",
    WITHDRAWN: "撤回的从下一夜起不再计入。",
}
_NOTHING_NEW = {
    KNOWN: "没有新的内容：填写的行都已在案。", ABSENT: "没有可撤回的：这些行没有收过，或已撤回。",
    UNANSWERED: "没有填写的行：请填好“核查结果”（数据核对清单填“判定”，电话核实名单填“核实结果”）再交。",
}


@answered
def handed_in(
    settings_path: Path, files: Sequence[Path], by: str | None, out: Path | None, *, withdraw: bool
) -> int:
    """Take filled lists in, or take back what they say, and print what is answered; 3 when something was refused.

    A file that is no list of ours is refused, and the next one is looked at all the same.
    """
    from pipelines.returning import Handed, NotTakenError, returned

    settings, complete = load(settings_path), True
    say = language(settings.output.language)
    became: set[str] = set()
    if not files:
        raise SettingsError("没有给出文件：请写明填好的清单，如 rollcall return 清单.xlsx --by 王一。")
    _refuse_absent(files, out)
    handed = Handed(by or getpass.getuser(), withdraw=withdraw, out=out)
    for file in files:
        try:
            for outcome in returned(settings, [file], handed):
                print(*outcome.lines, sep="\n")
                complete = complete and outcome.complete
                became |= set(outcome.answers["outcome"])
        except NotTakenError as error:
            print(say("未收：{error}", error=say.sentence(str(error))), file=sys.stderr)
            complete = False
    print(*_what_next(became, say), sep="\n", end="\n" if became else "")
    return PUBLISHED if complete else SOME_REFUSED


def _what_next(became: Iterable[str], say: Language) -> list[str]:
    """One line on what comes next, by what became of the rows."""
    told = (say(said) for outcome, said in _WHAT_NEXT.items() if outcome in became)
    next_steps = ("" if say.code == "zh" else " ").join(told)
    nothing = (say(said) for outcome, said in _NOTHING_NEW.items() if outcome in became)
    return [next_steps or next(nothing, "")] if became else []


@answered
def pair_decided(settings_path: Path, pair: str, verdict: str | None, by: str, *, withdraw: bool) -> int:
    """Record what somebody decided of a pair, or take it back, and print it."""
    from pipelines.returning.deciding import decided, undecided

    settings = load(settings_path)
    lines = undecided(settings, pair, by) if withdraw else decided(settings, pair, verdict, by)
    print(*lines, sep="\n")
    return PUBLISHED


def _refuse_absent(files: Sequence[Path], out: Path | None) -> None:
    """Before anything is taken in: a mistyped name must not leave half of the files taken."""
    for file in files:
        if not file.is_file():
            raise SettingsError(Sentence("文件 {file} 不存在：请核对文件名和位置。", file=file))
    if out is not None and not out.is_dir():
        raise SettingsError(f"文件夹 {out} 不存在：请先建立，或换一个。")
