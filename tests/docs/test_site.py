"""The site hangs together: its contents name every document, no link leads nowhere, it builds strictly."""

import importlib.util
import posixpath
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
CONTENTS = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
NOTEBOOKS = {f"reference/generated/notebooks/{path.stem}.md" for path in (DOCS / "notebooks").glob("*.ipynb")}
WRITTEN = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def test_the_contents_name_every_document_once():
    named = re.findall(r"(\S+\.md)$", CONTENTS, re.MULTILINE)
    assert len(named) == len(set(named))
    assert {one for one in named if not one.startswith("reference/generated/")} == WRITTEN
    assert {one for one in named if "/notebooks/" in one} == NOTEBOOKS


def test_every_link_leads_somewhere(generated):
    files = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*") if path.is_file()}
    pages = {name: (DOCS / name).read_text(encoding="utf-8") for name in WRITTEN} | generated
    known = files | set(generated) | NOTEBOOKS
    lost = [
        (name, link)
        for name, page in pages.items()
        if name.endswith(".md")
        for link in LINK.findall(CODE.sub("", page))
        if not re.match(r"https?:|#", link)
        and posixpath.normpath(posixpath.join(posixpath.dirname(name), link.split("#")[0])) not in known
    ]
    assert lost == []


def test_every_link_into_a_rulebook_meets_a_rule(generated):
    for name, page in generated.items():
        for link in LINK.findall(page):
            path, _, anchor = link.partition("#")
            if anchor and "rulebooks" in name + path:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
                assert f"{{ #{anchor} }}" in generated[target]


def test_what_is_in_vietnamese_is_in_english_too():
    for path in (DOCS / "vi").rglob("*.md"):
        english = DOCS / path.relative_to(DOCS / "vi")
        assert english.exists()
        if path.parent.name != "vi":
            assert path.read_text(encoding="utf-8").count("```python") >= english.read_text(
                encoding="utf-8"
            ).count("```python")


def test_the_site_builds_strictly(tmp_path):
    if importlib.util.find_spec("mkdocs") is None or importlib.util.find_spec("material") is None:
        pytest.skip(
            "the site is built where the extra docs is installed: mkdocs and mkdocs-material are missing"
        )
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "KL-01" in (tmp_path / "reference/generated/rulebooks/thanh-tra-thanh-hoa/ky-luat.html").read_text(
        encoding="utf-8"
    )
    front = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert (
        re.findall(r'<(?:script|img|iframe)[^>]*src="https?:|<link rel="stylesheet" href="https?:', front)
        == []
    )
