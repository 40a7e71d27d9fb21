"""What a record of a shown pair keeps while it is mended, so that a verdict on it is not lost with a typing error."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Add the digests; pairs of before have none until they are shown again."""
    op.add_column("shown_pair", Column("left_near", Text))
    op.add_column("shown_pair", Column("right_near", Text))
