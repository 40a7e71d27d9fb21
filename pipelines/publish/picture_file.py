"""A picture as a file of its own: SVG, a page, or PNG, by the ending of its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from pipelines.publish.fonts import FOLDER
from pipelines.settings import SettingsError

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="robots" content="noindex"><title>{title}</title></head>
<body style="margin:24px;background:#fff"><h1 style="font:600 20px sans-serif">{title}</h1>
{svg}
</body>
</html>
"""


def write_picture(svg: str, title: str, path: Path, lang: str = "zh-CN") -> None:
    """Write the SVG element under that title, on white, readable by its owner only; ``lang`` is the language of a page.

    Raises SettingsError for an ending that is none of .svg, .html, .png, and for a folder that does not exist.
    """
    write = _FORMATS.get(path.suffix.lower())
    if write is None:
        raise SettingsError(f"图的文件名 {path.name} 须以 .svg、.html 或 .png 结尾：请更正。")
    if not path.parent.is_dir():
        raise SettingsError(f"文件夹 {path.parent} 不存在：请先建立，或换一个位置。")
    content = write(_alone(svg, title), title, lang)
    path.touch(mode=0o600)
    path.write_bytes(content)


def _alone(svg: str, title: str) -> str:
    """The element as a picture of its own, which is read aloud by its title and stands on white."""
    named = svg.replace('aria-hidden="true" focusable="false"', f'role="img" aria-label="{escape(title)}"', 1)
    return re.sub(r"(<svg [^>]*>)", r'\1<rect width="100%" height="100%" fill="#fff"/>', named, count=1)


def _svg(svg: str, title: str, lang: str) -> bytes:
    return svg.encode()


def _page(svg: str, title: str, lang: str) -> bytes:
    return _PAGE.format(title=escape(title), svg=svg, lang=lang).encode()


def _png(svg: str, title: str, lang: str) -> bytes:
    import vl_convert

    vl_convert.register_font_directory(str(FOLDER))
    return vl_convert.svg_to_png(svg, scale=2)


_FORMATS: dict[str, Callable[[str, str, str], bytes]] = {".svg": _svg, ".html": _page, ".png": _png}
