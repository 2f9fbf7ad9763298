"""What the tests of the documents share."""

import importlib
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="session")
def tool():
    """Import one of the tools that write reference pages, by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(DOCS / "tools")
        yield importlib.import_module
    for name in [
        one for one, module in sys.modules.items() if "docs/tools" in str(getattr(module, "__file__", ""))
    ]:
        del sys.modules[name]


@pytest.fixture(scope="session")
def generated(tool):
    """Every generated page by path, notebooks aside: they are run by a test of their own."""
    parts = [part for part in tool("generate").PARTS if part.__name__ != "page_notebooks"]
    return dict(page for part in parts for page in part.pages())
