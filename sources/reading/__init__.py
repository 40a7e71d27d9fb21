"""A file under the office's headings → a frame under ours, every row with where it came from.

``read`` is all that a night needs; ``written`` shows a file again as it is written. Behind them: ``files`` opens,
``decoding`` and ``text`` or ``workbook`` make tables (``book``), ``meanings``, ``headings`` and ``sheets`` find the
register in them, ``cells`` and ``rows`` clean and judge, ``assembly`` names and counts, ``register`` puts all files
together.
"""

from sources.reading.assembly import cell_schema
from sources.reading.register import Reading, read
from sources.reading.sheets import CHOICES_SHEET, NOTES_SHEET, PROBLEMS_SHEET, opening_words
from sources.reading.written import Written, written

__all__ = [
    "CHOICES_SHEET",
    "NOTES_SHEET",
    "PROBLEMS_SHEET",
    "Reading",
    "Written",
    "cell_schema",
    "opening_words",
    "read",
    "written",
]
