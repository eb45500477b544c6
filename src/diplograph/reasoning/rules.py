"""Forward chaining by the rules of OWL 2 RL that the ontology calls for, keeping every reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from diplograph.reasoning.axioms import Axioms
from diplograph.reasoning.facts import Facts, Node, Statement, name, said
from diplograph.triples import TYPE


@dataclass(frozen=True)
class Reason:
    """Why a statement holds: axioms and closures in words, and the statements they apply to."""

    axioms: tuple[str, ...]
    premises: tuple[Statement, ...]

    def __str__(self) -> str:
        return "; ".join([*map(said, self.premises), *self.axioms])


Step = tuple[Statement, Reason]
Draft = tuple[Statement, str, tuple[Statement, ...]]


def entail(facts: Facts, axioms: Axioms) -> dict[Statement, Reason]:
    """Add to `facts` all that follows by the rules, and return each new statement's reason.

    The rules are those of OWL 2 RL for subclasses, domains and ranges that are named classes,
    inverse, symmetric, transitive and sub-properties, and property chains.
    """
    reasons: dict[Statement, Reason] = {}
    rules = _Rules(axioms, facts)
    todo = list(facts)
    while todo:
        given = todo.pop()
        for found, rule, premises in rules.consequences(given):
            if facts.add(found):
                reasons[found] = Reason((rule,), premises)
                todo.append(found)
    return reasons


class _Rules:
    """The rules of an ontology, put into words once for each class and property."""

    def __init__(self, axioms: Axioms, facts: Facts) -> None:
        self.facts = facts
        self.uppers = _worded(axioms.supers, "every {} is a {}")
        self.domains = _worded(axioms.domains, "whatever {} leads from is a {}")
        self.ranges = _worded(axioms.ranges, "whatever {} leads to is a {}")
        self.implied = _worded(axioms.upper, "{} implies {}")
        self.inverses = _worded(axioms.inverses, "{} is the inverse of {}")
        for predicate in axioms.symmetric:
            same = (predicate, f"{name(predicate)} is symmetric")
            self.inverses.setdefault(predicate, []).append(same)
        self.chains: dict[Node, list[tuple[int, Chain]]] = defaultdict(list)
        whole = [(p, [p, p], f"{name(p)} is transitive") for p in axioms.transitive]
        whole += [
            (p, links, f"{' then '.join(map(name, links))} gives {name(p)}")
            for p, links in axioms.chains
        ]
        for chain in whole:
            for place, link in enumerate(chain[1]):
                self.chains[link].append((place, chain))

    def consequences(self, given: Statement) -> Iterator[Draft]:
        """Yield what follows from a statement, alone or together with others.

        No property with a literal value has more than a domain in this ontology.
        """
        subject, predicate, object_ = given
        if predicate == TYPE:
            for upper, rule in self.uppers.get(object_, ()):
                yield (subject, TYPE, upper), rule, (given,)
            return
        for end, rule in self.domains.get(predicate, ()):
            yield (subject, TYPE, end), rule, (given,)
        if isinstance(object_, ox.Literal):
            return
        for end, rule in self.ranges.get(predicate, ()):
            yield (object_, TYPE, end), rule, (given,)
        for upper, rule in self.implied.get(predicate, ()):
            yield (subject, _property(upper), object_), rule, (given,)
        for other, rule in self.inverses.get(predicate, ()):
            yield (object_, _property(other), subject), rule, (given,)
        for place, chain in self.chains.get(predicate, ()):
            yield from self._chained(given, place, chain)

    def _chained(self, given: Statement, place: int, chain: Chain) -> Iterator[Draft]:
        """Yield the conclusions of a chain of properties in which a statement stands at `place`."""
        whole, links, rule = chain
        facts = self.facts
        paths: list[tuple[Statement, ...]] = [(given,)]
        for link in map(_property, reversed(links[:place])):
            before = [(p, s) for p in paths for s in facts.subjects(link, p[0][0])]
            paths = [((s, link, p[0][0]), *p) for p, s in before]
        for link in map(_property, links[place + 1 :]):
            after = [(p, o) for p in paths for o in facts.objects(p[-1][2], link)]
            paths = [(*p, (p[-1][2], link, o)) for p, o in after]
        for path in paths:
            yield (path[0][0], _property(whole), path[-1][2]), rule, path


Chain = tuple[Node, list[Node], str]


def _worded(ends: dict[Node, list[Node]], words: str) -> dict[Node, list[tuple[Node, str]]]:
    """Return the ends of each term together with the rule in words."""
    return {
        term: [(end, words.format(name(term), name(end))) for end in found]
        for term, found in ends.items()
    }


def _property(term: Node) -> ox.NamedNode:
    assert isinstance(term, ox.NamedNode)
    return term
