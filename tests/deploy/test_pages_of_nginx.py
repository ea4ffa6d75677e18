"""The pages that nginx shows by itself look like the site, which it cannot ask for its styles."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "deploy/nginx").glob("*.html"))
SITE = (ROOT / "static/css/site.css").read_text()


def style_of(page):
    (style,) = re.findall(r"<style>(.*?)</style>", page.read_text(), re.DOTALL)
    return style


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_has_the_colours_of_the_site(page):
    colours = re.findall(r"light-dark\([^)]*\)", style_of(page))

    assert len(colours) == 3
    assert [colour for colour in colours if colour not in SITE] == []


def test_they_all_look_alike():
    assert [page.name for page in PAGES] == [
        "400.html",
        "413.html",
        "414.html",
        "431.html",
        "503.html",
    ]
    assert len({style_of(page) for page in PAGES}) == 1
