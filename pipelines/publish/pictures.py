"""The report's pictures of children: where they are missing, and who has most to do."""

from __future__ import annotations

import altair as alt
import polars as pl

from pipelines.publish.drawing import INK, MUTED, WIDTH, svg
from sources.vocabulary import LIST, SEX, Vocabulary

#: List → color. Told apart by lightness as well as by hue (red-green and blue-yellow blindness, gray print).
LIST_COLORS = {"visit": "#8f2d1e", "certificate": "#e3a93c", "placement": "#3d6f9e", "data_desk": "#bccad6"}
SEX_COLORS = {"1": "#234e77", "2": "#e3a93c"}


def children_on_lists(frame: pl.DataFrame, place: str) -> str:
    """Horizontal stacked bars: ``place``, ``list``, ``children`` → who has most to do, by list."""
    totals = frame.group_by(place).agg(total=pl.col("children").sum())
    totals = totals.sort("total", place, descending=[True, False])
    order = totals[place].to_list()
    named = frame.with_columns(
        label=pl.col("list").replace(LIST.labels), rank=pl.col("list").replace_strict(_ranks(LIST_COLORS), default=9))
    axis = _people(totals["total"])
    x = alt.X("children:Q", title="儿童（人）", axis=axis)
    y = alt.Y(f"{place}:N", sort=order, title=None, axis=alt.Axis(labelLimit=220))
    bars = alt.Chart(named).mark_bar(stroke="white", strokeWidth=1).encode(
        x=x, y=y, order="rank:Q", color=_colors(_named(LIST_COLORS, LIST), "清单"))
    numbers = alt.Chart(totals).mark_text(align="left", dx=5, color=INK).encode(
        x=alt.X("total:Q", title="儿童（人）", axis=axis), y=y, text=alt.Text("total:Q", format=",d"))
    return svg((bars + numbers).properties(width=WIDTH - 160, height=alt.Step(24)), f"lists-{place}")


def gaps_by_age(frame: pl.DataFrame) -> str:
    """Bars side by side: ``age``, ``sex``, ``gaps`` → at which age boys and girls are missing."""
    named = frame.with_columns(label=pl.col("sex").replace(SEX.labels).fill_null("不明"))
    colors = _named(SEX_COLORS, SEX)
    if "不明" in named["label"]:
        colors["不明"] = "#9aa5b0"
    x = alt.X("age:O", title="周岁", axis=alt.Axis(labelAngle=0))
    offset = alt.XOffset("label:N", sort=list(colors))
    y = alt.Y("gaps:Q", title="入户核查（人）", axis=_people(frame["gaps"]))
    bars = alt.Chart(named).mark_bar().encode(x=x, xOffset=offset, y=y, color=_colors(colors, "性别"))
    numbers = alt.Chart(named.filter(pl.col("gaps") > 0)).mark_text(dy=-6, fontSize=11, color=INK).encode(
        x=x, xOffset=offset, y=y, text=alt.Text("gaps:Q", format=",d"))
    return svg((bars + numbers).properties(width=WIDTH - 60, height=230), "age")


def most_gaps(frame: pl.DataFrame) -> str:
    """Horizontal bars: ``town``, ``village``, ``gaps`` → the villages with most children to be visited."""
    named = frame.with_columns(place=pl.concat_str("town", pl.lit(" "), "village"))
    x = alt.X("gaps:Q", title="入户核查（人）", axis=_people(frame["gaps"]))
    y = alt.Y("place:N", sort=named["place"].to_list(), title=None, axis=alt.Axis(labelLimit=260))
    bars = alt.Chart(named).mark_bar(color=LIST_COLORS["visit"]).encode(x=x, y=y)
    numbers = alt.Chart(named).mark_text(align="left", dx=5, color=INK).encode(
        x=x, y=y, text=alt.Text("gaps:Q", format=",d"))
    return svg((bars + numbers).properties(width=WIDTH - 240, height=alt.Step(24)), "villages")


def rates(frame: pl.DataFrame, title: str) -> str:
    """Dots on a line from zero: ``label``, ``percent``, ``words`` → rates compared, each with its numbers beside it."""
    order = frame["label"].to_list()
    y = alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=220))
    x = alt.X("percent:Q", title=title, scale=alt.Scale(domainMin=0), axis=alt.Axis(format=".2~f", tickCount=5))
    base = alt.Chart(frame)
    lines = base.mark_rule(color=MUTED, strokeWidth=2).encode(x=x, x2=alt.datum(0), y=y)
    dots = base.mark_circle(size=110, color=LIST_COLORS["visit"], opacity=1).encode(x=x, y=y)
    words = base.mark_text(align="left", dx=10, color=INK).encode(x=x, y=y, text="words:N")
    return svg((lines + dots + words).properties(width=WIDTH - 320, height=alt.Step(30)), "rates")


def _people(counts: pl.Series) -> alt.Axis:
    """An axis that counts whole persons; Vega's own ``tickMinStep`` still draws halves on short scales."""
    most = max(counts.to_list(), default=0)
    return alt.Axis(format=",d", values=list(range(most + 1))) if most <= 10 else alt.Axis(format=",d", tickMinStep=1)


def _named(colors: dict[str, str], words: Vocabulary) -> dict[str, str]:
    return {words.labels[code]: color for code, color in colors.items()}


def _ranks(colors: dict[str, str]) -> dict[str, int]:
    return {code: rank for rank, code in enumerate(colors)}


def _colors(colors: dict[str, str], title: str) -> alt.Color:
    scale = alt.Scale(domain=list(colors), range=list(colors.values()))
    return alt.Color("label:N", scale=scale, legend=alt.Legend(title=title, orient="top", titleOrient="left"))
