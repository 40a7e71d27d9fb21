"""What people read, in their language: Chinese as it stands in code, templates and SQL, English from one catalogue.

A message is its Chinese sentence; ``en.po`` beside this module has every one of them in English, and a test keeps the
two equal (``messages.py`` collects them). A language is a value that is handed on: two
nights in one process may differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

from markupsafe import Markup

import sources
from pipelines.language.catalogue import CATALOGUE, read
from sources import vocabulary
from sources.sentence import Sentence
from sources.vocabulary import Vocabulary

__all__ = ["CATALOGUE", "CHINESE", "Language", "language"]

_FIELD = re.compile(r"\{(?P<name>\w+)(?::[^}]*)?\}")
_SIGN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_QUOTED = re.compile(r"“[^”]*”")
_MARKS = ("；", "：", "，", "、")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NUMBER = re.compile(r"\d[\d,]*(\.\d+)?%?")
_STEP = re.compile("▸ (.+) …")
#: A number and the noun behind it. Of several in one sentence each must agree, for which gettext has no form.
_COUNTED = re.compile(
    r"\{(?P<name>\w+)(?::[^}]*)?\} (?:[a-z]+ )?"
    r"(?:bytes|changes|columns|days|files|nights|packages|pairs|persons|points|problems|records|results|rows|verdicts"
    r"|villages|years)\b"
)
_LOCALES = {"zh": "zh_Hans_CN", "en": "en_US"}


@dataclass(frozen=True)
class Language:
    """One language: called with a Chinese message and its values, it says it; what it does not know stays as it is."""

    code: str
    #: Message → its forms: one, or singular and plural, which ``n`` or else the first number among the values decides.
    told: Mapping[str, tuple[str, ...]]
    #: What the data dictionary says → what it says here.
    defined: Mapping[str, str]

    def __call__(self, message: str, /, **values: Any) -> str:
        """The message with its values, which stand in it as ``{name}`` or ``{name:,}``."""
        said = self._form(message, values)
        return said.format(**values) if values else said

    def page(self, message: str, /, **values: Any) -> Markup:
        """The same for a page: the message may hold tags, its values are escaped."""
        said = Markup(self._form(message, values))
        return said.format(**values) if values else said

    @property
    def tag(self) -> str:
        """What a page calls it: zh-CN, en."""
        return "zh-CN" if self.code == "zh" else self.code

    def definition(self, text: str) -> str:
        """What the data dictionary says of a table, a row or a column."""
        return self.defined.get(text, text)

    def within(self, word: str) -> str:
        """A label in the midst of words: its first letter small, where it begins no abbreviation."""
        said = self(word)
        return said[:1].lower() + said[1:] if said[1:2].islower() else said

    def sentence(self, text: str) -> str:
        """What an error or a table holds as a Chinese sentence: a message, or one with its values already in it."""
        if self.code == "zh":
            return text
        if isinstance(text, Sentence):
            return self._of_values(text)
        if text in self.told or not _HAN.search(text):
            return self(text)
        if "\n" in text:
            return "\n".join(map(self.sentence, text.split("\n")))
        if _QUOTED.sub("", text).strip("或") == "":
            return text.replace("”或“", f"”{self('或')}“")
        if told := self._framed(text) or self._parts(text):
            return told
        for pattern, message in self._patterns:
            if found := pattern.fullmatch(text):
                # A value may be a sentence itself: a number stays, a town's name stays, a label is said.
                said = {name[1:]: self.sentence(value) for name, value in found.groupdict().items()}
                if _HAN.search(_FIELD.sub("", message)) or all(map(_known, found.groups(), said.values())):
                    return _filled(self._form(message, said), said)
        label, mark, about = text.partition("：")
        return f"{self(label)}{self(mark)}{_quoted(about)}" if label in self.told else text

    def _of_values(self, sentence: Sentence) -> str:
        """What still knows its message: its values that are sentences are said, the others are data and stay."""
        if sentence.parts:
            said = (self._of_values(one) if isinstance(one, Sentence) else _quoted(one) for one in sentence.parts)
            return self(sentence.message).join(said)
        if not sentence.values:
            return self.sentence("".join(sentence))  # one that comes from a table has its words alone
        values = {
            name: self._of_values(value) if isinstance(value, Sentence) else value
            for name, value in sentence.values.items()
        }
        return self(sentence.message, **values)

    def progress(self, text: str) -> str:
        """What a night tells of its progress: a step by its name, anything else as a sentence."""
        step = _STEP.fullmatch(text)
        return f"▸ {self(step[1])} …" if step and step[1] in self.told else self.sentence(text)

    def _framed(self, text: str) -> str | None:
        """A refusal that was stored: where it happened, and what; what cannot be said to the end is quoted whole."""
        for pattern, message in self._frames:
            found = pattern.fullmatch(text)
            values = {name[1:]: value for name, value in found.groupdict().items()} if found else {}
            if values and values.get("title", message) in self.told:
                told = {"title": self(values.get("title", "")), "error": self._error(values["error"])}
                return _filled(self(message), values | told)
        return None

    def _error(self, text: str) -> str:
        """What stands in such a frame: another, a message whose words stand at both ends, or else what is known."""
        if framed := self._framed(text):
            return framed
        for pattern, message in self._patterns:
            if message[0] != "{" and message[-1] != "}" and (found := pattern.fullmatch(text)):
                values = {name[1:]: self._whole(value) for name, value in found.groupdict().items()}
                return _filled(self._form(message, values), values)
        return self._whole(text)

    def _whole(self, text: str) -> str:
        said = self.sentence(text)
        return f"“{text}”" if _HAN.search(_QUOTED.sub("", said)) else said

    def _parts(self, text: str) -> str | None:
        """Sentences in a row, where each is known."""
        for mark in _MARKS:
            said = [(part, self.sentence(part)) for part in text.split(mark)] if mark in text else []
            if said and all(_known(one, other) for one, other in said):
                return self(mark).join(other for _, other in said)
        return None

    def labels(self, words: Vocabulary) -> dict[str, str]:
        """Code → its label."""
        return words.labels if self.code == "zh" else words.english

    @cached_property
    def words(self) -> dict[str, str]:
        """Message → what it is here, of all that have one form: for columns of words, by ``replace``."""
        return {message: forms[0] for message, forms in self.told.items() if len(forms) == 1}

    @cached_property
    def _frames(self) -> list[tuple[re.Pattern[str], str]]:
        """Those that end in what happened there."""
        return [one for one in self._patterns if one[1].endswith((" {error}", "〉{error}"))]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """The messages with values as patterns, those with most signs or words of their own first."""
        own = {message: _FIELD.sub("", message) for message in self.told if _FIELD.search(message)}
        # Those that are only signs hold whole sentences, and go first: "{found}：{mend}。"
        order = sorted(own, key=lambda message: (bool(_HAN.search(own[message])), -len(own[message])))
        return [(_pattern(message), message) for message in order if _SIGN.search(own[message])]

    def day(self, when: date) -> str:
        """2026年9月1日, September 1, 2026."""
        from babel.dates import format_date

        return format_date(when, format="long", locale=_LOCALES[self.code])

    def _form(self, message: str, values: Mapping[str, Any]) -> str:
        forms = self.told.get(str(message))
        if forms is None:
            return message
        form = forms[0] if len(forms) == 1 or _deciding(values) == "1" else forms[1]
        return _COUNTED.sub(lambda found: _agreeing(found, values), form)


def _deciding(values: Mapping[str, Any]) -> str:
    """The number that decides between singular and plural, as text; '' where there is none."""
    numbers = (str(value) for value in (values.get("n"), *values.values()))
    return next((number for number in numbers if _NUMBER.fullmatch(number)), "")


def _agreeing(found: re.Match[str], values: Mapping[str, Any]) -> str:
    """A field and the noun that it counts, the noun in the singular where the value is one."""
    return found[0].removesuffix("s") if str(values.get(found["name"])) == "1" else found[0]


def _quoted(text: str) -> str:
    """A word of the office's own as it stands in an English list."""
    return f"“{text}”" if _HAN.search(text) else text


def _known(one: str, said: str) -> bool:
    """Whether a part was said, or has nothing to say."""
    return one != said or not _HAN.search(_QUOTED.sub("", one))


def _pattern(message: str) -> re.Pattern[str]:
    parts, at, seen = [], 0, set[str]()
    any_of = ".+?" if _HAN.search(_FIELD.sub("", message)) else ".+"
    for field in _FIELD.finditer(message):
        parts.append(re.escape(message[at : field.start()]))
        name = field["name"]
        parts.append(f"(?P=_{name})" if name in seen else f"(?P<_{name}>{any_of})")
        seen.add(name)
        at = field.end()
    return re.compile("".join(parts) + re.escape(message[at:]), re.DOTALL)


def _filled(said: str, values: Mapping[str, str]) -> str:
    """The form with values that are text already: how a number is written was settled when it was told."""
    return _FIELD.sub(lambda field: values[field["name"]], said)


#: What is written is what is said.
CHINESE = Language("zh", {}, {})


@cache
def language(code: str) -> Language:
    """The language of that code, ``zh`` or ``en``."""
    if code == "zh":
        return CHINESE
    told, defined = read()
    return Language(code, _labels() | told, defined)


def _labels() -> dict[str, tuple[str, ...]]:
    """The registers' titles and the closed lists' labels: what a table holds in words; of two labels, the ledger's."""
    lists = [one for one in vars(vocabulary).values() if isinstance(one, Vocabulary)]
    first = (vocabulary.CHILD_STATUS, vocabulary.LIST, vocabulary.REASON)
    found = {one.CONTRACT.title: (one.CONTRACT.english,) for one in (*sources.REGISTERS, sources.calls)}
    for words in (*first, *lists):
        for code, label in words.labels.items():
            found.setdefault(label, (words.english[code],))
    return found
