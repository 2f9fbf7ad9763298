"""The command line, thin, for trying and for pipes: ``python -m vanhoa_rules``."""

import argparse
import sys
from collections.abc import Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

from vanhoa_rules import _api
from vanhoa_rules.canonical import dumps
from vanhoa_rules.errors import DataError, Problem, VanhoaError
from vanhoa_rules.exchange import facts_schema, read_facts, read_roster, roster_schema
from vanhoa_rules.exchange.cases import read_cases
from vanhoa_rules.exchange.formats import rulebook_schema, verdict_schema
from vanhoa_rules.present import explain
from vanhoa_rules.present.amounts import rating_text
from vanhoa_rules.present.html import page
from vanhoa_rules.present.measures import quota_text
from vanhoa_rules.present.report import report
from vanhoa_rules.present.sentences import describe
from vanhoa_rules.present.writing import points
from vanhoa_rules.rules import rulebook_from_data
from vanhoa_rules.verdicts import Verdicts
from vanhoa_rules.words import say

DONE, BAD_INPUT, WRONG_USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0 when done, 1 when the input has errors, 2 for wrong usage."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DataError as wrong:
        _print_problems(wrong.problems, options.lang)
        print(wrong.says(options.lang), file=sys.stderr)
        return BAD_INPUT
    except VanhoaError as wrong:
        print(wrong.says(options.lang), file=sys.stderr)
        return WRONG_USAGE
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except OSError as wrong:
        print(
            say("cli.cannot_write", options.lang, path=wrong.filename, fault=wrong.strerror), file=sys.stderr
        )
        return WRONG_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vanhoa_rules", description=say("cli.about", "en"))
    parser.add_argument("--lang", choices=("vi", "en"), default="vi")
    parser.set_defaults(run=_sample)
    commands = parser.add_subparsers(metavar="evaluate | report | check | read | schema | rules")
    judge = commands.add_parser("evaluate", help="judge facts: a table, JSON or HTML")
    judge.add_argument("--format", choices=("table", "json", "html"), default="table")
    judge.add_argument("--explain", metavar="STAFF", help="explain one person's verdict instead")
    judge.add_argument("--full", action="store_true", help="explain every rule, also those not in question")
    judge.add_argument("-o", "--output", help="write to a file")
    judge.set_defaults(run=_evaluate)
    pages = commands.add_parser("report", help="judge facts: a folder of static pages, or one file")
    pages.add_argument("target", help="a folder, or a file that ends in .html")
    pages.set_defaults(run=_report)
    for command in (judge, pages):
        _add_question(command)
    check = commands.add_parser("check", help="every problem of a rulebook, facts or cases file")
    check.add_argument("file")
    check.set_defaults(run=_check)
    reading = commands.add_parser("read", help="what a file is, a mapping for it, ten facts, every problem")
    reading.add_argument("file")
    reading.add_argument("--mapping", help="a TOML mapping file")
    reading.add_argument("--roster", help="a roster, where the file names people only")
    reading.add_argument("--format", choices=("text", "json", "html"), default="text")
    reading.add_argument("-o", "--output", help="write to a file")
    reading.set_defaults(run=_read)
    schema = commands.add_parser("schema", help="JSON Schema of a format")
    schema.add_argument("what", choices=("facts", "roster", "verdict", "rulebook"))
    schema.set_defaults(run=_schema)
    rules = commands.add_parser("rules", help="a rulebook as a readable table")
    rules.add_argument("name")
    rules.set_defaults(run=_rules)
    for command in (judge, pages, check, reading, schema, rules):
        command.add_argument("--lang", choices=("vi", "en"), default=argparse.SUPPRESS)
    return parser


def _add_question(command: argparse.ArgumentParser) -> None:
    command.add_argument("--rulebook", help="name of a shipped rulebook, or a JSON file")
    command.add_argument("--scorecard", help="name of a shipped scorecard")
    command.add_argument("--reading", help="NAME[,question=answer…] of a sheet that has readings")
    command.add_argument("--quota", type=int, metavar="PERCENT", help="count excellent ratings, e.g. 20")
    command.add_argument("--quota-basis", help="the document that allows more than 20")
    command.add_argument("--roster", help="JSON Lines or CSV, one row a person")
    command.add_argument(
        "--facts", nargs="+", help="JSON Lines or CSV, one row a fact; several files may be named"
    )
    command.add_argument("--period", help="2026, 2026-H1, 2026-Q1, 2026-03 or A..B")
    command.add_argument("--as-of", help="how far time has come")
    command.add_argument("--known-at", help="what was on record then (default: as-of)")
    command.add_argument("--covers", help='"all", or a file of coverage entries')
    command.add_argument("--engine", default="auto", help="auto, reference, columnar or durable")
    command.add_argument("--audience", choices=("subject", "manager", "public"), default="manager")
    command.add_argument("--sample", action="store_true", help="judge the packaged sample")
    command.add_argument("--progress", action="store_true", help="show a bar")
    command.set_defaults(parser=command)


def _sample(options: argparse.Namespace) -> int:
    sample = _api.load_sample()
    verdicts = _api.evaluate_sample()
    print(say("cli.sample", options.lang, people=len(verdicts), period=sample.period, as_of=sample.as_of))
    print()
    print(explain(verdicts[sample.staff], lang=options.lang, audience="manager"))
    print()
    print(say("cli.sample_next", options.lang))
    return DONE


def _judged(options: argparse.Namespace) -> Verdicts:
    if options.sample:
        verdicts = _api.evaluate_sample()
    else:
        asked = ("scorecard", "roster", "facts", "period", "as_of")
        lacking = [f"--{name.replace('_', '-')}" for name in asked if getattr(options, name) is None]
        if lacking:
            options.parser.error(say("cli.lacking", options.lang, options=", ".join(lacking)))
        verdicts = _api.evaluate(
            None if options.rulebook is None else _api.load_rulebook(options.rulebook),
            _api.load_scorecard(options.scorecard, options.reading),
            options.facts,
            roster=options.roster,
            period=options.period,
            as_of=options.as_of,
            known_at=options.known_at,
            covers=options.covers,
            engine=options.engine,
            progress=options.progress,
        )
    return (
        verdicts if options.quota is None else _api.with_quota(verdicts, options.quota, options.quota_basis)
    )


def _report(options: argparse.Namespace) -> int:
    verdicts = _judged(options)
    done = report(
        verdicts, options.target, lang=options.lang, audience=options.audience, progress=options.progress
    )
    print(done)
    _print_problems(verdicts.problems, options.lang)
    return BAD_INPUT if verdicts.problems else DONE


def _evaluate(options: argparse.Namespace) -> int:
    verdicts = _judged(options)
    if options.explain:
        one = verdicts[options.explain]
        text = explain(one, lang=options.lang, audience=options.audience, full=options.full)
    elif options.format == "json":
        text = verdicts.to_json(indent=1)
    elif options.format == "html":
        text = page(verdicts, lang=options.lang)
    else:
        text = _table(verdicts, options.lang)
        if verdicts.quota is not None:
            text += "\n\n" + quota_text(verdicts.quota, options.lang)
    _write(text, options.output)
    _print_problems(verdicts.problems, options.lang)
    return BAD_INPUT if verdicts.problems else DONE


def _table(verdicts: Verdicts, lang: str) -> str:
    heads = [
        say(f"cli.head.{name}", lang)
        for name in ("staff", "total", "interval", "rating", "breached", "earned", "unknown", "pending")
    ]
    rows = [heads]
    for one in verdicts.values():
        words = list(one.outcomes.values())
        total = one.total
        ratings = [rating_text(rating, lang) if rating else "–" for rating in one.rating]
        rating = ratings[1] if one.certain else f"{ratings[0]} … {ratings[2]}"
        counts = [str(words.count(word)) for word in ("breached", "earned", "unknown", "pending")]
        rows.append(
            [
                one.staff,
                "–" if total is None else _points(total.recorded, lang),
                "–" if total is None else f"{_points(total.low, lang)} … {_points(total.high, lang)}",
                rating,
                *counts,
            ]
        )
    findings = sum(len(one.findings) for one in verdicts.values())
    return f"{_aligned(rows)}\n{say('cli.done', lang, people=len(verdicts), findings=findings, problems=len(verdicts.problems))}"


def _points(value: Fraction | None, lang: str) -> str:
    return "–" if value is None else points(value, lang)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _check(options: argparse.Namespace) -> int:
    path = Path(options.file)
    if path.suffix == ".toml":
        return _check_cases(path, options.lang)
    data: Any = _api.read_json(path) if path.suffix == ".json" else None
    if isinstance(data, dict) and "rules" in data:
        book = rulebook_from_data(data)  # pyright: ignore[reportUnknownArgumentType]
        print(say("cli.good_rulebook", options.lang, name=book.name, count=len(book)))
        return DONE
    read = read_facts(path)
    _print_problems(read.problems, options.lang, to=sys.stdout)
    if not read.problems:
        print(say("cli.good", options.lang, count=len(read.facts)))
    return BAD_INPUT if read.problems else DONE


def _check_cases(path: Path, lang: str) -> int:
    read = read_cases(path)
    failed = 0
    for case in read.cases:
        checked = _api.check_case(case)
        for what, expected, got in checked.differences:
            print(
                say(
                    "cases.differs",
                    lang,
                    case=case.name,
                    rule=case.rule,
                    what=what,
                    expected=expected,
                    got=got,
                )
            )
        if checked.differences:
            failed += 1
            print(explain(checked.verdict, lang=lang, audience="manager"))
    _print_problems(read.problems, lang, to=sys.stdout)
    if failed or read.problems:
        return BAD_INPUT
    print(say("cases.all_good", lang, count=len(read.cases)))
    return DONE


def _read(options: argparse.Namespace) -> int:
    look = import_module("vanhoa_rules.exchange.assistant").look  # slow to load, seldom asked for
    roster = None if options.roster is None else read_roster(options.roster)
    seen = look(options.file, mapping=options.mapping, roster=roster)
    if options.format == "json":
        text = seen.to_json()
    else:
        text = seen.html(options.lang) if options.format == "html" else seen.text(options.lang)
    _write(text, options.output)
    return BAD_INPUT if seen.problems else DONE


def _schema(options: argparse.Namespace) -> int:
    schemas = {
        "facts": facts_schema,
        "roster": roster_schema,
        "verdict": verdict_schema,
        "rulebook": rulebook_schema,
    }
    print(dumps(schemas[options.what](), indent=1))
    return DONE


def _rules(options: argparse.Namespace) -> int:
    print(describe(_api.load_rulebook(options.name), options.lang))
    return DONE


def _write(text: str, output: str | None) -> None:
    if output is None:
        print(text)
    else:
        Path(output).write_text(text + "\n", encoding="utf-8")


def _print_problems(problems: Sequence[Problem], lang: str, *, to: Any = None) -> None:
    stream = to or sys.stderr
    if problems:
        print(say("cli.problems", lang), file=stream)
    for one in problems:
        where = ":".join(
            part
            for part in (
                one.file or "",
                "" if one.row is None else say("cli.row", lang, row=one.row),
                one.field or "",
            )
            if part
        )
        print(f"  {where}: {one.message[lang]} {one.remedy[lang]} [{one.code}]", file=stream)


if __name__ == "__main__":
    sys.exit(main())
