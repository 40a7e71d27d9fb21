"""Where a register lies that is a database, and how it may be asked: no connection is made here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

#: How offices write a database's kind → the driver that is meant.
DRIVERS = {
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "oracle": "oracle+oracledb",
    "mssql": "mssql+pymssql",
}
#: user:password@ before the host, or a password among the options, once what is percent-encoded is plain.
_SECRET = re.compile(r"^[^:]+://[^:@/]*:[^@]*@|[?&;=](password|passwd|pwd|sslpassword)=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Login:
    """Who reads. Both may be empty: then the driver's own ways apply (PGPASSWORD, ~/.pgpass, peer)."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a database is waited for, in seconds: to connect, for the whole answer, before each further try."""

    connect: int = 10
    answer: int = 600
    again_after: tuple[float, ...] = (1, 4, 10)


@dataclass(frozen=True, slots=True)
class Database:
    """One register's place in a database: a ``table`` (or view, with its schema where needed) or a ``query``."""

    register: str
    url: str
    table: str = ""
    query: str = ""
    login: Login = Login()
    patience: Patience = Patience()

    @property
    def name(self) -> str:
        """What stands for a file's name: ``poverty@host/db.table``, without user or password."""
        parts = urlsplit(self.url)
        asked = f".{self.table}" if self.table else ":query"
        return f"{self.register}@{parts.hostname or 'localhost'}/{parts.path.strip('/')}{asked}"

    @property
    def full_url(self) -> str:
        """The URL with the driver written out."""
        kind, colon, rest = self.url.partition(":")
        return DRIVERS.get(kind.lower(), kind) + colon + rest


def holds_password(url: str) -> bool:
    """True when a password stands in that URL, wherever it stands."""
    return bool(_SECRET.search(unquote(url)))


def is_known(url: str) -> bool:
    """True when the URL names a kind of database that is read."""
    return url.partition(":")[0].partition("+")[0].lower() in DRIVERS and "://" in url
