"""The front door · what would be otherwise."""

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from vanhoa_rules._api.asking import Inputs, again
from vanhoa_rules._api.judging import judge
from vanhoa_rules.errors import DataError, UsageError
from vanhoa_rules.exchange import read_facts
from vanhoa_rules.facts import Fact
from vanhoa_rules.present import Change, compare
from vanhoa_rules.verdicts import Verdicts
from vanhoa_rules.words import error


def what_if(
    verdicts: Verdicts,
    staff: str,
    *,
    without: Iterable[str] = (),
    plus: Iterable[Fact | Mapping[str, Any]] = (),
) -> Change:
    """Return what one person's verdict would be without some facts (by id) and with others, and what that changes.

    Coverage stays as it was stated or settled. Raises ``UsageError`` for ids that are not among the facts, and
    ``DataError`` that lists what is wrong with the facts to add.
    """
    asked, before = verdicts.inputs, verdicts[staff]
    if not isinstance(asked, Inputs):
        raise error(UsageError, "ask.inputs")
    gone = frozenset(without)
    strangers = gone.difference(fact.id for fact in asked.facts)
    if strangers:
        raise error(UsageError, "ask.fact", facts=", ".join(sorted(strangers)))
    added = read_facts(plus, vocabulary=asked.rulebook.vocabulary)
    if added.problems:
        first = added.problems[0]
        raise DataError(first.code, first.message, first.remedy, problems=added.problems)
    changed = again(asked, facts=(*(fact for fact in asked.facts if fact.id not in gone), *added.facts))
    if asked.covers is None:  # taking away the only fact of a kind does not make its source silent
        changed = attrs.evolve(changed, scene=attrs.evolve(changed.scene, coverage=asked.scene.coverage))
    after = judge(changed, staff=(staff,))[staff]
    return compare(before, after, without=tuple(sorted(gone)), plus=tuple(fact.id for fact in added.facts))
