"""LibreOffice as an office uses it: files saved in other formats, some with a password, all in one run of the program."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

#: LibreOffice's own name of a format; dBase is asked for a character set (85 is GB 18030, 76 is UTF-8).
FILTERS = {
    ".xls": ("MS Excel 97", ""), ".xlsx": ("Calc MS Excel 2007 XML", ""), ".ods": ("calc8", ""),
    ".html": ("HTML (StarCalc)", ""), ".dbf": ("dBase", "85"),
}  # fmt: skip
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">%s</script:module>"""
_PROGRAM = """
Function Told(label, content)
  Dim one As New com.sun.star.beans.PropertyValue
  one.Name = label : one.Value = content : Told = one
End Function
Sub Main
%s
End Sub
"""
_STEP = """  book = StarDesktop.loadComponentFromURL("%s", "_blank", 0, Array(Told("Hidden", True)))
  book.storeToURL("%s", Array(Told("FilterName", "%s"), Told("FilterOptions", "%s")%s))
  book.close(True)
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """A file to be opened, and what it is to be saved as."""

    source: Path
    path: Path
    password: str = ""
    charset: str = ""


def save(files: Sequence[Saved]) -> None:
    """Every file saved from the program. Raises AssertionError when one has not been written."""
    with tempfile.TemporaryDirectory() as profile:
        program = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
        # A profile must be there before a macro can be put into it.
        subprocess.run([*program, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
        Path(profile, "user", "basic", "Standard", "Module1.xba").write_text(
            _MODULE % escape(_PROGRAM % "".join(map(_step, files))), "utf-8"
        )
        subprocess.run([*program, "macro:///Standard.Module1.Main"], check=True, capture_output=True, timeout=300)
    assert [file.path for file in files if not file.path.exists()] == []


def _step(file: Saved) -> str:
    name, options = FILTERS[file.path.suffix]
    password = f', Told("Password", "{file.password}")' if file.password else ""
    return _STEP % (file.source.as_uri(), file.path.as_uri(), name, file.charset or options, password)
