"""The notebooks: run as the tests run them, and shown as pages with what they print."""

import contextlib
import io
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marks import page

FOLDER = Path(__file__).parents[1] / "notebooks"


def notebooks() -> tuple[Path, ...]:
    """Return the notebooks in order of their names."""
    return tuple(sorted(FOLDER.glob("*.ipynb")))


def cells(path: Path) -> list[tuple[str, str]]:
    """Return the cells of a notebook: its kind (``markdown`` or ``code``) and its source."""
    data: Any = json.loads(path.read_text(encoding="utf-8"))
    return [(cell["cell_type"], "".join(cell["source"])) for cell in data["cells"]]


def run(path: Path) -> list[tuple[str, str, str]]:
    """Run the code cells of a notebook in one namespace, in an empty folder; return kind, source, what was printed."""
    namespace: dict[str, Any] = {"__name__": "notebook"}
    done: list[tuple[str, str, str]] = []
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for place, (kind, source) in enumerate(cells(path), 1):
                stream = io.StringIO()
                if kind == "code":
                    with contextlib.redirect_stdout(stream):
                        exec(compile(source, f"{path.name} cell {place}", "exec"), namespace)  # noqa: S102 - ours
                done.append((kind, source, stream.getvalue()))
        finally:
            os.chdir(here)
    return done


def pages() -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of every notebook as a page."""
    for path in notebooks():
        parts: list[str] = []
        for kind, source, printed in run(path):
            if kind == "markdown":
                parts.append(source)
            else:
                parts.append(f"```python\n{source}\n```")
                parts.append(f"```text\n{printed.rstrip()}\n```" if printed.strip() else "")
        title, *rest = parts
        note = f"*A notebook: [download {path.name}](../../../notebooks/{path.name}).*"
        yield f"reference/generated/notebooks/{path.stem}.md", page(title, note, *rest)
