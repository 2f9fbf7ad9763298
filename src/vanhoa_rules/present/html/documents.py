"""7 · Pieces of HTML for a notebook, and whole documents that may load nothing from anywhere."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256

from vanhoa_rules.present.html.style import style
from vanhoa_rules.present.html.tags import Html, el, raw

GENERATOR = "vanhoa-rules report"
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9]|index)", re.IGNORECASE)


def fragment(inner: Html, lang: str) -> Html:
    """Return a piece of HTML with its own style, scoped to itself."""
    return el("div", el("style", _style(document=False)), inner, cls="vhr", lang=lang)


def document(title: str, lang: str, script: str = "") -> tuple[str, str]:
    """Return the beginning and the end of a document; its policy lets nothing load and only ``script`` run."""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    if script:
        policy += f"; script-src 'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=policy),
        el("meta", name="generator", content=GENERATOR),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("link", rel="icon", href="data:,"),
        el("style", _style(document=True)),
    )
    opening = f'<!doctype html>\n<html lang="{lang}">{head}<body><main class="vhr">'
    tail = el("script", raw(script)) if script else ""
    return opening, f"</main>{tail}</body></html>\n"


def anchor(name: str) -> str:
    """Return a name as it may stand in an address or a file name: itself where it is plain, else with its digest.

    >>> anchor("TT-007"), anchor("../x")
    ('TT-007', 'x-d6b96a97')
    """
    if _PLAIN.fullmatch(name) and not _RESERVED.fullmatch(name):
        return name
    kept = re.sub(r"[^A-Za-z0-9]+", "-", name)[:40].strip("-")
    return f"{kept or 'x'}-{sha256(name.encode(errors='surrogatepass')).hexdigest()[:8]}"


@cache
def _style(*, document: bool) -> Html:
    return raw(style(document=document))
