"""A file under the office's headings → a frame under ours, every row with where it came from.

``read`` is all that the rest of the house needs, with ``Access`` for what is protected or large. Behind it:
``files`` and ``archive`` open, ``formats`` make tables (``book``) of whatever the bytes are, as ``database`` does of
what is no file; ``meanings``, ``headings`` and ``sheets`` find the register in them, ``cells``, ``rows`` and
``valueless`` clean and judge, ``assembly`` names and counts, ``register`` puts all together.
"""

from sources.reading.access import OPEN, Access, Limits
from sources.reading.assembly import cell_schema
from sources.reading.register import Reading, read

__all__ = ["OPEN", "Access", "Limits", "Reading", "cell_schema", "read"]
