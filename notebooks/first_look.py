"""First look at a night: open rollcall.duckdb, see the ledger, see where the gaps are, ask a question of one's own.

``marimo edit notebooks/first_look.py -- --db out/rollcall.duckdb``, or set ``ROLLCALL_DB``.
"""

import marimo

app = marimo.App(width="medium", app_title="一夜初览")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl

    from sources.vocabulary import CHILD_STATUS, LIST

    return CHILD_STATUS, LIST, Path, alt, duckdb, mo, os, pl


@app.cell
def _(Path, duckdb, mo, os):
    database = Path(str(mo.cli_args().get("db") or os.environ.get("ROLLCALL_DB") or "out/rollcall.duckdb"))
    mo.stop(
        not database.exists(),
        mo.md(f"没有找到 `{database}`：请先运行 `rollcall run`，或用 `-- --db 路径`、变量 `ROLLCALL_DB` 指明位置。"),
    )
    connection = duckdb.connect(str(database), read_only=True)
    night = connection.sql("SELECT run_id, as_of, started, version FROM run").pl()
    mo.md(f"# 一夜初览\n\n基准日 **{night['as_of'].max()}**，运行编号 `{night['run_id'][0]}`，文件 `{database}`")
    return connection, database, night


@app.cell
def _(CHILD_STATUS, connection, mo, pl):
    ledger = connection.sql("""
        SELECT status, children
        FROM ledger
        WHERE town = '*' AND status <> 'age_unknown'
        ORDER BY children DESC, status
    """).pl().with_columns(label=pl.col("status").replace(CHILD_STATUS.labels))
    mo.vstack([
        mo.md(f"## 台账\n\n每名适龄儿童恰在一个状态；合计 **{ledger['children'].sum():,}** 人。"),
        mo.ui.table(ledger, selection=None, page_size=25),
    ])
    return (ledger,)


@app.cell
def _(LIST, alt, connection, mo, pl):
    by_town = connection.sql("""
        SELECT coalesce(town, '乡镇不明') AS town, list, count(*) AS children
        FROM child
        WHERE list <> 'none'
        GROUP BY ALL
        ORDER BY town, list
    """).pl().with_columns(label=pl.col("list").replace(LIST.labels))
    towns_chart = (
        alt.Chart(by_town, title="各乡镇待办儿童")
        .mark_bar()
        .encode(
            x=alt.X("children:Q", title="儿童（人）"),
            y=alt.Y("town:N", sort="-x", title=None),
            color=alt.Color("label:N", title="清单").scale(
                domain=[label for code, label in LIST.labels.items() if code != "none"],
                range=["#8f2d1e", "#e3a93c", "#3d6f9e", "#bccad6"],
            ),
            tooltip=["town", "label", "children"],
        )
    )
    mo.vstack([mo.md("## 缺口在哪里：乡镇"), towns_chart])
    return by_town, towns_chart


@app.cell
def _(alt, connection, mo):
    by_age = connection.sql("""
        SELECT
            age,
            CASE sex WHEN '1' THEN '男' WHEN '2' THEN '女' ELSE '不明' END AS sex,
            count(*) AS children,
            count(*) FILTER (list = 'visit') AS gaps,
            100 * count(*) FILTER (list = 'visit') / count(*) AS percent
        FROM child
        WHERE age IS NOT NULL
        GROUP BY ALL
        ORDER BY age, sex
    """).pl()
    ages_chart = (
        alt.Chart(by_age, title="需入户核查的儿童占同龄人的比例（%）")
        .mark_line(point=True)
        .encode(
            x=alt.X("age:O", title="周岁"),
            y=alt.Y("percent:Q", title="占比（%）"),
            color=alt.Color("sex:N", title="性别").scale(
                domain=["男", "女", "不明"],
                range=["#234e77", "#e3a93c", "#9aa5b0"],
            ),
            strokeDash=alt.StrokeDash("sex:N", title="性别").scale(domain=["男", "女", "不明"]),
            tooltip=["age", "sex", "gaps", "children"],
        )
    )
    mo.vstack([mo.md("## 缺口在哪里：年龄与性别"), ages_chart])
    return ages_chart, by_age


@app.cell
def _(connection, mo):
    dictionary = connection.sql("""
        SELECT table_name, column_name, data_type, comment
        FROM duckdb_columns()
        WHERE NOT internal AND schema_name = 'main'
        ORDER BY table_name, column_index
    """).pl()
    mo.vstack([
        mo.md("## 自己提问\n\n有哪些表、每一列是什么意思："),
        mo.ui.table(dictionary, selection=None, page_size=15),
        mo.md(
            "例如：哪些村的脱贫（监测）户儿童还没有落实？\n\n"
            "```python\n"
            "connection.sql(\"\"\"\n"
            "    SELECT town, village, status, count(*) AS children\n"
            "    FROM child\n"
            "    WHERE poverty AND list = 'visit'\n"
            "    GROUP BY ALL ORDER BY children DESC\n"
            "\"\"\").pl()\n"
            "```\n\n"
            "同样的查询可在 DuckDB 命令行中运行：`duckdb -readonly out/rollcall.duckdb`。"
        ),
    ])
    return (dictionary,)


if __name__ == "__main__":
    app.run()
