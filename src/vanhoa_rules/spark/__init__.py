"""Beyond one machine: the columnar engine on each part of the staff, on Spark."""

from vanhoa_rules.spark.driver import evaluate_spark

__all__ = ["evaluate_spark"]
