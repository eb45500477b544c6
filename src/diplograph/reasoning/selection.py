"""The axioms that a small module needs: HermiT's time grows with every class it must place."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from diplograph.reasoning.axioms import Axioms
from diplograph.reasoning.facts import Facts, Node, Statement
from diplograph.triples import TYPE
from diplograph.vocab import node

ENDS = (node("rdfs:domain"), node("rdfs:range"))
CHAIN = node("owl:propertyChainAxiom")
CLASS = node("owl:Class")


def relevant(axioms: Axioms, part: Facts) -> Facts:
    """Return the axioms about the classes and properties of a module; all others are left out.

    Fewer axioms entail less and never more: what HermiT finds with them holds with all of them.
    The ontology as a whole is checked by a run of its own, without individuals.
    """
    ontology = axioms.ontology
    signature = _signature(axioms, part)
    kept = Facts(
        statement
        for statement in ontology
        if statement[0] in signature and _inside(statement, signature, ontology)
    )
    for head in [o for _, _, o in kept if isinstance(o, ox.BlankNode)]:
        for statement in _expression(head, ontology):
            kept.add(statement)
    for pair in axioms.disjoint:
        one, other = sorted(pair, key=str)
        if pair <= signature:
            kept.add((one, node("owl:disjointWith"), other))
    return kept


def _signature(axioms: Axioms, part: Facts) -> set[Node]:
    """Return the classes and properties of a module and of the definitions, and those above."""
    ontology = axioms.ontology
    used: set[Node] = {predicate for _, predicate, _ in part}
    used |= {kind for _, kind in part.pairs(TYPE) if (kind, TYPE, CLASS) in ontology}
    for kind in axioms.defined():
        used.add(kind)
        for head in axioms.definitions(kind):
            used |= {o for _, _, o in _expression(head, ontology) if isinstance(o, ox.NamedNode)}
    used |= {upper for kind in list(used) for upper in axioms.above(kind)}
    return {term for term in used if ontology.objects(term, TYPE) and term != CLASS}


def _inside(statement: Statement, signature: set[Node], ontology: Facts) -> bool:
    """Tell whether an axiom speaks of the signature alone."""
    _, predicate, object_ = statement
    if predicate == CHAIN:
        return set(ontology.members(object_)) <= signature
    if predicate in ENDS:
        return object_ in signature
    declared = bool(ontology.objects(object_, TYPE)) and isinstance(object_, ox.NamedNode)
    return object_ in signature or not declared


def _expression(head: Node, ontology: Facts) -> Iterator[Statement]:
    """Yield all statements of a class expression or list, from its head down."""
    todo = [head]
    while todo:
        current = todo.pop()
        for statement in ontology.about(current):
            yield statement
            if isinstance(statement[2], ox.BlankNode):
                todo.append(statement[2])
