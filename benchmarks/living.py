"""A living county put through its nights, each held against the truth and against the nights before.

What is asked of every night:

* the ledger is closed, town by town, and counts whom the registry lists, by the truth's own numbers;
* yesterday + entered − left = today, by child id and by true person, and nobody is lost between the nights;
* one true person has one child id through all nights, and no id is two persons';
* a case keeps its token while it is open; who is listed has one; nights_listed counts distinct dates;
* no truly missing child is verified;
* what a person decided of a pair is not asked again while its two rows say the same;
* a night run again adds nothing.
"""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from benchmarks.killing import RUN_AGAIN, remembered_in
from pipelines.night import night as run_night
from pipelines.publish.sameness import differences
from pipelines.returning import Handed, returned
from pipelines.settings import load
from sources.synthetic.life import VISIT, Life, Night

_HEADINGS = {
    "result": "核查结果", "evidence_type": "证据类型", "evidence_no": "证据编号", "located_school": "就读学校",
    "located_grade": "就读年级", "located_place": "就读学校所在地", "evidence_date": "取证日期",
    "valid_until": "有效期至", "verifier": "核查人",
}  # fmt: skip
#: Of a pair on the data desk's list: whose rows, and what they say.
_PAIR = ("left", "right", "left_says", "right_says")
_TELLING = ("来源", "姓名", "证件号码", "性别", "出生日期")
#: Statuses for which somebody has something to do.
_LISTED = [
    "suspected_dropout", "out_of_school", "not_found", "outside_unevidenced", "disabled_unplaced", "data_conflict"]


@dataclass
class Case:
    """A case as the published nights tell it."""

    token: str
    first: date
    dates: set[date] = field(default_factory=set)


@dataclass
class Told:
    """What one night came to. ``wrong`` must be empty; the others are counted."""

    number: int
    date: date
    children: int
    entered: int = 0
    left: int = 0
    opened: int = 0
    closed: int = 0
    listed: int = 0
    answered: int = 0
    decided: int = 0
    as_truth: int = 0
    wrongly_listed: int = 0  # schooled, on the visit list
    in_review: int = 0  # schooled, on the data desk's list
    missing: int = 0
    verified: int = 0  # missing, yet verified
    wrong: list[str] = field(default_factory=list)


class Year:
    """A county's nights, run one after the other in ``room`` and looked at."""

    def __init__(self, life: Life, room: Path) -> None:
        self.room, self.home = room, room / "county"
        self.home.mkdir(parents=True)
        life.write_settings(self.home)
        self._back = room / "back"  # what visitors found of children who were on no list
        self._persons: dict[str, str] = {}  # true person → child id, of last night's children
        self.ids: dict[str, list[str]] = {}  # true person → the ids it has had
        self._owners: dict[str, str] = {}  # child id → true person
        self.cases: dict[str, Case] = {}  # child id → its open case
        self._tokens: set[str] = set()
        self._decided: dict[tuple[str, ...], int] = {}  # whose two rows and what they say → the night
        self._refused: list[str] = []
        self.opened_again = 0

    def through(self, night: Night, *, again: bool = False) -> Told:
        """Run that night and hold it against the truth; with ``again`` run it twice."""
        answered, decided = self._sent_back(night)
        self._lay_in(night)
        self._run(night.date)
        told = Told(night.number, night.date, 0, answered=answered, decided=decided)
        told.wrong += [f"refused: {line}" for line in self._refused]
        self._refused.clear()
        with duckdb.connect(str(self.home / "out" / "rollcall.duckdb"), read_only=True) as con:
            children = self._children(con)
            tasks = con.sql("SELECT case_token, child_id, list FROM exception").pl()
            self._ledger(con, told)
        self._denominator(children, night, told)
        self._identities(children, night, told)
        self._cases(children, tasks, night.date, told)
        self._statuses(children, told)
        self._asked(night, told)
        if again:
            self._again(night, told)
        return told

    def split(self) -> dict[str, list[str]]:
        """True persons who have had more than one child id."""
        return {person: ids for person, ids in self.ids.items() if len(ids) > 1}

    def _run(self, as_of: date) -> None:
        run_night(load(self.home / "county.toml"), as_of, tell=lambda _: None)

    def _lay_in(self, night: Night) -> None:
        for folder in ("inbox", "truth"):
            shutil.rmtree(self.home / folder, ignore_errors=True)
        night.write(self.home, visits=False)
        if self._back.exists():
            shutil.copytree(self._back, self.home / "inbox", dirs_exist_ok=True)
        records = pl.read_csv(self.home / "truth" / "records.csv", infer_schema=False)
        self._records = records.with_columns(pl.col("row_no").cast(pl.Int32))

    def _sent_back(self, night: Night) -> tuple[int, int]:
        """Answers on last night's list, others by name and number; verdicts on the pairs in review."""
        if not (self.home / "out").exists():
            return 0, 0
        answers = {self._persons.get(row["person"], row["person"]): row for row in night.visits.to_dicts()}
        lists = pl.read_csv(self.home / "out" / "exceptions.csv", infer_schema=False)
        owner = {case.token: child for child, case in self.cases.items()}
        rows = []
        for row in lists.to_dicts():
            answer = answers.pop(owner.get(row["任务编号"], ""), None)
            if answer:
                rows.append(row | {_HEADINGS[name]: answer[name] for name in VISIT if name in _HEADINGS})
        self._return("exceptions.csv", pl.DataFrame(rows, infer_schema_length=None), night)
        named = [{"姓名": one["name"], "身份证号": one["citizen_id"]} | {
            _HEADINGS[name]: one[name] for name in VISIT if name in _HEADINGS} for one in answers.values()]
        if named:
            folder = self._back / "evidence"
            folder.mkdir(parents=True, exist_ok=True)
            pl.DataFrame(named, infer_schema_length=None).write_csv(
                folder / f"other_{night.date}.csv", include_bom=True, line_terminator="\r\n")
        return len(rows) + len(named), self._verdicts(night)

    def _return(self, name: str, rows: pl.DataFrame, night: Night) -> None:
        """The list as it comes back, through ``rollcall return``; every answered row must be taken."""
        if rows.is_empty():
            return
        path = self.room / name
        rows.write_csv(path, include_bom=True, line_terminator="\r\n")
        for outcome in returned(load(self.home / "county.toml"), [path], Handed("核查员"), today=night.date):
            outcome.receipt.unlink()
            if not outcome.complete:
                self._refused += [line for line in outcome.lines if line.strip()]

    def _verdicts(self, night: Night) -> int:
        pairs = self._pairs_asked()
        truth = [self._verdict(left, right) for left, right in pairs.select("left", "right").rows()]
        judged = pairs.with_columns(pl.Series("判定", truth, dtype=pl.String), pl.lit("复核员").alias("判定人"))
        judged = judged.filter(pl.col("判定").is_not_null())
        self._decided |= dict.fromkeys(judged.select(*_PAIR).rows(), night.number)
        self._return("data_desk.csv", judged.drop(*_PAIR), night)
        return judged.height

    def _verdict(self, left: str, right: str) -> str | None:
        if not left or not right or left in self._doubles or right in self._doubles:
            return None  # of a person registered twice the office decides on paper
        return "同一人" if left == right else "不是同一人"

    def _pairs_asked(self) -> pl.DataFrame:
        """The pairs on the data desk's list as it lies in out/, with whose the two rows are and what they say."""
        desk = pl.read_csv(self.home / "out" / "data_desk.csv", infer_schema=False)
        pairs = desk.filter(pl.col("编号").str.starts_with("P"))
        said = self._records.select(file_name="file_name", row_no=pl.col("row_no").cast(pl.String), person="person")
        for side, name in (("甲", "left"), ("乙", "right")):
            of = said.rename({"file_name": f"{side}文件", "row_no": f"{side}行号", "person": name})
            pairs = pairs.join(of, on=[f"{side}文件", f"{side}行号"], how="left", maintain_order="left")
            telling = [pl.col(f"{side}{cell}").fill_null("") for cell in _TELLING]
            pairs = pairs.with_columns(pl.concat_str(telling, separator="|").alias(f"{name}_says"))
        return pairs

    def _asked(self, night: Night, told: Told) -> None:
        asked = set(self._pairs_asked().select(*_PAIR).rows())
        again = len(asked & set(self._decided))
        if again:
            told.wrong.append(f"{again} pairs are asked again though decided")

    def _children(self, con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
        children = con.sql("""
            SELECT c.*, r.file_name, r.row_no, s.verified
            FROM child c JOIN record r USING (record_id) JOIN status s USING (status)""").pl()
        persons = pl.read_csv(self.home / "truth" / "persons.csv", infer_schema=False)
        self._truth = persons
        self._doubles = {*persons.drop_nulls("same_as")["same_as"], *persons.drop_nulls("same_as")["person"]}
        owned = children.join(
            self._records.filter(source="population").select("file_name", "row_no", "person"),
            on=["file_name", "row_no"], how="left")
        return owned.join(persons.rename({"status": "true_status"}).select("person", "true_status", "schooled", "fate"),
                          on="person", how="left")

    def _ledger(self, con: duckdb.DuckDBPyConnection, told: Told) -> None:
        told.children = con.sql("SELECT count(*) FROM child").fetchall()[0][0]
        open_lines = con.sql("""
            SELECT count(*) FROM (
              SELECT town, sum(children) AS n FROM ledger WHERE town <> '*' GROUP BY town
              EXCEPT SELECT town, count(*) FROM child GROUP BY town)""").fetchall()[0][0]
        county, towns = (con.sql(f"SELECT sum(children) FROM ledger WHERE town {sign} '*'").fetchall()[0][0]
                         for sign in ("=", "<>"))
        if open_lines or not county == towns == told.children:
            told.wrong.append("the ledger is not closed")

    def _denominator(self, children: pl.DataFrame, night: Night, told: Told) -> None:
        counted = self._truth.filter(~pl.col("status").is_in(["other_age", "unregistered"]))
        apart = len(set(counted["person"]) ^ set(children["person"].drop_nulls())) + children["person"].null_count()
        if apart:
            told.wrong.append(f"{apart} children are not those whom the registry lists")

    def _identities(self, children: pl.DataFrame, night: Night, told: Told) -> None:
        today = dict(children.select("person", "child_id").rows())
        before = self._persons
        told.entered, told.left = len(today.keys() - before.keys()), len(before.keys() - today.keys())
        by_id = len(set(before.values())) + len(set(today.values()) - set(before.values())) - len(
            set(before.values()) - set(today.values()))
        if len(before) + told.entered - told.left != len(today) or by_id != len(set(today.values())):
            told.wrong.append("yesterday + entered − left is not today")
        # Whoever is registered twice has two ids; when one registration is purged, either may be the one that stays.
        double = dict(self._truth.drop_nulls("same_as").select("person", "same_as").rows())
        for person, child in today.items():
            owner = self._owners.setdefault(child, person)
            if double.get(owner, owner) != double.get(person, person):
                told.wrong.append(f"the id of {owner} is now {person}'s")
            ids = self.ids.setdefault(person, [])
            if not ids or ids[-1] != child:
                ids.append(child)
        self._persons = today

    def _cases(self, children: pl.DataFrame, tasks: pl.DataFrame, as_of: date, told: Told) -> None:
        spells = dict(zip(children["child_id"], children.select("first_listed", "nights_listed").rows(), strict=True))
        listed = {child: token for token, child in tasks.select("case_token", "child_id").unique().rows()}
        told.listed = len(listed)
        for child in self.cases.keys() - listed.keys():
            del self.cases[child]
            told.closed += 1
        for child, token in listed.items():
            case = self.cases.get(child)
            if case is None:
                told.opened += 1
                self.opened_again += token in self._tokens
                case = self.cases[child] = Case(token, as_of)
            elif case.token != token:
                told.wrong.append("an open case has another token")
            case.dates.add(as_of)
            self._tokens.add(token)
            first, nights = spells.get(child, (None, None))
            if first is not None and (first, nights) != (case.first, len(case.dates)):
                told.wrong.append(
                    f"a case of {len(case.dates)} nights since {case.first} is said to be of {nights} since {first}")

    def _statuses(self, children: pl.DataFrame, told: Told) -> None:
        schooled = pl.col("schooled") == "1"
        told.missing = children.filter(~schooled).height
        lost = children.filter(~schooled & pl.col("verified"))
        told.verified = lost.height
        told.as_truth = children.filter(pl.col("status") == pl.col("true_status")).height
        told.wrongly_listed = children.filter(schooled & (pl.col("list") == "visit")).height
        told.in_review = children.filter(
            schooled & (pl.col("list") == "data_desk") & (pl.col("true_status") != "data_conflict")).height
        unlisted = children.filter(pl.col("true_status").is_in(_LISTED) & (pl.col("list") == "none"))
        for what, whom in (("missing, yet verified", lost), ("to be listed, yet on no list", unlisted)):
            if whom.height:
                told.wrong.append(f"{whom.height} children {what}: {dict(Counter(whom['fate'].to_list()))}")

    def _again(self, night: Night, told: Told) -> None:
        out = Path(shutil.copytree(self.home / "out", self.room / "before", ignore=shutil.ignore_patterns("nights")))
        remembered = remembered_in(self.home / "state")
        self._run(night.date)
        found = differences(self.home / "out", out, but=RUN_AGAIN)
        shutil.rmtree(out)
        told.wrong += [f"run again: {one}" for one in found if not one.startswith(("report", "checks"))]
        if remembered_in(self.home / "state") != remembered:
            told.wrong.append("run again: the casebook remembers something else")


