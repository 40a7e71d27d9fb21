"""The report's pictures of time: the ledger from night to night, cases from week to week, proofs that run out."""

from __future__ import annotations

import altair as alt
import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.publish.drawing import FONT, INK, NAVY, RED, WIDTH, YELLOW, svg

#: Towns that have a panel of their own.
MOST_PANELS = 12
#: A day without its year, as Vega and polars both write it.
_DAY = "%-m月%-d日"


def nights(frame: pl.DataFrame, say: Language = CHINESE) -> str:
    """A panel a line of the ledger: ``as_of, label, children``, each on a scale of its own that begins at nought."""
    named = _titled(frame.with_columns(label=_words("label", say)), "label", "children", say)
    drawn = _panels(named, "children", columns=2, width=WIDTH // 2 - 62, height=110, day=say(_DAY))
    return svg(drawn.resolve_scale(y="independent"), "nights")


def nights_of_towns(frame: pl.DataFrame, say: Language = CHINESE) -> str:
    """A small panel a town, at most MOST_PANELS, on one scale: ``as_of, town, gaps``; most on the last night first."""
    last = frame.filter(pl.col("as_of") == pl.col("as_of").max()).sort("gaps", "town", descending=[True, False])
    towns = last.select("town").head(MOST_PANELS)
    named = _titled(towns.join(frame, on="town", maintain_order="left"), "town", "gaps", say)
    drawn = _panels(named, "gaps", columns=4, width=WIDTH // 4 - 32, height=62, day=say(_DAY))
    return svg(drawn, "nights-of-towns")


def _words(name: str, say: Language) -> pl.Expr:
    return pl.col(name).replace(say.words)


def _titled(frame: pl.DataFrame, name: str, column: str, say: Language) -> pl.DataFrame:
    """With ``title``: the name and what it came to on the last night."""
    last = frame.filter(pl.col("as_of") == pl.col("as_of").max()).select(
        name, title=pl.col(name) + say("\u3000") + pl.col(column).map_elements("{:,}".format, return_dtype=pl.String))
    return frame.join(last, on=name, maintain_order="left")


def _panels(frame: pl.DataFrame, column: str, *, columns: int, width: int, height: int, day: str) -> alt.FacetChart:
    # A day as text is UTC's in the drawing, in every time zone; a moment without a zone would be the machine's.
    frame = frame.with_columns(pl.col("as_of").dt.to_string("iso"))
    days = [str(frame["as_of"].min()), str(frame["as_of"].max())]
    x = alt.X("as_of:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(
        format=day, values=days, labelFontSize=11, grid=False, labelFlush=True))
    whole = alt.Axis(format=",d", tickCount=2, tickMinStep=1, labelFontSize=11)
    y = alt.Y(f"{column}:Q", title=None, axis=whole)
    line = alt.Chart(frame).mark_line(color=RED, strokeWidth=2, interpolate="step-after").encode(x=x, y=y)
    header = alt.Header(title=None, labelAnchor="start", labelFont=FONT, labelFontSize=12, labelColor=INK)
    order = frame["title"].unique(maintain_order=True).to_list()
    return line.properties(width=width, height=height).facet(
        alt.Facet("title:N", sort=order, header=header), columns=columns, spacing=18)


def weeks(frame: pl.DataFrame, counts: dict[str, str], unit: str, name: str, say: Language = CHINESE) -> str:
    """Bars side by side, a group a week: ``week`` and the columns of ``counts`` (column → its word), numbers above.

    ``unit`` names the axis."""
    day = say(_DAY)
    long = frame.select(
        pl.col("week").dt.strftime(day), *(pl.col(column).alias(say(word)) for column, word in counts.items())
    ).unpivot(index="week", variable_name="kind", value_name="children")
    order, colors = frame["week"].dt.strftime(day).to_list(), [RED, YELLOW, NAVY][: len(counts)]
    words = [say(word) for word in counts.values()]
    x = alt.X("week:N", sort=order, title=say("周（星期一）"), axis=alt.Axis(labelAngle=0))
    y = alt.Y("children:Q", title=say(unit), axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1))
    offset = alt.XOffset("kind:N", sort=words)
    color = alt.Color("kind:N", scale=alt.Scale(domain=words, range=colors),
                      legend=alt.Legend(title=None, orient="top", columnPadding=40) if len(words) > 1 else None)
    bars = alt.Chart(long).mark_bar(stroke=INK, strokeWidth=0.5).encode(x=x, xOffset=offset, y=y, color=color)
    numbers = alt.Chart(long.filter(pl.col("children") > 0)).mark_text(dy=-6, fontSize=11, color=INK).encode(
        x=x, xOffset=offset, y=y, text=alt.Text("children:Q", format=",d"))
    return svg((bars + numbers).properties(width=WIDTH - 90, height=170), name)
