"""7 · What a computed sheet tells beside its lines: reading, cycles, measures, tasks, grounds, notices, the quota.

All but the tasks is read from the verdict's own data, so a stored verdict tells it too. The public sees cycles and
measures; grounds, notices and tasks, which speak of facts and matters, are for the person and who judges.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from attrs import frozen

from vanhoa_rules.errors import UsageError
from vanhoa_rules.present.changes import bounds
from vanhoa_rules.present.layout import DEEP, INDENT, Frame
from vanhoa_rules.present.measures import (
    ASSESSED,
    FROM_TASKS,
    cycle_name,
    ground_text,
    letter,
    measure_text,
    measure_title,
    who_reads,
)
from vanhoa_rules.present.telling import Telling
from vanhoa_rules.present.writing import clean, listed, number, points, wrapped
from vanhoa_rules.sheets.nd_335_2025.forms import STATES
from vanhoa_rules.sheets.nd_335_2025.ledger import Cut, Row
from vanhoa_rules.sheets.nd_335_2025.questions import QUESTIONS
from vanhoa_rules.sheets.nd_335_2025.reading import ABOUT, DECREE, Reading
from vanhoa_rules.sheets.nd_335_2025.sheet import Nd335
from vanhoa_rules.words import say

COUNTED = ("reckoned", "recorded", "missing", "open")
LEDGER_KINDS = ("task.", "cause.")
LISTED = 12


@frozen(eq=False)
class Told:
    """The evaluation beside one explained verdict; without ``beside`` data every section is empty."""

    frame: Frame

    @property
    def beside(self) -> Mapping[str, Any]:
        """What the sheet added to the verdict."""
        return self.frame.verdict.beside

    @property
    def telling(self) -> Telling:
        """How facts are told to this reader."""
        return self.frame.telling

    def say(self, code: str, **parts: object) -> str:
        """Return a sentence in the reader's language."""
        return say(code, self.telling.lang, **parts)

    # --- the reading, the cycles, the measures ----------------------------------------------------------------------

    def reading(self) -> list[str]:
        """Return how the doubtful places of the decree were read: the name, and each answer that is not the decree's."""
        if "reading" not in self.beside:
            return []
        name = str(self.beside["reading"]["name"])
        read, lang = _reading(name), self.telling.lang
        about = "" if read is None or read.preset not in ABOUT else f" — {ABOUT[read.preset][lang]}"
        lines = wrapped(self.say("told.reading", name=clean(name, 200)) + about, rest=INDENT)
        for question in () if read is None else DECREE.differs(read):
            asked = QUESTIONS[question]
            option = asked.option(read.answers[question]) if read is not None else asked.options[0]
            text = self.say(
                "told.answer",
                question=asked.asks[lang],
                answer=option.meaning[lang],
                basis=who_reads(option.basis, lang),
            )
            lines += wrapped(f"– {text}", first="  ", rest=INDENT)
        return lines

    def parts(self) -> list[str]:
        """Return each cycle: its state and its total."""
        found: Sequence[Mapping[str, Any]] = self.beside.get("parts", ())
        if not found:
            return []
        names = [cycle_name(str(one["period"]), self.telling.lang) for one in found]
        width = max(map(len, names))
        lines = [self.say("told.parts")]
        for name, one in zip(names, found, strict=True):
            state = str(one["state"])
            said = STATES[state][self.telling.lang] if state in STATES else clean(state)
            if self.telling.public and state in {"on_leave", "half_served"}:
                said = self.say("told.not_counted")
            text = f"{name.ljust(width)}  {said}"
            if one["total"] is not None:
                text += f"; {self.say('told.total_is', points=self._bounds(one['total']))}"
            lines += wrapped(text, first="  ", rest=INDENT)
        return lines

    def _bounds(self, data: Mapping[str, str | None]) -> str:
        low, high = bounds(data)
        recorded = data["recorded"]
        return self.frame.range(low, None if recorded is None else Fraction(recorded), high)

    def measures(self) -> list[str]:
        """Return each measure, exact or from low to high with the reason why it is not settled."""
        found: Mapping[str, Mapping[str, str | None]] = self.beside.get("measures", {})
        if not found:
            return []
        counted = [one for one in self.beside.get("parts", ()) if one["state"] in COUNTED]
        lines = [self.say("told.measures" if len(counted) < 2 else "told.measures_mean")]
        titles = {name: measure_title(name, found, self.telling.lang) for name in found}
        width = max(map(len, titles.values()))
        for name, one in found.items():
            lines += wrapped(
                f"{titles[name].ljust(width)}  {measure_text(name, *bounds(one), self.telling.lang)}",
                first="  ",
                rest=INDENT,
            )
            if one["exact"] is None:
                reason = "; ".join(self._why(name, found))
                lines += wrapped(f"– {self.say('told.why', reason=reason)}", first=INDENT, rest=INDENT + "  ")
        return lines

    def _why(self, name: str, found: Mapping[str, Mapping[str, str | None]]) -> list[str]:
        """Return why a measure is not one number."""
        if name == "result":
            return [self.say("told.why.parts", parts="R")]
        if name == "R":
            open_ = [
                letter(one)
                for one in (*FROM_TASKS, "d", *ASSESSED)
                if one in found and found[one]["exact"] is None
            ]
            return [self.say("told.why.parts", parts=listed(open_, self.telling.lang))]
        if name == "d":
            return [self.say("told.why.below")]
        if name in ASSESSED:
            return [self.say("told.why.assessed")]
        reasons = list(self._silent())
        if name == "general":
            lines = [one for one, line in self.frame.verdict.lines.items() if line.low != line.high]
            every = len(lines) == len(self.frame.verdict.lines)
            code = "told.why.every_line" if every else "told.why.lines"
            reasons += [self.say(code, lines=", ".join(map(clean, lines)))] if lines else []
        else:
            reasons += self._why_tasks()
        return reasons or [self.say("told.why.record")]

    def _silent(self) -> Iterable[str]:
        silent = [str(one["period"]) for one in self.beside.get("parts", ()) if one["state"] == "missing"]
        if silent:
            names = [cycle_name(one, self.telling.lang) for one in silent]
            yield self.say("told.why.cycles", cycles=listed(names, self.telling.lang))

    def _why_tasks(self) -> Iterable[str]:
        sheet = self.frame.material.scorecard
        missing = [
            kind
            for one in self.frame.verdict.unknown
            if sheet is None or one.rule == sheet.name
            for kind in one.missing
            if kind.startswith(LEDGER_KINDS)
        ]
        if missing:
            yield self.say("told.why.kinds", kinds=self.telling.kinds(missing))
        ledgers = self._ledgers()
        counted = [str(one["period"]) for one in self.beside.get("parts", ()) if one["state"] in COUNTED]
        rows = [row for cycle in counted for row in ledgers.get(cycle, ())]
        if any(row.state == "pending" for row in rows):
            yield self.say("told.why.pending")
        if ledgers and not missing and not any(row.planned and row.recorded.assigned for row in rows):
            yield self.say("told.why.nothing")

    # --- the tasks --------------------------------------------------------------------------------------------------

    def _ledgers(self) -> Mapping[str, tuple[Row, ...]]:
        material = self.frame.material
        if material.scene is None or material.scorecard is None or not self.beside:
            return {}
        sheet = material.scorecard.computed
        return sheet.ledgers(material.scene, material.verdict.staff) if isinstance(sheet, Nd335) else {}

    def ledgers(self) -> list[list[str]]:
        """Return the ledger of each cycle that counts: the tasks that lost something, each cut with its facts in words."""
        if self.telling.public:
            return []
        states = {str(one["period"]): str(one["state"]) for one in self.beside.get("parts", ())}
        sections: list[list[str]] = []
        for cycle, rows in self._ledgers().items():
            if rows and states.get(cycle) in COUNTED:
                sections.append(self._ledger(cycle, rows, aside=states[cycle] == "recorded"))
        return sections

    def _ledger(self, cycle: str, rows: Sequence[Row], *, aside: bool) -> list[str]:
        lang = self.telling.lang
        cut = sum(bool(row.cuts) for row in rows)
        said = {"cycle": cycle_name(cycle, lang), "count": len(rows), "cut": cut}
        lines = [self.say("told.ledger", **said)]
        if aside:
            lines += wrapped(self.say("told.ledger_aside"), first="  ", rest=INDENT)
        found = rows if self.telling.full else [row for row in rows if row.cuts or row.state != "done"]
        shown = found if self.telling.full else found[:LISTED]
        for row in shown:
            lines += wrapped(self._task(row), first="  ", rest=INDENT)
            for one in row.cuts:
                lines += self._cut(one)
        if len(found) > len(shown):
            lines += wrapped(self.say("told.more_tasks", count=len(found) - len(shown)), first="  ")
        return lines

    def _task(self, row: Row) -> str:
        lang = self.telling.lang
        state = self.say(f"told.state.{row.state}")
        if not row.planned:
            state = f"{state}; {self.say('told.unplanned')}"
        seen = row.recorded
        text = self.say(
            "told.task",
            case=clean(row.case, 40),
            coefficient=number(row.coefficient, lang),
            state=state,
            assigned=points(seen.assigned, lang),
            **{
                n: "–" if (v := getattr(seen, n)) is None else points(v, lang)
                for n in ("done", "good", "timely")
            },
        )
        return text if row.low == row.high else self.say("told.task_open", task=text)

    def _cut(self, one: Cut) -> list[str]:
        if one.times:
            text = self.say(f"told.cut.{one.aspect}", times=number(one.times, self.telling.lang))
            ids = one.facts
        else:
            text = self.say(f"told.excused.{one.aspect}")
            ids = tuple(dict.fromkeys((*one.facts, *((one.excused_by,) if one.excused_by else ()))))
        return [*wrapped(f"– {text}", first=INDENT, rest=INDENT + "  "), *self._facts(ids)]

    def _facts(self, ids: Sequence[str]) -> list[str]:
        known = [self.frame.material.facts[each] for each in ids if each in self.frame.material.facts]
        shown = known if self.telling.full else known[:6]
        texts = [self.telling.fact(fact) for fact in shown]
        if len(known) > len(shown):
            texts.append(self.say("fact.more", count=len(known) - len(shown)))
        strangers = [each for each in ids if each not in self.frame.material.facts]
        if strangers:
            texts.append(self.telling.evidence(strangers))
        return [line for text in texts for line in wrapped(f"· {text}", first=DEEP, rest=DEEP + "  ")]

    # --- grounds, notices, the quota --------------------------------------------------------------------------------

    def grounds(self, name: str) -> list[str]:
        """Return the grounds, or those without effect, each with its article and its facts."""
        found: Sequence[Mapping[str, Any]] = () if self.telling.public else self.beside.get(name, ())
        if not found:
            return []
        lines = [self.say(f"told.{name}", count=len(found))]
        for one in found:
            lines += wrapped(f"– {ground_text(one, self.telling.lang)}", first="  ", rest=INDENT)
            ids = tuple(map(str, one["evidence"]))
            lines += self._facts(ids if len(ids) <= LISTED or self.telling.full else ())
        return lines

    def notices(self) -> list[str]:
        """Return what is to be known about the result that changes no number, and where the quota is counted."""
        if self.telling.public or not self.beside:
            return []
        lang = self.telling.lang
        found = list(
            dict.fromkeys(clean(one["message"][lang], 600) for one in self.beside.get("notices", ()))
        )
        found += self._quota_hint()
        if not found:
            return []
        lines = [self.say("told.notices", count=len(found))]
        return lines + [line for text in found for line in wrapped(f"– {text}", first="  ", rest=INDENT)]

    def _quota_hint(self) -> list[str]:
        verdict, local = self.frame.verdict, self.frame.material.local
        start, end = local(verdict.period.start).date(), local(verdict.period.end).date()
        year = (start.month, start.day, end.month, end.day, end.year - start.year) == (1, 1, 1, 1, 1)
        if "xuat_sac" not in verdict.rating or not year or "reading" not in self.beside:
            return []
        read = _reading(str(self.beside["reading"]["name"])) or DECREE
        return [self.say("told.quota_hint", base=self.say(f"told.quota_base.{read.quota_base}"))]


def _reading(name: str) -> Reading | None:
    """Return a reading by its name; None for one that this version does not know."""
    try:
        return Reading.parse(name)
    except UsageError:
        return None
