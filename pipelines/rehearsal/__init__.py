"""``rollcall check``: the night's reading and checking without its consequences, as tables a clerk can act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.arrival.intake import older_loads
from pipelines.language import Language, language
from pipelines.rehearsal.desk import DESK, refuse_foreign, write_desk
from pipelines.rehearsal.lines import survey_lines
from pipelines.rehearsal.problems import problems
from pipelines.rehearsal.survey import Survey, Tell, surveyed
from pipelines.settings import Settings

__all__ = ["Rehearsal", "in_words", "rehearsed"]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a check came to: the lines to print, and whether a night could use all sources."""

    lines: tuple[str, ...]
    usable: bool


def rehearsed(
    settings: Settings, as_of: date, folder: Path, *, blocking: bool = False, tell: Tell = print
) -> Rehearsal:
    """Read and check all sources to the end, whatever is wrong with one of them.

    Publishes nothing. Leaves the table of problems and marked copies of the files in ``folder``; with ``blocking``,
    says what comparing would cost, too. Raises NothingPublishedError when ``folder`` cannot be written, or holds what
    no check left there.
    """
    refuse_foreign(folder)
    survey = surveyed(settings, as_of, tell)
    say = language(settings.output.language)
    found = {name: in_words(problems(loaded), say) for name, loaded in survey.registers.items()}
    copies = write_desk(settings, survey, found, folder, tell)
    costs = _costs(survey, as_of, tell, say) if blocking else ()
    older = (say.sentence(f"注意：{sentence}") for sentence in older_loads(survey.registers))
    closing = _closing(survey, found, (folder, copies), say)
    lines = (*older, *survey_lines(survey, found, say), *costs, *closing)
    return Rehearsal(lines, survey.usable)


def _costs(survey: Survey, as_of: date, tell: Tell, say: Language) -> Iterator[str]:
    from pipelines.rehearsal.costs import blocking_costs

    if not survey.usable:
        yield say("有数据源被拒，未清点候选对。")
        return
    tell("▸ 清点候选对 …")
    yield from blocking_costs(survey.registers, as_of, say)


def in_words(found: pl.DataFrame, say: Language) -> pl.DataFrame:
    """The problems with what is wrong and what to do in that language."""
    texts = [name for name in ("problem", "mend") if say.code != "zh"]
    return found.with_columns(pl.col(name).map_elements(say.sentence, return_dtype=pl.String) for name in texts)


def _closing(
    survey: Survey, found: Mapping[str, pl.DataFrame], left: tuple[Path, int], say: Language
) -> Iterator[str]:
    folder, copies = left
    yield say("问题共 {n:,} 处：{file}", n=sum(part.height for part in found.values()), file=folder / DESK)
    if copies:
        yield say("标注的副本 {n:,} 个：{folder}（可在其中改正，再放回 inbox 替换原文件）", n=copies, folder=folder)
    refused = sum(map(len, survey.refusals.values()))
    if refused:
        yield say("数据源不能使用：{n:,} 项须先更正（上文 ✗）。未发布任何内容。", n=refused)
    else:
        yield say("数据源可以使用：未发布任何内容。")
