"""Workbooks under a password, for who must send them: AES-256 as Excel and WPS write it.

The password stands in a file or the environment and in no setting. Encrypting one workbook takes a tenth of a second,
as it is meant to: whoever guesses passwords pays it every time.
"""

from __future__ import annotations

import os
import stat
from io import BytesIO

from pipelines.errors import NothingPublishedError
from pipelines.settings import Settings

#: Where the password stands when the settings name no file.
ENVIRONMENT = "ROLLCALL_WORKBOOK_PASSWORD"


def password(settings: Settings) -> str | None:
    """The first line of the file that ``[output] workbook_password_file`` names, else of the environment, else None.

    Raises NothingPublishedError for a file that cannot be read, that others can read too, or that is empty: nobody
    who asked for encryption gets a workbook without it.
    """
    if settings.output.workbook_password_file is None:
        return os.environ.get(ENVIRONMENT) or None
    path = settings.home / settings.output.workbook_password_file
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise _refused(f"{path} 可被他人读取：请运行 chmod 600 {path}")
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise _refused(f"{path} 无法读取：请检查位置和权限，并存为 UTF-8 文本") from None
    if not lines or not lines[0]:
        raise _refused(f"{path} 是空的：请把密码写在第一行")
    return lines[0]


def sealed(book: bytes, password: str | None) -> bytes:
    """The workbook's file, encrypted where there is a password."""
    if password is None:
        return book
    from msoffcrypto.format.ooxml import OOXMLFile  # only where it is asked for

    encrypted = BytesIO()
    OOXMLFile(BytesIO(book)).encrypt(password, encrypted)
    return encrypted.getvalue()


def _refused(cause: str) -> NothingPublishedError:
    return NothingPublishedError(f"设置 [output] workbook_password_file 的密码文件 {cause}。")
