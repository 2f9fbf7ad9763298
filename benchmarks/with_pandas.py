"""The thirty rules as an analyst writes them in pandas: a frame a kind, merges, groupby, rolling shifts."""

import pandas as pd
from by_hand import LIMITS, LINES
from generator import DAY, HOUR, START, Columns
from tables import AS_OF, BACK14, BACK30, BACK60, BACK90, BACKW10, DAYS10, DAYS30, MONTHS, WORK


def frames(columns: Columns) -> dict[str, pd.DataFrame]:
    found = {}
    for kind, arrays in columns.kinds.items():
        frame = pd.DataFrame(dict(arrays))
        frame["id"] = range(len(frame))
        found[kind] = frame
    return found


def day(at):
    return (at - START) // DAY


def repeated(frame, k, back):
    earlier = frame.groupby("staff")["at"].shift(k - 1)
    hit = frame[earlier >= day(frame["at"]).map(back)].copy()
    for n in range(k):
        hit[f"e{n}"] = frame.groupby("staff")["id"].shift(n).loc[hit.index]
    return hit


def groups(frame, k, back):
    rows = []
    for staff, of in frame.groupby("staff"):
        at, ids, n = of["at"].to_numpy(), of["id"].to_numpy(), 0
        while n + k <= len(at):
            if back[int(day(at[n + k - 1]))] <= at[n]:
                rows.append((staff, at[n + k - 1], *ids[n : n + k]))
                n += k
            else:
                n += 1
    return pd.DataFrame(rows, columns=["staff", "at", *(f"e{n}" for n in range(k))])


def first_answer(firsts, answers):
    both = firsts.merge(
        answers[["staff", "case", "at", "id"]], on=["staff", "case"], how="left", suffixes=("", "_answer")
    )
    both.loc[both["at_answer"] < both["at"], ["at_answer", "id_answer"]] = None
    return both.sort_values("at_answer").drop_duplicates("id").sort_values("id")


def unanswered(firsts, answers, due):
    both = first_answer(firsts.assign(due_=due), answers)
    return both[(both["due_"] < AS_OF) & ~(both["at_answer"] <= both["due_"])]


def run(f: dict[str, pd.DataFrame], n: int) -> tuple[dict[str, int], pd.Series, dict[str, pd.DataFrame]]:
    arrived, left, checks, rated = (
        f[k] for k in ("attendance.arrived", "attendance.left", "dress.checked", "feedback.rated")
    )
    filed, received, returned = f["complaint.filed"], f["case.received"], f["case.returned"]
    hits = {
        "F01": arrived[arrived["minutes_late"] > 15],
        "F02": left[left["minutes_early"] > 15],
        "F03": f["attendance.absent"],
        "F04": filed[filed["verified"] & filed["about"].isin([0, 2])],
        "F05": checks[~checks["badge_worn"]],
        "F06": checks[~checks["neat"] | ~checks["footwear_ok"]],
        "F07": f["statement.made"][f["statement.made"]["channel"] == 1],
        "F08": f["gift.received"][f["gift.received"]["refusable"] & f["gift.received"]["giver_connected"]],
        "F09": f["presence.checked"][
            ~f["presence.checked"]["present"] | f["presence.checked"]["private_activity"]
        ],
        "F10": rated[rated["rating"] == 1],
    }
    late = arrived[arrived["minutes_late"] > 5]
    hits["C01"] = repeated(late, 3, BACK30)
    hits["C02"] = repeated(left[left["minutes_early"] > 0], 2, BACK14)
    hits["C03"] = repeated(rated[rated["rating"] <= 2], 2, BACKW10)
    hits["C04"] = groups(arrived[arrived["minutes_late"] > 0], 3, BACK90)
    hits["C05"] = groups(checks[~checks["badge_worn"]], 2, BACK60)
    edges = [MONTHS[0][0], *(b for _, b in MONTHS)]
    month = pd.cut(late["at"], edges, right=False, labels=False)
    per = late.assign(month=month).groupby(["staff", "month"])["id"].agg(list)
    hits["C06"] = per[per.str.len() >= 3].str[:3].reset_index()
    slow = unanswered(received, returned, received[["due", "at"]].max(axis=1))
    hits["T01"] = slow
    again = slow.drop(columns=["at_answer", "id_answer"]).assign(began=slow["at"], at=slow["due_"])
    hits["T02"] = unanswered(again, f["apology.sent"], day(again["at"]).map(WORK[3]))
    for rule, first, then, k in (
        ("T03", "document.received", "document.acknowledged", 2),
        ("T04", "letter.received", "letter.handled", 7),
        ("T05", "information.requested", "information.answered", 5),
        ("T06", "gift.received", "gift.reported", 5),
    ):
        hits[rule] = unanswered(f[first], f[then], day(f[first]["at"]).map(WORK[k]))
    hits["T07"] = unanswered(f["meeting.due"], f["meeting.attended"], f["meeting.due"]["at"] + 2 * HOUR)
    following = filed.groupby("staff")["at"].shift(-1)
    hits["T08"] = filed[following <= day(filed["at"]).map(DAYS30)]
    both = returned[returned["at"] < AS_OF].merge(
        received[["staff", "case", "at"]], on=["staff", "case"], how="left", suffixes=("", "_first")
    )
    both["good"] = (both["at_first"] <= both["at"]) & (both["at"] <= day(both["at_first"]).map(DAYS10))
    hits["S01"] = share(both, "good", "0.9", 3, ["staff"])
    month = pd.cut(arrived["at"], edges, right=False, labels=False)
    hits["S02"] = share(
        arrived.assign(good=arrived["minutes_late"] == 0, month=month), "good", "0.8", 5, ["staff", "month"]
    )
    hits["S03"] = share(
        checks.assign(good=checks["neat"] & checks["footwear_ok"] & checks["badge_worn"]),
        "good",
        "0.9",
        2,
        ["staff"],
    )
    means = rated.groupby("staff")["rating"].agg(["sum", "count"])
    low = means[(means["count"] >= 3) & (means["sum"] < 4 * means["count"])]
    hits["S04"] = low.join(rated[rated["rating"] < 4].groupby("staff")["id"].agg(list)).reset_index()
    tardy = arrived["minutes_late"] > 0
    hits["S05"] = arrived[tardy & (tardy.groupby(arrived["staff"]).shift(1) == True)]  # noqa: E712
    ahead = pd.concat(
        [
            pd.concat([START + day(received["due"]) * DAY - 1, received["due"]], axis=1).min(axis=1),
            received["at"],
        ],
        axis=1,
    ).max(axis=1)
    answered = first_answer(received.assign(due_=ahead), returned)
    hits["M01"] = answered[answered["at_answer"] <= answered["due_"]]
    return {k: len(v) for k, v in hits.items()}, totals(hits, n), hits


def share(frame, column, below, least, by):
    numbers = frame.groupby(by)[column].agg(["sum", "count"])
    tenths = int(below[2:])
    low = numbers[(numbers["count"] >= least) & (numbers["sum"] * 10 < numbers["count"] * tenths)]
    bad = frame[~frame[column]].groupby(by)["id"].agg(list)
    return low.join(bad).reset_index()


def totals(hits, n):
    total = pd.Series(100_00, index=range(n))
    for line, rules in LINES.items():
        points = pd.Series(100_00, index=range(n))
        for rule in rules:
            if rule == "F03":
                took = hits[rule].groupby("staff")["minutes"].sum().clip(upper=1000)
            else:
                took = (hits[rule].groupby("staff").size() * (500 if rule in LIMITS else 250)).clip(
                    upper=2000
                )
            points = points.sub(took, fill_value=0)
        if line == "tan-tuy":
            points = points.add((hits["M01"].groupby("staff").size() * 50).clip(upper=1000), fill_value=0)
        if line == "liem-chinh":
            points[hits["F08"]["staff"].unique()] = 0
        total += points.clip(0, 100_00)
    return total
