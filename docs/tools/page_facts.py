"""Pages of what goes in and out: every fact kind with its fields, the roster, the coverage, the JSON Schemas."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import NOTHING
from marks import FOLDER, anchor, both, code, doc, page, table, text

from vanhoa_rules import STANDARD, Fact
from vanhoa_rules.canonical import dumps
from vanhoa_rules.exchange import facts_schema, roster_schema
from vanhoa_rules.exchange.formats import rulebook_schema, verdict_schema
from vanhoa_rules.facts import ROSTER_FIELDS, FieldSpec, field_title, fields_of, value_title
from vanhoa_rules.facts.base import COMMON

SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "facts": facts_schema,
    "roster": roster_schema,
    "verdict": verdict_schema,
    "rulebook": rulebook_schema,
}
SHORT = 20_000  # a longer schema is linked, not printed
HEADS = ("Field", "Title", "Type", "May hold", "If left out")


def pages() -> Iterator[tuple[str, str]]:
    """Yield path and text of every page; the schemas also as files of their own."""
    yield f"{FOLDER}/facts.md", _kinds()
    yield f"{FOLDER}/roster.md", _roster()
    yield f"{FOLDER}/schemas.md", _schemas()
    for name, schema in SCHEMAS.items():
        yield f"{FOLDER}/schemas/{name}.schema.json", dumps(schema(), indent=1) + "\n"


def _kinds() -> str:
    subjects: dict[str, list[str]] = {}
    for kind in STANDARD:
        subjects.setdefault(_subject(STANDARD[kind]), []).append(kind)
    return page(
        "# Facts",
        f"The {len(STANDARD)} kinds of the standard vocabulary. A kind of an agency's own is a class, see "
        "[add a rule of your own](../../how-to/add-a-rule.md).",
        "## Fields of every fact",
        _fields(spec for name, spec in fields_of(Fact).items() if name in COMMON),
        *(
            page(f"## {subject}", *(_kind(STANDARD[kind]) for kind in subjects[subject]))
            for subject in sorted(subjects)
        ),
    )


def _subject(cls: type[Fact]) -> str:
    return cls.__module__.rpartition(".")[2].capitalize()


def _kind(cls: type[Fact]) -> str:
    title = STANDARD.title(cls.kind)
    own = [spec for name, spec in fields_of(cls).items() if name not in COMMON]
    return page(
        f"### `{cls.kind}` {{ #{anchor(cls.kind)} }}",
        f"**{text(title.vi)}** · *{text(title.en)}*",
        f"{doc((cls.__doc__ or '').split(chr(10) + chr(10))[0])} Class `{cls.__name__}`.",
        _fields(own) or "No fields of its own.",
    )


def _fields(specs: Iterable[FieldSpec]) -> str:
    return table(HEADS, (_field(spec) for spec in specs))


def _field(spec: FieldSpec) -> tuple[str, str, str, str, str]:
    title = field_title(spec.name)
    return (
        code(spec.name),
        "" if title.vi == title.en == spec.name else both(title),
        f"{spec.type}{' or null' if spec.nullable else ''}",
        _may_hold(spec),
        _default(spec),
    )


def _may_hold(spec: FieldSpec) -> str:
    if spec.choices:
        return ", ".join(_choice(spec, one) for one in spec.choices)
    if spec.least is not None or spec.most is not None or spec.above is not None:
        return text(spec.range())
    return text(spec.form or ("not empty" if spec.filled else ""))


def _choice(spec: FieldSpec, value: object) -> str:
    title = value_title(spec.name, value)
    return code(value) if spec.private or title.vi == str(value) else f"{code(value)} {text(title.vi)}"


def _default(spec: FieldSpec) -> str:
    if spec.default is NOTHING:
        return "must be given"
    return (
        "null"
        if spec.default is None
        else code(str(spec.default).lower() if spec.type == "bool" else spec.default)
    )


def _roster() -> str:
    specs = ROSTER_FIELDS.values() if isinstance(ROSTER_FIELDS, Mapping) else ROSTER_FIELDS
    return page(
        "# Roster and coverage",
        "## Roster",
        "One row a person and span of time; `since` and `until` both count, an empty one is open. Two rows of one "
        "person must not overlap. A personal name is for display only: it stands in no repr, log or error message.",
        _fields(specs),
        "## Coverage",
        "What silence means: one entry a source.",
        table(
            HEADS,
            (
                ("`kinds`", "", "list of str", "names or globs such as `attendance.*`", "must be given"),
                ("`since`", "", "date", "", "must be given"),
                ("`until`", "", "date or null", "this day still counts", "null: until now"),
                ("`units`", "", "list of str or null", "", "null: every unit"),
            ),
        ),
    )


def _schemas() -> str:
    parts = []
    for name, schema in SCHEMAS.items():
        written = dumps(schema(), indent=1)
        link = f"[{name}.schema.json](schemas/{name}.schema.json)"
        shown = (
            f"```json\n{written}\n```"
            if len(written) <= SHORT
            else "Too long to print here: one branch a kind of fact."
        )
        parts.append(page(f"## {name}", f"{link} · `python -m vanhoa_rules schema {name}`", shown))
    return page("# JSON Schemas", "Draft 2020-12. What a file may look like, for any validator.", *parts)
