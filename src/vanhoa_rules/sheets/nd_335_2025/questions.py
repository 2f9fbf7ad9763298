"""5 · The doubtful questions of the decree: what each asks, its answers, and who gives each answer."""

from collections.abc import Mapping
from types import MappingProxyType

from attrs import frozen

from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Citation
from vanhoa_rules.sheets.nd_335_2025.texts import SILENT, decree, draft, handbook, tool


@frozen
class Option:
    """One answer: what it means and who reads the decree so."""

    value: str
    meaning: Text
    basis: Citation


@frozen
class Question:
    """One doubtful place of the decree; the first option is the one of the decree's own words."""

    asks: Text
    options: tuple[Option, ...]

    def option(self, value: str) -> Option:
        """Return an answer by its value."""
        return next(option for option in self.options if option.value == value)


THANH_HOA = tool(
    "STH-APP", "Công cụ của một cơ quan tỉnh Thanh Hóa, 2026", "Tool of a Thanh Hóa office, 2026"
)
CUSTOMS = tool("SHQ", "Công cụ của Hải quan khu vực VIII", "Tool of customs region VIII")
APPS = tool("APPS", "Một số phần mềm đánh giá", "Some evaluation tools")
SCHOOL = tool("SCHOOL-APP", "Công cụ chia dòng theo nấc 0,25", "A tool that splits lines in steps of 0.25")


def _question(vi: str, en: str, *options: tuple[str, str, str, Citation]) -> Question:
    return Question(
        Text(vi, en), tuple(Option(value, Text(o_vi, o_en), basis) for value, o_vi, o_en, basis in options)
    )


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "cycle": _question(
            "Chấm điểm theo tháng hay theo quý?", "Are points given by month or by quarter?",
            ("month", "theo tháng", "by month", decree("14–18")),
            ("quarter", "theo quý", "by quarter", decree("14–18")),
        ),
        "late_unit": _question(
            "Chậm tiến độ trừ 25% theo đơn vị nào?", "For what unit of lateness are 25% cut?",
            ("time", "mỗi lần chậm", "each time late", decree("14(2c)")),
            ("day", "mỗi ngày chậm, đếm theo ngày lịch", "each day late, by calendar dates", handbook()),
            ("band5", "đến 5 ngày trừ 25%, quá 5 ngày còn 0", "up to 5 days 25%, beyond 5 days nothing is left", APPS),
        ),
        "denominator": _question(
            "Mẫu số của b và c?", "What are b and c divided by?",
            ("assigned", "số được giao", "what was assigned", decree("14(2b), 14(2c)")),
            ("completed", "số đã hoàn thành", "what was completed", THANH_HOA),
        ),
        "floor": _question(
            "Trừ đến đâu?", "How far do cuts go?",
            ("zero", "từng nhiệm vụ không dưới 0 (mọi công cụ đã xem)", "no row below 0 (every implementation seen)", SILENT),
        ),
        "cap": _question(
            "Giới hạn trên đặt ở đâu?", "Where is the upper limit?",
            ("result", "phần kết quả tối đa 70 điểm", "the result part is at most 70 points", decree("12(3)")),
            ("quantity", "a tối đa 100%, phần kết quả tối đa 70", "a is at most 100%, the result part 70", THANH_HOA),
            ("none", "không giới hạn", "no limit", APPS),
        ),
        "nothing_assigned": _question(
            "Không được giao sản phẩm nào thì kết quả là gì?", "What is the result where nothing was assigned?",
            ("unknown", "chưa xác định được, 0 đến 70", "unknown, 0 to 70", SILENT),
            ("zero", "0", "0", CUSTOMS),
            ("full", "100%", "100%", THANH_HOA),
        ),
        "quota_base": _question(
            "Tỷ lệ xuất sắc tính trên số nào?", "Of whom is the share of excellent ones taken?",
            ("tot", "số người xếp loại tốt", "those rated good", decree("20(5)")),
            ("tot_tro_len", "số người xếp loại tốt trở lên", "those rated good or better", APPS),
        ),
        "quota_rounding": _question(
            "Số người làm tròn thế nào?", "How is the number of people rounded?",
            ("floor", "làm tròn xuống", "down", SILENT),
            ("half_up", "từ 0,5 làm tròn lên", "half up", SILENT),
        ),
        "longer": _question(
            "Kỳ dài tính thế nào?", "How is a longer period reckoned?",
            ("mean", "trung bình cộng tổng điểm các kỳ", "the mean of the totals of its cycles", decree("17(3)")),
            ("pooled", "cộng dồn a, b, c của cả kỳ", "a, b, c over all tasks of the period", CUSTOMS),
        ),
        "leader_longer": _question(
            "d, đ, e của kỳ dài?", "What are d, đ, e of a longer period?",
            ("mean", "trung bình", "the mean", decree("17(3)")),
            ("min", "giá trị thấp nhất", "the least", CUSTOMS),
        ),
        "step": _question(
            "Điểm của một dòng chung chia theo nấc nào?", "In what steps is a general line scored?",
            ("any", "điểm bất kỳ đến mức tối đa", "any number up to the maximum", SILENT),
            ("0.25", "bội số của 0,25", "multiples of 0.25", SCHOOL),
            ("0.5", "bội số của 0,5", "multiples of 0.5", APPS),
            ("whole", "đủ điểm hoặc 0", "all or nothing", CUSTOMS),
        ),
        "coefficient": _question(
            "Hệ số quy đổi làm tròn không?", "Is the coefficient rounded?",
            ("exact", "giữ nguyên", "as it is", decree("13")),
            ("one_decimal", "một chữ số thập phân", "to one decimal", handbook("IV.3")),
        ),
        "cut_on": _question(
            "25% trừ vào cả dòng nhiệm vụ hay một sản phẩm?", "Do the 25% fall on the whole row or on one product?",
            ("row", "cả dòng, như ví dụ của sổ tay", "the whole row, as in the handbook's example", handbook()),
            ("product", "một sản phẩm", "the one product", decree("14(2b), 14(2c)")),
        ),
        "subordinates": _question(
            "Công chức thuộc quyền gồm những ai?", "Who are the subordinates for d?",
            ("all", "mọi cấp", "all levels", SILENT),
            ("direct", "trực tiếp", "direct ones", SILENT),
        ),
        "leader_work": _question(
            "a, b, c của lãnh đạo tính trên việc nào?", "Which tasks are a leader's a, b, c about?",
            ("own", "việc của chính mình, như ví dụ của sổ tay", "their own, as in the handbook's example", handbook()),
            ("own_and_unit", "cả việc của cấp dưới", "also those of subordinates", handbook("IV.3.1")),
        ),
        "missing_month": _question(
            "Tháng đang công tác mà không có dữ liệu?", "A month in service with nothing on record?",
            ("unknown", "chưa xác định được", "unknown", SILENT),
            ("skip", "không tính", "not counted", SILENT),
        ),
        "month_counts": _question(
            "Tháng nào được tính?", "Which month counts?",
            ("any", "có ít nhất một ngày làm việc", "one with at least one day worked", SILENT),
            ("half", "làm từ nửa số ngày làm việc", "one with half of its working days worked",
             draft("STH-DRAFT", "Dự thảo tháng 6/2026 của Thanh Hóa", "Thanh Hóa draft of June 2026")),
        ),
        "year_end": _question(
            "Năm đánh giá kết thúc khi nào?", "When does the year of evaluation end?",
            ("calendar", "31/12", "31 December", SILENT),
            ("15_12", "15/12; việc đến hạn sau đó tính sang năm sau", "15 December; later work belongs to the next year",
             handbook("IV.3.1")),
        ),
        "former_body": _question(
            "Hành vi ở cơ quan cũ, kỷ luật ở cơ quan mới?", "An act at the former body, disciplined at the new one?",
            ("old_result", "chỉ tính vào kết quả ở cơ quan cũ", "counts for the result at the old body alone", decree("11(3c)")),
            ("this_year", "tính cả vào năm nay", "counts this year as well", SILENT),
        ),
        "rounding": _question(
            "So ngưỡng bằng số nào?", "Which number is compared with the thresholds?",
            ("exact", "số chính xác", "the exact one", SILENT),
            ("printed", "số in ra, hai chữ số thập phân", "the printed one, two decimals", SILENT),
        ),
        "contract": _question(
            "Người làm việc theo hợp đồng?", "People under contract?",
            ("out", "ngoài phạm vi", "out of scope", decree("28(2)")),
            ("in", "cơ quan quyết định áp dụng", "the body decided to include them", decree("28(2)")),
        ),
    }
)  # fmt: skip
