"""How long a million rows of a register take from PostgreSQL, and MariaDB, beside the drivers alone.

Every way reads the same poverty table in a process of its own; servers are started for it and gone afterwards.
Usage: python benchmarks/database.py [--rows 1000000]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from sources import poverty
from tests import servers

_COLUMNS = [column.heading for column in poverty.CONTRACT.kept if column.name not in ("as_of", "monitor_type")]
#: The values of one row, by heading; what is not here is the same short text in every row. ``i`` is the row's number.
_VALUES = {
    "户编号": ("concat('3499', lpad((i / 4)::text, 12, '0'))", "concat('3499', lpad(i div 4, 12, '0'))"),
    "人编号": ("concat('P', lpad(i::text, 14, '0'))", "concat('P', lpad(i, 14, '0'))"),
    "姓名": ("concat('张', chr(19968 + i * 7 % 5000), chr(19968 + i / 13 % 5000))",
             "concat('张', convert(char(0x4e00 + i * 7 % 5000 using utf16) using utf8mb4))"),
    "证件号码": ("concat('34990120150301', lpad((i % 10000)::text, 4, '0'))",
                 "concat('34990120150301', lpad(i % 10000, 4, '0'))"),
    "乡(镇)": ("concat('谢桥镇', i % 30)", "concat('谢桥镇', i % 30)"),
    "行政村": ("concat('村', i % 300)", "concat('村', i % 300)"),
    "联系电话": ("concat('139', lpad((i % 10000000)::text, 8, '0'))", "concat('139', lpad(i % 10000000, 8, '0'))"),
}  # fmt: skip


def filled(server: servers.Server, kind: str, rows: int) -> None:
    """Make the table ``fp`` with so many rows and a number as its key."""
    quote, at = ('"', 0) if kind == "postgresql" else ("`", 1)
    same = ("cast('小学' as char(6))",) * 2
    made = ", ".join(f"{_VALUES.get(name, same)[at]} AS {quote}{name}{quote}" for name in _COLUMNS)
    series = {"postgresql": f"generate_series(1, {rows}) AS i", "mariadb": f"(SELECT seq AS i FROM seq_1_to_{rows}) n"}
    server.run(f"CREATE TABLE fp AS SELECT i AS nr, {made} FROM {series[kind]}", "ALTER TABLE fp ADD PRIMARY KEY (nr)")


def product(port: int, kind: str) -> int:
    """The register read as a night reads it: cells, records, findings, all accounted for."""
    from sources.reading import read
    from sources.reading.database import Database, Login

    login = Login(servers.READER, servers.PASSWORD)
    place = Database("poverty", f"{kind}://127.0.0.1:{port}/county", table="fp", login=login)
    return read(poverty.CONTRACT, [place], key=b"b" * 32).cells.height


def sqlalchemy_alone(port: int, kind: str) -> int:
    """SQLAlchemy with a cursor on the server's side, every row fetched and thrown away."""
    from sqlalchemy import create_engine

    driver = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}[kind]
    engine = create_engine(f"{driver}://{servers.READER}:{servers.PASSWORD}@127.0.0.1:{port}/county")
    with engine.connect() as connection:
        result = connection.execution_options(stream_results=True).exec_driver_sql("SELECT * FROM fp")
        return sum(len(rows) for rows in result.partitions(20_000))


def copy_alone(port: int, kind: str) -> int:
    """psycopg's COPY, every row's text counted and thrown away."""
    import psycopg

    dsn = f"host=127.0.0.1 port={port} dbname=county user={servers.READER} password={servers.PASSWORD}"
    with psycopg.connect(dsn) as connection, connection.cursor().copy("COPY fp TO STDOUT (FORMAT csv)") as blocks:
        return sum(1 for _ in blocks)


WAYS: dict[str, tuple[Callable[[int, str], int], tuple[str, ...]]] = {
    "rollcall": (product, ("postgresql", "mariadb")),
    "sqlalchemy": (sqlalchemy_alone, ("postgresql", "mariadb")),
    "copy": (copy_alone, ("postgresql",)),
}


def measured(way: str, kind: str, port: int) -> str:
    """One line: rows, seconds, seconds of CPU with the start of Python, memory at its highest: in its own process."""
    program = [sys.executable, __file__, "--way", way, "--kind", kind, "--port", str(port)]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout.strip()


def main() -> None:
    """Print a table of all ways, or, for a child process, one line of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--way", choices=WAYS)
    parser.add_argument("--kind")
    parser.add_argument("--port", type=int)
    asked = parser.parse_args()
    if asked.way:
        start = time.monotonic()
        rows = WAYS[asked.way][0](asked.port, asked.kind)
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(f"{asked.kind:<11} {asked.way:<11} {rows:>10,} rows {time.monotonic() - start:>7.1f} s"
              f" {used.ru_utime + used.ru_stime:>7.1f} s of CPU {used.ru_maxrss / 1024:>7,.0f} MB")
        return
    for kind, server in (("postgresql", servers.postgresql), ("mariadb", servers.mariadb)):
        with server() as running:
            filled(running, kind, asked.rows)
            for way, (_, kinds) in WAYS.items():
                if kind in kinds:
                    print(measured(way, kind, running.port), flush=True)


if __name__ == "__main__":
    main()
