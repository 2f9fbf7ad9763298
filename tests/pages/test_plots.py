"""Pictures: what is drawn is what the verdict says; marks are there; nothing depends on colour; hostile texts are text."""

import sys
import warnings

import pytest
from pages_people import HOSTILE, NAME, judged, person

from vanhoa_rules import UsageError, evaluate, load_scorecard
from vanhoa_rules.errors import MissingExtraError
from vanhoa_rules.present import plots

FUNCTIONS = ("plot_criteria", "plot_timeline", "plot_unit", "plot_totals")


@pytest.fixture(autouse=True)
def drawing():
    matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    matplotlib.use("agg")
    pyplot = pytest.importorskip("matplotlib.pyplot", reason="matplotlib is not installed")
    yield pyplot
    pyplot.close("all")


def rendered(ax, tmp_path):
    """Draw to a file; a letter without a glyph is a warning, and a warning is an error."""
    path = tmp_path / "picture.png"
    ax.figure.savefig(path, dpi=50)
    assert path.read_bytes()[:4] == b"\x89PNG"


def words(ax):
    ticks = [*ax.get_xticklabels(), *ax.get_yticklabels()]
    return [text.get_text() for text in (ax.title, ax.xaxis.label, ax.yaxis.label, *ax.texts, *ticks)]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_picture_is_drawn_in_both_languages_with_every_mark(sample, tmp_path, lang):
    for ax in (
        plots.plot_criteria(sample["TT-036"], lang=lang),
        plots.plot_timeline(sample["TT-007"], lang=lang),
        plots.plot_unit(sample, "P4", lang=lang),
        plots.plot_unit(sample, lang=lang),
        plots.plot_totals(sample, lang=lang),
    ):
        rendered(ax, tmp_path)


def test_it_draws_on_the_axes_it_is_given(sample, drawing):
    _, (one, other) = drawing.subplots(1, 2)
    assert plots.plot_criteria(sample["TT-007"], one) is one
    assert plots.plot_totals(sample, ax=other) is other


def test_criteria_show_the_interval_as_an_interval_and_in_numbers(sample):
    ax = plots.plot_criteria(sample["TT-036"])
    open_ = [box for box in ax.patches if box.get_hatch()]
    assert [(box.get_x(), box.get_width()) for box in open_] == [(30, 70), (0, 100)]
    assert "93 (0 … 100)" in words(ax)
    assert "Kỷ luật" in words(ax)


def test_a_unit_is_a_heat_map_in_which_the_unknown_is_hatched_and_every_cell_says_its_points(sample):
    ax = plots.plot_unit(sample, "P4")
    assert len(ax.patches) == len(ax.texts) == 7 * 6
    assert sum(bool(box.get_hatch()) for box in ax.patches) == 13
    assert {"0 … 100", "93"} <= set(words(ax))
    with pytest.raises(UsageError) as nobody:
        plots.plot_unit(sample, "P44")
    assert "P4" in nobody.value.says("vi")


def test_a_timeline_has_facts_deadlines_findings_and_open_duties_in_lanes(sample):
    ax = plots.plot_timeline(sample["TT-007"])
    lanes = [label.get_text() for label in ax.get_yticklabels()]
    assert lanes[0] == "Dữ kiện"
    assert {"KL-05", "KC-11", "TY-31"} <= set(lanes)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["dữ kiện", "hạn cuối", "vi phạm", "thành tích", "chưa đến hạn", "thời điểm xét"]
    shapes = {line.get_marker() for line in ax.get_lines()}
    assert {"o", "|", "X", "P", "D"} <= shapes


def test_totals_show_the_thresholds_and_count_everybody(sample):
    ax = plots.plot_totals(sample)
    assert any("Hoàn thành xuất sắc nhiệm vụ" in one for one in words(ax))
    assert "Phân bố tổng điểm (40 người, 7 người còn mở khoảng điểm)" in words(ax)


def test_hostile_texts_are_drawn_as_text_and_no_name_at_all(hostile, named, tmp_path):
    for one in hostile.values():
        rendered(plots.plot_criteria(one), tmp_path)
        rendered(plots.plot_timeline(one), tmp_path)
    for text in HOSTILE:
        rendered(plots.plot_unit(hostile, text), tmp_path)
    everybody = plots.plot_unit(hostile)
    rendered(everybody, tmp_path)
    assert max(map(len, words(everybody))) < 120
    assert not any("\u202e" in one for one in words(everybody))
    for ax in (
        plots.plot_unit(named),
        plots.plot_criteria(named["NV-01"]),
        plots.plot_timeline(named["NV-01"]),
    ):
        assert not any(NAME in one for one in words(ax))


def test_a_dollar_sign_is_no_mathematics(tmp_path):
    rendered(plots.plot_unit(judged([], [person(r"$\frac$", unit="$x^$")], covers="all")), tmp_path)


def test_the_marks_are_drawn_even_in_a_font_that_has_none_of_them(sample, drawing, tmp_path):
    with drawing.rc_context({"font.family": "STIXGeneral"}), warnings.catch_warnings():
        warnings.simplefilter("error")
        rendered(plots.plot_criteria(sample["TT-007"]), tmp_path)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_without_the_package_the_error_names_the_extra(sample, monkeypatch, name):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    asked = sample if name in {"plot_unit", "plot_totals"} else sample["TT-007"]
    with pytest.raises(MissingExtraError) as missing:
        getattr(plots, name)(asked)
    assert 'vanhoa-rules[plot]"' in missing.value.says("vi")


def test_a_sheet_with_nothing_on_record_is_drawn_all_the_same(tmp_path):
    asked = {"roster": [person("NV-01")], "period": "2026-01", "as_of": "2026-03-01", "covers": "all"}
    empty = evaluate(None, load_scorecard("nd-335-2025"), [], **asked)
    assert empty["NV-01"].lines["G1"].recorded is None
    for ax in (plots.plot_criteria(empty["NV-01"]), plots.plot_unit(empty), plots.plot_totals(empty)):
        rendered(ax, tmp_path)
