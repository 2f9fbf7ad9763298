"""Every document is executed: its Python blocks in order, and a ``text`` block after one is what it prints."""

import contextlib
import io
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEEDS_DATA = "<!-- needs the folder VANHOA_RULES_DATA -->"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document(path, tmp_path, monkeypatch):
    text = path.read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    if NEEDS_DATA in text and "VANHOA_RULES_DATA" not in os.environ:
        pytest.skip("the folder of real inputs is not here: VANHOA_RULES_DATA is unset")
    monkeypatch.chdir(tmp_path)
    namespace = {"__name__": "document"}
    printed = ""
    for place, (language, body) in enumerate(blocks):
        if language == "python":
            stream = io.StringIO()
            with contextlib.redirect_stdout(stream):
                exec(compile(body, f"{path.name} block {place + 1}", "exec"), namespace)  # noqa: S102 - the document is ours
            printed = stream.getvalue()
        elif language == "text" and place and blocks[place - 1][0] == "python":
            assert printed.rstrip() == body.rstrip()
