"""The axioms of the ontology as look-ups: what follows from a class or property, what cannot."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pyoxigraph as ox

from diplograph.reasoning.facts import Facts, Node, name
from diplograph.triples import TYPE
from diplograph.vocab import node

SUBCLASS, EQUIVALENT = node("rdfs:subClassOf"), node("owl:equivalentClass")
INTERSECTION, UNION = node("owl:intersectionOf"), node("owl:unionOf")
ONE_OF, COMPLEMENT = node("owl:oneOf"), node("owl:complementOf")
ON, SOME, ONLY = node("owl:onProperty"), node("owl:someValuesFrom"), node("owl:allValuesFrom")
HAS = node("owl:hasValue")
NOTHING, THING = node("owl:Nothing"), node("owl:Thing")


class Axioms:
    """Look-ups over the logical statements of an ontology."""

    def __init__(self, ontology: Facts) -> None:
        self.ontology = ontology
        self.supers: dict[Node, list[Node]] = defaultdict(list)
        for lower, upper in ontology.pairs(SUBCLASS):
            if _named(lower) and _named(upper):
                self.supers[lower].append(upper)
        self.domains = self._ends("domain")
        self.ranges = self._ends("range")
        self.upper = self._ends("subPropertyOf")
        self.inverses: dict[Node, list[Node]] = defaultdict(list)
        for one, other in ontology.pairs(node("owl:inverseOf")):
            self.inverses[one].append(other)
            self.inverses[other].append(one)
        self.symmetric = set(ontology.subjects(TYPE, node("owl:SymmetricProperty")))
        self.transitive = set(ontology.subjects(TYPE, node("owl:TransitiveProperty")))
        self.irreflexive = set(ontology.subjects(TYPE, node("owl:IrreflexiveProperty")))
        self.chains = [
            (whole, ontology.members(head))
            for whole, head in ontology.pairs(node("owl:propertyChainAxiom"))
        ]
        self.disjoint = self._disjoint()

    def _ends(self, which: str) -> dict[Node, list[Node]]:
        """Return the named classes (or properties) that `rdfs:<which>` gives each property."""
        found: dict[Node, list[Node]] = defaultdict(list)
        for term, end in self.ontology.pairs(node(f"rdfs:{which}")):
            if _named(end):
                found[term].append(end)
        return found

    def _disjoint(self) -> set[frozenset[Node]]:
        pairs = {frozenset(pair) for pair in self.ontology.pairs(node("owl:disjointWith"))}
        for axiom in self.ontology.subjects(TYPE, node("owl:AllDisjointClasses")):
            for head in self.ontology.objects(axiom, node("owl:members")):
                pairs |= {frozenset(p) for p in combinations(self.ontology.members(head), 2)}
        return pairs

    def above(self, term: Node) -> list[Node]:
        """Return a class and all named classes above it, the nearest first."""
        found = [term]
        for current in found:
            found += [c for c in self.supers[current] if c not in found]
        return found

    def below(self, term: Node) -> list[Node]:
        """Return the named classes that the ontology puts directly under a class."""
        return [c for c in self.ontology.subjects(SUBCLASS, term) if _named(c)]

    def definitions(self, term: Node) -> list[Node]:
        """Return the class expressions that a class is defined by."""
        return self.ontology.objects(term, EQUIVALENT)

    def defined(self) -> list[ox.NamedNode]:
        """Return the classes that have a definition, sorted."""
        found = {c for c, _ in self.ontology.pairs(EQUIVALENT) if isinstance(c, ox.NamedNode)}
        return sorted(found, key=str)

    def parts(self, expression: Node, operator: ox.NamedNode) -> list[Node]:
        """Return the operands of an intersection, union or list of individuals; else nothing."""
        heads = self.ontology.objects(expression, operator)
        return self.ontology.members(heads[0]) if heads else []

    def one(self, expression: Node, predicate: ox.NamedNode) -> Node | None:
        """Return the single value that an expression has for a predicate, or None."""
        return next(iter(self.ontology.objects(expression, predicate)), None)

    def words(self, expression: Node) -> str:
        """Return a class expression as text in the manner of the Manchester syntax."""
        if _named(expression):
            return name(expression)
        for operator, joint in ((INTERSECTION, " and "), (UNION, " or ")):
            if found := self.parts(expression, operator):
                return joint.join(self._inside(part) for part in found)
        if found := self.parts(expression, ONE_OF):
            return "{" + ", ".join(name(part) for part in found) + "}"
        if inner := self.one(expression, COMPLEMENT):
            return f"not {self._inside(inner)}"
        prop = name(self.one(expression, ON) or NOTHING)
        for predicate, word in ((SOME, "some"), (ONLY, "only"), (HAS, "value")):
            if (filler := self.one(expression, predicate)) is not None:
                return f"{prop} {word} {self._inside(filler)}"
        return f"a restriction of {prop}"

    def _inside(self, expression: Node) -> str:
        """Return an expression in brackets unless it is a name or a list of individuals."""
        if isinstance(expression, ox.Literal):
            return name(expression)
        text = self.words(expression)
        return text if _named(expression) or text.startswith("{") else f"({text})"


def _named(term: Node) -> bool:
    return isinstance(term, ox.NamedNode)
