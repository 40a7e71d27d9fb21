"""Files made to hurt, and files so odd that they might as well be."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

from tests.corpus.case import Case, Maker, come_true, table
from tests.corpus.files import HEAD, LI, ZHANG, in_sheet, parts, raw, sheet, text, workbook, written
from tests.corpus.test_delimiters import NO_HEADINGS

ROWS = (HEAD, ZHANG, LI)
BOTH = {"name_display": ("张三", "李四"), "id18": (ZHANG[0], LI[0])}
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
DOCTYPE = f'<!DOCTYPE sst [<!ENTITY l0 "ha">{LAUGHS}]>'
DAMAGED = "已损坏，无法作为 Excel 工作簿打开：请重新导出或用表格软件另存一次。"
FAR = (
    "的表格延伸到第 {} 行、第 {} 列，多为误填在远处的内容：请删除数据区以外的行和列后保存；"
    "确有这么大时请调高设置 limits 中的 cells_million。"
)
ENTITIES = "含有 XML 文档类型或实体声明，表格软件不会这样写，没有读取：请用 Excel 或 WPS 另存为 .xlsx。"


def texts(old: str, new: str) -> Maker:
    """A workbook whose part of shared texts is changed."""

    def changed(name: str, content: bytes) -> bytes:
        return content.decode().replace(old, new, 1).encode() if name == "xl/sharedStrings.xml" else content

    return parts(sheet(*ROWS), changed)


def far(book, pages) -> None:
    pages["Sheet1"].write("XFD1048576", "远")


def bomb(folder: Path) -> Path:
    """A workbook of a few kilobytes whose sheet unpacks to 300 MB of blanks."""
    path = sheet(*ROWS)(folder)
    with zipfile.ZipFile(path) as packed:
        held = {info.filename: packed.read(info) for info in packed.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in held.items():
            with packed.open(name, "w") as stream:
                stream.write(content)
                for _ in range(300 if "sheet1" in name else 0):
                    stream.write(b" " * (1 << 20))
    return path


def noise(size: int) -> bytes:
    return random.Random(4).randbytes(size)


def gone(folder: Path) -> Path:
    path = folder / "a.csv"
    path.symlink_to(folder / "nowhere.csv")
    return path


def looping(folder: Path) -> Path:
    path = folder / "a.csv"
    path.symlink_to(path)
    return path


def deep_page() -> Maker:
    rows = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in ROWS)
    return raw("<html>" + "<div>" * 5_000 + f"<table>{rows}</table>", "html")


def many_sheets() -> Maker:
    return workbook({f"{at}村": [HEAD, (ZHANG[0], f"张{at}", *ZHANG[2:])] for at in range(60)})


@table(
    Case("a billion laughs in the texts", texts("<sst ", f"{DOCTYPE}<sst "), refused=ENTITIES),
    Case("a billion laughs in a sheet", parts(sheet(*ROWS), in_sheet("<worksheet ", f"{DOCTYPE}<worksheet ")), refused=ENTITIES),
    Case("an entity that reads a file", texts("<sst ", '<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst '), refused=ENTITIES),
    Case("a cell at the far end of the sheet", sheet(*ROWS, paint=far),
         refused="的工作表〈Sheet1〉" + FAR.format("1,048,576", "16,384")),
    Case("a workbook that unpacks to far too much", bomb,
         refused="解压后是原来的 1,010 倍，不像正常的数据文件，没有解压：请核对来源后重新导出；确认无误时请调高设置 limits 中的 ratio。"),
    Case("row numbers beyond all sheets", parts(sheet(*ROWS), in_sheet(r'r="([A-D])3"', r'r="\g<1>99999999"')), refused="的工作表〈Sheet1〉" + FAR.format("99,999,999", "4")),
    Case("cells before the first", parts(sheet(*ROWS), in_sheet(r'r="([A-D])3"', r'r="\g<1>0"')), refused=DAMAGED),
    Case("a text that is not among the texts", parts(sheet(*ROWS), in_sheet("<v>5</v>", "<v>999999</v>")), refused=DAMAGED),
    Case("noise under .csv", raw(noise(4096)), refused="含有空字节（第 2 行，第 111 个字节），不是文本，或是没有标记的 UTF-16；请另存为 UTF-8 编码的 CSV。"),
    Case("noise under .xlsx", raw(noise(4096), "xlsx"), refused="含有空字节（第 2 行，第 111 个字节），不是文本，或是没有标记的 UTF-16；请另存为 UTF-8 编码的 CSV。"),
    Case("noise behind the mark of a zip", raw(b"PK\x03\x04" + noise(4096), "xlsx"), refused="已损坏，压缩结构不完整：请重新导出或重新复制。"),
    Case("noise behind the mark of an old workbook", raw(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(4096), "xls"), refused="是旧版 Office 文件，而其中没有 Excel 工作簿：请打开后另存为 .xlsx。"),
    Case("noise behind the mark of Parquet", raw(b"PAR1" + noise(4096) + b"PAR1", "parquet"), refused="已损坏或写法特殊，无法作为Parquet 文件读取（ComputeError）：请重新导出，或用表格软件另存为 .xlsx。"),
    Case("noise behind the mark of a table", raw(b"\x03\x7e\x09\x01" + noise(4096), "dbf"), refused="含有空字节（第 2 行，第 115 个字节），不是文本，或是没有标记的 UTF-16；请另存为 UTF-8 编码的 CSV。"),
    Case("null bytes among the text", raw(written(ROWS).replace("张三", "张\0三")), refused="含有空字节（第 2 行，第 70 个字节），不是文本，或是没有标记的 UTF-16；请另存为 UTF-8 编码的 CSV。"),
    Case("a line of a million delimiters", raw("," * 1_000_000 + "\n" + written(ROWS)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a cell of five million characters", text(HEAD, (*ZHANG[:3], "村" * 5_000_000)), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("a hundred thousand quotes", raw(",".join(HEAD) + "\n" + '"' * 100_001 + "\n"), "1 = 0 + 1 + 0", "no_birth_date row_quarantined"),
    Case("a hundred thousand blank lines", raw("\n" * 100_000 + written(ROWS)), refused=NO_HEADINGS),
    Case("three thousand columns nobody knows", text((*HEAD, *(f"列{at}" for at in range(3_000))), ZHANG, LI), "2 = 2 + 0 + 0", "unknown_column*3000", shows=BOTH),
    Case("sixty sheets", many_sheets(), "60 = 60 + 0 + 0", "name_length*60 population_duplicate_id*60"),
    Case("tags nested by thousands", deep_page(), refused="是网页，而其中没有表格：可能是登录页或出错页，请重新导出。"),
    Case("a line break in a heading that clashes", sheet((*HEAD, "姓\n名"), (*ZHANG, "李四")),
         refused="的工作表〈Sheet1〉第 1 行的B 列“姓名”与E 列“姓 名”都表示“姓名”：请删去一列，或在设置 [sources.population.columns] 中写明 name = \"…\"。"),
    Case("a number in the note of a heading", sheet((*HEAD, f"姓名（{ZHANG[0]}）"), (*ZHANG, "李四")),
         refused="的工作表〈Sheet1〉第 1 行的B 列“姓名”与E 列“姓名”都表示“姓名”：请删去一列，或在设置 [sources.population.columns] 中写明 name = \"…\"。"),
    Case("a heading that is a number", sheet((*HEAD, ZHANG[0]), (*ZHANG, "李四")), "1 = 1 + 0 + 0", "unknown_column", shows={"id18": [ZHANG[0]]}),
    Case("patterns and placeholders for data", text(HEAD, (ZHANG[0], "张三", "谢桥镇", "{} %s $1 \\1 .*"), (LI[0], "李四", "谢桥镇", "{sheet}")), "2 = 2 + 0 + 0",
         shows={"registered_address": ["{} %s $1 \\1 .*", "{sheet}"]}),
    Case("markup and queries for data", text(HEAD, (*ZHANG[:3], "<script>alert(1)</script>"), (*LI[:3], "'; DROP TABLE child; --")), "2 = 2 + 0 + 0",
         shows={"registered_address": ["<script>alert(1)</script>", "; DROP TABLE child; --"]}),
    Case("a link that leads nowhere", gone, refused="无法打开（No such file or directory）：请检查文件是否存在、是否有读取权限。"),
    Case("a link that leads to itself", looping, refused="无法打开（Too many levels of symbolic links）：请检查文件是否存在、是否有读取权限。"),
)  # fmt: skip
def test_hostile_files(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
