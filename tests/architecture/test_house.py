"""The house keeps its own rules: who imports whom, what is documented, what no room is called."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.metadata import requires
from pathlib import Path

import pytest

from sources import REGISTERS

TOP = Path(__file__).parents[2]
PACKAGES = ("pipelines", "sources", "checks", "sql")
MODULES = sorted(path for package in PACKAGES for path in (TOP / package).rglob("*.py"))


def test_who_may_import_whom():
    done = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=TOP, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(TOP)))
def test_what_is_public_says_what_it_is(path):
    tree = ast.parse(path.read_text("utf-8"))
    silent = [] if ast.get_docstring(tree) or not tree.body else ["the module"]
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not ast.get_docstring(node):
            silent.append(node.name)
    assert silent == []


def test_no_room_is_a_grab_bag():
    assert [path for path in MODULES if path.stem in {"utils", "helpers", "common", "misc", "manager"}] == []


def test_help_does_not_wait_for_what_it_does_not_need():
    """Prefect takes two seconds to import, Great Expectations seven, polars half a second."""
    program = "import sys; import pipelines.cli; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"prefect", "great_expectations", "pandas", "polars", "duckdb", "sqlalchemy"} & set(loaded)


def test_the_versions_that_work_together_travel_with_the_package():
    bounds = {line.split(">")[0].split("<")[0]: line for line in requires("rollcall") or ()}
    assert "<3.9" in bounds["prefect"]
    assert "<0.151" in bounds["fastapi"]
    assert "<2.1" in bounds["sqlalchemy"]


def test_every_written_form_means_one_code():
    """Building each vocabulary's table of written forms refuses a form that means two codes."""
    for register in REGISTERS:
        for column in register.CONTRACT.columns:
            if column.codes is not None:
                assert column.codes.written


def test_no_heading_of_a_register_means_two_columns():
    for register in REGISTERS:
        headings = [heading for column in register.CONTRACT.columns for heading in (column.heading, *column.also)]
        assert len(headings) == len(set(headings)), register.CONTRACT.register


def test_only_the_invented_and_the_public_are_in_the_repository():
    """No data file is committed: counties are invented where they are needed."""
    tracked = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in tracked if name.endswith((".csv", ".xlsx", ".duckdb", ".sqlite", ".parquet"))] == []
