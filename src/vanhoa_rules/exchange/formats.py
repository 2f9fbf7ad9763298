"""0 · The published formats of what the library writes: JSON Schemas of verdicts and rulebooks."""

from typing import Any

from vanhoa_rules.findings import WORDS
from vanhoa_rules.patterns.data import TAGS
from vanhoa_rules.rules import CERTAINTIES, Criterion

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXACT = {"type": "string", "pattern": r"^-?\d+(\.\d+|/\d+)?$"}
INSTANT = {"type": "string", "format": "date-time"}
TEXT = {
    "type": "object",
    "required": ["vi", "en"],
    "properties": {"vi": {"type": "string"}, "en": {"type": "string"}},
    "additionalProperties": False,
}
IDS = {"type": "array", "items": {"type": "string"}}


def verdict_schema() -> dict[str, Any]:
    """Return the JSON Schema of one verdict."""
    bounds = _closed(low=EXACT, recorded=EXACT, high=EXACT)
    line = _closed(low=EXACT, recorded=EXACT, high=EXACT, max=EXACT)
    nullable = {name: {"anyOf": [EXACT, {"type": "null"}]} for name in ("low", "recorded", "high", "max")}
    words = {"type": "object", "additionalProperties": {"enum": list(WORDS)}}
    rule = {"type": "string"}
    return {
        "$schema": DIALECT,
        "title": "verdict",
        **_closed(
            staff={"type": "string"},
            period=_closed(start=INSTANT, end=INSTANT),
            as_of=INSTANT,
            known_at=INSTANT,
            total=bounds,
            rating=_closed(low=rule, recorded=rule, high=rule),
            lines={"type": "object", "additionalProperties": line},
            criteria={"type": "object", "additionalProperties": _closed(**nullable, outcomes=words)},
            findings=_array(
                rule=rule,
                criterion=rule,
                kind={"enum": ["breach", "merit"]},
                at=INSTANT,
                evidence=IDS,
                line=_or_null({"type": "string"}),
                points=EXACT,
                basis={"type": "array", "items": _citation()},
            ),
            defeated=_array(rule=rule, at=INSTANT, evidence=IDS, by=rule, freed=EXACT),
            pending=_array(rule=rule, due=_or_null(INSTANT), evidence=IDS),
            unknown=_array(rule=rule, missing=IDS, evidence={"type": "array", "items": IDS}),
            referrals=_array(rule=rule, to=TEXT, why=TEXT, line=_or_null({"type": "string"}), evidence=IDS),
            receipt={
                "type": "object",
                "required": ["rulebook", "scorecard", "calendar", "facts", "coverage", "version"],
                "properties": {
                    name: {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
                    for name in ("rulebook", "scorecard", "calendar", "facts")
                },
            },
        ),
    }


def rulebook_schema() -> dict[str, Any]:
    """Return the JSON Schema of a rulebook; a pattern is an object with one key that names its node."""
    pattern = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": {"enum": sorted(TAGS)},
    }
    day = _or_null({"type": "string", "format": "date"})
    rule = {
        "type": "object",
        "required": ["id", "title", "criterion"],
        "oneOf": [{"required": ["breach"]}, {"required": ["merit"]}],
        "properties": {
            "id": {"type": "string", "minLength": 1},
            "title": TEXT,
            "criterion": {"enum": [one.value for one in Criterion]},
            "breach": pattern,
            "merit": pattern,
            "basis": {"type": "array", "items": _citation()},
            "in_force": {"type": "array", "prefixItems": [day, day], "minItems": 2, "maxItems": 2},
            "applies_to": {"type": ["object", "null"]},
            "overrides": IDS,
        },
        "additionalProperties": False,
    }
    unobservable = _closed(clause={"type": "string"}, reason=TEXT)
    return {
        "$schema": DIALECT,
        "title": "rulebook",
        "type": "object",
        "required": ["name", "edition", "rules"],
        "properties": {
            "name": {"type": "string"},
            "edition": {"type": "string"},
            "title": TEXT,
            "rules": {"type": "array", "items": rule},
            "unobservable": {"type": "array", "items": unobservable},
        },
        "additionalProperties": False,
    }


def _closed(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _array(**properties: Any) -> dict[str, Any]:
    return {"type": "array", "items": _closed(**properties)}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _citation() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["source", "certainty"],
        "properties": {
            "source": {"type": "string"},
            "article": {"type": "string"},
            "clause": {"type": "string"},
            "certainty": {"enum": list(CERTAINTIES)},
            "note": TEXT,
        },
        "additionalProperties": False,
    }
