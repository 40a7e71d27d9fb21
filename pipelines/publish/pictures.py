"""The report's pictures of children: where they are missing, and who has most to do."""

from __future__ import annotations

import altair as alt
import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.drawing import INK, MUTED, NAVY, RED, WIDTH, YELLOW, Chart, svg
from sources.vocabulary import LIST, SEX

#: The order of the panels.
LIST_PANELS = ("visit", "certificate", "placement", "data_desk")
#: As many rows as a sheet of A4 holds beside its heading.
MOST_TOWNS = 40
OTHERS = "其余乡镇 {n} 个"
#: Told apart by lightness as well as by hue (red-green and blue-yellow blindness, gray print).
SEX_COLORS = {"1": NAVY, "2": YELLOW}


def children_on_lists(
    frame: pl.DataFrame, rates: pl.DataFrame, most: int = MOST_TOWNS, say: Language = CHINESE
) -> str:
    """A row a town, a panel a list: ``town, list, children``; the last panel is its share of visits.

    ``rates`` are ``town, children, gaps``: of all children, those to be visited. Panels tell lists apart, not colors.
    Beyond ``most`` towns the ones with least to do stand in one row together.
    """
    beyond = _busiest(frame)[most:]
    last = say(OTHERS, n=len(beyond))
    tasks, whole = _fewer(frame, rates, beyond, last)
    order = _busiest(tasks, last)
    found = [code for code in LIST_PANELS if code in tasks["list"]]
    panels = [_bars(tasks.filter(pl.col("list") == code), order, say.labels(LIST)[code], first=not n)
              for n, code in enumerate(found)]
    rated = _per_thousand(whole.filter(pl.col("town").is_in(order)), order)
    panels.append(rated.properties(title=_small_title(say("每千名儿童中入户核查"))))
    return svg(alt.hconcat(*panels, spacing=18), "lists")


def _busiest(tasks: pl.DataFrame, last: str = "") -> list[str]:
    totals = tasks.group_by("town").agg(total=pl.col("children").sum())
    return totals.sort(pl.col("town") == last, "total", "town", descending=[False, True, False])["town"].to_list()


def _fewer(
    tasks: pl.DataFrame, rates: pl.DataFrame, beyond: list[str], last: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with the towns ``beyond`` added up under the name ``last``."""
    named = pl.when(pl.col("town").is_in(beyond)).then(pl.lit(last)).otherwise("town")
    tasks, rates = tasks.with_columns(town=named), rates.with_columns(town=named)
    return (tasks.group_by("town", "list").agg(pl.col("children").sum()).sort("town", "list"),
            rates.group_by("town").agg(pl.col("children", "gaps").sum()).sort("town"))


def _bars(part: pl.DataFrame, order: list[str], title: str, *, first: bool) -> Chart:
    every = pl.DataFrame({"town": order}).join(part, on="town", how="left", maintain_order="left")
    frame = every.with_columns(pl.col("children").fill_null(0))
    scale = alt.Scale(domain=[0, max(frame["children"].to_list()) * 1.35 + 1], nice=False)
    x = alt.X("children:Q", title=None, axis=None, scale=scale)
    y = alt.Y("town:N", sort=order, title=None, axis=alt.Axis(labelLimit=150) if first else None)
    base = alt.Chart(frame)
    bars = base.mark_bar(color=NAVY, height=alt.RelativeBandSize(0.6)).encode(x=x, y=y)
    words = base.mark_text(align="left", dx=4, color=INK, fontSize=11).encode(
        x=x, y=y, text=alt.Text("children:Q", format=",d"))
    return (bars + words).properties(width=(WIDTH - 190) // 5 - 18, height=alt.Step(19), title=_small_title(title))


def _per_thousand(frame: pl.DataFrame, order: list[str]) -> Chart:
    shares = frame.with_columns(rate=1000 * pl.col("gaps") / pl.col("children")).with_columns(
        words=pl.format("{}", pl.col("rate").round(1)))
    x = alt.X("rate:Q", title=None, axis=None, scale=alt.Scale(domain=[0, max(1, *shares["rate"]) * 1.4], nice=False))
    y = alt.Y("town:N", sort=order, title=None, axis=None)
    base = alt.Chart(shares)
    lines = base.mark_rule(color=MUTED, strokeWidth=1.5).encode(x=x, x2=alt.datum(0), y=y)
    dots = base.mark_circle(size=55, color=RED, opacity=1).encode(x=x, y=y)
    words = base.mark_text(align="left", dx=7, color=INK, fontSize=11).encode(x=x, y=y, text="words:N")
    return (lines + dots + words).properties(
        width=(WIDTH - 190) // 5 - 18, height=alt.Step(19))


def _small_title(words: str) -> alt.TitleParams:
    return alt.TitleParams(words, anchor="start", fontSize=12, color=MUTED, fontWeight="normal", offset=4)


def gaps_by_age(frame: pl.DataFrame, say: Language = CHINESE) -> str:
    """Bars side by side: ``age``, ``sex``, ``gaps`` → at which age boys and girls are missing."""
    labels, unknown = say.labels(SEX), say("不明")
    named = frame.with_columns(label=pl.col("sex").replace(labels).fill_null(unknown))
    colors = {labels[code]: color for code, color in SEX_COLORS.items()}
    if unknown in named["label"]:
        colors[unknown] = "#9aa5b0"
    x = alt.X("age:O", title=say("周岁"), axis=alt.Axis(labelAngle=0))
    offset = alt.XOffset("label:N", sort=list(colors))
    y = alt.Y("gaps:Q", title=say("入户核查（人）"), axis=_people(frame["gaps"]))
    bars = alt.Chart(named).mark_bar(stroke=INK, strokeWidth=0.5).encode(
        x=x, xOffset=offset, y=y, color=_colors(colors, say("性别")))
    numbers = alt.Chart(named.filter(pl.col("gaps") > 0)).mark_text(dy=-6, fontSize=11, color=INK).encode(
        x=x, xOffset=offset, y=y, text=alt.Text("gaps:Q", format=",d"))
    return svg((bars + numbers).properties(width=WIDTH - 60, height=230), "age")


def most_gaps(frame: pl.DataFrame, say: Language = CHINESE) -> str:
    """Horizontal bars: ``town``, ``village``, ``gaps`` → the villages with most children to be visited."""
    named = frame.with_columns(place=pl.concat_str("town", pl.lit(" "), "village"))
    x = alt.X("gaps:Q", title=say("入户核查（人）"), axis=_people(frame["gaps"]))
    y = alt.Y("place:N", sort=named["place"].to_list(), title=None, axis=alt.Axis(labelLimit=260))
    bars = alt.Chart(named).mark_bar(color=RED).encode(x=x, y=y)
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
    dots = base.mark_circle(size=110, color=RED, opacity=1).encode(x=x, y=y)
    words = base.mark_text(align="left", dx=10, color=INK).encode(x=x, y=y, text="words:N")
    return svg((lines + dots + words).properties(width=WIDTH - 320, height=alt.Step(30)), "rates")


def _people(counts: pl.Series) -> alt.Axis:
    """An axis that counts whole persons; Vega's own ``tickMinStep`` still draws halves on short scales."""
    most = max(counts.to_list(), default=0)
    return alt.Axis(format=",d", values=list(range(most + 1))) if most <= 10 else alt.Axis(format=",d", tickMinStep=1)


def _colors(colors: dict[str, str], title: str) -> alt.Color:
    scale = alt.Scale(domain=list(colors), range=list(colors.values()))
    return alt.Color("label:N", scale=scale, legend=alt.Legend(title=title, orient="top", titleOrient="left"))
