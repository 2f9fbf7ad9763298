"""5 · The catalogue of products: at most five groups of complexity, the standard product is 1 (Art 13); optional."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import field, frozen

from vanhoa_rules.errors import Problem
from vanhoa_rules.facts import Fact, TaskAssigned
from vanhoa_rules.words import problem

GROUPS = 5  # Art 13: at most five groups of complexity


@frozen
class Product:
    """One product: its code, its group of complexity and its coefficient against the standard product."""

    code: str
    group: str
    coefficient: Fraction = field(converter=Fraction)


@frozen
class Catalogue:
    """The products of a body; ``standard`` is the code of the standard product."""

    products: Mapping[str, Product]
    standard: str

    def faults(self) -> list[Problem]:
        """Return what is wrong with the catalogue: too many groups, a standard product that is not 1."""
        found: list[Problem] = []
        groups = {one.group for one in self.products.values()}
        if len(groups) > GROUPS:
            found.append(problem("catalogue.groups", field="group", count=len(groups), most=GROUPS))
        standard = self.products.get(self.standard)
        if standard is None or standard.coefficient != 1:
            found.append(problem("catalogue.standard", field="coefficient", value=self.standard))
        return found

    def check(self, facts: Iterable[Fact]) -> list[Problem]:
        """Return one problem for each task whose product or coefficient is not the catalogue's."""
        found: list[Problem] = []
        for fact in facts:
            if not isinstance(fact, TaskAssigned) or fact.product is None:
                continue
            product = self.products.get(fact.product)
            if product is None:
                found.append(
                    problem(
                        "catalogue.product", field="product", value=fact.product, kind=fact.kind, id=fact.id
                    )
                )
            elif product.coefficient != Fraction(fact.coefficient):
                found.append(_coefficient(fact, product))
        return found


def _coefficient(fact: TaskAssigned, product: Product) -> Problem:
    given: Decimal = fact.coefficient
    return problem(
        "catalogue.coefficient",
        field="coefficient",
        value=given,
        kind=fact.kind,
        id=fact.id,
        product=product.code,
    )
