"""The pages in a real browser: nothing is cut, nothing is loaded, everything is reached by keyboard, one person prints on two pages."""

import re

import pages_browser as chromium
import pytest

from vanhoa_rules import what_if
from vanhoa_rules.present.html import draw
from vanhoa_rules.present.report import report

pytestmark = pytest.mark.skipif(chromium.found() is None, reason="chromium is not installed")

WIDTHS = (360, 800, 1400)
TAB, ENTER = ("Tab", 9), ("Enter", 13)
CUT = """
(function(){var wide=document.documentElement.clientWidth,found=[];
document.querySelectorAll(".vhr *").forEach(function(one){
if(one.closest(".wide")||one.closest("thead")||!one.offsetParent){return;}
var box=one.getBoundingClientRect();
if(box.width&&(box.right>wide+1||box.left<-1)){found.push(one.tagName+"."+one.className+" "+Math.round(box.right));}
if(one.scrollWidth>one.clientWidth+1&&getComputedStyle(one).overflowX!=="visible"&&one.clientWidth){found.push("cut "+one.tagName+"."+one.className);}
});return found;})()
"""
OVERLAP = """
(function(){var found=[];
document.querySelectorAll(".vhr .row,.vhr .cells>div,.vhr tr,.vhr .total,.vhr .person>p").forEach(function(row){
var boxes=Array.prototype.map.call(row.children,function(one){return one.getBoundingClientRect();}).filter(function(b){return b.width&&b.height;});
boxes.forEach(function(a,n){boxes.slice(n+1).forEach(function(b){
if(Math.min(a.right,b.right)-Math.max(a.left,b.left)>1&&Math.min(a.bottom,b.bottom)-Math.max(a.top,b.top)>1){found.push(row.className+row.tagName);}
});});});return found;})()
"""
FOCUS = '(function(){var one=document.activeElement;return one.tagName+" "+(one.id||one.textContent.slice(0,12));})()'


@pytest.fixture(scope="module")
def page():
    with chromium.browser() as one:
        yield one


@pytest.fixture(scope="module")
def folder(sample, hostile, tmp_path_factory):
    where = tmp_path_factory.mktemp("pages")
    report(sample, where / "sample")
    report(hostile, where / "hostile")
    cells = (
        sample["TT-007"],
        sample["TT-034"],
        what_if(sample, "TT-007", without=["TT-007-01"]),
        sample,
        hostile,
    )
    cell = "".join(f'<div style="margin:8px">{draw(one)}</div>' for one in cells)
    (where / "cell.html").write_text(
        f'<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,">{cell}', "utf-8"
    )
    return where


def shown(folder):
    yield from (folder / "sample" / "people" / "TT-007.html", folder / "sample" / "people" / "TT-034.html")
    yield from (
        folder / "sample" / "units" / "P4.html",
        folder / "sample" / "index.html",
        folder / "cell.html",
    )
    yield from sorted((folder / "hostile").rglob("*.html"))


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_and_nothing_overlaps(page, folder, width):
    for path in shown(folder):
        page.open(path, width=width)
        assert page.run("document.documentElement.scrollWidth<=document.documentElement.clientWidth"), path
        assert page.run(CUT) == [], path
        assert page.run(OVERLAP) == [], path


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_complaint_in_the_console_and_nothing_is_asked_for(page, folder, dark):
    for path in shown(folder):
        page.open(path, dark=dark)
        assert page.complaints() == [], path
        assert [url for url in page.requests() if url not in {path.as_uri(), "data:,"}] == []


def test_the_page_follows_the_light_and_the_dark(page, folder):
    grounds = []
    for dark in (False, True):
        page.open(folder / "cell.html", dark=dark)
        grounds.append(page.run('getComputedStyle(document.querySelector(".vhr")).backgroundColor'))
    assert grounds == ["rgb(255, 255, 255)", "rgb(18, 22, 27)"]


def test_a_finding_is_opened_from_the_keyboard(page, folder):
    page.open(folder / "cell.html")
    page.key(*TAB)
    assert page.run(FOCUS).startswith("SUMMARY KL-01")
    assert page.run("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert not page.run("document.activeElement.parentNode.open")
    page.key(*ENTER, text="\r")
    assert page.run("document.activeElement.parentNode.open")


def test_every_link_fold_and_box_is_reached_by_keyboard(page, folder):
    page.open(folder / "sample" / "index.html")
    stops = page.run('document.querySelectorAll("a,summary,input,[tabindex]").length')
    reached = set()
    for _ in range(stops):
        page.key(*TAB)
        reached.add(page.run(FOCUS))
    assert len(reached) == stops == 6 + 1 + 1 + 40


@pytest.mark.parametrize(
    ("asked", "found"), [("tt-007", 1), ("p4", 7), ("", 40), ("không có", 0), ("TT-00", 9), ("tt p4", 7)]
)
def test_the_search_works_from_a_file(page, folder, asked, found):
    page.open(folder / "sample" / "index.html")
    page.run(
        f'(function(){{var f=document.getElementById("find");f.value="{asked}";f.dispatchEvent(new Event("input"));}})()'
    )
    assert page.run('document.getElementById("count").textContent') == f"{found} / 40"
    assert page.run('document.querySelectorAll("#people tbody tr:not([hidden])").length') == found
    assert page.run('document.getElementById("none").hidden') is (found > 0)


def test_marks_may_be_left_out_of_a_search_but_marks_given_count(page, named, tmp_path):
    report(named, tmp_path)
    for asked, found in (("tran thi vi du", 1), ("Trần Thị Ví Dụ", 1), ("Trán", 0)):
        page.open(tmp_path / "index.html")
        page.run(
            f'(function(){{var f=document.getElementById("find");f.value="{asked}";f.dispatchEvent(new Event("input"));}})()'
        )
        assert page.run('document.getElementById("count").textContent') == f"{found} / 1"


def test_one_person_of_the_sample_prints_on_two_sheets_of_a4(page, folder):
    sizes = set()
    for path in sorted((folder / "sample" / "people").glob("*.html")):
        page.open(path)
        printed = page.pdf()
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2, path
        sizes |= set(re.findall(rb"/MediaBox\s*\[([^\]]*)\]", printed))
    (size,) = sizes
    assert [round(float(part)) for part in size.split()] == [0, 0, 595, 842]


def test_the_harness_notices_a_request_and_a_complaint(page, tmp_path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text(
        '<meta charset="utf-8"><img src="missing.png"><script>console.error("x");f()</script>', "utf-8"
    )
    page.open(wrong)
    assert len(page.complaints()) >= 2
    assert any(url.endswith("missing.png") for url in page.requests())


def test_the_harness_notices_what_is_cut_and_what_overlaps(page, tmp_path):
    wrong = tmp_path / "wrong.html"
    wrong.write_text(
        '<meta charset="utf-8"><div class="vhr"><p style="width:2000px">x</p>'
        '<p style="width:50px;overflow:hidden;white-space:nowrap">Nghị định số 335/2025/NĐ-CP</p>'
        '<p class="total"><b style="margin-right:-3em">một hai</b><b>ba bốn</b></p></div>',
        "utf-8",
    )
    page.open(wrong, width=800)
    assert len(page.run(CUT)) == 2
    assert page.run(OVERLAP) == ["totalP"]
