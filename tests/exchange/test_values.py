"""What one value may look like, in JSON and in a cell, and what is refused with which advice."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from vanhoa_rules.exchange.values import Fault, convert
from vanhoa_rules.facts.base import FieldSpec
from vanhoa_rules.words import both

HANOI = timezone(timedelta(hours=7))


def spec(kind, name="x"):
    return FieldSpec(name, name, kind, nullable=True, default=None)


def read(kind, raw, *, name="x", text=False, zone=None):
    return convert(spec(kind, name), raw, text=text, zone=ZoneInfo(zone) if zone else None)


def fault(kind, raw, **terms):
    found = read(kind, raw, **terms)
    assert isinstance(found, Fault), found
    parts = {"field": "x", "value": "v", "kind": "k", **found.parts}
    assert both(found.code, **parts).vi
    assert both(f"{found.code}.remedy", **parts).en
    return found.code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("2026-04-01T08:00:00+07:00", datetime(2026, 4, 1, 8, tzinfo=HANOI)),
        ("2026-04-01 08:00+07:00", datetime(2026, 4, 1, 8, tzinfo=HANOI)),
        ("2026-04-01T08:00+0700", datetime(2026, 4, 1, 8, tzinfo=HANOI)),
        ("2026-04-01T08:00+07", datetime(2026, 4, 1, 8, tzinfo=HANOI)),
        ("2026-04-01T01:00:00Z", datetime(2026, 4, 1, 8, tzinfo=HANOI)),
        ("2026-04-01T01:00:00.5Z", datetime(2026, 4, 1, 1, 0, 0, 500000, tzinfo=UTC)),
        ("2026-04-01T01:00:00.123456000Z", datetime(2026, 4, 1, 1, 0, 0, 123456, tzinfo=UTC)),
        ("2026-04-01T00:00:00-14:00", datetime(2026, 4, 1, 14, tzinfo=UTC)),
        (datetime(2026, 4, 1, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")), datetime(2026, 4, 1, 8, tzinfo=HANOI)),
    ],
)
def test_instants_are_read_with_their_offset(raw, value):
    found = read("instant", raw)
    assert found == value
    assert isinstance(found.tzinfo, timezone)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("2026-04-01T08:00:00", "fact.naive"),
        (datetime(2026, 4, 1, 8), "fact.naive"),  # noqa: DTZ001
        ("2026-04-01", "value.needs_time"),
        (date(2026, 4, 1), "value.needs_time"),
        ("01/04/2026 08:00", "value.day_first"),
        ("1.4.2026", "value.day_first"),
        ("2026-04-01T08:00:00.1234567+07:00", "fact.fine"),
        ("2026-02-29T08:00:00+07:00", "value.no_such_time"),
        ("2026-04-01T24:00:00+07:00", "value.no_such_time"),
        ("2026-04-01T08:00:60+07:00", "value.no_such_time"),
        ("0000-04-01T08:00:00+07:00", "value.no_such_time"),
        ("2026-04-01T08:00:00+14:01", "value.offset"),
        ("2026-04-01T08:00:00+07:60", "value.offset"),
        ("9999-12-31T23:59:59+07:00", "value.years"),
        ("0001-01-01T00:00:00+07:00", "value.years"),
        ("yesterday", "value.instant"),
        ("2026-04-01T08:00:00+07:00 ", "value.instant"),
        ("２０２６-04-01T08:00:00+07:00", "value.instant"),
        ("", "value.instant"),
        (1775005200, "fact.type"),
        (True, "fact.type"),
        ([], "fact.type"),
    ],
)
def test_an_instant_that_is_not_plain_is_refused(raw, code):
    assert fault("instant", raw) == code


def test_a_named_zone_gives_a_local_time_its_offset():
    assert read("instant", "2026-04-01 08:00", zone="Asia/Ho_Chi_Minh") == datetime(
        2026, 4, 1, 8, tzinfo=HANOI
    )
    assert read("instant", "2026-04-01 08:00Z", zone="Asia/Ho_Chi_Minh") == datetime(
        2026, 4, 1, 8, tzinfo=UTC
    )


def test_a_local_time_that_is_skipped_or_comes_twice_is_refused():
    assert fault("instant", "2011-03-27 02:30", zone="Europe/Amsterdam") == "value.local_gap"
    assert fault("instant", "2011-10-30 02:30", zone="Europe/Amsterdam") == "value.local_twice"
    assert read("instant", "2011-10-30 03:00", zone="Europe/Amsterdam").utcoffset() == timedelta(hours=1)
    assert read("instant", "2011-03-27 03:00", zone="Europe/Amsterdam").utcoffset() == timedelta(hours=2)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("03/04/2026", "value.day_first"),
        ("2026-04-03T08:00:00+07:00", "value.date_only"),
        (datetime(2026, 4, 3, tzinfo=UTC), "value.date_only"),
        ("2026-02-30", "value.no_such_time"),
        ("20260403", "value.date"),
        ("2026-W14-5", "value.date"),
        (46115, "fact.type"),
    ],
)
def test_a_date_is_an_iso_date(raw, code):
    assert read("date", "2026-04-03") == date(2026, 4, 3)
    assert fault("date", raw) == code


def test_the_remedy_for_a_vietnamese_date_shows_the_iso_form():
    assert "2026-04-03" in both("value.day_first.remedy").vi


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "có", "Có", "co\u0301"])
def test_a_cell_says_yes(word):
    assert read("bool", word, text=True) is True


@pytest.mark.parametrize("word", ["false", "0", "No", "không", "KHÔNG"])
def test_a_cell_says_no(word):
    assert read("bool", word, text=True) is False


def test_json_booleans_are_strict():
    assert read("bool", True) is True
    assert fault("bool", "true") == "value.text_for_bool"
    assert fault("bool", 1) == "fact.type"
    assert fault("bool", "x", text=True) == "value.bool"
    assert fault("bool", "khong", text=True) == "value.bool"


@pytest.mark.parametrize(
    ("raw", "text", "code"),
    [
        (Decimal("3.0"), False, "value.fraction"),
        (3.0, False, "value.float"),
        ("3", False, "value.text_for_int"),
        ("3.0", True, "value.fraction"),
        ("3,5", True, "value.fraction"),
        ("three", True, "fact.type"),
        ("٣", True, "fact.type"),
        (" 3", True, "fact.type"),
        (True, False, "fact.type"),
        ("NaN", True, "value.not_finite"),
        (Decimal("NaN"), False, "value.not_finite"),
        (Decimal("-Infinity"), False, "value.not_finite"),
        (10**15, False, "value.too_big"),
        ("9" * 50, True, "value.too_big"),
        (Decimal("9" * 50), False, "value.too_big"),
    ],
)
def test_a_whole_number_is_read_by_its_digits(raw, text, code):
    assert read("int", 3) == 3
    assert read("int", "-3", text=True) == -3
    assert fault("int", raw, text=text) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1,5", "value.comma"),
        ("1.234,5", "value.comma"),
        ("NaN", "value.not_finite"),
        ("-inf", "value.not_finite"),
        (0.5, "value.float"),
        ("1/3", "fact.type"),
        (True, "fact.type"),
        ("1e999999999", "value.too_big"),
        ("1e999999999999999999999999", "value.too_big"),
        (Decimal("1E-41"), "value.too_big"),
        ("1" * 41, "value.too_big"),
        (10**45, "value.too_big"),
    ],
)
def test_a_decimal_is_exact(raw, code):
    assert read("decimal", "0.10") == Decimal("0.10")
    assert read("decimal", Decimal("0.1")) == Decimal("0.1")
    assert read("decimal", 2) == Decimal(2)
    assert fault("decimal", raw) == code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (123, "value.number_for_text"),
        (Decimal("1.5"), "value.number_for_text"),
        (" A1", "value.spaces"),
        ("A1\u00a0", "value.spaces"),
        ("A\x001", "value.control"),
        ("A\n1", "value.control"),
        ("A\u200b1", "value.control"),
        ("A\ud800", "value.control"),
        ("", "fact.empty"),
        (True, "fact.type"),
        ({}, "fact.type"),
    ],
)
def test_an_id_is_taken_to_the_letter_or_not_at_all(raw, code):
    assert read("str", "00123", name="staff") == "00123"
    assert fault("str", raw, name="staff") == code


def test_text_comes_out_in_nfc_and_keeps_its_spaces_and_lines():
    assert read("str", "Ha\u0300 No\u0323\u0302i ") == "Hà Nội "
    assert read("str", "a\nb\tc") == "a\nb\tc"
    assert read("str", "") == ""
    assert fault("str", "a\x07") == "value.control"
    assert fault("str", "a\udfff") == "value.control"


def test_null_is_null_for_every_type():
    assert all(read(kind, None) is None for kind in ("bool", "int", "str", "decimal", "instant", "date"))
