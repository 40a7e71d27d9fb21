"""What stands in the place of a name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.corpus.case import Case, come_true, table
from tests.corpus.files import HEAD, Rows, citizen, iconv, raw, sheet, text, written


def named(*names: str) -> Rows:
    """One child a name, under the headings of the registry."""
    return [HEAD, *((citizen(at + 1), name, "谢桥镇", "一村") for at, name in enumerate(names))]


def seen(keys: Iterable[str | None], *unreadable: bool) -> dict[str, list]:
    keys = list(keys)
    return {"name_key": keys, "name_unreadable": list(unreadable) or [False] * len(keys)}


DOTS = "\u00b7\u2022\u2027\u30fb\uff65\u2219\u22c5\u2e31\uff0e\u002e\u0387\u1427"


@table(
    Case("the twelve dots", text(*named(*(f"阿依{dot}古丽" for dot in DOTS))), "12 = 12 + 0 + 0", shows=seen(["阿依古丽"] * 12)
         | {"name_display": ["阿依·古丽"] * 12}),
    Case("the dots in gb18030", iconv("GB18030", written(named(*(f"阿依{dot}古丽" for dot in DOTS)))), "12 = 12 + 0 + 0", shows=seen(["阿依古丽"] * 12)),
    Case("a full stop and a blank for the dot", text(*named("阿依。古丽", "阿依 · 古丽", "阿依 古丽")), "3 = 3 + 0 + 0", shows=seen(["阿依古丽"] * 3)),
    Case("blanks in names of two characters", text(*named("张 三", "张　三", " 张\u00a0三 ", "张  三")), "4 = 4 + 0 + 0", shows=seen(["张三"] * 4)
         | {"name_display": ["张三"] * 4}),
    Case("a line break inside a name", sheet(*named("张\n三", "张\r\n三")), "2 = 2 + 0 + 0", shows=seen(["张三"] * 2)),
    Case("a blank within a sheet's text node", sheet(*named("  张三  ")), "1 = 1 + 0 + 0", shows=seen(["张三"])),
    Case("notes in brackets", text(*named("张三（空挂）", "张三(又名李四)", "张三【大】", "张三〔2班〕")), "4 = 4 + 0 + 0", "remark_claim",
         shows=seen(["张三"] * 4) | {"former_key": [None, "李四", None, None]}),
    Case("a bracket that nothing closes", text(*named("张三（空挂")), "1 = 1 + 0 + 0", "remark_claim", shows=seen(["张三"])),
    Case("a name that stands wholly in brackets", text(*named("（张三）")), "1 = 1 + 0 + 0", shows=seen(["张三"])),
    Case("a number that tells two of one name apart", text(*named("张三1", "张三 2")), "2 = 2 + 0 + 0", shows=seen(["张三"] * 2)),
    Case("traditional and variant characters", text(*named("黃曉峯", "王濶")), "2 = 2 + 0 + 0", shows=seen(["黄晓峰", "王阔"])),
    Case("characters of radicals and compatibility", text(*named("⾦三", "金三")), "2 = 2 + 0 + 0", shows=seen(["金三"] * 2)),
    Case("Latin of full width", text(*named("ＡＢＤＵＬ", "abdul")), "2 = 2 + 0 + 0", shows=seen(["ABDUL"] * 2)),
    Case("pinyin in place of a character", text(*named("张yan", "张yàn三")), "2 = 2 + 0 + 0", "name_unreadable*2", shows=seen(["张□", "张□三"], True, True)),
    Case("marks in place of a character", text(*named("张?", "张？三", "张*三", "张□", "张〓", "张\ufffd三")), "6 = 6 + 0 + 0", "name_unreadable*6",
         shows=seen(["张□", "张□三", "张□三", "张□", "张□", "张□三"], *[True] * 6)),
    Case("nothing but question marks", text(*named("??", "???")), "2 = 2 + 0 + 0", "name_unreadable*2", shows=seen(["□□", "□□□"], True, True)),
    Case("characters of GBK's private use", text(*named("张\ue863", "张\ue82d")), "2 = 2 + 0 + 0", shows=seen(["张䶮", "张㭎"])),
    Case("the same as a GBK system wrote its bytes", raw(written(named("张X")).encode("gb18030").replace(b"\xd5\xc5X", b"\xd5\xc5\xfe\x9f")),
         "1 = 1 + 0 + 0", shows=seen(["张䶮"])),
    Case("a private-use character that nobody knows", text(*named("张\ue000", "张\U000f0001")), "2 = 2 + 0 + 0", "name_unreadable*2",
         shows=seen(["张□", "张□"], True, True)),
    Case("rare characters beyond the first plane", text(*named("王𠀀", "李𫖯", "张𬱖")), "3 = 3 + 0 + 0", shows=seen(["王𠀀", "李𫖯", "张𬱖"])),
    Case("the same in a workbook", sheet(*named("王𠀀", "李𫖯")), "2 = 2 + 0 + 0", shows=seen(["王𠀀", "李𫖯"])),
    Case("a character taken apart", text(*named("王⿰女乃")), "1 = 1 + 0 + 0", "name_unreadable", shows={"name_unreadable": [True]}),
    Case("selectors of a variant glyph", text(*named("葛\U000e0100三", "祁\ufe00三")), "2 = 2 + 0 + 0", shows=seen(["葛三", "祁三"])),
    Case("invisible characters", text(*named("\u200b张三", "张\u200d三", "张三\ufeff", "\u202d张三\u202c")), "4 = 4 + 0 + 0", shows=seen(["张三"] * 4)),
    Case("one character, and forty", text(*named("张", "张" + "三" * 39)), "2 = 2 + 0 + 0", "name_length*2", shows=seen(["张", "张" + "三" * 39])),
    Case("null is a person's name nowhere", text(*named("NULL", "无")), "2 = 2 + 0 + 0", "name_blank*2", shows=seen([None, None], False, False)),
    Case("an error of a spreadsheet", text(*named("#N/A", "#REF!")), "2 = 2 + 0 + 0", "cell_error*2 name_blank*2", shows={"name_key": [None, None]}),
    Case("a number in the place of the name", text(*named("20")), "1 = 1 + 0 + 0", "name_unreadable", shows={"name_unreadable": [True]}),
    Case("a name that a spreadsheet took for a truth", sheet(*named(True)), "1 = 1 + 0 + 0", shows={"name_key": ["TRUE"]}),  # type: ignore[arg-type]
    Case("a former name in a column of its own", text((*HEAD, "曾用名"), (citizen(1), "张三", "谢桥镇", "一村", "张小三")), "1 = 1 + 0 + 0",
         shows={"former_key": ["张小三"]}),
    Case("markup", text(*named("<b>张三</b>", "张&nbsp;三")), "2 = 2 + 0 + 0", "name_unreadable*2", shows={"name_unreadable": [True, True]}),
    Case("a formula in place of a name", text(*named("=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0")), "3 = 3 + 0 + 0", "name_unreadable",
         shows={"id18": [citizen(1), citizen(2), citizen(3)]}),
)  # fmt: skip
def test_names(case: Case, tmp_path: Path):
    come_true(case, tmp_path)
