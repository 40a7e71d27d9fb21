"""How every picture is drawn: Altair in, SVG out, whose text stays text and whose colors survive a gray printer."""

from __future__ import annotations

import json
import re
from typing import Any

import altair as alt
import vl_convert
from altair.utils import schemapi

from pipelines.publish.fonts import FOLDER, SANS
from pipelines.publish.gallery import picture

# What a picture's words are measured in is what they are shown in: the page carries the same font.
vl_convert.register_font_directory(str(FOLDER))
FONT = f'"{SANS}","Microsoft YaHei","PingFang SC",sans-serif'
INK, MUTED, LINE = "#1d2733", "#54606c", "#e2e5e9"
NAVY, RED, YELLOW, GRAY = "#234e77", "#8f2d1e", "#e3a93c", "#9aa5b0"
WIDTH = 930
#: The version of Vega-Lite that this Altair writes: 6.1 of v6.1.0.
_GRAMMAR = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
# Whether a chart keeps the grammar depends on the code and not on the night: the tests ask it of every picture.
schemapi.disable_debug_mode()

Chart = alt.LayerChart | alt.FacetChart | alt.VConcatChart | alt.HConcatChart


def svg(chart: Chart, name: str) -> str:
    """The chart as an SVG element; its ids carry the name, since a page holds several."""
    told = _styled(chart).to_dict(context={"pre_transform": False}, validate=schemapi.DEBUG_MODE)
    return picture(f"{name} {json.dumps(told)}", lambda: _drawn(told, name))


def _drawn(told: dict[str, Any], name: str) -> str:
    drawn = re.sub(r"^<\?xml.*?\?>\s*", "", vl_convert.vegalite_to_svg(told, vl_version=_GRAMMAR))
    # Vega numbers clip paths per process: two runs would differ, two pictures on one page would share ids.
    found = {old: f"{name}-{n}" for n, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', drawn)))}
    for old, new in found.items():
        drawn = drawn.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    return drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _styled(chart: Chart) -> Chart:
    """The chart itself, styled: altair's ``configure_…`` copy it whole, one after the other."""
    text = {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 13, "titleFontSize": 13,
            "labelColor": INK, "titleColor": MUTED, "titleFontWeight": "normal"}
    chart.config = alt.Config(
        font=FONT, background="transparent", padding=4,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(**text, gridColor=LINE, domainColor="#aab3bc", tickColor="#aab3bc"),
        axisY=alt.AxisConfig(ticks=False, domain=False, labelPadding=8),
        legend=alt.LegendConfig(**text, symbolType="square", symbolSize=140),
        text=alt.MarkConfig(font=FONT, fontSize=12),
    )  # fmt: skip
    return chart
