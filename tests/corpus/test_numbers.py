"""What spreadsheets, clerks and systems do to ID numbers, and to telephones."""

from __future__ import annotations

from pathlib import Path

from tests.corpus.case import Case, come_true, table
from tests.corpus.files import HEAD, Rows, citizen, sheet, text

MALE, FEMALE = citizen(1), citizen(2)  # 34990120150301001X, …
WITH_X = next(number for number in map(citizen, range(1, 99)) if number.endswith("X"))
ADULT = citizen(5, "19850101")
GUARDIAN = (*HEAD, "监护人身份证号")
PUPIL_HEAD = ("学籍号", "姓名", "身份证件号", "学校名称", "年级", "学籍状态")


def ids(*numbers: object) -> Rows:
    """One child a number, under the headings of the registry; the names tell the rows apart."""
    return [(*HEAD, "出生日期"), *((number, f"张{'一二三四五六七八九'[at]}", "谢桥镇", "一村", "2015-03-01") for at, number in enumerate(numbers))]


def pupil(number: object, roll_no: str = "", name: str = "张一") -> tuple[object, ...]:
    return (roll_no, name, number, "甲小学", "五年级", "在读")


def seen(id_class: str, id18: str | None, id15: str | None = None) -> dict[str, list[str | None]]:
    return {"id_class": [id_class], "id18": [id18], "id15": [id15]}


WHOLE = seen("ok18", MALE)
LOST = MALE[:15]


@table(
    Case("text, as it should be", sheet(*ids(MALE)), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("x in lower case", text(*ids(WITH_X.lower())), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("Х of the Cyrillic alphabet", text(*ids(WITH_X[:17] + "Х")), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("х of the Cyrillic alphabet", text(*ids(WITH_X[:17] + "х")), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("× the sign of multiplication", text(*ids(WITH_X[:17] + "×")), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("Ⅹ the Roman ten", text(*ids(WITH_X[:17] + "Ⅹ")), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("ⅹ the small Roman ten", text(*ids(WITH_X[:17] + "ⅹ")), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("Ｘ of full width", text(*ids(WITH_X[:17] + "Ｘ")), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("Χ of the Greek alphabet", text(*ids(WITH_X[:17] + "Χ")), "1 = 1 + 0 + 0", shows=seen("ok18", WITH_X)),
    Case("digits of full width", text(*ids(MALE.translate({ord(d): chr(ord(d) + 0xFEE0) for d in "0123456789X"}))), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("blanks inside", text(*ids(f"{MALE[:6]} {MALE[6:14]}　{MALE[14:]}")), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("dashes inside", text(*ids(f"{MALE[:6]}-{MALE[6:14]}—{MALE[14:]}")), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("an apostrophe before", text(*ids(f"'{MALE}")), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("a typographic apostrophe before", text(*ids(f"‘{MALE}")), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("an accent in place of the apostrophe", text(*ids(f"`{MALE}")), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("quotes around", sheet(*ids(f'"{MALE}"')), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("an equals sign and quotes as text", sheet(*ids(f'="{MALE}" ')), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("invisible characters", text(*ids(f"\u200b{MALE[:9]}\u200d{MALE[9:]}\ufeff\u00a0")), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("marks of writing direction", text(*ids(f"\u202d{MALE}\u202c")), "1 = 1 + 0 + 0", shows=WHOLE),
    Case("a number cell", sheet(*ids(int(MALE[:17] + "0"))), "1 = 1 + 0 + 0", "id_suspect_trunc", shows=seen("suspect_trunc", None, LOST)),
    Case("a number cell beside text cells", sheet(*ids(int(FEMALE), MALE)), "2 = 2 + 0 + 0", "id_suspect_trunc",
         shows={"id_class": ["suspect_trunc", "ok18"], "id18": [None, MALE], "id15": [FEMALE[:15], None]}),
    Case("a column of number cells", sheet(*ids(*(int(citizen(at)) for at in (2, 3, 4, 6, 7, 8)))), "6 = 6 + 0 + 0", "id_column_truncated",
         shows={"id18": [None] * 6, "id15": [FEMALE[:15]] * 6}),
    Case("cut by Excel and saved as text", text(*ids(LOST + "000")), "1 = 1 + 0 + 0", "id_suspect_trunc", shows=seen("suspect_trunc", None, LOST)),
    Case("a number that ends in 000 and passes the checksum", text(*ids("349901201503013000")), "1 = 1 + 0 + 0", "id_suspect_trunc",
         shows=seen("suspect_trunc", None, "349901201503013")),
    Case("in scientific notation", text(*ids("3.49901E+17")), "1 = 1 + 0 + 0", "id_sci", shows=seen("sci", None)),
    Case("in scientific notation with fifteen digits", text(*ids("3.49901201503010E+17")), "1 = 1 + 0 + 0", "id_suspect_trunc",
         shows=seen("suspect_trunc", None, LOST)),
    Case("in scientific notation as Calc writes it", text(*ids("3.49901201503010e17")), "1 = 1 + 0 + 0", "id_suspect_trunc",
         shows=seen("suspect_trunc", None, LOST)),
    Case("with decimals", text(*ids(f"{FEMALE}.00")), "1 = 1 + 0 + 0", "id_suspect_trunc", shows=seen("suspect_trunc", None, FEMALE[:15])),
    Case("with commas for thousands", text(*ids("349,901,201,503,010,000")), "1 = 1 + 0 + 0", "id_suspect_trunc",
         shows=seen("suspect_trunc", None, LOST)),
    Case("too wide for its column", text(*ids("##########")), "1 = 1 + 0 + 0", "id_bad_char", shows=seen("bad_char", None)),
    Case("15 digits of a child: cut", text(*ids(LOST)), "1 = 1 + 0 + 0", "id15_child", shows=seen("old15", None, LOST)),
    Case("15 digits of an old number", text(HEAD, ("349901850101001", "张大", "谢桥镇", "一村")), "1 = 1 + 0 + 0",
         shows={"id_class": ["old15"], "id18": [citizen(1, "19850101")]}),
    Case("20 digits of a disability certificate", text(*ids(MALE + "43")), "1 = 1 + 0 + 0", shows=seen("disab20", MALE)),
    Case("a certificate issued again", text(*ids(MALE + "43B1")), "1 = 1 + 0 + 0", shows=seen("disab20", MALE)),
    Case("20 digits that are none", text(*ids(MALE[:17] + "100")), "1 = 1 + 0 + 0", "id_bad_length", shows=seen("bad_length", None)),
    Case("a digit too few", text(*ids(FEMALE[:17])), "1 = 1 + 0 + 0", "id_bad_length", shows=seen("bad_length", None)),
    Case("a digit too many", text(*ids(FEMALE + "1")), "1 = 1 + 0 + 0", "id_bad_length", shows=seen("bad_length", None)),
    Case("a digit mistyped", text(*ids(FEMALE[:17] + str((int(FEMALE[17]) + 1) % 10))), "1 = 1 + 0 + 0", "id_bad_check", shows=seen("bad_check", None)),
    Case("neighbors swapped", text(*ids(f"439901{MALE[6:]}")), "1 = 1 + 0 + 0", "id_bad_check", shows=seen("bad_check", None)),
    Case("the thirtieth of February", text(*ids(citizen(1, "20150230"))), "1 = 1 + 0 + 0", "id_bad_date", shows=seen("bad_date", None)),
    Case("born after the night", text(*ids(citizen(1, "20270101"))), "1 = 1 + 0 + 0", "id_bad_date", shows=seen("bad_date", None)),
    Case("O for 0 and l for 1", text(*ids(MALE.replace("0", "O"))), "1 = 1 + 0 + 0", "id_bad_char", shows=seen("bad_char", None)),
    Case("masked by asterisks", text(*ids(f"{MALE[:6]}********{MALE[14:]}")), "1 = 1 + 0 + 0", "id_masked", shows=seen("masked", None)),
    Case("masked by asterisks of full width", text(*ids(f"{MALE[:6]}＊＊＊＊＊＊＊＊{MALE[14:]}")), "1 = 1 + 0 + 0", "id_masked", shows=seen("masked", None)),
    Case("masked by x", text(*ids(f"{MALE[:6]}xxxxxxxx{MALE[14:]}")), "1 = 1 + 0 + 0", "id_masked", shows=seen("masked", None)),
    Case("nothing, said in ten ways", text(*ids("", "无", "—", "/", "NULL", "N/A", "暂无", "-")), "8 = 8 + 0 + 0", shows={"id_class": ["blank"] * 8}),
    Case("a word in place of the number", text(*ids("没上户口")), "1 = 1 + 0 + 0", "id_bad_char", shows=seen("bad_char", None)),
    Case("a number and a note", text(*ids(f"{MALE}(待核)")), "1 = 1 + 0 + 0", "id_bad_char", shows=seen("bad_char", None)),
    Case("two numbers in one cell", text(*ids(f"{MALE}/{FEMALE}")), "1 = 1 + 0 + 0", "id_bad_char", shows=seen("bad_char", None)),
    Case("one number on two rows", text(HEAD, (MALE, "张一", "谢桥镇", "一村"), (MALE, "张二", "谢桥镇", "一村")), "2 = 2 + 0 + 0", "population_duplicate_id*2",
         shows={"id18": [MALE, MALE]}),
    Case("neither name nor number", text(HEAD, ("", "", "谢桥镇", "一村"), (MALE, "张一", "谢桥镇", "一村")), "2 = 1 + 1 + 0",
         "no_birth_date row_quarantined", shows={"id18": [MALE]}),
    Case("a number and no name", text(HEAD, (MALE, "", "谢桥镇", "一村")), "1 = 1 + 0 + 0", "name_blank", shows=WHOLE),
)  # fmt: skip
def test_id_numbers(case: Case, tmp_path: Path):
    come_true(case, tmp_path)


@table(
    Case("a pupil under a parent's number", text(PUPIL_HEAD, pupil(ADULT)), "1 = 1 + 0 + 0", "guardian_id_suspected no_birth_date", register="roll",
         shows=seen("adult", None)),
    Case("L and 18 digits in the ID column", text(PUPIL_HEAD, pupil(f"L{MALE}")), "1 = 1 + 0 + 0", "no_birth_date temp_roll_in_id", register="roll",
         shows=seen("temp_roll", None) | {"roll_no": [f"L{MALE}"], "roll_no_class": ["L"]}),
    Case("J and digits in the ID column", text(PUPIL_HEAD, pupil("J349901201503010014")), "1 = 1 + 0 + 0", "no_birth_date temp_roll_in_id", register="roll",
         shows=seen("temp_roll", None) | {"roll_no_class": ["J"]}),
    Case("999 and digits in the ID column", text(PUPIL_HEAD, pupil("999901201503010019")), "1 = 1 + 0 + 0", "no_birth_date temp_roll_in_id", register="roll",
         shows=seen("temp_roll", None) | {"roll_no_class": ["999"]}),
    Case("G and the number in the ID column", text(PUPIL_HEAD, pupil(f"G{MALE}")), "1 = 1 + 0 + 0", "temp_roll_in_id", register="roll",
         shows=seen("temp_roll", MALE) | {"roll_no_class": ["G"]}),
    Case("a roll number completes a number that Excel cut", text(PUPIL_HEAD, pupil(LOST + "000", f"G{MALE}")), "1 = 1 + 0 + 0", "id_suspect_trunc",
         register="roll", shows={"id_class": ["suspect_trunc"], "id18": [MALE]}),
    Case("a roll number of another person than the number", text(PUPIL_HEAD, pupil(FEMALE, f"G{MALE}")), "1 = 1 + 0 + 0", "roll_id_hint_conflict",
         register="roll", shows={"id18": [FEMALE]}),
    Case("school codes that lost their zeros", sheet(("学校标识码", "学校名称", "所属乡镇"), (123456789, "甲小学", "谢桥镇"), ("0123456780", "乙小学", "谢桥镇")),
         "2 = 2 + 0 + 0", register="schools", shows={"school_code": ["0123456789", "0123456780"]}),
    Case("one pupil active at two schools", text(PUPIL_HEAD, pupil(MALE), ("", "张一", MALE, "乙小学", "五年级", "在读")), "2 = 2 + 0 + 0", "roll_duplicate*2",
         register="roll", shows={"id18": [MALE, MALE]}),
)  # fmt: skip
def test_numbers_of_pupils_and_schools(case: Case, tmp_path: Path):
    come_true(case, tmp_path)


def calls(*numbers: object) -> Rows:
    return [(*HEAD, "联系电话"), *((citizen(at + 1), f"张{'一二三四五六七八九'[at]}", "谢桥镇", "一村", number) for at, number in enumerate(numbers))]


MOBILE = "13955812345"


@table(
    Case("a number cell is as good as text", sheet(*calls(int(MOBILE))), "1 = 1 + 0 + 0", shows={"phone": [MOBILE]}),
    Case("dashes, blanks, the country before", text(*calls("139-5581-2345", "139 5581 2345", "+86 13955812345", "(86)13955812345", "１３９５５８１２３４５")),
         "5 = 5 + 0 + 0", shows={"phone": [MOBILE] * 5}),
    Case("two numbers in one cell", text(*calls(f"{MOBILE}、05584412345", f"{MOBILE}/13955812346", f"{MOBILE} 13955812346", f"{MOBILE}\n13955812346")),
         "4 = 4 + 0 + 0", shows={"phone": [MOBILE] * 4, "phones": [["05584412345", MOBILE], *[[MOBILE, "13955812346"]] * 3]}),
    Case("whose number it is, written beside it", text(*calls(f"{MOBILE}(母亲)", f"父{MOBILE}")), "2 = 2 + 0 + 0", shows={"phone": [MOBILE] * 2}),
    Case("fillers", text(*calls("13800000000", "13888888888", "11111111111", "12345678901", "0")), "5 = 5 + 0 + 0", "phone_unusable*5",
         shows={"phone": [None] * 5}),
    Case("a mobile number cut by Excel's notation", text(*calls("1.39558E+10")), "1 = 1 + 0 + 0", "phone_unusable", shows={"phone": [None]}),
    Case("a digit too few", text(*calls("1395581234")), "1 = 1 + 0 + 0", "phone_unusable", shows={"phone": [None]}),
)  # fmt: skip
def test_telephones(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
