"""What an implementation hands over to be compared: findings with evidence as arrays, and everyone's total.

A finding is (rule, person, instant, evidence); facts are numbered through as ``Columns.bases`` says. Two implementations
agree when for each rule the number of findings and a digest over all of them are equal, and so are all totals. The digest
does not depend on the order of findings, nor on that of the evidence within one.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Row = tuple[int, int, Sequence[int]]  # whom, when, the numbers of the facts


@dataclass
class Found:
    """The findings of one rule; ``owner`` says which finding each number in ``evidence`` belongs to."""

    staff: Any
    at: Any
    owner: Any
    evidence: Any

    @staticmethod
    def of_rows(rows: Iterable[Row]) -> "Found":
        rows = list(rows)
        widths = [len(evidence) for _, _, evidence in rows]
        flat = [number for _, _, evidence in rows for number in evidence]
        return Found(
            np.array([row[0] for row in rows], dtype=np.int64),
            np.array([row[1] for row in rows], dtype=np.int64),
            np.repeat(np.arange(len(rows)), widths),
            np.array(flat, dtype=np.int64),
        )

    @staticmethod
    def of_columns(staff: Any, at: Any, *evidence: Any) -> "Found":
        """Return findings whose evidence stands in columns of its own; NaN and negative numbers are none."""
        n = len(np.asarray(staff))
        wide = np.array([np.asarray(one, dtype=float) for one in evidence]).reshape(len(evidence), n)
        told = wide >= 0
        owner = np.broadcast_to(np.arange(n), wide.shape)[told]
        return Found(
            np.asarray(staff, dtype=np.int64),
            np.asarray(at, dtype=np.int64),
            owner,
            wide[told].astype(np.int64),
        )

    @staticmethod
    def of_lists(staff: Any, at: Any, evidence: Sequence[Sequence[int]]) -> "Found":
        return Found.of_rows(zip(np.asarray(staff).tolist(), np.asarray(at).tolist(), evidence, strict=True))

    def __len__(self) -> int:
        return len(self.staff)

    def digest(self) -> int:
        with np.errstate(over="ignore"):
            facts = np.zeros(len(self), dtype=np.uint64)
            np.add.at(facts, self.owner, mixed(self.evidence))
            whole = mixed(mixed(self.staff) + mixed(self.at) * np.uint64(3) + facts * np.uint64(5))
            return int(whole.sum(dtype=np.uint64))

    def rows(self) -> set[tuple[int, int, tuple[int, ...]]]:
        """Return the findings one by one, to see which differ."""
        ends = np.searchsorted(np.sort(self.owner), np.arange(len(self) + 1))
        flat = self.evidence[np.argsort(self.owner, kind="stable")]
        return {
            (int(s), int(a), tuple(sorted(flat[b:e].tolist())))
            for s, a, b, e in zip(self.staff, self.at, ends, ends[1:], strict=False)
        }


def mixed(values: Any) -> Any:
    """Return numbers scattered over 64 bits (splitmix64)."""
    z = np.asarray(values).astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@dataclass
class Answer:
    """All findings by rule, and each person's total in hundredths (None: the implementation gives no points)."""

    findings: Mapping[str, Found]
    totals: Any = None

    def summary(self) -> dict[str, Any]:
        """Return what is compared, small enough to be written down."""
        totals = None
        if self.totals is not None:
            totals = hashlib.sha256(np.asarray(self.totals, dtype=np.int64).tobytes()).hexdigest()
        rules = {rule: [len(of), of.digest()] for rule, of in sorted(self.findings.items()) if len(of)}
        return {"rules": rules, "totals": totals}


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the rules, and ``totals``, of which two summaries say different things."""
    names = sorted({*one["rules"], *other["rules"]})
    found = [name for name in names if one["rules"].get(name) != other["rules"].get(name)]
    if None not in (one["totals"], other["totals"]) and one["totals"] != other["totals"]:
        found.append("totals")
    return found
