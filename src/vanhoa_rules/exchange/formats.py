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
    bounds = _closed(low=_or_null(EXACT), recorded=_or_null(EXACT), high=_or_null(EXACT))
    line = _closed(low=EXACT, recorded=_or_null(EXACT), high=_or_null(EXACT), max=EXACT)
    nullable = {name: {"anyOf": [EXACT, {"type": "null"}]} for name in ("low", "recorded", "high", "max")}
    words = {"type": "object", "additionalProperties": {"enum": list(WORDS)}}
    rule = {"type": "string"}
    found = _closed(
        staff={"type": "string"},
        period=_closed(start=INSTANT, end=INSTANT),
        as_of=INSTANT,
        known_at=INSTANT,
        total=bounds,
        rating=_closed(low=_or_null(rule), recorded=_or_null(rule), high=_or_null(rule)),
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
    )
    found["properties"].update(_computed())
    return {"$schema": DIALECT, "title": "verdict", **found}


def _computed() -> dict[str, Any]:
    """Return what sheets with cycles and readings add to a verdict; other sheets leave it out."""
    number = _closed(low=EXACT, high=_or_null(EXACT), exact=_or_null(EXACT))
    ends = {name: _or_null(EXACT) for name in ("low", "recorded", "high")}
    ground = _array(
        code={"type": "string"},
        article=_or_null({"type": "string"}),
        basis=_citation(),
        message=TEXT,
        evidence=IDS,
        certain={"type": "boolean"},
    )
    answers = {"type": "object", "additionalProperties": _closed(value={"type": "string"}, basis=_citation())}
    return {
        "reading": _closed(name={"type": "string"}, answers=answers),
        "measures": {"type": "object", "additionalProperties": number},
        "parts": _array(period={"type": "string"}, state={"type": "string"}, total=_or_null(_closed(**ends))),
        "grounds": ground,
        "without_effect": ground,
        "notices": _array(code={"type": "string"}, message=TEXT, evidence=IDS),
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
