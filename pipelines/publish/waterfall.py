"""The match weight of a pair as a picture: from the odds of any two records, step by step, to the odds of these two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

import altair as alt
import polars as pl

from pipelines.language import CHINESE, Language
from pipelines.linkage import Model, Step
from pipelines.publish.drawing import INK, MUTED, WIDTH, Chart, svg
from pipelines.publish.linkage_figures import bits

#: What a step does → its color: dark, light and middle, so that they are told apart in black and white, too.
_COLORS = {"支持为同一人": "#234e77", "反对": "#e3a93c", "起点与结果": "#9aa5b0"}
_FOR, _AGAINST, _ENDS = _COLORS
_LABELS = 360
_LINE, _WORDS = 27, 54  # characters of a label that stand in one line: Chinese ones, others
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_TITLE = 122  # of a title, where it is not Chinese


@dataclass(frozen=True, slots=True)
class Waterfall:
    """One pair: its title; prior and steps in bits (log2 odds); the probabilities that review and link ask for."""

    title: str
    prior: float
    steps: tuple[tuple[str, float], ...]
    review: float
    link: float

    @classmethod
    def of(cls, title: str, steps: Sequence[Step], model: Model) -> Waterfall:
        """The waterfall of those steps under that trained model; steps that weigh nothing are left out."""
        told = tuple((step.sentence, step.weight) for step in steps if step.weight)
        return cls(title, model.start, told, model.review_probability, model.link_probability)

    @property
    def odds(self) -> float:
        """Where the steps lead to."""
        return self.prior + sum(weight for _, weight in self.steps)


def waterfalls(pairs: Sequence[Waterfall], name: str, say: Language = CHINESE) -> str:
    """The pairs' waterfalls one above another on one scale, as an SVG element; its ids begin with ``name``."""
    reach = [place for pair in pairs for row in _rows(pair, say).to_dicts() for place in (row["start"], row["end"])]
    reach += [bits(probability) for pair in pairs for probability in (pair.review, pair.link)]
    scale = alt.Scale(domain=[min(reach) - 1, max(reach) + 5], nice=False)
    panels = [_panel(pair, scale, say, legend=not place) for place, pair in enumerate(pairs)]
    return svg(alt.vconcat(*panels, spacing=34), name)


def _rows(pair: Waterfall, say: Language) -> pl.DataFrame:
    """``label, start, end, kind, words, next``: a row per bar from top to bottom; ``next`` is the label below."""
    bars, place = [(_in_lines(say("起点：任取的这一对与“没有对应的人”相比"), say), 0.0, pair.prior, _ENDS)], pair.prior
    for sentence, weight in pair.steps:
        bars.append((_in_lines(say.sentence(sentence), say), place, place + weight, _FOR if weight > 0 else _AGAINST))
        place += weight
    bars.append((say("结果：这两条记录为同一人的机会"), 0.0, place, _ENDS))
    frame = pl.DataFrame(bars, schema=["label", "start", "end", "kind"], orient="row")
    moved = pl.when(pl.col("kind") == _ENDS).then("end").otherwise(pl.col("end") - pl.col("start"))
    return frame.with_columns(
        words=moved.map_elements(lambda weight: f"{weight:+.1f}".replace("-", "−"), return_dtype=pl.String),
        next=pl.col("label").shift(-1), right=pl.max_horizontal("start", "end"))


def _in_lines(sentence: str, say: Language) -> str:
    """The sentence in two lines, parted by a line feed after a comma, when it is too long for one; English by words."""
    if say.code != "zh":
        return "\n".join(wrap(_straight(sentence), _WORDS))
    comma = sentence.rfind("，", 0, _LINE)
    return sentence if len(sentence) <= _LINE or comma < 0 else f"{sentence[: comma + 1]}\n{sentence[comma + 1 :]}"


def _straight(text: str) -> str:
    """With straight quotation marks: the Chinese font draws the curved ones as wide as a character."""
    return text.translate(_STRAIGHT)


def _panel(pair: Waterfall, scale: alt.Scale, say: Language, *, legend: bool) -> Chart:
    frame = _rows(pair, say).with_columns(pl.col("kind").replace({kind: say(kind) for kind in _COLORS}))
    # The labels' room is fixed: where the machine has no Chinese font, their width is guessed too small.
    split = alt.Axis(
        minExtent=_LABELS, maxExtent=_LABELS, labelLimit=_LABELS,
        labelExpr="split(datum.label, '\\n')", labelLineHeight=14,
        labelOffset={"condition": {"test": "indexof(datum.value, '\\n') > 0", "value": -7}, "value": 0})
    y = alt.Y("label:N", sort=frame["label"].to_list(), title=None, axis=split)
    axis = alt.Axis(labelExpr="datum.value > 0 ? '+' + datum.label : datum.label", tickCount=8)
    title = say("为同一人的赔率（以 2 为底取对数：0 为对半，每加 1 翻一倍）")
    x = alt.X("start:Q", scale=scale, axis=axis, title=title)
    key = alt.Legend(title=None, orient="top", columnPadding=50) if legend else None
    filled = alt.Scale(domain=[say(kind) for kind in _COLORS], range=list(_COLORS.values()))
    colors = alt.Color("kind:N", scale=filled, legend=key)
    base = alt.Chart(frame)
    bars = base.mark_bar(stroke=INK, strokeWidth=0.7, height=16).encode(x=x, x2="end:Q", y=y, color=colors)
    steps = alt.Chart(frame.drop_nulls("next")).mark_rule(color=MUTED, strokeWidth=1).encode(
        x=alt.X("end:Q", scale=scale), y=y, y2="next:N")
    # White behind the words, so that no line of the grid runs through a number.
    halo = base.mark_text(align="left", dx=5, color="white", stroke="white", strokeWidth=4, aria=False)
    numbers = base.mark_text(align="left", dx=5, color=INK)
    words = [mark.encode(x=alt.X("right:Q", scale=scale), y=y, text="words:N") for mark in (halo, numbers)]
    title = pair.title if say.code == "zh" else wrap(_straight(pair.title), _TITLE)
    title = alt.TitleParams(title, anchor="start", fontSize=15, color=INK, offset=12)
    return alt.layer(steps, _thresholds(pair, scale, say), bars, *words).properties(
        width=WIDTH - _LABELS, height=alt.Step(30), title=title)


def _thresholds(pair: Waterfall, scale: alt.Scale, say: Language) -> Chart:
    asked = {say("复核"): pair.review, say("链接"): pair.link}
    words = [f"{name} {100 * probability:g}%" for name, probability in asked.items()]
    marks = pl.DataFrame({"at": [bits(probability) for probability in asked.values()], "words": words})
    x = alt.X("at:Q", scale=scale)
    lines = alt.Chart(marks).mark_rule(color=INK, strokeDash=[5, 4]).encode(x=x)
    return lines + alt.Chart(marks).mark_text(align="center", baseline="bottom", dy=-3, color=INK).encode(
        x=x, y=alt.value(0), text="words:N")
