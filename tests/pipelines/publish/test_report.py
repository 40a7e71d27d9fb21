"""The report: its figures are the tables', it names nobody, it opens offline."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import polars as pl
import pytest

import sql
from pipelines.linkage.county import POPULATION_ROLL
from pipelines.linkage.model import Training
from pipelines.publish.linkage_section import BLOCKING, SELVES, WEIGHTS, Told
from pipelines.publish.report import Context, asked, origins, report
from pipelines.settings import County, Settings, Source, Sources

SETTINGS = Settings(
    county=County(name="某某县", division_code="349901"),
    sources=Sources(population=Source(path="p"), roll=Source(path="r"), poverty=Source(path="v"), schools=Source(path="s")),
)


class Page(HTMLParser):
    """The tags with their attributes, and the text outside style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


TOTALS = pl.DataFrame({
    "problem": ["population-roll"], "fast": [9000], "compared": [123456], "linked": [11064], "review": [2],
    "expected_false": [0.031], "false_at_most": [3], "link_probability": [0.99995], "prior": [2**-15]})
WORDS = {"weighed": "按权重确认", "ambiguous": "另一记录同样可能"}


def written(county, notes: tuple[str, ...] = ()) -> str:
    return report(asked(county.ask), Context(SETTINGS, Told(TOTALS), WORDS, notes))


def test_the_headline_figures_come_with_their_denominators(township) -> None:
    words = Page(written(township)).text
    for figure in ("14,563", "14,220 / 14,563", "97.64%", "3,090 / 3,095", "99.84%", "11 / 14,563"):
        assert figure in words
    assert "适龄儿童少年共14,563人" in words


def test_every_town_stands_in_the_ledger_with_its_sum(forty_towns) -> None:
    text = written(forty_towns)
    wide = text[text.index('<table class="wide">'):]
    rows = re.findall(r"<tr.*?</tr>", wide[: wide.index("</table>")], re.S)
    ledger = {cells[0]: cells for cells in (re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in rows)}
    sums = forty_towns.ask("SELECT town, sum(children) AS children FROM ledger WHERE town <> '*' GROUP BY town")
    assert {town: ledger[town][-2] for town in sums["town"]} == {town: f"{children:,}" for town, children in sums.rows()}


def test_nobody_is_named(township) -> None:
    text = re.sub("base64,[^)]*", "", written(township))
    people = township.people
    assert not [name for name in people["name"].unique() if name in text]
    assert not [phone for phone in people["phone"] if phone in text]
    assert not re.search(r"\d{17}[\dXx]", text)
    assert not [child for child in people["child_id"] if child in text]


def test_it_opens_without_a_network(township) -> None:
    text = written(township)
    tags = Page(text).tags
    assert not [tag for tag, _ in tags if tag in ("script", "link", "img", "iframe")]
    hrefs = [attributes.get("href") or "" for tag, attributes in tags if tag == "a"]
    assert all(href.startswith("#") or href == "checks/index.html" for href in hrefs)
    assert "url(http" not in text and "@import" not in text
    anchors = {attributes["id"] for _, attributes in tags if "id" in attributes}
    assert {href[1:] for href in hrefs if href.startswith("#")} <= anchors


def test_tables_and_pictures_can_be_read_aloud(forty_towns) -> None:
    text = written(forty_towns)
    tags = Page(text).tags
    assert ("html", {"lang": "zh-CN"}) in tags
    assert all(attributes.get("scope") in ("col", "row", "colgroup") for tag, attributes in tags if tag == "th")
    pictures = [attributes for tag, attributes in tags if attributes.get("role") == "img" and tag == "div"]
    assert len(pictures) == 8
    assert all(attributes.get("aria-label") for attributes in pictures)
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_pictures_keep_their_text(forty_towns) -> None:
    svg = "".join(re.findall(r"<svg.*?</svg>", written(forty_towns), re.S))
    assert {"甲溪镇", "入户核查", "补取就读证明", "男", "女"} <= set(re.findall(r">([^<>]+)</text>", svg))


def test_the_same_tables_give_the_same_bytes(forty_towns) -> None:
    assert written(forty_towns) == written(forty_towns)


def test_what_the_reader_must_know_first_stands_before_the_figures(township) -> None:
    words = Page(written(township, notes=("学籍沿用8月30日的数据。",))).text
    assert words.index("学籍沿用8月30日的数据。") < words.index("14,563")


def test_linkage_is_told_in_words(township) -> None:
    words = Page(written(township)).text.split()
    assert {"户籍—学籍", "123,456", "按权重确认", "另一记录同样可能"} <= set(words)


def test_what_may_be_wrong_is_told_with_its_bound_and_denominator(township) -> None:
    rows = _rows(written(township))
    assert ["户籍—学籍", "123,456", "9,000", "11,064", "2", "0.99995", "0.031", "3"] in rows
    assert ["失学而误作已落实", "凭学籍或佐证的链接而不列入任何清单的儿童", "14,154", "0.012", "1"] in rows
    assert ["在学而误列入户核查", "列入入户核查的儿童", "11", "0.4", "—"] in rows


def _rows(text: str) -> list[list[str]]:
    return [re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in re.findall(r"<tr>.*?</tr>", text, re.S)]


def test_how_linkage_came_about_is_told_where_its_model_is_known(township) -> None:
    trained = replace(POPULATION_ROLL, training=Training(2**-15, 4, (-900.0, -450.0, -449.9), False, 200_000, 18_000))
    blocks = pl.DataFrame([("population-roll", "name_village", 812, 28, 1, 40_401)], schema=BLOCKING, orient="row")
    compared = pl.DataFrame([("population-roll", 40, "link", 11064), ("population-roll", -3, "non_link", 77)], schema=WEIGHTS, orient="row")
    selves = pl.DataFrame([("population-roll", "population", 20, 5), ("population-roll", "population", 50, 9995)], schema=SELVES, orient="row")
    told = Told(TOTALS, blocks, {"population-roll": trained}, compared, selves)
    text = report(asked(township.ask), Context(SETTINGS, told, WORDS))
    words = Page(text).text
    for said in ("姓名＋村（居）", "812", "28", "40,401", "1 / 32,768", "户籍—学籍模型学到了什么", "记录所含的信息够不够", "10,000"):
        assert said in words
    assert re.search(r"<td>否</td>", text), "a model that did not converge says so"
    ids = [attributes["id"] for _, attributes in Page(text).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_what_others_declared_otherwise_stands_beside_our_count(township) -> None:
    page = written(township)
    rows = _rows(page)
    assert ["全县", "适龄儿童", "县教育局", "14,566", "14,563", "+3"] in rows
    assert ["甲溪镇", "未查到就学信息", "", "0", "—", "—"] in rows
    assert not [row for row in rows if row[1:3] == ["送教上门", "县教育局"]]
    assert "上报 3 项，一致 1 项" in page


def test_where_all_that_others_declared_is_ours_too_the_report_says_so(invented) -> None:
    quiet = invented({"enrolled_in_town": 30}, towns=1)
    quiet.connection.execute("DELETE FROM control_total WHERE difference IS DISTINCT FROM 0")
    page = written(quiet)
    assert "上报 1 项，一致 1 项" in page and "没有不一致的" in page


def test_what_was_seen_in_class_is_told_or_that_nobody_looked(township) -> None:
    assert ["2", "1", "0", "1"] in _rows(written(township))
    assert "未核对在校情况" not in written(township)


def test_without_rosters_the_report_says_that_only_the_roll_was_compared(invented) -> None:
    quiet = invented({"enrolled_in_town": 30}, towns=1)
    quiet.connection.execute("DELETE FROM attendance")
    assert "只核对学籍，未核对在校情况" in written(quiet)


def test_findings_come_with_their_mend(township) -> None:
    words = Page(written(township)).text
    for told in ("证件号码校验码不符", "对照户口簿更正号码", "合计、小计、总计", "姓名为空且证件号码无效", "户籍人口20260831.csv"):
        assert told in words


def test_what_the_gates_found_is_told_with_the_way_to_all_of_it(township) -> None:
    page = written(township)
    assert 'href="checks/index.html"' in page
    assert [page.index(words) for words in ("读入时", "总量（与上一夜", "发布前")] == sorted(page.index(words) for words in ("读入时", "总量（与上一夜", "发布前"))
    assert "男性占 31.20%（1,000 行中 312 行），应在 40.0% 与 65.0% 之间" in page


@pytest.mark.parametrize("table", ["exception", "visit_list", "data_desk", "finding", "link", "pair", "outside_denominator", "control_total", "attendance",
                                   "ledger_history", "ledger_flow", "case_life", "case_week", "expiring", "workload", "visits_made"])
def test_a_county_without_any_of_them_has_a_report_all_the_same(table: str, invented) -> None:
    quiet = invented({"enrolled_in_town": 30}, towns=1)
    quiet.connection.execute(f"DELETE FROM {table}")
    assert "没有待办的儿童" in written(quiet)


def test_every_figure_can_be_asked_of_the_published_file(township) -> None:
    published = {model.name for model in sql.marts() if model.publish == "main"} | {view.name for view in sql.views()}
    asked_of = {table for tables in origins().values() for table in tables}
    # Its rows hold names: its figures are asked of data_desk.csv, as the page says.
    assert asked_of - published == {"data_desk"}
    text = written(township)
    assert text.count('<p class="from">出处') >= text.count("<figure>") + 12


def test_the_closing_sentence_comes_with_its_equation_and_three_rates(township) -> None:
    page = written(township)
    assert "14,563 = 本镇就读 9,351 + 县内外镇就读 1,713 + 县外就读 3,090 + 县外就读未取证 5" in Page(page).text
    assert ["14,220 / 14,563", "97.64%", "3,090 / 3,095", "99.84%", "14,468 / 14,563", "99.35%"] in [row[1:] for row in _all_rows(page)]


def _all_rows(text: str) -> list[list[str]]:
    return [re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in re.findall(r"<tr.*?</tr>", text, re.S)]


def test_what_changed_since_the_night_before_adds_up(township) -> None:
    text = written(township)
    part = text[text.index("与上一夜相比</caption>") if "与上一夜相比</caption>" in text else text.index("与上一夜相比<span"):]
    rows = [row for row in _all_rows(part[: part.index("</table>")]) if len(row) == 6 and row[1][:1].isdigit()]
    numbers = [[int(cell.replace(",", "").replace("−", "-")) for cell in row[1:]] for row in rows]
    assert len(numbers) > 5
    assert all(before + came - gone == now and now - before == moved for before, came, gone, now, moved in numbers)
    assert [sum(column) for column in zip(*numbers[1:], strict=True)] == numbers[0]


def test_on_the_first_night_there_is_nothing_to_compare(invented) -> None:
    first = invented({"enrolled_in_town": 30, "not_found": 2}, towns=1)
    first.connection.execute("DELETE FROM ledger_flow")
    first.connection.execute("DELETE FROM ledger_history WHERE as_of < (SELECT as_of FROM run)")
    assert "这是第一夜" in written(first)


def test_long_tables_are_folded_and_paper_says_what_it_leaves_out(forty_towns) -> None:
    text = written(forty_towns)
    assert re.search(r"<summary>其余 \d+ 行</summary>", text)
    assert text.count('<p class="from print">另有') == text.count("<summary>其余 ")


def test_the_tables_made_by_hand_are_those_of_the_marts(township) -> None:
    promised = {model.name: set(model.columns) for model in sql.marts()}
    strange = {name: set(frame.columns) - promised[name] for name, frame in township.tables.items() if name in promised}
    assert not {name: columns for name, columns in strange.items() if columns}
