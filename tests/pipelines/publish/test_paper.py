"""The report on paper: what the page says, in the page's order, with fonts inside, whatever a name consists of."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.publish import paper
from pipelines.publish.paper import pdf
from tests.pipelines.publish.test_report import written

NIGHT = datetime(2026, 9, 1, 2)


@pytest.fixture(scope="module")
def paper_of_forty(forty_towns) -> bytes:
    return pdf(written(forty_towns), NIGHT)


def pages(paper: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(paper)]


def bare(text: str) -> str:
    """Without spaces: where a line is broken is the paper's own affair."""
    return re.sub(r"\s+", "", text)


def test_paper_says_what_the_page_says(township) -> None:
    told = bare("".join(pages(pdf(written(township), NIGHT))))
    for said in ("适龄儿童少年共14,563人", "14,220/14,563", "99.84%", "对照户口簿更正号码", "某某县适龄儿童就学核对报告"):
        assert said in told


def test_it_is_a4_tagged_and_every_font_is_inside(paper_of_forty: bytes) -> None:
    paper = paper_of_forty
    assert b"/StructTreeRoot" in paper or b"/MarkInfo" in paper
    document = pypdfium2.PdfDocument(paper)
    sizes = {tuple(sorted(round(side) for side in page.get_size())) for page in document}
    assert sizes == {(595, 842)}
    fonts = {item.get_font().get_base_name() for page in document for item in page.get_objects(filter=[1]) }
    assert fonts and all("Noto" in name for name in fonts)


def test_nothing_runs_over_the_edge_of_the_sheet(paper_of_forty: bytes) -> None:
    for page in pypdfium2.PdfDocument(paper_of_forty):
        width, height = page.get_size()
        text = page.get_textpage()
        boxes = [text.get_charbox(place) for place in range(text.count_chars()) if text.get_text_range(place, 1).strip()]
        assert all(left >= 20 and right <= width - 20 and bottom >= 15 and top <= height for left, bottom, right, top in boxes)


def test_the_same_page_gives_the_same_bytes(township) -> None:
    page = written(township)
    assert pdf(page, NIGHT) == pdf(page, NIGHT)


@settings(max_examples=25)
@given(name=st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=12))
def test_no_character_stops_the_night(name: str) -> None:
    told = bare("".join(pages(pdf(short(name), NIGHT))))
    assert told.startswith("前") and told.endswith("后1/1")


def test_a_character_without_a_glyph_is_marked_as_missing() -> None:
    told = bare("".join(pages(pdf(short("\ue863村\U0002ffff镇"), NIGHT))))
    assert "前〓村〓镇后" in told


def short(name: str) -> str:
    return f"<html><head><title>甲</title></head><body><p><b>前</b>{escape(name)}后</p></body></html>"


@pytest.mark.parametrize("name", ["#pagebreak()", '"; panic("x"); "', "$x^2$", "*甲*", "\\u{41}", "`甲`", "@甲", "<甲>"])
def test_what_looks_like_markup_is_printed_as_it_stands(name: str) -> None:
    assert bare(name) in bare("".join(pages(pdf(short(name), NIGHT))))


def test_one_sentence_across_all_columns_stands_where_a_table_has_no_rows() -> None:
    page = ("<html><head><title>核对</title></head><body><table><thead><tr><th>乡镇</th><th>项目</th><th>差数</th></tr></thead>"
            "<tbody><tr><td colspan='3'>没有不一致的。</td></tr></tbody></table></body></html>")
    assert "没有不一致的。" in bare("".join(pages(pdf(page, NIGHT))))


def test_a_county_with_nothing_to_do_has_paper_all_the_same(invented) -> None:
    told = bare("".join(pages(pdf(written(invented({"enrolled_in_town": 30}, towns=1)), NIGHT))))
    assert "30=本镇就读30" in told and "没有待办的儿童" in told


def test_each_note_stands_on_a_line_of_its_own() -> None:
    page = "<html><head><title>甲</title></head><body><div class='notes'><p>已接受行数。</p><p>行数减少。</p></div></body></html>"
    assert "已接受行数。行数减少。" in bare("".join(pages(pdf(page, NIGHT))))


def test_a_page_that_cannot_be_set_is_said_to_be_so_and_stops_nothing(monkeypatch) -> None:
    monkeypatch.setattr(paper, "table", lambda *_: ["table("])
    page = "<html><head><title>甲</title></head><body><table><tr><td>乙</td></tr></table></body></html>"
    assert "未能排成PDF" in bare("".join(pages(pdf(page, NIGHT))))
    english = page.replace("<html>", '<html lang="en">')
    assert "could not be set as a PDF" in " ".join("".join(pages(pdf(english, NIGHT))).split())
