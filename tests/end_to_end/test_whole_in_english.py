"""One county whose office reads English: every command, and every file it writes, without a Chinese word of ours.

What comes from data stays: names, towns, schools, headings of the office's own files. What stays Chinese on purpose:
headings of CSV files and names of files (programs rely on them), labels and sentences within the DuckDB file, and the
machine's own records, which are one whatever the office reads.
"""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

import sources
from pipelines.cli import app
from sources import synthetic

#: For programs, not for people.
APART = {"results.json", "linkage.json", "blocking.json", "exports.jsonl"}
WORDS = re.compile(r"[\u4e00-\u9fff]+|[\u3000-\u303f\uff00-\uffef]")
#: What a browser runs, and the queries of the dictionary, which stand there as the DuckDB file has them.
UNSEEN = re.compile(r"<(script|style|pre)\b.*?</\1>", re.DOTALL)
#: What must be typed, or is looked for in a file, stands between these.
QUOTED = re.compile("“[^”]*”")
HEADINGS = {column.heading for register in sources.REGISTERS for column in register.CONTRACT.columns}


@dataclass(frozen=True)
class Office:
    """A county's folder and what its inbox holds."""

    home: Path
    data: str

    @property
    def settings(self) -> Path:
        return self.home / "county.toml"

    def ask(self, *words: object) -> str:
        """What a command says in all; within this process, which has its libraries loaded."""
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit):
            app([*map(str, words), "--settings", str(self.settings)], exit_on_error=False, print_error=False)
        return said.getvalue()

    def ours(self, text: str) -> list[str]:
        """Chinese in the text that comes from no cell, no heading and no file's name of the office."""
        rest = QUOTED.sub("", text)
        for path in sorted(self.home.rglob("*"), key=lambda path: len(str(path)), reverse=True):
            rest = rest.replace(str(path), "")
        return [word for word in WORDS.findall(rest) if word not in self.data and word not in HEADINGS]

    def some(self, query: str) -> str:
        with duckdb.connect(str(self.home / "out" / "rollcall.duckdb"), read_only=True) as con:
            (row,) = con.execute(query).fetchall()
        return row[0]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A badly kept county of 120 children after one night."""
    home = tmp_path_factory.mktemp("english") / "county"
    synthetic.synthesize(home, children=120, seed=5, level="hostile")
    settings = home / "county.toml"
    settings.write_text(settings.read_text("utf-8").replace("[output]", '[output]\nlanguage = "en"'), "utf-8")
    cells = [path.read_text("utf-8-sig").split("\n", 1)[1] for path in sorted((home / "inbox").rglob("*.csv"))]
    made = Office(home, "\n".join([*cells, settings.read_text("utf-8")]))
    night = made.ask("run")
    assert "In school together" in night
    assert made.ours(night) == []
    return made


@pytest.mark.parametrize("words", [
    ("status",), ("doctor",), ("schedule", "--print-cron"), ("schedule", "--print-systemd"),
    ("schedule", "--try-notify"), ("schedule", "--cron", "never"), ("casebook", "backup"),
    ("casebook", "history", "NOBODY"), ("explain", "NOBODY"), ("replay", "2020-01-01"),
    ("casebook", "withdraw-night", "NONE", "--by", "x", "--why", "y"), ("decide", "P0", "same", "--by", "x"),
    ("evaluate", "--truth", "nowhere"),
], ids=" ".join)
def test_what_a_command_says_is_english(office: Office, words: tuple[str, ...]) -> None:
    said = office.ask(*words)
    assert said.strip()
    assert office.ours(said) == []


def test_what_is_said_of_a_child_of_the_truth_and_of_an_archive_is_english(office: Office, tmp_path: Path) -> None:
    child = office.some("SELECT child_id FROM child ORDER BY list = 'none', child_id LIMIT 1")
    archive = tmp_path / "book.zip"
    said = [
        office.ask("explain", child, "--picture", tmp_path / "child.svg"), office.ask("casebook", "history", child),
        office.ask("evaluate", "--truth", office.home / "truth"), office.ask("casebook", "export", archive),
        office.ask("casebook", "restore", archive), office.ask("casebook", "restore", archive, "--replace"),
    ]  # fmt: skip
    assert [office.ours(text) for text in said] == [[]] * len(said)


def test_what_is_handed_in_is_answered_in_english(office: Office, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes((office.home / "out" / "exceptions.csv").read_bytes())
    (tmp_path / "nothing.csv").write_text("a,b\n1,2\n", "utf-8")
    for name in ("list.csv", "nothing.csv", "absent.csv"):
        said = office.ask("return", tmp_path / name, "--by", "x")
        assert said.strip()
        assert office.ours(said.replace("_回执", "")) == []


def test_every_text_that_was_written_is_english(office: Office) -> None:
    said = [office.ask("check", "--blocking"), office.ask("share", "a trial")]
    assert [office.ours(text) for text in said] == [[], []]
    texts = {path: told(path) for path in office.home.rglob("*") if is_ours(path)}
    assert {path.name for path in texts} >= {"report.html", "exceptions.csv", "data_desk.csv", "index.html", "rollcall.log", "visit_plan.csv", "dictionary.html"}
    assert {path.name: found for path, text in texts.items() if (found := office.ours(text))} == {}


@pytest.mark.parametrize("name", ["out/rollcall.duckdb", "state/personal.duckdb"])
def test_what_is_said_of_tables_and_columns_is_english(office: Office, name: str) -> None:
    with duckdb.connect(str(office.home / name), read_only=True) as con:
        told = [text for kind in ("tables", "views", "columns") for (text,) in con.execute(
            f"SELECT comment FROM duckdb_{kind}() WHERE NOT internal").fetchall()]
    assert len(told) > 100
    assert office.ours("\n".join(told)) == []


def is_ours(path: Path) -> bool:
    kinds = {".csv", ".html", ".txt", ".log", ".json", ".jsonl", ".md"}
    return path.suffix in kinds and path.name not in APART and not {"inbox", "truth", "loads"} & {*path.parts}


def told(path: Path) -> str:
    """What a reader sees: of a table the rows under its heading, of a page what is not drawn by a program."""
    text = path.read_text("utf-8-sig")
    return text.split("\n", 1)[-1] if path.suffix == ".csv" else UNSEEN.sub("", text)
