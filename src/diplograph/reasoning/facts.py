"""Statements indexed for reasoning: by predicate, both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import pyoxigraph as ox

from diplograph.files import folder
from diplograph.store import Store, parse
from diplograph.triples import TYPE
from diplograph.vocab import PREFIXES, node, short

Node = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Statement = tuple[Node, ox.NamedNode, Node]
LOGICAL = tuple(PREFIXES[prefix] for prefix in ("rdf", "owl"))
KEPT = tuple(
    map(
        node,
        ("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range", "dg:derivedFrom"),
    )
)
LANDLOCKED = (node("dg:landlocked"), node("dg:landlockedDeveloping"))


class Facts:
    """A set of statements that answers "what from here" and "what to here" for a predicate."""

    def __init__(self, statements: Iterable[Statement] = ()) -> None:
        self._out: dict[ox.NamedNode, dict[Node, dict[Node, None]]] = defaultdict(dict)
        self._in: dict[ox.NamedNode, dict[Node, dict[Node, None]]] = defaultdict(dict)
        for statement in statements:
            self.add(statement)

    def add(self, statement: Statement) -> bool:
        """Add a statement and tell whether it is new."""
        subject, predicate, object_ = statement
        targets = self._out[predicate].setdefault(subject, {})
        if object_ in targets:
            return False
        targets[object_] = None
        self._in[predicate].setdefault(object_, {})[subject] = None
        return True

    def __contains__(self, statement: Statement) -> bool:
        subject, predicate, object_ = statement
        return object_ in self._out.get(predicate, {}).get(subject, {})

    def __iter__(self) -> Iterator[Statement]:
        for predicate in self._out:
            yield from ((s, predicate, o) for s, o in self.pairs(predicate))

    def objects(self, subject: Node, predicate: ox.NamedNode) -> list[Node]:
        """Return what a predicate leads to, in the order of entry."""
        return list(self._out.get(predicate, {}).get(subject, ()))

    def subjects(self, predicate: ox.NamedNode, object_: Node) -> list[Node]:
        """Return what leads to a node by a predicate, in the order of entry."""
        return list(self._in.get(predicate, {}).get(object_, ()))

    def about(self, subject: Node) -> Iterator[Statement]:
        """Yield all statements about a subject."""
        for predicate in list(self._out):
            yield from ((subject, predicate, o) for o in self.objects(subject, predicate))

    def pairs(self, predicate: ox.NamedNode) -> list[tuple[Node, Node]]:
        """Return all subjects and objects of a predicate."""
        return [(s, o) for s, found in self._out.get(predicate, {}).items() for o in found]

    def members(self, head: Node) -> list[Node]:
        """Return the members of an RDF list."""
        found = []
        while rest := self.objects(head, node("rdf:rest")):
            found += self.objects(head, node("rdf:first"))
            head = rest[0]
        return found


@cache
def schema() -> Facts:
    """Return the logical part of the ontology: labels, definitions and examples are left out."""
    return Facts(
        (quad.subject, quad.predicate, quad.object)
        for quad in parse((folder("ontology") / "diplograph.ttl").read_bytes())
        if quad.predicate in KEPT or quad.predicate.value.startswith(LOGICAL)
    )


def facts_of(store: Store, ontology: Facts) -> Facts:
    """Return what a store states with the object properties of the ontology, and its types.

    Dates, texts and geometry stay out: no axiom speaks of them, and HermiT rejects `xsd:date`.
    """
    properties = ontology.subjects(TYPE, node("owl:ObjectProperty"))
    wanted = [TYPE, *LANDLOCKED, *(p for p in properties if isinstance(p, ox.NamedNode))]
    individuals = set(ontology.subjects(TYPE, node("owl:NamedIndividual")))
    declared = {subject for subject, _ in ontology.pairs(TYPE)} - individuals
    found = Facts()
    for predicate in wanted:
        for quad in store.engine.quads_for_pattern(None, predicate, None, ox.DefaultGraph()):
            if quad.subject not in declared and isinstance(quad.subject, ox.NamedNode):
                found.add((quad.subject, predicate, quad.object))
    return found


def name(term: Node) -> str:
    """Return a term as a person reads it in a reason.

    >>> name(node("dg:LandlockedState")), name(node("id:state/UZB"))
    ('LandlockedState', 'UZB')
    """
    if isinstance(term, ox.NamedNode):
        return short(term.value).removeprefix("dg:")
    return f'"{term.value}"' if isinstance(term, ox.Literal) else str(term)


def said(statement: Statement) -> str:
    """Return a statement in words.

    >>> said((node("id:state/UZB"), TYPE, node("dg:State")))
    'UZB is a State'
    """
    subject, predicate, object_ = statement
    verb = "is a" if predicate == TYPE else name(predicate)
    return f"{name(subject)} {verb} {name(object_)}"
