"""The tables about to be published, held against what is declared of them: their SQL headers and the closed lists.

The invariants (``checks/invariants``) say in SQL how the tables hang together; here stands what each table promises to
those who open it, and that its rows are those of the night's inputs, which were counted before any SQL ran. The table
of these results cannot be among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import duckdb
import polars as pl
from duckdb import CaseExpression, ColumnExpression, ConstantExpression, Expression, FunctionExpression

import sql
from checks.answered import Answered
from checks.expectations import answers
from checks.promises import CLEAN, FOUND, MADE, REPORT, Gate, Promise, Rule
from checks.results import told
from checks.tallies import questions
from sources import REGISTERS, vocabulary
from sources.vocabulary import Severity

#: Before a column's name: the class of what stands in it.
SHAPE, FILLED, COUNTY = "shape:", "filled:", "county:"
#: A digest of the key's columns together.
KEY = "key:"
#: The table of these results, and how the view begins that Great Expectations is shown of a table.
RESULTS, SEEN = "check_result", "seen_"
#: Digits that stand for somebody: an ID number of 18 or 15, a mobile telephone.
IDENTIFYING = r"(^|\D)(\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(\D|$)"
_SHORTEST = 11

_CLOSED_AS = (*vocabulary.CHILD_STATUS.codes, "left")
#: Column (or table and column) → the codes that may stand in it.
CODES: Mapping[str, tuple[str, ...]] = {
    "sex": vocabulary.SEX.codes,
    "status": vocabulary.CHILD_STATUS.codes,
    "ledger.status": (*vocabulary.CHILD_STATUS.codes, "age_unknown"),
    "list": vocabulary.LIST.codes,
    "reason": vocabulary.REASON.codes,
    # A case that closes says what its child has become.
    "case_happening.reason": (*vocabulary.REASON.codes, *_CLOSED_AS),
    "closed_as": _CLOSED_AS,
    "record.reason": (*vocabulary.EXCLUDED.codes, *vocabulary.QUARANTINED.codes),
    "outcome": ("loaded", "quarantined", "excluded"),
    "severity": (Severity.FATAL, Severity.QUARANTINE, Severity.WARN),
    "code": tuple(vocabulary.FINDINGS),
    "decision": ("review", "non_link"),
    **dict.fromkeys(("source", "left_source", "right_source"), tuple(one.CONTRACT.register for one in REGISTERS)),
}
#: Codes that children are counted by; another one would put a child on no line of the ledger. Others lack a label.
VITAL = ("status", "list", "outcome")
#: Columns that are never empty, by table, beside the keys. A task without a date is done by nobody.
ALWAYS: Mapping[str, tuple[str, ...]] = {
    "child": ("record_id", "age", "town", "status", "reason", "list"),
    "exception": ("child_id", "list", "reason", "priority", "due", "first_listed", "nights_listed"),
    "record": ("source", "file_name", "row_no", "outcome"),
    "ledger": ("children",),
    "outside_denominator": ("age", "town", "reason"),
    "link": ("probability", "match_weight", "rule"),
    "finding": ("source", "code", "severity"),
}
#: Keyed or random ids and digests: what looks like a number in them is none.
DIGESTS = frozenset({
    "record_id", "child_id", "left_record", "right_record", "roll_record", "evidence_record", "roster_record",
    "case_token", "draw_id", "member", "run_id", "file_sha256", "settings_hash", "files",
})
#: Words of the office's own, that it can mend; a number in one must not cost the county its night. They are looked at
#: where each stands once, in ``source_file``: the invariant rows_accounted holds the other tables to these.
NAMED_BY_OFFICE = frozenset({"file_name", "sheet"})


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the night took in: ``rows`` by the table that must have as many, and whether tasks are assigned."""

    rows: Mapping[str, int]
    assigned: bool = False


def published(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, answered: Answered | None = None
) -> pl.DataFrame:
    """What Great Expectations found in the tables of ``main``, rows of ``checks.results.RESULT`` by table.

    What was ``answered`` on an earlier night is not asked again. ``connection`` has the built marts; temporary views
    are left on it.
    """
    models = [model for model in sql.marts() if model.publish == "main" and model.name != RESULTS]
    return of_tables(connection, models, inputs, answered)


def of_tables(
    connection: duckdb.DuckDBPyConnection, models: Sequence[sql.Model], inputs: Inputs, answered: Answered | None = None
) -> pl.DataFrame:
    """The same of these tables."""
    asked = [promises_of(model, _texts(connection, model), inputs) for model in models]
    for model, some in zip(models, asked, strict=True):
        _show(connection, model, some)
    seen = {SEEN + model.name: some for model, some in zip(models, asked, strict=True)}
    questioned = {name: questions(connection, name, some) for name, some in seen.items()}
    found = iter((answered or Answered()).answers(questioned, lambda unknown: answers(connection, unknown)))
    return pl.concat([
        told(model.name, model.title, list(islice(found, len(some))))
        for model, some in zip(models, asked, strict=True)])


def promises_of(model: sql.Model, texts: frozenset[str], inputs: Inputs) -> tuple[Promise, ...]:
    """Everything that is declared of a published table, whose columns ``texts`` hold text; first its columns."""
    if _shows_another(model):
        asked = [*_of_rows(model, inputs)]
    else:
        asked = [*chain(
            _of_key(model), _of_rows(model, inputs), _of_codes(model), _of_filling(model, inputs),
            _of_shapes(model, texts))]  # fmt: skip
    return _of_columns(model, _made(asked)), *asked


#: What is promised of a published table, its columns by what its header calls them, in quotes.
_COLUMNS, _KEY, _KEY_FILLED = "应有 {columns} 列", "主键{columns}不重复", "主键{column}不为空"
_ROWS, _CHILDREN = "按读入的数据应有 {rows:,} 行", "按读入的户籍数据应有 {children:,} 人"
_LISTED, _ALWAYS, _SHAPED = "{heading}在代码表中", "{column}不为空", "{column}中没有号码和电话"


def _promise(column: str, rule: Rule, says: str, *, severity: str = Severity.FATAL, mend: str = REPORT,
             expected: str = "", **arguments: object) -> Promise:
    return Promise(Gate.AS_PUBLISHED, column, rule, says, mend, severity=severity, expected=expected,
                   arguments=arguments)  # fmt: skip


def _of_columns(model: sql.Model, made: list[str]) -> Promise:
    return _promise("", Rule.COLUMNS, "列与声明的完全相同", expected=_COLUMNS.format(columns=len(model.columns)),
                    column_set=[*model.columns, *made], exact_match=True)


def _of_key(model: sql.Model) -> Iterator[Promise]:
    words = "、".join(_label(model, column) for column in model.key)
    yield _promise(KEY + "、".join(model.key), Rule.UNIQUE, _KEY.format(columns=words))
    for column in model.key:
        yield _promise(column, Rule.FILLED, _KEY_FILLED.format(column=_label(model, column)))


def _of_rows(model: sql.Model, inputs: Inputs) -> Iterator[Promise]:
    if (rows := inputs.rows.get(model.name)) is not None:
        yield _promise("", Rule.ROWS, "行数与本夜读入的一致", expected=_ROWS.format(rows=rows), min_value=rows,
                       max_value=rows)
    if model.name == "ledger" and (children := inputs.rows.get("child")) is not None:
        yield _promise(f"{COUNTY}children", Rule.SUM, "全县各状态人数之和",
                       expected=_CHILDREN.format(children=children), min_value=children, max_value=children)


def _of_codes(model: sql.Model) -> Iterator[Promise]:
    for column in model.columns:
        if codes := _codes(model, column):
            severity = Severity.FATAL if column in VITAL else Severity.WARN
            yield _promise(column, Rule.LISTED, _LISTED.format(heading=_label(model, column)), severity=severity,
                           value_set=list(codes))


def _of_filling(model: sql.Model, inputs: Inputs) -> Iterator[Promise]:
    for column in ALWAYS.get(model.name, ()):
        yield _promise(column, Rule.FILLED, _ALWAYS.format(column=_label(model, column)))
    if model.name == "exception" and inputs.assigned:
        yield _promise(f"{FILLED}responsible", Rule.FILLED, "每项任务都有责任人", severity=Severity.WARN,
                       mend="请在包保名单中补充该村或该校的责任人")


def _of_shapes(model: sql.Model, texts: frozenset[str]) -> Iterator[Promise]:
    unwatched = DIGESTS if model.name == "source_file" else DIGESTS | NAMED_BY_OFFICE
    for column in model.columns:
        if column in texts - unwatched and not _codes(model, column):
            ours = column not in NAMED_BY_OFFICE
            mend = REPORT if ours else "请更改文件名、工作表名，其中不得有号码"
            yield _promise(f"{SHAPE}{column}", Rule.LISTED, _SHAPED.format(column=_label(model, column)), mend=mend,
                           severity=Severity.FATAL if ours else Severity.WARN, value_set=[CLEAN])


def _shows_another(model: sql.Model) -> bool:
    """True for a view of another published table's rows, which has promised everything of them already."""
    others = {other.name for other in sql.marts() if other.publish == "main"}
    return not model.stored and sql.reads(model.text) <= others


def _codes(model: sql.Model, column: str) -> tuple[str, ...] | None:
    return CODES.get(f"{model.name}.{column}") or CODES.get(column)


def _label(model: sql.Model, column: str) -> str:
    """What the header calls the column, without its explanation, in quotes."""
    return "“" + model.columns[column].split("：")[0].split("；")[0].split("，")[0] + "”"


# ---------------------------------------------------------------- what Great Expectations gets to see


def _texts(connection: duckdb.DuckDBPyConnection, model: sql.Model) -> frozenset[str]:
    table = connection.table(model.name)
    return frozenset(name for name, kind in zip(table.columns, table.types, strict=True) if kind == "VARCHAR")


def _show(connection: duckdb.DuckDBPyConnection, model: sql.Model, asked: tuple[Promise, ...]) -> None:
    """Make the view of the table: its columns, and a class for what could hold a number."""
    table = connection.table(model.name)
    seen = table.select(*table.columns, *(_class(model, column).alias(column) for column in _made(asked)))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {SEEN}{model.name} AS {seen.sql_query()}")


def _made(asked: Sequence[Promise]) -> list[str]:
    return sorted({one.column for one in asked if MADE in one.column})


def _class(model: sql.Model, column: str) -> Expression:
    kind, name = column.split(":")
    if f"{kind}:" == KEY:
        return FunctionExpression("hash", *map(ColumnExpression, model.key))
    if f"{kind}:" == FILLED:
        return FunctionExpression("nullif", ColumnExpression(name), ConstantExpression(""))
    if f"{kind}:" == COUNTY:
        counted = (ColumnExpression("town") == ConstantExpression("*")) & (
            ColumnExpression("status") != ConstantExpression("age_unknown"))
        return CaseExpression(counted, ColumnExpression(name)).otherwise(ConstantExpression(0))
    # Most texts are too short, which costs nothing to see.
    long = FunctionExpression("length", ColumnExpression(name)) >= ConstantExpression(_SHORTEST)
    found = FunctionExpression("regexp_matches", ColumnExpression(name), ConstantExpression(IDENTIFYING))
    return CaseExpression(long & found, ConstantExpression(FOUND)).otherwise(ConstantExpression(CLEAN))
