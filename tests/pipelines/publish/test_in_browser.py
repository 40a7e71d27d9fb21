"""The report in Chromium: read by everybody, on a screen and on a telephone, also where there is no Chinese font."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from sources.vocabulary import LIST_OF_STATUS
from tests.pipelines.publish.test_report import written

pytestmark = pytest.mark.browser
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
#: Latin alone: what a machine without a Chinese font has.
LATIN = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{}</cachedir></fontconfig>"""
Opened = Callable[..., Page]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, township, forty_towns, invented) -> Iterator[Opened]:
    """Opens a county's report at a width, in a browser that has no Chinese font and reaches no network."""
    home = tmp_path_factory.mktemp("pages")
    (home / "fonts.conf").write_text(LATIN.format(home / "cache"))
    counties = {"one town": township, "forty towns": forty_towns, "nothing to do": invented({"enrolled_in_town": 30}, towns=1),
                "some towns": invented(dict.fromkeys(LIST_OF_STATUS, 40), towns=5)}
    for name, county in counties.items():
        (home / f"{name}.html").write_text(written(county), "utf-8")
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"], env={"FONTCONFIG_FILE": str(home / "fonts.conf"), "HOME": str(home)})

        def page(name: str, width: int = 1280) -> Page:
            fresh = browser.new_page(viewport={"width": width, "height": 900}, offline=True)
            fresh.goto(Path(home / f"{name}.html").as_uri())
            return fresh

        yield page
        browser.close()


@pytest.mark.parametrize(("name", "width"), [("one town", 390), ("some towns", 1280), ("nothing to do", 1280)])
def test_axe_finds_nothing_serious(opened: Opened, name: str, width: int) -> None:
    page = opened(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert violations(page) == []


def test_axe_would_find_it(opened: Opened) -> None:
    page = opened("nothing to do")
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=x><p style=color:#ccc>看不清的字</p>')")
    assert {"image-alt", "color-contrast"} <= {name for name, _ in violations(page)}


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page, moderate or worse: its rule, and where."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found if one["impact"] != "minor"]


def test_no_glyph_comes_from_a_font_of_the_machine_that_has_no_chinese(opened: Opened) -> None:
    session = (page := opened("forty towns")).context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "h1, h2, p, th, td, text, caption, span, dd"})["nodeIds"]
    used = [font for node in nodes[:600] for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]]
    assert {font["familyName"] for font in used if not font["isCustomFont"]} <= {"DejaVu Sans Mono", "DejaVu Sans", "DejaVu Serif"}
    assert sum(font["glyphCount"] for font in used if font["isCustomFont"]) > 3000


@pytest.mark.parametrize("name", ["one town", "forty towns"])
def test_no_label_of_a_picture_lies_on_another(opened: Opened, name: str) -> None:
    pictures = opened(name).evaluate("""[...document.querySelectorAll('svg')].map(svg =>
        [...svg.querySelectorAll('text')].filter(one => one.textContent.trim()).map(one => {
            const box = one.getBoundingClientRect();
            return [box.left + 1, box.top + 3, box.right - 1, box.bottom - 3, one.textContent];}))""")
    assert len(pictures) >= 4
    over = [(one[4], other[4]) for labels in pictures for one, other in combinations(labels, 2)
            if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]]
    assert over == []


@pytest.mark.parametrize("name", ["one town", "forty towns"])
def test_no_column_is_cut_on_a_screen_and_the_page_never_runs_sideways(opened: Opened, name: str) -> None:
    wide, narrow = opened(name, 1280), opened(name, 390)
    assert wide.evaluate("[...document.querySelectorAll('.scroll')].filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.ariaLabel)") == []
    for page in (wide, narrow):
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_is_folded_opens_by_keyboard_and_every_part_is_reached_from_the_contents(opened: Opened) -> None:
    page = opened("forty towns")
    folded = page.locator("details").first
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    assert folded.get_attribute("open") is not None
    assert page.evaluate("[...document.querySelectorAll('nav a')].every(one => document.querySelector(one.hash + ' h2'))")
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(one => +one.tagName[1])")
    assert levels[0] == 1 and all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_print_leaves_out_what_is_only_for_the_screen(opened: Opened) -> None:
    page = opened("forty towns")
    page.emulate_media(media="print")
    assert not page.locator("details.screen").first.is_visible() and not page.locator("nav").is_visible()
    assert page.locator("p.print").first.is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
