"""The formats in which registers come: ``bytes → Book``, one module each.

What a file is, is told by its content; its name only says what the office believes it to be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from sources.reading.book import Book, UnreadableError
from sources.reading.formats.biff import OLE, is_ole_workbook, is_protected, open_biff
from sources.reading.formats.container import ZIP, names
from sources.reading.formats.dbase import is_dbase, open_dbase
from sources.reading.formats.document import Document
from sources.reading.formats.ooxml import is_ooxml, open_ooxml
from sources.reading.formats.opendocument import is_opendocument, open_opendocument
from sources.reading.formats.parquet import is_parquet, open_parquet
from sources.reading.formats.protected import decrypted, is_encrypted_package
from sources.reading.formats.spreadsheetml import is_spreadsheetml, open_spreadsheetml
from sources.reading.formats.webpage import is_webpage, open_webpage
from sources.reading.text import open_text
from sources.sentence import Sentence

__all__ = ["ARCHIVE", "ENDINGS", "FORMATS", "Format", "book", "is_archive"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what people call it, how its files end, how it is told, how it is opened."""

    title: str
    endings: tuple[str, ...]
    recognized: Callable[[bytes], bool]
    opened: Callable[[Document], Book]


def _decrypted_ooxml(document: Document) -> Book:
    plain = decrypted(document)
    if not is_ooxml(plain):
        raise UnreadableError("解密后不是 Excel 工作簿：请取消密码，另存为 .xlsx 后再放入。")
    return open_ooxml(replace(document, data=plain))


def _biff(document: Document) -> Book:
    return open_biff(replace(document, data=decrypted(document)) if is_protected(document.data) else document)


def _text(document: Document) -> Book:
    return open_text(document.data, document.known)


def _anything(_data: bytes) -> bool:
    return True


#: The first that recognizes a file opens it. Text comes last: it is told by nothing, and decoded strictly.
FORMATS = (
    Format("Excel 工作簿（.xlsx）", (".xlsx", ".xlsm"), is_ooxml, open_ooxml),
    Format("有密码的 Excel 工作簿（.xlsx）", (".xlsx", ".xlsm", ".xls", ".et"), is_encrypted_package, _decrypted_ooxml),
    Format("Excel 97 工作簿（.xls）", (".xls", ".et"), is_ole_workbook, _biff),
    Format("OpenDocument 表格（.ods）", (".ods",), is_opendocument, open_opendocument),
    Format("Parquet 文件", (".parquet",), is_parquet, open_parquet),
    Format("dBASE/FoxPro 表（.dbf）", (".dbf",), is_dbase, open_dbase),
    Format("XML 表格（Excel 2003）", (".xml",), is_spreadsheetml, open_spreadsheetml),
    Format("网页表格（HTML）", (".html", ".htm"), is_webpage, open_webpage),
    Format("文本（CSV）", (".csv", ".tsv", ".txt"), _anything, _text),
)
ARCHIVE = ".zip"
#: Files that end otherwise are refused by their name.
ENDINGS = frozenset(ending for one in FORMATS for ending in one.endings) | {ARCHIVE}

#: How files begin that hold no register, and what to do with them.
_FOREIGN = (
    (b"%PDF", "是 PDF 文件：请向来源单位索取 .xlsx 或 .csv。"),
    (b"Rar!", "是 RAR 压缩包：请解压后放入，或改用 .zip 压缩。"),
    (b"7z\xbc\xaf\x27\x1c", "是 7z 压缩包：请解压后放入，或改用 .zip 压缩。"),
    (b"\x1f\x8b", "是 gzip 压缩包：请解压后放入，或改用 .zip 压缩。"),
    (b"MIME-Version:", "是单个文件网页（.mht）：请用 Excel 打开后另存为 .xlsx。"),
    (b"{\\rtf", "是 RTF 文档：请另存为 .xlsx 或 .csv。"),
    (b"\x89PNG", "是图片：请向来源单位索取 .xlsx 或 .csv。"),
    (b"\xff\xd8\xff", "是图片：请向来源单位索取 .xlsx 或 .csv。"),
    (OLE, "是旧版 Office 文件，而其中没有 Excel 工作簿：请打开后另存为 .xlsx。"),
    (b"SQLite format 3", "是数据库文件：请导出为 .csv。"),
)
_OTHER_CONTAINERS = (
    ("xl/workbook.bin", "是二进制工作簿（.xlsb）：请用 Excel 或 WPS 打开后另存为 .xlsx。"),
    ("word/document.xml", "是 Word 文档：请另存为 .xlsx 或 .csv。"),
    ("ppt/presentation.xml", "是演示文稿：请另存为 .xlsx 或 .csv。"),
    ("[Content_Types].xml", "已损坏，或不是 Excel 工作簿：请用 Excel 或 WPS 打开后另存为 .xlsx。"),
    ("content.xml", "是 OpenDocument 文档，而不是表格：请另存为 .ods 或 .xlsx。"),
)


def is_archive(data: bytes) -> bool:
    """True for a zip container that is no office document."""
    found = names(data)
    return bool(found) and not _office(found) and not is_ooxml(data) and not is_opendocument(data)


def book(document: Document) -> Book:
    """The file opened as what its content says it is, with a note when its name says otherwise.

    Raises UnreadableError with the cause and the mend.
    """
    _refuse_foreign(document.data)
    found = next(one for one in FORMATS if one.recognized(document.data))
    opened = _guarded(found, document)
    if document.ending in found.endings:
        return opened
    return replace(opened, notes=(*opened.notes, ("format_mislabeled", f"内容是{found.title}")))


def _refuse_foreign(data: bytes) -> None:
    if not data.strip(b"\0"):
        size = Sentence("{n:,} 字节，全部为零", n=len(data)) if data else Sentence("0 字节")
        raise UnreadableError(Sentence("是空文件（{size}）：请重新导出后再放入。", size=size))
    for mark, told in _FOREIGN:
        if data.startswith(mark) and not (mark == OLE and (is_ole_workbook(data) or is_encrypted_package(data))):
            raise UnreadableError(told)
    if data.startswith(ZIP):
        found = names(data)
        if not found:
            raise UnreadableError("已损坏，压缩结构不完整：请重新导出或重新复制。")
        if not is_ooxml(data) and (told := _office(found)):
            raise UnreadableError(told)


def _office(found: frozenset[str]) -> str:
    """What to say of a container that is an office document of another kind; '' for any other."""
    if "content.xml" in found and "mimetype" in found:
        return ""
    return next((told for name, told in _OTHER_CONTAINERS if name in found), "")


def _guarded(found: Format, document: Document) -> Book:
    """The file opened; whatever a reader stumbles over in damaged bytes is a refusal."""
    try:
        return found.opened(document)
    except (UnreadableError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # readers written in Rust panic with what is no Exception
        told = "已损坏或写法特殊，无法作为{title}读取（{error}）：请重新导出，或用表格软件另存为 .xlsx。"
        raise UnreadableError(Sentence(told, title=Sentence(found.title), error=type(error).__name__)) from None
