"""Where headings and rows stand: titles, notes, merged and repeated headings, totals, signatures, sheets."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.case import Case, come_true, table
from tests.corpus.files import HEAD, LI, WANG, ZHANG, citizen, sheet, text, workbook

ROWS = (HEAD, ZHANG, LI)
BOTH = {"name_display": ("张三", "李四"), "citizen_id": (ZHANG[0], LI[0])}
NUMBERED = ("序号", *HEAD)
PUPIL_HEAD = ("学籍号", "姓名", "身份证件号", "学校名称", "年级", "班级", "学籍状态")
PUPIL = (f"G{ZHANG[0]}", "张三", ZHANG[0], "甲小学", "五年级", "1班", "在读")
PUPIL_2 = (f"G{LI[0]}", "李四", LI[0], "乙小学", "五年级", "1班", "在读")
LACKING = "缺少必需的列：{}；最接近的表头在第 {} 行，其中认出了{}：请补上缺少的列后重新放入。"


def wide(*names: str) -> tuple[str, ...]:
    return (*HEAD, *names)


@table(
    Case("a title", sheet(("颍上县户籍人口登记表",), *ROWS), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a merged title, the unit and the date", sheet(
        ("户籍人口", "", "", ""), ("单位：派出所", "", "2026年9月1日"), *ROWS, merged=["A1:D1"]), "2 = 2 + 0 + 0", shows=BOTH),
    Case("notes above that name headings", sheet(
        ("填写说明：1. 公民身份号码为18位；2. 姓名必填；3. 乡镇填全称",), ("注：户籍地址到门牌",), *ROWS), "2 = 2 + 0 + 0", shows=BOTH),
    Case("blank rows above and blank columns at the left", sheet((), (), *(("", "", *row) for row in ROWS)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a column without heading at the left", sheet(*(("", *row) if row == HEAD else ("旁注", *row) for row in ROWS)), "2 = 2 + 0 + 0",
         "unknown_column", shows=BOTH),
    Case("numbered headings", sheet(("1.公民身份号码", "2、姓名", "(3)乡镇", "④户籍地址"), ZHANG), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("starred headings", sheet(("*公民身份号码", "姓名★", "＊乡镇", "☆户籍地址"), ZHANG), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("headings with notes in brackets", sheet(("公民身份号码（必填）", "姓名[必填]", "乡镇【全称】", "户籍地址(到门牌号)"), ZHANG), "1 = 1 + 0 + 0",
         shows={"id18": [ZHANG[0]]}),
    Case("headings that stand in brackets", sheet(("【公民身份号码】", "〔姓名〕", "（乡镇）", "[户籍地址]"), ZHANG), "1 = 1 + 0 + 0",
         shows={"id18": [ZHANG[0]]}),
    Case("line breaks and blanks inside headings", sheet(("公民身份\n号码", "姓 名", "乡　镇", "户 籍\r\n地 址："), ZHANG), "1 = 1 + 0 + 0",
         shows={"id18": [ZHANG[0]]}),
    Case("headings by their official identifiers", sheet(("gmsfhm", "XM", "乡镇", "hjd_dzxz"), ZHANG), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("headings of full width", sheet(("ＧＭＳＦＨＭ", "ＸＭ", "乡镇", "户籍地址"), ZHANG), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]]}),
    Case("headings of two rows, merged", sheet(
        (*HEAD, "父亲", "", "母亲", ""), ("", "", "", "", "姓名", "身份证号", "姓名", "身份证号"), (*ZHANG, "张大", citizen(9, "19850101"), "王二", ""),
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1", "G1:H1"]), "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]], "guardian_name": ["张大"]}),
    Case("headings of three rows, merged", sheet(
        ("人员信息", "", "", "", "家庭", "", "", ""), (*HEAD, "父亲", "", "母亲", ""), ("", "", "", "", "姓名", "身份证号", "姓名", "身份证号"),
        (*ZHANG, "张大", citizen(9, "19850101"), "王二", ""), merged=["A1:D1", "E1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:H2"]),
        "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]], "guardian_name": ["张大"]}),
    Case("headings merged over three rows beside groups", sheet(
        (*HEAD, "家庭", "", "", ""), ("", "", "", "", "父亲", "", "母亲", ""), ("", "", "", "", "姓名", "身份证号", "姓名", "身份证号"),
        (*ZHANG, "张大", "", "王二", ""), merged=["A1:A3", "B1:B3", "C1:C3", "D1:D3", "E1:H1", "E2:F2", "G2:H2"]),
        "1 = 1 + 0 + 0", shows={"id18": [ZHANG[0]], "guardian_name": ["张大"]}),
    Case("a title, then headings of two rows", sheet(
        ("户籍人口登记表",), (*HEAD, "父亲", ""), ("", "", "", "", "姓名", "身份证号"), (*ZHANG, "张大", "")), "1 = 1 + 0 + 0",
        shows={"id18": [ZHANG[0]], "guardian_name": ["张大"]}),
    Case("numbers of the columns below the headings", sheet(HEAD, (1, 2, 3, 4), ZHANG, LI), "3 = 2 + 0 + 1", shows=BOTH),
    Case("numbers in brackets below the headings", sheet(HEAD, ("（1）", "（2）", "（3）", "（4）"), ZHANG, LI), "3 = 2 + 0 + 1", shows=BOTH),
    Case("official identifiers below the headings", sheet(HEAD, ("GMSFHM", "XM", "", "HJD_DZXZ"), ZHANG, LI), "3 = 2 + 0 + 1", shows=BOTH),
    Case("headings again on every page", sheet(HEAD, ZHANG, HEAD, LI, HEAD), "4 = 2 + 0 + 2", shows=BOTH),
    Case("title and headings again on every page", sheet(("户籍人口",), HEAD, ZHANG, ("户籍人口",), HEAD, LI), "4 = 2 + 0 + 2", shows=BOTH),
    Case("a second table of another order below", sheet(HEAD, ZHANG, ("姓名", "公民身份号码", "乡镇", "户籍地址"), ("李四", LI[0], *LI[2:])),
         refused="的工作表〈Sheet1〉第 3 行又有一行表头，而 A 列与第 1 行的表头不同：请把两段数据分成两个文件。"),
    Case("subtotals and a total", sheet(
        NUMBERED, (1, *ZHANG), ("一村小计", "", "1人", "", ""), (2, *LI), ("小 计", "", 1, "", ""), ("总计：2人",)), "5 = 2 + 0 + 3", shows=BOTH),
    Case("a total beside a running number", sheet(NUMBERED, (1, *ZHANG), (2, *LI), (3, "", "合计", "2人", "")), "3 = 2 + 0 + 1", shows=BOTH),
    Case("a count below", sheet(*ROWS, ("以上共计2人",), ("共 2 人",)), "4 = 2 + 0 + 2", shows=BOTH),
    Case("signatures, stamp and date below", sheet(
        *ROWS, (), ("填表人：赵六", "", "审核人：", ""), ("单位（盖章）",), ("单位负责人签字：",), ("校长：", "", "联系电话：", ""), ("2026年9月1日",),
        ("", "", "", "填表日期：2026.9.1")), "8 = 2 + 0 + 6", shows=BOTH),
    Case("page numbers and when it was printed", sheet(*ROWS, ("第 1 页 共 1 页",), ("打印日期：2026-09-01",)), "4 = 2 + 0 + 2", shows=BOTH),
    Case("notes below", sheet(*ROWS, ("注：以上数据截至8月底",), ("备注：一村未报",), ("说明：无",)), "5 = 2 + 0 + 3", shows=BOTH),
    Case("a child whose name begins like a total", sheet(NUMBERED, (1, citizen(1), "合计生", *ZHANG[2:]), (2, "", "总小明", *LI[2:])), "2 = 2 + 0 + 0",
         "no_birth_date", shows={"name_display": ["合计生", "总小明"]}),
    Case("rows of the template that only the numbering fills", sheet(NUMBERED, (1, *ZHANG), (2, *LI), (3,), (4,), (5,)), "2 = 2 + 0 + 0", shows=BOTH),
    Case("two columns of one heading", sheet(wide("姓名"), (*ZHANG, "张三丰")),
         refused="的工作表〈Sheet1〉第 1 行的B 列“姓名”与E 列“姓名”都表示“姓名”：请删去一列，或在设置 [sources.population.columns] 中写明 name = \"…\"。"),
    Case("two columns for one field", sheet(wide("人员姓名"), (*ZHANG, "张三丰")),
         refused="的工作表〈Sheet1〉第 1 行的B 列“姓名”与E 列“人员姓名”都表示“姓名”：请删去一列，或在设置 [sources.population.columns] 中写明 name = \"…\"。"),
    Case("two columns for one field, of which the settings choose", sheet(wide("人员姓名"), (*ZHANG, "张三丰")), "1 = 1 + 0 + 0",
         shows={"name_display": ["张三丰"]}, asked={"columns": {"name": "人员姓名"}}),
    Case("a column that nobody knows", sheet(wide("血型"), (*ZHANG, "A")), "1 = 1 + 0 + 0", "unknown_column", shows={"id18": [ZHANG[0]]}),
    Case("a required column without its heading", sheet(("公民身份号码", "", "乡镇", "户籍地址"), ZHANG),
         refused="的工作表〈Sheet1〉" + LACKING.format("姓名", 1, "公民身份号码、乡镇、户籍地址")),
    Case("a required column is not there", text(HEAD[:3], ZHANG[:3]), refused=LACKING.format("户籍地址或村(居)", 1, "公民身份号码、姓名、乡镇")),
    Case("headings at row 20", sheet(*[("说明",)] * 19, *ROWS), "2 = 2 + 0 + 0", shows=BOTH),
    Case("headings below row 20", sheet(*[("说明",)] * 20, *ROWS),
         refused="的工作表〈Sheet1〉的表头在第 21 行，而只在前 20 行中查找：请删去表头上方多余的行。"),
    Case("headings below row 20 of a text", text(*[("说明",)] * 30, *ROWS), refused="的表头在第 31 行，而只在前 20 行中查找：请删去表头上方多余的行。"),
    Case("a table lying on its side", sheet(*zip(*ROWS, strict=True)),
         refused="的工作表〈Sheet1〉是横排的（表头在 A 列，一列一人）：请转置为表头在上、一行一人后重新放入。"),
    Case("a card for one person", sheet(("公民身份号码", ZHANG[0], "姓名", "张三"), ("乡镇", "谢桥镇", "户籍地址", "一村")),
         refused="的工作表〈Sheet1〉" + LACKING.format("乡镇、户籍地址或村(居)", 1, "公民身份号码、姓名")),
    Case("a pivot table and nothing else", sheet(("行标签", "计数项:姓名"), ("谢桥镇", 120), ("总计", 120)),
         refused="前 20 行中没有一列可以识别（必需的列：公民身份号码、姓名、乡镇、户籍地址或村(居)）：没有表头，或文件的编码、格式不对；请补上表头，或另存为 .xlsx。"),
)  # fmt: skip
def test_where_things_stand(case: Case, tmp_path: Path):
    come_true(case, tmp_path)


@table(
    Case("a town written once for three", sheet(HEAD, ZHANG, (*LI[:2], "", LI[3]), (*WANG[:2], "", WANG[3]), merged=["C2:C4"]), "3 = 3 + 0 + 0",
         shows={"town": ["谢桥镇"] * 3}),
    Case("a town written once, to the end of the form", sheet(HEAD, ZHANG, (*LI[:2], "", LI[3]), (), (), merged=["C2:C5"]), "2 = 2 + 0 + 0",
         shows={"town": ["谢桥镇"] * 2}),
    Case("towns written once, and a row without any", sheet(
        HEAD, ZHANG, (*LI[:2], "", LI[3]), (*WANG[:2], "", WANG[3]), (citizen(4), "赵六", "江店镇", "二村"), (citizen(5), "钱七", "", "二村"),
        merged=["C2:C3", "C5:C6"]), "5 = 5 + 0 + 0", shows={"town": ["谢桥镇", "谢桥镇", None, "江店镇", "江店镇"]}),
    Case("a household's number as a number cell, merged", sheet(
        wide("户号"), (*ZHANG, 349900000000001), (*LI, ""), merged=["E2:E3"]), "2 = 2 + 0 + 0", shows={"household_no": ["349900000000001"] * 2}),
    Case("one child in two rows, for the sake of two guardians", sheet(
        wide("监护人姓名"), (*ZHANG, "张大"), ("", "", "", "", "王二"), merged=["A2:A3", "B2:B3", "C2:C3", "D2:D3"]), "2 = 1 + 1 + 0",
        "no_birth_date row_quarantined", shows={"name_display": ["张三"]}),
    Case("a merged total", sheet(HEAD, ZHANG, ("合计", "", "", "1人"), ("", "", "", ""), merged=["A3:C4"]), "2 = 1 + 0 + 1", shows={"id18": [ZHANG[0]]}),
)  # fmt: skip
def test_cells_merged_over_rows(case: Case, tmp_path: Path):
    come_true(case, tmp_path)


FULL = [*ROWS]
SUMMARY = [("学校名称", "年级", "人数"), ("甲小学", "五年级", 40), ("合计", "", 40)]


def very_hidden(book, pages) -> None:
    pages["藏"].very_hidden()


def filtered(book, pages) -> None:
    page = pages["Sheet1"]
    page.autofilter(0, 0, 3, 3)
    page.filter_column("C", "x == 谢桥镇")
    page.set_row(2, options={"hidden": True})


def hidden_columns(book, pages) -> None:
    pages["Sheet1"].set_column("A:B", None, None, {"hidden": True})


def outlined(book, pages) -> None:
    for row in (1, 2):
        pages["Sheet1"].set_row(row, options={"level": 1, "hidden": True, "collapsed": True})


def ghosts(book, pages) -> None:
    gray = book.add_format({"bg_color": "#eeeeee", "border": 1})
    for row in range(3, 600):
        for column in range(20):
            pages["Sheet1"].write_blank(row, column, None, gray)
    pages["Sheet1"].set_column("A:XFD", 12, gray)


def last_cell(book, pages) -> None:
    pages["Sheet1"].write(199_999, 3, " ")


def last_row_formatted(book, pages) -> None:
    pages["Sheet1"].write_blank(1_048_575, 0, None, book.add_format({"bold": True}))


def decorated(book, pages) -> None:
    page = pages["Sheet1"]
    page.insert_chart("H2", _chart(book))
    page.insert_textbox("H20", "合计 99 人")
    page.write_comment("B2", "姓名待核")
    page.data_validation("C2:C99", {"validate": "list", "source": ["谢桥镇"]})
    page.conditional_format("A1:A9", {"type": "duplicate", "format": book.add_format({"bold": True})})
    page.freeze_panes(1, 0)
    page.protect("secret")


def _chart(book):
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Sheet1!$A$2:$A$3"})
    return chart


def rich(book, pages) -> None:
    red = book.add_format({"color": "red"})
    pages["Sheet1"].write_rich_string("B2", "张", red, "三")
    pages["Sheet1"].write_url("D2", "https://example.invalid/", string=ZHANG[3])


@table(
    Case("sheets of two villages", workbook({"一村": [HEAD, ZHANG], "二村": [HEAD, LI]}), "2 = 2 + 0 + 0", shows=BOTH),
    Case("sheets whose columns stand in another order", workbook({"一": [HEAD, ZHANG], "二": [HEAD[::-1], LI[::-1]]}), "2 = 2 + 0 + 0", shows=BOTH),
    Case("the same rows on a sheet that gathers all", workbook({"全部": FULL, "一村": [HEAD, ZHANG]}), "3 = 2 + 0 + 1", "duplicate_row", shows=BOTH),
    Case("a sheet of notes", workbook({"填写说明": [("公民身份号码", "必填"), ("姓名", "必填")], "数据": FULL}), "2 = 2 + 0 + 0", "skipped_sheet", shows=BOTH),
    Case("empty sheets", workbook({"Sheet1": FULL, "Sheet2": [], "Sheet3": []}), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a hidden sheet", workbook({"数据": FULL, "藏": [HEAD, WANG]}, hidden=["藏"]), "2 = 2 + 0 + 0", "skipped_sheet", shows=BOTH),
    Case("a very hidden sheet", workbook({"数据": FULL, "藏": [HEAD, WANG]}, paint=very_hidden), "2 = 2 + 0 + 0", "skipped_sheet", shows=BOTH),
    Case("lists for drop-downs", workbook({"数据": FULL, "字典": [("性别", "乡镇"), ("男", "谢桥镇"), ("女", "")]}), "2 = 2 + 0 + 0", "skipped_sheet", shows=BOTH),
    Case("a sheet that lacks a column", workbook({"一": [HEAD, ZHANG], "二": [HEAD[:3], LI[:3]]}),
         refused="的工作表〈二〉缺少必需的列：户籍地址或村(居)；最接近的表头在第 1 行，其中认出了公民身份号码、姓名、乡镇：请补上缺少的列，或隐藏、删除该工作表。"),
    Case("a pivot table beside the data", workbook({"数据": FULL, "Sheet2": [("行标签", "计数项:姓名"), ("谢桥镇", 2), ("总计", 2)]}), "2 = 2 + 0 + 0",
         "skipped_sheet", shows=BOTH),
    Case("a summary beside the pupils", workbook({"学生": [PUPIL_HEAD, PUPIL, PUPIL_2], "Sheet2": SUMMARY}), "2 = 2 + 0 + 0", "skipped_sheet",
         register="roll", shows={"school_name": ["甲小学", "乙小学"]}),
    Case("sheets named for schools, without a column of schools",
         workbook({name: [[*PUPIL_HEAD[:3], *PUPIL_HEAD[4:]], [*row[:3], *row[4:]]] for name, row in (("甲小学", PUPIL), ("乙小学", PUPIL_2))}),
         refused="的工作表〈甲小学〉缺少必需的列：学校标识码或学校名称；最接近的表头在第 1 行，其中认出了学籍号、姓名、身份证件号、年级、班级、学籍状态："
                 "请补上缺少的列后重新放入；工作表以学校名称命名的，也可在设置 [sources.roll.defaults] 中写明 school_name = \"{sheet}\"。", register="roll"),
    Case("the same, with the sheet's name as the school by the settings",
         workbook({name: [[*PUPIL_HEAD[:3], *PUPIL_HEAD[4:]], [*row[:3], *row[4:]]] for name, row in (("甲小学", PUPIL), ("乙小学", PUPIL_2))}),
         "2 = 2 + 0 + 0", register="roll", asked={"defaults": {"school_name": "{sheet}"}}, shows={"school_name": ["甲小学", "乙小学"]}),
    Case("the file of another register", sheet(PUPIL_HEAD, PUPIL), refused="看起来是〈中小学生学籍〉，请移到 inbox/roll/。"),
    Case("rows that a filter hides", sheet(*ROWS, paint=filtered), "2 = 2 + 0 + 0", shows=BOTH),
    Case("rows that an outline folds away", sheet(*ROWS, paint=outlined), "2 = 2 + 0 + 0", shows=BOTH),
    Case("hidden columns", sheet(*ROWS, paint=hidden_columns), "2 = 2 + 0 + 0", shows=BOTH),
    Case("ghost rows: bordered and colored, and empty", sheet(*ROWS, paint=ghosts), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a blank two hundred thousand rows below", sheet(*ROWS, paint=last_cell), "2 = 2 + 0 + 0", shows=BOTH),
    Case("a formatted cell in the last row", sheet(*ROWS, paint=last_row_formatted), "2 = 2 + 0 + 0", shows=BOTH),
    Case("charts, boxes, comments, rules, protection", sheet(*ROWS, paint=decorated), "2 = 2 + 0 + 0", shows=BOTH),
    Case("colored characters and links", sheet(*ROWS, paint=rich), "2 = 2 + 0 + 0", shows=BOTH | {"registered_address": [ZHANG[3], LI[3]]}),
    Case("sheet names of odd characters", workbook({"（一）班 '26": FULL}), "2 = 2 + 0 + 0", shows=BOTH),
)  # fmt: skip
def test_sheets(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
