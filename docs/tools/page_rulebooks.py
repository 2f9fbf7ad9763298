"""Pages of the shipped rulebooks: each rule with its sentences, its texts, how sure, its days; and a table of clauses."""

from collections.abc import Iterator

from marks import FOLDER, anchor, both, cited, code, days, page, table, text

from vanhoa_rules import Criterion, Rule, Rulebook, load_rulebook, load_scorecard, rulebooks, sentence


def pages() -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of every page."""
    for name in rulebooks.NAMES:
        book = load_rulebook(name)
        yield f"{FOLDER}/rulebooks/{name}/index.md", _front(book)
        for criterion in _criteria(book):
            yield f"{FOLDER}/rulebooks/{name}/{criterion.value}.md", _criterion(book, criterion)


def titles() -> dict[str, dict[str, str]]:
    """Return, by rulebook, the titles of its pages by path: what a table of contents needs."""
    found: dict[str, dict[str, str]] = {}
    for name in rulebooks.NAMES:
        folder = f"{FOLDER}/rulebooks/{name}"
        book = load_rulebook(name)
        found[name] = {"Clauses and rules": f"{folder}/index.md"}
        found[name] |= {_title(one).split(" · ")[0]: f"{folder}/{one.value}.md" for one in _criteria(book)}
    return found


def _criteria(book: Rulebook) -> list[Criterion]:
    held = {rule.criterion for rule in book}
    return [one for one in Criterion if one in held]


def _title(criterion: Criterion) -> str:
    name = load_scorecard("sau-tieu-chi").line(criterion.value).title
    return f"{name.vi} · {name.en}"


def _front(book: Rulebook) -> str:
    kinds = {kind: sum(rule.kind == kind for rule in book) for kind in ("breach", "merit")}
    return page(
        f"# {book.name}",
        f"{text(book.title.vi)}.\n\n*{text(book.title.en)}.*",
        f"Edition {book.edition} · {len(book)} rules: {kinds['breach']} of breaches, {kinds['merit']} of merits "
        f"· `{book.digest}`",
        "## By criterion",
        table(
            ("Criterion", "Rules"),
            (
                (f"[{_title(one)}]({one.value}.md)", str(sum(rule.criterion is one for rule in book)))
                for one in _criteria(book)
            ),
        ),
        "## By clause of the article",
        "Every clause of the article that the rulebook is made from, and the rules that cite it.",
        table(("Clause", "Rules"), _clauses(book)),
        "## What no event can show" if book.unobservable else "",
        table(("Clause", "Why"), ((text(one.clause), both(one.reason)) for one in book.unobservable)),
    )


def _clauses(book: Rulebook) -> Iterator[tuple[str, str]]:
    found: dict[str, list[Rule]] = {}
    for rule in book:
        for clause in dict.fromkeys(one.clause for one in rule.basis if one.clause):
            found.setdefault(clause, []).append(rule)
    for clause in sorted(found, key=_in_order):
        yield (
            clause,
            " ".join(f"[{one.id}]({one.criterion.value}.md#{anchor(one.id)})" for one in found[clause]),
        )


def _in_order(clause: str) -> tuple[tuple[int, str], ...]:
    parts = clause.removeprefix("S").replace("L", ".L.").replace("C", ".C.").replace("E", ".E.").split(".")
    return tuple(
        (int(digits) if (digits := "".join(filter(str.isdigit, part))) else 0, part) for part in parts
    )


def _criterion(book: Rulebook, criterion: Criterion) -> str:
    rules = [rule for rule in book if rule.criterion is criterion]
    return page(
        f"# {_title(criterion)}",
        f"Rules of [{book.name}](index.md), edition {book.edition}. That they stand under this criterion is a "
        "proposal of this library.",
        *(_rule(rule) for rule in rules),
    )


def _rule(rule: Rule) -> str:
    facts = [f"{rule.kind}", *([f"in force {days(rule.in_force)}"] if days(rule.in_force) else [])]
    if rule.overrides:
        facts.append(f"relieves {', '.join(rule.overrides)}")
    return page(
        f"## {rule.id} · {text(rule.title.vi)} {{ #{anchor(rule.id)} }}",
        f"*{text(rule.title.en)}* — {'; '.join(facts)}.",
        f"> {text(sentence(rule, 'vi'))}\n>\n> *{text(sentence(rule, 'en'))}*",
        cited(rule.basis),
        f"Pattern: {code(rule.pattern)}",
    )
