"""Help in both languages, whole: every command, every option; and whose language it is."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from cyclopts import CycloptsError
from rich.console import Console

from pipelines.cli import app
from pipelines.cli_help import complaint, speaking
from pipelines.language import language
from tests.end_to_end.command import rollcall

HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
CASEBOOK = ("export", "restore", "backup", "history", "withdraw-night")
COMMANDS = [
    (), *((name,) for name in ("init", "synthesize", "run", "schedule", "status", "check", "share", "return", "decide", "replay",
                               "explain", "evaluate", "doctor", "casebook")), *(("casebook", name) for name in CASEBOOK)]
#: What is a name, or is typed as it stands, in Chinese as well.
TYPED = {name for command in COMMANDS for name in command} | {
    "rollcall", "clean", "ordinary", "hostile", "same", "different", "unsure", "roll", "zh", "en", "night", "timezone", "inbox", "truth", "out",
    "Prefect", "API", "CSV", "Excel", "WPS", "SQLite", "PostgreSQL", "JSON", "zip", "systemd", "crontab", "YYYY-MM-DD"}
WORD = re.compile(r"--?[\w-]+|[\w-]*[./_][\w./-]*|\w[\w-]+", re.ASCII)


def told(code: str, command: tuple[str, ...]) -> str:
    page = io.StringIO()
    speaking(app, language(code)).help_print(list(command), console=Console(file=page, width=400))
    return page.getvalue()


def test_no_command_is_forgotten_here() -> None:
    assert {name for name in app.resolved_commands() if not name.startswith("-")} == {one[0] for one in COMMANDS if one}
    assert {name for name in app["casebook"].resolved_commands() if not name.startswith("-")} == set(CASEBOOK)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_in_english_nothing_is_chinese(command: tuple[str, ...]) -> None:
    assert HAN.findall(told("en", command).replace("“_回执”", "")) == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_in_chinese_no_word_is_english_but_names_and_what_is_typed(command: tuple[str, ...]) -> None:
    words = {word for word in WORD.findall(told("zh", command)) if re.fullmatch("[A-Za-z-]+", word) and word[0] != "-"}
    assert words <= TYPED, words - TYPED


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_both_tell_the_same_options(command: tuple[str, ...]) -> None:
    chinese, english = (re.findall(r"(?<=│ )--[\w-]+", told(code, command)) for code in ("zh", "en"))
    assert chinese == english


@pytest.mark.parametrize(("words", "chinese", "english"), [
    (("evalute",), "错误：没有 evalute 这个命令（最接近的是 evaluate）。写法见 rollcall --help",
     "Error: there is no command evalute (the nearest is evaluate). See rollcall --help"),
    (("run", "--setings", "x"), "错误：没有 --setings 这个选项（最接近的是 --settings）。写法见 rollcall run --help",
     "Error: there is no option --setings (the nearest is --settings). See rollcall run --help"),
    (("decide", "x"), "错误：缺少 --by。写法见 rollcall decide --help", "Error: --by is missing. See rollcall decide --help"),
    (("init",), "错误：缺少 目录。写法见 rollcall init --help", "Error: FOLDER is missing. See rollcall init --help"),
    (("synthesize", "--out", "x", "--level", "mild"), "错误：--level 不能是“mild”（可选：clean、ordinary、hostile）。写法见 rollcall synthesize --help",
     "Error: --level cannot be “mild” (one of clean, ordinary, hostile). See rollcall synthesize --help"),
    (("synthesize", "--out", "x", "--children=30"), "错误：--children 不能是“30”（须不小于 100）。写法见 rollcall synthesize --help",
     "Error: --children cannot be “30” (at least 100). See rollcall synthesize --help"),
    (("status", "now"), "错误：“now”是多余的。写法见 rollcall status --help", "Error: “now” is one word too many. See rollcall status --help"),
    (("run", "--as-of", "2026-02-30"), "错误：--as-of 不能是“2026-02-30”。写法见 rollcall run --help",
     "Error: --as-of cannot be “2026-02-30”. See rollcall run --help"),
])
def test_what_is_not_understood_is_one_sentence(words: tuple[str, ...], chinese: str, english: str) -> None:
    with pytest.raises(CycloptsError) as caught:
        app(list(words), exit_on_error=False, print_error=False)
    assert (complaint(caught.value, app, language("zh")), complaint(caught.value, app, language("en"))) == (chinese, english)


def test_the_environment_decides_then_the_settings_then_chinese(tmp_path: Path) -> None:
    """The machine's locale does not count."""
    english = tmp_path / "county.toml"
    english.write_text('[output]\nlanguage = "en"\n', "utf-8")
    ask = ("run", "--settings", english, "--help")
    assert rollcall(*ask).said.startswith("Usage: ")
    assert rollcall(*ask, ROLLCALL_LANGUAGE="zh").said.startswith("用法：")
    assert rollcall("run", "--help", ROLLCALL_LANGUAGE="en", LC_ALL="zh_CN.UTF-8").said.startswith("Usage: ")
    assert rollcall("run", "--help", LC_ALL="en_US.UTF-8").said.startswith("用法：")
    wrong = rollcall("synthesize", ROLLCALL_LANGUAGE="en")
    assert (wrong.code, wrong.complained) == (2, "Error: --out is missing. See rollcall synthesize --help\n")


def test_a_county_is_invented_in_the_language_of_the_environment(tmp_path: Path) -> None:
    said = rollcall("synthesize", "--children", 100, "--out", tmp_path / "c", ROLLCALL_LANGUAGE="en").said
    assert said == f"Made {tmp_path / 'c'} (all of it invented)\nNext: rollcall run --settings {tmp_path / 'c' / 'county.toml'}\n"


def test_a_folder_is_begun_in_the_language_of_the_environment_unless_another_is_asked_for(tmp_path: Path) -> None:
    assert rollcall("init", tmp_path / "one", ROLLCALL_LANGUAGE="en").said.startswith(f"{tmp_path / 'one'} is laid out")
    assert 'language = "en"' in (tmp_path / "one" / "county.toml").read_text("utf-8")
    rollcall("init", tmp_path / "two", "--language", "zh", ROLLCALL_LANGUAGE="en")
    assert '\nlanguage = "en"' not in (tmp_path / "two" / "county.toml").read_text("utf-8")
