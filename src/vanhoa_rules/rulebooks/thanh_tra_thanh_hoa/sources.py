"""2 · The texts that the rulebook cites: what each is, from when to when it held, how surely it was read.

No text assigns duties to the six words thân thiện, tận tụy, trách nhiệm, kỷ luật, kỷ cương, liêm chính: the criterion
of every rule is a proposal of this library, and so is every figure cited from ``vanhoa-rules``.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from attrs import frozen

from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Citation

SEED = "SEED"
PROPOSAL = "vanhoa-rules"


@frozen
class Source:
    """One text: its title, the first and the last day it held (None = not bounded here), how surely it was read.

    ``certainty`` is ``read`` (the text itself), ``second-hand`` (a digest, a newspaper, a tool), ``recalled`` (from
    memory, unverified) or ``proposal`` (of this library, no text).
    """

    vi: str
    en: str
    certainty: str
    since: date | None = None
    until: date | None = None

    @property
    def title(self) -> Text:
        """The title in both languages."""
        return Text(vi=self.vi, en=self.en)

    @property
    def span(self) -> Text | None:
        """The days between which the text held, as a note; None where neither end is known."""
        vi = [f"{word} {day:%d/%m/%Y}" for word, day in (("từ", self.since), ("đến hết", self.until)) if day]
        en = [
            f"{word} {day.isoformat()}"
            for word, day in (("from", self.since), ("to the end of", self.until))
            if day
        ]
        return Text(f"Áp dụng {' '.join(vi)}", f"In force {' '.join(en)}") if vi else None


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        SEED: Source(
            "Bài viết “Xây dựng văn hoá công vụ tại Thanh tra tỉnh Thanh Hoá” (15/5/2024)",
            "Article “Building a public-service culture at the Thanh Hóa provincial inspectorate” (15 May 2024)",
            "read",
        ),
        PROPOSAL: Source("Đề xuất của thư viện này", "Proposal of this library", "proposal"),
        # Cadres and civil servants
        "LUAT-CBCC-2008": Source(
            "Luật Cán bộ, công chức số 22/2008/QH12", "Law on cadres and civil servants 22/2008/QH12",
            "recalled", date(2010, 1, 1), date(2025, 6, 30),
        ),
        "LUAT-CBCC-2025": Source(
            "Luật Cán bộ, công chức số 80/2025/QH15", "Law on cadres and civil servants 80/2025/QH15",
            "read", date(2025, 7, 1),
        ),
        "ND-335-2025": Source(
            "Nghị định số 335/2025/NĐ-CP về đánh giá, xếp loại chất lượng công chức",
            "Decree 335/2025/NĐ-CP on the evaluation and rating of civil servants",
            "read", date(2026, 1, 1),
        ),
        "ND-172-2025": Source(
            "Nghị định số 172/2025/NĐ-CP về xử lý kỷ luật cán bộ, công chức",
            "Decree 172/2025/NĐ-CP on the discipline of cadres and civil servants",
            "read", date(2025, 7, 1),
        ),
        "ND-112-2020": Source(
            "Nghị định số 112/2020/NĐ-CP (sửa đổi: 71/2023/NĐ-CP) về xử lý kỷ luật cán bộ, công chức, viên chức",
            "Decree 112/2020/NĐ-CP (amended by 71/2023/NĐ-CP) on the discipline of public employees",
            "read", date(2020, 9, 20), date(2025, 6, 30),
        ),
        "ND-170-2025": Source(
            "Nghị định số 170/2025/NĐ-CP về tuyển dụng, sử dụng và quản lý công chức",
            "Decree 170/2025/NĐ-CP on recruiting, using and managing civil servants",
            "read",
        ),
        "LUAT-LD-2019": Source("Bộ luật Lao động số 45/2019/QH14", "Labour Code 45/2019/QH14", "read"),
        # Office culture
        "QD-1847-2018": Source(
            "Quyết định số 1847/QĐ-TTg phê duyệt Đề án Văn hóa công vụ",
            "Decision 1847/QĐ-TTg approving the scheme on public-service culture",
            "second-hand", date(2018, 12, 27),
        ),
        "CT-05-2008": Source(
            "Chỉ thị số 05/2008/CT-TTg về sử dụng có hiệu quả thời giờ làm việc",
            "Directive 05/2008/CT-TTg on the effective use of working time",
            "second-hand",
        ),
        "CT-01-2021-UBND": Source(
            "Chỉ thị số 01/CT-UBND ngày 01/01/2021 của UBND tỉnh Thanh Hóa về tăng cường kỷ luật, kỷ cương",
            "Directive 01/CT-UBND of 1 January 2021 of Thanh Hóa province on tightening discipline and order",
            "second-hand", date(2021, 1, 1),
        ),
        "QD-1906-2023-TTTH": Source(
            "Quyết định số 1906/QĐ-TTTH ngày 05/8/2023 của Thanh tra tỉnh Thanh Hóa (bài viết nêu tên, chưa đọc toàn văn)",
            "Decision 1906/QĐ-TTTH of 5 August 2023 of the provincial inspectorate (named by the article, text not read)",
            "second-hand", date(2023, 8, 5),
        ),
        "QD-469-2024-TTTH": Source(
            "Quyết định số 469/QĐ-TTTH ngày 04/3/2024 của Thanh tra tỉnh Thanh Hóa (bài viết nêu tên, chưa đọc toàn văn)",
            "Decision 469/QĐ-TTTH of 4 March 2024 of the provincial inspectorate (named by the article, text not read)",
            "second-hand", date(2024, 3, 4),
        ),
        "TT-01-2021-TTCP": Source(
            "Thông tư số 01/2021/TT-TTCP về quy tắc ứng xử trong ngành Thanh tra và tiếp công dân",
            "Circular 01/2021/TT-TTCP, code of conduct of the inspectorate and of citizen reception",
            "second-hand", date(2021, 5, 1),
        ),
        "TT-02-2015-TTCP": Source(
            "Thông tư số 02/2015/TT-TTCP về trang phục của ngành Thanh tra",
            "Circular 02/2015/TT-TTCP on the uniform of the inspectorate",
            "second-hand", None, date(2025, 9, 25),
        ),
        "TT-05-2025-TTCP": Source(
            "Thông tư số 05/2025/TT-TTCP về trang phục của ngành Thanh tra",
            "Circular 05/2025/TT-TTCP on the uniform of the inspectorate",
            "second-hand", date(2025, 9, 26),
        ),
        "TT-03-2016-TTCP": Source(
            "Thông tư số 03/2016/TT-TTCP về trang phục của người làm công tác tiếp công dân",
            "Circular 03/2016/TT-TTCP on the dress of those who receive citizens",
            "second-hand",
        ),
        # Inspection, complaints, denunciations, citizen reception, press
        "LUAT-TT-2025": Source(
            "Luật Thanh tra số 84/2025/QH15", "Law on inspection 84/2025/QH15", "read", date(2025, 7, 1)
        ),
        "LUAT-KN-2011": Source(
            "Luật Khiếu nại số 02/2011/QH13 (sửa đổi: 136/2025/QH15)",
            "Law on complaints 02/2011/QH13 (amended by 136/2025/QH15)",
            "read",
        ),
        "ND-155-2026": Source(
            "Nghị định số 155/2026/NĐ-CP quy định chi tiết Luật Khiếu nại",
            "Decree 155/2026/NĐ-CP detailing the law on complaints",
            "read", date(2026, 7, 1),
        ),
        "LUAT-TC-2018": Source(
            "Luật Tố cáo số 25/2018/QH14 (sửa đổi: 136/2025/QH15)",
            "Law on denunciations 25/2018/QH14 (amended by 136/2025/QH15)",
            "read", date(2019, 1, 1),
        ),
        "LUAT-TCD-2013": Source(
            "Luật Tiếp công dân số 42/2013/QH13 (sửa đổi: 136/2025/QH15)",
            "Law on citizen reception 42/2013/QH13 (amended by 136/2025/QH15)",
            "read", date(2014, 7, 1),
        ),
        "ND-154-2026": Source(
            "Nghị định số 154/2026/NĐ-CP quy định chi tiết Luật Tiếp công dân",
            "Decree 154/2026/NĐ-CP detailing the law on citizen reception",
            "read", date(2026, 7, 1),
        ),
        "ND-09-2017": Source(
            "Nghị định số 09/2017/NĐ-CP về phát ngôn và cung cấp thông tin cho báo chí",
            "Decree 09/2017/NĐ-CP on statements and information to the press",
            "recalled", None, date(2026, 6, 30),
        ),
        "ND-244-2026": Source(
            "Nghị định số 244/2026/NĐ-CP về phát ngôn và cung cấp thông tin cho báo chí",
            "Decree 244/2026/NĐ-CP on statements and information to the press",
            "read", date(2026, 7, 1),
        ),
        # Files, documents, information
        "ND-61-2018": Source(
            "Nghị định số 61/2018/NĐ-CP về cơ chế một cửa, một cửa liên thông",
            "Decree 61/2018/NĐ-CP on the one-stop mechanism",
            "second-hand", date(2018, 6, 21), date(2025, 6, 30),
        ),
        "ND-118-2025": Source(
            "Nghị định số 118/2025/NĐ-CP về cơ chế một cửa, một cửa liên thông",
            "Decree 118/2025/NĐ-CP on the one-stop mechanism",
            "second-hand", date(2025, 7, 1),
        ),
        "ND-30-2020": Source(
            "Nghị định số 30/2020/NĐ-CP về công tác văn thư", "Decree 30/2020/NĐ-CP on document work",
            "read", date(2020, 3, 5),
        ),
        "LUAT-TCTT-2016": Source(
            "Luật Tiếp cận thông tin số 104/2016/QH13", "Law on access to information 104/2016/QH13", "read"
        ),
        "TCVN-ISO-9001": Source(
            "Tiêu chuẩn quốc gia TCVN ISO 9001:2015", "National standard TCVN ISO 9001:2015", "second-hand"
        ),
        # Integrity
        "LUAT-PCTN-2018": Source(
            "Luật Phòng, chống tham nhũng số 36/2018/QH14", "Anti-corruption law 36/2018/QH14",
            "read", date(2019, 7, 1),
        ),
        "ND-59-2019": Source(
            "Nghị định số 59/2019/NĐ-CP quy định chi tiết Luật Phòng, chống tham nhũng",
            "Decree 59/2019/NĐ-CP detailing the anti-corruption law",
            "read", date(2019, 8, 15),
        ),
        "ND-130-2020": Source(
            "Nghị định số 130/2020/NĐ-CP về kiểm soát tài sản, thu nhập",
            "Decree 130/2020/NĐ-CP on the control of assets and income",
            "second-hand",
        ),
        "TT-03-2021-TTCP": Source(
            "Thông tư số 03/2021/TT-TTCP về danh mục vị trí và thời hạn định kỳ chuyển đổi",
            "Circular 03/2021/TT-TTCP on posts subject to rotation and their terms",
            "second-hand",
        ),
        "LUAT-TKCLP-2025": Source(
            "Luật Tiết kiệm, chống lãng phí số 110/2025/QH15", "Law on thrift and against waste 110/2025/QH15",
            "second-hand",
        ),
    }
)  # fmt: skip


def seed(*clauses: str) -> tuple[Citation, ...]:
    """Return the citations of clauses of the seed article."""
    return tuple(
        Citation(source=SEED, clause=clause, certainty=SOURCES[SEED].certainty) for clause in clauses
    )


def law(key: str, article: str | None = None, *, certainty: str | None = None) -> Citation:
    """Return the citation of a text; its note is the span of days in which the text held."""
    source = SOURCES[key]
    return Citation(source=key, article=article, certainty=certainty or source.certainty, note=source.span)


def proposal(vi: str, en: str) -> Citation:
    """Return the citation of a figure or a reading that no text gives; the note says which one."""
    return Citation(source=PROPOSAL, certainty="proposal", note=Text(vi, en))


def cadres(old: str, new: str) -> tuple[Citation, Citation]:
    """Return the articles of the law on cadres and civil servants of 2008 (recalled) and of 2025."""
    return law("LUAT-CBCC-2008", old), law("LUAT-CBCC-2025", new)


def discipline(old: str, new: str) -> tuple[Citation, Citation]:
    """Return the articles on discipline to 30/06/2025 (112/2020, recalled) and from 01/07/2025 (172/2025)."""
    return law("ND-112-2020", old, certainty="recalled"), law("ND-172-2025", new)
