"""Who is counted in a declared item that does not follow from a child's status: by town, and since which night."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Date, String, Text

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    """The table, empty: an item is followed from the first night on which somebody declares it."""
    op.create_table(
        "item_event", Column("run_id", String(32), primary_key=True), Column("item", String(64), primary_key=True),
        Column("member", String(64), primary_key=True), Column("as_of", Date, nullable=False), Column("town", Text))
