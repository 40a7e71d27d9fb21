"""Encodings, as iconv makes them and as transport damages them."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.case import Case, come_true, table
from tests.corpus.files import HEAD, LI, ZHANG, iconv, raw, text, written

ROWS = (HEAD, ZHANG, LI)
TEXT = written(ROWS)
BOTH = {"name_display": ("张三", "李四"), "citizen_id": (ZHANG[0], LI[0])}
TABBED = written(ROWS, delimiter="\t")
RARE = written((HEAD, (ZHANG[0], "王𠀀", *ZHANG[2:]), (LI[0], "㑇䶮", *LI[2:])))
NO_HEADINGS = (
    "前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）：没有表头，或文件的编码、格式不对；"
    "请补上表头，或另存为 .xlsx。"
)
GB = TEXT.encode("gb18030")


@table(
    Case("utf-8", text(*ROWS), "2 = 2 + 0 + 0", shows=BOTH),
    Case("utf-8 with a mark", raw(b"\xef\xbb\xbf" + TEXT.encode()), "2 = 2 + 0 + 0", shows=BOTH),
    Case("two marks, as two programs each put one", raw(b"\xef\xbb\xbf" * 2 + TEXT.encode()), "2 = 2 + 0 + 0", shows=BOTH),
    Case("gb18030", iconv("GB18030", TEXT), "2 = 2 + 0 + 0", shows=BOTH),
    Case("gbk", iconv("GBK", TEXT), "2 = 2 + 0 + 0", shows=BOTH),
    Case("gb2312", iconv("GB2312", TEXT), "2 = 2 + 0 + 0", shows=BOTH),
    Case("utf-16 with a mark", iconv("UTF-16", TEXT), "2 = 2 + 0 + 0", shows=BOTH),
    Case("Excel's Unicode text", raw(b"\xff\xfe" + TABBED.encode("utf-16-le"), "txt"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("utf-16 big end first", raw(b"\xfe\xff" + TEXT.encode("utf-16-be")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("beyond the first plane in gb18030", iconv("GB18030", RARE), "2 = 2 + 0 + 0", shows={"name_display": ("王𠀀", "㑇䶮")}),
    Case("beyond the first plane in utf-16", iconv("UTF-16", RARE), "2 = 2 + 0 + 0", shows={"name_display": ("王𠀀", "㑇䶮")}),
    Case("the same rows whatever the line ends", raw(written(ROWS, ends="\r").encode()), "2 = 2 + 0 + 0", shows=BOTH),
    Case("line ends of three kinds", raw(TEXT.replace("\r\n", "\r", 1).rstrip("\r\n")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("big5", iconv("BIG5", "公民身份號碼,姓名,鄉鎮,戶籍地址\n1,張三,謝橋鎮,一村\n"),
         refused="前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）：编码看起来是 Big5（繁体），请另存为 UTF-8 编码的 CSV。"),
    Case("utf-8 with a byte broken", raw(TEXT.encode().replace("李".encode(), b"\xe6\x9d?")),
         refused="不是完好的 UTF-8 文本：第 3 行（第 115 个字节）无法解码，编码不对或文件已损坏；请用原系统重新导出，或另存为 UTF-8 编码的 CSV。"),
    Case("gb18030 with half a character at the end", raw(GB.rstrip(b"\r\n") + b"\xb4"),
         refused="不是完好的 GB18030 文本：第 3 行（第 112 个字节）无法解码，编码不对或文件已损坏；请用原系统重新导出，或另存为 UTF-8 编码的 CSV。"),
    Case("utf-16 cut in half a character", raw(b"\xff\xfe" + TEXT.encode("utf-16-le")[:-1]),
         refused="不是完好的 UTF-16-LE 文本：第 3 行（第 167 个字节）无法解码，编码不对或文件已损坏；请用原系统重新导出，或另存为 UTF-8 编码的 CSV。"),
    Case("gb18030 after a line of utf-8", raw(written((HEAD, ZHANG)).encode() + written((LI,) * 9).encode("gb18030")),
         refused="不是完好的 GB18030 文本：第 2 行（第 82 个字节）无法解码，编码不对或文件已损坏；请用原系统重新导出，或另存为 UTF-8 编码的 CSV。"),
    Case("shift-jis", iconv("SHIFT-JIS", "番号,氏名,住所\n1,張三,橋\n"),
         refused=NO_HEADINGS),
    Case("utf-7", iconv("UTF-7", TEXT),
         refused=NO_HEADINGS),
    Case("utf-8 taken for latin-1 and saved again", raw(TEXT.encode().decode("latin-1").encode()),
         refused=NO_HEADINGS),
    Case("question marks for what could not be saved", raw(TEXT.encode("latin-1", "replace")),
         refused=NO_HEADINGS),
)  # fmt: skip
def test_encodings(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
