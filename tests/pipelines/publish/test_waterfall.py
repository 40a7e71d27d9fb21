"""The picture of a match weight: its bars lead from the prior to the odds, its words survive, its file is what was asked."""

from __future__ import annotations

import re
from math import log2

import pytest

from pipelines.language import language
from pipelines.publish.fonts import printable
from pipelines.publish.linkage_figures import bits
from pipelines.publish.picture_file import write_picture
from pipelines.publish.waterfall import Waterfall, waterfalls
from pipelines.settings import SettingsError

STEPS = (("姓名：姓名相同", 16.8), ("住址：乡镇不同", -8.8), ("很长的一句说明，长到在一行里实在写不下，所以在逗号之后另起一行", 3.0))
PAIR = Waterfall("学籍：某文件 第 7 行　待人工复核", -15.0, STEPS, 0.05, 0.9999)


def texts(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</(?:text|tspan)>", svg)


def bars(svg: str) -> list[tuple[str, float, float]]:
    """Fill, left and right end of each bar."""
    drawn = re.findall(r'<path aria-label="[^"]*" role="graphics-symbol" aria-roledescription="bar" d="M([-\d.]+),[-\d.]+h([-\d.]+)[^"]*" fill="([^"]+)"', svg)
    return [(fill, *sorted((float(left), float(left) + float(wide)))) for left, wide, fill in drawn]


def test_probabilities_become_bits():
    assert bits(0.5) == 0
    assert bits(0.8) == pytest.approx(2)
    assert bits(0.2) == pytest.approx(-2)


def test_the_steps_lead_from_the_prior_to_the_odds():
    assert PAIR.odds == pytest.approx(-15 + 16.8 - 8.8 + 3.0)
    assert [text for text in texts(waterfalls([PAIR], "w")) if re.fullmatch(r"[+−]\d+\.\d", text)][:5] == ["−15.0", "+16.8", "−8.8", "+3.0", "−4.0"]


def test_each_bar_begins_where_the_one_above_ends():
    (_, least, zero), *steps, (_, end, zero_again) = bars(waterfalls([PAIR], "w"))
    assert (least, end) != (zero, zero_again) and zero == zero_again
    place = least
    for (_, left, right), (_, weight) in zip(steps, STEPS, strict=True):
        begin, after = (left, right) if weight > 0 else (right, left)
        assert begin == pytest.approx(place, abs=0.01)
        place = after
    assert place == pytest.approx(end, abs=0.01)


def test_for_and_against_differ_in_lightness():
    fills = [fill for fill, _, _ in bars(waterfalls([PAIR], "w"))]
    gray = [int(fill[1:3], 16) * 0.299 + int(fill[3:5], 16) * 0.587 + int(fill[5:7], 16) * 0.114 for fill in fills]
    ends, supports, against = gray[0], gray[1], gray[2]
    assert supports + 60 < ends < against


def test_both_thresholds_are_named():
    assert {"复核 5%", "链接 99.99%"} <= set(texts(waterfalls([PAIR], "w")))


def test_a_long_sentence_stands_whole_in_two_lines():
    shown = texts(waterfalls([PAIR], "w"))
    assert {"很长的一句说明，长到在一行里实在写不下，", "所以在逗号之后另起一行"} <= set(shown)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_the_axis_says_in_words_that_each_step_doubles_and_no_sign_is_without_a_glyph(code):
    shown = waterfalls([PAIR], "w", language(code))
    assert {"zh": "以 2 为底取对数", "en": "log2"}[code] in shown
    assert printable(shown) == shown
    assert code == "zh" or not set("‘’“”") & set("".join(texts(shown)))


def test_several_pairs_stand_on_one_scale():
    small = Waterfall("监测名单", -15.0, (("姓名：姓名相同", 16.8),), 0.05, 0.9999)
    drawn = bars(waterfalls([PAIR, small], "w"))
    first, again = [bar for bar in drawn if bar[1:] == drawn[0][1:]]
    assert first == again, "the prior of both is drawn alike"


def test_a_probability_outside_the_open_interval_has_no_bits():
    with pytest.raises((ZeroDivisionError, ValueError)):
        bits(1.0)
    assert bits(0.9999) == pytest.approx(log2(9999))


def test_the_file_is_what_its_ending_says(tmp_path):
    svg = waterfalls([PAIR], "w")
    for ending, begins in ((".svg", b"<svg "), (".html", b"<!DOCTYPE html>"), (".PNG", b"\x89PNG")):
        path = tmp_path / f"picture{ending}"
        write_picture(svg, "C<1> 的逐项比较", path)
        assert path.read_bytes().startswith(begins)
        assert path.stat().st_mode & 0o077 == 0
    assert "<title>C&lt;1&gt; 的逐项比较</title>" in (tmp_path / "picture.html").read_text("utf-8")
    assert 'aria-label="C&lt;1&gt; 的逐项比较"' in (tmp_path / "picture.svg").read_text("utf-8")


@pytest.mark.parametrize(("name", "mend"), [
    ("picture.gif", r"\.svg"), ("picture", r"\.svg"), ("nowhere/picture.svg", "不存在"),
])
def test_what_cannot_be_written_is_said_with_its_mend(tmp_path, name, mend):
    with pytest.raises(SettingsError, match=mend):
        write_picture(waterfalls([PAIR], "w"), "标题", tmp_path / name)
    assert not (tmp_path / name).exists()
