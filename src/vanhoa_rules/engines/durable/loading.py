"""3 · The C module of durable-rules, or a clear word on why it is not there."""

import importlib
import sys
from typing import Any

from vanhoa_rules.errors import MissingExtraError
from vanhoa_rules.words import error

MODULE = "durable_rules_engine"
GONE = "PyEval_CallObject"
REMEDY = f'CPPFLAGS="-D{GONE}=PyObject_CallObject" pip install durable-rules==2.0.28'


def load() -> Any:
    """Return the C module; ``MissingExtraError`` names the extra, the compiler and, from CPython 3.13 on, the symbol."""
    try:
        return importlib.import_module(MODULE)
    except ImportError as cause:
        late = sys.version_info >= (3, 13) or GONE in str(cause)
        code = "durable.symbol" if late else "durable.missing"
        python = ".".join(map(str, sys.version_info[:3]))
        raise error(MissingExtraError, code, python=python, symbol=GONE, command=REMEDY) from cause


def available() -> bool:
    """Return whether the C module can be loaded."""
    try:
        load()
    except MissingExtraError:
        return False
    return True
