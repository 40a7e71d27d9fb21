"""One catalogue: every message has its English, every English has its message, and both hold the same values."""

from __future__ import annotations

import pickle
import re
from copy import copy
from string import Formatter

import pytest
from babel.messages.pofile import read_po

import sql
from pipelines.language import CATALOGUE, CHINESE, language
from pipelines.language.catalogue import DEFINED
from pipelines.language.messages import _CHINESE as SIGN
from pipelines.language.messages import _READ as READERS
from pipelines.language.messages import definitions, messages
from sources.sentence import Sentence, listed

HAN = re.compile(r"[\u4e00-\u9fff]")
#: What stays Chinese in an English sentence: what must be typed, and headings of the office's own files.
QUOTED = re.compile(r"“[^”]*”|男|女|一年级|九年级")
#: Message → its form, or forms, by its context: none, or that of the data dictionary.
ENGLISH: dict[str | None, dict[str, tuple[str, ...]]] = {None: {}, DEFINED: {}}
with CATALOGUE.open("rb") as file:
    for one in read_po(file, locale="en"):
        if one.id:
            said = one.string or ""
            ENGLISH[one.context][one.id if isinstance(one.id, str) else one.id[0]] = (said,) if isinstance(said, str) else (*said,)


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_what_is_said_and_what_the_catalogue_knows_are_the_same():
    assert set(ENGLISH[None]) == set(messages())
    assert set(ENGLISH[DEFINED]) == set(definitions())


def test_the_dictionary_says_every_header_of_what_is_published():
    published = [*(model for model in sql.marts() if model.publish != "no"), *sql.views()]
    texts = {text for model in published for text in (model.title, model.grain, *model.columns.values())}
    assert len(texts) > 500
    assert texts <= set(definitions())


@pytest.mark.parametrize("wrong", ["unsaid", "chinese", "values", "quotes"])
def test_every_message_is_said_in_english(wrong):
    of = {
        "unsaid": lambda message, form: not form,
        "chinese": lambda message, form: HAN.search(QUOTED.sub("", form)),
        "values": lambda message, form: not values(form) <= values(message) or values(message) - values(form) - {"n"},
        # Straight quotes would end the attribute of a page that a message stands in, where it holds no tag.
        "quotes": lambda message, form: '"' in form and "<" not in form,
    }
    forms = [(message, form) for known in ENGLISH.values() for message, said in known.items() for form in said]
    assert [message for message, form in forms if of[wrong](message, form)] == []


def test_a_word_of_the_dictionary_is_apart_from_the_same_word_on_a_list():
    say = language("en")
    assert (say("适龄儿童"), say.definition("适龄儿童")) == ("Of age", "Children of age")
    assert CHINESE.definition("适龄儿童") == "适龄儿童"


def test_a_number_decides_between_singular_and_plural():
    say = language("en")
    assert (say("{n} 个文件", n=1), say("{n} 个文件", n=2)) == ("1 file", "2 files")
    assert CHINESE("{n} 个文件", n=1) == "1 个文件"


@pytest.mark.parametrize(("told", "said"), [
    ("本夜改用 2026-09-01 读入的中小学生学籍（1 天前，1 行）。", "This night uses School roll as read on 2026-09-01 (1 day ago, 1 row)."),
    ("本夜改用 2026-09-01 读入的中小学生学籍（11 天前，1,001 行）。", "This night uses School roll as read on 2026-09-01 (11 days ago, 1,001 rows)."),
])  # fmt: skip
def test_each_number_of_a_sentence_agrees_with_its_noun(told: str, said: str):
    assert language("en").sentence(told) == said


def test_what_is_data_keeps_its_words():
    told = Sentence("{title}的文件 {name} {error}", title=Sentence("中小学生学籍"), name="小学 1 rows.csv", error=Sentence("0 字节"))
    assert language("en").sentence(told) == "School roll, file 小学 1 rows.csv: 0 bytes"
    assert (str(told), CHINESE.sentence(told)) == ("中小学生学籍的文件 小学 1 rows.csv 0 字节",) * 2


@pytest.mark.parametrize("copied", [copy, lambda one: pickle.loads(pickle.dumps(one))], ids=["copied", "sent"])
def test_a_sentence_knows_its_message_wherever_it_goes(copied):
    told = Sentence("含有 {n:,} 个文件，过多：请分成几个压缩包。", n=1_001)
    assert language("en").sentence(str(copied(told))) == "holds 1,001 files, too many: split it into several archives."
    assert language("en").sentence(listed(["户籍地址", "b"], "或")) == "“户籍地址” or b"


def test_a_label_with_what_it_is_about_is_said_and_that_is_quoted():
    assert language("en").sentence("有工作表未读取：备忘") == "Sheet not read: “备忘”"


def test_a_sentence_that_a_table_holds_is_known_by_its_words_whatever_its_values():
    told = "“姓名”在代码表中：2,861 行中 168 行不符，符合 94.13%，要求不低于 97.0%（姓名为空 31 行、电话无法使用 2 行）：补录姓名。"
    assert language("en").sentence(told) == (
        "“姓名” in its code table: 168 of 2,861 rows not, 94.13% kept, asked at least 97.0%"
        " (Name blank in 31 rows, Telephone unusable in 2 rows): Fill in the name.")
    assert CHINESE.sentence(told) == told
    assert language("en").sentence("谢桥镇") == "谢桥镇"


def test_values_cannot_be_markup():
    page = language("en").page("{register}的文件", register="<b>")
    assert str(page) == "&lt;b&gt;: files"


#: What holds Chinese that is no message, and why.
APART = {
    "pipelines/language/__init__.py": "quotation marks to be found",
    "pipelines/language/messages.py": "names what is left out",
    "pipelines/linkage/characters.py": "characters themselves",
    "pipelines/publish/cells.py": "signs that begin a formula",
    "pipelines/publish/flow.py": "a query; its labels are said where they are drawn",
    "pipelines/publish/fonts.py": "the sign of a missing glyph",
    "pipelines/publish/form_examples.py": "example rows as offices write them",
    "pipelines/publish/paper.py": "a wide space",
    "pipelines/publish/templates/county.toml.j2": "the Chinese settings file; the English one stands beside it",
    "pipelines/publish/templates/county.en.toml.j2": "examples of the office's headings",
}


def test_no_file_with_chinese_is_forgotten():
    """Registers and queries hold headings and codes of the offices' own; what they say is asked for by ROOMS."""
    known, top, left = set(messages()), CATALOGUE.parents[2], set()
    for path in (path for folder in ("pipelines", "checks") for path in (top / folder).rglob("*") if path.suffix in READERS):
        texts = {text for text in READERS[path.suffix](path.read_text("utf-8")) if SIGN.search(text)}
        if any(text not in known and not {line for line in text.splitlines() if SIGN.search(line)} <= known for text in texts):
            left.add(path.relative_to(top).as_posix())
    assert left <= APART.keys(), left - APART.keys()
