"""0 · Before the facts: all rows of a table read at once, column by column, and the few that must be looked at alone."""

from importlib import import_module
from typing import Any, Final

import attrs
from attrs import define, evolve, field

from vanhoa_rules.errors import Problem
from vanhoa_rules.exchange.arrowed import (
    ArrowIds,
    NotInColumnsError,
    Raw,
    Texts,
    encoded,
    is_text,
    raw,
    suspicious,
    takeable,
    whole_texts,
)
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.exchange.files import heading_problems
from vanhoa_rules.exchange.raw import Row, Table
from vanhoa_rules.exchange.rows import Terms, citizen, read_row
from vanhoa_rules.exchange.tabled import Source, Tabled
from vanhoa_rules.exchange.tables import cells
from vanhoa_rules.exchange.values import WHOLE, Fault, convert, normal
from vanhoa_rules.exchange.written import written_instants
from vanhoa_rules.facts import Fact, FieldSpec, fields_of

PLAIN: Final = ("id", "staff", "at")
COMPATIBLE: Final = {
    "str": ("text",),
    "bool": ("bool",),
    "int": ("whole",),
    "decimal": ("whole", "decimal"),
    "instant": ("instant",),
    "date": ("date",),
}


@define(eq=False)
class Reading:
    """One source on its way into columns."""

    source: Source
    terms: Terms
    np: Any = field(init=False)
    engine: Any = field(init=False)
    bad: Any = field(init=False)
    kinds: list[type[Fact]] = field(init=False, factory=list[type[Fact]])
    rows: dict[str, Any] = field(init=False, factory=dict[str, Any])
    columns: dict[str, dict[str, Any]] = field(init=False, factory=dict[str, dict[str, Any]])
    texts: dict[str, Texts] = field(init=False, factory=dict[str, Texts])
    pools: dict[str, Any] = field(init=False, factory=dict[str, Any])
    empty: dict[str, int] = field(init=False, factory=dict[str, int])

    def __attrs_post_init__(self) -> None:
        self.np = load("numpy", "columnar")
        self.engine = import_module("vanhoa_rules.engines.columnar")
        self.bad = self.np.zeros(self.source.rows, dtype=self.np.bool_)

    def read(self) -> Tabled:
        """Return what the source holds."""
        self._kinds()
        staff, people = self._staff()
        ids = self._ids()
        at = self._at()
        for name in self.source.names:
            if name in self.terms.known and name not in {"kind", *PLAIN}:
                self._column(name)
        parts = {cls.kind: self._part(cls, staff, at) for cls in self.kinds}
        objects, problems, unrecognised = self._one_by_one()
        more = {fact.staff for fact in objects.values()}.difference(people)
        if more:
            known = sorted({*people, *more})
            places = {one: place for place, one in enumerate(known)}
            to = self.np.array([places[one] for one in people], dtype=self.np.int64)
            parts = {name: evolve(part, staff=to[part.staff]) for name, part in parts.items()}
            people = known
        return self._together(parts, people, ids, objects, problems, unrecognised)

    # --- what every row has ---------------------------------------------------------------------------------------

    def _kinds(self) -> None:
        """Tell the rows of each kind apart."""
        np, vocabulary = self.np, self.terms.vocabulary
        n = self.source.rows
        codes, texts = np.full(n, -1, dtype=np.int64), list[str]()
        if "kind" in self.source.names:
            column = self.source.column("kind")
            if not _is_text(column):
                raise NotInColumnsError
            codes, names = encoded(column)
            texts = [normal(text) for text in names]
        usual = self.terms.usual
        number: dict[str, int] = {}
        to = np.full(len(texts) + 1, -1, dtype=np.int16)
        for place, text in enumerate([*texts, usual]):
            if text is not None and text in vocabulary:
                to[place] = number.setdefault(text, len(number))
        code = to[codes]
        self.bad |= code < 0
        self.kinds = [vocabulary[name] for name in number]
        order = np.argsort(code, kind="stable").astype(np.int64)
        edges = np.searchsorted(code[order], np.arange(len(number) + 1))
        self.rows = {name: order[edges[place] : edges[place + 1]] for name, place in number.items()}
        self.columns = {name: {} for name in number}

    def _staff(self) -> tuple[Any, list[str]]:
        """Return whom each row is about, as a place in the sorted list of all people."""
        column = self.source.column("staff")
        if not _is_text(column):
            raise NotInColumnsError
        codes, texts = encoded(column)
        spec = fields_of(Fact)["staff"]
        listed = list(texts)
        wrong = set(suspicious(texts.array).tolist())
        wrong.update(
            place for place, text in enumerate(listed) if len(text) == 12 and citizen(text, self.terms)
        )
        for place in list(wrong):
            found = convert(spec, listed[place])
            if not isinstance(found, Fault) and found == listed[place] and not citizen(found, self.terms):
                wrong.discard(place)
        good = [place for place in range(len(listed)) if place not in wrong]
        people = sorted(listed[place] for place in good)
        places = {one: place for place, one in enumerate(people)}
        to = self.np.full(len(listed) + 1, -1, dtype=self.np.int64)
        to[good] = [places[listed[place]] for place in good]
        found = to[codes]
        self.bad |= found < 0
        return found, people

    def _ids(self) -> ArrowIds:
        column = self.source.column("id")
        if not _is_text(column):
            raise NotInColumnsError
        array = whole_texts(column)
        if array.null_count:
            self.bad |= array.is_null().to_numpy(zero_copy_only=False)
            array = array.fill_null("")
        spec = fields_of(Fact)["id"]
        for place in suspicious(array).tolist():
            text = array[place].as_py()
            if self.bad[place] or convert(spec, text) != text:
                self.bad[place] = True
        return ArrowIds(array)

    def _at(self) -> Raw:
        column = self.source.column("at")
        found = written_instants(column) if _is_text(column) else raw(column)
        if found is None or found.type != "instant":
            raise NotInColumnsError
        if found.valid is not None:
            self.bad |= ~found.valid
        if found.bad is not None:
            self.bad |= found.bad
        return found

    # --- the fields of the kinds ----------------------------------------------------------------------------------

    def _column(self, name: str) -> None:
        """Read one column into the kinds that have the field; a value in a row of another kind is wrong."""
        found = self._raw(name)
        if found is None:
            return
        if found.bad is not None:
            self.bad |= found.bad
        if found.texts is not None:
            found = self._checked(name, found)
        for cls in self.kinds:
            rows = self.rows[cls.kind]
            spec = fields_of(cls).get(name)
            valid = None if found.valid is None else found.valid[rows]
            if valid is not None and not valid.any():
                continue
            if spec is None or found.type not in COMPATIBLE[spec.type]:
                self.bad[rows if valid is None else rows[valid]] = True
                continue
            null = None if valid is None or valid.all() else ~valid
            values = found.values[rows]
            if spec.filled and found.texts is not None:
                self.bad[rows[values == self.empty[name]]] = True
            if spec.type == "int" and found.great:
                self.bad[rows[self.np.abs(values) >= WHOLE]] = True
            pool = self._pool(name) if found.texts is not None else None
            kind = {"text": "str", "whole": "number", "decimal": "number"}.get(found.type, found.type)
            self.columns[cls.kind][name] = self.engine.Column(
                kind, values, null, found.scale, pool, found.zone
            )

    def _raw(self, name: str) -> Raw | None:
        column = self.source.column(name)
        types = {fields_of(cls)[name].type for cls in self.kinds if name in fields_of(cls)}
        if types == {"instant"} and column.null_count < len(column) and _is_text(column):
            return written_instants(column)
        return raw(column)

    def _pool(self, name: str) -> Any:
        if name not in self.pools:
            self.pools[name] = self.engine.Pool(self.texts.setdefault(name, _no_texts()))
        return self.pools[name]

    def _checked(self, name: str, found: Raw) -> Raw:
        """Return a column of texts; rows whose text is not as a field may hold it, in one form only, are marked."""
        texts = found.texts or _no_texts()
        self.texts[name] = texts
        spec = next((fields_of(cls)[name] for cls in self.kinds if name in fields_of(cls)), None)
        odd = suspicious(texts.array).tolist()
        self.empty[name] = next((place for place in odd if not texts[place]), -2)
        wrong = [
            place
            for place in odd
            if spec is None or spec.type != "str" or convert(spec, texts[place]) != texts[place]
        ]
        if wrong:
            self.bad |= self.np.isin(found.values, wrong)
        return found

    def _part(self, cls: type[Fact], staff: Any, at: Raw) -> Any:
        """Return the rows of a kind that nothing is wrong with."""
        rows, columns = self.rows[cls.kind], self.columns[cls.kind]
        for name, spec in fields_of(cls).items():
            if name in PLAIN:
                continue
            columns[name] = self._filled(name, spec, columns.get(name), rows)
        part = self.engine.KindTable(cls, 0, staff[rows], at.values[rows], columns, at.zone)
        wrong = self.engine.wrong_rows(part)
        if wrong is not None:
            self.bad[rows[wrong]] = True
        if _has_own_checks(cls):
            self.bad[rows] = True
        kept = ~self.bad[rows]
        if kept.all():
            return part
        places = self.np.flatnonzero(kept)
        self.rows[cls.kind] = rows[places]
        return part.take(places, 0)

    def _filled(self, name: str, spec: FieldSpec, column: Any, rows: Any) -> Any:
        """Return a field's column with what a null stands for; one that must be stated and is not marks its rows."""
        np = self.np
        default = None if spec.required else spec.default
        if column is not None and (column.null is None or default is None):
            return column
        if spec.required and not spec.nullable and column is None:
            self.bad[rows] = True
        if column is None:
            return self._constant(name, spec, default, len(rows))
        stated = self._constant(name, spec, default, 1)
        if stated.scale > column.scale:
            raise NotInColumnsError
        value = stated.values[0] if column.scale == 1 else stated.values[0] * (column.scale // stated.scale)
        return evolve(column, values=np.where(column.null, value, column.values), null=None)

    def _constant(self, name: str, spec: FieldSpec, value: Any, n: int) -> Any:
        """Return a column of one value."""
        np, engine = self.np, self.engine
        if spec.type == "str":
            pool = self._pool(name)
            code = -1 if value is None else self.texts[name].place(value)
            null = np.broadcast_to(np.True_, (n,)) if value is None else None
            return engine.Column("str", np.broadcast_to(np.int64(code), (n,)), null, pool=pool)
        return engine.constant(engine.of_values(spec, [value], engine.Pools()), n)

    # --- the rows that must be looked at --------------------------------------------------------------------------

    def _one_by_one(self) -> tuple[dict[int, Fact], tuple[Problem, ...], tuple[dict[str, Any], ...]]:
        """Read the marked rows: the facts among them by the number of the row, and what is wrong with the others."""
        arrow = load("pyarrow", "table")
        facts: dict[int, Fact] = {}
        table = Table((), self.source.names, 0)
        problems = heading_problems(table, self.terms.known, self.terms.file)
        unrecognised: list[dict[str, Any]] = []
        begin = 0
        marked = self.np.flatnonzero(self.bad)
        names = [name for name in self.source.names if name in self.terms.known]
        for batch in self.source.batches() if len(marked) else ():
            low, high = self.np.searchsorted(marked, (begin, begin + batch.num_rows)).tolist()
            here = marked[low:high]
            if len(here):
                wanted = arrow.array(here - begin)
                whole = [batch.column(self.source.names.index(name)) for name in names]
                columns = [cells(takeable(column).take(wanted), arrow) for column in whole]
                for number, values in zip(here.tolist(), zip(*columns, strict=True), strict=True):
                    row = Row(dict(zip(names, values, strict=True)), number + 1, sparse=True)
                    result = read_row(row, self.terms)
                    if isinstance(result, Fact):
                        facts[number] = result
                        continue
                    problems += result.problems
                    if result.unrecognised:
                        unrecognised.append(
                            {"file": self.terms.file, "row": row.number, "fact": dict(row.values)}
                        )
            begin += batch.num_rows
        return facts, tuple(problems), tuple(unrecognised)

    def _together(
        self,
        parts: dict[str, Any],
        people: list[str],
        ids: ArrowIds,
        objects: dict[int, Fact],
        problems: tuple[Problem, ...],
        unrecognised: tuple[dict[str, Any], ...],
    ) -> Tabled:
        """Return the rows of columns and those read one by one as one table."""
        np = self.np
        by_kind: dict[str, list[int]] = {}
        for number, fact in objects.items():
            by_kind.setdefault(fact.kind, []).append(number)
            ids.other[number] = fact.id
        places = {one: place for place, one in enumerate(people)} if objects else {}
        numbers: list[Any] = []
        exact: dict[int, Fact] = {}
        whole: list[Any] = []
        base = 0
        for name in sorted(parts):
            part, rows = parts[name], self.rows[name]
            mine = by_kind.get(name, [])
            if mine:
                told = [objects[number] for number in mine]
                exact |= {base + len(rows) + place: fact for place, fact in enumerate(told)}
                part = self._joined(part, told, [places[fact.staff] for fact in told])
                rows = np.concatenate((rows, np.array(mine, dtype=np.int64)))
            base += len(rows)
            numbers.append(rows)
            whole.append(part)
        named = self.engine.Ids(ids, np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int64))
        return Tabled(tuple(whole), tuple(people), named, exact, problems, unrecognised)

    def _joined(self, part: Any, facts: list[Fact], staff: list[int]) -> Any:
        """Return the facts of a kind with some that are objects behind them."""
        np, engine = self.np, self.engine
        columns: dict[str, Any] = {}
        for name, spec in fields_of(part.kind).items():
            if name in PLAIN:
                continue
            values = [getattr(fact, spec.attribute) for fact in facts]
            if spec.type == "str":
                pool = self._pool(name)
                codes = [-1 if one is None else self.texts[name].place(one) for one in values]
                null = np.array([one is None for one in values])
                more = engine.Column("str", np.array(codes, dtype=np.int64), null, pool=pool)
            else:
                more = engine.of_values(spec, values, engine.Pools())
            columns[name] = engine.behind(part.columns[name], more)
        at = np.array([engine.micros(fact.at) for fact in facts], dtype=np.int64)
        return evolve(
            part,
            staff=np.concatenate((part.staff, np.array(staff, dtype=np.int64))),
            at=np.concatenate((part.at, at)),
            columns=columns,
        )


def _has_own_checks(cls: type[Fact]) -> bool:
    """Return whether a kind asks more of a fact than its fields say."""
    own: Any = cls
    return (
        cls.contradictions is not Fact.contradictions
        or own.__attrs_post_init__ is not vars(Fact)["__attrs_post_init__"]
        or any(one.validator is not None or one.converter is not None for one in attrs.fields(own))
    )


def _is_text(column: Any) -> bool:
    arrow = load("pyarrow", "table")
    kind = column.type
    return is_text(kind.value_type if arrow.types.is_dictionary(kind) else kind, arrow)


def _no_texts() -> Texts:
    arrow = load("pyarrow", "table")
    return Texts(arrow.array([], arrow.large_string()))
