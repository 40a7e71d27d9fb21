"""A file under the office's headings → a frame under ours, every row with where it came from.

``read`` is all that a night needs, with ``Access`` for what is protected or large, and ``content_of`` to know whether
it has read the very same before; ``written`` shows a file again as it is written. Behind them: ``files`` and
``archive`` open, ``formats`` make tables (``book``) of whatever the bytes are, as ``database`` does of what is no file;
``meanings``, ``headings`` and ``sheets`` find the register in them, ``cells``, ``rows`` and ``valueless`` clean and
judge, ``assembly`` names and counts, ``register`` puts all together.
"""

from sources.reading.access import OPEN, Access, Limits
from sources.reading.assembly import cell_schema
from sources.reading.belonging import belongs_to
from sources.reading.register import Reading, read
from sources.reading.sheets import (
    CHOICES_SHEET,
    COVER_SHEET,
    MENDING_SHEET,
    NOTES_SHEET,
    PRINT_SHEET,
    PROBLEMS_SHEET,
    SHEETS_IN_ENGLISH,
    opening_words,
)
from sources.reading.unread import content_of
from sources.reading.written import Written, written

__all__ = [
    "CHOICES_SHEET",
    "COVER_SHEET",
    "MENDING_SHEET",
    "NOTES_SHEET",
    "OPEN",
    "PRINT_SHEET",
    "PROBLEMS_SHEET",
    "SHEETS_IN_ENGLISH",
    "Access",
    "Limits",
    "Reading",
    "Written",
    "belongs_to",
    "cell_schema",
    "content_of",
    "opening_words",
    "read",
    "written",
]
