"""Beside everything: how an object asks to be drawn in a notebook, without knowing who draws it."""

from importlib import import_module
from typing import Any


class Drawn:
    """Something a notebook can show; ``present.html`` draws it when, and only when, it is shown."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return self-contained HTML: escaped, no script, no network."""
        drawn: str = import_module("vanhoa_rules.present.html").draw(self)
        return drawn

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Print the text that stands for the HTML where a notebook shows none."""
        printer.text("…" if cycle else import_module("vanhoa_rules.present.html").plain(self))
