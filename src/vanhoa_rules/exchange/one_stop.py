"""0 · Before the facts: files of the one-stop office — the national portal's JSON, or a sheet with Vietnamese headings.

``MaHoSo``, ``NgayTiepNhan``, ``NgayHenTra``, ``NgayTra`` and, in ``DanhSachHoSoBoSung``, the requests to complete the file with
``NgayHenTraTruoc`` and ``NgayHenTraMoi``; times are ``yyyyMMddHHmmss`` in Hanoi. While the citizen is waited for, the time
stands still: the day promised anew is taken as written, otherwise reckoned from what was left.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, cast

from attrs import frozen

from vanhoa_rules.calendars import Calendar
from vanhoa_rules.calendars.periods import place, zone_of
from vanhoa_rules.errors import Problem
from vanhoa_rules.exchange.attendance.sources import file_of, open_grid
from vanhoa_rules.exchange.case_clocks import CaseClock, due_of, resumed
from vanhoa_rules.exchange.clocks import clock, day, is_blank, moment
from vanhoa_rules.exchange.files import Read
from vanhoa_rules.exchange.grids import headed
from vanhoa_rules.exchange.ocel import listed, load_json
from vanhoa_rules.exchange.raw import Broken, Row
from vanhoa_rules.exchange.rows import Place, Rejected, Terms, problem_of, read_row
from vanhoa_rules.exchange.tables import is_frame
from vanhoa_rules.exchange.values import Fault, normal
from vanhoa_rules.exchange.vietnamese import match_heading
from vanhoa_rules.facts.base import Fact
from vanhoa_rules.facts.vocabulary import STANDARD, Vocabulary

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "case": ("MaHoSo", "mã hồ sơ", "số hồ sơ", "mã số hồ sơ", "mã biên nhận", "số biên nhận", "mã hs"),
    "staff": (
        "MaCanBo",
        "MaCanBoXuLy",
        "MaCanBoThuLy",
        "mã cán bộ",
        "mã cán bộ xử lý",
        "mã cán bộ thụ lý",
        "mã người xử lý",
        "mã công chức",
        "mã nv",
        "mã nhân viên",
    ),
    "procedure": ("MaTTHC", "mã thủ tục", "mã tthc", "mã thủ tục hành chính"),
    "received": (
        "NgayTiepNhan",
        "ngày tiếp nhận",
        "thời gian tiếp nhận",
        "ngày nhận",
        "ngày nộp",
        "ngày nhận hồ sơ",
        "ngày tiếp nhận hồ sơ",
    ),
    "due": (
        "NgayHenTra",
        "ngày hẹn trả",
        "hẹn trả",
        "ngày trả theo hẹn",
        "ngày hẹn trả kết quả",
        "hạn trả kết quả",
        "hạn xử lý",
        "hạn trả",
    ),
    "returned": (
        "NgayTra",
        "NgayTraKetQua",
        "ngày trả",
        "ngày trả kết quả",
        "ngày trả thực tế",
        "thời gian trả kết quả",
    ),
    "finished": ("NgayKetThucXuLy", "ngày kết thúc xử lý", "ngày xử lý xong", "ngày có kết quả"),
    "requested": ("NgayBoSung", "NgayYeuCauBoSung", "ngày yêu cầu bổ sung", "ngày thông báo bổ sung"),
    "supplied": ("NgayTiepNhanBoSung", "ngày tiếp nhận bổ sung", "ngày nhận bổ sung", "ngày bổ sung"),
    "new_due": ("NgayHenTraMoi", "ngày hẹn trả mới", "hẹn trả mới", "ngày hẹn trả lại"),
    "old_due": ("NgayHenTraTruoc", "ngày hẹn trả trước", "ngày hẹn trả cũ"),
    "extended": ("NgayGiaHan", "ngày gia hạn", "ngày gia hạn trả kết quả"),
    "extended_due": ("NgayHenTraGiaHan", "ngày hẹn trả sau gia hạn", "gia hạn đến ngày"),
    "objective": ("NguyenNhanKhachQuan", "nguyên nhân khách quan", "lý do khách quan"),
    "apology": ("NgayXinLoi", "ngày xin lỗi", "ngày gửi thư xin lỗi", "ngày gửi phiếu xin lỗi"),
    "apology_due": ("NgayHenTraXinLoi", "ngày hẹn trả theo phiếu xin lỗi", "ngày hẹn lại"),
}
"""What each field is called in the portal's JSON and in sheets, compared by normal form."""

SUPPLEMENTS: Final = ("DanhSachHoSoBoSung", "DanhSachBoSung", "YeuCauBoSung")
_INSTANTS: Final = frozenset(
    {"received", "returned", "finished", "requested", "supplied", "extended", "apology"}
)
_DUES: Final = frozenset({"due", "new_due", "old_due", "extended_due", "apology_due"})
_RECORDS: Final = ("result", "data", "HoSo", "DanhSachHoSo", "items")


@frozen
class OneStop:
    """What the reader needs to know: the calendar, how each procedure counts time, who answers for a file.

    ``clocks`` by procedure; ``staff_of`` by case, where the files themselves do not name a staff number; ``end_of_day``: a
    day promised without a time of day (or at 00:00, as systems write it) ends at this hour. ``ends``: what counts as the
    return, "returned" (handed over) or "finished" (the result was ready, ``NgayKetThucXuLy``).
    """

    calendar: Calendar
    clocks: Mapping[str, CaseClock] = {}
    staff_of: Mapping[str, str] = {}
    end_of_day: str = "17:00"
    ends: str = "returned"


def read_one_stop(
    source: Any,
    office: OneStop,
    *,
    vocabulary: Vocabulary = STANDARD,
    sheet: str | None = None,
    allow_citizen_ids: bool = False,
) -> Read:
    """Return the case facts of a one-stop office's files: JSON, CSV, xlsx or a table; every bad record listed.

    A file that ends before it was received is not judged. ``DataError`` where there is no file.
    """
    reader = _Reader(office, Terms(vocabulary, file=file_of(source), allow_citizen_ids=allow_citizen_ids))
    if is_frame(source) or not _is_json(Path(source)):
        _sheet(source, sheet, reader)
    else:
        _json(load_json(Path(source)), reader)
    return Read(tuple(reader.facts), tuple(reader.problems))


def _is_json(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}
    except OSError:
        return path.suffix.lower() == ".json"


def _json(data: Any, reader: "_Reader") -> None:
    if isinstance(data, Broken):
        reader.problems.append(problem_of(data, reader.terms))
        return
    for number, item in enumerate(_records(data), 1):
        if isinstance(item, Broken):
            reader.problems.append(problem_of(item, reader.terms))
        elif isinstance(item, Mapping):
            record = cast("Mapping[str, Any]", item)
            inner = listed(next((record[name] for name in SUPPLEMENTS if name in record), None))
            stops = [_fields(cast("Mapping[str, Any]", one)) for one in inner if isinstance(one, Mapping)]
            reader.take(_fields(record), stops, number)
        else:
            reader.problems.append(problem_of(Broken("row.not_object", number), reader.terms))


def _records(data: Any) -> list[Any]:
    if isinstance(data, Mapping):
        whole = cast("Mapping[str, Any]", data)
        for name in _RECORDS:
            if isinstance(whole.get(name), list):
                return listed(whole[name])
    return listed(data, single=True)


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in record.items():
        known = match_heading(str(name)[:100], COLUMNS)
        if known is not None and not is_blank(value):
            found.setdefault(known, value)
    return found


def _sheet(source: Any, sheet: str | None, reader: "_Reader") -> None:
    grid = open_grid(source, sheet, reader.problems, reader.terms)
    table = None if grid is None else headed(grid, COLUMNS, (("case", "received"), ("case", "due")))
    if table is None:
        if grid is not None:
            reader.problems.append(problem_of(Broken("onestop.heading"), reader.terms))
        return
    for row in table.rows:
        if isinstance(row, Broken):
            reader.problems.append(problem_of(row, reader.terms))
            continue
        number, cells = row
        values = {name: cells[column] for name, column in table.columns.items() if column < len(cells)}
        values = {name: value for name, value in values.items() if not is_blank(value)}
        if values:
            stop: dict[str, Any] = {
                name: values.pop(name)
                for name in ("requested", "supplied", "new_due", "old_due")
                if name in values
            }
            reader.take(values, [stop] if stop else [], number)


class _Reader:
    """Turns records into facts, each whole or not at all."""

    def __init__(self, office: OneStop, terms: Terms) -> None:
        self.office, self.terms = office, terms
        self.calendar = office.calendar
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []

    def take(self, values: Mapping[str, Any], stops: list[dict[str, Any]], number: int) -> None:
        """Read one file: its dates, the times that it stood still, and what became of it."""
        case, staff = _text(values.get("case")), _text(values.get("staff"))
        staff = staff or self.office.staff_of.get(case or "")
        wrong = [
            (name, Fault("value.number_for_text"))
            for name in ("case", "staff")
            if isinstance(values.get(name), int)
        ]
        if case is None or staff is None:
            wrong += [] if wrong else [("case" if case is None else "staff", Fault("onestop.whose"))]
        dates = self._dates(values, wrong)
        halts = [self._dates(one, wrong, f"[{nth}]") for nth, one in enumerate(stops, 1)]
        if wrong or case is None or staff is None:
            self._refuse(wrong, values, number, staff)
            return
        told = list(self._tell(case, staff, _text(values.get("procedure")), dates, halts, values))
        faulty = [one for one in told if isinstance(one, tuple)]
        if faulty:
            self._refuse([(name, fault) for name, fault in faulty], values, number, staff)
            return
        self._read([one for one in told if isinstance(one, dict)], number)

    def _refuse(
        self, wrong: list[tuple[str, Fault]], values: Mapping[str, Any], number: int, staff: str | None
    ) -> None:
        for name, fault in wrong:
            for kind in ("case.received", "case.returned"):
                value = values.get(name)
                value = None if isinstance(value, Broken) else str(value)[:40] if value is not None else None
                self.problems.append(
                    Place(self.terms, number, staff, kind).problem(
                        fault.code, field=name, value=value, **fault.parts
                    )
                )

    def _dates(
        self, values: Mapping[str, Any], wrong: list[tuple[str, Fault]], mark: str = ""
    ) -> dict[str, datetime]:
        found: dict[str, datetime] = {}
        for name, raw in values.items():
            if name in _INSTANTS or name in _DUES:
                at = self._instant(raw, due=name in _DUES)
                if isinstance(at, Fault):
                    wrong.append((f"{name}{mark}", at))
                else:
                    found[name] = at
        return found

    def _instant(self, raw: Any, *, due: bool) -> datetime | Fault:
        if isinstance(raw, Broken):
            return Fault(raw.code)
        at = moment(raw, zone_of(self.calendar.zone))
        if isinstance(at, Fault) and at.code == "value.needs_time" and due:
            of = day(raw)
            at = datetime.combine(of, time.min) if isinstance(of, date) else at
        if isinstance(at, Fault):
            return at
        if due and at.time() == time.min:
            hour = clock(self.office.end_of_day)
            at += hour if not isinstance(hour, Fault) else timedelta()
        return place(at.date(), at.time(), self.calendar.zone)

    def _tell(
        self,
        case: str,
        staff: str,
        procedure: str | None,
        dates: Mapping[str, datetime],
        halts: list[dict[str, datetime]],
        values: Mapping[str, Any],
    ) -> Iterator[dict[str, Any] | tuple[str, Fault]]:
        """Yield the facts of a file as rows, or what is wrong with it."""
        common = {"staff": staff, "case": case}
        watch = self.office.clocks.get(procedure or "", CaseClock())
        received = dates.get("received")
        if received is None:
            yield "received", Fault("onestop.no_date")
            return
        due = dates.get("due") or due_of(received, watch, self.calendar, None)
        if due is None:
            yield "due", Fault("onestop.no_due")
            return
        if due < received:
            yield "due", Fault("onestop.backwards", {"other": "received"})
        yield {
            "kind": "case.received",
            "id": f"{case}:received",
            "at": received,
            "due": due,
            "procedure": procedure,
            **common,
        }
        for nth, halt in enumerate(halts, 1):
            asked, came = halt.get("requested"), halt.get("supplied")
            for name, at in (("requested", asked), ("supplied", came)):
                if at is not None and at < received:
                    yield name, Fault("onestop.backwards", {"other": "received"})
            if asked is not None:
                yield {
                    "kind": "case.supplement_requested",
                    "id": f"{case}:requested:{nth}",
                    "at": asked,
                    **common,
                }
            if came is None:
                if halt.get("new_due") is not None:
                    yield "supplied", Fault("onestop.no_date")
                continue
            if asked is not None and came < asked:
                yield "supplied", Fault("onestop.backwards", {"other": "requested"})
            new = halt.get("new_due")
            if new is None and asked is not None:
                new = resumed(halt.get("old_due") or due, asked, came, watch, self.calendar, None)
            if new is None:
                yield "new_due", Fault("onestop.no_due")
                continue
            due = new
            yield {
                "kind": "case.supplement_received",
                "id": f"{case}:supplied:{nth}",
                "at": came,
                "due": due,
                **common,
            }
        yield from self._ends(case, common, dates, received, values)

    def _ends(
        self,
        case: str,
        common: Mapping[str, Any],
        dates: Mapping[str, datetime],
        received: datetime,
        values: Mapping[str, Any],
    ) -> Iterator[dict[str, Any] | tuple[str, Fault]]:
        for name in ("extended", "apology", self.office.ends):
            at = dates.get(name)
            if at is not None and at < received:
                yield name, Fault("onestop.backwards", {"other": "received"})
        if "extended" in dates or "extended_due" in dates:
            objective = _yes(values.get("objective"))
            if objective is None or not {"extended", "extended_due"} <= dates.keys():
                yield "objective" if objective is None else "extended", Fault("onestop.extension")
                return
            yield {
                "kind": "case.deadline_extended",
                "id": f"{case}:extended",
                "at": dates["extended"],
                "due": dates["extended_due"],
                "objective_cause": objective,
                **common,
            }
        if "apology" in dates:
            yield {
                "kind": "apology.sent",
                "id": f"{case}:apology",
                "at": dates["apology"],
                "new_due": dates.get("apology_due"),
                **common,
            }
        if self.office.ends in dates:
            yield {"kind": "case.returned", "id": f"{case}:returned", "at": dates[self.office.ends], **common}

    def _read(self, rows: list[dict[str, Any]], number: int) -> None:
        made: list[Fact] = []
        for row in rows:
            read = read_row(Row(row, number, sparse=True), self.terms)
            if isinstance(read, Rejected):
                self.problems += read.problems
                return
            made.append(read)
        self.facts += made


def _yes(raw: Any) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().casefold() if isinstance(raw, str) else ""
    return {"có": True, "true": True, "1": True, "x": True, "không": False, "false": False, "0": False}.get(
        normal(word)
    )


def _text(raw: Any) -> str | None:
    return normal(raw).strip() or None if isinstance(raw, str) else None
