"""The alignments with terms of others: declared, confirmed, justified, free of contradiction."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple
from test_ontology import (
    ANNOTATION,
    CLASS,
    DATA,
    INDIVIDUAL,
    INVERSE,
    OBJECT,
    ONTOLOGY,
    TYPE,
    of_type,
    read,
    unsatisfiable,
)

from diplograph.vocab import ONT, node

ALIGNMENTS = read("alignments.ttl")
AXIOM, COMMENT = node("owl:Axiom"), node("rdfs:comment")
ENDS = tuple(node(f"owl:annotated{end}") for end in ("Source", "Property", "Target"))
CLASS_LINKS = {node("rdfs:subClassOf"), node("owl:equivalentClass")}
PROPERTY_LINKS = {node("rdfs:subPropertyOf"), node("owl:equivalentProperty")}
MATCHES = {node(f"skos:{name}Match") for name in ("exact", "close", "broad", "narrow", "related")}
LINKED = [t for t in ALIGNMENTS if t.predicate in CLASS_LINKS | PROPERTY_LINKS | MATCHES]
# rdflib lists the terms of these vocabularies; the others were looked up one by one.
LISTED = {
    "https://schema.org/": "SDO",
    "http://www.w3.org/ns/org#": "ORG",
    "http://www.w3.org/ns/prov#": "PROV",
    "http://www.w3.org/2006/time#": "TIME",
    "http://www.opengis.net/ont/geosparql#": "GEO",
    "http://www.w3.org/2004/02/skos/core#": "SKOS",
    "http://purl.org/dc/terms/": "DCTERMS",
}
CONFIRMED = {
    "http://qudt.org/schema/qudt/": "QuantityValue QuantityKind numericValue unit",
    "http://www.wikidata.org/entity/": "Q5 Q3624078 Q123480 Q43229 Q245065 Q4830453 Q131569 "
    "Q1656682 Q4164871 Q44782 P298 P297 P1937 P39 P463 P47 P127 P137 P1344 P1001 P580 P582",
}


def declared(*kinds: NamedNode) -> set[NamedNode]:
    """Return what the ontology or the alignments declare as one of the kinds."""
    return of_type(*kinds) | {
        t.subject for t in ALIGNMENTS if t.predicate == TYPE and t.object in kinds
    }


def known(iri: str) -> bool:
    """Tell whether a term of others exists, by rdflib's lists or by the list above."""
    import rdflib.namespace

    space, name = re.findall(r"^(.*[/#])([^/#]+)$", iri)[0]
    if space in LISTED:
        terms = getattr(rdflib.namespace, LISTED[space])
        return iri in {str(term) for term in dir(terms)} | {
            space + str(term) for term in dir(terms)
        }
    return name in CONFIRMED[space].split()


def test_every_vocabulary_of_the_design_is_aligned() -> None:
    spaces = {re.sub(r"[^/#]+$", "", t.object.value) for t in LINKED}
    assert spaces == LISTED.keys() | CONFIRMED.keys()
    assert len(LINKED) >= 60


def test_every_alignment_leads_from_a_declared_term_of_ours_to_a_term_of_others() -> None:
    ours = of_type(CLASS, INDIVIDUAL, OBJECT, DATA, ANNOTATION)
    for link in LINKED:
        assert link.subject in ours and link.subject.value.startswith(ONT), link
        assert not link.object.value.startswith(ONT), link


def test_every_term_of_ours_that_the_file_names_is_declared() -> None:
    named = {
        term for t in ALIGNMENTS for term in (t.subject, t.object) if isinstance(term, NamedNode)
    }
    ours = {term for term in named if term.value.startswith(ONT)}
    assert ours - of_type(CLASS, INDIVIDUAL, OBJECT, DATA, ANNOTATION) == set()


def test_every_term_of_others_exists() -> None:
    assert {t.object.value for t in LINKED if not known(t.object.value)} == set()


def test_an_invented_term_would_be_found() -> None:
    assert not known("https://schema.org/TransitState")
    assert not known("http://www.wikidata.org/entity/Q187223")


def test_every_alignment_has_one_justification_and_none_lacks_its_alignment() -> None:
    axioms = [t.subject for t in ALIGNMENTS if t.predicate == TYPE and t.object == AXIOM]
    said: dict[tuple[object, ...], str] = {}
    for axiom in axioms:
        cells = {t.predicate: t.object for t in ALIGNMENTS if t.subject == axiom}
        key = tuple(cells[end] for end in ENDS)
        assert key not in said, key
        said[key] = cells[COMMENT].value
    assert said.keys() == {(t.subject, t.predicate, t.object) for t in LINKED}
    assert all(text.endswith(".") and len(text) > 9 for text in said.values())


def test_axioms_join_terms_of_one_kind() -> None:
    for link in LINKED:
        if link.predicate in CLASS_LINKS:
            assert {link.subject, link.object} <= declared(CLASS), link
        elif link.predicate in PROPERTY_LINKS:
            kinds = [k for k in (OBJECT, DATA) if {link.subject, link.object} <= declared(k)]
            assert len(kinds) == 1, link


def test_nothing_is_equivalent_and_terms_of_others_are_not_defined() -> None:
    """The header promises both; a definition of others would be ours to keep."""
    assert not [t for t in ALIGNMENTS if "equivalent" in t.predicate.value]
    outside = [t for t in ALIGNMENTS if isinstance(t.subject, NamedNode) and t.predicate != TYPE]
    titles = {"http://purl.org/dc/terms/title", "http://purl.org/dc/terms/license"}
    assert all(t in LINKED or t.predicate.value in titles for t in outside)


def test_no_term_matches_exactly_and_is_a_subclass_too() -> None:
    """An exact match beside an axiom on the same pair would say two things."""
    pairs = [(t.subject, t.object) for t in LINKED]
    assert len(pairs) == len(set(pairs))


def test_inverses_are_not_aligned_as_if_they_were_the_same() -> None:
    """A property and its inverse may not both match one term of others."""
    inverse = {(t.subject, t.object) for t in ONTOLOGY if t.predicate == INVERSE}
    targets = {t.subject: t.object for t in LINKED}
    for one, other in inverse:
        assert targets.get(one) is None or targets.get(one) != targets.get(other), one


@pytest.mark.slow
def test_hermit_finds_ontology_and_alignments_consistent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logical = [t for t in ALIGNMENTS if not isinstance(t.subject, BlankNode)]
    logical = [
        t for t in logical if t.predicate not in MATCHES and t.object != node("owl:Ontology")
    ]
    member = node("id:organisation/o")
    facts = [
        Triple(member, TYPE, node("dg:Organisation")),
        Triple(member, TYPE, INDIVIDUAL),
        Triple(node("id:tenure/t"), node("dg:office"), node("id:office/x")),
        Triple(node("id:tenure/t"), node("dg:person"), node("id:person/p")),
        *(
            Triple(node(f"id:{name}"), TYPE, INDIVIDUAL)
            for name in ("tenure/t", "office/x", "person/p")
        ),
    ]
    assert unsatisfiable(ONTOLOGY + logical + facts, tmp_path, monkeypatch) == []
