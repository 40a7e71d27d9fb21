"""Which characters are easily misread for one another: how well the table finds them, and how it was made.

    .venv/bin/python benchmarks/lookalikes.py
    uv run --with pillow benchmarks/lookalikes.py --font NotoSerifCJK-Regular.ttc --strokes cnchar.order.min.js

The first prints how many known look-alikes the table has, and how many random pairs of common name characters; the
second writes pipelines/linkage/lookalikes.txt anew. The font comes with Debian's package ``fonts-noto-cjk`` (OFL 1.1),
the stroke orders with npm's ``cnchar-order`` (MIT): ``apt-get download fonts-noto-cjk``, ``npm pack cnchar-order``.

Two characters are alike by half as far as their pictures, blurred to what a tired reader sees, agree (correlation of
grey values), and by half as far as their strokes are the same in the order of writing (edit distance over 26 kinds of
stroke). Neither alone does as well: strokes miss 拣/栋, pictures miss 俊/峻.

That is not enough: parents choose one radical for all their children (苏轼, 苏辙; 玲 and 珍, 泽 and 洋, 昊 and 晨), and
two characters that share a radical are half alike already. So what differs must be little (two strokes), or be the
radical itself over one body, which is what a hasty writer mistakes (请/情, 桐/铜); or the pictures are nearly one.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from itertools import combinations, takewhile
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein
from scipy.ndimage import gaussian_filter

from pipelines.linkage.characters import Characters
from sources.identity.names import simplified
from sources.synthetic import lookalikes as invented
from sources.synthetic import names

TABLE = Path("pipelines/linkage/lookalikes.txt")
#: Likeness from which two characters count as alike: about one random pair of name characters in a thousand is.
ALIKE = 0.70
#: What differs, at the most, in strokes; or from which agreement on two pictures count as one.
_FEW_STROKES, _ONE_PICTURE = 2, 0.88
_PIXELS, _BLUR = 48, 2.0
_SIMPLIFIED_CHINESE = 2  # the face's place in the font collection
_BATCH = 500

#: Groups that a person wrote down while reading registers, before there was a table.
WRITTEN_DOWN = (
    "己已巳 末未 土士 天夭 日曰 免兔 刀力 千干于 大太犬 王玉 今令 午牛 戊戌戍 乌鸟 尤龙 皓浩 杨扬 晴睛 辰晨 "
    "宣宜萱 铭茗 冶治 昊吴 候侯 瑶遥 祺棋琪淇 涵函 汝女 泽择译 怡恰 柯珂坷 琳淋 彤形 彬杉 杭抗航 栋拣 锐悦说 "
    "博搏傅 炜伟玮纬 晖辉 晔烨 晓骁 骄娇 婧靖静 婷停 媛缓 姗珊 妮泥 沫沬 沐休 沛沐 清请情倩 思恩 惠慧 意薏 "
    "愉榆瑜喻 俊峻竣浚 逸免 远园 建健键 贺货 费贵 贤坚 丹舟 凡几 凤风岚 芝艺 芳芬 苗苖 若苦 茹如 荣茉 莉利 "
    "莹萤 菁青 菲非 蕊芯 薇微徽 衡衔 何河柯 张弛 陈阵 陆陵 孙孔 宋宗 徐除 许诗 谢榭 韩朝 唐康庚 史吏 石右 "
    "季李秀 宁丁 宇字守 峰锋蜂 崇祟 帅师 平乎 延廷 志忘 恒桓 慕幕 成戍咸 旻旼 昌冒 昱显煜 晟成 智知 朗郎 "
    "杏查 枫风 梁粱 毅殷 永水 浦蒲 润闰 澄橙 焱炎淼 熙照 爱受 瑾谨 璇旋 璐露 磊垒 祥详 程呈 稀希 紫素 绍昭 "
    "豪毫亳 越起超 耀跃 辉挥 钧钩 铃玲 镇真 雅稚 霖霜 梓辛 轩杆 麒麟"
)


def main() -> None:
    """Write the table anew if a font and strokes are given, then print what it finds."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--font", type=Path)
    arguments.add_argument("--strokes", type=Path)
    given = arguments.parse_args()
    if given.font and given.strokes:
        _write(_strokes(given.strokes), given.font)
    _measure()


def _measure() -> None:
    written = {tuple(sorted(pair)) for group in WRITTEN_DOWN.split() for pair in combinations(group, 2)}
    made_up = {tuple(sorted((one, other))) for one, others in invented.alike().items() for other in others}
    used = sorted({*names.characters()[1:], *(name for name in names.surnames() if len(name) == 1)})
    random = set(combinations(used, 2)) - written - made_up
    for title, pairs in (
        ("written down by a person", written),
        ("used by the generator of counties", made_up),
        (f"random pairs of {len(used)} characters of names", random),
    ):
        ones, others = (["".join(pair[side] for pair in sorted(pairs))] for side in (0, 1))
        stock = Characters([*ones[0], *others[0]])
        found = stock.look_alike(*stock.codes[:, 0].reshape(2, -1))
        print(f"{title}: {found.sum():,} of {len(found):,} alike ({found.mean():.2%})")


def _strokes(script: Path) -> dict[str, str]:
    """Character → its strokes in the order of writing, a letter each; only characters that stand in keys of names."""
    tables = re.findall(r"JSON\.parse\('(\{.*?\})'\)", script.read_text("utf-8"))
    orders = max((json.loads(table) for table in tables), key=len)
    return {character: orders[character] for character in sorted(orders) if simplified(character) == character}


def _write(strokes: dict[str, str], font: Path) -> None:
    likes: dict[str, str] = {}
    for one, other in _alike(strokes, _pictures("".join(strokes), font)):
        likes[one] = likes.get(one, "") + other
    head = (
        "# Characters easily misread for one another: each with those after it in Unicode that it is like.\n"
        f"# Made by benchmarks/lookalikes.py from {len(strokes):,} characters; origin, license: lookalikes.LICENSE.\n"
    )
    TABLE.write_text(head + "".join(f"{one}\t{others}\n" for one, others in likes.items()), "utf-8")


def _pictures(characters: str, font: Path) -> np.ndarray:
    """One row per character: its blurred picture, of mean 0 and length 1."""
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(str(font), _PIXELS, index=_SIMPLIFIED_CHINESE)
    rows = np.empty((len(characters), _PIXELS * _PIXELS), dtype=np.float32)
    for row, character in zip(rows, characters, strict=True):
        paper = Image.new("L", (_PIXELS, _PIXELS), 0)
        # The face stands a fifth of its size below the drawing point.
        ImageDraw.Draw(paper).text((0, -_PIXELS / 5), character, fill=255, font=face)
        seen = gaussian_filter(np.asarray(paper, dtype=np.float32), _BLUR)
        row[:] = (seen - seen.mean()).ravel()
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _alike(strokes: dict[str, str], pictures: np.ndarray) -> Iterator[tuple[str, str]]:
    characters, orders = list(strokes), list(strokes.values())
    for start in range(0, len(characters), _BATCH):
        seen = pictures[start : start + _BATCH] @ pictures.T
        for row, other in zip(*np.nonzero(seen >= 2 * ALIKE - 1), strict=True):
            one = start + row
            if other <= one:
                continue
            # Twice the likeness: that of the pictures and that of the strokes.
            alike = seen[row, other] + Levenshtein.normalized_similarity(orders[one], orders[other]) >= 2 * ALIKE
            if alike and (seen[row, other] >= _ONE_PICTURE or _mistakable(orders[one], orders[other])):
                yield characters[one], characters[other]


def _mistakable(one: str, other: str) -> bool:
    """Whether two characters are, by their strokes, a slip apart or one body under two radicals.

    A radical is written first, so a body in common is a common end; it is most of the character.
    """
    strokes = zip(reversed(one), reversed(other), strict=False)
    body = sum(1 for _ in takewhile(lambda both: both[0] == both[1], strokes))
    return Levenshtein.distance(one, other) <= _FEW_STROKES or 2 * body >= max(len(one), len(other))


if __name__ == "__main__":
    main()
