"""The casebook as it was at one moment: read once at the start of a night, frozen, and never written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

import polars as pl
from sqlalchemy import Connection

from pipelines.casebook import doubts, life, presence
from pipelines.casebook.identities import Recognition, recognized
from pipelines.casebook.ledger import METADATA, RUN, RUN_STATE
from pipelines.casebook.pieces import unpacked
from pipelines.casebook.rows import frame_of

#: What a person adds and may take back: table → what it is called in ``withdrawal``, and its id.
WITHDRAWABLE = {
    "piece": ("piece", "piece_id"), "verdict": ("verdict", "verdict_id"), "phone_call": ("phone_call", "call_id")}


@dataclass(frozen=True)
class Memory:
    """All that the casebook held at ``read_at``. ``tables`` are its tables as they lie; the properties say what holds.

    Every property is a frame; a property's docstring lists its columns. ``key`` is the secret that ids are keyed by.
    """

    key: bytes = field(repr=False)
    read_at: datetime
    tables: Mapping[str, pl.DataFrame] = field(repr=False)

    @cached_property
    def runs(self) -> pl.DataFrame:
        """``run_id, as_of, started, version, settings_hash, state, reason, reached, remembered, stands, seq``.

        ``state`` is published, or the last one reached, or 'running' before any; ``remembered`` is when the night was
        written and ``seq`` its place among the remembered, both null when it never was; ``stands`` says that no later
        as-of date had been remembered before it.
        """
        states = self.tables["run_state"].sort("reached", "state")
        # What comes after the files are in place does not take them away again.
        final = states.sort(pl.col("state") == "published", maintain_order=True)
        last = final.group_by("run_id", maintain_order=True).agg(pl.col("state", "reason", "reached").last())
        kept = states.filter(pl.col("state") == "remembered").sort("reached", "run_id").select(
            "run_id", "stands", remembered="reached", seq=pl.int_range(1, pl.len() + 1))
        runs = self.tables["run"].join(last, on="run_id", how="left").join(kept, on="run_id", how="left")
        return runs.with_columns(pl.col("state").fill_null("running")).sort("started", "run_id")

    @cached_property
    def children(self) -> pl.DataFrame:
        """Each child that ever had an id, and its keys (``presence.children``).

        ``left`` is the as-of date of the first night without it, null while it is here; ``doubted`` that of the last
        night that recognized it without its number or name, and nobody has confirmed it; ``became`` the child it was
        merged into; ``apart`` since when it was taken for somebody whom people have said to be another.
        """
        found = presence.children(doubts.settled(self.identity_events, self.doubts))
        return doubts.reunited(found, self.identity_events, self.doubts)

    @cached_property
    def doubts(self) -> pl.DataFrame:
        """DOUBT of every recognition in doubt: its token, what was alike, what people answered."""
        return doubts.doubts(self.identity_events, self.verdicts, self.key)

    @cached_property
    def parted(self) -> pl.DataFrame:
        """``child_id, other_id, since``: children that were parted, and who got an id of its own then."""
        return doubts.parted(self.identity_events, self.doubts)

    @cached_property
    def identity_events(self) -> pl.DataFrame:
        """Columns of ``identity_event`` and ``seq``: who came, was mended, left, came back, was merged or split off."""
        return self.of_nights("identity_event")

    @cached_property
    def cases(self) -> pl.DataFrame:
        """One row a case there ever was: its token, whose it is now, and how it stands (``life.CASE_STATE``)."""
        return life.cases(self.case_events)

    @cached_property
    def case_events(self) -> pl.DataFrame:
        """Columns of ``case_event`` and ``seq``, in the order in which they happened."""
        return self.of_nights("case_event")

    @cached_property
    def tokens(self) -> pl.DataFrame:
        """``case_token, child_id`` of every case there ever was, under the child whose case it is now."""
        return self.cases.select("case_token", "child_id")

    @cached_property
    def statuses(self) -> pl.DataFrame:
        """``child_id, as_of, status, reason, list, town, school_name`` of each child counted last.

        What the last standing night decided, for flows and changes; ``as_of`` is the night since which it is so.
        """
        last = self.of_nights("status_event").unique("child_id", keep="last", maintain_order=True)
        return last.filter(pl.col("status").is_not_null()).drop("run_id", "seq").sort("child_id")

    @cached_property
    def status_events(self) -> pl.DataFrame:
        """Columns of ``status_event`` and ``seq``: each change of what a child was decided to be."""
        return self.of_nights("status_event")

    @cached_property
    def items(self) -> pl.DataFrame:
        """``item, member, town``: who was counted last in each declared item that no status tells."""
        last = self.item_events.unique(["item", "member"], keep="last", maintain_order=True)
        return last.filter(pl.col("town").is_not_null()).select("item", "member", "town")

    @cached_property
    def item_events(self) -> pl.DataFrame:
        """Columns of ``item_event`` and ``seq``: each change of who is counted in such an item, and where."""
        return self.of_nights("item_event")

    @cached_property
    def charges(self) -> pl.DataFrame:
        """``case_token, responsible, as_of``: who answers for a case, as codes, and since which night."""
        last = self.of_nights("charge_event").unique("case_token", keep="last", maintain_order=True)
        return last.select("case_token", "responsible", "as_of").sort("case_token")

    @cached_property
    def shown(self) -> pl.DataFrame:
        """SHOWN_PAIR of every pair the data desk was asked of: its records then, what they said, what they may keep."""
        last = self.of_nights("shown_pair").unique("pair_token", keep="last", maintain_order=True)
        return last.drop("run_id", "as_of", "seq").sort("pair_token")

    @cached_property
    def pieces(self) -> pl.DataFrame:
        """Results brought back and not withdrawn: ``pieces.PIECE_ROW``, then the cells, a column of text each.

        The columns of cells are those of the evidence register.
        """
        return unpacked(self._in_force("piece")).sort("recorded_at", "piece_id")

    @cached_property
    def every_piece(self) -> pl.DataFrame:
        """Columns as ``pieces``, those that were withdrawn among them."""
        return unpacked(self.tables["piece"]).sort("recorded_at", "piece_id")

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """Columns of ``verdict``: what people decided of pairs and did not withdraw, oldest first."""
        return self._in_force("verdict").sort("recorded_at", "verdict_id")

    @cached_property
    def draws(self) -> pl.DataFrame:
        """Columns of ``phone_draw`` and ``seq``: certificates drawn to be checked by telephone, oldest first."""
        return self.of_nights("phone_draw")

    @cached_property
    def calls(self) -> pl.DataFrame:
        """Columns of ``phone_call``: what came of the telephone checks and was not withdrawn, oldest first."""
        return self._in_force("phone_call").sort("recorded_at", "call_id")

    @cached_property
    def returned(self) -> pl.DataFrame:
        """Columns of ``returned_file``: every file that was taken back, oldest first."""
        return self.tables["returned_file"].sort("returned_at", "file_digest")

    @cached_property
    def withdrawals(self) -> pl.DataFrame:
        """Columns of ``withdrawal``: what was taken back, by whom, when and why."""
        return self.tables["withdrawal"].sort("withdrawn_at", "item_id")

    @cached_property
    def nights(self) -> list[date]:
        """The distinct as-of dates of the nights that stand, sorted."""
        return self.runs.filter(pl.col("stands"))["as_of"].unique().sort().to_list()

    @property
    def last_totals(self) -> dict[str, dict[str, float]]:
        """Register → its totals on the last published night: ``rows``, and parts of them by the name of the share."""
        published = self.runs.filter(pl.col("state") == "published").sort("reached").tail(1)["run_id"]
        of_last = pl.col("run_id").is_in(published.implode())
        rows = self.tables["load"].filter(of_last).select("register", "rows").rows()
        totals: dict[str, dict[str, float]] = {register: {"rows": count} for register, count in rows}
        for register, share, part in self.tables["load_share"].filter(of_last).drop("run_id").rows():
            totals[register][share] = part
        return totals

    def of_nights(self, table: str) -> pl.DataFrame:
        """A table that nights write, in the order in which they were remembered, without nights that were withdrawn."""
        gone = self._withdrawn("run")
        kept = self.runs.filter(pl.col("seq").is_not_null(), ~pl.col("run_id").is_in(gone.implode()))
        order = ["seq", "ordinal"] if "ordinal" in self.tables[table].columns else ["seq"]
        return self.tables[table].join(kept.select("run_id", "seq"), on="run_id").sort(order, maintain_order=True)

    def recognized(self, persons: pl.DataFrame, as_of: date) -> Recognition:
        """Who tonight's persons (``sources.person.PERSON``) are, and what that changes."""
        found = recognized(persons, self.children, self.key, as_of)
        return replace(found, moving=found.moved_with(self.cases), before=self.parted)

    def asked(self, recognition: Recognition) -> pl.DataFrame:
        """DOUBT of the recognitions that people are to answer, tonight's among them."""
        tonight = recognition.events.filter(pl.col("kind").is_in(presence.TOLD + presence.GONE))
        events = pl.concat([self.identity_events.select(tonight.columns), tonight])
        return doubts.asked(events, self.verdicts, self.key)

    def tasks(self, listed: pl.DataFrame, recognition: Recognition, as_of: date) -> pl.DataFrame:
        """``child_id, case_token, list, first_listed, nights_listed, spell`` for ``listed`` (``child_id, list``)."""
        return life.tasks(recognition.now(self.cases), listed, self.nights, as_of, self.key)

    def _in_force(self, table: str) -> pl.DataFrame:
        what, item = WITHDRAWABLE[table]
        return self.tables[table].filter(~pl.col(item).is_in(self._withdrawn(what).implode()))

    def _withdrawn(self, what: str) -> pl.Series:
        return self.tables["withdrawal"].filter(pl.col("what") == what)["item_id"]


def read(connection: Connection, key: bytes, at: datetime | None = None) -> Memory:
    """The memory of now, or of an earlier moment: what had been written until then."""
    moment = at or datetime.now()
    tables = {table.name: frame_of(connection, table) for table in METADATA.sorted_tables}
    return Memory(key, moment, _until(tables, at) if at else tables)


def runs(connection: Connection) -> pl.DataFrame:
    """``Memory.runs`` of now."""
    tables = {table.name: frame_of(connection, table) for table in (RUN, RUN_STATE)}
    return Memory(b"", datetime.now(), tables).runs


def _until(tables: dict[str, pl.DataFrame], at: datetime) -> dict[str, pl.DataFrame]:
    """The tables without what was written later: each row by its own time, else by when its night was written."""
    begun = tables[RUN.name].filter(pl.col("started") <= at)["run_id"]
    states = tables["run_state"].filter(pl.col("reached") <= at)
    kept = states.filter(pl.col("state") == "remembered")["run_id"]
    earlier = {RUN.name: pl.col("run_id").is_in(begun.implode()), "run_state": pl.col("reached") <= at}
    for name, frame in tables.items():
        times = [column for column in frame.columns if column.endswith(("recorded_at", "returned_at", "withdrawn_at"))]
        of_night = pl.col("run_id").is_in(kept.implode()) if "run_id" in frame.columns else pl.lit(True)
        earlier.setdefault(name, pl.col(times[0]) <= at if times else of_night)
    return {name: frame.filter(earlier[name]) for name, frame in tables.items()}
