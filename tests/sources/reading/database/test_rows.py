"""Rows of a database are read as a workbook's would be, whatever types its columns have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources import population
from sources.person import SourceRefusedError, Terms
from sources.reading import Reading, read
from sources.reading.database import Database, Login, Patience, answer
from sources.reading.database import session as sessions
from sources.reading.database.answer import answer as answered
from sources.reading.database.question import question
from tests.servers import PASSWORD, READER, Server

pytestmark = pytest.mark.database
KEY = b"a secret of thirty-two characters"
Place = Callable[..., Database]

#: What stands in the way of a plain reading: padded CHAR, numbers for IDs, moments for days, a photograph.
TYPED = {
    "postgresql": """CREATE TABLE czrk ("GMSFHM" char(20), xm varchar(40), "Xb" int, csrq timestamp, "乡镇" text,
        "户籍地址" text, "户号" bigint, "人户一致" boolean, "曾用名" text, "监护人" text, zp bytea, bh numeric(12,2) PRIMARY KEY)""",
    "mariadb": """CREATE TABLE czrk (GMSFHM char(20), xm varchar(40), Xb int, csrq datetime, 乡镇 varchar(20) CHARACTER SET gbk,
        户籍地址 text, 户号 bigint, 人户一致 varchar(5), 曾用名 varchar(9) CHARACTER SET latin1, 监护人 text, zp longblob,
        bh decimal(12,2) PRIMARY KEY) CHARACTER SET utf8mb4""",
}
ROWS = [
    ("349901201503010014", "张三", 1, "2015-03-01 08:30:00", "谢桥镇", "一村", 1234567890123456789, "TRUE", "Zoë", None, b"\0", 2),
    (None, "李四", 2, "2015-03-02 00:00:00", "谢桥镇", '二\n"村", 东', 12, "FALSE", None, "李%五", b"\0", 1.5),
    ("", "𠀀五", None, None, "谢桥镇", "三村", None, None, None, "", None, 10),
]
DRAWN = """
 row | name | citizen_id         | sex | dob        | registered_address | household_no        | same_place | former_name | guardian_name
 1   | 李四 |                    | 2   | 2015-03-02 | 二⏎"村", 东        | 12                  | FALSE      |             | 李%五
 2   | 张三 | 349901201503010014 | 1   | 2015-03-01 | 一村               | 1234567890123456789 | TRUE       | Zoë         |
 3   | 𠀀五 |                    |     |            | 三村               |                     |            |             |
"""


def reading(place: Database) -> Reading:
    return read(population.CONTRACT, [place], key=KEY)


def drawn(text: str) -> tuple[list[str], list[tuple[str | None, ...]]]:
    lines = [[cell.strip().replace("⏎", "\n") or None for cell in line.split("|")] for line in text.strip().splitlines()]
    head = ["row_no" if name == "row" else str(name) for name in lines[0]]
    return head, [tuple(line) for line in lines[1:]]


@pytest.fixture
def typed(kind: str, server: Server) -> None:
    holes = ", ".join(["%s"] * len(ROWS[0]))
    server.run("DROP TABLE IF EXISTS czrk", TYPED[kind], f"INSERT INTO czrk VALUES ({holes})", many=ROWS)


@pytest.mark.usefixtures("typed")
class TestTyped:
    def test_every_type_is_read_as_a_spreadsheet_shows_it(self, place: Place):
        found = reading(place(table="czrk"))
        head, rows = drawn(DRAWN)
        cells = found.cells.with_columns(found.cells["row_no"].cast(str)).select(head)
        assert cells.rows() == rows
        assert found.files.select("rows_read", "loaded", "codec").rows()[0][:2] == (3, 3)

    def test_a_number_in_a_column_of_numbers_that_matter_is_as_suspect_as_in_a_sheet(self, place: Place):
        found = reading(place(table="czrk")).cells
        assert found["household_no__numeric"].to_list() == [True, True, False]
        assert not found["citizen_id__numeric"].any()

    def test_where_the_rows_came_from_is_told_without_the_user(self, kind: str, place: Place):
        found = reading(place(table="czrk", url=f"{kind}://x@127.0.0.1:{place().url.rpartition(':')[2]}"))
        assert set(found.records["file_name"]) == {"population@127.0.0.1/county.czrk"}
        assert set(found.findings["detail"]) == {"zp", "bh"}  # not known, so not read

    def test_equal_rows_have_equal_ids_wherever_they_lie(self, kind: str, server: Server, place: Place):
        before = reading(place(table="czrk"))
        server.run("UPDATE czrk SET xm = 'x'", "DELETE FROM czrk")
        anew = [(*row[:-1], row[-1] + 100) for row in ROWS[::-1]]  # type: ignore[operator]
        server.run(f"INSERT INTO czrk VALUES ({', '.join(['%s'] * len(ROWS[0]))})", many=anew)
        assert reading(place(table="czrk")).cells.equals(before.cells)
        server.run("UPDATE czrk SET xm = '张四' WHERE xm = '张三'")
        assert not {*reading(place(table="czrk")).cells["record_id"]} & {*before.cells["record_id"]}

    def test_a_key_of_bytes_gives_the_order(self, kind: str, server: Server, place: Place):
        key = {"postgresql": "bytea", "mariadb": "binary(1)"}[kind]
        server.run("DROP TABLE IF EXISTS schluessel",
                   f"CREATE TABLE schluessel (id {key} PRIMARY KEY, xm varchar(9), sfzh varchar(9), jd varchar(9))",
                   "INSERT INTO schluessel VALUES (%s, %s, '1', '甲')",
                   many=[(b"\xff", "三"), (b"\x01", "一"), (b"\x7f", "二")])
        asked = place(table="schluessel")
        found = read(population.CONTRACT, [asked], key=KEY, defaults={"town": "甲", "village": "乙"})
        assert found.cells["name"].to_list() == ["一", "二", "三"]

    def test_without_a_key_all_columns_give_the_order(self, kind: str, place: Place):
        columns = '"GMSFHM", xm, "乡镇", "户籍地址"' if kind == "postgresql" else "GMSFHM, xm, 乡镇, 户籍地址"
        up, down = (reading(place(query=f"SELECT {columns} FROM czrk ORDER BY bh {way};")).cells for way in ("", "DESC"))
        assert up.equals(down)
        assert up["row_no"].to_list() == [1, 2, 3]

    def test_a_query_is_sent_as_it_is_written(self, place: Place):
        found = reading(place(query="SELECT xm, '20:15' AS 户籍地址, '5%s' AS 村, '%x' AS 乡镇, xm AS 身份证 FROM czrk"
                                    " WHERE xm LIKE '%%三' -- 注"))
        assert found.cells.select("registered_address", "town").rows() == [("20:15", "%x")]

    def test_bytes_are_refused_by_the_column(self, place: Place):
        with pytest.raises(SourceRefusedError, match="列 身份证 是二进制数据"):
            reading(place(query="SELECT xm, zp AS 身份证, '甲' AS 乡镇, '乙' AS 户籍地址 FROM czrk"))

    def test_columns_that_are_no_register_are_told_how_to_be_named(self, place: Place):
        with pytest.raises(SourceRefusedError, match="缺少必需的列：乡镇"):
            reading(place(query="SELECT xm, xm AS 身份证 FROM czrk"))
        with pytest.raises(SourceRefusedError, match='SELECT 列名 AS "标题"'):
            reading(place(query="SELECT zp AS a, bh AS b FROM czrk"))

    def test_chunks_lose_no_row(self, place: Place, monkeypatch: pytest.MonkeyPatch):
        whole = reading(place(table="czrk"))
        monkeypatch.setattr(answer, "_ROWS", 1)
        monkeypatch.setattr(answer, "_BYTES", 1)
        assert reading(place(table="czrk")).cells.equals(whole.cells)


def test_a_column_that_is_not_needed_is_not_asked_for(postgresql: Server):
    """The reader may not see the photographs, and does not notice."""
    postgresql.run("DROP TABLE IF EXISTS zp", 'CREATE TABLE zp (xm text, "身份证" numeric, "乡镇" text, "户籍地址" text, zp bytea)',
                   f"REVOKE SELECT ON zp FROM {READER}", f'GRANT SELECT (xm, "身份证", "乡镇", "户籍地址") ON zp TO {READER}',
                   "INSERT INTO zp VALUES ('张三', 349901201503010014.00, '谢桥镇', '一村', '\\x00')")
    found = reading(_at(postgresql, table="zp"))
    assert found.cells.select("citizen_id", "citizen_id__numeric").rows() == [("349901201503010014", True)]
    person = population.to_persons(found.cells, Terms(date(2026, 9, 1), ("谢桥镇",))).rows
    assert person.select("id_class", "id18", "id15").rows() == [("suspect_trunc", None, "349901201503010")]


@pytest.mark.parametrize("encoding", ["EUC_CN", "UTF8"])
def test_the_servers_encoding_does_not_matter(postgresql: Server, encoding: str):
    name = f"in_{encoding.lower()}"
    postgresql.run(f"CREATE DATABASE {name} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    postgresql.run("CREATE TABLE t (xm text, 身份证 text, 乡镇 text, 户籍地址 text)", f"GRANT SELECT ON t TO {READER}",
                   "INSERT INTO t VALUES ('张三', '1', '谢桥镇', '一村')", database=name)
    assert reading(_at(postgresql, name, table="t")).cells["name"].to_list() == ["张三"]


def test_text_of_unknown_encoding_is_refused(postgresql: Server):
    postgresql.run("CREATE DATABASE raw ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    postgresql.run(r"CREATE TABLE t AS SELECT E'\xd5\xc5' AS xm, 'a' AS gmsfhm, 'b' AS sfzh", f"GRANT SELECT ON t TO {READER}",
                   database="raw")
    with pytest.raises(SourceRefusedError, match="编码"):
        reading(_at(postgresql, "raw", table="t"))


text = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=8)


@settings(max_examples=8)
@given(st.lists(st.tuples(text, st.none() | text), min_size=1, max_size=30))
def test_no_text_is_changed_on_its_way(postgresql: Server, rows: list[tuple[str, str | None]]):
    """Whatever quotes, line breaks, delimiters and nulls stand in the cells."""
    postgresql.run("DROP TABLE IF EXISTS zeichen", "CREATE TABLE zeichen (xm text, sfzh text)",
                   "INSERT INTO zeichen VALUES (%s, %s)", many=list(rows))
    place = _at(postgresql, table="zeichen")
    with sessions.connected(place) as connection:
        found = answered(connection, place, question(connection, place, lambda name: True)).columns
    assert found.rows() == rows


def _at(server: Server, database: str = "county", **asked: str) -> Database:
    url = f"postgresql://127.0.0.1:{server.port}/{database}"
    return Database("population", url, **asked, login=Login(READER, PASSWORD), patience=Patience(2, 60, ()))
