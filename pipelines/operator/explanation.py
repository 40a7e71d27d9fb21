"""One child's whole way, forwards and backwards, as an answer an official can use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from pipelines.arrival.remembered import FILE_NAME
from pipelines.language import Language, language
from pipelines.linkage import Model, Step, link_sentences, refusal_sentences, waterfall
from pipelines.matching import ON_FILE
from pipelines.operator.case_told import case_told, issued
from pipelines.settings import Settings, SettingsError
from sources import REGISTERS
from sources.vocabulary import CHILD_STATUS, EVIDENCE_RESULT, LIST, PLACEMENT, REASON, ROLL_STATUS, SEX

_TITLES = {register.CONTRACT.register: register.CONTRACT.title for register in REGISTERS}
_REFUSED_SHOWN = 3
#: What an ID number and a birth date show where they are not asked for: the area, the year.
_AREA, _YEAR = 6, 4
_DIGIT = re.compile(r"[0-9A-Za-z]")
_SUREST = 0.999999  # no comparison of records is certain, and none is printed as if it were


def explanation(settings: Settings, who: str, *, numbers: bool = False) -> str:
    """Why that child (``C…``) or case token has its status, in the settings' language, from the last published night.

    Shows names: it reads ``state/personal.duckdb``, which only its owner may. ID numbers and birth dates are shown
    whole with ``numbers`` only (domain.md, Privacy). Raises SettingsError when nothing was published yet or nobody has
    that name.
    """
    with _told(settings, who) as told:
        return "\n".join(told.lines(numbers=numbers))


def draw(settings: Settings, who: str, path: Path) -> None:
    """Write the waterfalls of that child's pairs, linked, in review and refused, as a picture (.svg, .html, .png).

    It shows how far values agree, and no value. Raises SettingsError as ``explanation`` does, when there is no pair to
    show, and for a file that cannot be written.
    """
    from pipelines.publish.picture_file import write_picture
    from pipelines.publish.waterfall import Waterfall, waterfalls

    with _told(settings, who) as told:
        pairs = [Waterfall.of(*shown) for shown in told.pairs()]
        if not pairs:
            raise SettingsError("这名儿童没有比较过的记录，没有图可画。")
        say = language(settings.output.language)
        title = say("{child} 的逐项比较", child=told.child_id)
        write_picture(waterfalls(pairs, "waterfall", say), title, path, "en" if say.code == "en" else "zh-CN")


@contextmanager
def _told(settings: Settings, who: str) -> Iterator[_Told]:
    night, restricted = settings.out / "rollcall.duckdb", settings.state / "personal.duckdb"
    if not (night.exists() and restricted.exists()):
        raise SettingsError(f"{settings.out} 中还没有已发布的结果：请先运行 rollcall run。")
    with duckdb.connect(str(night), read_only=True) as con:
        _attach(con, restricted)
        models = _models(settings.out / "linkage.json")
        yield _Told(con, issued(who.strip().upper()), models, language(settings.output.language))


def _models(path: Path) -> dict[str, Model]:
    """The models that the night's pairs were weighed with, by pair of registers."""
    return {name: Model.from_json(json.dumps(model)) for name, model in json.loads(path.read_text("utf-8")).items()}


class _Told:
    """The answer about one child, drawn from the night's tables."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, who: str, models: dict[str, Model], say: Language
    ) -> None:
        self._con, self._models, self._say = con, models, say
        self._numbers = False
        self._rules, self._refusals = link_sentences(models.values()), refusal_sentences(models.values())
        self._case = next(iter(self._rows(_CASE, who=who)), None)
        found = self._rows(_WHO, who=self._case["child_id"] if self._case else who)
        if not (found or self._case):
            raise SettingsError(
                f"最近一夜没有编号为 {who} 的儿童，也没有这个任务：请核对编号（儿童编号以 C 开头）；"
                f"已不在台账的儿童、在其他基准日立案的任务用 rollcall casebook history {who} 查看。")
        self._child: dict = found[0] if found else {"child_id": (self._case or {})["child_id"], "record_id": None}
        self._record = self._child["record_id"]

    def lines(self, *, numbers: bool) -> Iterator[str]:
        """What became of the case, where one was asked about; who the child is and what was decided; on which records;
        what else was looked at; what to do. ID numbers and birth dates whole, or with their telling digits hidden."""
        say, self._numbers = self._say, numbers
        if self._case:
            yield from case_told(self._case, say)
            yield ""
        if not self._record:
            yield from self._outside()
            return
        yield from self._decided()
        yield ""
        yield say("一、本人的记录")
        yield from self._linked()
        yield ""
        yield say("二、比较过而未采用的记录")
        yield from self._not_linked()
        yield ""
        yield say("三、下一步")
        yield from self._to_do()

    @property
    def child_id(self) -> str:
        """The child's id, which says nothing of the child."""
        return self._child["child_id"]

    def pairs(self) -> Iterator[tuple[str, list[Step], Model]]:
        """Each pair that ``lines`` tells of: what became of it, its steps, the model that weighed it."""
        for link in self._rows(_LINKS, record=self._record):
            yield self._titled(link, self._accepted(link))
        for pair in self._shown_pairs()[0]:
            yield self._titled(pair, self._outcome(pair))

    def _titled(self, pair: dict, outcome: str) -> tuple[str, list[Step], Model]:
        title = self._say("{record}　{outcome}　概率 {chance:.4%}", record=self._of(pair), outcome=outcome,
                          chance=min(pair["probability"], _SUREST))
        return title, *self._steps(pair)

    def _outside(self) -> Iterator[str]:
        """Of a child that is not in the ledger: where it stands all the same."""
        say = self._say
        for row in self._rows(_OUTSIDE, child=self._child["child_id"]):
            yield say("户籍库中没有这名儿童，{register}中有：{place}　{reason}", register=say(_TITLES[row["source"]]),
                      place=self._place(row), reason=say.labels(REASON)[row["reason"]])
            return
        yield say("这名儿童本夜不在台账（户籍库中没有，或不在适龄段），没有记录可列。")

    def _decided(self) -> Iterator[str]:
        child, say = self._child, self._say
        yield say("{name}　{sex}　{age} 周岁　{town}{village}　儿童编号 {child}",
                  name=child["name"] or say("（无姓名）"), sex=say.labels(SEX).get(child["sex"] or "", say("性别不明")),
                  age=child["age"], town=child["town"], village=child["village"] or "", child=child["child_id"])
        yield say("状态：{status}　原因：{reason}　清单：{list}", status=say.labels(CHILD_STATUS)[child["status"]],
                  reason=say.labels(REASON)[child["reason"]], list=say.labels(LIST)[child["list"]])
        if child["valid_until"]:
            yield say("状态所依据的佐证有效期至 {day}，次日起重新列入清单", day=child["valid_until"])
        yield say("户籍：{place}", place=self._place(child))

    def _linked(self) -> Iterator[str]:
        say, links = self._say, self._rows(_LINKS, record=self._record)
        returned = self._rows(_BY_TOKEN, child=self._child["child_id"], record=self._record)
        if not links and not returned:
            yield "  " + say("学籍、监测名单、佐证中都没有认定为本人的记录。")
        for link in links:
            yield f"  {self._of(link)}{self._deciding(link)}"
            yield f"    {self._content(link)}"
            yield "    " + say("{accepted}；匹配权重 {weight:.1f}，概率 {chance:.4%}", accepted=self._accepted(link),
                               weight=link["match_weight"], chance=min(link["probability"], _SUREST))
            yield from self._compared(link)

        for piece in returned:
            yield f"  {self._of(piece)}{self._deciding(piece)}"
            yield "    " + say("{result}　取证日期 {day}　按任务编号认定为本人", result=self._word(piece["result"]),
                               day=piece["evidence_date"])

    def _deciding(self, record: dict) -> str:
        """Said behind the record that the status hangs on."""
        return self._say("（状态由此认定）") if record["record_id"] in self._grounds() else ""

    def _accepted(self, link: dict) -> str:
        return self._say("认定为同一人：{why}", why=self._say.sentence(self._rules[link["rule"]]))

    def _not_linked(self) -> Iterator[str]:
        shown, others = self._shown_pairs()
        if not shown:
            yield "  " + self._say("没有值得比较的其他记录。")
        for pair in shown:
            yield f"  {self._of(pair)}{self._say('　')}{self._outcome(pair)}"
            yield f"    {self._content(pair)}"
            yield from self._compared(pair)
        if others:
            yield "  " + self._say("另有 {n} 条相似程度更低的记录。", n=others)

    def _shown_pairs(self) -> tuple[list[dict], int]:
        """Pairs in review and the likeliest refused ones, and how many refused ones there are besides."""
        pairs = self._rows(_PAIRS, record=self._record)
        review = [pair for pair in pairs if pair["decision"] == "review"]
        refused = [pair for pair in pairs if pair["decision"] != "review"]
        return review + refused[:_REFUSED_SHOWN], max(len(refused) - _REFUSED_SHOWN, 0)

    def _outcome(self, pair: dict) -> str:
        why = self._say.sentence(self._refusals[pair["why"]])
        return self._say("待人工复核：{why}" if pair["decision"] == "review" else "不采用：{why}", why=why)

    def _to_do(self) -> Iterator[str]:
        say, tasks = self._say, self._rows(_TASKS, child=self._child["child_id"])
        if not tasks:
            yield "  " + say("不需办理。")
        for task in tasks:
            yield "  " + say("{list}：任务编号 {token}，期限 {due}，首次列入 {first}，已列 {n} 夜",
                             list=say.labels(LIST)[task["list"]], token=task["case_token"], due=task["due"],
                             first=task["first_listed"], n=task["nights_listed"])
            if task["material"]:
                yield "  " + say("需取材料：{material}", material=say.sentence(task["material"]))

    def _compared(self, pair: dict) -> Iterator[str]:
        for step in self._steps(pair)[0]:
            if step.weight:
                yield f"      {step.weight:+6.1f}  {self._say.sentence(step.sentence)}"

    def _steps(self, pair: dict) -> tuple[list[Step], Model]:
        right = "evidence" if pair["right_source"] in ON_FILE else pair["right_source"]
        model = self._models[f"{pair['left_source']}-{right}"]
        return waterfall(pair["levels"], model, pair["match_weight"]) if pair["levels"] else [], model

    def _content(self, record: dict) -> str:
        parts = [record["name"], self._shown(record["citizen_id"], _AREA), self._shown(record["dob"], _YEAR),
                 self._say.labels(SEX).get(record["sex"] or ""), record["school"],
                 record["said"] and self._word(record["said"])]
        return self._say("　").join(str(part) for part in parts if part)

    def _shown(self, value: object, first: int) -> str:
        """The value whole where that was asked for, else its first signs; the others as stars."""
        text = str(value or "")
        return text if self._numbers else text[:first] + _DIGIT.sub("*", text[first:])

    def _of(self, record: dict) -> str:
        return self._say("{register}：{place}", register=self._say(_TITLES[record["source"]]),
                         place=self._place(record))

    def _place(self, record: dict) -> str:
        if record["file_name"] == FILE_NAME:
            return self._say("案件簿 第 {row} 件（交回的清单）", row=record["row_no"])
        sheet = self._say("〈{sheet}〉", sheet=record["sheet"]) if record["sheet"] else ""
        return self._say("{file}{sheet} 第 {row} 行", file=record["file_name"], sheet=sheet, row=record["row_no"])

    def _word(self, code: str) -> str:
        lists = (PLACEMENT, ROLL_STATUS, EVIDENCE_RESULT)
        return {code: label for words in lists for code, label in self._say.labels(words).items()}.get(code, code)

    def _grounds(self) -> set[str]:
        return {self._child["roll_record"], self._child["evidence_record"]}

    def _rows(self, query: str, **values: object) -> list[dict]:
        return self._con.sql(query, params=values).pl().to_dicts()


def _attach(con: duckdb.DuckDBPyConnection, restricted: Path) -> None:
    path = str(restricted).replace("'", "''")
    con.execute(f"ATTACH '{path}' AS closed (READ_ONLY)")


_WHO = """
SELECT c.*, p.name, r.file_name, r.sheet, r.row_no
FROM child c JOIN record r USING (record_id) LEFT JOIN closed.restricted.person p USING (record_id)
WHERE c.child_id = $who
"""

_CASE = "SELECT * FROM case_life WHERE case_token = $who"

_OUTSIDE = """
SELECT r.source, r.file_name, r.sheet, r.row_no, o.reason FROM outside_denominator o JOIN record r USING (record_id)
WHERE o.child_id = $child
"""

_LINKS = """
WITH other AS (
  SELECT *, right_record AS record_id FROM link WHERE left_record = $record
  UNION ALL BY NAME
  SELECT *, left_record AS record_id FROM link WHERE right_record = $record
)
SELECT o.*, r.source, r.file_name, r.sheet, r.row_no, p.name, p.citizen_id, p.dob, p.sex, p.school, p.said
FROM other o JOIN record r USING (record_id) LEFT JOIN closed.restricted.person p USING (record_id)
ORDER BY list_position(['roll', 'evidence', 'approvals', 'disability', 'poverty'], r.source), r.file_name, r.row_no
"""

_BY_TOKEN = """
SELECT e.evidence_record AS record_id, e.result, e.evidence_date, r.source, r.file_name, r.sheet, r.row_no
FROM closed.restricted.evidence_of_subject e JOIN record r ON r.record_id = e.evidence_record
WHERE e.child_id = $child AND e.evidence_record NOT IN (SELECT right_record FROM link WHERE left_record = $record)
ORDER BY e.evidence_date DESC, r.record_id
"""

_PAIRS = """
WITH other AS (
  SELECT *, right_record AS record_id FROM pair WHERE left_record = $record
  UNION ALL BY NAME
  SELECT *, left_record AS record_id FROM pair WHERE right_record = $record
)
SELECT o.*, r.source, r.file_name, r.sheet, r.row_no, p.name, p.citizen_id, p.dob, p.sex, p.school, p.said
FROM other o JOIN record r USING (record_id) LEFT JOIN closed.restricted.person p USING (record_id)
ORDER BY o.match_weight DESC, r.record_id
"""

_TASKS = """
SELECT x.*, v.material
FROM exception x LEFT JOIN closed.restricted.visit_list v USING (case_token)
WHERE x.child_id = $child
"""
