"""7 · HTML by construction: text is escaped when it is put into an element, and only elements are not."""

import re
from collections.abc import Iterable
from html import escape

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_VOID = frozenset({"br", "meta", "link", "input", "col"})


class Html(str):
    """Markup made here; every other text is escaped before it is shown."""

    __slots__ = ()


NOTHING = Html()
Content = str | Iterable[str]


def text(value: object) -> Html:
    """Return text as markup: escaped, without control marks and marks that turn the direction of writing.

    >>> text("<b>\u202eabc")
    '&lt;b&gt;abc'
    """
    if isinstance(value, Html):
        return value
    return Html(escape(_UNSEEN.sub("", str(value))))


def join(parts: Iterable[str], between: str = "") -> Html:
    """Return parts one after another, each escaped unless it is markup."""
    return Html(text(between).join(text(part) for part in parts))


def el(name: str, /, *content: Content, **attributes: str | None) -> Html:
    """Return an element; ``cls`` is its class, ``_`` in a name is ``-``, an attribute that is None is left out.

    >>> el("p", "1 < 2", cls="soft", aria_label="x")
    '<p class="soft" aria-label="x">1 &lt; 2</p>'
    """
    given = "".join(
        f' {_attribute(key)}="{text(value)}"' for key, value in attributes.items() if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{given}>")
    inner = "".join(text(one) if isinstance(one, str) else join(one) for one in content)
    return Html(f"<{name}{given}>{inner}</{name}>")


def raw(source: str) -> Html:
    """Return markup or style that this library wrote itself, as it is; never anything that came from outside."""
    return Html(source)


def _attribute(name: str) -> str:
    return "class" if name == "cls" else name.rstrip("_").replace("_", "-")
