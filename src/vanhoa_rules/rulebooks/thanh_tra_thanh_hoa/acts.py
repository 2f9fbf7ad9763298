"""2 · Acts that the rules of more than one criterion read."""

from vanhoa_rules.conditions import this
from vanhoa_rules.patterns import any_of, each

_ON_DUTY = each("discipline.decided", where=this.duty_related)

# Discipline connected with duty; an act on which Party and State both decide counts once (NĐ 335/2025 Art 11(3a)).
DISCIPLINED = any_of(
    each("discipline.decided", where=this.duty_related & this.act.is_null()),
    each("discipline.decided", where=this.duty_related & this.act.is_not_null()).not_preceded_by(
        _ON_DUTY, same="act"
    ),
)
