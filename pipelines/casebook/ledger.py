"""The tables of the casebook. Rows are added and never changed: what holds now follows from all that was written.

Whatever a night adds bears its run, in the order of ``ordinal``; whatever a person adds bears who and when. What is
taken back is taken back by a row of ``withdrawal``. What is in here cannot be made again from any source.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)  # fmt: skip

METADATA = MetaData()
#: The revision of this layout: the newest in ``migrations/versions``.
REVISION = "0005"

ABOUT = Table(
    "about", METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", Text, nullable=False, comment="of secret: a digest that only its holder can make"),
)


def _of_run(*key: str) -> tuple[Column, ...]:
    return Column("run_id", String(32), primary_key=True), *(Column(name, String(64), primary_key=True) for name in key)


def _when_and_who(verb: str) -> tuple[Column, ...]:
    return (
        Column(f"{verb}_at", DateTime, nullable=False),
        Column(f"{verb}_by", Text, nullable=False, comment="the name that was given"),
    )


def _row_of_file() -> tuple[Column, ...]:
    return (
        Column("file_digest", String(64), comment="SHA-256 of the returned file; null when typed in"),
        Column("sheet", Text),
        Column("row_no", Integer, comment="as a spreadsheet numbers it"),
    )


RUN = Table(
    "run", METADATA,
    Column("run_id", String(32), primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("started", DateTime, nullable=False),
    Column("version", String(32), nullable=False),
    Column("settings_hash", String(64), nullable=False),
)

RUN_STATE = Table(
    "run_state", METADATA,
    *_of_run("state"),  # remembered, published; refused, failed, interrupted
    Column("reached", DateTime, nullable=False),
    Column("reason", Text, comment="one sentence without a personal value"),
    Column("stands", Boolean, comment="of remembered: no later as-of date had been remembered before"),
)

LOAD = Table(
    "load", METADATA,
    Column("run_id", String(24), primary_key=True),
    Column("register", String(16), primary_key=True),
    Column("rows", Integer, nullable=False, comment="rows loaded, for the shrink guard"),
)

SHARE = Table(
    "load_share", METADATA,
    Column("run_id", String(24), primary_key=True),
    Column("register", String(16), primary_key=True),
    Column("share", String(16), primary_key=True, comment="which: a name of checks.guards.MEASURES"),
    Column("part", Float, nullable=False, comment="of the rows of which it is known, 0 to 1"),
)

IDENTITY = Table(
    "identity_event", METADATA,
    Column("run_id", String(32), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("child_id", String(16), nullable=False, index=True),
    Column("kind", String(16), nullable=False, comment="new, mended, back, left, merged, split, parted"),
    Column("other_id", String(16), comment="merged: who lives on; split: who kept the id; parted: who got one"),
    Column("sure", Boolean, comment="of mended, back: false where neither number nor name was as before"),
    Column("id_key", String(32), comment="keyed digest of the valid ID number"),
    Column("person_key", String(32), comment="keyed digest of name, birth date, sex and village"),
    Column("name_key", String(32), comment="of the name"),
    Column("birth_key", String(32), comment="of birth date and sex"),
    Column("place_key", String(32), comment="of town and village"),
    Column("home_key", String(32), comment="of the household number"),
    Column("kin_key", String(32), comment="of the guardians' numbers, else names"),
)

STATUS = Table(
    "status_event", METADATA,
    *_of_run("child_id"),
    Column("as_of", Date, nullable=False),
    Column("status", String(32), comment="null: no longer among those counted"),
    Column("reason", String(64)),
    Column("list", String(16)),
    Column("town", Text),
    Column("school_name", Text),
    Index("status_by_child", "child_id"),
)

ITEM = Table(
    "item_event", METADATA,
    *_of_run("item", "member"),  # an item of the declared totals; a child's id, or what a roll record is called
    Column("as_of", Date, nullable=False),
    Column("town", Text, comment="in which it is counted; null: no longer counted"),
)

CASE = Table(
    "case_event", METADATA,
    Column("run_id", String(32), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("as_of", Date, nullable=False),
    Column("case_token", String(12), nullable=False, index=True),
    Column("child_id", String(16), nullable=False, index=True),
    Column("kind", String(16), nullable=False,
           comment="opened, reopened, resumed, listed_as, late, escalated, closed, moved; aside"),
    Column("list", String(16)),
    Column("reason", String(64), comment="why listed; of closed: the child's status then, left or merged"),
    Column("town", Text),
    Column("school_name", Text),
    Column("due", Date),
)

CHARGE = Table(
    "charge_event", METADATA,
    *_of_run("case_token"),
    Column("as_of", Date, nullable=False),
    Column("responsible", Text, nullable=False, comment="codes of persons in charge; empty when nobody is"),
)

SHOWN = Table(
    "shown_pair", METADATA,
    *_of_run("pair_token"),
    Column("as_of", Date, nullable=False),
    Column("left_record", String(64), nullable=False),
    Column("right_record", String(64), nullable=False),
    Column("left_key", String(32), nullable=False, comment="keyed digest of what the record says of its person"),
    Column("right_key", String(32), nullable=False),
    Column("left_near", Text, comment="keyed digests of what it keeps while it is mended"),
    Column("right_near", Text),
)

RETURNED = Table(
    "returned_file", METADATA,
    Column("file_digest", String(64), primary_key=True),
    Column("returned_at", DateTime, primary_key=True),
    Column("returned_by", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("kind", String(16), nullable=False, comment="evidence, decisions, phone_draw"),
    Column("taken", Integer, nullable=False, comment="rows"),
    Column("known", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

PIECE = Table(
    "piece", METADATA,
    Column("piece_id", String(16), primary_key=True),
    Column("case_token", String(12), index=True),
    Column("child_id", String(16), index=True),
    Column("cells", Text, nullable=False, comment="JSON object: column of the evidence register → text of the cell"),
    *_row_of_file(),
    *_when_and_who("recorded"),
)

VERDICT = Table(
    "verdict", METADATA,
    Column("verdict_id", String(16), primary_key=True),
    Column("pair_token", String(16), nullable=False, index=True),
    Column("left_record", String(64)),
    Column("right_record", String(64)),
    Column("left_key", String(32)),
    Column("right_key", String(32)),
    Column("decision", String(16), nullable=False, comment="same, different, unsure"),
    Column("decided_by", Text, nullable=False),
    Column("decided_on", Date, nullable=False),
    *_row_of_file(),
    *_when_and_who("recorded"),
)

DRAW = Table(
    "phone_draw", METADATA,
    *_of_run("draw_id"),
    Column("as_of", Date, nullable=False),
    Column("school_name", Text, nullable=False),
    Column("term", Date, nullable=False, comment="first day of the term drawn for"),
    Column("seed", Text, nullable=False),
    Column("child_id", String(16), nullable=False),
    Column("case_token", String(12)),
    Column("certificate", String(64), nullable=False, comment="keyed or our own id of the certificate"),
)

CALL = Table(
    "phone_call", METADATA,
    Column("call_id", String(16), primary_key=True),
    Column("draw_id", String(64), nullable=False, index=True),
    Column("result", String(16), nullable=False, comment="true, untrue, unreached"),
    Column("called_by", Text),
    Column("called_on", Date),
    Column("remark", Text),
    *_row_of_file(),
    *_when_and_who("recorded"),
)

WITHDRAWAL = Table(
    "withdrawal", METADATA,
    Column("what", String(16), primary_key=True, comment="piece, verdict, phone_call, run"),
    Column("item_id", String(64), primary_key=True),
    *_when_and_who("withdrawn"),
    Column("why", Text, nullable=False),
)
