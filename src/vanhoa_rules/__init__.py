"""Civil-service conduct norms as composable rules over staff facts, with verdicts that give their reasons."""

from vanhoa_rules._api import (
    check_case,
    evaluate,
    evaluate_sample,
    load_rulebook,
    load_sample,
    load_scorecard,
)
from vanhoa_rules.calendars import (
    Calendar,
    Period,
    ShiftEntry,
    ShiftTable,
    days,
    end_of,
    hours,
    month,
    months,
    quarter,
    week,
    working_days,
    working_hours,
    year,
    years,
)
from vanhoa_rules.conditions import person, this
from vanhoa_rules.errors import CalendarError, DataError, Problem, RuleError, Text, UsageError, VanhoaError
from vanhoa_rules.exchange import read_coverage, read_facts, read_roster, write_facts
from vanhoa_rules.facts import STANDARD, Coverage, Fact, Roster, Vocabulary
from vanhoa_rules.patterns import (
    any_of,
    before,
    by_anyone,
    each,
    fewer_than,
    mean,
    of_subordinates,
    share,
)
from vanhoa_rules.rules import Citation, Criterion, Rule, Rulebook, Unobservable
from vanhoa_rules.scorecards import (
    Award,
    Cap,
    Ceiling,
    Deduct,
    Fail,
    Line,
    Refer,
    Scorecard,
    Threshold,
    Zero,
)
from vanhoa_rules.verdicts import Verdict, Verdicts
