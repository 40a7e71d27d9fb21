"""The report's pictures of linkage: weights and thresholds, what a model has learned, what could never be linked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import altair as alt
import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.drawing import INK, MUTED, WIDTH, Chart, svg

_DECISIONS = {"link": "已链接", "review": "待人工复核", "non_link": "不链接"}
_ASKED = {"review": "复核线", "link": "链接线"}
_DARK, _LIGHT = "#234e77", "#e3a93c"
_ROOM = 90  # for labels beside the bars: where the machine has no Chinese font, their width is guessed too small
_LEVEL_ROOM = 360
#: A bar of one pair must show on a logarithmic scale, which has no nought.
_FOOT = 0.5
_LEAST = 1e-3
_FAR = 15.0  # bits
_WEIGHT = "匹配权重（log2）"
_SMALL, _LARGE = 90, 220


def weights(frame: pl.DataFrame, thresholds: Mapping[str, float], say: Language = CHINESE) -> str:
    """Bars per whole bit, one row a decision, pairs on a logarithmic scale: ``weight, decision, pairs``.

    ``thresholds`` (``review``, ``link``) are drawn through all rows.
    """
    found = [code for code in _DECISIONS if code in frame["decision"]]
    scale = _reaching([*frame["weight"], *thresholds.values()], beyond=2)
    bars = [_decision(frame, code, scale, say, last=code == found[-1]) for code in found]
    named = _asked(thresholds, say)
    lines = [_lines(named if code == found[0] else named.with_columns(words=pl.lit("")), scale) for code in found]
    rows = [alt.layer(*row).properties(width=WIDTH - _ROOM, height=_SMALL) for row in zip(bars, lines, strict=True)]
    return svg(alt.vconcat(*rows, spacing=12), "weights")


def _decision(frame: pl.DataFrame, code: str, scale: alt.Scale, say: Language, *, last: bool) -> alt.Chart:
    most = max([10, *frame["pairs"]])
    part = frame.filter(pl.col("decision") == code).with_columns(end=pl.col("weight") + 1)
    return alt.Chart(part).mark_bar(color=_DARK, stroke="white", strokeWidth=0.5).encode(
        x=alt.X("weight:Q", scale=scale, title=say(_WEIGHT) if last else None, axis=_signed(labels=last)), x2="end:Q",
        y=alt.Y("pairs:Q", title=say(_DECISIONS[code]), scale=alt.Scale(type="log", domain=[_FOOT, most], nice=False),
                axis=_powers()),
        y2=alt.datum(_FOOT))


def trade_off(frame: pl.DataFrame, thresholds: Mapping[str, float], say: Language = CHINESE) -> str:
    """Two lines over the threshold, pairs on a logarithmic scale: ``threshold, false, missed``.

    What is below a thousandth of a pair is drawn there; thresholds far from those in force are left out.
    """
    low, high = thresholds["review"] - _FAR, thresholds["link"] + _FAR
    told = {"false": say("预期误链（对）"), "missed": say("预期漏链（对）")}
    near = frame.filter(pl.col("threshold").is_between(low, high))
    long = near.unpivot(index="threshold", variable_name="kind", value_name="pairs").with_columns(
        pl.col("kind").replace(told), pl.col("pairs").clip(lower_bound=_LEAST))
    scale = alt.Scale(domain=[low, high], nice=False)
    lines = alt.Chart(long).mark_line(strokeWidth=2.5).encode(
        x=alt.X("threshold:Q", scale=scale, axis=_signed(), title=say("链接线移到此处时的匹配权重（log2）")),
        y=alt.Y("pairs:Q", title=say("记录对（对）"), scale=alt.Scale(type="log", domainMin=_LEAST), axis=_powers()),
        color=_color("kind", list(told.values())), strokeDash=_dash("kind", list(told.values())))
    drawn = alt.layer(lines, _lines(_asked(thresholds, say), scale)).properties(width=WIDTH - _ROOM, height=_LARGE)
    return svg(drawn, "trade-off")


def chances(frame: pl.DataFrame, say: Language = CHINESE) -> str:
    """Bars of m, of u and of weight, one row a level: ``comparison, level, m, u, weight``; the numbers beside them."""
    panels = [_chance(_rows(frame, say), panel, say) for panel in _PANELS]
    return svg(alt.hconcat(*panels, spacing=52), "chances")


def _rows(frame: pl.DataFrame, say: Language) -> pl.DataFrame:
    """With ``row``: the level in words, behind its comparison where it does not name it."""
    # A level's note in brackets is for the clerk who looks at one pair.
    words = pl.col("level").replace(say.words).str.replace(r" ?[(\x{ff08}][^)\x{ff09}]*[)\x{ff09}]$", "")
    comparison = pl.col("comparison").replace(say.words)
    return frame.with_columns(row=pl.when(words.str.starts_with(comparison)).then(words).otherwise(
        pl.concat_str(comparison, pl.lit(say("：")), words)))


def _chance(frame: pl.DataFrame, panel: _Panel, say: Language) -> Chart:
    column, title, color, told = panel
    named = frame.with_columns(
        words=pl.Series([told(value, say) for value in frame[column]], dtype=pl.String),
        edge=pl.max_horizontal(column, pl.lit(0.0)))
    labels = alt.Axis(labelLimit=_LEVEL_ROOM, minExtent=_LEVEL_ROOM, maxExtent=_LEVEL_ROOM)
    y = alt.Y("row:N", sort=named["row"].to_list(), title=None, axis=labels if column == "m" else None)
    axis = _signed(ticks=4) if column == "weight" else alt.Axis(format=".0%", values=[0, 0.5, 1])
    bars = alt.Chart(named).mark_bar(color=color, stroke=INK, strokeWidth=0.4, height=11).encode(
        x=alt.X(f"{column}:Q", title=say(title), axis=axis), y=y)
    words = alt.Chart(named).mark_text(align="left", dx=4, color=INK, fontSize=11).encode(
        x=alt.X("edge:Q"), y=y, text="words:N")
    return (bars + words).properties(width=130, height=alt.Step(18))


def _chance_words(value: float, say: Language) -> str:
    """In per cent, and what would be all noughts in millionths."""
    return f"{100 * value:.3g}%" if value >= 1e-4 else say("{value:.2g}/百万", value=1e6 * value)


def _bits_words(value: float, say: Language) -> str:
    return f"{value:+.1f}".replace("-", "−")


_Panel = tuple[str, str, str, Callable[[float, Language], str]]
#: Column, title, color and the words beside the bars of each panel of ``chances``.
_PANELS: tuple[_Panel, ...] = (
    ("m", "同一人的记录中（m）", _DARK, _chance_words), ("u", "无关的记录中（u）", _LIGHT, _chance_words),
    ("weight", "匹配权重（log2 m/u）", MUTED, _bits_words),
)


def likelihood(values: Sequence[float], say: Language = CHINESE) -> str:
    """A line with a dot for each iteration: the log-likelihood, which training makes grow until it stands still."""
    frame = pl.DataFrame({"iteration": range(1, len(values) + 1), "value": values})
    axis = alt.Axis(format=",~f", tickCount=5)
    base = alt.Chart(frame).encode(
        x=alt.X("iteration:O", title=say("迭代次数"), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=say("对数似然（log2）"), scale=alt.Scale(zero=False), axis=axis))
    drawn = base.mark_line(color=_DARK, strokeWidth=2) + base.mark_circle(color=_DARK, size=60, opacity=1)
    return svg(drawn.properties(width=WIDTH // 2, height=_SMALL * 2), "likelihood")


def unlinkables(frame: pl.DataFrame, thresholds: Mapping[str, float], say: Language = CHINESE) -> str:
    """A curve per register: ``register, weight, records`` → which share of its records would not reach a weight even
    if they met a copy of themselves. ``weight`` is the self-match weight in whole bits, ``register`` in words."""
    whole = pl.col("records").sum().over("register")
    below = (pl.col("records").cum_sum() - pl.col("records")).over("register")
    shares = frame.sort("register", "weight").with_columns(share=100 * below / whole)
    names = sorted(set(frame["register"]))
    scale = _reaching([0, *frame["weight"], *thresholds.values()], beyond=2)
    lines = alt.Chart(shares).mark_line(interpolate="step-after", strokeWidth=2.5).encode(
        x=alt.X("weight:Q", scale=scale, axis=_signed(), title=say("记录与自身相比的匹配权重（log2）")),
        y=alt.Y("share:Q", title=say("达不到的记录（%）"), axis=alt.Axis(minExtent=_ROOM - 30)),
        color=_color("register", names), strokeDash=_dash("register", names))
    drawn = alt.layer(lines, _lines(_asked(thresholds, say), scale)).properties(width=WIDTH - _ROOM, height=_LARGE)
    return svg(drawn, "unlinkables")


def _asked(thresholds: Mapping[str, float], say: Language) -> pl.DataFrame:
    """``at, words``: the thresholds by name."""
    return pl.DataFrame({"at": list(thresholds.values()), "words": [say(_ASKED[name]) for name in thresholds]})


def _lines(asked: pl.DataFrame, scale: alt.Scale) -> Chart:
    """The thresholds, each with its words, through the picture."""
    base = alt.Chart(asked)
    x = alt.X("at:Q", scale=scale)
    rules = base.mark_rule(color=INK, strokeDash=[5, 4]).encode(x=x)
    texts = base.mark_text(align="left", baseline="top", dx=4, color=INK).encode(x=x, y=alt.value(2), text="words:N")
    return alt.layer(rules, texts)


def _color(column: str, names: list[str]) -> alt.Color:
    colors = alt.Scale(domain=names, range=[_DARK, _LIGHT, MUTED, "#9aa5b0"][: len(names)])
    return alt.Color(f"{column}:N", scale=colors, legend=_key())


def _dash(column: str, names: list[str]) -> alt.StrokeDash:
    dashes = alt.Scale(domain=names, range=[[1, 0], [7, 4], [2, 3], [10, 3, 2, 3]][: len(names)])
    return alt.StrokeDash(f"{column}:N", scale=dashes, legend=_key())


def _key() -> alt.Legend:
    """The one legend that color and dashes of lines share."""
    return alt.Legend(title=None, orient="top", columnPadding=60, symbolType="stroke", symbolSize=500)


def _reaching(places: Iterable[float], beyond: float) -> alt.Scale:
    known = list(places)
    return alt.Scale(domain=[min(known) - beyond, max(known) + beyond], nice=False)


def _signed(*, labels: bool = True, ticks: int = 12) -> alt.Axis:
    return alt.Axis(labelExpr="datum.value > 0 ? '+' + datum.label : datum.label", labels=labels, tickCount=ticks)


def _powers() -> alt.Axis:
    """Ticks at powers of ten, and room for their labels that is alike in all pictures."""
    powers = [10.0**power for power in range(-3, 9)]
    return alt.Axis(values=powers, labelExpr="format(datum.value, ',~r')", minExtent=_ROOM - 30, maxExtent=_ROOM - 30)
