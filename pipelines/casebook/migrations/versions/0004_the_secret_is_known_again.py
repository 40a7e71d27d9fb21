"""A table for what is true of the casebook as a whole: by which secret its ids and keys were made."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, String, Text

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """The table, empty: who opens the casebook next notes the secret's mark in it."""
    op.create_table(
        "about", Column("name", String(32), primary_key=True), Column("value", Text, nullable=False))
