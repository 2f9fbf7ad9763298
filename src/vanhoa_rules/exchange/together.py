"""0 · Before the facts: several tables that were read as columns, as one."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from attrs import define, evolve, field

from vanhoa_rules.exchange.arrowed import ArrowIds, Texts
from vanhoa_rules.exchange.extras import load
from vanhoa_rules.exchange.tabled import Tabled
from vanhoa_rules.facts import Fact


def together(tables: Sequence[Tabled]) -> Tabled | None:
    """Return the facts of several tables one after the other; None where one column was written in several zones."""
    if len(tables) == 1:
        return tables[0]
    return _Joining(tuple(tables)).whole()


@define(eq=False)
class _Joining:
    tables: tuple[Tabled, ...]
    np: Any = field(init=False)
    engine: Any = field(init=False)
    pools: dict[str, Any] = field(init=False, factory=dict[str, Any])
    to: dict[tuple[int, str], Any] = field(init=False, factory=dict[tuple[int, str], Any])

    def __attrs_post_init__(self) -> None:
        self.np = load("numpy", "columnar")
        self.engine = import_module("vanhoa_rules.engines.columnar")

    def whole(self) -> Tabled | None:
        """Return the tables as one."""
        np = self.np
        people = tuple(sorted({one for table in self.tables for one in table.people}))
        place = {one: number for number, one in enumerate(people)}
        staff = [np.array([place[one] for one in table.people], dtype=np.int64) for table in self.tables]
        first = np.cumsum([0, *(len(table.ids.given.array) for table in self.tables)]).tolist()
        kinds = sorted({part.kind.kind for table in self.tables for part in table.parts})
        whole: list[Any] = []
        numbers: list[Any] = []
        exact: dict[int, Fact] = {}
        base = 0
        for kind in kinds:
            told: Any = None
            for which, table in enumerate(self.tables):
                begin = 0
                for part in table.parts:
                    if part.kind.kind == kind and len(part):
                        mine = self._pooled(which, evolve(part, staff=staff[which][part.staff]))
                        if told is not None and not _alike(told, mine):
                            return None
                        told = mine if told is None else self._behind(told, mine)
                        rows = np.arange(begin, begin + len(part))
                        numbers.append(table.ids.numbers(rows) + first[which])
                        exact |= {
                            base + row - begin: fact
                            for row, fact in table.exact.items()
                            if begin <= row < begin + len(part)
                        }
                        base += len(part)
                    begin += len(part)
            if told is not None:
                whole.append(told)
        arrow = load("pyarrow", "table")
        other = {
            number + first[which]: name
            for which, table in enumerate(self.tables)
            for number, name in table.ids.given.other.items()
        }
        ids = ArrowIds(arrow.concat_arrays([table.ids.given.array for table in self.tables]), other)
        source = np.concatenate(numbers) if numbers else np.zeros(0, dtype=np.int64)
        return Tabled(
            tuple(whole),
            people,
            self.engine.Ids(ids, source),
            exact,
            tuple(problem for table in self.tables for problem in table.problems),
            tuple(row for table in self.tables for row in table.unrecognised),
        )

    def _pooled(self, which: int, part: Any) -> Any:
        """Return a part whose texts stand in the pools of the whole."""
        columns = dict(part.columns)
        for name, column in part.columns.items():
            if column.type != "str":
                continue
            if name not in self.pools:
                self.pools[name] = column.pool
                self.to[which, name] = None
            if (which, name) not in self.to:
                texts: Texts = self.pools[name].texts
                places = [texts.place(text) for text in column.pool.texts]
                self.to[which, name] = self.np.array([*places, -1], dtype=self.np.int64)
            to = self.to[which, name]
            values = column.values if to is None else to[column.values]
            columns[name] = evolve(column, values=values, pool=self.pools[name])
        return evolve(part, columns=columns)

    def _behind(self, one: Any, other: Any) -> Any:
        """Return the facts of a kind with others of it behind them."""
        np = self.np
        columns: dict[str, Any] = {}
        for name, column in one.columns.items():
            more = other.columns[name]
            zone = more.zone if _empty(column) else column.zone
            columns[name] = evolve(self.engine.behind(column, more), zone=zone)
        return evolve(
            one,
            staff=np.concatenate((one.staff, other.staff)),
            at=np.concatenate((one.at, other.at)),
            columns=columns,
        )


def _alike(one: Any, other: Any) -> bool:
    """Return whether the instants of two parts were written in the same zones."""
    if one.zone != other.zone:
        return False
    return all(
        column.zone == other.columns[name].zone
        for name, column in one.columns.items()
        if column.type == "instant" and not _empty(column) and not _empty(other.columns[name])
    )


def _empty(column: Any) -> bool:
    return column.null is not None and bool(column.null.all())
