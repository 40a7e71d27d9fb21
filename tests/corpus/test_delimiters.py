"""Delimiters, quotes and line breaks in text files."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.case import Case, come_true, table
from tests.corpus.files import HEAD, LI, WANG, ZHANG, raw, text, written

ROWS = (HEAD, ZHANG, LI)
BOTH = {"name_display": ("张三", "李四"), "citizen_id": (ZHANG[0], LI[0])}
LINE = ",".join(ZHANG)
NO_HEADINGS = (
    "前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）：没有表头，或文件的编码、格式不对；"
    "请补上表头，或另存为 .xlsx。"
)
FIVE = (*HEAD, "备注")


def home(told: str) -> tuple[str, ...]:
    return (*ZHANG[:3], told)


@table(
    Case("semicolons", text(*ROWS, delimiter=";"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("tabs in a .csv", text(*ROWS, delimiter="\t"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("tabs in a .tsv", text(*ROWS, delimiter="\t", ending="tsv"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("commas in a .txt", text(*ROWS, ending="txt"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("every cell in quotes", text(*ROWS, quoting=1), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a first line that names the delimiter", raw("sep=;\r\n" + written(ROWS, delimiter=";")), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a delimiter in a quoted cell", text(HEAD, home("一村,1号")), "1 = 1 + 0 + 0", shows={"registered_address": ["一村,1号"]}),
    Case("a delimiter of the other kind in a cell", text(HEAD, home("一村;1号;2室;3"), delimiter=","), "1 = 1 + 0 + 0",
         shows={"registered_address": ["一村;1号;2室;3"]}),
    Case("line breaks in a quoted cell", text(HEAD, home("一村\n1号\r\n后院")), "1 = 1 + 0 + 0", shows={"registered_address": ["一村\n1号\n后院"]}),
    Case("rows below a cell with line breaks keep their numbers", text(HEAD, home("一村\n1号"), LI), "2 = 2 + 0 + 0", shows=BOTH),
    Case("quotes doubled in a quoted cell", text(HEAD, home('一村"老屋"')), "1 = 1 + 0 + 0", shows={"registered_address": ['一村"老屋"']}),
    Case("a quote that stands alone inside a cell", raw(f'{",".join(HEAD)}\n{ZHANG[0]},张三,谢桥镇,一村"1号\n{",".join(LI)}\n'),
         "2 = 2 + 0 + 0", shows={"registered_address": ['一村"1号', LI[3]]}),
    Case("a quote that nothing closes", raw(f'{",".join(HEAD)}\n{ZHANG[0]},张三,谢桥镇,"一村\n{",".join(LI)}\n{",".join(WANG)}\n'),
         refused="第 2 行的引号不成对，后面的行会被并入同一单元格：请改正该行的引号，或另存为 .xlsx。"),
    Case("two such quotes that close each other over rows",
         raw(f'{",".join(HEAD)}\n{ZHANG[0]},张三,谢桥镇,"一村\n{",".join(LI)}\n{WANG[0]},王五,谢桥镇,"一村"\n'),
         refused="第 2 行的引号不成对，后面的行会被并入同一单元格：请改正该行的引号，或另存为 .xlsx。"),
    Case("numbers kept as text by =\"…\"", raw(f'{",".join(HEAD)}\n="{ZHANG[0]}",张三,谢桥镇,一村\n'), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("the same as a CSV writer quotes it", text(HEAD, (f'="{ZHANG[0]}"', *ZHANG[1:])), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("a tab before the number, so that Excel leaves it", text(HEAD, (f"\t{ZHANG[0]}", *ZHANG[1:])), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("a tab behind the number", text(HEAD, (f"{ZHANG[0]}\t", *ZHANG[1:])), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("blanks around every cell", text([f" {one} " for one in HEAD], [f"  {one}　" for one in ZHANG]), "1 = 1 + 0 + 0",
         shows={"id18": [ZHANG[0]], "name_display": ["张三"], "registered_address": [ZHANG[3]]}),
    Case("a comma at the end of every line", raw("".join(f"{','.join(row)},\n" for row in ROWS)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a comma more than there are headings", raw(f"{','.join(HEAD)}\n{LINE},\n"), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("a cell more than there are headings", raw(f"{','.join(HEAD)}\n{LINE},又一格\n{','.join(LI)}\n"), "2 = 1 + 1 + 0",
         "row_quarantined", shows={"name_display": ["李四"]}),
    Case("an unquoted comma moves the row's cells", raw(f"{','.join(FIVE)}\n{ZHANG[0]},张三,谢桥镇,一村,1号,无\n{','.join(LI)}\n"), "2 = 1 + 1 + 0",
         "row_quarantined", shows={"name_display": ["李四"]}),
    Case("cells missing at the end", raw(f"{','.join(FIVE)}\n{LINE}\n{LI[0]},李四\n"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("blank lines among the rows", raw(f"\n\n{','.join(HEAD)}\n\n{LINE}\n,,,\n\n{','.join(LI)}\n\n\n"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("no line end at the end", raw(f"{','.join(HEAD)}\n{LINE}"), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("the end-of-file mark of DOS", raw(written(ROWS) + "\x1a"), "2 = 2 + 0 + 0", shows=BOTH),
    Case("commas of full width", raw(written(ROWS).replace(",", "，")),
         refused="前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）：单元格之间是全角逗号“，”，请改为半角逗号，或另存为 .xlsx。"),
    Case("bars between the cells", raw(written(ROWS, delimiter="|")),
         refused="前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）：单元格之间是“|”，请改为半角逗号，或另存为 .xlsx。"),
    Case("columns held apart by blanks", raw("\n".join("    ".join(row) for row in ROWS)),
         refused="前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）：单元格之间是空格，请改为半角逗号，或另存为 .xlsx。"),
    Case("carriage returns only, in quoted cells too", raw(f'{",".join(HEAD)}\r{ZHANG[0]},张三,谢桥镇,"一村\r1号"\r{",".join(LI)}\r'), "2 = 2 + 0 + 0",
         shows={"registered_address": ["一村\n1号", LI[3]]}),
    Case("quotes of typography", raw(written(ROWS, quoting=1).replace('"', "”")),
         refused=NO_HEADINGS),
    Case("one heading over rows of two cells", text(("街道",), ("合计", "3"), ("谢桥镇", "?"), delimiter="\t"), "2 = 0 + 1 + 1",
         "empty_source row_quarantined", register="assignment"),
    Case("headings only", text(HEAD), "0 = 0 + 0 + 0", "empty_source"),
    Case("rows only", text(ZHANG, LI),
         refused=NO_HEADINGS),
    Case("every row twice", text(HEAD, ZHANG, LI, ZHANG, LI), "4 = 2 + 0 + 2", "duplicate_row", shows=BOTH),
)  # fmt: skip
def test_delimiters_and_quotes(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
