"""Write the generated pages: ``python docs/tools/generate.py FOLDER``; MkDocs takes them from memory, as a hook.

They say what the package says: rulebooks, sheets, fact kinds, schemas, public names, notebooks. Nothing generated is
kept in the repository.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import page_api
import page_facts
import page_notebooks
import page_rulebooks
import page_sheets

PARTS = (page_rulebooks, page_sheets, page_facts, page_api, page_notebooks)


def pages() -> Iterator[tuple[str, str]]:
    """Yield path and text of every generated page, in a fixed order."""
    for part in PARTS:
        yield from part.pages()


def write(folder: Path) -> int:
    """Write every page below a folder; return how many."""
    count = 0
    for path, content in pages():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
        count += 1
    return count


def on_config(config: Any) -> Any:
    """Fill the places of the nav that stand for generated pages: ``rulebooks: generated``, ``sheets: generated``."""
    config["nav"] = [_filled(one) for one in config["nav"]]
    return config


def _filled(entry: Any) -> Any:
    if not isinstance(entry, dict):
        return entry
    (title, held), *_ = entry.items()
    if held == "rulebooks":
        return {
            title: [{name: [{t: p} for t, p in one.items()]} for name, one in page_rulebooks.titles().items()]
        }
    if held == "sheets":
        return {title: [{name: path} for name, path in page_sheets.titles().items()]}
    return {title: [_filled(one) for one in held]} if isinstance(held, list) else entry


def on_files(files: Any, config: Any) -> Any:
    """Add the generated pages to the site."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - only where the site is built

    for path, content in pages():
        files.append(File.generated(config, path, content=content))
    return files


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python docs/tools/generate.py FOLDER")
    sys.stdout.write(f"{write(Path(sys.argv[1]))} pages\n")
