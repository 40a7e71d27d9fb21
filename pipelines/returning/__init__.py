"""Lists that come back filled in: read, answered row by row, put on file, and answered in a copy beside the file.

Nothing here decides about a child. What is taken goes into the casebook, and the next night reads it as it reads any
register; what is on file already is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.casebook import Casebook, Memory, ReturnedFile
from pipelines.language import language
from pipelines.returning import calls, pieces, verdicts
from pipelines.returning.answers import Answered
from pipelines.returning.file import LISTS, NotTakenError, Returned, read
from pipelines.returning.on_file import known_of
from pipelines.returning.receipt import write_receipt
from pipelines.returning.told import explained, lines
from pipelines.returning.withdrawal import taken_back
from pipelines.returning.wording import ABSENT, REFUSED
from pipelines.settings import Settings

__all__ = ["LISTS", "Handed", "NotTakenError", "Outcome", "returned"]

_ITEMS = {"evidence": "piece", "decisions": "verdict", "calls": "phone_call"}
#: What the casebook calls a list where that is not the register's name.
_KINDS = {"calls": "phone_draw"}


@dataclass(frozen=True, slots=True)
class Handed:
    """How lists are handed in: by whom, whether to take back what they say, where their copies go."""

    by: str
    withdraw: bool = False
    why: str = "rollcall return --withdraw"
    out: Path | None = None  # beside each file where None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: the lines to print, the answers (``told.explained``), its copy."""

    lines: tuple[str, ...]
    answers: pl.DataFrame
    receipt: Path

    @property
    def complete(self) -> bool:
        """True when no answered row was refused."""
        return not self.answers["outcome"].is_in([REFUSED, ABSENT]).any()


def returned(
    settings: Settings, files: Sequence[Path], handed: Handed, today: date | None = None
) -> Iterable[Outcome]:
    """Take those filled lists in, one after the other: what became of each.

    ``today`` is the day beyond which nothing can have happened: the calendar's, or the last night's as-of date where
    that is later. Raises SettingsError for a file that is not there, NotTakenError for one that is no list of ours.
    """
    with Casebook.of(settings) as casebook:
        for path in files:
            memory = casebook.read()
            day = today or max(date.today(), *memory.nights)
            file = read(path, settings, memory.key, day)
            yield _one(settings, casebook, memory, file, handed, day)


def _one(
    settings: Settings, casebook: Casebook, memory: Memory, file: Returned, handed: Handed, today: date
) -> Outcome:
    answered = _answered(settings, memory, file, handed.by, today)
    if handed.withdraw:
        answers = taken_back(casebook, memory, file, answered, _ITEMS[file.register], handed.by, handed.why)
    else:
        _put_on_file(casebook, memory, file, answered, handed.by)
        answers = answered.answers
    say = language(settings.output.language)
    told = explained(file.loaded, answers, say)
    receipt = write_receipt(file, told, handed.out or file.path.parent, say)
    before = memory.returned.filter(file_digest=file.digest)["returned_at"]
    known = before.len() and not handed.withdraw
    again = [say("  该文件已于 {when:%Y-%m-%d %H:%M} 收过", when=before[0])] if known else []
    said = lines(file.path.name, LISTS[file.register], told, say)
    return Outcome((*said, *again, say("  回执：{receipt}", receipt=receipt)), told, receipt)


def _answered(settings: Settings, memory: Memory, file: Returned, by: str, today: date) -> Answered:
    known = known_of(memory, settings.state / "personal.duckdb")
    if file.register == "evidence":
        return pieces.answered(file.loaded, file.found.cells, known, memory.key, today)
    if file.register == "calls":
        return calls.answered(file.loaded, known, by, today)
    return verdicts.answered(file.loaded, file.found.cells, known, today)


def _put_on_file(casebook: Casebook, memory: Memory, file: Returned, answered: Answered, by: str) -> None:
    """Write what is new, with where it stood. A file that says nothing new a second time leaves no trace."""
    if answered.taken.is_empty() and memory.returned["file_digest"].is_in([file.digest]).any():
        return
    rows = answered.taken.join(
        file.loaded.records.select("record_id", "sheet", "row_no"), on="record_id", maintain_order="left")
    refused = answered.answers.filter(outcome=REFUSED).height
    about = ReturnedFile(file.digest, file.path.name, _KINDS.get(file.register, file.register), refused)
    if file.register == "evidence":
        casebook.take_pieces(rows.drop("record_id"), by, about)
    elif file.register == "calls":
        casebook.take_calls(rows.drop("record_id"), by, about)
    else:
        shown = memory.shown.select("pair_token", "left_record", "right_record", "left_key", "right_key")
        told = rows.drop("record_id").join(shown, on="pair_token", how="left", maintain_order="left")
        casebook.take_verdicts(told, by, about)
