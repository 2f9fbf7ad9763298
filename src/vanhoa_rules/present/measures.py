"""7 · Words for what a computed sheet gives: cycles, measures, grounds, who reads a text so, the share of excellent ratings."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from vanhoa_rules.present.changes import moved_measures
from vanhoa_rules.present.citations import basis, cite
from vanhoa_rules.present.layout import INDENT
from vanhoa_rules.present.writing import clean, points, wrapped
from vanhoa_rules.rules import Citation
from vanhoa_rules.words import say

IN_POINTS = ("general", "result")
FROM_TASKS = ("a", "b", "c")
ASSESSED = ("dd", "e")
HANDBOOK = "SO-TAY-BNV-2026"


def cycle_name(name: str, lang: str) -> str:
    """Return a month or quarter as people write it: tháng 3/2026; any other period as it is."""
    year, _, part = name.partition("-")
    if part.isdecimal():
        return say("told.month", lang, number=int(part), year=year)
    if part.startswith("Q") and part[1:].isdecimal():
        return say("told.quarter", lang, number=int(part[1:]), year=year)
    return clean(name)


def measure_title(name: str, among: Iterable[str], lang: str) -> str:
    """Return the name of a measure; ``among`` the others, which say what R is the mean of."""
    if name not in {*IN_POINTS, *FROM_TASKS, "d", *ASSESSED, "R"}:
        return clean(name)
    parts = [letter(one) for one in (*FROM_TASKS, "d", *ASSESSED) if one in set(among)]
    return say(f"told.measure.{name}", lang, parts=", ".join(parts))


def measure_text(name: str, low: Fraction, high: Fraction | None, lang: str) -> str:
    """Return a measure for people: points, or percent; one number, or from low to high, or from low on."""
    said = _amount(name, low, lang)
    if low == high:
        return said
    if high is None:
        return say("told.from", lang, low=said)
    return say("told.from_to", lang, low=said, high=_amount(name, high, lang))


def ground_text(data: Mapping[str, Any], lang: str) -> str:
    """Return a ground with its article, and whether it is uncertain."""
    cited = basis((Citation(**{n: v for n, v in data["basis"].items() if n in {"source", "article"}}),), lang)
    text = say("told.ground", lang, message=clean(data["message"][lang], 600), basis=cited)
    return text if data["certain"] else say("told.uncertain", lang, text=text)


def quota_text(groups: Iterable[Mapping[str, Any]], lang: str = "vi", audience: str = "manager") -> str:
    """Return the share of excellent ratings, group by group, as plain text; only a manager sees who is meant."""
    lines: list[str] = []
    for one in groups:
        if not lines:
            lines.append(say("told.quota", lang, percent=one["percent"]))
            lines += (
                wrapped(say("told.quota_basis", lang, basis=clean(one["basis"], 200))) if one["basis"] else []
            )
        names = [clean(each) for each in (one["body"], one["group"]) if each]
        group = " · ".join(names) or say("told.quota_every", lang)
        said = {"excellent": len(one["excellent"]), "good": one["good"], "limit": one["limit"]}
        lines += wrapped(say("told.quota_group", lang, group=group, **said), first="  ", rest=INDENT)
        texts = [
            say(
                "told.quota_over", lang, excess=one["excess"], lower=one["to_lower"], after=one["limit_after"]
            )
            if one["to_lower"]
            else say("told.quota_within", lang)
        ]
        for name, ids in (
            ("names", one["excellent"]), ("first", one["first"]), ("tied", one["tied"]), ("uncertain", one["uncertain"]),
        ):  # fmt: skip
            if ids and audience == "manager":
                listed_ = ", ".join(clean(each, 40) for each in ids)
                texts.append(say(f"told.quota_{name}", lang, names=listed_, order=one["order"]))
        lines += [line for text in texts for line in wrapped(f"– {text}", first=INDENT, rest=INDENT + "  ")]
    return "\n".join(lines)


def letter(name: str) -> str:
    """Return the letter of a measure as the decree writes it."""
    return "đ" if name == "dd" else name


def _amount(name: str, value: Fraction, lang: str) -> str:
    return points(value, lang) if name in IN_POINTS else f"{points(value * 100, lang)}%"


def who_reads(citation: Citation, lang: str) -> str:
    """Return who answers a doubtful question so; the handbook by its sections, not by articles."""
    if citation.source != HANDBOOK:
        return cite(citation, lang)
    title = say("told.handbook", lang)
    return (
        title
        if citation.article is None
        else say("told.handbook_section", lang, title=title, section=citation.article)
    )


def changes_told(
    before: Mapping[str, Any], after: Mapping[str, Any], lang: str, *, public: bool
) -> list[str]:
    """Return what differs in measures, and but for the public in grounds, between two verdicts of a computed sheet."""
    found: list[str] = []
    among = {**before.get("measures", {}), **after.get("measures", {})}
    for name, pair in moved_measures(before, after).items():
        ends = [say("change.absent", lang) if one is None else measure_text(name, *one, lang) for one in pair]
        title = measure_title(name, among, lang)
        found.append(f"  {say('change.measure', lang, measure=title, before=ends[0], after=ends[1])}")
    old, new = ([] if public else list(of.get("grounds", ())) for of in (before, after))
    found += [say("change.ground_gone", lang, text=ground_text(one, lang)) for one in old if one not in new]
    return found + [
        say("change.ground_added", lang, text=ground_text(one, lang)) for one in new if one not in old
    ]
