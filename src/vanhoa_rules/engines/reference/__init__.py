"""3 · The meaning: a direct interpreter of the nodes, one person at a time; short, slow, right."""

from vanhoa_rules.engines.reference.judging import Reference

__all__ = ["Reference"]
