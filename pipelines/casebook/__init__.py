"""What only people and time can make: who is who from night to night, cases, evidence brought back, verdicts, runs.

A night reads the casebook once, at its start, as a frozen ``Memory``; who is who and which task is whose follow from
that memory and tonight's registers; everything is written once, in one transaction, when the night's invariants
hold. Rows are added and never changed. It is the only thing in rollcall that cannot be rebuilt from the sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

import polars as pl
from sqlalchemy import Connection, Select, func, insert, inspect, select

from pipelines.casebook import archive, backups, memory, returns, writing
from pipelines.casebook.archive import Manifest
from pipelines.casebook.identities import Recognition
from pipelines.casebook.layout import CasebookError, known, layout
from pipelines.casebook.ledger import METADATA, REVISION, RUN, RUN_STATE, WITHDRAWAL
from pipelines.casebook.memory import Memory
from pipelines.casebook.opening import Place, alone, looked_at, opened
from pipelines.casebook.returns import ReturnedFile
from pipelines.casebook.tokens import secret
from pipelines.casebook.writing import Night, ReadIn
from pipelines.settings import Settings

__all__ = [
    "SHOWN_PAIR", "Casebook", "CasebookError", "Memory", "Night", "Place", "ReadIn", "Recognition", "ReturnedFile",
    "returned_as_it_lies", "revision_as_it_lies", "runs_as_they_lie",
]  # fmt: skip

#: Column → type of a pair once shown to the data desk: its token, its records then, what they said, what each may keep.
SHOWN_PAIR = {name: pl.String for name in (
    "pair_token", "left_record", "right_record", "left_key", "right_key", "left_near", "right_near")}
#: The states of a run that is over.
_OVER = ("published", "refused", "failed", "interrupted")


class Begun(Protocol):
    """A run as it starts; ``pipelines.run.Run`` is one."""

    @property
    def run_id(self) -> str: ...
    @property
    def as_of(self) -> date: ...
    @property
    def started(self) -> datetime: ...
    @property
    def version(self) -> str: ...
    @property
    def settings_hash(self) -> str: ...


class Casebook:
    """The casebook in that state folder, or at that place; made when it is not there yet. A context manager.

    Whoever writes has it to himself for the length of one transaction; others wait. Raises CasebookError when it
    cannot be reached or is newer than this program.
    """

    def __init__(self, place: Place | Path) -> None:
        self.place = Place(place) if isinstance(place, Path) else place
        self.place.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.place.folder.chmod(0o700)
        self.key = secret(self.place.folder)
        self._engine = opened(self.place, self.key)

    @classmethod
    def of(cls, settings: Settings) -> Casebook:
        """The casebook of those settings."""
        return cls(Place.of(settings))

    def read(self, at: datetime | None = None) -> Memory:
        """The memory of now; or of an earlier moment: what had been written until then."""
        with alone(self._engine) as connection:  # nothing of before ``read_at`` is still being written
            return memory.read(connection, self.key, at)

    def runs(self) -> pl.DataFrame:
        """``Memory.runs`` of now, without reading the rest."""
        with self._engine.connect() as connection:
            return memory.runs(connection)

    def begin(self, run: Begun) -> Memory:
        """Note that a run has started, and read. A run that never ended is noted as interrupted.

        Only for the holder of the premises: it is the lock there that says nobody else's run is still going on.
        """
        with alone(self._engine) as connection:
            _interrupt(connection)
            names = ("run_id", "as_of", "started", "version", "settings_hash")
            connection.execute(insert(RUN), {name: getattr(run, name) for name in names})
            return memory.read(connection, self.key)

    def remember(self, before: Memory, night: Night) -> None:
        """Write the night in one transaction; it is not published yet.

        Raises CasebookError when another night was written since ``before`` was read.
        """
        with alone(self._engine) as connection:
            kept = set(connection.scalars(select(RUN_STATE.c.run_id).where(RUN_STATE.c.state == "remembered")))
            if kept != set(before.runs.filter(pl.col("seq").is_not_null())["run_id"]):
                raise CasebookError(f"案件簿 {self.place.name} 在本夜运行期间被另一夜写入：请重新运行本夜。")
            writing.remember(connection, before, night)

    def end(self, run_id: str, state: str, reason: str | None = None) -> None:
        """Note how a run ended: published (its files are in place), refused or failed; ``reason`` holds no value."""
        assert state in _OVER
        with alone(self._engine) as connection:
            connection.execute(insert(RUN_STATE), {
                "run_id": run_id, "state": state, "reached": datetime.now(), "reason": reason})

    def take_pieces(self, rows: pl.DataFrame, by: str, file: ReturnedFile | None = None) -> pl.DataFrame:
        """Take results of visits in; the rows with ``piece_id`` and ``outcome`` (taken, known), all or none.

        ``rows`` have ``case_token`` or ``child_id``, perhaps ``sheet`` and ``row_no``, and columns of the evidence
        register as text. Equal results of one case are one piece, in whichever file they come; a piece that was
        withdrawn may be taken again. ``by`` is who hands them in; ``file`` is noted with what became of its rows.
        """
        return self._take(returns.taken_pieces, rows, by, file)

    def take_verdicts(self, rows: pl.DataFrame, by: str, file: ReturnedFile | None = None) -> pl.DataFrame:
        """Take verdicts in; the rows with ``verdict_id`` and ``outcome``, all or none.

        ``rows`` have ``pair_token, left_record, right_record, left_key, right_key, decision, decided_by, decided_on``,
        perhaps ``sheet`` and ``row_no``; records and keys as ``Memory.shown`` has them.
        """
        return self._take(returns.taken_verdicts, rows, by, file)

    def take_calls(self, rows: pl.DataFrame, by: str, file: ReturnedFile | None = None) -> pl.DataFrame:
        """Take telephone checks in; the rows with ``call_id`` and ``outcome``, all or none.

        ``rows`` have ``draw_id, result`` (true, untrue, unreached), ``called_by, called_on, remark``, perhaps
        ``sheet`` and ``row_no``.
        """
        return self._take(returns.taken_calls, rows, by, file)

    def withdraw(self, what: str, items: Sequence[str], by: str, why: str) -> list[str]:
        """Take back a ``piece``, ``verdict``, ``phone_call`` or ``run`` by its id; those that counted until now.

        Nothing is erased: a reversal is added.
        """
        with alone(self._engine) as connection:
            return returns.withdrawn(connection, what, items, by, why)

    def backup(self) -> Path:
        """An archive of the whole casebook and its secret beside it (``state/casebook-backups``); the oldest go."""
        with alone(self._engine) as connection:
            return backups.archived(connection, self.place.backups, "backup", self.key)

    def export(self, path: Path) -> Manifest:
        """Write an archive of the whole casebook and its secret to that file (0600); what is in it."""
        with alone(self._engine) as connection:
            return archive.write(connection, path, self.key)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Casebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self, take: Callable[..., pl.DataFrame], rows: pl.DataFrame, by: str,
              file: ReturnedFile | None) -> pl.DataFrame:
        with alone(self._engine) as connection:
            answered = take(connection, self.key, rows, by, file.digest if file else None)
            if file:
                returns.noted_file(connection, file, answered, by)
        return answered


def revision_as_it_lies(place: Place) -> str | None:
    """In words of which layout the casebook is, which is not changed by looking; None where there is none yet.

    Raises CasebookError when it cannot be reached, or is newer than this program.
    """
    with _as_it_lies(place) as (_, revision):
        coming = f"版式 {revision}，下一夜会先备份，再升级为 {REVISION}"
        return revision and (f"版式 {revision}" if revision == REVISION else coming)


def runs_as_they_lie(place: Place) -> pl.DataFrame | None:
    """``Memory.runs`` of now, of a casebook that is neither made nor migrated nor written.

    None where there is none yet. Raises CasebookError when it cannot be reached, is newer than this program, or of
    before runs had states.
    """
    with _as_it_lies(place) as (connection, _):
        if connection is None:
            return None
        if not inspect(connection).has_table(RUN_STATE.name):
            raise CasebookError(f"案件簿 {place.name} 是早先的版式，尚看不到各次运行：下一夜会先备份，再把它升级。")
        return memory.runs(connection)


@contextmanager
def _as_it_lies(place: Place) -> Iterator[tuple[Connection, str] | tuple[None, None]]:
    """A connection that changes nothing, and the layout's revision; None and None where there is no casebook yet."""
    if place.url is None and not place.file.exists():
        yield None, None
        return
    with looked_at(place) as connection:
        revision = layout(connection)
        if revision is None:
            yield None, None
            return
        known(revision, place.name)
        yield connection, revision


def returned_as_it_lies(place: Place, since: datetime) -> dict[str, int]:
    """Table (piece, verdict, phone_call) → what people have brought since then and not taken back.

    Nothing is made, migrated or written. Raises CasebookError as ``runs_as_they_lie``, which must have found runs.
    """
    with looked_at(place) as connection:
        return {name: connection.scalar(_brought(name, since)) or 0 for name in memory.WITHDRAWABLE}


def _brought(name: str, since: datetime) -> Select[tuple[int]]:
    what, item = memory.WITHDRAWABLE[name]
    table = METADATA.tables[name]
    gone = select(WITHDRAWAL.c.item_id).where(WITHDRAWAL.c.what == what)
    return select(func.count()).select_from(table).where(table.c.recorded_at > since, table.c[item].not_in(gone))


def _interrupt(connection: Connection) -> None:
    over = select(RUN_STATE.c.run_id).where(RUN_STATE.c.state.in_(_OVER))
    left = connection.scalars(select(RUN.c.run_id).where(RUN.c.run_id.not_in(over))).all()
    if left:
        connection.execute(insert(RUN_STATE), [
            {"run_id": run, "state": "interrupted", "reached": datetime.now()} for run in left])
