"""A county in which nobody is on any roll, so that every child is a task: as many visit results as one likes."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from itertools import product
from pathlib import Path

from pipelines.settings import Settings, load
from sources.identity import check_character

AS_OF = date(2026, 11, 2)
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈", "一二三四五六七八九十百"
_HEADINGS = {
    "population": ("姓名", "公民身份号码", "户籍地址", "乡镇"),
    "roll": ("姓名", "身份证件号", "学籍号", "出生日期", "学校名称", "年级", "学籍状态"),
    "poverty": ("户编号", "姓名", "证件号码", "乡(镇)", "在校生状况", "户类型"),
    "schools": ("学校标识码", "学校名称", "所属乡镇", "学段", "县内"),
}
_TOML = """
[county]
name = "云川县"
division_code = "349901"
towns = ["甲镇"]
[night]
term_starts = ["02-16", "09-01"]
"""


def children(count: int) -> list[tuple[str, str]]:
    """Name and number of so many children, no two alike."""
    names = ("".join(letters) for letters in product(_SURNAMES, _GIVEN, _GIVEN))
    return [(name, number(place)) for place, name in zip(range(count), names, strict=False)]


def number(place: int) -> str:
    """The citizen ID of the child at that place: of age, of an area that no place has."""
    born = date(2012, 1, 1) + timedelta(days=place % 2_500)
    body = f"349901{born:%Y%m%d}{place // 2_500 * 10 + 101:03d}"
    return body + check_character(body)


def county(folder: Path, count: int) -> Settings:
    """The county's files and settings."""
    rows = [(name, one, f"{name[0]}家村", "甲镇") for name, one in children(count)]
    for register, headings in _HEADINGS.items():
        place = folder / "inbox" / register
        place.mkdir(parents=True)
        written = {"population": rows, "schools": [("3499000001", "甲镇小学", "甲镇", "小学", "是")]}.get(register, [])
        with (place / f"{register}_2026-11-02.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([headings, *written])
    sources = "".join(f'[sources.{one}]\npath = "inbox/{one}/*"\n' for one in (*_HEADINGS, "evidence", "decisions"))
    (folder / "county.toml").write_text(_TOML + sources, "utf-8")
    return load(folder / "county.toml")
