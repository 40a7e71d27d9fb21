"""A register in a database → the same table that a file is. The only door to SQLAlchemy beside the casebook.

``place`` says where it lies and how it is asked; ``session`` connects so that nothing can be written; ``question``
finds the columns; ``answer`` brings the rows, ``texts`` as a spreadsheet shows them; ``failures`` puts what goes
wrong into one sentence; ``opening`` makes of all this what the reader takes.
"""

from sources.reading.database.place import Database, Login, Patience, holds_password, is_known

__all__ = ["Database", "Login", "Patience", "holds_password", "is_known"]
