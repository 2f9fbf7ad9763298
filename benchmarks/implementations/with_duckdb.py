"""The thirty rules as DuckDB SQL: a table a kind, a query a rule, one query for everyone's total.

In the tables ``t`` is the instant and ``file`` the case, since SQL has words of its own for both. ``days`` holds the
deadlines and look-backs of each day, ``d(t)`` is the day of an instant.
"""

# ruff: noqa: S608 - every word of the queries is written here

import os
from dataclasses import dataclass
from string import Template
from typing import Any

import duckdb
import numpy as np
from answers import Answer, Found
from generator import DAY, END, HOUR, START, UNIT, Columns
from rules30 import FULL, LINES, MERIT_LINE, MOST, STEP, ZEROED
from tables import BACK30, BACK90, BACKW10, DAYS10, DAYS30, EDGES, LAST, WORK

from implementations import Steps

SQL = {"at": "t", "case": "file"}
FIGURES = {
    "start": START,
    "end": END,
    "day": DAY,
    "hour": HOUR,
    "unit": UNIT,
    "feb": EDGES[1],
    "mar": EDGES[2],
}
LATE = "least_due < $end AND (answered IS NULL OR answered > least_due)"
ANSWER = (
    "SELECT f.staff, f.t, f.file, f.id, due AS least_due, a.t AS answered, a.id AS late"
    " FROM (SELECT o.*, {due} AS due FROM {first} o JOIN days ON days.day = d(o.t)) f"
    " LEFT JOIN {then} a ON {by} AND a.t >= f.t"
)
OWN = "a.file = f.file AND a.staff = f.staff"


def unanswered(first: str, then: str, due: str, by: str = OWN, where: str = "true") -> str:
    """Return the query for what was not answered in time."""
    asked = ANSWER.format(first=first, then=then, due=due, by=by)
    return f"SELECT staff, least_due AS t, [x FOR x IN [id, late] IF x IS NOT NULL] AS facts FROM ({asked}) f WHERE {LATE} AND {where}"


def one(table: str, where: str = "true", more: str = "") -> str:
    return f"SELECT staff, t, [id] AS facts{more} FROM {table} WHERE {where}"


def repeated(table: str, where: str, k: int, back: str) -> str:
    ids = ", ".join(f"lag(id, {n}) OVER w" for n in range(k))
    return f"""
        SELECT staff, t, facts FROM (
            SELECT staff, t, [{ids}] AS facts, lag(t, {k - 1}) OVER w AS earliest FROM {table} WHERE {where}
            WINDOW w AS (PARTITION BY staff ORDER BY t, id)
        ) JOIN days ON days.day = d(t) WHERE earliest >= {back}"""


def share(rows: str, tenths: int, least: int) -> str:
    """Return the query for windows (by their last instant ``t``) with too small a share of what is ``good``."""
    return f"""
        SELECT staff, t, list(id) FILTER (NOT good) AS facts FROM ({rows}) GROUP BY staff, t
        HAVING count(*) >= {least} AND count(*) FILTER (good) * 10 < count(*) * {tenths}"""


MONTH = "CASE WHEN t < $feb THEN $feb WHEN t < $mar THEN $mar ELSE $end END - 1"
CASES = """
    SELECT r.staff, r.t, r.file, r.id, r.due, a.t AS answered, a.id AS late,
           if(counts, m.due, greatest(r.due, r.t)) AS least_due, if(counts, m.id, NULL) AS mover
    FROM case_received r
    LEFT JOIN case_returned a ON a.file = r.file AND a.staff = r.staff AND a.t >= r.t
    LEFT JOIN case_deadline_extended m ON m.file = r.file AND m.staff = r.staff,
    LATERAL (SELECT coalesce(m.t BETWEEN r.t AND greatest(r.due, r.t) AND m.due > greatest(r.due, r.t)
                             AND (a.t IS NULL OR m.t <= a.t), false) AS counts)"""
QUERIES = {
    "F01": one("attendance_arrived", "minutes_late > 15"),
    "F02": one("attendance_left", "minutes_early > 15"),
    "F03": one("attendance_absent", more=", minutes"),
    "F04": one("complaint_filed", "verified AND about IN (0, 2)"),
    "F05": one("dress_checked", "NOT badge_worn"),
    "F06": one("dress_checked", "NOT neat OR NOT footwear_ok"),
    "F07": one("statement_made", "channel = 0"),
    "F08": one("gift_received", "refusable AND giver_connected"),
    "F09": one("presence_checked", "NOT present OR private_activity"),
    "F10": one("feedback_rated", "rating = 1"),
    "C01": repeated("attendance_arrived", "minutes_late > 5", 3, "b30"),
    "C02": repeated("feedback_rated", "rating <= 2", 2, "bw10"),
    "C03": """
        WITH RECURSIVE tardy AS (
            SELECT staff, row_number() OVER w AS n, lead(t, 2) OVER w AS last, t,
                   [id, lead(id) OVER w, lead(id, 2) OVER w] AS facts
            FROM attendance_arrived WHERE minutes_late > 0 WINDOW w AS (PARTITION BY staff ORDER BY t, id)
        ), fit AS (
            SELECT staff, n, last, facts, row_number() OVER w AS place,
                   min(n) OVER (PARTITION BY staff ORDER BY n RANGE BETWEEN 3 FOLLOWING AND UNBOUNDED FOLLOWING) AS next
            FROM tardy JOIN days ON days.day = d(last) WHERE b90 <= t WINDOW w AS (PARTITION BY staff ORDER BY n)
        ), chosen AS (
            SELECT staff, last, facts, next FROM fit WHERE place = 1
            UNION ALL
            SELECT f.staff, f.last, f.facts, f.next FROM fit f JOIN chosen c ON f.staff = c.staff AND f.n = c.next
        )
        SELECT staff, last AS t, facts FROM chosen""",
    "C04": f"""
        SELECT staff, list(t ORDER BY t, id)[3] AS t, list(id ORDER BY t, id)[:3] AS facts
        FROM (SELECT *, {MONTH} AS month FROM attendance_arrived WHERE minutes_late > 5)
        GROUP BY staff, month HAVING count(*) >= 3""",
    "T01": f"""
        SELECT staff, least_due AS t, [x FOR x IN [id, mover, late] IF x IS NOT NULL] AS facts
        FROM cases WHERE {LATE}""",
    "T02": f"""
        SELECT staff, w3 AS t, [x FOR x IN [id, mover, late, sorry] IF x IS NOT NULL] AS facts FROM (
            SELECT c.*, w3, s.t AS said, s.id AS sorry FROM (SELECT * FROM cases WHERE {LATE}) c
            JOIN days ON days.day = d(least_due)
            LEFT JOIN apology_sent s ON s.file = c.file AND s.staff = c.staff AND s.t >= c.least_due
        ) WHERE w3 < $end AND (said IS NULL OR said > w3)""",
    "T03": unanswered("document_received", "document_acknowledged", "w2"),
    "T04": unanswered("letter_received", "letter_handled", "w7", "a.file = f.file"),
    "T05": unanswered(
        "gift_received",
        "gift_reported",
        "w5",
        where="NOT EXISTS (FROM gift_handed_in h WHERE h.file = f.file AND h.staff = f.staff)",
    ),
    "T06": unanswered(
        "meeting_due",
        "meeting_attended",
        "o.t + 2 * $hour",
        where="NOT EXISTS (FROM leave_approved l WHERE l.staff = f.staff AND l.t <= f.t AND f.t < l.until)",
    ),
    "T07": """
        SELECT staff, following AS t, [id, other] AS facts FROM (
            SELECT *, lead(t) OVER w AS following, lead(id) OVER w AS other FROM complaint_filed
            WINDOW w AS (PARTITION BY staff ORDER BY t, id)
        ) JOIN days ON days.day = d(t) WHERE following <= d30""",
    "T08": """
        SELECT staff, t, [id] AS facts FROM statement_made s WHERE channel = 0 AND NOT EXISTS (
            FROM authorisation_granted a JOIN days ON days.day = d(a.t)
            WHERE a.staff = s.staff AND a.t <= s.t AND s.t <= d30)""",
    "T09": """
        SELECT f.staff, f.t, [f.id, max_by(m.id, (m.until, m.t, m.id))] AS facts
        FROM complaint_filed f JOIN mission_assigned m ON m.staff = f.staff AND m.t <= f.t AND f.t < m.until
        GROUP BY f.staff, f.t, f.id""",
    "O01": "SELECT staff - staff % $unit AS staff, t, [id] AS facts FROM complaint_filed"
    " WHERE verified AND staff % $unit > 0",
    "S01": share(
        "SELECT b.staff, b.id, $end - 1 AS t, coalesce(r.t <= b.t AND b.t <= d10, false) AS good FROM case_returned b"
        " LEFT JOIN case_received r ON r.file = b.file AND r.staff = b.staff LEFT JOIN days ON days.day = d(r.t)",
        9,
        3,
    ),
    "S02": share(f"SELECT staff, id, {MONTH} AS t, minutes_late = 0 AS good FROM attendance_arrived", 8, 5),
    "S03": """
        SELECT staff, $end - 1 AS t, list(id) FILTER (rating < 4) AS facts FROM feedback_rated GROUP BY staff
        HAVING count(*) >= 3 AND sum(rating) < 4 * count(*)""",
    "S04": """
        SELECT staff, t, [before, id] AS facts FROM (
            SELECT *, lag(id) OVER w AS before, lag(minutes_late) OVER w AS was FROM attendance_arrived
            WINDOW w AS (PARTITION BY staff ORDER BY t, id)
        ) WHERE minutes_late > 0 AND was > 0""",
    "N01": "SELECT staff, $end - 1 AS t, []::BIGINT[] AS facts FROM people"
    " ANTI JOIN training_attended USING (staff)",
    "M01": """
        SELECT staff, answered AS t, [id, late] AS facts FROM cases
        WHERE answered <= greatest(least($start + d(due) * $day - 1, due), t)""",
}


@dataclass
class Given:
    n: int
    base: Any


def prepare(columns: Columns) -> Given:
    base = duckdb.connect()
    base.execute(f"SET threads = {os.environ.get('BENCH_THREADS', '1')}")
    base.execute(f"CREATE MACRO d(t) AS (t - {START}) // {DAY}")
    for kind, arrays in columns.kinds.items():
        numbers = np.arange(len(arrays["at"])) + columns.bases[kind]
        load(base, kind.replace(".", "_"), {**arrays, "id": numbers})
    work = {f"w{n}": np.array(of) for n, of in WORK.items()}
    looks = {"d10": DAYS10, "d30": DAYS30, "b30": BACK30, "b90": BACK90, "bw10": BACKW10}
    load(base, "days", {"day": np.arange(LAST), **work, **{name: np.array(of) for name, of in looks.items()}})
    load(base, "people", {"staff": np.arange(columns.n)})
    return Given(columns.n, base)


def load(base: Any, table: str, arrays: dict[str, Any]) -> None:
    given = {SQL.get(name, name): a for name, a in arrays.items()}
    base.register("given", given)
    base.execute(f"CREATE TABLE {table} AS SELECT * FROM given")
    base.unregister("given")


def totals() -> str:
    """Return the query for everyone's total."""
    taken = [
        f"SELECT '{rule}' AS rule, staff, "
        f"least({'sum(minutes)' if rule == 'F03' else 'count(*)'} * {STEP[rule]}, {MOST[rule]}) AS points "
        f"FROM found_{rule} GROUP BY staff"
        for rule in QUERIES
    ]
    lines = []
    for line, rules in LINES.items():
        names = ", ".join(f"'{rule}'" for rule in rules)
        earned = "coalesce(sum(points) FILTER (rule = 'M01'), 0)" if line == MERIT_LINE else "0"
        spoilt = f"NOT coalesce(bool_or(rule = '{ZEROED[1]}'), false)" if line == ZEROED[0] else "true"
        left = f"{FULL} + {earned} - coalesce(sum(points) FILTER (rule IN ({names})), 0)"
        lines.append(f"if({spoilt}, least(greatest({left}, 0), {FULL}), 0)")
    return (
        f"SELECT staff, ({' + '.join(lines)})::BIGINT AS total FROM people LEFT JOIN ({' UNION ALL '.join(taken)})"
        " USING (staff) GROUP BY staff ORDER BY staff"
    )


def judge(given: Given) -> Any:
    base = given.base
    base.execute("CREATE OR REPLACE TEMP TABLE cases AS " + CASES)
    for rule, query in QUERIES.items():
        base.execute(f"CREATE OR REPLACE TEMP TABLE found_{rule} AS " + Template(query).substitute(FIGURES))
    return base.execute(totals()).fetchnumpy()["total"]


def answer(given: Given, judged: Any) -> Answer:
    return Answer({rule: found(given.base, rule) for rule in QUERIES}, np.asarray(judged))


def found(base: Any, rule: str) -> Found:
    heads = base.execute(f"SELECT staff, t, len(facts) AS n FROM found_{rule} ORDER BY rowid").fetchnumpy()
    flat = base.execute(f"SELECT unnest(facts) AS id FROM (FROM found_{rule} ORDER BY rowid)").fetchnumpy()[
        "id"
    ]
    counts = np.asarray(heads["n"])
    owner = np.repeat(np.arange(len(counts)), counts)
    return Found(np.asarray(heads["staff"]), np.asarray(heads["t"]), owner, np.asarray(flat))


STEPS = {"duckdb": Steps(prepare, judge, answer)}
