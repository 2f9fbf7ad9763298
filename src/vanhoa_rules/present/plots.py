"""7 · Pictures, with the extra ``plot``: criteria with intervals, a timeline, a unit as a heat map, the totals.

Every function draws on ``ax`` (None = a new figure) and returns it. No picture carries a personal name. Colours are
those of Okabe and Ito, told apart by the colour-blind; shape, hatch and numbers say the same without them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from importlib import import_module
from typing import Any

from attrs import frozen

from vanhoa_rules.errors import MissingExtraError, UsageError
from vanhoa_rules.present.html.bars import whole
from vanhoa_rules.present.html.materials import Materials
from vanhoa_rules.present.inputs import Material
from vanhoa_rules.present.layout import Frame
from vanhoa_rules.present.reasons import reasons
from vanhoa_rules.present.telling import Telling
from vanhoa_rules.present.writing import clean, number, points
from vanhoa_rules.verdicts import LineScore, Verdict, Verdicts
from vanhoa_rules.words import error, near, say

Marks = dict[str, list[datetime]]

BLUE, ORANGE, GREEN, SKY, GREY, INK = "#0072B2", "#D55E00", "#009E73", "#56B4E9", "#8A8A8A", "#222222"
PLATE = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"}
LONGEST, PEOPLE, BINS = 28, 60, 20
MARKERS = {
    "fact": {"marker": "o", "color": GREY, "markersize": 4},
    "deadline": {"marker": "|", "color": INK, "markersize": 14, "markeredgewidth": 2},
    "breach": {"marker": "X", "color": ORANGE, "markersize": 9, "markeredgecolor": INK},
    "merit": {"marker": "P", "color": GREEN, "markersize": 9, "markeredgecolor": INK},
    "pending": {"marker": "D", "color": BLUE, "markersize": 7, "markerfacecolor": "none"},
    "unknown": {"marker": "$?$", "color": INK, "markersize": 8},
}


@frozen
class Lane:
    """One lane: the rule (empty = all facts), instants by what they are, and the span from the first to the last."""

    rule: str
    marks: Mapping[str, list[datetime]]

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """The first and the last instant of a rule's lane."""
        instants = [at for of in self.marks.values() for at in of]
        return (min(instants), max(instants)) if self.rule and instants else None


def plot_criteria(verdict: Verdict, ax: Any = None, *, lang: str = "vi") -> Any:
    """Draw the lines of one verdict as bars: solid up to low, hatched to high, a stroke at what is recorded."""
    frame = _frame(verdict, lang)
    ax = _axes(ax, height=0.55 * len(verdict.lines) + 1.4)
    most = max((line.max for line in verdict.lines.values()), default=Fraction(1))
    for place, line in enumerate(verdict.lines.values()):
        low, high = float(line.low), float(line.max if line.high is None else line.high)
        ax.barh(place, low, height=0.6, color=BLUE)
        if line.low != line.high:
            ax.barh(place, high - low, left=low, height=0.6, color="white", edgecolor=INK, hatch="////")
        if line.recorded is not None:
            at = float(line.recorded)
            ax.plot([at, at], [place - 0.4, place + 0.4], color=INK, linewidth=2.5)
        ax.text(float(most) * 1.02, place, _value(frame, line), va="center", **_text())
    titles = [clean(frame.line_title(name), LONGEST) for name in verdict.lines]
    ax.set_yticks(range(len(titles)), titles, **_text())
    ax.invert_yaxis()
    ax.set_xlim(0, float(most) * 1.32)
    ax.set_xticks([tick for tick in ax.get_xticks() if 0 <= tick <= float(most)])
    ax.set_xlabel(say("pages.plot.points", lang), **_text())
    ax.set_title(clean(say("pages.person", lang, staff=clean(verdict.staff, 40))), **_text())
    return ax


def _value(frame: Frame, line: LineScore) -> str:
    if line.low == line.high:
        return frame.points(line.recorded)
    return f"{frame.points(line.recorded)} ({frame.points(line.low)} … {frame.points(line.high)})"


def plot_timeline(verdict: Verdict, ax: Any = None, *, lang: str = "vi", most: int = 24) -> Any:
    """Draw one person's period: the facts on the first lane, then a lane for each rule that found or awaits something.

    A lane holds the facts of its evidence, deadlines as upright strokes, findings, and duties not yet due; past
    ``most`` rules the rest is left out.
    """
    material = Materials()(verdict)
    found = lanes(verdict, material)
    shown = found[: most + 1]
    ax = _axes(ax, height=0.42 * len(shown) + 1.6)
    used: dict[str, Any] = {}
    for place, lane in enumerate(shown):
        _lane(ax, place, lane, used)
    as_of = material.local(verdict.as_of)
    used["as_of"] = ax.axvline(as_of, color=INK, linestyle=":", linewidth=1)
    titles = [clean(lane.rule, LONGEST) if lane.rule else say("pages.plot.facts", lang) for lane in shown]
    ax.set_yticks(range(len(titles)), titles, **_text())
    ax.set_ylim(len(titles) - 0.4, -0.6)
    days = _days(verdict, shown, material)
    written = "%d/%m" if lang == "vi" else "%m-%d"
    ax.set_xticks(days, [format(one, written) for one in days], **_text())
    title = say("pages.plot.timeline", lang, staff=clean(verdict.staff, 40))
    ax.set_title(title, **_text())
    order = [name for name in (*MARKERS, "as_of") if name in used]
    _legend(ax, [used[name] for name in order], [say(f"pages.plot.{name}", lang) for name in order])
    return ax


def _lane(ax: Any, place: int, lane: Lane, used: dict[str, Any]) -> None:
    if lane.span is not None:
        ax.plot(lane.span, [place, place], color=GREY, linewidth=1, zorder=1)
    for name, instants in lane.marks.items():
        if instants:
            style: Mapping[str, Any] = MARKERS[name]
            (used[name],) = ax.plot(instants, [place] * len(instants), linestyle="none", zorder=3, **style)


def _days(verdict: Verdict, shown: list[Lane], material: Material) -> list[datetime]:
    """Return at most eight days, evenly spread, from the first to the last instant drawn."""
    ends = [material.local(at) for at in (verdict.period.start, verdict.period.end, verdict.as_of)]
    instants = [*ends, *(at for lane in shown for of in lane.marks.values() for at in of)]
    first = min(instants).replace(hour=0, minute=0, second=0, microsecond=0)
    step = max(1, -(-(max(instants) - first).days // 8))
    return [
        first + timedelta(days=step * n)
        for n in range(9)
        if first + timedelta(days=step * n) <= max(instants)
    ]


def plot_unit(verdicts: Verdicts, unit: str | None = None, ax: Any = None, *, lang: str = "vi") -> Any:
    """Draw people by criteria as a heat map with the numbers in it; what is open for want of data is hatched.

    ``unit`` is one unit of the roster (None = everybody); past 60 people the rest is said as a number. ``UsageError``
    where the unit has nobody.
    """
    people = _of_unit(verdicts, unit)
    shown = people[:PEOPLE]
    names = list(dict.fromkeys(name for one in shown for name in one.lines))
    ax = _axes(ax, height=0.34 * len(shown) + 1.8, width=1.35 * len(names) + 2.4)
    frame = _frame(shown[0], lang)
    colours = import_module("matplotlib").colormaps["cividis"]
    patches = import_module("matplotlib.patches")
    for row, one in enumerate(shown):
        for column, name in enumerate(names):
            if (line := one.lines.get(name)) is not None:
                _cell(ax, patches, colours, (column, row), line, frame)
    ax.set_xlim(-0.5, len(names) - 0.5)
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.set_xticks(range(len(names)), [clean(frame.line_title(name), 16) for name in names], **_text())
    ax.set_yticks(range(len(shown)), [clean(one.staff, 24) for one in shown], **_text())
    ax.tick_params(length=0)
    title = say("pages.plot.unit", lang)
    if unit is not None:
        title = f"{say('pages.unit', lang, unit=clean(unit, 40))}\n{title}"
    ax.set_title(title, fontsize="medium", **_text())
    if len(people) > len(shown):
        ax.set_xlabel(say("pages.plot.more", lang, count=len(people) - len(shown)), **_text())
    return ax


def _cell(ax: Any, patches: Any, colours: Any, at: tuple[int, int], line: LineScore, frame: Frame) -> None:
    column, row = at
    share = float(line.recorded / line.max) if line.max and line.recorded is not None else 0.0
    red, green, blue, _ = colours(share)
    open_ = line.low != line.high
    face = "white" if open_ else (red, green, blue)
    light = open_ or 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.45
    hatch = "////" if open_ else None
    box = patches.Rectangle(
        (column - 0.5, row - 0.5), 1, 1, facecolor=face, edgecolor=GREY, hatch=hatch, linewidth=0.8
    )
    ax.add_patch(box)
    said = frame.points(line.recorded)
    if open_:
        said = f"{frame.points(line.low)} … {frame.points(line.high)}"
    ink = INK if light else "white"
    ax.text(
        column,
        row,
        said,
        ha="center",
        va="center",
        color=ink,
        fontsize="small",
        bbox=PLATE if open_ else None,
        **_text(),
    )


def plot_totals(verdicts: Verdicts, ax: Any = None, *, lang: str = "vi") -> Any:
    """Draw how the recorded totals are spread, with the thresholds of the ratings; open intervals are hatched."""
    people = _of_unit(verdicts, None)
    frame = _frame(people[0], lang)
    card = frame.material.scorecard
    ax = _axes(ax, height=4.2)
    settled, open_ = _recorded(people)
    top = max([*settled, *open_, 1.0])
    if card is not None:
        top = float(whole(card)) or top
    low = _floor(
        min([*settled, *open_, top]), [float(one.at_least) for one in card.thresholds] if card else []
    )
    edges = [low + (top - low) * step / BINS for step in range(BINS + 1)]
    heights, _, bars = ax.hist(
        [settled, open_], bins=edges, stacked=True, color=[BLUE, "white"], edgecolor=INK, linewidth=0.8
    )
    for box in bars[1]:
        box.set_hatch("////")
    tallest = max((float(height) for height in heights[-1]), default=0.0) or 1.0
    for height, left, right in zip(heights[-1], edges, edges[1:], strict=False):
        if height:
            ax.text(
                (left + right) / 2, height, number(int(height), lang), ha="center", va="bottom", **_text()
            )
    for place, one in enumerate(card.thresholds if card is not None else ()):
        at = float(one.at_least)
        if at < low:
            continue
        ax.axvline(at, color=ORANGE, linestyle="--", linewidth=1.2)
        said = f" {points(one.at_least, lang)} {clean(one.title[lang], LONGEST)}"
        side = "right" if at > low + (top - low) / 2 else "left"
        ax.text(
            at,
            tallest * (1.34 - 0.07 * place),
            f"{said} ",
            ha=side,
            va="center",
            fontsize="small",
            bbox=PLATE,
            **_text(),
        )
    ax.set_ylim(0, tallest * 1.42)
    ax.set_xlim(low, top)
    ax.set_xlabel(say("pages.plot.points", lang), **_text())
    ax.set_ylabel(say("pages.plot.people", lang), **_text())
    code = "pages.plot.totals_open" if open_ else "pages.plot.totals"
    ax.set_title(say(code, lang, count=len(settled) + len(open_), open=len(open_)), **_text())
    return ax


def _recorded(people: list[Verdict]) -> tuple[list[float], list[float]]:
    """Return the recorded totals that are settled and those that are still open; who has none is left out."""
    settled, open_ = list[float](), list[float]()
    for one in people:
        if one.total is not None and one.total.recorded is not None:
            (settled if one.total.low == one.total.high else open_).append(float(one.total.recorded))
    return settled, open_


def _floor(least: float, thresholds: list[float]) -> float:
    """Return where the axis begins: the second threshold below the least total, so that one is seen below everybody."""
    below = sorted((one for one in thresholds if one <= least), reverse=True)
    return min(below[1] if len(below) > 1 else 0.0, least)


# --- what all of them need ------------------------------------------------------------------------------------------


def _of_unit(verdicts: Verdicts, unit: str | None) -> list[Verdict]:
    material, people, units = Materials(), list[Verdict](), dict[str, None]()
    for one in verdicts.values():
        row = material(one).person()
        if row is not None:
            units[row.unit] = None
        if unit is None or (row is not None and row.unit == unit):
            people.append(one)
    if not people:
        raise error(UsageError, "pages.plot.empty", near=near(unit or "", units))
    return people


def _frame(verdict: Verdict, lang: str) -> Frame:
    material = Materials()(verdict)
    return Frame(material, Telling(material, lang, "public"))


def _axes(ax: Any, *, height: float, width: float = 8.0) -> Any:
    plotting = _matplotlib()
    if ax is not None:
        return ax
    _, made = plotting.subplots(figsize=(width, height), layout="constrained")
    return made


def _matplotlib() -> Any:
    try:
        return import_module("matplotlib.pyplot")
    except ImportError as cause:
        raise error(MissingExtraError, "extra.missing", package="matplotlib", extra="plot") from cause


def _text() -> dict[str, Any]:
    """Return how text is set: as it is, never as mathematics, in the user's font with one behind it that has the marks."""
    families: Iterable[str] = import_module("matplotlib").rcParams["font.family"]
    return {"parse_math": False, "fontfamily": [*families, "DejaVu Sans"]}


def _legend(ax: Any, handles: list[Any], labels: list[str]) -> None:
    family = _text()["fontfamily"]
    ax.legend(
        handles,
        labels,
        loc="upper center",
        bbox_to_anchor=(0.5, -0.12),
        ncols=3,
        frameon=False,
        prop={"family": family},
    )


# --- one person's period as lanes -----------------------------------------------------------------------------------


def lanes(verdict: Verdict, material: Material) -> list[Lane]:
    """Return the lane of all facts of the period, then one for each rule that found, doubts or awaits something."""
    period, found = verdict.period, dict[str, Marks]()
    facts = [
        fact.at
        for fact in material.facts.values()
        if fact.staff == verdict.staff and period.contains(fact.at)
    ]
    due = _deadlines(verdict, material)
    for one in verdict.findings:
        marks = found.setdefault(one.rule, {})
        _add(marks, "fact", [material.facts[each].at for each in one.evidence if each in material.facts])
        if (one.rule, one.at, one.evidence) in due:
            _add(marks, "deadline", [one.at])
        _add(marks, one.kind, [one.at])
    for doubt in verdict.unknown:
        seen = [material.facts[each].at for of in doubt.evidence for each in of if each in material.facts]
        _add(found.setdefault(doubt.rule, {}), "unknown", seen)
    for duty in verdict.pending:
        marks = found.setdefault(duty.rule, {})
        _add(marks, "fact", [material.facts[each].at for each in duty.evidence if each in material.facts])
        _add(marks, "pending", [] if duty.due is None else [duty.due])
    lanes_ = [Lane("", {"fact": _local(material, facts)})]
    for rule, marks in found.items():
        if any(marks.values()):
            lanes_.append(Lane(rule, {name: _local(material, instants) for name, instants in marks.items()}))
    return lanes_


def _add(marks: Marks, name: str, instants: list[datetime]) -> None:
    marks.setdefault(name, []).extend(instants)


def _local(material: Material, instants: list[datetime]) -> list[datetime]:
    return sorted({material.local(at) for at in instants})


def _deadlines(verdict: Verdict, material: Material) -> set[tuple[str, datetime, tuple[str, ...]]]:
    """Return the findings whose instant is a deadline that passed, where that can be told."""
    if material.scene is None or material.rulebook is None:
        return set()
    rules = {one.rule for one in verdict.findings}
    asked = [rule for rule in material.rulebook if rule.id in rules]
    return {
        (reason.rule, step.parts["at"], tuple(fact.id for fact in step.facts))
        for reason in reasons(verdict, material.scene, asked)
        for step in reason.steps
        if step.code == "found" and step.parts["due"] is not None
    }
