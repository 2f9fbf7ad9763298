"""7 · A report as static HTML: a page a person, a page a unit, an index with search; or all of it in one file."""

import os
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from attrs import define, field

from vanhoa_rules.errors import UsageError
from vanhoa_rules.present.html import many, pieces
from vanhoa_rules.present.html.documents import GENERATOR, anchor, document
from vanhoa_rules.present.html.forms import forms
from vanhoa_rules.present.html.index import SCRIPT, index
from vanhoa_rules.present.html.many import Entry, entry
from vanhoa_rules.present.html.materials import Materials
from vanhoa_rules.present.html.petition import petition
from vanhoa_rules.present.html.tags import NOTHING, Html, el
from vanhoa_rules.present.html.verdict import sheet
from vanhoa_rules.present.progress import Progress, Step, bar
from vanhoa_rules.present.telling import AUDIENCES
from vanhoa_rules.present.text import LANGUAGES
from vanhoa_rules.present.writing import clean
from vanhoa_rules.sheets.nd_335_2025 import EvaluationResult
from vanhoa_rules.verdicts import Verdict, Verdicts
from vanhoa_rules.words import error, near, say

PEOPLE, UNITS = "people", "units"


def report(
    verdicts: Verdicts,
    folder_or_file: str | os.PathLike[str],
    *,
    lang: str = "vi",
    audience: str = "manager",
    progress: Progress = None,
) -> Path:
    """Write verdicts as static HTML and return the file to open: ``index.html`` of a folder, or the one file.

    A path ending in ``.html`` gets everything in one file; any other is a folder with a page for each person and each
    unit, made where it is missing. Pages print on A4, load nothing, and only the index has a script, which searches.
    ``audience``: "manager"; "subject", whose pages lead nowhere else; "public", without names, complainants and ids
    of facts. On the sheet ``nd-335-2025`` a person's page has the boxes of Form 01. Pages that an earlier report left in the
    folder are taken away. ``UsageError`` for another language or audience, or a path that cannot be
    written to.
    """
    if lang not in LANGUAGES:
        raise error(UsageError, "explain.lang", language=repr(lang))
    if audience not in AUDIENCES:
        raise error(
            UsageError, "explain.audience", audience=repr(audience), near=near(str(audience), AUDIENCES)
        )
    target = Path(folder_or_file)
    work = _Report(verdicts, lang, audience, Materials())
    try:
        if target.suffix.lower() in {".html", ".htm"}:
            return work.file(target, progress)
        return work.folder(target, progress)
    except OSError as cause:
        raise error(UsageError, "pages.report.file", path=str(target), fault=cause.strerror or "") from cause


@define(eq=False)
class _Report:
    """One report being written: a person at a time, only short entries are kept for the lists."""

    verdicts: Verdicts
    lang: str
    audience: str
    materials: Materials
    addresses: dict[str, str] = field(factory=dict[str, str], init=False)

    def file(self, target: Path, progress: Progress) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="\n") as out, self._bar(progress) as step:
            for piece in pieces(self.verdicts, self.lang, self.audience, more=self._more, step=step):
                out.write(piece)
        return target

    def folder(self, target: Path, progress: Progress) -> Path:
        for name in (PEOPLE, UNITS):
            (target / name).mkdir(parents=True, exist_ok=True)
        self.addresses = dict(_names(self.verdicts))
        units: dict[str, list[Entry]] = {}
        head = NOTHING
        with self._bar(progress) as step:
            for done, verdict in enumerate(self.verdicts.values(), start=1):
                one = self._person(target / PEOPLE, verdict)
                units.setdefault(one.unit, []).append(one)
                head = head or many.asked(self.materials(verdict), self.lang)
                step(done)
        addresses = dict(_names(sorted(units)))
        for unit, entries in units.items():
            self._unit(target / UNITS / f"{addresses[unit]}.html", unit, entries, head)
        self._index(target / "index.html", units, addresses, head)
        _sweep(target / PEOPLE, self.addresses.values())
        _sweep(target / UNITS, addresses.values())
        return target / "index.html"

    def _bar(self, progress: Progress) -> AbstractContextManager[Step]:
        return bar(progress, len(self.verdicts), title=say("pages.progress", self.lang))

    def _person(self, folder: Path, verdict: Verdict) -> Entry:
        material = self.materials(verdict)
        one = entry(material, self.lang, self.audience, lines=True)
        drawn = sheet(material, self.lang, self.audience, whole=True).article(*self._more(verdict), level=1)
        back = NOTHING if self.audience == "subject" else self._back()
        title = say("pages.person", self.lang, staff=clean(verdict.staff, 40))
        _write(folder / f"{self.addresses[verdict.staff]}.html", title, self.lang, back, drawn)
        return one

    def _more(self, verdict: Verdict) -> tuple[Html, ...]:
        """Return what a person's page has besides the verdict: the boxes of the forms, the right to petition."""
        result = self.verdicts.evaluated.get(verdict.staff)
        boxes = forms(result, self.lang, self.audience) if isinstance(result, EvaluationResult) else NOTHING
        return boxes, petition(self.materials(verdict), self.lang, self.audience)

    def _unit(self, path: Path, unit: str, entries: list[Entry], head: Html) -> None:
        name = clean(unit, 80) if unit else say("pages.no_unit", self.lang)
        links = {one.staff: f"../{PEOPLE}/{self.addresses[one.staff]}.html" for one in entries}
        title = say("pages.unit", self.lang, unit=name)
        body = el(
            "article",
            el("h1", title),
            head,
            el("p", say("pages.people", self.lang, count=len(entries))),
            many.ratings(entries, self.lang),
            el("p", say("pages.legend", self.lang), cls="soft small"),
            many.unit_people(entries, self.lang, links),
        )
        _write(path, title, self.lang, self._back(), body)

    def _index(
        self, path: Path, units: dict[str, list[Entry]], addresses: dict[str, str], head: Html
    ) -> None:
        links = {staff: f"{PEOPLE}/{name}.html" for staff, name in self.addresses.items()}
        pages = {unit: f"{UNITS}/{name}.html" for unit, name in addresses.items()}
        found = {one.staff: one for entries in units.values() for one in entries}
        entries = [found[staff] for staff in self.verdicts]
        problems = () if self.audience == "public" else self.verdicts.problems
        body = index(entries, self.lang, head=head, links=links, units=pages, problems=problems)
        _write(path, say("pages.title", self.lang), self.lang, body, script=SCRIPT)

    def _back(self) -> Html:
        return el("p", el("a", say("pages.back", self.lang), href="../index.html"), cls="noprint")


def _write(path: Path, title: str, lang: str, *body: Html, script: str = "") -> None:
    opening, closing = document(title, lang, script)
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(opening)
        out.writelines(body)
        out.write(closing)


def _names(names: Verdicts | list[str]) -> Iterator[tuple[str, str]]:
    """Yield for each name the name of its file; two that differ in letters' case alone get a digest."""
    taken: set[str] = set()
    for name in names:
        short = anchor(name)
        if short.lower() in taken:
            short = anchor(f"{name}\N{NO-BREAK SPACE}")
        taken.add(short.lower())
        yield name, short


def _sweep(folder: Path, kept: Iterable[str]) -> None:
    """Take away the pages that an earlier report left in a folder, and nothing else."""
    names = {f"{name}.html" for name in kept}
    for path in folder.glob("*.html"):
        if path.name in names or not path.is_file():
            continue
        with path.open("rb") as file:
            ours = f'content="{GENERATOR}"'.encode() in file.read(1024)
        if ours:
            path.unlink()
