"""What people open: lists, report, checks pages, DuckDB files, made whole beside the old ones and then swapped in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from checks.page import write_pages
from checks.results import unusual
from pipelines.linkage import link_sentences, refusal_sentences
from pipelines.publish.desk import write_data_desk
from pipelines.publish.files import keep_night, put_in_place, remove_left_overs
from pipelines.publish.gallery import Gallery, hung, keep, kept
from pipelines.publish.linkage_section import Told
from pipelines.publish.lists import write_visit_lists
from pipelines.publish.paper import pdf
from pipelines.publish.plans import write_plans
from pipelines.publish.report import Context, asked, report
from pipelines.publish.words import REGISTERS
from pipelines.publish.workbook import Letterhead
from pipelines.publish.workbook_desk import write_desk_workbook
from pipelines.publish.workbook_visits import write_visit_workbooks
from pipelines.store import replace_whole
from sql.dictionary import as_page

if TYPE_CHECKING:
    from pipelines.linkage import Linkage
    from pipelines.premises import Premises
    from pipelines.run import Run
    from pipelines.store import Workspace

__all__ = ["publish"]

_PERSONAL = "personal.duckdb"
#: What the reader must hear first: a guard was told to let a register pass.
_ACCEPTED = "本次已接受{register}的行数、总量或数据日期。"


def publish(workspace: Workspace, place: Premises, run: Run, checks: pl.DataFrame, linkage: Linkage) -> Path:
    """Publish the night and return its own kept folder.

    Everything is written beside ``out`` first; when anything fails, the files of the night before stay as they are
    and no kept folder is left.
    """
    with _staged(place.out, run.run_id) as staged, ThreadPoolExecutor(1) as beside:
        # Drawn while DuckDB writes. Only bytes come back: the mask of new files is the whole process's (store.py).
        gallery = kept(place.state)
        pages = beside.submit(_pages, asked(workspace.frame), _context(run, linkage, checks), gallery)
        letter = Letterhead.of(run)
        workspace.publish_database(staged / "rollcall.duckdb", letter.say.definition)
        write_visit_lists(workspace.frame, staged, letter.say)
        write_data_desk(workspace.frame, staged, letter.say)
        write_plans(workspace.frame, staged, letter.say)
        write_desk_workbook(workspace.frame, staged, letter)
        write_visit_workbooks(workspace.frame, staged, letter)
        write_pages(checks, staged / "checks", letter.say)
        (staged / "dictionary.html").write_text(as_page(letter.say.definition, letter.say.tag), "utf-8")
        (staged / "linkage.json").write_text(_models(linkage), "utf-8")
        (staged / "blocking.json").write_text(_counts(linkage), "utf-8")
        workspace.publish_restricted(place.tmp / _PERSONAL, letter.say.definition)
        for name, content in pages.result().items():
            (staged / name).write_bytes(content)
        folder = keep_night(staged, place.out, run.as_of, run.run_id)
        try:
            replace_whole(place.tmp / _PERSONAL, place.state / _PERSONAL)
            put_in_place(staged, place.out)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        keep(gallery, place.state, place.tmp)
    return folder


def _pages(answers: dict[str, pl.DataFrame], context: Context, gallery: Gallery) -> dict[str, bytes]:
    """File name → the report as a page and on paper; pictures that the gallery has are not drawn again."""
    with hung(gallery):
        page = report(answers, context)
    return {"report.html": page.encode(), "report.pdf": pdf(page, answers["run"]["ended"][0])}


def _models(linkage: Linkage) -> str:
    """The trained models, by pair of registers: what the weights in ``link`` and ``pair`` are made of."""
    return json.dumps({name: json.loads(model.to_json()) for name, model in linkage.models.items()}, ensure_ascii=False)


def _counts(linkage: Linkage) -> str:
    """By pair of registers, the pairs each blocking rule found on the night that looked for all of them."""
    parts = linkage.counts.partition_by("problem", as_dict=True, include_key=False, maintain_order=True)
    return json.dumps({str(name): rows.to_dicts() for (name,), rows in parts.items()}, ensure_ascii=False)


def _context(run: Run, linkage: Linkage, checks: pl.DataFrame) -> Context:
    accepted = sorted(run.choices.accepted)
    notes = tuple(_ACCEPTED.format(register=REGISTERS.get(name, name)) for name in accepted)
    models = linkage.models.values()
    words = refusal_sentences(models) | link_sentences(models)
    told = Told(linkage.totals, linkage.counts, linkage.models, linkage.weights, linkage.selves)
    return Context(run.settings, told, words, (*notes, *unusual(checks)))


@contextmanager
def _staged(out: Path, run_id: str) -> Iterator[Path]:
    """A folder within ``out``, so on its file system, that only its owner enters and that is gone afterwards."""
    remove_left_overs(out)
    folder = out / f".staged-{run_id}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
