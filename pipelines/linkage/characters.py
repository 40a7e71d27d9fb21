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
    "欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "夏侯", "令狐", "慕容", "尉迟", "端木", "东方", "公孙", "淳于", "南宫", "西门",
    "司空", "宇文", "长孙", "轩辕", "钟离", "闻人", "公冶", "太史", "申屠", "鲜于", "呼延", "赫连", "澹台", "濮阳", "独孤", "拓跋",
)  # fmt: skip

#: Characters that are misread or mistyped for one another because they look alike; each group stands for itself.
LOOKALIKES = (
    "己已巳", "末未", "土士", "天夭", "日曰", "免兔", "刀力", "千干于", "大太犬", "王玉", "今令", "午牛", "皓浩", "杨扬", "晴睛", "辰晨",
    "宣宜", "铭茗", "冶治", "昊吴", "候侯", "茜西", "梓桲", "萱宣", "瑶遥", "玥钥", "祺棋", "琪淇", "淇琪棋祺", "涵函", "冉再", "冰水",
    "汝女", "洁浩", "泽择", "译泽", "怡恰", "柯珂", "坷珂", "琳淋", "彤形", "彬杉", "杉彬", "杭抗", "杰木", "栋拣", "楠南", "锦绵", "钰玉",
    "铎泽", "锐说", "睿叡", "博搏", "傅博", "炜伟", "玮炜", "纬炜", "晖辉", "晔烨", "烨晔", "晓骁", "骁骄", "娇骄", "娅姬", "婧靖", "静靖",
    "靖婧", "婷停", "媛缓", "嫒媛", "姗珊", "妹妺", "妮泥", "沫沬", "沐休", "沛沐", "汐夕", "清请", "情清", "倩情", "思恩", "恩思", "惠慧",
    "意薏", "悦说", "愉榆", "榆愉", "瑜榆", "喻瑜", "俞愈", "俊峻", "峻竣", "浚俊", "逸免", "迪油", "适话", "远园", "运远", "建健", "键健",
    "健建", "贺货", "费贵", "贤坚", "贾贸", "丹舟", "凡几", "凤风", "乌鸟", "马乌", "兰三", "芝艺", "艺芝", "芳芬", "苗苖", "若苦", "英莫",
    "茹如", "荣茉", "莉利", "莹萤", "菁青", "菲非", "萌明", "蓉容", "蕊芯", "薇微", "徽微", "微徽", "衡衔", "何河", "柯何", "江红", "洪烘",
    "张弛", "陈阵", "陆陵", "郑邓", "刘列", "孙孔", "宋宗", "徐除", "许诗", "谢榭", "韩朝", "唐康", "康庚", "庞宠", "龙尤", "尤龙", "史吏",
    "石右", "古吉", "叶计", "白自", "百白", "向尚", "同周", "周固", "季李", "李季", "季秀", "秀季", "宁丁", "安女", "宇字", "字宇", "守宇",
    "宸宸", "家豕", "寒寨", "峰锋", "锋峰", "蜂锋", "崇祟", "嵩高", "岚凤", "帅师", "平乎", "庆床", "延廷", "弘引", "强弹", "彦颜", "德徳",
    "志忘", "忠患", "恒桓", "桓恒", "恺凯", "慕幕", "成戌", "成咸", "戊戌", "戌戍", "斌武", "旭旮", "旻旼", "昕听", "昌冒", "明朋", "星昱",
    "昱显", "晟成", "景影", "智知", "曦羲", "朗郎", "郎朗", "杏查", "林木", "枫风", "桦华", "梅海", "梁粱", "森林", "欣欢", "毅殷", "永水",
    "浦蒲", "涛铸", "润闰", "澄橙", "澳奥", "灿仙", "炎焱", "焱炎淼", "淼森", "熙照", "煜昱", "爱受", "瑞端", "瑾谨", "璇旋", "璐露", "畅场",
    "皑凯", "磊垒", "祥详", "禹属", "科料", "程呈", "稀希", "立位", "竹行", "笑笺", "策荣", "紫素", "素紫", "红江", "绍昭", "维准", "翔翱",
    "耀跃", "聪总", "航杭", "芯心", "豪毫", "亳毫", "越起", "超起", "跃耀", "轩杆", "辉挥", "鑫金", "钧钩", "钢纲", "铃玲", "玲铃", "锡赐",
    "镇真", "阳阴", "雅稚", "雨两", "雪雷", "雯雪", "霖霜", "霞露", "韵韻", "顺须", "飞飞", "鹏朋", "麒麟", "黎梨", "鼎鼐",
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
