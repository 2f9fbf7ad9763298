"""5 · The texts that the sheet cites, and how surely each was read."""

from datetime import date
from types import MappingProxyType

from vanhoa_rules.errors import Text
from vanhoa_rules.rules import Citation

SINCE = date(2026, 1, 1)
NAMES = MappingProxyType(
    {
        "ND-335-2025": "Nghị định 335/2025/NĐ-CP",
        "ND-90-2020": "Nghị định 90/2020/NĐ-CP (sửa đổi: 48/2023/NĐ-CP)",
        "ND-56-2015": "Nghị định 56/2015/NĐ-CP (sửa đổi: 88/2017/NĐ-CP)",
        "ND-233-2026": "Nghị định 233/2026/NĐ-CP",
        "ND-170-2025": "Nghị định 170/2025/NĐ-CP",
        "ND-172-2025": "Nghị định 172/2025/NĐ-CP",
        "ND-112-2020": "Nghị định 112/2020/NĐ-CP (sửa đổi: 71/2023/NĐ-CP)",
        "ND-154-2026": "Nghị định 154/2026/NĐ-CP",
        "LUAT-CBCC-2025": "Luật Cán bộ, công chức 80/2025/QH15",
    }
)


def decree(article: str) -> Citation:
    """Return an article of the decree on the evaluation of civil servants."""
    return Citation("ND-335-2025", article)


def handbook(article: str | None = None) -> Citation:
    """Return a place of the ministry's handbook of 2026, which interprets the decree and is no law."""
    return Citation(
        "SO-TAY-BNV-2026",
        article,
        note=Text(
            "Sổ tay của Bộ Nội vụ, cách hiểu chứ không phải quy định",
            "Handbook of the Ministry of Home Affairs: an interpretation, no rule of law",
        ),
    )


def tool(key: str, vi: str, en: str) -> Citation:
    """Return what a local tool or sheet does, known at second hand."""
    return Citation(key, certainty="second-hand", note=Text(vi, en))


def draft(key: str, vi: str, en: str) -> Citation:
    """Return what an unsigned draft says."""
    return Citation(key, certainty="draft", note=Text(vi, en))


SILENT = Citation(
    "vanhoa-rules",
    certainty="proposal",
    note=Text(
        "Nghị định không quy định: lựa chọn của thư viện này", "the decree is silent: this library's choice"
    ),
)
