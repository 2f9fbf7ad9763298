"""3 · What was found of many people as plain columns: one row a person, one row a finding; no object for either."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property

from attrs import define, frozen

from vanhoa_rules.canonical import plain
from vanhoa_rules.engines.columnar.arrays import SAFE, Array, Bools, Ints, count, ints, np, size, spread
from vanhoa_rules.engines.columnar.bulk import Judged
from vanhoa_rules.engines.columnar.numbers import decimals
from vanhoa_rules.engines.columnar.rules import RuleResult
from vanhoa_rules.engines.columnar.scoring import READINGS
from vanhoa_rules.rules import Rule
from vanhoa_rules.scorecards import Award, Refer


@frozen(eq=False)
class Texts:
    """Texts as places in ``texts``, -1 where there is none; without ``codes`` each text stands for itself."""

    codes: Ints | None
    texts: Sequence[str] | Array


@frozen(eq=False)
class Found:
    """Findings as columns, person by person as judged, rule by rule, in the order (``at``, evidence).

    ``who`` are places in the order of those judged; ``rule`` places in the rulebook; ``at`` microseconds since 1970 in
    UTC; the evidence of a finding ends at ``ends`` of ``evidence``.
    """

    who: Ints
    rule: Ints
    at: Ints
    points: Texts
    measure: Texts
    ends: Ints
    evidence: Texts


@define(eq=False)
class Answers:
    """What is told of those judged; ``alone`` are those (in their order) who can only be told by their verdicts."""

    judged: Judged

    @cached_property
    def alone(self) -> Bools:
        """Whom columns do not tell: judged by the reference engine."""
        return self.judged.points.one_by_one[self.judged.places]

    @cached_property
    def told(self) -> Ints:
        """The places, in the order of those judged, of whom columns tell."""
        return np.flatnonzero(~self.alone).astype(np.int64)

    @property
    def rows(self) -> Ints:
        """The same as rows of the arrays that hold one number a person."""
        return self.judged.places[self.told]

    # --- one row a person -----------------------------------------------------------------------------------------

    @property
    def staff(self) -> Texts:
        """The ids of those whom columns tell of."""
        ids = self.judged.engine.people.ids
        listed: list[int] = self.rows.tolist()
        return Texts(None, [ids[place] for place in listed])

    @property
    def unit(self) -> Texts:
        """The unit of each person's last roster row that begins before the period ends."""
        people = self.judged.engine.people
        column = people.column("unit")
        begun = people.since < self.judged.head.period.end.date().toordinal()
        held = np.bincount(people.owner[begun], minlength=len(people))
        last = people.first[:-1] + held - 1
        codes = np.where(held > 0, column.values[np.maximum(last, 0)] if len(column.values) else -1, -1)
        return Texts(ints(codes)[self.rows], () if column.pool is None else column.pool.texts)

    def total(self, at: str) -> Texts:
        """Return the total at a reading."""
        points = self.judged.points
        return written(points.total[at][self.rows], points.over)

    def rating(self, at: str) -> Texts:
        """Return the rating at a reading."""
        names = [one.rating for one in self.judged.scorecard.thresholds]
        return Texts(ints(self.judged.points.rating[at][self.rows]), names)

    def line(self, name: str, at: str) -> Texts:
        """Return the points of a line at a reading."""
        points = self.judged.points
        return written(points.lines[name][at][self.rows], points.over)

    def counts(self) -> dict[str, Ints]:
        """Return how many findings, defeated ones, duties that wait, rules that are unknown and referrals there are."""
        n = len(self.judged.engine.people)
        found = {name: np.zeros(n, dtype=np.int64) for name in COUNTED}
        ledger = self.judged.ledger
        for result in self.judged.results:
            rule, certain = result.rule.id, result.certain
            mine = np.bincount(certain.staff, minlength=n)
            found["findings"] += mine
            found["defeated"] += np.bincount(certain.staff[ledger.relieving(rule)], minlength=n)
            found["pending"] += np.bincount(result.waiting.staff, minlength=n)
            found["unknown"] += _doubtful(result, n) | (result.missing != 0)
            effects = self.judged.scorecard.effects.get(rule, ())
            found["referrals"] += mine * sum(isinstance(one, Refer) for one in effects)
        return {name: values[self.rows] for name, values in found.items()}

    # --- one row a finding ----------------------------------------------------------------------------------------

    def line_of(self, rule: Rule) -> str | None:
        """Return the line on which a rule's findings cost or earn points."""
        effect = self.judged.ledger.amount(rule.id)
        return None if effect is None else effect.line or rule.criterion.value

    def findings(self) -> Found:
        """Return all findings of those whom columns tell of."""
        judged, table = self.judged, self.judged.engine.table
        place = np.full(len(judged.engine.people), -1, dtype=np.int64)
        place[self.rows] = self.told
        kept = [np.flatnonzero(place[one.certain.staff] >= 0) for one in judged.results]
        parts = [one.certain.take(of) for one, of in zip(judged.results, kept, strict=True)]
        sizes = [len(part) for part in parts]
        who = place[np.concatenate([part.staff for part in parts])] if parts else count(0)
        order = np.argsort(who, kind="stable")
        rule = np.repeat(count(len(parts)), sizes)[order]
        at = np.concatenate([part.at for part in parts])[order] if parts else count(0)
        points = [
            judged.ledger.net(one.rule.id)[of] * self._sign(one.rule)
            for one, of in zip(judged.results, kept, strict=True)
        ]
        begin, size, flat = count(0), count(0), count(0)
        if parts:
            bounds = [part.evidence.bounds() for part in parts]
            base = np.cumsum([0, *(len(part.evidence.rows) for part in parts[:-1])])
            begin = np.concatenate([low + add for (low, _), add in zip(bounds, base, strict=True)])[order]
            size = np.concatenate([high - low for low, high in bounds])[order]
            flat = np.concatenate([part.evidence.rows for part in parts])
        rows = flat[spread(begin, begin + size)[0]]
        measures = [written(part.measure, part.over) for part in parts]
        return Found(
            who[order],
            rule,
            at,
            _taken([written(of, judged.ledger.over) for of in points], order),
            _taken(measures, order),
            np.cumsum(size),
            Texts(None, table.names(rows)),
        )

    def _sign(self, rule: Rule) -> int:
        return 1 if isinstance(self.judged.ledger.amount(rule.id), Award) else -1


COUNTED = ("findings", "defeated", "pending", "unknown", "referrals")
__all__ = ["COUNTED", "READINGS", "Answers", "Found", "Texts"]


def written(values: Array, over: Array | int) -> Texts:
    """Return exact text of numerators over one denominator, or each over its own."""
    if not len(values):
        return Texts(count(0), ())
    if not isinstance(over, int):
        return _ratios(values, over)
    low, high = int(values.min()), int(values.max())
    if values.dtype != object and high - low < 4 * len(values) + 1024:
        codes = ints(values - low)
        seen = np.flatnonzero(np.bincount(codes))
        to = np.zeros(high - low + 1, dtype=np.int64)
        to[seen] = count(len(seen))
        numbers: list[int] = (seen + low).tolist()
        return Texts(to[codes], decimals(numbers, over))
    unique, inverse = np.unique(values, return_inverse=True)
    return Texts(ints(inverse.reshape(-1)), decimals(unique.tolist(), over))


def _ratios(values: Array, over: Array) -> Texts:
    """Return exact text of numerators each over its own denominator."""
    top = int(over.max()) + 1
    if values.dtype != object and size(values) * top < SAFE:
        _, first, inverse = np.unique(
            values * top + over.astype(np.int64), return_index=True, return_inverse=True
        )
        values, over, codes = values[first], over[first], ints(inverse.reshape(-1))
    else:
        codes = count(len(values))
    texts = [plain(Fraction(int(n), int(d))) for n, d in zip(values.tolist(), over.tolist(), strict=True)]
    return Texts(codes, texts)


def _taken(parts: Sequence[Texts], order: Ints) -> Texts:
    """Return several columns of text as one, in an order."""
    texts: list[str] = []
    codes: list[Ints] = []
    for part in parts:
        codes.append(count(0) if part.codes is None else part.codes + len(texts))
        texts += list(part.texts)
    return Texts(np.concatenate(codes)[order] if codes else count(0), texts)


def _doubtful(result: RuleResult, n: int) -> Bools:
    """Return for whom there is a possible match whose evidence is not that of a finding."""
    found = np.zeros(n, dtype=np.bool_)
    low, high = result.certain, result.possible
    if low is high or not len(high):
        return found
    mine, theirs = result.run.identities([low, high])
    top = max(int(mine.max()) if len(mine) else 0, int(theirs.max())) + 1
    found[high.staff[~np.isin(high.staff * top + theirs, low.staff * top + mine)]] = True
    return found
