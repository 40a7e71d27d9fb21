"""How good is the linkage: what links rest on, how sure they are, how many may be wrong, whom to check first.

``marimo edit notebooks/how_good_is_the_linkage.py -- --db out/rollcall.duckdb``, or set ``ROLLCALL_DB``.
"""

import marimo

app = marimo.App(width="medium", app_title="比对有多可靠")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl

    from sources import REGISTERS
    from sources.vocabulary import FINDINGS

    return FINDINGS, Path, REGISTERS, alt, duckdb, mo, os, pl


@app.cell
def _(Path, REGISTERS, duckdb, mo, os):
    database = Path(str(mo.cli_args().get("db") or os.environ.get("ROLLCALL_DB") or "out/rollcall.duckdb"))
    mo.stop(
        not database.exists(),
        mo.md(f"没有找到 `{database}`：请先运行 `rollcall run`，或用 `-- --db 路径`、变量 `ROLLCALL_DB` 指明位置。"),
    )
    connection = duckdb.connect(str(database), read_only=True)
    titles = {one.CONTRACT.register: one.CONTRACT.title for one in REGISTERS}
    linkage = connection.sql("FROM linkage ORDER BY linked DESC").pl()
    wrong = connection.sql("FROM expected_wrong").pl()
    mo.vstack([
        mo.md(
            "# 比对有多可靠\n\n错给一条链接，可能漏掉一名失学儿童；所以有疑问的一律交人复核。"
            "下表是每两个登记册之间的对数，"
            "`expected_false` 是按概率预期的误链对数，`false_at_most` 是其 95% 上限。"
        ),
        mo.ui.table(linkage, selection=None),
        mo.md("预期判错的**儿童**人数："),
        mo.ui.table(wrong, selection=None),
    ])
    return connection, database, linkage, titles, wrong


@app.cell
def _(alt, connection, mo, pl, titles):
    weights = connection.sql("""
        WITH compared AS (
            SELECT left_source, right_source, match_weight, '链接' AS decision FROM link
            UNION ALL
            SELECT left_source, right_source, match_weight,
                CASE decision WHEN 'review' THEN '待复核' ELSE '不链接' END FROM pair
        )
        SELECT left_source, right_source, decision,
            2 * floor(match_weight / 2) AS weight, count(*) AS pairs
        FROM compared
        WHERE match_weight IS NOT NULL AND left_source = 'population' AND right_source IN ('roll', 'poverty')
        GROUP BY ALL
        ORDER BY left_source, right_source, weight, decision
    """).pl()
    named = (pl.col(side).replace(titles) for side in ("left_source", "right_source"))
    weights = weights.with_columns(registers=pl.concat_str(*named, separator=" — "))
    decades = alt.Axis(values=[0, *(10**power for power in range(8))], format=",d")
    weights_chart = (
        alt.Chart(weights)
        .mark_bar()
        .encode(
            x=alt.X("weight:Q", bin="binned", title="匹配权重（以 2 为底的对数），每格 2"),
            x2=alt.X2("end:Q"),
            y=alt.Y("pairs:Q", title="对数（对数刻度）", stack=None, axis=decades).scale(type="symlog"),
            opacity=alt.value(0.8),
            color=alt.Color("decision:N", title="决定").scale(
                domain=["链接", "待复核", "不链接"], range=["#234e77", "#e3a93c", "#bccad6"]),
            tooltip=["registers", "weight", "decision", "pairs"],
        )
        .transform_calculate(end="datum.weight + 2")
        .properties(width=520, height=170)
        .facet(row=alt.Row("registers:N", title=None))
        .properties(title="链接与不链接分得开吗？")
    )
    mo.vstack([mo.md("## 权重\n\n两座山之间的低谷就是要人复核的地方；低谷越空，比对越清楚。"), weights_chart])
    return decades, weights, weights_chart


@app.cell
def _(alt, connection, decades, mo):
    grounds = connection.sql("""
        SELECT rule, count(*) AS links, min(probability) AS least, sum(1 - probability) AS expected_false
        FROM link WHERE left_source = 'population' AND right_source = 'roll'
        GROUP BY rule ORDER BY links DESC, rule
    """).pl()
    grounds_chart = (
        alt.Chart(grounds, title="户籍与学籍：链接凭什么成立")
        .mark_bar(color="#3d6f9e")
        .encode(
            x=alt.X("links:Q", title="链接（对数刻度）", axis=decades).scale(type="symlog"),
            y=alt.Y("rule:N", sort="-x", title=None, axis=alt.Axis(labelLimit=260)),
            tooltip=["rule", "links", alt.Tooltip("expected_false:Q", format=".4f")],
        )
    )
    mo.vstack([
        mo.md("## 依据\n\n每条链接都有一条可以说出口的规则；`rollcall explain 儿童编号` 说明某一条。"),
        grounds_chart,
    ])
    return grounds, grounds_chart


@app.cell
def _(connection, mo):
    reviews = connection.sql("FROM review_by_kind").pl()
    unsure = connection.sql("FROM least_sure LIMIT 50").pl()
    mo.vstack([
        mo.md("## 待人复核的\n\n`likely_true`：按概率，其中真是同一人的对数。"),
        mo.ui.table(reviews, selection=None),
        mo.md("## 抽查从这里开始\n\n凭学籍链接证实就学、把握最小的 50 名儿童；编号可用于 `rollcall explain`。"),
        mo.ui.table(unsure, selection=None, page_size=10),
    ])
    return reviews, unsure


@app.cell
def _(FINDINGS, alt, connection, mo, titles):
    damage = connection.sql("""
        SELECT source, code, count(*) AS found FROM finding
        WHERE column_name = 'citizen_id' AND record_id IS NOT NULL GROUP BY ALL ORDER BY found DESC, source, code
    """).pl()
    damage = damage.with_columns(
        register=damage["source"].replace(titles),
        problem=damage["code"].replace({code: term.label for code, term in FINDINGS.items()}))
    damage_chart = (
        alt.Chart(damage, title="证件号码的毛病：比对的难处由此而来")
        .mark_bar()
        .encode(
            x=alt.X("found:Q", title="处", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("problem:N", sort="-x", title=None, axis=alt.Axis(labelLimit=220)),
            color=alt.Color("register:N", title="登记册").scale(scheme="cividis"),
            tooltip=["register", "problem", "found"],
        )
    )
    mo.vstack([mo.md("## 数据"), damage_chart])
    return damage, damage_chart


if __name__ == "__main__":
    app.run()
