"""The thirty rules as an analyst writes them in pandas: a frame a kind, merges, groupby, rolling shifts."""

from dataclasses import dataclass

import pandas as pd
from answers import Answer, Found
from generator import DAY, END, HOUR, START, UNIT, Columns
from rules30 import FULL, LINES, MERIT_LINE, MOST, STEP, ZEROED
from tables import AS_OF, BACK30, BACK90, BACKW10, DAYS10, DAYS30, EDGES, WORK, day_of, looked_up

from implementations import Steps

Frames = dict[str, pd.DataFrame]
ATTITUDE, DEMAND, PRESS = 0, 2, 0


@dataclass
class Given:
    """A frame a kind, in the order (staff, at); ``id`` is the fact's number."""

    n: int
    frames: Frames


def frames(columns: Columns) -> Given:
    found = {}
    for kind, arrays in columns.kinds.items():
        frame = pd.DataFrame(dict(arrays))
        frame["id"] = columns.bases[kind] + frame.index
        found[kind] = frame
    return Given(columns.n, found)


def on_one_fact(f: Frames) -> Frames:
    checks, present, filed = f["dress.checked"], f["presence.checked"], f["complaint.filed"]
    gifts = f["gift.received"]
    hits = {
        "F01": f["attendance.arrived"][f["attendance.arrived"]["minutes_late"] > 15],
        "F02": f["attendance.left"][f["attendance.left"]["minutes_early"] > 15],
        "F03": f["attendance.absent"],
        "F04": filed[filed["verified"] & filed["about"].isin([ATTITUDE, DEMAND])],
        "F05": checks[~checks["badge_worn"]],
        "F06": checks[~checks["neat"] | ~checks["footwear_ok"]],
        "F07": f["statement.made"][f["statement.made"]["channel"] == PRESS],
        "F08": gifts[gifts["refusable"] & gifts["giver_connected"]],
        "F09": present[~present["present"] | present["private_activity"]],
        "F10": f["feedback.rated"][f["feedback.rated"]["rating"] == 1],
    }
    return {rule: hit.assign(e0=hit["id"]) for rule, hit in hits.items()}


def repeated(frame: pd.DataFrame, k: int, back: list[int]) -> pd.DataFrame:
    by = frame.groupby("staff")
    hit = frame[by["at"].shift(k - 1) >= looked_up(back, frame["at"])].copy()
    for n in range(k):
        hit[f"e{n}"] = by["id"].shift(n).loc[hit.index]
    return hit


def groups(frame: pd.DataFrame, k: int, back: list[int]) -> pd.DataFrame:
    rows = []
    for staff, of in frame.groupby("staff"):
        at, ids, n = of["at"].tolist(), of["id"].tolist(), 0
        while n + k <= len(at):
            if back[day_of(at[n + k - 1])] <= at[n]:
                rows.append((staff, at[n + k - 1], *ids[n : n + k]))
                n += k
            else:
                n += 1
    return pd.DataFrame(rows, columns=["staff", "at", *(f"e{n}" for n in range(k))])


def first_answer(firsts: pd.DataFrame, answers: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    both = firsts.merge(answers[[*by, "at", "id"]], on=by, how="left", suffixes=("", "_answer"))
    both.loc[both["at_answer"] < both["at"], ["at_answer", "id_answer"]] = None
    return both.sort_values("at_answer").drop_duplicates("id").sort_values("id")


def unanswered(
    firsts: pd.DataFrame, answers: pd.DataFrame, due: object, by: tuple[str, ...] = ("staff", "case")
) -> pd.DataFrame:
    """Return those not answered in time, at their deadline; the late answer is evidence."""
    both = first_answer(firsts.assign(due_=due), answers, list(by))
    late = both[(both["due_"] < AS_OF) & ~(both["at_answer"] <= both["due_"])]
    return late.assign(at=late["due_"], e0=late["id"], e1=late["id_answer"])


def moved(received: pd.DataFrame, extended: pd.DataFrame, returned: pd.DataFrame) -> pd.DataFrame:
    """Return the cases with the deadline that is in force in the end; a case is extended at most once."""
    cases = received.assign(limit=received[["due", "at"]].max(axis=1))
    cases = first_answer(cases, returned, ["staff", "case"])
    cases = cases.merge(
        extended[["staff", "case", "at", "due", "id"]],
        on=["staff", "case"],
        how="left",
        suffixes=("", "_moved"),
    )
    counts = cases["at_moved"].between(cases["at"], cases["limit"]) & (cases["due_moved"] > cases["limit"])
    counts &= ~(cases["at_moved"] > cases["at_answer"])
    return cases.assign(
        limit=cases["due_moved"].where(counts, cases["limit"]), id_moved=cases["id_moved"].where(counts)
    )


def cases(f: Frames) -> Frames:
    received, returned = f["case.received"], f["case.returned"]
    told = moved(received, f["case.deadline_extended"], returned)
    late = told[(told["limit"] < AS_OF) & ~(told["at_answer"] <= told["limit"])]
    late = late.assign(at=late["limit"], e0=late["id"], e1=late["id_answer"], e2=late["id_moved"])
    again = late.drop(columns=["at_answer", "id_answer", "e0", "e1", "e2"])
    unsaid = unanswered(again, f["apology.sent"], looked_up(WORK[3], again["at"].astype("int64")))
    unsaid = unsaid.assign(e3=unsaid["id_answer"], e1=late.set_index("id")["e1"].reindex(unsaid["id"]).array)
    unsaid = unsaid.assign(e2=unsaid["id_moved"])
    ahead = pd.concat([START + day_of(received["due"]) * DAY - 1, received["due"]], axis=1).min(axis=1)
    answered = first_answer(received, returned, ["staff", "case"])
    limit = pd.concat([ahead, received["at"]], axis=1).max(axis=1)
    answered = answered[answered["at_answer"] <= limit.loc[answered.index].to_numpy()]
    merit = answered.assign(at=answered["at_answer"], e0=answered["id"], e1=answered["id_answer"])
    both = returned.merge(
        received[["staff", "case", "at"]], on=["staff", "case"], how="left", suffixes=("", "_first")
    )
    # a case is received once, before it is returned
    both["good"] = both["at"] <= looked_up(DAYS10, both["at_first"])
    quarter = share(both.assign(end=END), both["good"], "0.9", 3)
    return {"T01": late, "T02": unsaid, "M01": merit, "S01": quarter}


def share(frame: pd.DataFrame, good: pd.Series, below: str, least: int) -> pd.DataFrame:
    """Return the windows (by their ``end``) in which the share of what is good is below a number of tenths."""
    numbers = good.groupby([frame["staff"], frame["end"]]).agg(["sum", "count"])
    low = numbers[(numbers["count"] >= least) & (numbers["sum"] * 10 < numbers["count"] * int(below[2:]))]
    bad = frame[~good].groupby(["staff", "end"])["id"].agg(list).rename("facts")
    return low.join(bad).reset_index().assign(at=lambda rows: rows["end"] - 1)


def counts(f: Frames) -> Frames:
    arrived, rated = f["attendance.arrived"], f["feedback.rated"]
    late, tardy = arrived[arrived["minutes_late"] > 5], arrived["minutes_late"] > 0
    month = pd.cut(arrived["at"], list(EDGES), right=False, labels=False)
    arrived = arrived.assign(end=month.map(dict(enumerate(EDGES[1:]))))
    place = late.groupby([late["staff"], month.loc[late.index]]).cumcount()
    third = late[place == 2]
    for n in range(3):
        third = third.assign(**{f"e{n}": late["id"].shift(n).loc[third.index]})
    means = rated.groupby("staff")["rating"].agg(["sum", "count"])
    low = means[(means["count"] >= 3) & (means["sum"] < 4 * means["count"])]
    low = low.join(rated[rated["rating"] < 4].groupby("staff")["id"].agg(list).rename("facts"))
    again = arrived[tardy & tardy.groupby(arrived["staff"]).shift(1, fill_value=False)]
    before = arrived["id"].shift(1).loc[again.index]
    return {
        "C01": repeated(late, 3, BACK30),
        "C02": repeated(rated[rated["rating"] <= 2], 2, BACKW10),
        "C03": groups(arrived[tardy], 3, BACK90),
        "C04": third,
        "S02": share(arrived, ~tardy, "0.8", 5),
        "S03": low.reset_index().assign(at=END - 1),
        "S04": again.assign(e0=again["id"], e1=before),
    }


def duties(f: Frames) -> Frames:
    found = {}
    for rule, first, then, k, by in (
        ("T03", "document.received", "document.acknowledged", 2, ("staff", "case")),
        ("T04", "letter.received", "letter.handled", 7, ("case",)),
        ("T05", "gift.received", "gift.reported", 5, ("staff", "case")),
    ):
        found[rule] = unanswered(f[first], f[then], looked_up(WORK[k], f[first]["at"]), by)
    gifts = found["T05"]
    excused = gifts[["staff", "case"]].merge(f["gift.handed_in"], on=["staff", "case"], how="left")
    found["T05"] = gifts[excused["id"].isna().to_numpy()]
    meetings = f["meeting.due"]
    missed = unanswered(meetings, f["meeting.attended"], meetings["at"] + 2 * HOUR)
    missed = missed.assign(began=meetings["at"].loc[missed.index])
    away = missed.merge(f["leave.approved"], on="staff", suffixes=("", "_leave"))
    away = away[(away["at_leave"] <= away["at"] - 2 * HOUR) & (away["at"] - 2 * HOUR < away["until"])]
    found["T06"] = missed[~missed["id"].isin(away["id"])]
    return found


def conduct(f: Frames, people: pd.DataFrame) -> Frames:
    filed, made = f["complaint.filed"], f["statement.made"]
    by = filed.groupby("staff")
    following = filed.assign(then=by["at"].shift(-1), e0=filed["id"], e1=by["id"].shift(-1))
    following = following[following["then"] <= looked_up(DAYS30, following["at"])]
    press = made[made["channel"] == PRESS]
    allowed = press.merge(f["authorisation.granted"], on="staff", suffixes=("", "_allowed"))
    allowed = allowed[
        (allowed["at_allowed"] <= allowed["at"]) & (allowed["at"] <= looked_up(DAYS30, allowed["at_allowed"]))
    ]
    alone = press[~press["id"].isin(allowed["id"])]
    away = filed.merge(f["mission.assigned"], on="staff", suffixes=("", "_away"))
    away = away[(away["at_away"] <= away["at"]) & (away["at"] < away["until"])]
    away = away.sort_values(["until", "at_away", "id_away"]).drop_duplicates("id", keep="last")
    heads = filed[filed["verified"] & (filed["staff"] % UNIT != 0)]
    heads = heads.assign(staff=heads["staff"] - heads["staff"] % UNIT, e0=heads["id"])
    trained = people["staff"].isin(f["training.attended"]["staff"])
    return {
        "T07": following.assign(at=following["then"]),
        "T08": alone.assign(e0=alone["id"]),
        "T09": away.assign(e0=away["id"], e1=away["id_away"]),
        "O01": heads,
        "N01": people[~trained].assign(at=END - 1),
    }


def totals(hits: Frames, n: int) -> pd.Series:
    total = pd.Series(0, index=range(n))
    for line, rules in LINES.items():
        points = pd.Series(FULL, index=range(n))
        for rule in rules:
            by = hits[rule].groupby("staff")
            times = by["minutes"].sum() if rule == "F03" else by.size()
            points = points.sub((times * STEP[rule]).clip(upper=MOST[rule]), fill_value=0)
        if line == MERIT_LINE:
            earned = hits["M01"].groupby("staff").size() * STEP["M01"]
            points = points.add(earned.clip(upper=MOST["M01"]), fill_value=0)
        if line == ZEROED[0]:
            points[hits[ZEROED[1]]["staff"].unique()] = 0
        total += points.clip(0, FULL)
    return total


def judge(given: Given) -> tuple[Frames, pd.Series]:
    f, people = given.frames, pd.DataFrame({"staff": range(given.n)})
    hits = {**on_one_fact(f), **counts(f), **cases(f), **duties(f), **conduct(f, people)}
    return hits, totals(hits, given.n)


def answer(_: Given, judged: tuple[Frames, pd.Series]) -> Answer:
    findings = {}
    for rule, hit in judged[0].items():
        if "facts" in hit:
            findings[rule] = Found.of_lists(hit["staff"], hit["at"], hit["facts"].tolist())
        else:
            evidence = [hit[name] for name in ("e0", "e1", "e2", "e3") if name in hit]
            findings[rule] = Found.of_columns(hit["staff"], hit["at"], *evidence)
    return Answer(findings, judged[1].astype("int64").to_numpy())


STEPS = {"pandas": Steps(frames, judge, answer)}
