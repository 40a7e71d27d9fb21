"""Characters that are taken for one another: alike to the eye, to the ear, or the same in the traditional script."""

from __future__ import annotations

from functools import cache

from pypinyin import lazy_pinyin

from sources.synthetic import names

#: Pairs alike to the eye.
_ALIKE = (
    "己已 末未 泽择 晴睛 瑞端 涵函 轩杆 婷停 玲铃 佳住 博搏 怡治 宇字 睿容 茹如 萱宣 菲非 彤形 琪棋 妍研 煜熠 俊峻 豪毫 辉晖 梓锌 桐铜 皓浩 钰玉 莹萤 晓晚 杰木 "
    "昊吴 晨辰 梦楚 欣欧 雯雪 颖颍 静净 洁结 晗含 昕听 奕弈 沐沭 若苦 诺偌 诗待 语话 思恩 子予 天夫 文又 志忘 明朋 家冢 嘉喜 承丞 金全 永水 振震 少小 智知 "
    "建健 海诲 景影 铭铬 星皇 立位 启后 书节 云去 安按 正止 新亲 龙尤 凯觊 冠寇 柏伯 允充 乐东 延廷 宏宠 炳柄 培陪 卓桌 士土 良艮 阳阴 航舫 然燃  "
    "祥详 鹏朋 强张 涛寿 远运 帆机 成戍 林木 峰蜂 洋详 康庚 宁字 华毕 瑜谕 佑右 森林 楠南 磊石 勇男 斌武 波坡 松公 程呈 王玉 李季 张弓 刘列 陈阵 杨扬 黄横 赵起 "
    "吴昊 周同 徐除 孙逊 马鸟 朱未 林材 郭敦 何荷 高亭 罗萝 邓邦 冯马 曹遭 曾会 彭澎 萧箫 蔡察 潘番 田由 董懂 袁哀 于干 余佘 叶吐 蒋将 杜社 苏办 魏巍 沈沉 任仕 "
    "卢户 傅博 姜美 崔催 谭潭 廖寥 范苑 汪注 陆际 石右 戴载 贾要 夏复 方万 侯候 邹皱 熊能 秦泰 白百 江汪 阎闫 尹伊 雷雪 史吏 陶掏 贺驾 毛手 郝赫 龚龙 邵绍"
)
#: Simplified and traditional or variant forms, which are the same character.
_TRADITIONAL = (
    "张張 陈陳 刘劉 黄黃 赵趙 吴吳 孙孫 马馬 杨楊 罗羅 郑鄭 谢謝 许許 邓鄧 冯馮 韩韓 萧蕭 叶葉 蒋蔣 苏蘇 吕呂 卢盧 钟鍾 谭譚 范範 陆陸 贾賈 韦韋 邹鄒 龙龍 贺賀 顾顧 龚龔 "
    "万萬 钱錢 严嚴 赖賴 汤湯 齐齊 乔喬 庞龐 颜顏 倪倪 庄莊 聂聶 鲁魯 欧歐 关關 兰蘭 单單 纪紀 霍霍 骆駱 华華 国國 军軍 伟偉 强強 杰傑 涛濤 飞飛 志誌 刚剛 辉輝 鹏鵬 凯凱 轩軒 "
    "宁寧 东東 庆慶 兴興 荣榮 广廣 传傳 继繼 绍紹 尔爾 丽麗 兰蘭 凤鳳 玛瑪 红紅 梦夢 诗詩 语語 诺諾 馨馨 颖穎 静靜 洁潔 莹瑩 晓曉 婵嬋 娇嬌 妈媽 岚嵐 峰峯 群羣 锦錦 铭銘 鑫鑫 钰鈺 "
    "云雲 陈陳 书書 乐樂 贤賢 宝寶 宾賓 灵靈 艺藝 泽澤 浩澔 满滿 润潤 远遠 运運 达達 选選 长長 门門 问問 闻聞 际際 阳陽 阴陰 随隨 韵韻 顺順 风風 骏駿 骁驍 麟麐 创創 学學 实實 启啟"
)


@cache
def alike() -> dict[str, tuple[str, ...]]:
    """Character → those it is mistaken for by the eye."""
    return _both_ways(_ALIKE)


@cache
def traditional() -> dict[str, str]:
    """Simplified character → its traditional or variant form."""
    return {pair[0]: pair[1] for pair in _TRADITIONAL.split() if pair[0] != pair[1]}


@cache
def homophones() -> dict[str, tuple[str, ...]]:
    """Character in use → others in use with the same syllable, whatever the tone: what a pinyin keyboard offers."""
    used = sorted({*names.characters()[1:], *(name for name in names.surnames() if len(name) == 1)})
    groups: dict[str, list[str]] = {}
    for character in used:
        groups.setdefault(syllable(character), []).append(character)
    return {one: tuple(other for other in group if other != one) for group in groups.values() for one in group}


@cache
def syllable(character: str) -> str:
    """The toneless syllable of one character; the character itself if it has none."""
    return lazy_pinyin(character)[0]


def _both_ways(pairs: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one, other in (tuple(pair) for pair in pairs.split()):
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return {one: tuple(dict.fromkeys(others)) for one, others in found.items()}
