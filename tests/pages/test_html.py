"""What a notebook shows: self-contained, escaped, complete, small, and readable without colour."""

import pickle
import re

import attrs
import pytest
from pages_people import HOSTILE, IMAGE, NAME, TURNED, facts_of, judged, person
from pages_tree import Tree

from vanhoa_rules import (
    compare,
    describe,
    explain,
    load_rulebook,
    load_scorecard,
    read_facts,
    read_verdict,
    what_if,
)
from vanhoa_rules.present.html import Problems, draw, page, plain
from vanhoa_rules.present.html.style import DARK, LIGHT, READ, contrast, style
from vanhoa_rules.sheets.nd_335_2025 import Nd335
from vanhoa_rules.words import en, vi


def harmless(source: str) -> Tree:
    tree = Tree(source)
    names = {tag for tag, _ in tree.tags}
    assert not names & {"img", "iframe", "object", "embed", "script", "form", "base", "svg"}
    for tag, given in tree.tags:
        assert not any(name.startswith("on") for name in given), (tag, given)
        assert set(given) & {"src", "srcset", "action", "background"} == set()
        assert (given.get("href") or "#").startswith(("#", "data:,", "../", "people/", "units/"))
    assert "\u202e" not in source
    assert not re.search(r"url\(|@import|https?://", source)
    return tree


def everything(sample):
    book, card = load_rulebook("thanh-tra-thanh-hoa"), load_scorecard("sau-tieu-chi")
    verdict = sample["TT-007"]
    yield from (sample, verdict, sample["TT-034"], read_verdict(verdict.to_json()))
    yield from (book, *book, card, Nd335(), describe(book, "vi"))
    yield from (what_if(sample, "TT-007", without=["TT-007-01"]), compare(verdict, verdict))
    broken = read_facts([{"kind": IMAGE}, {"kind": "attendance.arrived", "id": IMAGE}]).problems
    yield from (Problems(broken), broken[0], broken, list(broken), Problems(), (), None, 3, IMAGE)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_can_be_drawn_and_is_harmless(sample, lang):
    for one in everything(sample):
        tree = harmless(draw(one, lang))
        assert tree.tags[0] == ("div", {"class": "vhr", "lang": lang})
        assert plain(one, lang)


def test_both_languages_have_the_same_sentences():
    def parts(text):
        return set(re.findall(r"\{(\w+)", text))

    ours = {code for code in vi.SENTENCES if code.startswith("pages.")}
    assert ours == {code for code in en.SENTENCES if code.startswith("pages.")}
    assert [code for code in ours if parts(vi.SENTENCES[code]) != parts(en.SENTENCES[code])] == []


def test_objects_draw_themselves_and_stay_what_they_were(sample):
    verdict = sample["TT-007"]
    assert verdict._repr_html_() == draw(verdict)
    assert sample._repr_html_() == draw(sample)
    bare = attrs.evolve(verdict, inputs=None)
    assert pickle.loads(pickle.dumps(bare)) == verdict  # noqa: S301
    assert not hasattr(verdict, "__dict__")


def test_one_verdict_is_below_sixty_kilobytes(sample):
    assert max(len(draw(one).encode()) for one in sample.values()) < 60_000


def test_a_verdict_with_thousands_of_findings_is_below_sixty_kilobytes_and_says_how_many():
    late = [
        {"kind": "attendance.arrived", "id": f"m{day:02}-{n:03}", "staff": "NV-01",
         "at": f"2026-01-{day:02}T08:{n % 60:02}:{n // 60:02}+07:00", "minutes_late": 30}
        for day in range(1, 29) for n in range(60)
    ]  # fmt: skip
    facts = [*late, *(fact for n in range(60) for fact in facts_of("NV-01", "hồ sơ", f"-{n}-"))]
    verdict = judged(facts, [person("NV-01")], covers="all")["NV-01"]
    drawn = draw(verdict)
    assert len(verdict.findings) > 1500
    assert len(drawn.encode()) < 60_000
    assert f"({sum(one.kind == 'breach' for one in verdict.findings)})" in drawn
    harmless(drawn)


def test_each_finding_opens_to_its_facts_its_article_and_its_points(sample):
    verdict = sample["TT-007"]
    tree = Tree(draw(verdict))
    for one in verdict.findings:
        assert one.rule in tree.text
        for fact in one.evidence:
            assert f"[{fact}]" in tree.text
    assert "−10 điểm (Kỷ luật)" in tree.text
    assert "khoản 2 Điều 7 Luật Cán bộ, công chức số 80/2025/QH15" in tree.text
    folds = [given for tag, given in tree.tags if tag == "details"]
    assert folds
    assert not any("open" in given for given in folds)


def section(source: str, kind: str) -> str:
    found = re.search(rf'<section class="part {kind}">(.*?)</section>', source, re.DOTALL)
    return found[1] if found else ""


def test_unknown_and_pending_stand_apart_from_breaches_and_say_so(sample):
    open_, waiting = draw(sample["TT-034"]), draw(sample["TT-007"])
    unknown = section(open_, "unknown")
    assert "TY-31" in unknown
    assert "Không phải là vi phạm." in unknown
    assert "TY-31" not in section(open_, "breach")
    pending = section(waiting, "pending")
    assert "TT-007-10" in pending
    assert "Không tính điểm." in pending
    assert "TT-007-10" not in section(waiting, "breach")
    signs = re.findall(r'<span class="sign (\w+)" aria-hidden="true">(.)', open_ + waiting)
    assert dict(signs) == {"breach": "−", "merit": "+", "unknown": "?", "pending": "…"}
    looks = [re.search(rf"\.part\.{kind}{{[^}}]*?(dashed|dotted|double|border-left-color)", style())[1] for kind in
             ("unknown", "pending", "merit", "breach")]  # fmt: skip
    assert looks == ["dashed", "dotted", "double", "border-left-color"]


def test_an_interval_is_an_interval_in_the_bar_and_in_words(sample):
    drawn = draw(sample["TT-036"])
    label = "từ 0 đến 100, ghi nhận 93 / 100"
    found = re.search(rf'aria-label="{label}">(.*?)</span>', drawn)
    assert found[1] == (
        '<i style="width:0%"></i><b style="left:0%;width:100%"></b><u style="left:min(93%,100% - 3px)"></u>'
    )
    assert drawn.count(label) == 2
    closed = re.search(r'aria-label="90 / 100">(.*?)</span>', draw(sample["TT-007"]))
    assert closed[1] == '<i style="width:90%"></i>'


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), READ)
def test_text_has_a_contrast_of_four_and_a_half(palette, front, back):
    assert contrast(palette[front], palette[back]) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_and_edges_can_be_told_from_the_paper(palette):
    assert min(contrast(palette[one], palette["paper"]) for one in ("fill", "edge", "ink")) >= 3
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_every_colour_in_the_style_is_of_the_palettes():
    used = set(re.findall(r"var\(--(\w+)\)", style(document=True)))
    assert used <= set(LIGHT) == set(DARK)


def test_the_style_touches_nothing_outside_its_own_piece():
    for rule in re.findall(r"(?:^|[{}])([^{}@]+){", style()):
        assert all(".vhr" in one for one in rule.split(",")), rule


@pytest.mark.parametrize("audience", ["subject", "manager", "public"])
def test_hostile_texts_harm_no_page_and_no_text(hostile, audience):
    harmless(draw(hostile))
    harmless(page(hostile))
    for one in hostile.values():
        assert one.findings
        tree = harmless(draw(one))
        assert max(map(len, tree.text.split())) < 100
        for lang in ("vi", "en"):
            told = explain(one, lang=lang, audience=audience, full=True)
            assert TURNED not in told
            assert max(map(len, told.splitlines())) <= 100
    assert "[/red]" in Tree(draw(hostile[HOSTILE[2]])).text


def test_a_page_of_many_links_to_each_of_its_sections(sample):
    tree = harmless(page(sample))
    ids = {given["id"] for _, given in tree.tags if "id" in given}
    links = {given["href"] for tag, given in tree.tags if tag == "a"}
    assert {f"#{staff}" for staff in sample} == links
    assert {link[1:] for link in links} <= ids


def test_names_are_shown_to_a_manager_and_never_in_a_repr(named):
    assert NAME in draw(named["NV-01"])
    assert NAME not in repr(named["NV-01"])


def test_a_stored_verdict_is_drawn_down_to_ids(sample):
    drawn = draw(read_verdict(sample["TT-007"].to_json()))
    assert "TT-007-08" in drawn
    assert "KC-11" in drawn
