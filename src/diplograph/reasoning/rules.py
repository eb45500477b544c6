"""Forward chaining by the rules of OWL 2 RL that the ontology calls for, keeping every reason."""

from __future__ import annotations

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


def entail(facts: Facts, axioms: Axioms) -> dict[Statement, Reason]:
    """Add to `facts` all that follows by the rules, and return each new statement's reason.

    The rules are those of OWL 2 RL for subclasses, domains and ranges that are named classes,
    inverse, symmetric, transitive and sub-properties, and property chains.
    """
    reasons: dict[Statement, Reason] = {}
    todo = list(facts)
    while todo:
        given = todo.pop()
        for found, reason in _consequences(given, facts, axioms):
            if facts.add(found):
                reasons[found] = reason
                todo.append(found)
    return reasons


def _consequences(given: Statement, facts: Facts, axioms: Axioms) -> Iterator[Step]:
    subject, predicate, object_ = given
    if predicate == TYPE:
        for upper in axioms.supers.get(object_, ()):
            yield _step((subject, TYPE, upper), f"every {name(object_)} is a {name(upper)}", given)
        return
    for end in axioms.domains.get(predicate, ()):
        rule = f"whatever {name(predicate)} leads from is a {name(end)}"
        yield _step((subject, TYPE, end), rule, given)
    for upper in axioms.upper.get(predicate, ()):
        rule = f"{name(predicate)} implies {name(upper)}"
        yield _step((subject, _property(upper), object_), rule, given)
    yield from _joined(given, facts, axioms)
    if not isinstance(object_, ox.Literal):
        yield from _backward(given, axioms)


def _backward(given: Statement, axioms: Axioms) -> Iterator[Step]:
    """Yield what follows for the object: its class, the inverse edge, the symmetric edge."""
    subject, predicate, object_ = given
    for end in axioms.ranges.get(predicate, ()):
        rule = f"whatever {name(predicate)} leads to is a {name(end)}"
        yield _step((object_, TYPE, end), rule, given)
    for other in axioms.inverses.get(predicate, ()):
        rule = f"{name(other)} is the inverse of {name(predicate)}"
        yield _step((object_, _property(other), subject), rule, given)
    if predicate in axioms.symmetric:
        yield _step((object_, predicate, subject), f"{name(predicate)} is symmetric", given)


def _joined(given: Statement, facts: Facts, axioms: Axioms) -> Iterator[Step]:
    """Yield what the statement gives together with others: transitivity and property chains."""
    predicate = given[1]
    if predicate in axioms.transitive:
        rule = f"{name(predicate)} is transitive"
        yield from _chained(given, 0, (predicate, [predicate, predicate], rule), facts)
        yield from _chained(given, 1, (predicate, [predicate, predicate], rule), facts)
    for whole, links in axioms.chains:
        rule = f"{' then '.join(map(name, links))} gives {name(whole)}"
        for place, link in enumerate(links):
            if link == predicate:
                yield from _chained(given, place, (whole, links, rule), facts)


def _chained(
    given: Statement, place: int, chain: tuple[Node, list[Node], str], facts: Facts
) -> Iterator[Step]:
    """Yield the conclusions of a chain of properties in which a statement stands at `place`."""
    whole, links, rule = chain
    paths: list[tuple[Statement, ...]] = [(given,)]
    for link in map(_property, reversed(links[:place])):
        paths = [((s, link, p[0][0]), *p) for p in paths for s in facts.subjects(link, p[0][0])]
    for link in map(_property, links[place + 1 :]):
        paths = [(*p, (p[-1][2], link, o)) for p in paths for o in facts.objects(p[-1][2], link)]
    for path in paths:
        yield (path[0][0], _property(whole), path[-1][2]), Reason((rule,), path)


def _step(found: Statement, rule: str, given: Statement) -> Step:
    return found, Reason((rule,), (given,))


def _property(term: Node) -> ox.NamedNode:
    assert isinstance(term, ox.NamedNode)
    return term
