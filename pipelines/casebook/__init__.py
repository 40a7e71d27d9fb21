"""What only people and time can make: who is who from night to night, open cases, past runs.

The casebook is read before a night decides and written once, in one transaction, when the night's invariants
hold. It is the only thing in rollcall that cannot be rebuilt from the sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, Engine, create_engine, event, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from pipelines.casebook.identities import recognized
from pipelines.casebook.ledger import CASE, CHILD, LOAD, METADATA, RUN, SHARE, SHOWN
from pipelines.casebook.tokens import case_token, keyed, secret

__all__ = ["Casebook", "NightRecord"]

_CHILD = {"child_id": pl.String, "id_key": pl.String, "person_key": pl.String}
#: Column → type of a pair once shown to the data desk: its token, its records then, and what they said.
SHOWN_PAIR = {name: pl.String for name in ("pair_token", "left_record", "right_record", "left_key", "right_key")}
_CASE = {
    "case_token": pl.String, "child_id": pl.String, "list": pl.String,
    "first_listed": pl.Date, "last_listed": pl.Date, "nights_listed": pl.Int32,
}


@dataclass(frozen=True, slots=True)
class NightRecord:
    """What is remembered of one run."""

    run_id: str
    as_of: date
    started: datetime
    ended: datetime
    version: str
    settings_hash: str
    rows: dict[str, int]  # register → rows loaded
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)  # register → share → part of its rows


class Casebook:
    """The casebook in that state folder (SQLite, WAL), created when it is not there yet."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        self.key = secret(folder)
        self._path = folder / "casebook.sqlite"
        self._engine = _engine(self._path)
        METADATA.create_all(self._engine)
        self._path.chmod(0o600)

    def identities(self, persons: pl.DataFrame) -> pl.DataFrame:
        """``record_id, child_id, id_key, person_key`` of each person, known ones under the id they always had.

        ``persons`` has the columns of ``sources.person.PERSON``. Nothing is written.
        """
        with self._engine.connect() as connection:
            known = _frame(connection, CHILD, _CHILD)
        return recognized(persons, known, self.key)

    def tasks(self, listed: pl.DataFrame, as_of: date) -> pl.DataFrame:
        """``child_id, case_token, list, first_listed, nights_listed`` for each listed child.

        ``listed`` has ``child_id, list``. An open case goes on under its token; a child not listed the night
        before gets a new one. The same as-of date counts once, however often the night is run.
        """
        with self._engine.connect() as connection:
            cases = _frame(connection, CASE, _CASE, CASE.c.closed.is_(None) | (CASE.c.closed > as_of))
            taken = set(connection.scalars(select(CASE.c.case_token)))
        running = cases.drop("list").filter(pl.col("first_listed") <= as_of)
        running = running.sort("first_listed", descending=True).unique("child_id", keep="first", maintain_order=True)
        going_on = listed.join(running, on="child_id", how="left")
        fresh = going_on.filter(pl.col("case_token").is_null())["child_id"].sort().to_list()
        tokens = pl.DataFrame({"child_id": fresh, "new_token": self._new_tokens(fresh, as_of, taken)},
                              schema={"child_id": pl.String, "new_token": pl.String})
        again = (pl.col("last_listed") < as_of).fill_null(True).cast(pl.Int32)
        return going_on.join(tokens, on="child_id", how="left").select(
            "child_id",
            pl.coalesce("case_token", "new_token").alias("case_token"),
            "list",
            pl.col("first_listed").fill_null(as_of),
            (pl.col("nights_listed").fill_null(0) + again).alias("nights_listed"),
        ).sort("child_id")

    def tokens(self) -> pl.DataFrame:
        """``case_token, child_id`` of every case there ever was, for results that come back under their token."""
        with self._engine.connect() as connection:
            return _frame(connection, CASE, {name: _CASE[name] for name in ("case_token", "child_id")})

    def shown(self) -> pl.DataFrame:
        """``pair_token, left_record, right_record, left_key, right_key`` of every pair the data desk was asked of."""
        with self._engine.connect() as connection:
            return _frame(connection, SHOWN, SHOWN_PAIR)

    def last_rows(self) -> dict[str, int]:
        """Register → rows loaded on the last published night; empty before the first."""
        last = select(RUN.c.run_id).where(RUN.c.published).order_by(RUN.c.ended.desc()).limit(1).scalar_subquery()
        with self._engine.connect() as connection:
            return {row.register: row.rows for row in connection.execute(select(LOAD).where(LOAD.c.run_id == last))}

    def last_totals(self) -> dict[str, dict[str, float]]:
        """Register → its totals on the last published night: ``rows``, and parts of them by the name of the share."""
        last = select(RUN.c.run_id).where(RUN.c.published).order_by(RUN.c.ended.desc()).limit(1).scalar_subquery()
        totals: dict[str, dict[str, float]] = {register: {"rows": rows} for register, rows in self.last_rows().items()}
        with self._engine.connect() as connection:
            for row in connection.execute(select(SHARE).where(SHARE.c.run_id == last)):
                totals[row.register][row.share] = row.part
        return totals

    def remember(
        self, night: NightRecord, identities: pl.DataFrame, tasks: pl.DataFrame, shown: pl.DataFrame | None = None
    ) -> None:
        """Write the night in one transaction; ``published`` is still false. ``shown`` are tonight's pairs in review.

        A night for an earlier date than one already published adds its children and its run, and leaves the
        cases as the later night left them.
        """
        with self._engine.begin() as connection:
            newest = connection.scalar(select(RUN.c.as_of).where(RUN.c.published).order_by(RUN.c.as_of.desc()).limit(1))
            _add_children(connection, identities, night.as_of)
            if newest is None or night.as_of >= newest:
                _carry_cases(connection, tasks, night.as_of)
            if shown is not None:
                _add_shown(connection, shown, night.as_of)
            connection.execute(insert(RUN), {
                "run_id": night.run_id, "as_of": night.as_of, "started": night.started, "ended": night.ended,
                "version": night.version, "settings_hash": night.settings_hash, "published": False,
            })
            connection.execute(insert(LOAD), [
                {"run_id": night.run_id, "register": register, "rows": rows} for register, rows in night.rows.items()
            ])
            _add_shares(connection, night)

    def mark_published(self, run_id: str) -> None:
        """Note that the night's files are in place."""
        with self._engine.begin() as connection:
            connection.execute(update(RUN).where(RUN.c.run_id == run_id).values(published=True))

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()

    def __enter__(self) -> Casebook:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _new_tokens(self, children: list[str], as_of: date, taken: set[str]) -> list[str]:
        tokens = []
        for child in children:
            attempt = 0
            while (token := case_token(keyed(self.key, "case", child, as_of, attempt))) in taken:
                attempt += 1
            taken.add(token)
            tokens.append(token)
        return tokens


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 60})

    @event.listens_for(engine, "connect")
    def _set_up(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")

    return engine


def _frame(connection: Connection, table, schema, where=None) -> pl.DataFrame:  # type: ignore[no-untyped-def]
    query = select(*(table.c[name] for name in schema))
    rows = connection.execute(query if where is None else query.where(where)).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def _add_children(connection: Connection, identities: pl.DataFrame, as_of: date) -> None:
    rows = identities.select(
        "child_id", "id_key", "person_key", first_seen=pl.lit(as_of), last_seen=pl.lit(as_of),
    ).to_dicts()
    if not rows:
        return
    statement = upsert(CHILD)
    # The keys follow the registry: a mended number must be recognized tomorrow.
    connection.execute(statement.on_conflict_do_update(index_elements=["child_id"], set_={
        "id_key": statement.excluded.id_key,
        "person_key": statement.excluded.person_key,
        "last_seen": statement.excluded.last_seen,
    }), rows)


def _add_shown(connection: Connection, shown: pl.DataFrame, as_of: date) -> None:
    rows = shown.select(*SHOWN_PAIR, last_shown=pl.lit(as_of)).to_dicts()
    if not rows:
        return
    statement = upsert(SHOWN)
    # A token is made of its records' ids; what they said may since have been read differently.
    connection.execute(statement.on_conflict_do_update(index_elements=["pair_token"], set_={
        name: statement.excluded[name] for name in ("left_key", "right_key", "last_shown")}), rows)


def _add_shares(connection: Connection, night: NightRecord) -> None:
    rows = [
        {"run_id": night.run_id, "register": register, "share": share, "part": part}
        for register, shares in night.shares.items() for share, part in shares.items()
    ]
    if rows:
        connection.execute(insert(SHARE), rows)


def _carry_cases(connection: Connection, tasks: pl.DataFrame, as_of: date) -> None:
    rows = tasks.select(
        "case_token", "child_id", "list", "first_listed", "nights_listed", last_listed=pl.lit(as_of),
    ).to_dicts()
    connection.execute(
        update(CASE).where(CASE.c.closed.is_(None), CASE.c.last_listed <= as_of).values(closed=as_of))
    if not rows:
        return
    statement = upsert(CASE)
    connection.execute(statement.on_conflict_do_update(index_elements=["case_token"], set_={
        "list": statement.excluded.list,
        "last_listed": statement.excluded.last_listed,
        "nights_listed": statement.excluded.nights_listed,
        "closed": None,
    }), rows)
