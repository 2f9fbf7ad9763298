"""What importing costs: nothing before a name is asked for, and who judges does not pay for what draws."""

import ast
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import vanhoa_rules
from vanhoa_rules import present

PACKAGES = (vanhoa_rules, present)


def imported_by(statement):
    """The modules that a statement brings into a fresh interpreter."""
    code = f"import sys; _had = set(sys.modules)\n{statement}\nprint(*(set(sys.modules) - _had))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_package_imports_nothing_of_it():
    found = imported_by("import vanhoa_rules")
    assert {name for name in found if name.startswith("vanhoa_rules")} == {
        "vanhoa_rules",
        "vanhoa_rules.on_demand",
    }
    assert not found & {"attrs", "cattrs", "importlib.metadata", "numpy", "pandas", "pyarrow", "holidays"}


def test_who_writes_rules_imports_nothing_that_draws_reads_or_listens():
    found = imported_by("from vanhoa_rules import Citation, Criterion, Rule, Rulebook, each, days, this")
    parts = {name.split(".")[1] for name in found if name.startswith("vanhoa_rules.")}
    assert not parts & {"_api", "engines", "exchange", "live", "present", "sheets", "spark"}
    assert "numpy" not in found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_name_that_type_checkers_see_is_that_very_thing(package):
    stub = Path(package.__file__).with_suffix(".pyi")
    tree = ast.parse(stub.read_text(encoding="utf-8"))
    told = {
        alias.name: node.module
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    (listed,) = (ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))
    homes = {name: package.__name__ + module for module, names in package.HOMES.items() for name in names}
    assert told == homes
    assert sorted(told) == sorted(listed)
    for name, home in homes.items():
        assert getattr(package, name) is getattr(import_module(home), name)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_no_name_is_that_of_a_module_which_would_take_its_place(package):
    modules = {one.name for one in pkgutil.iter_modules(package.__path__)}
    assert not modules & {name for names in package.HOMES.values() for name in names}


def test_the_names_are_listed_before_they_are_asked_for():
    run = "import vanhoa_rules; assert set(vanhoa_rules.__all__) <= set(dir(vanhoa_rules)); from vanhoa_rules import *; evaluate"
    assert "vanhoa_rules._api" in imported_by(run)


def test_a_name_that_is_not_there_is_told_with_the_nearest():
    run = subprocess.run(
        [sys.executable, "-c", "import vanhoa_rules; vanhoa_rules.evaluat"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "has no attribute 'evaluat'. Did you mean: 'evaluate'?" in run.stderr


def test_who_judges_imports_nothing_that_draws_and_no_library_of_tables():
    found = imported_by(
        "from vanhoa_rules import evaluate, load_rulebook, load_scorecard, read_facts, Roster"
    )
    drawing = {"html", "text", "report", "plots", "sentences", "evaluation", "layout", "telling"}
    assert not {
        name for name in found if name.startswith(tuple(f"vanhoa_rules.present.{one}" for one in drawing))
    }
    assert not found & {"importlib.metadata", "numpy", "pandas", "polars", "pyarrow", "narwhals", "sqlite3"}
    assert not {name for name in found if name.startswith("vanhoa_rules.sheets.")}
