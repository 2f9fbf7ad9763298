"""7 · The first page of a report: units, everybody, and a search that works from a file, without a server."""

from collections.abc import Iterable, Mapping, Sequence

from vanhoa_rules.errors import Problem
from vanhoa_rules.present.html import many
from vanhoa_rules.present.html.many import Entry
from vanhoa_rules.present.html.tags import NOTHING, Html, el
from vanhoa_rules.present.writing import clean
from vanhoa_rules.words import say

SCRIPT = """
(function(){
"use strict";
var find=document.getElementById("find"),count=document.getElementById("count"),none=document.getElementById("none");
var rows=Array.prototype.slice.call(document.querySelectorAll("#people tbody tr"));
function plain(text){return text.normalize("NFD").replace(/[\\u0300-\\u036f]/g,"").replace(/\\u0111/g,"d");}
function exact(text){return text.normalize("NFC").toLowerCase().replace(/\\s+/g," ").trim();}
var kept=rows.map(function(row){var text=exact(row.cells[0].textContent+" "+row.cells[1].textContent);return [text,plain(text)];});
function search(){
var asked=exact(find.value),bare=plain(asked)===asked,seen=0;
rows.forEach(function(row,at){
var shown=asked.split(" ").every(function(word){return kept[at][bare?1:0].indexOf(word)>=0;});
row.hidden=!shown;if(shown){seen+=1;}
});
count.textContent=seen+" / "+rows.length;none.hidden=seen>0;
}
document.getElementById("search").hidden=false;
find.addEventListener("input",search);search();
})();
"""


def index(
    entries: Sequence[Entry],
    lang: str,
    *,
    head: Html,
    links: dict[str, str],
    units: Mapping[str, str],
    problems: Iterable[Problem] = (),
) -> Html:
    """Return the index: how many of each rating, the units, everybody with a search, the problems of the input."""
    sizes: dict[str, int] = {}
    for one in entries:
        sizes[one.unit] = sizes.get(one.unit, 0) + 1
    named = [
        el(
            "li",
            el("a", clean(unit, 80) if unit else say("pages.no_unit", lang), href=units[unit]),
            f" ({count})",
        )
        for unit, count in sizes.items()
    ]
    box = el(
        "div",
        el("label", say("pages.search", lang), for_="find"),
        " ",
        el("span", say("pages.search.note", lang), cls="soft small"),
        el("input", id="find", type="search", cls="find", autocomplete="off", spellcheck="false"),
        el(
            "p",
            el("span", id="count", role="status"),
            " ",
            el("span", say("pages.search.none", lang), id="none", hidden=""),
        ),
        id="search",
        hidden="",
        cls="noprint",
    )
    wrong = tuple(problems)
    return el(
        "article",
        el("h1", say("pages.title", lang)),
        head,
        many.ratings(entries, lang),
        el("h2", say("pages.units", lang)),
        el("ul", named),
        el("h2", say("pages.list", lang)),
        box,
        el("noscript", el("p", say("pages.search.off", lang))),
        el("div", many.people(entries, lang, links=links), id="people"),
        many.problem_part(wrong, lang, rows=None) if wrong else NOTHING,
    )
