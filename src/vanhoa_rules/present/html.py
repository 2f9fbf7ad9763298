"""7 · For a person: verdicts as one self-contained HTML page; escaped, light and dark, no script, no network."""

from collections.abc import Iterable
from fractions import Fraction
from html import escape

from vanhoa_rules.canonical import shown
from vanhoa_rules.errors import Problem
from vanhoa_rules.verdicts import LineScore, Verdict, Verdicts
from vanhoa_rules.words import say

STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--paper:#fff;--line:#d0d7de;--fill:#2f6f4f;--open:#b58a1a;--bad:#a3262a}
@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9aa5b1;--paper:#11151a;--line:#30363d;--fill:#57a67d;--open:#d9b35a;--bad:#e5777b}}
body{font:16px/1.5 system-ui,"Noto Sans",sans-serif;color:var(--ink);background:var(--paper);margin:0 auto;max-width:60rem;padding:1rem}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:1.2rem 0 .3rem}table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
.bar{position:relative;height:.8rem;border:1px solid var(--line);border-radius:.4rem;overflow:hidden;min-width:6rem}
.bar i{position:absolute;inset:0 auto 0 0;background:var(--fill)}
.bar b{position:absolute;top:0;bottom:0;background:repeating-linear-gradient(45deg,var(--open) 0 3px,transparent 3px 6px)}
.breach{color:var(--bad)}.soft{color:var(--soft)}details{margin:.4rem 0}summary{cursor:pointer}.wide{overflow-x:auto}
@media print{details>*{display:revert}body{font-size:11pt}}
"""


def page(verdicts: Verdicts, lang: str = "vi") -> str:
    """Return an HTML page: a table of everybody, then one section a person, then the problems of the input."""
    rows = "".join(_row(one) for one in verdicts.values())
    heads = "".join(f"<th>{escape(say(f'cli.head.{name}', lang))}</th>" for name in ("staff", "total", "interval", "rating"))
    people = "".join(section(one, lang) for one in verdicts.values())
    title = escape(say("html.title", lang))
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>"
        f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{people}'
        f"{_problems(verdicts.problems, lang)}</body></html>"
    )


def section(verdict: Verdict, lang: str = "vi") -> str:
    """Return one person's verdict as an HTML section."""
    lines = "".join(f"<tr><td>{escape(name)}</td><td>{bar(line)}</td><td>{_interval(line)}</td></tr>" for name, line in verdict.lines.items())
    findings = "".join(
        f'<tr class="{escape(one.kind)}"><td>{escape(one.rule)}</td><td>{one.at:%d/%m/%Y %H:%M}</td>'
        f"<td>{escape(', '.join(one.evidence))}</td><td>{shown(one.points)}</td></tr>"
        for one in verdict.findings
    )
    pending = "".join(f"<li>{escape(one.rule)}: {'–' if one.due is None else f'{one.due:%d/%m/%Y %H:%M}'}</li>" for one in verdict.pending)
    unknown = "".join(f"<li>{escape(one.rule)}: {escape(', '.join(one.missing))}</li>" for one in verdict.unknown)
    total = verdict.total
    return (
        f"<section><h2>{escape(verdict.staff)} · {shown(total.recorded)} ({shown(total.low)} … {shown(total.high)}) · {escape(_rating(verdict))}</h2>"
        f'<div class="wide"><table><tbody>{lines}</tbody></table></div>'
        + _fold("html.findings", lang, len(verdict.findings), f'<div class="wide"><table><tbody>{findings}</tbody></table></div>')
        + _fold("html.unknown", lang, len(verdict.unknown), f"<ul>{unknown}</ul>")
        + _fold("html.pending", lang, len(verdict.pending), f"<ul>{pending}</ul>")
        + "</section>"
    )


def bar(line: LineScore) -> str:
    """Return a line's points as a bar: filled up to low, hatched from low to high."""
    low, high = (_percent(value, line.max) for value in (line.low, line.high))
    return f'<div class="bar" role="img" aria-label="{_interval(line)}"><i style="width:{low}%"></i><b style="left:{low}%;width:{shown(Fraction(high) - Fraction(low), 1)}%"></b></div>'


def _percent(value: Fraction, most: Fraction) -> str:
    return shown(100 * value / most, 1) if most else "0.0"


def _interval(line: LineScore) -> str:
    whole = line.low == line.high
    return shown(line.recorded) if whole else f"{shown(line.recorded)} ({shown(line.low)} … {shown(line.high)})"


def _rating(verdict: Verdict) -> str:
    return verdict.rating[1] if verdict.certain else f"{verdict.rating[0]} … {verdict.rating[2]}"


def _row(one: Verdict) -> str:
    cells = (one.staff, shown(one.total.recorded), f"{shown(one.total.low)} … {shown(one.total.high)}", _rating(one))
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _fold(code: str, lang: str, count: int, body: str) -> str:
    return f"<details><summary>{escape(say(code, lang))}: {count}</summary>{body}</details>" if count else ""


def _problems(problems: Iterable[Problem], lang: str) -> str:
    rows = "".join(
        f"<tr><td>{escape(one.file or '')}</td><td>{'' if one.row is None else one.row}</td><td>{escape(one.field or '')}</td>"
        f"<td>{escape(one.message[lang])}</td><td>{escape(one.remedy[lang])}</td></tr>"
        for one in problems
    )
    return f'<h2>{escape(say("cli.problems", lang))}</h2><div class="wide"><table><tbody>{rows}</tbody></table></div>' if rows else ""
