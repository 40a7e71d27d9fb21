"""A decision is found again on another night, in files exported anew, and outranks every weight."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import sources
from pipelines.arrival.intake import read_registers
from pipelines.arrival.recognition import contested, shown_pairs, with_tonights_records
from pipelines.arrival.remembered import remembered_record
from pipelines.casebook import SHOWN_PAIR, Casebook, Night, ReadIn
from pipelines.decision import decide
from pipelines.matching import matched, verdicts
from pipelines.run import AS_USUAL, Run
from pipelines.settings import Settings, load
from pipelines.store import Workspace
from sources import synthetic
from sources.identity import check_character
from sources.person import Loaded, Terms
from sources.vocabulary import VERDICT
from tests.spec.county import AS_OF

KEY = b"key of a test"
NUMBERS = [(body := f"34990120150302{serial:03d}") + check_character(body) for serial in (101, 123, 203)]
REGISTRY = [("赵一", NUMBERS[0], "一村"), ("钱二", NUMBERS[1], "二村")]
PUPILS = [("赵一", "", "L1"), ("钱贰", NUMBERS[2], "L2")]


def _written(folder: Path, name: str, heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join(map(",".join, [heading, *rows])) + "\n", "utf-8")
    return path


def night(folder: Path, registry: list, pupils: list, decided: list[tuple[str, ...]] = ()) -> dict[str, Loaded]:
    """The registers of a night, from files of those rows."""
    files = {
        "population": _written(folder, "户籍_2026-11-01.csv", ("姓名", "公民身份号码", "户籍地址", "乡镇"), [(*row, "甲镇") for row in registry]),
        "roll": _written(folder, "学籍_2026-11-01.csv", ("姓名", "身份证件号", "学籍号", "出生日期", "学校名称", "年级", "学籍状态"),
                         [(*row, "2015-03-02", "甲镇小学", "六年级", "在读") for row in pupils]),
        "poverty": _written(folder, "名单_2026-11-01.csv", ("户编号", "姓名", "证件号码", "乡(镇)", "在校生状况", "户类型"), []),
        "decisions": _written(folder, "判定_2026-11-01.csv", ("编号", "甲记录编号", "乙记录编号", "判定", "判定人"), list(decided)),
    }
    terms = Terms(AS_OF, ("甲镇",))
    return {name: sources.read(name, [files[name]] if name in files else [], terms, key=KEY)
            for name in ("population", "roll", "poverty", "evidence", "approvals", "disability", "decisions")}


@pytest.fixture
def first(tmp_path: Path) -> tuple[dict[str, Loaded], pl.DataFrame]:
    """A first night and the pair that it showed: 钱二 and 钱贰."""
    registers = night(tmp_path / "first", REGISTRY, PUPILS)
    pair = pl.DataFrame({"pair_token": ["P1"], "left_record": registers["population"].rows["record_id"][1:], "right_record": registers["roll"].rows["record_id"][1:]})
    return registers, shown_pairs(pair, registers, KEY)


SAME_AGAIN = REGISTRY, [PUPILS[0], ("钱贰", NUMBERS[1], "L2")]  # the number was mended, and is the child's now


@pytest.mark.parametrize(("registry", "pupils", "said", "found"), [
    (REGISTRY, PUPILS, "同一人", "same"),
    ([("孙三", "", "三村"), *REGISTRY[::-1]], PUPILS[::-1], "同一人", "same"),  # exported anew, in another order
    (REGISTRY, [*PUPILS[::-1], PUPILS[1]], "同一人", "same"),  # an identical row is loaded once
    (REGISTRY, [PUPILS[0]], "同一人", None),  # the pupil left the register
    (*SAME_AGAIN, "同一人", "same"), (*SAME_AGAIN, "不是同一人", "unsure"), (*SAME_AGAIN, "不确定", "unsure"),
    (REGISTRY, [PUPILS[0], ("钱二", NUMBERS[2], "L2")], "同一人", "unsure"),  # the name was mended, the numbers still differ
    (REGISTRY, [PUPILS[0], ("钱二", NUMBERS[2], "L2")], "不是同一人", "different"),
    (REGISTRY, [PUPILS[0], ("钱二", NUMBERS[2], "L9")], "不是同一人", "different"),  # by its number
    (REGISTRY, [PUPILS[0], ("钱贰", NUMBERS[0], "L9")], "不是同一人", "unsure"),  # perhaps a namesake's
    (REGISTRY, [PUPILS[0], ("钱贰", NUMBERS[0], "L9")], "同一人", "unsure"),
    (REGISTRY, [PUPILS[0], ("钱二", NUMBERS[2], "L9"), ("钱三", NUMBERS[2], "L8")], "不是同一人", None),  # two might be it
    (REGISTRY, [PUPILS[0], ("钱二", NUMBERS[2], "L9"), ("钱贰", "", "L2")], "不是同一人", None),  # its parts are at odds
    ([REGISTRY[0], ("钱二", NUMBERS[2], "二村")], PUPILS, "不是同一人", "unsure"),  # the registry's was mended
])  # fmt: skip
def test_a_decision_finds_its_records_again(first, tmp_path: Path, registry, pupils, said, found):
    registers = night(tmp_path / "second", registry, pupils, [("P1", "", "", said, "王一")])
    decided = with_tonights_records(registers, first[1], KEY)["decisions"]
    assert decided.records.filter(outcome="quarantined")["reason"].to_list() == ([] if found else ["pair_gone"])
    assert decided.rows["decision"].to_list() == ([found] if found else [])
    if found:
        names = [dict(registers[name].rows.select("record_id", "name_display").rows()) for name in ("population", "roll")]
        ((left, right, _),) = verdicts(decided.rows).rows()
        assert names[0][left] == "钱二" and names[1][right].startswith("钱")
        assert decided.rows["said"].to_list() == [VERDICT.written[said]]


@pytest.mark.parametrize(("row", "reason"), [
    (("P2", "", "", "同一人", "王一"), "unknown_pair"),
    (("", "population-x-1", "roll-x-2", "同一人", "王一"), "pair_gone"),
])  # fmt: skip
def test_a_pair_that_never_was_is_set_aside(first, tmp_path: Path, row, reason):
    decided = with_tonights_records(night(tmp_path / "second", REGISTRY, PUPILS, [row]), first[1], KEY)["decisions"]
    assert decided.records["reason"].to_list() == [reason]
    assert decided.rows.is_empty()


def test_a_pair_once_shown_is_found_again_by_the_ids_that_its_records_had_then(first, tmp_path: Path):
    ids = [first[0][name].rows["record_id"][1] for name in ("roll", "population")]  # either first
    again = night(tmp_path / "second", REGISTRY[::-1], PUPILS[::-1], [("", *ids, "不是同一人", "王一")])
    ((left, right, decision),) = verdicts(with_tonights_records(again, first[1], KEY)["decisions"].rows).rows()
    assert decision == "different" and not {left, right} & set(ids)
    assert {left, right} < set(again["population"].rows["record_id"]) | set(again["roll"].rows["record_id"])


EARLY, LATE = "2026-11-01", "2026-11-02"


#: Where it lies (inbox, or returned), day and verdict, in the order of receipt → what the night goes by.
@pytest.mark.parametrize(("said", "decision", "at_odds"), [
    ([("inbox", EARLY, "同一人"), ("inbox", LATE, "不是同一人")], "different", False),
    ([("inbox", LATE, "不是同一人"), ("inbox", EARLY, "同一人")], "different", False),
    ([("inbox", LATE, "同一人"), ("returned", EARLY, "不是同一人")], "same", False),
    ([("inbox", EARLY, "同一人"), ("returned", LATE, "不是同一人")], "different", False),
    ([("returned", LATE, "同一人"), ("returned", LATE, "不是同一人")], "different", False),  # he was told that his counts
    ([("returned", LATE, "不是同一人"), ("returned", LATE, "同一人")], "same", False),
    ([("inbox", LATE, "同一人"), ("inbox", LATE, "不是同一人")], "unsure", True),
    ([("inbox", LATE, "不是同一人"), ("inbox", LATE, "同一人")], "unsure", True),
    ([("inbox", LATE, "同一人"), ("returned", LATE, "不是同一人")], "unsure", True),
    ([("inbox", LATE, "不是同一人"), ("returned", LATE, "同一人")], "unsure", True),
    ([("inbox", LATE, "不确定"), ("returned", LATE, "同一人")], "unsure", True),
    ([("inbox", LATE, "同一人"), ("returned", LATE, "同一人")], "same", False),
    ([("inbox", EARLY, "同一人"), ("returned", EARLY, "不是同一人"), ("returned", LATE, "同一人")], "same", False),
    ([*[("returned", LATE, "同一人")] * 10, ("returned", LATE, "不是同一人")], "different", False),  # the tenth is after the second
])  # fmt: skip
def test_of_one_day_what_was_received_last_counts_and_what_has_no_order_stays_open(said, decision, at_odds):
    ids = [remembered_record("decisions", KEY).format(at) if where == "returned" else f"decisions-c0ffee-{at}"
           for at, (where, _, _) in enumerate(said, 1)]
    rows = pl.DataFrame({
        "record_id": ids, "left_record": "population-1", "right_record": "roll-1", "decided_on": [day for _, day, _ in said],
        "said": [VERDICT.written[word] for _, _, word in said], "contested": False, "place": range(1, len(said) + 1)})
    told = contested(rows.with_columns(decision="said"), KEY)
    assert verdicts(told)["decision"][-1] == decision
    assert told.filter(pl.col("decided_on") == pl.col("decided_on").max())["contested"].unique().to_list() == [at_odds]


def test_records_may_be_named_by_their_own_ids(first, tmp_path: Path):
    registers, shown = first
    ids = [registers[name].rows["record_id"][1] for name in ("population", "roll")]
    again = night(tmp_path / "first", REGISTRY, PUPILS, [("", *ids, "不是同一人", "王一")])
    assert verdicts(with_tonights_records(again, shown, KEY)["decisions"].rows).rows() == [(*ids, "different")]


def _linked(settings: Settings, state: Path) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, Loaded]]:
    """Links, and the pairs on the data desk's list with their tokens, remembered by the casebook in that state."""
    assert settings.night.as_of is not None
    run = Run.begun(settings, settings.night.as_of, AS_USUAL)
    with Casebook(state) as casebook, Workspace(state / "tmp") as workspace:
        memory = casebook.begin(run)
        registers = read_registers(settings, run.as_of, memory.key, memory.tokens)
        registers = with_tonights_records(registers, memory.shown, memory.key)
        linkage = matched(registers, settings, run.as_of)
        recognition = decide(workspace, memory, registers, linkage, run)
        desk = workspace.frame("SELECT * FROM shown_pair JOIN data_desk USING (task_no) JOIN linked.pair USING (left_record, right_record)")
        shown = shown_pairs(desk.select(pl.col("task_no").alias("pair_token"), "left_record", "right_record"), registers, memory.key)
        asked = workspace.frame("SELECT task_no FROM data_desk WHERE kind = 'pair' ORDER BY 1")["task_no"]
        assert asked.equals(workspace.table("shown_pair")["task_no"]), "the casebook keeps the tokens that the list bears"
        tables = workspace.table("case_tonight"), workspace.table("status_tonight")
        casebook.remember(memory, Night(run.run_id, run.as_of, recognition, *tables, shown, ReadIn({"population": 1})))
        return linkage.links, desk, registers


def test_the_returned_list_decides_the_next_night(tmp_path: Path):
    synthetic.synthesize(tmp_path, children=1_000, seed=5, level="hostile")
    settings = load(tmp_path / "county.toml")
    links, desk, _ = _linked(settings, tmp_path / "state")
    of_roll = desk.filter(right_source="roll", left_source="population").unique("left_record").unique("right_record").sort("task_no")
    same, different = of_roll.row(0, named=True), of_roll.row(1, named=True)
    assert links.filter(left_record=same["left_record"], right_record=same["right_record"]).is_empty()
    answers = [(same["task_no"], "同一人", "王一"), (different["task_no"], "不是同一人", "王一"), ("P000000000000", "同一人", "王一")]
    _written(tmp_path / "inbox" / "decisions", "data_desk_2026-11-02.csv", ("编号", "判定", "判定人"), answers)
    links, desk, registers = _linked(settings, tmp_path / "state")
    made = links.filter(left_record=same["left_record"], right_record=same["right_record"])
    assert made["rule"].to_list() == ["decision"]
    assert links.filter(left_record=different["left_record"], right_record=different["right_record"]).is_empty()
    assert {same["task_no"], different["task_no"]}.isdisjoint(desk["task_no"])
    assert registers["decisions"].records.sort("row_no")["reason"].to_list() == [None, None, "unknown_pair"]


def test_shown_pairs_have_the_shape_that_the_casebook_keeps(first):
    assert dict(first[1].schema) == SHOWN_PAIR
