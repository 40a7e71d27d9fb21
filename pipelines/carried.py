"""What is carried from night to night: the linkage's trained models, its compared pairs and its answer as numbers, in
``state/linkage``; what the gates were answered, in ``state/answers.json``.

Either can be lost: the next night then trains, compares and asks everything. It is read only by the very program that
wrote it. The files hold keys made of persons' rows, so that every folder is 0700 and every file 0600.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import polars as pl

import checks
from checks.answered import Answered
from checks.results import Counts
from pipelines import linkage
from pipelines.linkage import Carried, Model, Wear
from pipelines.linkage.answer import Answer
from pipelines.linkage.carried import Compared
from pipelines.settings import Settings
from pipelines.store import replace_whole, secure, sync

_ABOUT, _RECORDS = "about.json", "records.parquet"
_ANSWERS, _ANSWER = "answers.json", "answer-"
_MADE_WITH = ("rollcall", "polars", "numpy", "rapidfuzz", "pypinyin", "pypinyin-dict")
_ASKED_WITH = ("rollcall", "polars", "duckdb", "great-expectations")
_PAIR = {"left": pl.Int32, "right": pl.Int32, "rules": pl.Int64}


def carried(state: Path, settings: Settings) -> Carried | None:
    """What the last night left, to wear as long as the settings say; None where there is nothing, or nothing sound."""
    wear = Wear(settings.linkage.retrain_days, settings.linkage.retrain_share)
    for folder in sorted((state / "linkage").glob("*"), reverse=True):
        try:
            about = json.loads((folder / _ABOUT).read_text("utf-8"))
            if about["stamp"] == stamp():
                return replace(_read(folder, about), wear=wear)
        except (OSError, ValueError, KeyError, pl.exceptions.PolarsError):  # damaged: as if it were not there
            continue
    return None


def carry(found: Carried | None, state: Path, run_id: str) -> None:
    """Keep that for the next night, at once and durably, and let go of what was kept before."""
    if found is None:
        return
    staged, home = state / "tmp" / "linkage", state / "linkage"
    shutil.rmtree(staged, ignore_errors=True)
    for folder in (staged, home):
        folder.mkdir(mode=0o700, exist_ok=True)
    _write(found, staged)
    os.replace(staged, home / run_id)
    sync(home)
    for folder in home.iterdir():
        if folder.name != run_id:
            shutil.rmtree(folder, ignore_errors=True)


def models_of(night: Path, as_of: date) -> Carried:
    """The models that served a published night, and its counts of pairs, for that night to be made again: no pairs.

    Raises OSError or ValueError when the night's folder does not hold them, or holds them damaged.
    """
    told, counts = (json.loads((night / name).read_text("utf-8")) for name in ("linkage.json", "blocking.json"))
    models = {name: Model.from_json(json.dumps(one)) for name, one in told.items()}
    problems = {name: _nothing(models[name], pl.DataFrame(rows)) for name, rows in counts.items()}
    return Carried(models, as_of, 0.0, np.zeros(0, dtype=np.uint64), problems, Wear(days=0, share=float("inf")))


def _nothing(model: Model, counts: pl.DataFrame) -> Compared:
    """No pair, and those counts."""
    none = np.zeros(0, dtype=np.int32)
    levels, standing = np.zeros((0, len(model.comparisons)), dtype=np.uint8), np.zeros(0, dtype=np.uint8)
    return Compared(none, none, none, levels, standing, counts)


def answered(state: Path) -> Answered:
    """What the gates of the last night were answered; nothing where that is not there, or not sound."""
    try:
        told = json.loads((state / _ANSWERS).read_text("utf-8"))
        if told["stamp"] == _stamp(Path(checks.__path__[0]), _ASKED_WITH):
            return Answered({question: Counts(*counts) for question, counts in told["answers"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # damaged: as if it were not there
        pass
    return Answered()


def keep_answers(found: Answered, state: Path) -> None:
    """Keep tonight's answers for the next night, at once and durably."""
    staged = state / "tmp" / _ANSWERS
    told = {"stamp": _stamp(Path(checks.__path__[0]), _ASKED_WITH), "answers": found.tonight}
    staged.touch(mode=0o600)
    staged.write_text(json.dumps(told), "utf-8")
    replace_whole(staged, state / _ANSWERS)


def stamp() -> str:
    """What pairs are compared by: the linkage's own text, and the versions of what it stands on."""
    return _stamp(Path(linkage.__path__[0]), _MADE_WITH)


@cache
def _stamp(room: Path, made_with: tuple[str, ...]) -> str:
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in made_with).encode())
    for path in sorted((*room.rglob("*.py"), *room.rglob("*.txt"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(found: Carried, folder: Path) -> None:
    standing = {f"at {name}": one.standing for name, one in found.problems.items()}
    _parquet(pl.DataFrame({"key": found.keys, **standing}), folder / _RECORDS)
    for name, one in found.problems.items():
        levels = {f"level {place}": one.levels[:, place] for place in range(one.levels.shape[1])}
        pairs = pl.DataFrame({"left": one.left, "right": one.right, "rules": one.rules, **levels})
        _parquet(pairs.cast(_PAIR), folder / f"{name}.parquet")  # type: ignore[arg-type]
    for name, table in (found.answer.tables if found.answer else {}).items():
        _parquet(table, folder / f"{_ANSWER}{name}.parquet")
    about = {
        "stamp": stamp(), "trained": found.trained.isoformat(), "changed": found.changed,
        "answer": _heights(found.answer),
        "counts": {name: one.counts.to_dicts() for name, one in found.problems.items()},
        "schemas": {name: one.counts.columns for name, one in found.problems.items()},
        "models": {name: model.to_json() for name, model in found.models.items()},
    }  # fmt: skip
    (folder / _ABOUT).write_text(json.dumps(about), "utf-8")
    secure(folder)


def _read(folder: Path, about: dict) -> Carried:
    records = pl.read_parquet(folder / _RECORDS)
    models = {name: Model.from_json(text) for name, text in about["models"].items()}
    problems = {name: _compared(folder, about, name, records) for name in about["counts"]}
    return Carried(
        models, date.fromisoformat(about["trained"]), about["changed"], records["key"].to_numpy(), problems,
        answer=_answer(folder, about["answer"]))


def _heights(answer: Answer | None) -> dict:
    """What is asked, and how many rows each table of the answer has."""
    return {answer.asked: {name: table.height for name, table in answer.tables.items()}} if answer else {}


def _answer(folder: Path, told: dict[str, dict[str, int]]) -> Answer | None:
    for asked, heights in told.items():
        tables = {name: pl.read_parquet(folder / f"{_ANSWER}{name}.parquet") for name in heights}
        if {name: table.height for name, table in tables.items()} != heights:
            raise ValueError("tables of other heights")
        return Answer(asked, tables)
    return None


def _compared(folder: Path, about: dict, name: str, records: pl.DataFrame) -> Compared:
    pairs = pl.read_parquet(folder / f"{name}.parquet")
    left, right, rules = (pairs[column].to_numpy() for column in _PAIR)
    levels = [column.to_numpy() for column in pairs.get_columns()[len(_PAIR) :]]
    counts = pl.DataFrame(about["counts"][name], schema=about["schemas"][name], orient="row")
    standing = records[f"at {name}"].to_numpy()
    if max(left.max(initial=-1), right.max(initial=-1)) >= records.height:
        raise ValueError("pairs of records that are not there")
    return Compared(left, right, rules, np.column_stack(levels), standing, counts)


def _parquet(frame: pl.DataFrame, path: Path) -> None:
    path.touch(mode=0o600)
    frame.write_parquet(path, compression="lz4")
