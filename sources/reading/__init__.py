"""A file under the office's headings → a frame under ours, every row with where it came from.

``read`` is all that the rest of the house needs. Behind it: ``files`` opens, ``decoding`` and ``text`` or
``workbook`` make tables (``book``), ``meanings``, ``headings`` and ``sheets`` find the register in them, ``cells``
and ``rows`` clean and judge, ``assembly`` names and counts, ``register`` puts all files together.
"""

from sources.reading.register import Reading, read

__all__ = ["Reading", "read"]
