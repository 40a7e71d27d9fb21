"""Odd files without end: tables as offices keep them, written in every format and then damaged.

``odd_files`` draws them; ``holds`` is what must be true of any file whatever. The suite runs a few
(``test_fuzz.py``), ``python benchmarks/fuzz_readers.py`` as many as there is time for.
"""

from __future__ import annotations

import csv
import html
import io
import re
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from hypothesis import strategies as st

import sources
from sources import reading
from sources.contract import Column, Contract, Kind
from sources.person import Loaded, SourceRefusedError, Terms
from sources.reading import Reading
from sources.reading.assembly import PROVENANCE
from sources.reading.cells import EMPTY
from tests.corpus.files import Office, citizen, saved_by_libreoffice, sheet

AS_OF = date(2026, 9, 1)
Row = tuple[object, ...]


@dataclass(frozen=True)
class Odd:
    """A file. ``rows`` are the cells from the first row on where nothing was damaged, else None."""

    register: str
    ending: str
    content: bytes
    rows: tuple[Row, ...] | None


# ---------------------------------------------------------------- tables

_NAMES = ("张三", "欧阳娜娜", "阿依·古丽", "王𠀀", "李（空挂）", "张?", "张 三", "黃曉峯", "买买提.艾力", "赵\u200b六", "张\ue863")
_NUMBERS = (
    *(citizen(number) for number in range(1, 6)), citizen(7, "19850101"), citizen(1)[:15] + "000", citizen(1)[:15], citizen(2) + "43",
    "L" + citizen(3), "G" + citizen(1), "9.99E+17", "3.49901E+17", "349901********0014", f'="{citizen(1)}"', f"'{citizen(2)}", f"{citizen(3)}.0",
    "34990120150301001х", "３４９９０１２０１５０３０１００２８", "3499 0120 1503 0100 28", "349,901,201,503,010,000",
)  # fmt: skip
_DAYS = ("2015-03-01", "20150301", "2015年3月1日", "2015/3/1", "15.3.1", "201503", "42064", "不详", "2015-02-30", "2015/3/1 0:00")
_PHONES = ("13955812345", "0558-4412345", "13800000000", "13955812345、13955812346", "1.39558E+10")
_GRADES = ("一年级", "7年级", "初三", "2019级", "小一", "高二", "99")
_PLAIN = ("谢桥镇", "一村", "甲小学", "在读", "小学", "脱贫户", "是", "男", "1", "01", "否", "户主", "本镇就读")
_ODD = (
    "", " ", "无", "—", "NULL", "合计", "小计", "填表人：", "注：无", "序号", "姓名", "公民身份号码", "=1+1", '"', '""', "a,b", "a;b", "a\tb", "一\n村",
    "\ufeff", "\x00", "\x1a", "\ud800".encode("utf-8", "replace").decode(), "＝", "（", "）", "姓名（必填）", "#REF!", "1e400", "-0", "𠀀" * 5, "x" * 300,
)  # fmt: skip
_BY_KIND = {
    Kind.CITIZEN_ID: _NUMBERS, Kind.ROLL_NUMBER: _NUMBERS, Kind.NAME: _NAMES, Kind.DATE: _DAYS, Kind.MONTH: _DAYS, Kind.PHONE: _PHONES,
    Kind.GRADE: _GRADES,
}  # fmt: skip
_SECRETS = frozenset(text for text in (*_NAMES, *_NUMBERS, *_PHONES) if len(text) > 2 or text in _NAMES[:1])
_TYPED: st.SearchStrategy[object] = st.one_of(
    st.integers(-(10**20), 10**20), st.floats(), st.booleans(), st.none(), st.just(datetime(2015, 3, 1)),
    st.sampled_from([int(citizen(2)), 42064, 20150301, 1e17]),
)  # fmt: skip


def _cells(kind: Kind) -> st.SearchStrategy[object]:
    """A cell: mostly what belongs there, now and then anything."""
    usual = st.sampled_from(_BY_KIND.get(kind, _PLAIN))
    text = st.text(st.characters(codec="utf-8"), max_size=8)
    return st.one_of(usual, usual, usual, usual, st.sampled_from(_ODD), text, _TYPED)


def _heading(column: Column) -> st.SearchStrategy[str]:
    forms = ("{}", "{}", "{}", "*{}", "1.{}", "{}（必填）", " {}\n", "【{}】")
    return st.builds(str.format, st.sampled_from(forms), st.sampled_from((column.heading, column.heading, *column.also)))


@st.composite
def _tables(draw: st.DrawFn, contract: Contract) -> tuple[Row, ...]:
    """Titles, headings, rows; most tables have all columns that the register requires, each once."""
    required = [column for column in contract.columns if column.required]
    others = [column for column in contract.columns if not column.required]
    columns = draw(st.permutations(required + draw(st.lists(st.sampled_from(others), max_size=5, unique_by=lambda one: one.name))))
    if draw(st.integers(0, 9)) == 0:
        columns = columns[1:] + columns[-1:]
    head = tuple(draw(_heading(column)) for column in columns)
    titles = draw(st.lists(st.sampled_from([(), ("某县登记表",), ("填写说明：姓名必填",), ("", "单位：", "")]), max_size=2))
    row = st.tuples(*(_cells(column.kind) for column in columns))
    odd = st.one_of(st.sampled_from([(), head, ("合计", "3"), ("填表人：", "", "李四")]), st.lists(st.sampled_from(_ODD), max_size=9).map(tuple))
    rows = draw(st.lists(st.one_of(row, row, row, row, odd), max_size=6))
    return (*titles, head, *rows)


# ---------------------------------------------------------------- formats

def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)


@st.composite
def _text(draw: st.DrawFn, rows: Sequence[Row]) -> tuple[bytes, bool]:
    """The rows as a text file, and whether they must come back as they are."""
    delimiter, ends = draw(st.sampled_from(",\t;")), draw(st.sampled_from(["\r\n", "\n", "\r"]))
    texts = [[_shown(cell) for cell in row] for row in rows]
    faithful = draw(st.integers(0, 3)) > 0
    if faithful:
        file = io.StringIO(newline="")
        # csv leaves a line feed bare where lines end in carriage returns.
        quoting = draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])) if "\n" in ends else csv.QUOTE_ALL
        csv.writer(file, delimiter=delimiter, lineterminator=ends, quoting=quoting).writerows(texts)
        text = file.getvalue()
    else:
        text = ends.join(delimiter.join(row) for row in texts)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
    return text.encode(encoding, "replace"), faithful and not any("\x00" in cell or "\r" in cell for row in texts for cell in row)


@st.composite
def _workbook(draw: st.DrawFn, rows: Sequence[Row]) -> tuple[bytes, bool]:
    file = io.BytesIO()
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True, "in_memory": True}
    with warnings.catch_warnings(), xlsxwriter.Workbook(file, options) as book:
        warnings.simplefilter("ignore")  # of strings longer than a cell
        book.set_properties({"created": datetime(2026, 9, 1)})  # the same file whenever it is drawn again
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        pages = [book.add_worksheet() for _ in range(draw(st.integers(1, 2)))]
        for place, row in enumerate(rows):
            for at, cell in enumerate(row):
                pages[0].write(place, at, cell, day) if isinstance(cell, datetime) else pages[0].write(place, at, cell)
        if draw(st.integers(0, 9)) == 0:
            pages[0].write_formula(len(rows), 0, "=HYPERLINK(A1)", value=draw(st.sampled_from(["", 0, "张三", "#REF!"])))
            return_faithful = False
        else:
            return_faithful = True
    typed = any(not isinstance(cell, str) or not cell.isprintable() for row in rows for cell in row)
    return file.getvalue(), return_faithful and not typed


@st.composite
def _page(draw: st.DrawFn, rows: Sequence[Row]) -> tuple[bytes, bool]:
    """A web page, as systems hand it out under the name of a workbook."""
    tag = draw(st.sampled_from(["td", "th", 'td colspan="2"', 'td rowspan="2"']))
    quoted = [[html.escape(_shown(cell)) for cell in row] for row in rows]
    body = "".join("<tr>" + "".join(f"<{tag}>{cell}</{tag[:2]}>" for cell in row) + "</tr>" for row in quoted)
    return f"<html><table>{body}</table></html>".encode(draw(st.sampled_from(["utf-8", "gb18030"])), "replace"), False


@st.composite
def _columns(draw: st.DrawFn, rows: Sequence[Row]) -> tuple[bytes, bool]:
    """A Parquet file; the first row that is filled names the columns."""
    head, *body = [row for row in rows if len(row) > 1] or [("空", "表")]
    names = list(dict.fromkeys(map(_shown, head)))
    kind = draw(st.sampled_from([str, str, _number_or_nothing]))
    columns = {name: [kind(_shown(row[at])) if at < len(row) else None for row in body] for at, name in enumerate(names)}
    file = io.BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(file)
    return file.getvalue(), False


def _number_or_nothing(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


@st.composite
def _archive(draw: st.DrawFn, rows: Sequence[Row]) -> tuple[bytes, bool]:
    """One or two files of the other formats in a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for place in range(draw(st.integers(1, 2))):
            ending = draw(st.sampled_from(["csv", "xlsx", "xls", "parquet"]))
            content, _ = draw(WRITERS[ending](rows))
            name = draw(st.sampled_from(["甲/", "", "../", "C:\\"])) + f"{place}.{ending}"
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue(), False


Writer = Callable[[Sequence[Row]], st.SearchStrategy[tuple[bytes, bool]]]
WRITERS: dict[str, Writer] = {
    "csv": _text, "tsv": _text, "txt": _text, "xlsx": _workbook, "xls": _page, "html": _page, "parquet": _columns, "zip": _archive,
}  # fmt: skip
#: The usual ones oftener than the others.
_ENDINGS = ("csv", "csv", "tsv", "txt", "xlsx", "xlsx", "xlsx", "xls", "html", "parquet", "zip")


# ---------------------------------------------------------------- damage

_PIECES = (b"", b"\x00", b"\xff", b'"', b",", b"\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf", b"\xfe\xff", b"<", b"&#0;", b"9" * 40, b"-1")


@st.composite
def _damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A few bytes flipped, cut, put in, doubled, or the end lost."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.sampled_from([0, 1, 2, 8, 64, 512])))
        how = draw(st.sampled_from(["flip", "cut", "put", "double", "lose"]))
        if how == "flip" and start < len(content):
            content = content[:start] + bytes([content[start] ^ 1 << draw(st.integers(0, 7))]) + content[start + 1 :]
        elif how == "lose" and draw(st.booleans()):
            content = content[:start]
        elif how == "double":
            content = content[:end] + content[start:]
        else:
            content = content[:start] + (draw(st.sampled_from(_PIECES)) if how == "put" else b"") + content[end:]
    return content


_NUMBER = re.compile(rb'(?<=[">])-?\d+(?=["<])')
_VALUES = (b"0", b"-1", b"1", b"99", b"1048577", b"4294967296", b"99999999999999999999", b"1e308", b"NaN", b"", b"s", b"A1:XFD1048576")


@st.composite
def _members_damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """An archive packed again with one of its files damaged, left out or doubled, or a number in its XML changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        files = {info.filename: packed.read(info) for info in packed.infolist()}
    name = draw(st.sampled_from(sorted(files)))
    found = list(_NUMBER.finditer(files[name]))
    how = draw(st.sampled_from(["number", "number", "bytes", "leave out"]))
    if how == "number" and found:
        place = draw(st.sampled_from(found))
        files[name] = files[name][: place.start()] + draw(st.sampled_from(_VALUES)) + files[name][place.end() :]
    elif how == "leave out":
        del files[name]
    else:
        files[name] = draw(_damaged(files[name]))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, data in files.items():
            packed.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _maybe_damaged(content: bytes) -> st.SearchStrategy[tuple[bytes, bool]]:
    """The content, and whether it is whole."""
    hurt = [_damaged(content)] + [_members_damaged(content)] * (2 if content.startswith(b"PK") else 0)
    return st.one_of(*[st.just((content, True))] * 2, *(way.map(lambda made: (made, False)) for way in hurt))


@st.composite
def odd_files(draw: st.DrawFn, seeds: Sequence[tuple[str, str, bytes]] = ()) -> Odd:
    """A file of any register and format. ``seeds`` are whole files of other programs: register, ending, content."""
    if seeds and draw(st.booleans()):
        register, ending, whole = draw(st.sampled_from(list(seeds)))
        content, _ = draw(_maybe_damaged(whole))
        return Odd(register, ending, content, None)
    contract = draw(st.sampled_from(sources.REGISTERS)).CONTRACT
    rows = draw(_tables(contract))
    ending = draw(st.sampled_from(_ENDINGS))
    whole, faithful = draw(WRITERS[ending](rows))
    content, unhurt = draw(_maybe_damaged(whole))
    if draw(st.integers(0, 19)) == 0:
        ending = draw(st.sampled_from(sorted(WRITERS)))
    return Odd(contract.register, ending, content, rows if faithful and unhurt else None)


# ---------------------------------------------------------------- what must hold

def seeds(folder: Path) -> list[tuple[str, str, bytes]]:
    """Whole files as LibreOffice saves them, each register once in every format: register, ending, content."""
    found = []
    for register in (one.CONTRACT for one in sources.REGISTERS):
        required = [column for column in register.columns if column.required]
        row = [_BY_KIND.get(column.kind, _PLAIN)[0] for column in required]
        made = sheet([column.heading for column in required], row, row[::-1])
        # A column of .dbf has a name of ten bytes.
        short = sheet([min((column.heading, *column.also), key=lambda text: len(text.encode("gb18030"))) for column in required], row, row[::-1])
        found += [(register.register, Office(made, ending)) for ending in ("xls", "ods", "html", "xlsx")]
        found += [(register.register, Office(short, "dbf"))]
    saved = saved_by_libreoffice([office for _, office in found], folder)
    return [(register, office.ending, saved[office].read_bytes()) for register, office in found]


def holds(odd: Odd) -> str:
    """``read`` or ``refused``. AssertionError when rows are lost or invented, or the refusal is no sentence or tells too much.

    Any exception but the refusal comes through: it is a find.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{odd.ending}"
        path.write_bytes(odd.content)
        terms = Terms(AS_OF, ("谢桥镇",))
        try:
            loaded = sources.read(odd.register, [path], terms, key=b"k", as_of=AS_OF)
        except SourceRefusedError as refused:
            _is_a_sentence(str(refused))
            return "refused"
        if odd.rows is not None:
            _is_what_was_written(loaded, odd.rows)
            _is_word_for_word(reading.read(sources.register_named(odd.register).CONTRACT, [path], key=b"k", as_of=AS_OF), odd.rows)
    _is_accounted(loaded)
    return "read"


def _is_a_sentence(text: str) -> None:
    assert "\n" not in text, "more than one line"
    assert text[-1] in "。？", "no sentence"
    assert re.search(r"[\u4e00-\u9fff]", text), "not in Chinese"
    assert not any(secret in text for secret in _SECRETS), "a cell's value"


def _is_accounted(loaded: Loaded) -> None:
    read, *became = loaded.files.select("rows_read", "loaded", "quarantined", "excluded").sum().row(0)
    assert read == sum(became) == loaded.records.height
    assert loaded.rows["record_id"].n_unique() == loaded.rows.height == became[0]
    told = " ".join(filter(None, loaded.findings["detail"]))
    assert not any(secret in told for secret in _SECRETS), "a cell's value in a finding"


def _is_what_was_written(loaded: Loaded, rows: Sequence[Row]) -> None:
    """Every row with a cell that says something is on record, and under its own number."""
    header = loaded.files["header_row"][0]
    head = [str(cell) for cell in rows[header - 1]]
    serial = [at for at, text in enumerate(head) if re.sub(r"\W|\d|必填", "", text) in ("序号", "编号", "序")]
    filled = {number for number, row in enumerate(rows, 1) if number > header and _says_something(row, serial)}
    assert filled == set(loaded.records["row_no"]), "rows lost or invented"


def _is_word_for_word(found: Reading, rows: Sequence[Row]) -> None:
    """Every cell of a loaded row stands in that row of the file."""
    own = [name for name in found.cells.columns if name not in PROVENANCE and not name.endswith("__numeric")]
    for row in found.cells.iter_rows(named=True):
        written = {read_as(_shown(cell)) for cell in rows[row["row_no"] - 1]}
        assert {row[name] for name in own} - {None} <= written, "a cell that nobody wrote"


def _says_something(row: Row, serial: Sequence[int]) -> bool:
    texts = {at: text for at, cell in enumerate(row) if (text := read_as(_shown(cell))) is not None}
    return any(at not in serial or not re.fullmatch(r"\d+", text) for at, text in texts.items())


_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")


def read_as(text: str) -> str | None:
    """What is promised of a cell, said the slow way."""
    text = _UNSEEN.sub("", text).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1] if len(text) > 2 else ""
    text = text.removeprefix("'").strip()
    return None if text in EMPTY else text

