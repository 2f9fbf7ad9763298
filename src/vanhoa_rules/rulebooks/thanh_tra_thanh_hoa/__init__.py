"""2 · The rulebook of the seed article: one module a criterion, one table of sources.

Which criterion a clause belongs to is a proposal of this library; no text says it.
"""

from vanhoa_rules.rulebooks.thanh_tra_thanh_hoa import (
    ky_cuong,
    ky_luat,
    liem_chinh,
    tan_tuy,
    than_thien,
    trach_nhiem,
)
from vanhoa_rules.rules import Rulebook, Unobservable

UNOBSERVABLE = (
    Unobservable(
        clause="S6.2",
        reason={
            "vi": "Hoàn thiện, rà soát, triển khai các quy định là việc chung của cơ quan; không dữ kiện nào gắn với "
            "một cá nhân cho thấy việc đó đã làm hay chưa. Văn bản do cá nhân phát hành đã được xét ở KC-12, KC-15 và KC-16.",
            "en": "To complete, review and implement regulations is the work of the body as a whole; no fact about one "
            "person shows whether it was done. Documents that a person issues are judged by KC-12, KC-15 and KC-16.",
        },
    ),
)

RULEBOOK = Rulebook(
    name="thanh-tra-thanh-hoa",
    edition="2026-08",
    title={
        "vi": "Chuẩn mực văn hóa công vụ, Thanh tra tỉnh Thanh Hóa (việc xếp vào sáu tiêu chí là đề xuất của thư viện này)",
        "en": "Norms of public-service culture, Thanh Hóa provincial inspectorate (their place under the six criteria is "
        "a proposal of this library)",
    },
    rules=(
        *than_thien.RULES,
        *tan_tuy.RULES,
        *trach_nhiem.RULES,
        *ky_luat.RULES,
        *ky_cuong.RULES,
        *liem_chinh.RULES,
    ),
    unobservable=UNOBSERVABLE,
)
