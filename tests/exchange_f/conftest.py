"""The folder of real inputs, and a small office with hours of work."""

import os
from pathlib import Path

import pytest

from vanhoa_rules import Calendar, Roster, ShiftEntry, ShiftTable


@pytest.fixture
def data():
    folder = os.environ.get("VANHOA_RULES_DATA")
    if folder is None:
        pytest.skip("the folder of real inputs is not here: VANHOA_RULES_DATA is unset")
    return Path(folder)


@pytest.fixture
def calendar():
    hours = [("07:30", "11:30"), ("13:30", "17:30")]
    return Calendar.vietnam(shifts=ShiftTable([ShiftEntry(hours)]))


@pytest.fixture
def roster():
    row = {"unit": "P1", "role": "specialist", "leader": False, "employment": "cong_chuc"}
    return Roster(
        [
            {**row, "id": "007", "name": "Nguyễn Thị Hoà"},
            {**row, "id": "008", "name": "Lê Văn Thủy"},
            {**row, "id": "009", "name": "Lê Văn Thủy", "unit": "P2"},
        ]
    )
