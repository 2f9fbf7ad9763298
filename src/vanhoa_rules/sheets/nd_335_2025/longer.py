"""5 · From months or quarters to a longer period: the mean of the cycles that count (Art 17(3)) and its readings."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from vanhoa_rules.calendars import Calendar, Period, Window
from vanhoa_rules.errors import UsageError
from vanhoa_rules.sheets.nd_335_2025.cycles import CycleResult
from vanhoa_rules.sheets.nd_335_2025.measures import Measure, added, least, mean
from vanhoa_rules.sheets.nd_335_2025.ratios import ratios
from vanhoa_rules.sheets.nd_335_2025.reading import Reading
from vanhoa_rules.sheets.nd_335_2025.result import LEADER, MEASURES, STAFF, outcome
from vanhoa_rules.words import error

SETTLED = ("reckoned", "recorded", "missing")
WINDOWS = {"month": Window.MONTH, "quarter": Window.QUARTER}


@frozen
class Whole:
    """A period made of cycles: the cycles that entered, its measures and its total (None where none entered)."""

    used: tuple[CycleResult, ...]
    lines: Mapping[str, Measure]
    measures: Mapping[str, Measure]
    total: Measure | None


def cycles_in(period: Period, reading: Reading, calendar: Calendar) -> tuple[str, ...]:
    """Return the cycles whose last instant lies in a period; ``UsageError`` where there is none."""
    found = calendar.windows(WINDOWS[reading.cycle], period)
    if not found:
        raise error(UsageError, "evaluation.no_cycle", period=str(period), cycle=reading.cycle)
    names: list[str] = []
    for window in found:
        day = calendar.day(window.start)
        names.append(
            f"{day.year:04}-{day.month:02}"
            if reading.cycle == "month"
            else f"{day.year:04}-Q{(day.month + 2) // 3}"
        )
    return tuple(names)


def written(period: Period, calendar: Calendar) -> str | None:
    """Return how a period is written where it is a month, a quarter, a half or a year; else None."""
    day = calendar.day(period.start)
    forms = (
        f"{day.year:04}-{day.month:02}",
        f"{day.year:04}-Q{(day.month + 2) // 3}",
        f"{day.year:04}-H{(day.month + 5) // 6}",
        f"{day.year:04}",
    )
    return next((form for form in forms if Period.parse(form, calendar.zone) == period), None)


def used(parts: Sequence[CycleResult]) -> tuple[CycleResult, ...]:
    """Return the cycles that enter: those over or confirmed; where there is none, the one that runs."""
    over = tuple(one for one in parts if one.counts and one.state in SETTLED)
    return over or tuple(one for one in parts if one.counts and one.state == "open")


def whole(parts: Sequence[CycleResult], reading: Reading) -> Whole:
    """Return the measures and the total of a period made of cycles, as the reading puts them together."""
    entered = used(parts)
    if not entered:
        return Whole((), {}, {}, None)
    scored = [one.lines for one in entered if one.lines]
    lines = {
        name: added([each[name].points for each in scored], len(scored))
        for name in (scored[0] if scored else ())
    }
    measures = _measures(entered)
    total = mean(
        [one.total for one in entered if one.total is not None and not one.removable],
        [one.total for one in entered if one.total is not None and one.removable],
    )
    if total is None:
        total = _spread([one.total for one in entered if one.total is not None])
    if len(entered) > 1 and (reading.longer, reading.leader_longer) != ("mean", "mean"):
        total = _recombined(entered, reading, total)
        measures = {**measures, **_parts(entered, reading)}
        if "general" in measures:
            measures = {**measures, **outcome(measures, reading)}
    return Whole(entered, lines, measures, total)


def _spread(totals: Sequence[Measure]) -> Measure:
    """Return where a mean lies when any of the cycles may turn out not to count."""
    every = added(totals, len(totals))
    highs = [one.high for one in totals]
    high = None if None in highs else max(value for value in highs if value is not None)
    return Measure(min(one.low for one in totals), every.recorded, high, every.evidence)


def _measures(entered: Sequence[CycleResult]) -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for name in MEASURES:
        having = [one.measures[name] for one in entered if name in one.measures]
        if having:
            found[name] = added(having, len(having))
    return found


def _parts(entered: Sequence[CycleResult], reading: Reading) -> dict[str, Measure]:
    """Return a, b, c (pooled or mean) and d, đ, e (mean or least) of the cycles that were reckoned from tasks."""
    reckoned = [one for one in entered if one.state != "recorded" and one.measures]
    found: dict[str, Measure] = {}
    for name in ("general", *LEADER):
        having = [one.measures[name] for one in reckoned if name in one.measures]
        if not having:
            continue
        lowest = reading.leader_longer == "min" and name in LEADER and name not in STAFF
        found[name] = least(having) if lowest else added(having, len(having))
    if reading.longer == "pooled" and reckoned:
        shares = ratios(
            [row for one in reckoned for row in one.rows],
            reading=reading,
            unseen=any("task.assigned" in one.missing for one in reckoned),
        )
        found.update({"a": shares.a, "b": shares.b, "c": shares.c})
    return found


def _recombined(entered: Sequence[CycleResult], reading: Reading, fallback: Measure) -> Measure:
    """Return the total from parts put together first; results already confirmed weigh as their number of cycles."""
    reckoned = [one for one in entered if one.state != "recorded" and one.measures]
    if not reckoned or any(one.removable for one in entered):
        return fallback
    parts = _parts(entered, reading)
    total = added([parts["general"], outcome(parts, reading)["result"]])
    totals = [one.total for one in entered if one.state == "recorded" and one.total is not None]
    return added([*[total] * len(reckoned), *totals], len(reckoned) + len(totals))
