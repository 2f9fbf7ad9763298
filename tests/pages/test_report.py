"""A report on disk: pages that lead to each other, print, load nothing, and show each audience what it may see."""

import re
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote

import pytest
from pages_people import HOSTILE, NAME, judged, person
from pages_tree import Tree

from vanhoa_rules import UsageError, evaluate, explain, load_scorecard
from vanhoa_rules.calendars import instant
from vanhoa_rules.facts import LineScored, ViolationConcluded
from vanhoa_rules.present.html import draw
from vanhoa_rules.present.html.documents import anchor
from vanhoa_rules.present.html.index import SCRIPT
from vanhoa_rules.present.html.verdict import sheet
from vanhoa_rules.present.inputs import gather
from vanhoa_rules.present.report import report
from vanhoa_rules.words import say

ZONE = "Asia/Ho_Chi_Minh"


def pages(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


@pytest.fixture(scope="module")
def folder(sample, tmp_path_factory):
    where = tmp_path_factory.mktemp("report")
    assert report(sample, where) == where / "index.html"
    return where


def test_there_is_a_page_for_each_person_each_unit_and_an_index(sample, folder):
    found = pages(folder)
    assert {f"people/{staff}.html" for staff in sample} <= set(found)
    assert {name for name in found if name.startswith("units/")} == {
        f"units/{unit}.html" for unit in ("LD", "VP", "P1", "P2", "P3", "P4")
    }
    assert len(found) == 40 + 6 + 1


def test_every_link_leads_to_a_page_of_the_report(folder):
    for name, source in pages(folder).items():
        for tag, given in Tree(source).tags:
            if tag == "a":
                assert (folder / name).parent.joinpath(unquote(given["href"])).resolve().is_file()


def test_only_the_index_has_a_script_and_its_policy_allows_that_one_alone(folder):
    for name, source in pages(folder).items():
        scripts = re.findall(r"<script>(.*?)</script>", source, re.DOTALL)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', source)[1]
        assert "default-src &#x27;none&#x27;" in policy
        assert scripts == ([SCRIPT] if name == "index.html" else [])
        assert ("script-src" in policy) is (name == "index.html")
        assert not re.search(r"(src|href)=\"(https?:|//)|url\(|@import", source)


def test_a_person_reads_of_the_right_to_petition_and_when_the_answer_is_due(folder):
    source = pages(folder)["people/TT-007.html"]
    assert "Điều 22 Nghị định số 335/2025/NĐ-CP" in source
    assert "7 ngày làm việc" in source
    assert "tiếp nhận ngày 01/04/2026 thì hạn trả lời là hết ngày 10/04/2026" in source
    assert "sha256:" in source


def test_the_right_of_article_22_is_said_of_civil_servants_and_from_2026_on(tmp_path):
    roster = [person("A"), person("B", employment="vien_chuc")]
    report(judged([], roster, covers="all"), tmp_path / "now")
    report(judged([], roster, covers="all", period="2025-Q3", as_of="2025-10-01"), tmp_path / "then")
    now, then = pages(tmp_path / "now"), pages(tmp_path / "then")
    assert "Công chức có quyền kiến nghị" in now["people/A.html"]
    assert "kiến nghị theo quy định áp dụng cho mình" in now["people/B.html"]
    assert "trước ngày Nghị định số 335/2025/NĐ-CP có hiệu lực" in then["people/A.html"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_public_sees_no_name_no_complaint_and_no_id_of_a_fact(named, tmp_path, lang):
    report(named, tmp_path / "all", lang=lang)
    report(named, tmp_path / "out", lang=lang, audience="public")
    report(named, tmp_path / "out.html", lang=lang, audience="public")
    everything = "".join(pages(tmp_path / "all").values())
    public = "".join(pages(tmp_path / "out").values()) + (tmp_path / "out.html").read_text("utf-8")
    for secret in (NAME, "don-cua-ong-kin"):
        assert secret in everything
        assert secret not in public
    assert "NV-01" in public


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_public_reads_no_suggestion_to_an_authority(sample, lang):
    one = sample["TT-007"]
    suggested = {referred.why[lang][:40] for referred in one.referrals}
    assert suggested
    drawn = {
        audience: "".join(
            Tree(sheet(gather(one), lang, audience, whole=whole).article()).text for whole in (True, False)
        )
        for audience in ("manager", "public")
    }
    told = {
        audience: " ".join(explain(one, lang=lang, audience=audience, full=True).split())
        for audience in ("manager", "public")
    }
    title = say("pages.section.referrals", lang, count=1).partition("(")[0]
    for why in (*suggested, title):
        assert why in drawn["manager"]
        assert why not in drawn["public"]
    for why in suggested:
        assert why in told["manager"]
        assert why not in told["public"]


def test_the_page_of_the_person_concerned_leads_nowhere_else(named, tmp_path):
    report(named, tmp_path, audience="subject")
    source = pages(tmp_path)["people/NV-01.html"]
    assert NAME in source
    assert "<a " not in source
    assert "kdon-cua-ong-kin" not in source  # on what matter the complaint came is not the person's to know


def test_hostile_ids_and_units_make_harmless_files_inside_the_folder(hostile, tmp_path):
    where = tmp_path / "inside"
    roster = [
        person(name, unit=name) for name in ("../../up", "CON", "a", "A", "a/b\\c", ".", "Đỗ", "x" * 300)
    ]
    report(judged([], roster, covers="all"), where)
    report(hostile, tmp_path / "hostile")
    assert {path.name for path in tmp_path.iterdir()} == {"inside", "hostile"}
    names = [path.name.lower() for path in (where / "people").iterdir()]
    assert len(set(names)) == len(roster) == len(list((where / "units").iterdir()))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}\.html", name) for name in names)
    assert "con.html" not in names
    for source in pages(tmp_path).values():
        tree = Tree(source)
        assert not {tag for tag, _ in tree.tags} & {"img", "b-"}
        assert "\u202e" not in source
    assert len(pages(tmp_path / "hostile")) == 2 * len(HOSTILE) + 1


def test_pages_of_people_who_have_left_are_taken_away_and_nothing_else_is(named, tmp_path):
    report(judged([], [person("OLD", unit="Cũ")], covers="all"), tmp_path)
    own = tmp_path / "people" / "own.html"
    own.write_text("<p>mine</p>", encoding="utf-8")
    report(named, tmp_path)
    assert {path.name for path in (tmp_path / "people").iterdir()} == {"NV-01.html", "own.html"}
    assert {path.name for path in (tmp_path / "units").iterdir()} == {f"{anchor('Phòng 1')}.html"}


def test_equal_verdicts_write_equal_bytes(named, tmp_path):
    report(named, tmp_path / "a")
    report(named, tmp_path / "b")
    assert pages(tmp_path / "a") == pages(tmp_path / "b")


def test_one_file_holds_everybody(sample, tmp_path):
    seen = []
    path = report(
        sample, tmp_path / "new" / "all.html", progress=lambda done, total: seen.append((done, total))
    )
    source = path.read_text("utf-8")
    assert source.count("<article") == 1 + len(sample)
    assert source.count("Quyền kiến nghị") == len(sample)
    assert seen == [(n, 40) for n in range(1, 41)]


def test_wrong_words_are_refused_in_a_sentence(named, tmp_path):
    with pytest.raises(UsageError) as language:
        report(named, tmp_path, lang="fr")
    with pytest.raises(UsageError) as audience:
        report(named, tmp_path, audience="pubic")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as place:
        report(named, tmp_path / "file" / "x")
    assert [one.value.code for one in (language, audience, place)] == [
        "explain.lang",
        "explain.audience",
        "pages.report.file",
    ]
    assert "public" in audience.value.says("vi")


@pytest.fixture(scope="module")
def decreed():
    points = [
        LineScored(id=f"d{n}", staff="NV-01", at=instant("2026-02-01", ZONE), line=f"G{n}", points=Decimal(2),
                   by="superior", period="2026-01")
        for n in range(1, 11)
    ]  # fmt: skip
    return evaluate(
        None, load_scorecard("nd-335-2025"), points, roster=[person("NV-01", name=NAME), person("NV-02")],
        period="2026-01", as_of="2026-03-01", covers="all",
    )  # fmt: skip


def test_the_boxes_of_form_01_stand_on_the_page_where_the_decree_was_asked(decreed, tmp_path):
    report(decreed, tmp_path)
    source = pages(tmp_path)["people/NV-01.html"]
    assert "Mẫu số 01 – kỳ 2026-01" in source
    assert "Phẩm chất chính trị, đạo đức, văn hóa thực thi công vụ" in source
    assert source.index("Mẫu số 01") < source.index("Quyền kiến nghị") < source.index("Biên nhận")


def test_a_total_that_is_not_known_is_a_dash_and_an_open_bar(decreed, tmp_path):
    drawn = draw(decreed["NV-02"])
    assert "đã ghi nhận –" in drawn
    assert '<b style="left:0%;width:100%"></b></span>' in drawn
    for lang in ("vi", "en"):
        Tree(draw(decreed, lang))
        report(decreed, tmp_path / lang, lang=lang, audience="public")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_public_reads_no_discipline_that_the_decree_makes_one_consider(tmp_path, lang):
    concluded = ViolationConcluded(
        id="v1", staff="NV-01", at=instant("2026-01-12T09:00", ZONE), act_at=instant("2026-01-05T09:00", ZONE),
        field="law", seriousness="minor", duty_related=True,
    )  # fmt: skip
    found = evaluate(
        None, load_scorecard("nd-335-2025"), [concluded], roster=[person("NV-01")],
        period="2026-01", as_of="2026-03-01", covers="all",
    )  # fmt: skip
    (why,) = {one.why[lang][:30] for one in found["NV-01"].referrals if one.line is None}
    for audience in ("manager", "public"):
        report(found, tmp_path / f"{audience}.html", lang=lang, audience=audience)
    assert why in Tree((tmp_path / "manager.html").read_text("utf-8")).text
    assert why not in Tree((tmp_path / "public.html").read_text("utf-8")).text
