"""Which Chinese characters sound alike and which look alike, as tables over the characters that occur."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from pypinyin import Style, pinyin

UNREADABLE = "□"
#: Longest name that is compared whole; the longest minority names have some twenty characters.
WIDTH = 24

COMPOUND_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "夏侯", "令狐", "慕容", "尉迟", "端木", "东方", "公孙", "淳于",
    "南宫", "西门", "司空", "宇文", "长孙", "轩辕", "钟离", "闻人", "公冶", "太史", "申屠", "鲜于", "呼延", "赫连",
    "澹台", "濮阳",
)  # fmt: skip

#: Characters that are misread or mistyped for one another because they look alike, group by group.
LOOKALIKES = (
    "己已巳", "末未", "土士", "天夭", "日曰", "免兔", "刀力", "千干于", "大太犬", "王玉", "今令", "午牛", "戊戌戍",
    "乌鸟", "尤龙", "皓浩", "杨扬", "晴睛", "辰晨", "宣宜萱", "铭茗", "冶治", "昊吴", "候侯", "瑶遥", "祺棋琪淇",
    "涵函", "汝女", "泽择译", "怡恰", "柯珂坷", "琳淋", "彤形", "彬杉", "杭抗航", "栋拣", "锐悦说", "博搏傅",
    "炜伟玮纬", "晖辉", "晔烨", "晓骁", "骄娇", "婧靖静", "婷停", "媛缓", "姗珊", "妮泥", "沫沬", "沐休", "沛沐",
    "清请情倩", "思恩", "惠慧", "意薏", "愉榆瑜喻", "俊峻竣浚", "逸免", "远园", "建健键", "贺货", "费贵", "贤坚",
    "丹舟", "凡几", "凤风岚", "芝艺", "芳芬", "苗苖", "若苦", "茹如", "荣茉", "莉利", "莹萤", "菁青", "菲非", "蕊芯",
    "薇微徽", "衡衔", "何河柯", "张弛", "陈阵", "陆陵", "孙孔", "宋宗", "徐除", "许诗", "谢榭", "韩朝", "唐康庚",
    "史吏", "石右", "季李秀", "宁丁", "宇字守", "峰锋蜂", "崇祟", "帅师", "平乎", "延廷", "志忘", "恒桓", "慕幕",
    "成戍咸", "旻旼", "昌冒", "昱显煜", "晟成", "智知", "朗郎", "杏查", "枫风", "梁粱", "毅殷", "永水", "浦蒲",
    "润闰", "澄橙", "焱炎淼", "熙照", "爱受", "瑾谨", "璇旋", "璐露", "磊垒", "祥详", "程呈", "稀希", "紫素", "绍昭",
    "豪毫亳", "越起超", "耀跃", "辉挥", "钧钩", "铃玲", "镇真", "雅稚", "霖霜", "梓辛", "轩杆", "麒麟",
)  # fmt: skip


@cache
def readings(character: str) -> tuple[str, ...]:
    """Every reading of a character in pinyin without tones; the character itself where it has none."""
    return tuple(dict.fromkeys(pinyin(character, style=Style.NORMAL, heteronym=True)[0]))


def sound_keys(names: pl.Series) -> pl.Series:
    """Each name in pinyin by the first reading of every character; null where a character is unreadable."""
    characters = sorted(set("".join(names.drop_nulls().to_list())))
    spelled = [readings(character)[0] + " " for character in characters]
    keys = names.str.replace_many(characters, spelled) if characters else names
    unreadable = names.to_frame("name").select(pl.col("name").str.contains(UNREADABLE, literal=True))["name"]
    return pl.select(pl.when(~unreadable.fill_null(True)).then(keys)).to_series()


class Characters:
    """The characters of a stock of names, numbered from 1 (0 is none), with who sounds and who looks like whom."""

    def __init__(self, names: list[str]) -> None:
        width = max(1, min(WIDTH, max(map(len, names), default=1)))
        points = np.array(names or [""], dtype=f"U{width}").view(np.uint32).reshape(-1, width)
        known = np.unique(points)
        known = known[known != 0]
        #: One row per name: the numbers of its characters, filled up with 0.
        self.texts = names
        self.codes = np.where(points == 0, 0, np.searchsorted(known, points) + 1).astype(np.uint16)
        self.lengths = (self.codes != 0).sum(axis=1).astype(np.int8)
        texts = [chr(point) for point in known]
        self.unreadable = texts.index(UNREADABLE) + 1 if UNREADABLE in texts else 0
        self.sound = _alike(len(known), _by_reading(texts))
        self.look = _alike(len(known), _by_look(texts))


def _by_reading(texts: list[str]) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(texts, 1):
        for reading in readings(text):
            groups.setdefault(reading, []).append(place)
    return list(groups.values())


def _by_look(texts: list[str]) -> list[list[int]]:
    places = {text: place for place, text in enumerate(texts, 1)}
    return [[places[text] for text in group if text in places] for group in LOOKALIKES]


def _alike(count: int, groups: list[list[int]]) -> np.ndarray:
    """Square table: true where two characters share a group; characters are like themselves."""
    table = np.eye(count + 1, dtype=bool)
    for group in groups:
        table[np.ix_(group, group)] = True
    return table
