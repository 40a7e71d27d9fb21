"""Every declaration of a published table holds on a sound night and is noticed when it is broken in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import polars as pl
import pytest

import sql
from checks import published as gate
from checks.answered import Answered
from checks.promises import Promise, Rule
from checks.published import ALWAYS, CODES, DIGESTS, NAMED_BY_OFFICE, Inputs, of_tables, promises_of, published
from checks.results import Counts, fatal, warned
from pipelines.casebook import Casebook
from pipelines.errors import NothingPublishedError
from pipelines.gates import check_published
from pipelines.store import Workspace
from tests.spec.county import County

Break = Callable[[pl.DataFrame], pl.DataFrame]
INPUTS = Inputs({"record": 17, "link": 2, "pair": 1, "child": 4})


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Children enrolled, certified, in review, to be visited, of unknown age; a poor one outside."""
    county = County()
    county.roll("甲", county.child("甲"))
    county.evidence("乙", county.child("乙", town="乙镇"), "enrolled_outside", date(2026, 10, 1))
    county.roll("丙", county.child("丙"), review=True)
    county.child("丁")
    county.poor("己")
    with county.opened(tmp_path_factory.mktemp("night")) as workspace:
        yield workspace


def looked_at(night: Workspace, inputs: Inputs = INPUTS) -> pl.DataFrame:
    with night.lent() as connection:
        return published(connection, inputs)


@pytest.fixture(scope="module")
def known(night: Workspace) -> dict[str, Counts]:
    """What was answered of the sound night, by question."""
    answered = Answered()
    with night.lent() as connection:
        published(connection, Inputs(INPUTS.rows, assigned=True), answered)
    return answered.tonight


def test_a_sound_night_keeps_everything_declared(night: Workspace) -> None:
    results = looked_at(night)
    assert results.filter(~pl.col("success"))["sentence"].to_list() == []
    assert set(results["gate"]) == {"as published"}
    assert results["register"].unique(maintain_order=True).to_list() == [
        model.name for model in sql.marts() if model.publish == "main" and model.name != "check_result"]


def test_the_second_night_of_a_case_that_closes_keeps_everything_declared(tmp_path) -> None:
    with Casebook(tmp_path / "state") as book:
        for day, schooled in ((1, False), (2, True)):
            county = County(date(2026, 11, day))
            for name in ("甲", "乙"):
                child = county.child(name, id18=f"34990120160501{ord(name) % 10000:04}")
                if schooled and name == "甲":
                    county.roll(name, child)
            if not schooled:
                county.child("丙", id18="349901201605019999")  # is in the registry no longer
            with county.night(tmp_path / "tmp", book) as workspace:
                results = looked_at(workspace, Inputs({}))
                closed = workspace.table("case_life")["closed_as"].drop_nulls().to_list()
    assert sorted(closed) == ["enrolled_in_town", "left"]
    assert results.filter(~pl.col("success"))["sentence"].to_list() == []


def _set(column: str, to: object) -> Break:
    return lambda table: table.with_columns(pl.lit(to, table.schema[column]).alias(column))


#: Table, how it is broken, whether nothing may be published, and what is told.
BROKEN: list[tuple[str, Break, bool, str]] = [
    ("child", lambda t: t.with_columns(head=pl.lit(1)), True, "列与声明的完全相同：实有 18 列，应有 17 列"),
    ("child", lambda t: pl.concat([t, t.head(1)]), True, "主键“儿童编号”不重复：5 行中 2 行不符"),
    ("child", lambda t: t.head(3), True, "现有 3 行，按读入的数据应有 4 行"),
    ("child", _set("status", "gone_fishing"), True, "“状态”在代码表中：4 行中 4 行不符"),
    ("child", _set("reason", "whim"), False, "“原因”在代码表中：4 行中 4 行不符"),
    ("child", _set("town", None), True, "“乡镇”不为空：4 行中 4 行不符"),
    ("child", _set("village", "一村 13912345678"), True, "“村（居）”中没有号码和电话：4 行中 4 行不符"),
    ("ledger", lambda t: pl.concat([t, t.head(1)]), True, "主键“乡镇”、“状态”不重复"),
    ("ledger", lambda t: t.with_columns(pl.col("children") * 2), True, "全县各状态人数之和 8，按读入的户籍数据应有 4 人"),
    ("exception", _set("due", None), True, "“期限”不为空"),
    ("exception", _set("responsible", ""), False, "每项任务都有责任人"),
    ("link", lambda t: t.head(1), True, "现有 1 行，按读入的数据应有 2 行"),
    ("source_file", _set("file_name", "34990120160501001X.csv"), False, "“文件名”中没有号码和电话"),
    ("record", _set("outcome", "lost"), True, "“结果”在代码表中"),
    ("finding", lambda _: pl.DataFrame({"finding_no": [1], "source": "roll", "record_id": "", "file_name": "", "column_name": "", "code": "odd",
                                        "severity": "warn", "detail": "电话 13912345678"}), True, "“补充说明”中没有号码和电话"),
]


@pytest.mark.parametrize(("table", "how", "stops", "says"), BROKEN, ids=[f"{table}-{says[:12]}" for table, _, _, says in BROKEN])
def test_a_broken_table_is_noticed_by_who_remembers_a_sound_one_too(
    night: Workspace, known: dict[str, Counts], table: str, how: Break, stops: bool, says: str
) -> None:
    (model,) = (model for model in sql.marts() if model.name == table)
    with night.lent() as connection:
        broken = how(night.table(table)).to_arrow()
        # A temporary table of its own hides the sound one.
        connection.execute(f"CREATE TEMP TABLE {table} AS FROM broken")
        assert broken.num_rows >= 0
        results, remembering = (
            of_tables(connection, [model], Inputs(INPUTS.rows, assigned=True), answered) for answered in (None, Answered(known)))
    assert remembering.equals(results)
    told = (fatal if stops else warned)(results)["sentence"].to_list()
    assert [sentence for sentence in told if says in sentence], told


def test_of_more_rows_only_their_number_is_asked(night: Workspace, known: dict[str, Counts], monkeypatch: pytest.MonkeyPatch) -> None:
    (model,) = (model for model in sql.marts() if model.name == "child")
    more = Inputs({**INPUTS.rows, "child": 8})
    with night.lent() as connection:
        connection.execute("CREATE TEMP TABLE child AS SELECT * EXCLUDE (n) REPLACE (child_id || n AS child_id) FROM child, range(2) AS _(n)")
        anew = of_tables(connection, [model], more)
        asked: dict[str, list[Promise]] = {}
        really = gate.answers
        monkeypatch.setattr(gate, "answers", lambda lent, some: asked.update(some) or really(lent, some))
        assert of_tables(connection, [model], more, Answered(known)).equals(anew)
    assert [one.rule for one in asked["seen_child"]] == [Rule.ROWS]


def test_nothing_is_published_when_children_are_missing(night: Workspace) -> None:
    with pytest.raises(NothingPublishedError, match="待发布的“适龄儿童”不符合约定：现有 4 行，按读入的数据应有 5 行"):
        check_published(night, Inputs(INPUTS.rows | {"child": 5}))


def test_declarations_are_of_tables_and_columns_that_exist() -> None:
    columns = {model.name: set(model.columns) for model in sql.marts() if model.publish == "main"}
    assert {table: set(names) - columns[table] for table, names in ALWAYS.items() if set(names) - columns[table]} == {}
    everywhere = set().union(*columns.values())
    assert [name for name in CODES if name.rpartition(".")[2] not in everywhere] == []


@pytest.mark.parametrize("model", [model for model in sql.marts() if model.publish == "main"], ids=lambda model: model.name)
def test_no_text_is_published_unwatched(model: sql.Model) -> None:
    """A text column is a closed list, a keyed id, a file's name (looked at among the files), or looked at for numbers."""
    watched = {one.column.rpartition(":")[2] for one in promises_of(model, frozenset(model.columns), INPUTS)} - {""}
    if model.name in ("ledger_all", "ledger_suspected", "ledger_dropout"):  # rows of child
        assert watched == set()
    else:
        assert set(model.columns) - NAMED_BY_OFFICE <= watched | DIGESTS
    assert watched >= NAMED_BY_OFFICE or model.name != "source_file"
