"""Vietnamese text: what is the same word is matched, what is another word never is."""

import unicodedata

import pytest

from vanhoa_rules.exchange.vietnamese import heading_form, match_heading, normal_form, sort_key, tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("HOẢ", "hỏa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("kỉ luật", "kỷ luật"),
        ("kí hiệu", "ký hiệu"),
        ("Lí do", "lý do"),
        ("quí", "quý"),
        ("công ti", "công ty"),
        ("Ðơn vị", "đơn vị"),
        ("Mã\u00a0NV", "mã nv"),
        ("Ngày\u200b tiếp  nhận", "ngày tiếp nhận"),
        (unicodedata.normalize("NFD", "Nguyễn Thị Thuỷ"), "Nguyễn Thị Thủy"),
    ],
)
def test_spellings_of_one_word_have_one_normal_form(one, other):
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("muộn", "mượn"),
        ("ma", "mà"),
        ("hoa", "hòa"),
        ("ngày", "ngay"),
        ("Ô", "O"),
        ("Cô", "Co"),
        ("quả", "qủa"),
        ("mai", "may"),
    ],
)
def test_marks_are_never_stripped_to_match(one, other):
    assert normal_form(one) != normal_form(other)


def test_a_tone_that_stands_right_stays():
    for word in ("quý", "hoàn", "thuyền", "khuỷu", "thuở", "giá", "toán", "quà"):
        assert normal_form(word) == word


def test_headings_are_matched_without_their_edges():
    spellings = {"staff": ("mã nhân viên",), "day": ("ngày",)}
    assert match_heading(" Mã nhân viên: ", spellings) == "staff"
    assert match_heading("NGÀY *", spellings) == "day"
    assert match_heading("Ngay", spellings) is None
    assert match_heading("", spellings) is None
    assert heading_form("Lí do.") == "lý do"


def test_names_are_sorted_as_vietnamese_lists_are():
    people = [
        "Trần Văn Đức",
        "Lê Thị Ân",
        "Phạm Văn Dũng",
        "Nguyễn Văn An",
        "Lê Thị Ánh",
        "Hoàng Á",
        "Đỗ Thị Ăn",
        "Bùi Văn Dung",
    ]
    assert sorted(people, key=sort_key) == [
        "Hoàng Á",
        "Nguyễn Văn An",
        "Lê Thị Ánh",
        "Đỗ Thị Ăn",
        "Lê Thị Ân",
        "Bùi Văn Dung",
        "Phạm Văn Dũng",
        "Trần Văn Đức",
    ]
    tones = ["má", "mà", "mạ", "ma", "mã", "mả"]
    assert sorted(tones, key=sort_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_tidying_keeps_what_was_written():
    assert tidy("  Ðơn\u00a0 vị ") == "Đơn vị"
