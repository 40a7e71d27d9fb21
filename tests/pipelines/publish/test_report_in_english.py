"""The report in English: no Chinese word but the data's own; the Chinese one without English."""

from __future__ import annotations

import re

import pytest

from pipelines.language import language
from pipelines.publish.report import Context, asked, report
from pipelines.settings import Output
from tests.pipelines.publish.test_report import SETTINGS, TOTALS, Page, Told

HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ENGLISH = SETTINGS.model_copy(update={"output": Output(language="en")})


def told(county, settings) -> tuple[str, Page]:
    text = report(asked(county.ask), Context(settings, Told(TOTALS), {"weighed": "姓名相同", "ambiguous": "姓名不相符"}))
    return text, Page(text)


def of_the_data(county) -> list[str]:
    """Names of places, schools, offices and files, longest first: what is never translated."""
    asked_of = ("SELECT town FROM child UNION SELECT village FROM child", "SELECT declared_by FROM control_total",
                "SELECT file_name FROM source_file UNION SELECT sheet FROM source_file")
    found = {one for query in asked_of for one in county.ask(query).to_series() if one}
    return sorted({*found, SETTINGS.county.name}, key=len, reverse=True)


def test_an_english_report_has_no_chinese_but_the_datas_own(township) -> None:
    text, page = told(township, ENGLISH)
    attributes = [value for _, attrs in page.tags for name, value in attrs.items() if value and name != "style"]
    words = " ".join([page.text, *attributes])
    for own in of_the_data(township):
        words = words.replace(own, "")
    words = re.sub(r"“[^”]*”", "", words)  # headings of files and tables, quoted as they stand there
    assert sorted(set(re.findall(rf"{HAN.pattern}+", words))) == []
    assert '<html lang="en">' in text
    assert "As of September 1, 2026, the public-security registry" in page.text


def test_a_chinese_report_says_nothing_in_english(township) -> None:
    _, page = told(township, SETTINGS)
    said = [form for forms in language("en").told.values() for form in forms if len(form) > 12 and "{" not in form]
    assert len(said) > 300
    assert [form for form in said if form in page.text] == []


@pytest.mark.parametrize("settings", [SETTINGS, ENGLISH], ids=["zh", "en"])
def test_two_languages_in_one_process_do_not_mix(township, settings) -> None:
    _, page = told(township, settings)
    assert ("在校率" in page.text) == (settings is SETTINGS)
    assert ("To do" in page.text) == (settings is ENGLISH)
