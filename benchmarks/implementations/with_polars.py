"""The thirty rules as polars expressions: lazy frames, joins, windows over staff; all collected at once."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl
from answers import Answer, Found
from generator import DAY, END, HOUR, START, UNIT, Columns
from rules30 import FULL, LINES, MERIT_LINE, MOST, STEP, ZEROED
from tables import AS_OF, BACK30, BACK90, BACKW10, DAYS10, DAYS30, EDGES, WORK, day_of

from implementations import Steps

Frames = dict[str, pl.LazyFrame]
ATTITUDE, DEMAND, PRESS = 0, 2, 0
KEY = ["staff", "case"]
at, due, staff, number = pl.col("at"), pl.col("due"), pl.col("staff"), pl.col("id")


@dataclass
class Given:
    """A frame a kind, in the order (staff, at); ``id`` is the fact's number."""

    n: int
    frames: dict[str, pl.DataFrame]


def frames(columns: Columns) -> Given:
    found = {}
    for kind, arrays in columns.kinds.items():
        frame = pl.DataFrame(dict(arrays))
        found[kind] = frame.with_columns(pl.int_range(pl.len()).add(columns.bases[kind]).alias("id"))
    return Given(columns.n, found)


def looked_up(table: list[int], when: pl.Expr) -> pl.Expr:
    return pl.lit(pl.Series(table)).gather((when - START) // DAY)


def told(frame: pl.LazyFrame, *evidence: pl.Expr | str) -> pl.LazyFrame:
    """Return findings: staff, at and the numbers of the facts."""
    return frame.select("staff", "at", facts=pl.concat_list(*evidence).list.drop_nulls())


def on_one_fact(f: Frames) -> Frames:
    hits = {
        "F01": f["attendance.arrived"].filter(pl.col("minutes_late") > 15),
        "F02": f["attendance.left"].filter(pl.col("minutes_early") > 15),
        "F04": f["complaint.filed"].filter(
            pl.col("verified") & pl.col("about").is_in([ATTITUDE, DEMAND]),
        ),
        "F05": f["dress.checked"].filter(~pl.col("badge_worn")),
        "F06": f["dress.checked"].filter(~pl.col("neat") | ~pl.col("footwear_ok")),
        "F07": f["statement.made"].filter(pl.col("channel") == PRESS),
        "F08": f["gift.received"].filter(pl.col("refusable") & pl.col("giver_connected")),
        "F09": f["presence.checked"].filter(~pl.col("present") | pl.col("private_activity")),
        "F10": f["feedback.rated"].filter(pl.col("rating") == 1),
    }
    found = {rule: told(hit, "id") for rule, hit in hits.items()}
    absent = f["attendance.absent"]
    return {**found, "F03": absent.select("staff", "at", "minutes", facts=pl.concat_list("id"))}


def repeated(frame: pl.LazyFrame, k: int, back: list[int]) -> pl.LazyFrame:
    """Return the k-th and later facts in a window that looks back."""
    before = [number.shift(n).over("staff").alias(f"e{n}") for n in range(k)]
    hit = frame.with_columns(*before, earliest=at.shift(k - 1).over("staff"))
    return told(hit.filter(pl.col("earliest") >= looked_up(back, at)), *(f"e{n}" for n in range(k)))


def groups(frame: pl.DataFrame, k: int, back: list[int]) -> pl.LazyFrame:
    rows: list[tuple[int, int, list[int]]] = []
    for who, when, ids in frame.group_by("staff", maintain_order=True).agg("at", "id").iter_rows():
        n = 0
        while n + k <= len(when):
            if back[day_of(when[n + k - 1])] <= when[n]:
                rows.append((who, when[n + k - 1], ids[n : n + k]))
                n += k
            else:
                n += 1
    types = {"staff": pl.Int64, "at": pl.Int64, "facts": pl.List(pl.Int64)}
    return pl.LazyFrame(rows, schema=types, orient="row")


def first_answer(firsts: pl.LazyFrame, answers: pl.LazyFrame, by: list[str]) -> pl.LazyFrame:
    """Return firsts with their first answer, null of none; a case is answered at most once."""
    both = firsts.join(answers.select(*by, answered=at, id_answer=number), on=by, how="left")
    late = pl.col("answered") >= at
    return both.with_columns(pl.when(late).then("answered"), pl.when(late).then("id_answer"))


def unanswered(
    firsts: pl.LazyFrame, answers: pl.LazyFrame, limit: pl.Expr, by: list[str] = KEY
) -> pl.LazyFrame:
    """Return those not answered in time, with their deadline."""
    both = first_answer(firsts.with_columns(limit=limit), answers, by)
    return both.filter(
        pl.col("limit") < AS_OF, pl.col("answered").is_null() | (pl.col("answered") > pl.col("limit"))
    )


def at_limit(frame: pl.LazyFrame, *evidence: str) -> pl.LazyFrame:
    return told(frame.with_columns(at=pl.col("limit")), *evidence)


def cases(f: Frames) -> Frames:
    received, returned = f["case.received"], f["case.returned"]
    moved = f["case.deadline_extended"].select(*KEY, moved=at, new=due, id_moved=number)
    both = first_answer(received.with_columns(limit=pl.max_horizontal(due, at)), returned, KEY)
    both = both.join(moved, on=KEY, how="left")
    counts = (
        pl.col("moved").is_between(at, pl.col("limit"))
        & (pl.col("new") > pl.col("limit"))
        & (pl.col("answered").is_null() | (pl.col("moved") <= pl.col("answered")))
    )
    both = both.with_columns(
        limit=pl.when(counts).then("new").otherwise("limit"), id_moved=pl.when(counts).then("id_moved")
    )
    late = both.filter(
        pl.col("limit") < AS_OF, pl.col("answered").is_null() | (pl.col("answered") > pl.col("limit"))
    )
    again = late.select(*KEY, "id", "id_moved", at="limit", id_late="id_answer")
    unsaid = unanswered(again, f["apology.sent"], looked_up(WORK[3], at))
    ahead = pl.max_horizontal(pl.min_horizontal(START + (due - START) // DAY * DAY - 1, due), at)
    early = first_answer(received, returned, KEY).filter(pl.col("answered") <= ahead)
    back = returned.join(received.select(*KEY, begun=at), on=KEY, how="left").with_columns(
        # a case is received once, before it is returned
        good=at <= looked_up(DAYS10, pl.col("begun")),
        end=END,
    )
    return {
        "T01": at_limit(late, "id", "id_answer", "id_moved"),
        "T02": at_limit(unsaid, "id", "id_late", "id_moved", "id_answer"),
        "M01": told(early.with_columns(at=pl.col("answered")), "id", "id_answer"),
        "S01": share(back, 9, 3),
    }


def share(frame: pl.LazyFrame, tenths: int, least: int) -> pl.LazyFrame:
    """Return the windows (by their ``end``) in which the share of what is good is below a number of tenths."""
    good = pl.col("good")
    low = frame.group_by("staff", "end").agg(facts=number.filter(~good), had=good.sum(), of=pl.len())
    low = low.filter(pl.col("of") >= least, pl.col("had") * 10 < pl.col("of") * tenths)
    return low.select("staff", "facts", at=pl.col("end") - 1)


def counts(f: Frames) -> Frames:
    minutes = pl.col("minutes_late")
    month = pl.lit(EDGES[1])
    for edge, end in pairwise(EDGES[1:]):
        month = pl.when(at >= edge).then(end).otherwise(month)
    arrived, rated = f["attendance.arrived"].with_columns(end=month), f["feedback.rated"]
    late, tardy = arrived.filter(minutes > 5), arrived.filter(minutes > 0)
    third = (
        late.group_by("staff", "end")
        .agg(at=at.get(2, null_on_oob=True), facts=number.head(3))
        .filter(at.is_not_null())
    )
    means = rated.group_by("staff").agg(
        facts=number.filter(pl.col("rating") < 4), had=pl.col("rating").sum(), of=pl.len()
    )
    low = means.filter(pl.col("of") >= 3, pl.col("had") < 4 * pl.col("of"))
    runs = arrived.with_columns(
        before=number.shift(1).over("staff"), was=minutes.shift(1).over("staff")
    ).filter(minutes > 0, pl.col("was") > 0)
    return {
        "C01": repeated(late, 3, BACK30),
        "C02": repeated(rated.filter(pl.col("rating") <= 2), 2, BACKW10),
        "C03": groups(tardy.collect(), 3, BACK90),
        "C04": third.select("staff", "at", "facts"),
        "S02": share(arrived.with_columns(good=minutes == 0), 8, 5),
        "S03": low.select("staff", "facts", at=pl.lit(END - 1)),
        "S04": told(runs, "before", "id"),
    }


def duties(f: Frames) -> Frames:
    papers = unanswered(f["document.received"], f["document.acknowledged"], looked_up(WORK[2], at))
    letters = unanswered(f["letter.received"], f["letter.handled"], looked_up(WORK[7], at), ["case"])
    gifts = unanswered(f["gift.received"], f["gift.reported"], looked_up(WORK[5], at))
    meetings = unanswered(f["meeting.due"], f["meeting.attended"], at + 2 * HOUR)
    leave = f["leave.approved"].select("staff", since="at", until="until")
    away = meetings.join(leave, on="staff").filter(pl.col("since") <= at, at < pl.col("until")).select("id")
    kept = {
        "T03": papers,
        "T04": letters,
        "T05": gifts.join(f["gift.handed_in"], on=KEY, how="anti"),
        "T06": meetings.join(away, on="id", how="anti"),
    }
    return {rule: at_limit(of, "id", "id_answer") for rule, of in kept.items()}


def conduct(f: Frames, people: pl.LazyFrame) -> Frames:
    filed = f["complaint.filed"]
    following = filed.with_columns(then=at.shift(-1).over("staff"), other=number.shift(-1).over("staff"))
    following = following.filter(pl.col("then") <= looked_up(DAYS30, at)).with_columns(at=pl.col("then"))
    press = f["statement.made"].filter(pl.col("channel") == PRESS)
    allowed = (
        press.join(f["authorisation.granted"].select("staff", given="at"), on="staff")
        .filter(pl.col("given") <= at, at <= looked_up(DAYS30, pl.col("given")))
        .select("id")
    )
    missions = f["mission.assigned"].select("staff", "until", since="at", other="id")
    away = (
        filed.join(missions, on="staff")
        .filter(pl.col("since") <= at, at < pl.col("until"))
        .sort("until", "since", "other")
        .unique("id", keep="last")
    )
    heads = filed.filter(pl.col("verified"), staff % UNIT != 0).with_columns(staff=staff - staff % UNIT)
    idle = people.join(f["training.attended"], on="staff", how="anti")
    return {
        "T07": told(following, "id", "other"),
        "T08": told(press.join(allowed, on="id", how="anti"), "id"),
        "T09": told(away, "id", "other"),
        "O01": told(heads, "id"),
        "N01": idle.select("staff", at=pl.lit(END - 1), facts=pl.lit([], dtype=pl.List(pl.Int64))),
    }


def totals(hits: dict[str, pl.DataFrame], people: pl.DataFrame) -> pl.Series:
    taken = [people.lazy()]
    for rule, hit in hits.items():
        times = pl.col("minutes").sum() if rule == "F03" else pl.len().cast(pl.Int64)
        points = (
            hit.lazy().group_by("staff").agg((times * STEP[rule]).clip(upper_bound=MOST[rule]).alias(rule))
        )
        taken.append(points)
    whole = taken[0]
    for one in taken[1:]:
        whole = whole.join(one, on="staff", how="left", maintain_order="left")
    total = pl.lit(0)
    for line, rules in LINES.items():
        points = FULL - pl.sum_horizontal(*(pl.col(rule).fill_null(0) for rule in rules))
        if line == MERIT_LINE:
            points += pl.col("M01").fill_null(0)
        if line == ZEROED[0]:
            points = pl.when(pl.col(ZEROED[1]).is_null()).then(points).otherwise(0)
        total += points.clip(0, FULL)
    return whole.select(total=total).collect()["total"]


def judge(given: Given) -> tuple[dict[str, pl.DataFrame], pl.Series]:
    f = {kind: frame.lazy() for kind, frame in given.frames.items()}
    people = pl.DataFrame({"staff": pl.int_range(given.n, eager=True)})
    asked = {**on_one_fact(f), **counts(f), **cases(f), **duties(f), **conduct(f, people.lazy())}
    hits = dict(zip(asked, pl.collect_all(asked.values()), strict=True))
    return hits, totals(hits, people)


def answer(_: Given, judged: tuple[dict[str, pl.DataFrame], pl.Series]) -> Answer:
    findings = {rule: found(hit) for rule, hit in judged[0].items()}
    return Answer(findings, judged[1].to_numpy())


def found(hit: pl.DataFrame) -> Found:
    lists: Any = hit.with_row_index("owner").explode("facts").drop_nulls("facts")
    return Found(
        hit["staff"].to_numpy(), hit["at"].to_numpy(), lists["owner"].to_numpy(), lists["facts"].to_numpy()
    )


STEPS = {"polars": Steps(frames, judge, answer)}
