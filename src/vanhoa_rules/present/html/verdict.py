"""7 · One verdict as HTML: the total and the lines as intervals, what was found on what, what cannot be told, the receipt."""

from collections.abc import Iterable, Sequence

from attrs import frozen

from vanhoa_rules.facts import value_title
from vanhoa_rules.patterns import is_windowed
from vanhoa_rules.present.html.bars import bar, whole
from vanhoa_rules.present.html.findings import Findings
from vanhoa_rules.present.html.pieces import Pieces
from vanhoa_rules.present.html.tags import NOTHING, Html, el, join
from vanhoa_rules.present.inputs import Material
from vanhoa_rules.present.reasons import EXCUSES, Reason, reasons
from vanhoa_rules.present.telling import Telling
from vanhoa_rules.present.text import OPEN
from vanhoa_rules.present.writing import clean
from vanhoa_rules.scorecards import Bounds
from vanhoa_rules.verdicts import LineScore
from vanhoa_rules.words import say

BUDGET = 44_000
LISTED = 300


def sheet(material: Material, lang: str, audience: str, *, whole: bool = False) -> "Sheet":
    """Return a verdict ready to be drawn for one audience; ``whole`` opens and shows everything, whatever its size."""
    told: tuple[Reason, ...] = ()
    if material.scene is not None and material.rulebook is not None:
        told = reasons(material.verdict, material.scene, material.rulebook)
    return Sheet(material, Telling(material, lang, audience), {one.rule: one for one in told}, whole=whole)


@frozen(eq=False)
class Sheet(Pieces):
    """One verdict laid out as HTML for one reader."""

    def article(self, *more: Html, level: int = 2) -> Html:
        """Return the verdict as one article; ``more`` stands before the receipt."""
        found = Findings(self)
        parts = [
            self.header(level),
            self.summary(),
            self.rows(),
            found.section("breach", "breached"),
            found.section("merit", "earned"),
            self.unknown(),
            self.pending(),
            self.referrals(),
            self.excused(),
            self.outcomes(),
            self.beside(),
            *more,
            self.slip(),
        ]
        if not self.whole and sum(map(len, parts)) > BUDGET:
            spent = sum(map(len, parts)) - len(parts[3]) - len(parts[4])
            parts[3:5] = found.within(max(BUDGET - spent, 0))
        if not self.whole and sum(map(len, parts)) > BUDGET:
            parts[5:9] = [self.counted(code, len(of)) for code, of in self._lists()]
        return el("article", parts, lang=self.telling.lang)

    # --- the head -----------------------------------------------------------------------------------------------------

    def header(self, level: int) -> Html:
        """Return whose verdict it is, of which period, from what."""
        verdict, telling = self.verdict, self.telling
        row = self.material.person()
        start, _, end = telling.span(verdict.period).partition(" – ")
        as_of = self.say("explain.as_of", as_of=telling.when(verdict.as_of))
        if verdict.known_at != verdict.as_of:
            as_of += ", " + self.say("explain.known_at", known_at=telling.when(verdict.known_at))
        said = [f"{self.say('explain.period', start=start, end=end)}. {as_of}."]
        if row is not None:
            role = value_title("role", row.role)[telling.lang]
            said.insert(0, self.say("explain.role", role=role, unit=clean(row.unit)))
        book, card = self.material.rulebook, self.material.scorecard
        if book is not None:
            said.append(self.say("explain.book", title=clean(book.title[telling.lang] or book.name, 200)))
        if card is not None:
            said.append(self.say("explain.sheet", title=clean(card.title[telling.lang], 200)))
        title = el(f"h{level}", self.say("pages.person", staff=telling.who(verdict.staff)))
        return el("header", title, [el("p", text, cls="soft small") for text in said])

    def summary(self) -> Html:
        """Return the total and the rating, both as intervals where they are open."""
        verdict = self.verdict
        ratings = [self.say("explain.rated", rating=self.rating(one)) for one in verdict.rating]
        same = len(set(ratings)) == 1
        rating = (
            self.say("explain.closed", recorded=ratings[1])
            if same
            else self.say("explain.open", low=ratings[0], recorded=ratings[1], high=ratings[2])
        )
        total = verdict.total
        open_ = (total is not None and total.low != total.high) or not same
        return join(
            (
                el(
                    "p",
                    el("span", self.say("pages.head.total")),
                    el("span", self.interval(verdict.total), cls="big"),
                    cls="total",
                ),
                self.total_bar(verdict.total),
                el("p", self.say("pages.head.rating"), ": ", el("b", rating)),
                el("p", self.say("explain.open_why"), cls="small") if open_ else NOTHING,
                el("p", self.say("explain.proposal"), cls="small soft"),
            )
        )

    def total_bar(self, total: Bounds | None) -> Html:
        """Return the total as a bar with the thresholds; nothing where there is none or the sheet is not at hand."""
        card = self.material.scorecard
        if card is None or total is None:
            return NOTHING
        return bar(
            total.low,
            total.recorded,
            total.high,
            whole(card),
            label=self.interval(total),
            marks=[one.at_least for one in card.thresholds],
        )

    def rows(self) -> Html:
        """Return each line: its name, its bar, its points, and what its rules say."""
        verdict = self.verdict
        counts = {name: self._counts(one.outcomes.values()) for name, one in verdict.criteria.items()}
        rows = [
            el(
                "div",
                el("span", clean(self.line_title(name), 120)),
                self.line_bar(line),
                el("span", self.of(line)),
                el("span", counts[name], cls="aside soft small") if counts.get(name) else NOTHING,
                cls="row",
            )
            for name, line in verdict.lines.items()
        ]
        rows += [
            el("div", el("span", clean(name, 120)), el("span", text, cls="aside soft small"), cls="row")
            for name, text in counts.items()
            if name not in verdict.lines and text
        ]
        open_ = any(line.low != line.high for line in verdict.lines.values())
        legend = el("p", self.say("pages.legend"), cls="soft small") if open_ else NOTHING
        return join((el("div", rows, cls="rows"), legend))

    def line_bar(self, line: LineScore) -> Html:
        """Return a line's points as a bar."""
        return bar(line.low, line.recorded, line.high, line.max, label=self.of(line))

    # --- what is not a finding ----------------------------------------------------------------------------------------

    def unknown(self) -> Html:
        """Return what cannot be told, apart from the breaches; rules that miss the same kinds stand together."""
        found = self.verdict.unknown
        items: list[Html] = []
        silent: dict[str, list[str]] = {}
        for one in found:
            steps = [step for step in self.steps(one.rule) if step.code in OPEN]
            if [step.code for step in steps] == ["missing"]:
                silent.setdefault(self.telling.step(steps[0]), []).append(one.rule)
            elif steps:
                items.append(self.told(one.rule, steps))
            else:
                kinds = self.telling.kinds(one.missing)
                texts = [self.say("why.missing", kinds=kinds), *map(self.telling.evidence, one.evidence)]
                items.append(self.listed(one.rule, texts))
        items += [
            el("p", el("b", ", ".join(map(clean, rules))), f": {text}.") for text, rules in silent.items()
        ]
        return self.part("unknown", "unknown", len(found), items)

    def pending(self) -> Html:
        """Return the duties whose deadline has not passed."""
        found = self.verdict.pending
        items: list[Html] = []
        for name in dict.fromkeys(one.rule for one in found):
            steps = [step for step in self.steps(name) if step.code == "pending"]
            if steps:
                items.append(self.told(name, steps))
                continue
            texts: list[str] = []
            for one in found:
                if one.rule == name:
                    due = "–" if one.due is None else self.telling.when(one.due)
                    texts.append(f"{self.telling.evidence(one.evidence)}; {due}" if one.evidence else due)
            items.append(self.listed(name, texts))
        return self.part("pending", "pending", len(found), items)

    def referrals(self) -> Html:
        """Return what is handed to the competent authority, nothing of which the public reads."""
        lang, found = self.telling.lang, self.referred
        said: dict[str, dict[str, None]] = {}
        for one in found:
            text = self.say("refer.line", to=clean(one.to[lang], 200), why=clean(one.why[lang], 400))
            said.setdefault(one.rule, {})[text] = None
        items = [self.listed(name, list(texts)) for name, texts in said.items()]
        return self.part("quiet", "referrals", len(found), items)

    def excused(self) -> Html:
        """Return what was looked at and is no breach, folded."""
        items: list[Html] = []
        for name, one in self.reasons.items():
            rule = self.material.rule(name)
            steps = [step for step in one.steps if step.code in EXCUSES]
            if steps and one.kind == "breach" and rule is not None and not is_windowed(rule.pattern):
                items.append(self.told(name, steps))
        return self.fold("excused", len(items), items)

    def beside(self) -> Html:
        """Return what a computed sheet tells beside its numbers: grounds and notices; the public sees neither."""
        lang = self.telling.lang
        told = [*self.verdict.beside.get("grounds", ()), *self.verdict.beside.get("notices", ())]
        texts = dict.fromkeys(clean(one["message"][lang], 600) for one in told)
        if self.telling.public or not texts:
            return NOTHING
        return self.fold("beside", len(texts), [el("ul", [el("li", text) for text in texts])])

    def outcomes(self) -> Html:
        """Return the one word of every rule, folded: ids under words."""
        words: dict[str, list[str]] = {}
        for name, word in self.verdict.outcomes.items():
            rule = self.material.rule(name)
            quiet = word == "met" and rule is not None and rule.kind == "merit"
            words.setdefault("not_earned" if quiet else word, []).append(clean(name, 24))
        order = ("breached", "earned", "unknown", "pending", "met", "not_earned", "not_applicable")
        items = [
            el(
                "p",
                el("b", f"{self.say(f'word.{word}')} ({len(words[word])})"),
                f": {', '.join(words[word][:LISTED])}{' …' if len(words[word]) > LISTED else ''}",
            )
            for word in order
            if word in words
        ]
        return self.fold("outcomes", len(self.verdict.outcomes), items)

    def slip(self) -> Html:
        """Return the receipt: the digests of all that the verdict rests on."""
        receipt = self.verdict.receipt
        rows = [
            (self.say(f"receipt.{name}"), clean(receipt[name], 80))
            for name in ("rulebook", "scorecard", "calendar", "facts", "version")
            if name in receipt
        ]
        since = self.speaks_from()
        if since:
            rows.append((self.say("receipt.speaks_from"), since))
        items = [join((el("dt", name, cls="soft"), el("dd", value, cls="mono"))) for name, value in rows]
        return self.fold("receipt", None, [el("dl", items, cls="receipt small")] if items else [])

    def _lists(self) -> tuple[tuple[str, Sequence[object]], ...]:
        verdict = self.verdict
        return (
            ("unknown", verdict.unknown),
            ("pending", verdict.pending),
            ("referrals", self.referred),
            ("excused", ()),
        )

    def _counts(self, words: Iterable[str]) -> str:
        each = list(words)
        order = ("breached", "earned", "unknown", "pending")
        return " · ".join(
            f"{say(f'word.{word}', self.telling.lang)} {each.count(word)}" for word in order if word in each
        )
