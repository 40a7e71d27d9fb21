"""Zip archives as offices send them."""

from __future__ import annotations

import struct
import subprocess
import zipfile
from pathlib import Path

import pyzipper

from tests.corpus.case import Case, Maker, come_true, table
from tests.corpus.files import HEAD, LI, ZHANG, archive, iconv, raw, renamed, sheet, text, written

ONE, OTHER = text(HEAD, ZHANG), sheet(HEAD, LI)
ROWS = (HEAD, ZHANG, LI)
BOTH = {"name_display": ("张三", "李四"), "id18": (ZHANG[0], LI[0])}


def in_gbk(folder: Path) -> Path:
    """Names as Windows in China writes them: GBK, and nothing that says so."""
    path = archive(("xx.csv", ONE), ("yy.xlsx", OTHER))(folder)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"xx.csv", "张.csv".encode("gbk")).replace(b"yy.xlsx", "李.xlsx".encode("gbk")))
    return path


def protected(folder: Path) -> Path:
    path = folder / "a.zip"
    with pyzipper.AESZipFile(path, "w", encryption=pyzipper.WZ_AES) as packed:
        packed.setpassword(b"secret")
        packed.write(ONE(folder), "a.csv")
    return path


def twice(folder: Path) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(ONE(folder), "a.csv")
        packed.writestr("b.csv", written((HEAD, LI)))
    path.write_bytes(path.read_bytes().replace(b"b.csv", b"a.csv"))
    return path


def damaged(folder: Path) -> Path:
    """A byte of the content changed, so that its check sum is wrong."""
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.write(ONE(folder), "a.csv")
    path.write_bytes(path.read_bytes().replace("张三".encode(), "张王".encode(), 1))
    return path


def bomb(folder: Path) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed, packed.open("a.csv", "w") as stream:
        for _ in range(260):
            stream.write(bytes(1 << 20))
    return path


def lying(folder: Path) -> Path:
    """The directory says that the file unpacks to ten bytes."""
    path = archive(("a.csv", ONE))(folder)
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(mark) + place, 10)
    path.write_bytes(data)
    return path


def by_the_shell(folder: Path) -> Path:
    """Packed by the system's own zip out of a folder, where there is one."""
    made = folder / "户籍"
    made.mkdir()
    ONE(made)
    OTHER(made)
    subprocess.run(["python3", "-m", "zipfile", "-c", folder / "a.zip", "户籍/"], cwd=folder, check=True)
    return folder / "a.zip"


def inside(name: str, made: Maker) -> Maker:
    return archive((name, made))


@table(
    Case("a CSV and a workbook", archive(("一.csv", ONE), ("二.xlsx", OTHER)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("folders inside", archive(("甲/一.csv", ONE), ("乙/丙/一.xlsx", OTHER)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("names in GBK", in_gbk, "2 = 2 + 0 + 0", shows=BOTH),
    Case("packed by a program of the system", by_the_shell, "2 = 2 + 0 + 0", shows=BOTH),
    Case("a GB18030 file inside", inside("一.csv", iconv("GB18030", written(ROWS))), "2 = 2 + 0 + 0", shows=BOTH),
    Case("what a Mac packs beside", archive(("一.csv", text(*ROWS)), ("__MACOSX/._一.csv", b"\0\5\x16\7"), (".DS_Store", b"\0\0\0\1")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a lock file inside", archive(("一.csv", text(*ROWS)), ("~$一.xlsx", b"lock")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("the same file twice", archive(("一.csv", text(*ROWS)), ("副本/一.csv", text(*ROWS))), "4 = 2 + 0 + 2", "duplicate_row", shows=BOTH),
    Case("two files of one name", twice, "2 = 2 + 0 + 0", shows=BOTH),
    Case("a name that leads out of the archive", inside("../../../../tmp/一.csv", text(*ROWS)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("an absolute name", inside("/etc/一.csv", text(*ROWS)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a Windows name", inside("C:\\户籍\\一.csv", text(*ROWS)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("an archive in an archive", inside("内.zip", archive(("一.csv", ONE))), refused="中的 内.zip 是压缩包中的压缩包，没有读取：请解压后放入。"),
    Case("a file of no format inside", archive(("一.csv", ONE), ("说明.pdf", b"%PDF")),
         refused="中的 说明.pdf 的格式（.pdf）不能读取：请另存为 .xlsx 或 .csv，不是数据的文件请移走。"),
    Case("a bad file among good ones", archive(("一.csv", ONE), ("二.csv", b"")), refused="中的 二.csv 是空文件（0 字节）：请重新导出后再放入。"),
    Case("a password", protected, refused="中的 a.csv 有打开密码：请取消密码后再放入，或把密码写入一个文件并在设置 [sources.population] 的 password_file 中指明，"
                                          "或放入环境变量 ROLLCALL_POPULATION_PASSWORD。"),
    Case("nothing inside", archive(), refused="不是完好的 zip 压缩包：请重新压缩或重新复制。"),
    Case("no archive at all", raw("这不是压缩包", "zip"), refused="不是完好的 zip 压缩包：请重新压缩或重新复制。"),
    Case("an archive under .csv", renamed(archive(("一.csv", text(*ROWS))), "csv"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a damaged file inside", damaged, refused="中的 a.csv 已损坏，无法打开：请重新导出或用表格软件另存一次。"),
    Case("a bomb", bomb, refused="解压后是原来的 1,028 倍，不像正常的数据文件，没有解压：请核对来源后重新导出；确认无误时请调高设置 limits 中的 ratio。"),
    Case("a size that is not true", lying, refused="中的 a.csv 已损坏，无法打开：请重新导出或用表格软件另存一次。"),
    Case("a rar archive", raw(b"Rar!\x1a\7\0", "zip"), refused="不是完好的 zip 压缩包：请重新压缩或重新复制。"),
)  # fmt: skip
def test_archives(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
