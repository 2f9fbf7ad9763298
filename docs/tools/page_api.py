"""The page of the public names: signature, docstring and the methods of every name that ``vanhoa_rules`` promises."""

import inspect
from collections.abc import Iterator
from typing import Any

from marks import FOLDER, anchor, code, doc, page

import vanhoa_rules

GROUPS = {
    "_api": "Asking",
    "live": "Asking",
    "exchange": "Reading and writing",
    "facts": "Facts, people, coverage",
    "calendars": "Time",
    "conditions": "Conditions",
    "patterns": "Patterns",
    "rules": "Rules and rulebooks",
    "scorecards": "Scorecards",
    "sheets": "Scorecards",
    "verdicts": "Verdicts",
    "present": "What a person sees",
    "errors": "Errors and texts",
}
OTHER = "More"
WIDE = 84


def pages() -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of the page."""
    names: dict[str, list[str]] = {group: [] for group in (*dict.fromkeys(GROUPS.values()), OTHER)}
    for name in vanhoa_rules.__all__:
        names[_group(getattr(vanhoa_rules, name))].append(name)
    yield (
        f"{FOLDER}/api.md",
        page(
            "# Public names",
            "Import them from `vanhoa_rules`; nothing else is promised, save `vanhoa_rules.testing`.",
            *(
                page(f"## {group}", *(_entry(name, getattr(vanhoa_rules, name)) for name in held))
                for group, held in names.items()
                if held
            ),
        ),
    )


def _group(item: Any) -> str:
    home = item.__module__ if isinstance(item, type) or inspect.isroutine(item) else type(item).__module__
    return GROUPS.get(home.split(".")[1] if "." in home else home, OTHER)


def _entry(name: str, item: Any) -> str:
    return page(
        f"### `{name}` {{ #{anchor(name)}-{'class' if isinstance(item, type) else 'name'} }}",
        _signature(name, item),
        _doc(item) if isinstance(item, type) or inspect.isroutine(item) else f"A value: {code(repr(item))}.",
        "\n".join(_members(item)) if isinstance(item, type) else "",
    )


def _signature(name: str, item: Any) -> str:
    if not callable(item) or (isinstance(item, type) and issubclass(item, Exception)):
        return ""
    try:
        found = inspect.signature(item)
    except ValueError:
        return ""
    bare = [
        one.replace(annotation=inspect.Parameter.empty, default=_default(one.default))
        for one in found.parameters.values()
    ]
    said = f"{name}{found.replace(parameters=bare, return_annotation=inspect.Signature.empty)}"
    if len(said) > WIDE:
        inside = said.removeprefix(f"{name}(").removesuffix(")").replace(", ", ",\n    ")
        said = f"{name}(\n    {inside},\n)"
    return f"```\n{said}\n```"


class _Shown:
    def __init__(self, said: str) -> None:
        self.said = said

    def __repr__(self) -> str:
        return self.said


def _default(value: Any) -> Any:
    plain = value is None or value is inspect.Parameter.empty or isinstance(value, bool | int | str | tuple)
    return value if plain else _Shown("…")


def _doc(item: Any) -> str:
    written = inspect.getdoc(item) or ""
    return "\n\n".join(doc(part) for part in written.split("\n\n"))


def _members(cls: type) -> Iterator[str]:
    for name, member in vars(cls).items():
        if name.startswith("_"):
            continue
        found = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        said = (
            inspect.getdoc(found.fget if isinstance(found, property) else found)
            if _is_method(found)
            else None
        )
        if said:
            shown = f"`.{name}`" if isinstance(found, property) else f"`.{name}()`"
            yield f"- {shown} — {doc(said.split(chr(10) + chr(10))[0])}"


def _is_method(item: Any) -> bool:
    return inspect.isfunction(item) or isinstance(item, property)
