"""7 · How the pages look: two palettes, one style, no script, no font and no picture from elsewhere.

Every pair in ``READ`` is text on its ground, and is kept at a contrast of 4.5 or more in both palettes.
"""

from collections.abc import Mapping
from types import MappingProxyType

LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#ffffff",
        "panel": "#f5f7f9",
        "ink": "#1b1f24",
        "soft": "#56606b",
        "line": "#ccd3db",
        "edge": "#7b8794",
        "fill": "#2f6690",
        "link": "#0b57a4",
        "breach": "#9f2d14",
        "merit": "#0a6145",
        "pending": "#1a4f8b",
        "unknown": "#5c5648",
    }
)
DARK: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#12161b",
        "panel": "#1b2128",
        "ink": "#e6ebf0",
        "soft": "#a3aeb9",
        "line": "#39424c",
        "edge": "#8593a1",
        "fill": "#6ba6d0",
        "link": "#8ebef0",
        "breach": "#f2997f",
        "merit": "#6fcfa6",
        "pending": "#93bdf2",
        "unknown": "#cfc6b0",
    }
)
READ = tuple(
    (front, back)
    for front in ("ink", "soft", "link", "breach", "merit", "pending", "unknown")
    for back in ("paper", "panel")
)

_DARK_HOSTS = ('[data-jp-theme-light="false"] .vhr', ".vscode-dark .vhr", 'html[theme="dark"] .vhr')
_LIGHT_HOSTS = ('[data-jp-theme-light="true"] .vhr', ".vscode-light .vhr", 'html[theme="light"] .vhr')

_RULES = """
.vhr{container-type:inline-size;display:block;font:15px/1.5 system-ui,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif;
color:var(--ink);background:var(--paper);padding:.8em 1em;text-align:left;overflow-wrap:anywhere;box-sizing:border-box;
print-color-adjust:exact;-webkit-print-color-adjust:exact}
.vhr *{box-sizing:border-box}
.vhr h1,.vhr h2,.vhr h3,.vhr h4{color:inherit;line-height:1.3;margin:0 0 .2em;font-weight:600}
.vhr h1,.vhr h2{font-size:1.4em}.vhr h3{font-size:1.12em}.vhr h4{font-size:1em}
.vhr p,.vhr ul,.vhr ol,.vhr dl,.vhr dd{margin:0 0 .3em}.vhr ul,.vhr ol{padding-left:1.3em}
.vhr a{color:var(--link)}.vhr .soft{color:var(--soft)}.vhr .small{font-size:.87em}
.vhr article>h2:not(:first-child){margin-top:.7em}
.vhr .part{border:1px solid var(--line);border-left:4px solid var(--edge);border-radius:4px;padding:.5em .8em;margin:.7em 0}
.vhr .part.breach{border-left-color:var(--breach)}.vhr .part.merit{border-left:4px double var(--merit)}
.vhr .part.unknown{border:1px dashed var(--unknown);border-left-width:4px;background:var(--panel)}
.vhr .part.pending{border:1px dotted var(--pending);border-left-width:4px}
.vhr .part.quiet{border-left-width:1px}
.vhr .sign{display:inline-block;min-width:1.45em;padding:0 .25em;border:1px solid;border-radius:.75em;text-align:center;
font-weight:700;line-height:1.35;margin-right:.35em}
.vhr .breach>h3,.vhr .sign.breach{color:var(--breach)}.vhr .merit>h3,.vhr .sign.merit{color:var(--merit)}
.vhr .unknown>h3,.vhr .sign.unknown{color:var(--unknown)}.vhr .pending>h3,.vhr .sign.pending{color:var(--pending)}
.vhr .sign.unknown{border-style:dashed}.vhr .sign.pending{border-style:dotted}.vhr .sign.merit{border-style:double;border-width:3px;line-height:1.1}
.vhr .total{display:flex;flex-wrap:wrap;gap:.2em 1.2em;align-items:baseline;margin:.5em 0}
.vhr .big{font-size:1.35em;font-weight:700}
.vhr .bar{display:block;position:relative;height:.9em;margin:.1em 0 .25em;border:1px solid var(--edge);border-radius:3px;overflow:hidden;
min-width:4em;background:var(--paper)}
.vhr .bar>*{position:absolute;top:0;bottom:0;left:0;display:block}
.vhr .bar>i{background:var(--fill)}
.vhr .bar>b{border:solid var(--ink);border-width:0 1px;
background:repeating-linear-gradient(45deg,var(--edge) 0 2px,var(--paper) 2px 6px)}
.vhr .bar>u{width:3px;background:var(--ink)}
.vhr .bar>s{width:0;border-left:1px dashed var(--edge)}
.vhr .rows{margin:.4em 0}
.vhr .row{display:grid;grid-template-columns:minmax(6em,13em) minmax(6em,1fr) minmax(6em,17em);gap:.1em .9em;
align-items:center;padding:.3em 0;border-top:1px solid var(--line)}
.vhr .row>*{min-width:0}.vhr .row>.aside{grid-column:2/-1}
.vhr table{border-collapse:collapse;width:100%;font-size:.95em;margin:.3em 0;color:inherit;table-layout:auto}
.vhr td,.vhr th{border-bottom:1px solid var(--line);padding:.3em .5em;text-align:left;vertical-align:top;background:none;
white-space:normal;max-width:none;color:inherit;overflow-wrap:break-word}
.vhr td:empty{padding:0}.vhr th{font-weight:600;color:var(--soft)}.vhr .n{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.vhr td.name{min-width:5.5em}.vhr td.bars{min-width:7em}.vhr td.words{min-width:9em}
.vhr td.long,.vhr th.long{overflow-wrap:anywhere;min-width:7em}
.vhr .wide{overflow-x:auto}.vhr [hidden]{display:none}.vhr .wide:focus-visible,.vhr summary:focus-visible,.vhr a:focus-visible,.vhr input:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.vhr details{margin:.3em 0}.vhr summary{cursor:pointer;padding:.1em 0}.vhr summary>.pts{font-weight:600;white-space:nowrap}
.vhr details>:not(summary){margin-left:.9em}
.vhr li{margin:.1em 0}.vhr .mono{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.8em}
.vhr dl.receipt{display:grid;grid-template-columns:minmax(7em,max-content) 1fr;gap:.1em 1em}
.vhr pre{white-space:pre-wrap;overflow-wrap:anywhere;color:inherit;background:none;margin:0}
.vhr .cells{display:grid;grid-template-columns:repeat(auto-fit,minmax(7.5em,1fr));gap:.4em .8em}
.vhr .person{border-top:1px solid var(--line);padding:.5em 0}
.vhr .person>p{display:flex;flex-wrap:wrap;gap:.1em 1em;align-items:baseline}
.vhr .find{display:block;width:100%;max-width:32em;font:inherit;color:inherit;background:var(--panel);border:1px solid var(--edge);border-radius:4px;padding:.4em .6em}
@container (max-width:38em){
.vhr .row{grid-template-columns:minmax(0,1fr) fit-content(65%)}.vhr .row>.bar{grid-row:2;grid-column:1/-1}.vhr .row>.aside{grid-column:1/-1}
.vhr dl.receipt{grid-template-columns:1fr}.vhr details>:not(summary){margin-left:.2em}
.vhr .stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.vhr .stack tr{display:block;padding:.3em 0;border-bottom:1px solid var(--line)}
.vhr .stack td{display:flex;justify-content:space-between;gap:1em;border:0;padding:.1em 0;text-align:right;white-space:normal}
.vhr .stack td::before{content:attr(data-head);color:var(--soft);flex:none;max-width:45%}
.vhr .stack td>*{min-width:0}.vhr .stack td>.bar{flex:1}.vhr .stack td.long{display:block;text-align:left}.vhr .stack td.long::before{content:none}
}
"""
_DOCUMENT = """
html{color-scheme:light dark}body{margin:0}body>.vhr{max-width:64em;margin:0 auto;min-height:100vh}
@media(prefers-color-scheme:light){body{background:LIGHT}}@media(prefers-color-scheme:dark){body{background:DARK}}
@page{size:A4;margin:12mm 13mm}
@media print{body{background:#fff}body>.vhr{max-width:none;padding:0;font-size:8.6pt;line-height:1.32;min-height:0}
.vhr h1,.vhr h2{font-size:12pt}.vhr h3{font-size:9.6pt}.vhr .big{font-size:13pt}.vhr .noprint{display:none}
.vhr .part{padding:.25em .6em;margin:.35em 0}.vhr .row{padding:.1em 0;
grid-template-columns:minmax(6em,11em) minmax(6em,1fr) minmax(6em,17em)}.vhr .row>.aside{grid-column:2/-1}.vhr .row>.bar{grid-row:auto;grid-column:auto}
.vhr h3,.vhr h4,.vhr summary{break-after:avoid}.vhr li,.vhr .row,.vhr tr{break-inside:avoid}
.vhr a{color:inherit;text-decoration:none}.vhr article+article{break-before:page}}
"""


def _variables(palette: Mapping[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in palette.items())


def style(*, document: bool = False) -> str:
    """Return the style sheet of a fragment, or of a whole document with its print layout on A4."""
    light, dark = _variables(LIGHT), _variables(DARK)
    scheme = (
        f".vhr{{{light}}}@media(prefers-color-scheme:dark){{.vhr{{{dark}}}}}"
        f"{','.join(_LIGHT_HOSTS)}{{{light}}}{','.join(_DARK_HOSTS)}{{{dark}}}@media print{{.vhr{{{light}}}}}"
    )
    source = scheme + _RULES + (_DOCUMENT if document else "")
    source = source.replace("{background:LIGHT}", f"{{background:{LIGHT['paper']}}}")
    source = source.replace("{background:DARK}", f"{{background:{DARK['paper']}}}")
    return source.replace("\n", "")


def contrast(front: str, back: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2, relative luminance).

    >>> round(contrast("#000000", "#ffffff"))
    21
    """
    one, other = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (one + 0.05) / (other + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
