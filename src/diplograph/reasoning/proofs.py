"""Why an individual belongs to a defined class: a proof from facts, definitions and closures.

HermiT says what holds and not why. The prover unfolds the definition of the class and looks for
each of its parts among the facts; for `only` and `not` it needs a closure, since what is not
stated is unknown and not false.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyoxigraph as ox

from diplograph.reasoning.axioms import (
    COMPLEMENT,
    HAS,
    INTERSECTION,
    NOTHING,
    ON,
    ONE_OF,
    ONLY,
    SOME,
    THING,
    UNION,
    Axioms,
)
from diplograph.reasoning.closures import Closure
from diplograph.reasoning.facts import Facts, Node, name
from diplograph.reasoning.rules import Reason
from diplograph.triples import TYPE


@dataclass
class Prover:
    """Proofs over facts that the rules have completed."""

    facts: Facts
    axioms: Axioms
    closures: dict[tuple[Node, Node], Closure]
    distinct: frozenset[Node]
    _open: set[tuple[Node, Node]] = field(default_factory=set)

    def prove(self, thing: Node, kind: Node) -> Reason | None:
        """Return why a thing belongs to a class or expression, or None if no proof is found."""
        if kind == THING:
            return Reason((), ())
        if isinstance(kind, ox.NamedNode):
            return self._named(thing, kind)
        return self._expression(thing, kind)

    def _named(self, thing: Node, kind: ox.NamedNode) -> Reason | None:
        if (thing, TYPE, kind) in self.facts:
            return Reason((), ((thing, TYPE, kind),))
        if (thing, kind) in self._open:  # a definition that leads back to itself proves nothing
            return None
        self._open.add((thing, kind))
        try:
            return self._by_definition(thing, kind) or self._by_subclass(thing, kind)
        finally:
            self._open.discard((thing, kind))

    def _by_definition(self, thing: Node, kind: Node) -> Reason | None:
        for expression in self.axioms.definitions(kind):
            if (found := self.prove(thing, expression)) is not None:
                axiom = f"{name(kind)} means {self.axioms.words(expression)}"
                return _with(found, axiom)
        return None

    def _by_subclass(self, thing: Node, kind: Node) -> Reason | None:
        for lower in self.axioms.below(kind):
            if (found := self.prove(thing, lower)) is not None:
                return _with(found, f"every {name(lower)} is a {name(kind)}")
        return None

    def _expression(self, thing: Node, kind: Node) -> Reason | None:
        if parts := self.axioms.parts(kind, INTERSECTION):
            return _all([self.prove(thing, part) for part in parts])
        if parts := self.axioms.parts(kind, UNION):
            return next((r for part in parts if (r := self.prove(thing, part))), None)
        if parts := self.axioms.parts(kind, ONE_OF):
            return Reason((), ()) if thing in parts else None
        if (inner := self.axioms.one(kind, COMPLEMENT)) is not None:
            return self._outside(thing, inner)
        return self._restriction(thing, kind)

    def _outside(self, thing: Node, kind: Node) -> Reason | None:
        """Prove that a thing is none of a list of individuals, all being told apart."""
        listed = self.axioms.parts(kind, ONE_OF) or [
            i for d in self.axioms.definitions(kind) for i in self.axioms.parts(d, ONE_OF)
        ]
        apart = bool(listed) and self.distinct.issuperset([thing, *listed])
        if not apart or thing in listed:
            return None
        return Reason((f"{name(thing)} is not {' or '.join(map(name, listed))}",), ())

    def _restriction(self, thing: Node, kind: Node) -> Reason | None:
        on = self.axioms.one(kind, ON)
        assert isinstance(on, ox.NamedNode)
        if (value := self.axioms.one(kind, HAS)) is not None:
            edge = (thing, on, value)
            return Reason((), (edge,)) if edge in self.facts else None
        if (filler := self.axioms.one(kind, SOME)) is not None:
            for target in self.facts.objects(thing, on):
                if (found := self.prove(target, filler)) is not None:
                    return Reason(found.axioms, ((thing, on, target), *found.premises))
        if (filler := self.axioms.one(kind, ONLY)) is not None:
            return self._only(thing, on, filler)
        return None

    def _only(self, thing: Node, on: ox.NamedNode, filler: Node) -> Reason | None:
        closure = self.closures.get((thing, on))
        if closure is None or (filler == NOTHING and closure.members):
            return None
        each = [self.prove(member, filler) for member in closure.members]
        edges = tuple((thing, on, member) for member in closure.members)
        return _all([Reason((str(closure),), edges), *each])


def _with(reason: Reason, axiom: str) -> Reason:
    axioms = reason.axioms if axiom in reason.axioms else (*reason.axioms, axiom)
    return Reason(axioms, reason.premises)


def _all(reasons: list[Reason | None]) -> Reason | None:
    """Join the reasons of all parts, each axiom and premise once; None if a part has none."""
    found = [reason for reason in reasons if reason is not None]
    if len(found) < len(reasons):
        return None
    axioms = dict.fromkeys(axiom for reason in found for axiom in reason.axioms)
    premises = dict.fromkeys(premise for reason in found for premise in reason.premises)
    return Reason(tuple(axioms), tuple(premises))
