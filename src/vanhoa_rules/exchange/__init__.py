"""0 and 7 · The edges: files and tables into facts, and what the library says into files.

``values`` reads one value, ``raw`` the bytes of a file into rows, ``rows`` one row into a fact, ``files`` facts and
``registers`` the roster and the coverage from files; ``schema`` says what a row may look like. ``attendance``, ``one_stop``
and ``event_logs`` read what agencies have, ``assistant`` finds out what that is; ``workbooks_out`` writes verdicts, and
``privacy`` guards the people in all of it; what is not exported here is imported from its own module when it is needed.
"""

from vanhoa_rules.exchange.files import Read, fact_from_dict, read_facts, write_facts
from vanhoa_rules.exchange.privacy import export_for_subject, forget, pseudonymise, redact, restore
from vanhoa_rules.exchange.registers import read_coverage, read_roster
from vanhoa_rules.exchange.rows import fact_to_dict
from vanhoa_rules.exchange.schema import facts_schema, roster_schema

__all__ = [
    "Read",
    "export_for_subject",
    "fact_from_dict",
    "fact_to_dict",
    "facts_schema",
    "forget",
    "pseudonymise",
    "read_coverage",
    "read_facts",
    "read_roster",
    "redact",
    "restore",
    "roster_schema",
    "write_facts",
]
