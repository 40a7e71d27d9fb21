"""Where are the gaps: which towns stand out beyond chance, which villages, which children, and since when.

``marimo edit notebooks/where_are_the_gaps.py -- --db out/rollcall.duckdb``, or set ``ROLLCALL_DB``.
"""

import marimo

app = marimo.App(width="medium", app_title="缺口在哪里")


@app.cell
def _():
    import math
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl

    return Path, alt, duckdb, math, mo, os, pl


@app.cell
def _(Path, duckdb, mo, os):
    database = Path(str(mo.cli_args().get("db") or os.environ.get("ROLLCALL_DB") or "out/rollcall.duckdb"))
    mo.stop(
        not database.exists(),
        mo.md(f"没有找到 `{database}`：请先运行 `rollcall run`，或用 `-- --db 路径`、变量 `ROLLCALL_DB` 指明位置。"),
    )
    connection = duckdb.connect(str(database), read_only=True)
    county = connection.sql("""
        SELECT count(*) AS of_age, count(*) FILTER (list = 'visit') AS visit, count(*) FILTER (list <> 'none') AS listed
        FROM child
    """).pl().row(0, named=True)
    as_of = connection.sql("SELECT as_of FROM run").pl()["as_of"].max()
    mo.md(
        f"# 缺口在哪里\n\n基准日 **{as_of}**：适龄儿童 **{county['of_age']:,}** 人，"
        f"列入清单 **{county['listed']:,}** 人，"
        f"其中需入户核查 **{county['visit']:,}** 人。"
    )
    return as_of, connection, county, database


@app.cell
def _(alt, connection, mo):
    # Wilson's interval (Wilson 1927): a town of 200 children with two gaps is not worse than one with one.
    towns = connection.sql("""
        WITH counted AS (
            SELECT town, count(*) AS n, count(*) FILTER (list = 'visit') AS k FROM child GROUP BY town
        ),
        scored AS (
            SELECT *, 1.96 AS z, k / n AS p FROM counted
        )
        SELECT town, n AS of_age, k AS visit, 1000 * p AS rate,
            1000 * (p + z*z / (2*n) - z * sqrt(p * (1-p) / n + z*z / (4*n*n))) / (1 + z*z / n) AS low,
            1000 * (p + z*z / (2*n) + z * sqrt(p * (1-p) / n + z*z / (4*n*n))) / (1 + z*z / n) AS high
        FROM scored
        ORDER BY rate DESC, town
    """).pl()
    whole = 1000 * towns["visit"].sum() / max(towns["of_age"].sum(), 1)
    by_rate = alt.EncodingSortField("rate", order="descending")
    base = alt.Chart(towns).encode(y=alt.Y("town:N", sort=by_rate, title=None))
    towns_chart = (
        base.mark_rule(color="#6b7a89", strokeWidth=2).encode(
            x=alt.X("low:Q", title="每千名适龄儿童中需入户核查的人数（横线：95% 区间）"), x2="high:Q")
        + base.mark_point(filled=True, size=70, color="#8f2d1e").encode(
            x="rate:Q", tooltip=["town", "visit", "of_age", alt.Tooltip("rate:Q", format=".1f")])
        + alt.Chart(alt.Data(values=[{"rate": whole}])).mark_rule(strokeDash=[4, 3], color="#1c2733").encode(x="rate:Q")
    ).properties(title="各乡镇：高出全县（虚线）的，是偶然还是真的？")
    mo.vstack([
        mo.md("## 乡镇\n\n区间碰到虚线的乡镇，与全县没有分别；区间全在虚线右边的才真的突出。"),
        towns_chart,
    ])
    return towns, towns_chart, whole


@app.cell
def _(alt, connection, mo):
    villages = connection.sql("""
        SELECT town || coalesce(village, '（村不明）') AS place, of_age, visit, poor_visit,
            sum(visit) OVER (ORDER BY visit DESC, town, village) / nullif(sum(visit) OVER (), 0) AS together,
            row_number() OVER (ORDER BY visit DESC, town, village) AS place_no
        FROM gap_by_village
        WHERE visit > 0
        ORDER BY place_no
    """).pl()
    half = villages.filter(villages["together"] <= 0.5).height + 1 if villages.height else 0
    villages_chart = (
        alt.Chart(villages.head(25), title="需入户核查最多的村（居）")
        .mark_bar()
        .encode(
            x=alt.X("visit:Q", title="儿童（人）", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("place:N", sort="-x", title=None),
            color=alt.value("#3d6f9e"),
            tooltip=["place", "visit", "poor_visit", "of_age"],
        )
    )
    mo.vstack([
        mo.md(f"## 村（居）\n\n有缺口的村（居）**{villages.height:,}** 个；一半的缺口在其中 **{half:,}** 个。"),
        villages_chart,
    ])
    return half, villages, villages_chart


@app.cell
def _(alt, connection, mo):
    groups = connection.sql("""
        SELECT age, sex, sum(of_age)::BIGINT AS of_age, sum(visit)::BIGINT AS visit,
            1000 * sum(visit) / sum(of_age) AS rate
        FROM gap_by_group GROUP BY age, sex ORDER BY age, sex
    """).pl()
    groups_chart = (
        alt.Chart(groups, title="每千人中需入户核查的人数，按年龄与性别")
        .mark_line(point=True)
        .encode(
            x=alt.X("age:O", title="周岁"),
            y=alt.Y("rate:Q", title="每千人"),
            color=alt.Color("sex:N", title="性别").scale(
                domain=["男", "女", "不明"], range=["#234e77", "#e3a93c", "#9aa5b0"]),
            strokeDash=alt.StrokeDash("sex:N", title="性别").scale(domain=["男", "女", "不明"]),
            tooltip=["age", "sex", "visit", "of_age"],
        )
    )
    poverty = connection.sql("""
        SELECT CASE WHEN poverty THEN '脱贫（监测）户' ELSE '其他' END AS household,
            sum(of_age)::BIGINT AS of_age, sum(visit)::BIGINT AS visit,
            round(1000 * sum(visit) / sum(of_age), 1) AS per_thousand
        FROM gap_by_group GROUP BY poverty ORDER BY poverty DESC
    """).pl()
    mo.vstack([
        mo.md("## 孩子\n\n六岁、十二岁附近的高峰多半是入学与升学的衔接；十四、十五岁的是辍学。"),
        groups_chart,
        mo.ui.table(poverty, selection=None),
    ])
    return groups, groups_chart, poverty


@app.cell
def _(alt, connection, mo):
    reasons = connection.sql("SELECT list_label, reason_label, children, poor, longest FROM reason_of_gap").pl()
    reasons_chart = (
        alt.Chart(reasons, title="为什么列入清单")
        .mark_bar()
        .encode(
            x=alt.X("sum(children):Q", title="儿童（人）", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("reason_label:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.Color("list_label:N", title="清单").scale(scheme="cividis"),
            tooltip=["reason_label", "list_label", "children", "poor"],
        )
    )
    mo.vstack([mo.md("## 原因"), reasons_chart])
    return reasons, reasons_chart


@app.cell
def _(alt, connection, math, mo, pl):
    waiting = connection.sql("""
        SELECT nights_listed, late, count(*) AS tasks FROM exception GROUP BY ALL ORDER BY nights_listed, late
    """).pl().with_columns(
        state=pl.when("late").then(pl.lit("已过期")).otherwise(pl.lit("未到期")))
    step = max(1, math.ceil((waiting["nights_listed"].max() or 1) / 30))  # thirty bars at most
    first = (pl.col("nights_listed") - 1) // step * step + 1
    nights = first.cast(pl.String) if step == 1 else pl.format("{}–{}", first, first + step - 1)
    waiting = waiting.with_columns(nights=nights)
    waiting_chart = (
        alt.Chart(waiting, title="任务已列入清单多少夜")
        .mark_bar()
        .encode(
            x=alt.X("nights:O", sort=alt.EncodingSortField("nights_listed", op="min"), title="夜"),
            y=alt.Y("sum(tasks):Q", title="任务", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("state:N", title="期限").scale(domain=["未到期", "已过期"], range=["#bccad6", "#8f2d1e"]),
        )
    )
    mo.vstack([mo.md("## 等了多久"), waiting_chart])
    return waiting, waiting_chart


if __name__ == "__main__":
    app.run()
