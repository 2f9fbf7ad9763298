"""7 · The frame of an explained verdict: whose it is, the total and the rating as intervals, the lines, the receipt."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, cast

from attrs import frozen

from vanhoa_rules.facts import value_title
from vanhoa_rules.present.amounts import rating_text
from vanhoa_rules.present.inputs import Material
from vanhoa_rules.present.telling import Telling
from vanhoa_rules.present.writing import capital, clean, day, points, wrapped
from vanhoa_rules.scorecards import Bounds
from vanhoa_rules.verdicts import LineScore, Referred, Verdict
from vanhoa_rules.words import say

INDENT = "    "
DEEP = "       "
UNRATED = ("khong_xep_loai", "ngoai_pham_vi")


@frozen(eq=False)
class Frame:
    """What every explained verdict shows, whatever was found."""

    material: Material
    telling: Telling
    unrecorded: ClassVar[str] = "explain.open"  # a drawing shows a dash

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.material.verdict

    @property
    def referred(self) -> tuple[Referred, ...]:
        """What is handed to the competent authority; nothing is decided there, so the public reads none of it."""
        return () if self.telling.public else self.verdict.referrals

    def say(self, code: str, **parts: object) -> str:
        """Return a sentence in the reader's language."""
        return say(code, self.telling.lang, **parts)

    # --- the head -------------------------------------------------------------------------------------------------

    def head(self) -> list[str]:
        """Return whose verdict it is, of which period, from what."""
        verdict, telling = self.verdict, self.telling
        found = [self.say("explain.title"), self.say("explain.person", person=telling.who(verdict.staff))]
        row = self.material.person()
        if row is not None:
            role = value_title("role", row.role)[telling.lang]
            found.append(self.say("explain.role", role=role, unit=clean(row.unit)))
        start, _, end = telling.span(verdict.period).partition(" – ")
        found.append(self.say("explain.period", start=start, end=end))
        as_of = self.say("explain.as_of", as_of=telling.when(verdict.as_of))
        if verdict.known_at != verdict.as_of:
            as_of += ", " + self.say("explain.known_at", known_at=telling.when(verdict.known_at))
        found.append(as_of)
        book, sheet = self.material.rulebook, self.material.scorecard
        if book is not None:
            found.append(self.say("explain.book", title=book.title[telling.lang] or book.name))
        if sheet is not None:
            found.append(self.say("explain.sheet", title=sheet.title[telling.lang]))
        return [line for text in found for line in wrapped(text, rest=INDENT)]

    def totals(self) -> list[str]:
        """Return the total and the rating."""
        verdict = self.verdict
        ratings = [self.say("explain.rated", rating=self.rating(one)) for one in verdict.rating]
        same = len(set(ratings)) == 1
        if same:
            rating = self.say("explain.closed", recorded=ratings[1])
        elif verdict.rating[1] is None:
            rating = self.say("told.rating_unrecorded", low=ratings[0], high=ratings[2])
        else:
            rating = self.say("explain.open", low=ratings[0], recorded=ratings[1], high=ratings[2])
        found = [
            self.say("explain.total", points=self.interval(verdict.total)),
            self.say("explain.rating", rating=rating),
        ]
        if (verdict.total is not None and verdict.total.low != verdict.total.high) or not same:
            found.append(self.say("explain.open_why"))
        found.append(self.say("explain.proposal"))
        return [line for text in found for line in wrapped(text, rest=INDENT)]

    def interval(self, bounds: Bounds | None) -> str:
        """Return the total with its interval; where there is none, why."""
        if bounds is None:
            code = f"told.no_total.{self.verdict.rating[1]}"
            return self.say(code if self.verdict.rating[1] in UNRATED else "told.absent")
        return self.range(bounds.low, bounds.recorded, bounds.high)

    def range(self, low: Fraction, recorded: Fraction | None, high: Fraction | None) -> str:
        """Return points with their interval; ``recorded`` None = nothing on record, ``high`` None = without end."""
        said = {"low": self.points(low), "recorded": self.points(recorded), "high": self.points(high)}
        if recorded is None:
            return self.say("told.at_least_unrecorded" if high is None else self.unrecorded, **said)
        if high is None:
            return self.say("told.at_least", **said)
        return self.say("explain.closed" if low == high else "explain.open", **said)

    def points(self, value: Fraction | None) -> str:
        """Return points to the sheet's digits, a dash where there are none."""
        if value is None:
            return "–"
        sheet = self.material.scorecard
        return points(value, self.telling.lang, 2 if sheet is None else sheet.digits)

    def rating(self, rating: str | None) -> str:
        """Return the name of a rating, or that nothing is on record."""
        if rating is None:
            return self.say("told.absent")
        sheet = self.material.scorecard
        titles = {one.rating: one.title for one in sheet.thresholds} if sheet is not None else {}
        if rating in titles:
            return titles[rating][self.telling.lang]
        text = rating_text(rating, self.telling.lang)
        return capital(text) if rating in UNRATED else text

    def line_title(self, name: str) -> str:
        """Return the name of a line."""
        sheet = self.material.scorecard
        titles = {line.id: line.title for line in sheet.lines} if sheet is not None else {}
        return titles[name][self.telling.lang] if name in titles else name

    def scores(self) -> list[str]:
        """Return the points of each line, and what its rules say."""
        verdict = self.verdict
        counts = {name: self._counts(one.outcomes.values()) for name, one in verdict.criteria.items()}
        found: list[str] = []
        if verdict.lines:
            found.append(self.say("explain.lines"))
            sheet = self.material.scorecard
            named = sheet is not None and sheet.computed is not None  # notices speak of lines by their ids
            titles = {
                n: f"{n} · {self.line_title(n)}" if named else self.line_title(n) for n in verdict.lines
            }
            width = max(map(len, titles.values()))
            for name, line in verdict.lines.items():
                aside = f"  ({counts[name]})" if counts.get(name) else ""
                title = titles[name].ljust(width)
                found += wrapped(f"{title}  {self.of(line)}{aside}", first="  ", rest=INDENT)
        rest = {name: text for name, text in counts.items() if name not in verdict.lines and text}
        if rest:
            found.append(self.say("explain.criteria"))
            found += [
                line
                for name, text in rest.items()
                for line in wrapped(f"{name}  ({text})", first="  ", rest=INDENT)
            ]
        return found

    def of(self, line: LineScore) -> str:
        """Return the points of a line out of its maximum."""
        low, recorded, high, maximum = (
            self.points(one) for one in (line.low, line.recorded, line.high, line.max)
        )
        if line.recorded is None:
            return self.say("told.of_unrecorded", low=low, high=high, maximum=maximum)
        if low == high:
            return self.say("explain.of", points=recorded, maximum=maximum)
        return self.say("explain.of_open", low=low, high=high, recorded=recorded, maximum=maximum)

    def _counts(self, words: Iterable[str]) -> str:
        each = list(words)
        order = ("breached", "earned", "unknown", "pending")
        return " · ".join(f"{self.say(f'word.{word}')} {each.count(word)}" for word in order if word in each)

    # --- the receipt ------------------------------------------------------------------------------------------------

    def receipt(self) -> list[str]:
        """Return the digests of all that the verdict rests on."""
        receipt = self.verdict.receipt
        lines = [self.say("section.receipt")]
        names = [
            name for name in ("rulebook", "scorecard", "calendar", "facts", "version") if name in receipt
        ]
        titles = {name: self.say(f"receipt.{name}") for name in names}
        width = max(map(len, titles.values()), default=0)
        lines += [f"  {titles[name].ljust(width)}  {clean(receipt[name], 80)}" for name in names]
        since = self.speaks_from()
        return [*lines, f"  {self.say('receipt.speaks_from')} {since}"] if since else lines

    def speaks_from(self) -> str:
        """Return the day from which the verdict speaks, as the reader writes days; empty where the receipt names none."""
        coverage = self.verdict.receipt.get("coverage")
        since: Any = (
            cast("Mapping[str, Any]", coverage).get("speaks_from") if isinstance(coverage, dict) else None
        )
        try:
            return day(date.fromisoformat(since), self.telling.lang) if since else ""
        except (TypeError, ValueError):  # a receipt that somebody else wrote
            return clean(since)


@frozen(eq=False)
class Worded(Frame):
    """A frame in words alone: what is not on record is said, not dashed."""

    unrecorded: ClassVar[str] = "told.unrecorded"
