"""The part of the graph that HermiT is given: what the defined classes speak of, and no more."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from diplograph.reasoning.axioms import ONE_OF, ONLY, Axioms
from diplograph.reasoning.closures import BORDERS, CROSSES, FUNDED_BY, TRANSITS, Closure
from diplograph.reasoning.facts import LANDLOCKED, Facts, Node, Statement
from diplograph.triples import TYPE
from diplograph.vocab import node

EDGES = (*LANDLOCKED, BORDERS, CROSSES, TRANSITS, FUNDED_BY)
FIRST, REST, NIL = node("rdf:first"), node("rdf:rest"), node("rdf:nil")


def module(
    facts: Facts, axioms: Axioms, closures: Iterable[Closure]
) -> tuple[Facts, frozenset[Node]]:
    """Return the statements for HermiT, and the individuals that are declared to differ.

    In it are the edges of the defined classes, the parties of agreements with a centre, the
    commodity of each route, the told types of all these, and the closures.
    """
    found = Facts()
    for predicate in EDGES:
        for subject, object_ in facts.pairs(predicate):
            found.add((subject, predicate, object_))
    for statement in _agreements(facts, axioms):
        found.add(statement)
    for route in facts.subjects(TYPE, node("dg:Route")):
        for commodity in facts.objects(route, node("dg:commodity")):
            found.add((route, node("dg:commodity"), commodity))
    for target in facts.subjects(TYPE, node("dg:Target")):
        found.add((target, TYPE, node("dg:Target")))
    things = _things(found) | _things_of_lists(axioms)
    distinct = frozenset(t for t in things if _is_actor(facts, axioms, t))
    for statement in [*_types(facts, axioms, things), *_apart(distinct)]:
        found.add(statement)
    for closure in closures:
        for statement in as_axiom(closure):
            found.add(statement)
    return found, distinct


def _agreements(facts: Facts, axioms: Axioms) -> Iterator[Statement]:
    """Yield the parties of the agreements that tie someone to a centre, both ways."""
    centres = {
        member
        for name in ("dg:EasternCentre", "dg:WesternCentre")
        for expression in axioms.definitions(node(name))
        for member in axioms.parts(expression, ONE_OF)
    }
    party, party_to = node("dg:party"), node("dg:partyTo")
    for agreement in sorted({s for s, o in facts.pairs(party) if o in centres}, key=str):
        for actor in facts.objects(agreement, party):
            yield agreement, party, actor
            yield actor, party_to, agreement


def _things(found: Facts) -> set[Node]:
    return {
        term
        for subject, predicate, object_ in found
        for term in (subject, object_)
        if (isinstance(term, ox.NamedNode) and predicate != TYPE) or term == subject
    }


def _things_of_lists(axioms: Axioms) -> set[Node]:
    """Return the individuals that definitions name, such as Russia or the centres."""
    return {
        member
        for expression, _ in axioms.ontology.pairs(ONE_OF)
        for member in axioms.parts(expression, ONE_OF)
    }


def _types(facts: Facts, axioms: Axioms, things: set[Node]) -> Iterator[Statement]:
    """Yield the types of things, without those that another of their types implies."""
    for thing in sorted(things, key=str):
        yield thing, TYPE, node("owl:NamedIndividual")
        told = facts.objects(thing, TYPE)
        implied = {upper for kind in told for upper in axioms.above(kind)[1:]}
        yield from ((thing, TYPE, kind) for kind in told if kind not in implied)


def _is_actor(facts: Facts, axioms: Axioms, thing: Node) -> bool:
    return any(node("dg:Actor") in axioms.above(k) for k in facts.objects(thing, TYPE))


def _apart(distinct: frozenset[Node]) -> Iterator[Statement]:
    """Yield that the actors are all different: ISO codes and our identifiers name one each."""
    axiom = ox.BlankNode("apart")
    yield axiom, TYPE, node("owl:AllDifferent")
    yield from _list(axiom, node("owl:distinctMembers"), sorted(distinct, key=str))


def as_axiom(closure: Closure) -> Iterator[Statement]:
    """Yield a closure as OWL: the subject belongs to "property only {its values}"."""
    key = f"{closure.subject}{closure.property}"
    only = ox.BlankNode("only" + hashlib.sha256(key.encode()).hexdigest()[:16])
    listed = ox.BlankNode(only.value + "x")
    yield closure.subject, TYPE, only
    yield only, TYPE, node("owl:Restriction")
    yield only, node("owl:onProperty"), closure.property
    if not closure.members:
        yield only, ONLY, node("owl:Nothing")
        return
    yield only, ONLY, listed
    yield listed, TYPE, node("owl:Class")
    yield from _list(listed, ONE_OF, closure.members)


def _list(subject: Node, predicate: ox.NamedNode, members: Iterable[Node]) -> Iterator[Statement]:
    """Yield an RDF list; its nodes are named by their owner and place."""
    items = list(members)
    for place, member in enumerate(items):
        cell = ox.BlankNode(f"{subject.value}c{place}")  # type: ignore[union-attr]
        if place == 0:
            yield subject, predicate, cell
        yield cell, FIRST, member
        last = place == len(items) - 1
        yield cell, REST, NIL if last else ox.BlankNode(f"{subject.value}c{place + 1}")  # type: ignore[union-attr]
