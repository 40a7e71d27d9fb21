"""A frame goes into a table and comes out again as it was, and SQLAlchemy reads what was written past it."""

from datetime import date, datetime

import polars as pl
from sqlalchemy import create_engine, select

from pipelines.casebook import rows
from pipelines.casebook.ledger import METADATA, RUN_STATE, STATUS
from pipelines.casebook.rows import add, frame_of, schema_of

STATES = [
    {"run_id": "r1", "state": "remembered", "reached": datetime(2026, 9, 1, 2, 3, 4, 50_600), "reason": None, "stands": True},
    {"run_id": "r2", "state": "refused", "reached": datetime(2026, 9, 2), "reason": "引号'\"与空行\n", "stands": None},
]


def test_what_is_added_is_read_back_whole_by_us_and_by_sqlalchemy(monkeypatch):
    monkeypatch.setattr(rows, "_AT_ONCE", 2)  # so that five rows are more than one part
    statuses = [
        {"run_id": "r1", "child_id": f"C{n}", "as_of": date(2026, 9, n), "status": None if n % 2 else "enrolled"}
        for n in range(1, 6)]
    engine = create_engine("sqlite://")
    METADATA.create_all(engine)
    with engine.begin() as connection:
        for table, told in ((RUN_STATE, STATES), (STATUS, statuses)):
            frame = pl.DataFrame(told, schema_overrides=schema_of(table))
            add(connection, table, frame.select(reversed(frame.columns)))
            assert frame_of(connection, table).select(frame.columns).equals(frame)
        assert [row._asdict() for row in connection.execute(select(RUN_STATE))] == STATES
        assert frame_of(connection, STATUS).schema == schema_of(STATUS)
