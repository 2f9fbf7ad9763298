"""The limits of the engine below are met by ours first, with an error that says what to do."""

import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from vanhoa_rules import RuleError, UsageError, each, this
from vanhoa_rules.engines.durable import Network, Plan, available, network
from vanhoa_rules.engines.durable.dialect import check_names, fnv
from vanhoa_rules.engines.durable.loading import MODULE, load
from vanhoa_rules.errors import MissingExtraError

SRC = Path(__file__).parents[2] / "src"


def test_names_of_one_hash_are_refused():
    assert fnv("") == 0x811C9DC5
    assert fnv("NV0335786") == fnv("NV1074240")
    with pytest.raises(RuleError) as refused:
        check_names(["a", "NV0335786", "NV1074240"])
    assert refused.value.code == "durable.collision"
    assert "NV1074240" in str(refused.value)


def test_too_many_properties_of_a_kind_are_refused(book_of):
    rules = {f"R{n}": each("asset.changed", where=this.value > n) for n in range(250)}
    with pytest.raises(RuleError) as refused:
        Plan(book_of(**rules))
    assert refused.value.code == "durable.properties"


@pytest.mark.usefixtures("needs_durable")
def test_what_is_told_in_one_go_has_an_end_and_the_state_is_thrown_away_again(book_of, told, monkeypatch):
    pairs = each("case.returned").preceded_by(each("feedback.rated"), same="case")
    net = Network(Plan(book_of(PAIR=pairs)))
    sided = [(side.number, {"t": n, "a": 0, "z": 9, "j": n, "n": n}) for n, side in enumerate(net.plan.sides)]
    monkeypatch.setattr(network, "MESSAGES", 1)
    with pytest.raises(UsageError) as refused:
        net.pairs(sided)
    assert refused.value.code == "durable.messages"
    monkeypatch.undo()
    facts = [told("case.returned", "2026-03-02T08:00", case=f"c{n}") for n in range(3 * network.SCRATCH + 7)]
    assert [len(leaves) for leaves in net.leaves(facts, lambda _: lambda _: None)] == [1] * len(facts)
    assert all(shard.used <= network.SCRATCH for shard in net._conditions)
    net.close()


@pytest.mark.usefixtures("needs_durable")
@pytest.mark.parametrize(
    "where",
    [
        (this.minutes_late > 15) | (this.minutes_late == 0),
        ~((this.minutes_late > 15) & (this.minutes_late < 60)),
        ~this.minutes_late.is_in(0, 5),
        (this.source == "gate") | this.source.is_null() | (this.minutes_late >= 2**60),
        (this.source != "gate") & (this.case != "nhà khách") & (this.minutes_late > 15),
        (this.minutes_late + 5 > 20) & this.recorded_at.is_not_null(),
        this.minutes_late.is_in(*range(40)),
    ],
)
def test_a_condition_holds_in_the_network_exactly_where_it_holds_in_words(where, told, book_of):
    facts = [
        told(
            "attendance.arrived",
            "2026-03-02T08:00",
            minutes_late=late,
            source=source,
            case=case,
            recorded_at=seen,
        )
        for late in (0, 5, 15, 16, 60, 2**62)
        for source in (None, "gate", "phone")
        for case in (None, "nhà khách", "x")
        for seen in (None, "2026-03-02T09:00")
    ]
    plan = Plan(book_of(R=each("attendance.arrived", where=where)))
    found = Network(plan).leaves(facts, lambda _: lambda _: None)
    from vanhoa_rules.conditions import Context, value  # noqa: PLC0415

    assert [bool(leaves) for leaves in found] == [
        value(where, Context(fact, lambda _: None)) is True for fact in facts
    ]


def test_without_durable_rules_the_error_says_what_is_missing_and_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, MODULE, None)
    assert not available()
    with pytest.raises(MissingExtraError) as missing:
        load()
    for text in (missing.value.says("vi"), missing.value.says("en")):
        assert "durable" in text
        assert "gcc" in text
        assert 'engine="reference"' in text


def test_on_python_3_13_the_error_names_the_symbol_and_the_remedy():
    newer = shutil.which("python3.13")
    if newer is None or subprocess.run([newer, "-V"], capture_output=True, check=False).returncode:
        pytest.skip("there is no python3.13 on the path that runs, to load the module in")
    ask = (
        "import json\n"
        "from vanhoa_rules.engines.durable.loading import load\n"
        "from vanhoa_rules.errors import MissingExtraError\n"
        "try:\n    load()\nexcept MissingExtraError as e:\n    print(json.dumps([e.code, e.says('vi'), e.says('en')]))\n"
    )
    paths = f"{SRC}:{sysconfig.get_path('purelib')}"
    done = subprocess.run(
        [newer, "-S", "-c", ask],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": paths, "PYTHONUTF8": "1"},
    )
    code, *texts = json.loads(done.stdout)
    assert code == "durable.symbol"
    for text in texts:
        assert "PyEval_CallObject" in text
        assert "gcc" in text
        assert 'CPPFLAGS="-DPyEval_CallObject=PyObject_CallObject" pip install durable-rules' in text
