"""Long work shows how far it is where asked, and is silent otherwise."""

import io
import sys

import pytest

from vanhoa_rules.present.progress import bar


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(progress, file, total=40, title="Báo cáo"):
    with bar(progress, total, title=title, file=file) as step:
        for done in range(1, total + 1):
            step(done)


@pytest.fixture
def without(monkeypatch):
    def hide(*names):
        for name in names:
            monkeypatch.setitem(sys.modules, name, None)

    return hide


@pytest.mark.parametrize("quiet", [None, False])
def test_silent_by_default(quiet, capsys):
    with bar(quiet, 3) as step:
        step(1)
    assert capsys.readouterr() == ("", "")


def test_a_function_is_told_how_many_of_how_many():
    told = []
    run(lambda done, total: told.append((done, total)), None, total=3)
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_plain_text_where_nothing_is_installed(without):
    without("rich.progress", "tqdm")
    terminal, pipe = Terminal(), io.StringIO()
    run(True, terminal)
    run(True, pipe)
    assert terminal.getvalue().endswith(f"\rBáo cáo [{'#' * 30}] 40/40\n")
    assert pipe.getvalue().splitlines()[-1] == f"Báo cáo [{'#' * 30}] 40/40"
    assert len(pipe.getvalue().splitlines()) == 11
    assert "\r" not in pipe.getvalue()


def test_nothing_to_do_is_no_error(without):
    without("rich.progress", "tqdm")
    pipe = io.StringIO()
    run(True, pipe, total=0)
    assert not pipe.getvalue()


def test_rich_draws_where_it_is_installed():
    pytest.importorskip("rich", reason="rich is not installed")
    pipe = io.StringIO()
    run(True, pipe, title="[/red]")
    assert "40/40" in pipe.getvalue()
    assert "[/red]" in pipe.getvalue()


def test_tqdm_draws_where_it_is_installed(without):
    pytest.importorskip("tqdm", reason="tqdm is not installed")
    without("rich.progress")
    pipe = io.StringIO()
    run(True, pipe)
    assert "40/40" in pipe.getvalue()


def test_an_error_in_the_work_comes_through(without):
    without("rich.progress", "tqdm")
    with pytest.raises(ZeroDivisionError), bar(True, 2, file=io.StringIO()) as step:
        step(1 // 0)
