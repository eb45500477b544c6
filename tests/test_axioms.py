"""The axioms of the ontology against the shipped data, and its reference page."""

from __future__ import annotations

import runpy
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, NamedNode, Triple
from test_ontology import (
    INDEX,
    INDIVIDUAL,
    INVERSE,
    ONTOLOGY,
    TYPE,
    members,
    of_type,
    own,
    unsatisfiable,
)

from diplograph.store import Store
from diplograph.vocab import node

ROOT = Path(__file__).parents[1]
CHAIN, KEY = node("owl:propertyChainAxiom"), node("owl:hasKey")
ABOVE = node("rdfs:subPropertyOf")
FUNCTIONAL = own(node("owl:FunctionalProperty"))
# What OWL 2 DL allows of simple properties only.
SIMPLE_TYPES = tuple(
    node(f"owl:{name}Property")
    for name in ("Functional", "InverseFunctional", "Asymmetric", "Irreflexive")
)
SIMPLE_PARTS = {
    node(f"owl:{name}")
    for name in ("hasSelf", "minCardinality", "qualifiedCardinality", "maxQualifiedCardinality")
}
# Each direct edge of the build and the chain or path that yields it.
EDGES = {
    "holds": "^dg:person/dg:office",
    "partyTo": "^dg:signatory/dg:agreement",
    "participatedIn": "^dg:actor/dg:event",
    "owns": "^dg:owner/dg:asset",
    "hasSegment": "^dg:stepOf/dg:segment",
}


def composite() -> set[NamedNode]:
    """Return the properties that are not simple: chained, transitive, above or inverse to one."""
    found = {t.subject for t in ONTOLOGY if t.predicate == CHAIN}
    found |= of_type(node("owl:TransitiveProperty"))
    while True:
        more = set(found)
        for t in ONTOLOGY:
            if t.predicate == ABOVE and t.subject in found:
                more.add(t.object)
            if t.predicate == INVERSE and {t.subject, t.object} & found:
                more |= {t.subject, t.object}
        if more == found:
            return found
        found = more


def test_only_simple_properties_are_counted_or_restricted() -> None:
    """HermiT refuses an ontology that breaks this rule of OWL 2 DL."""
    restricted = of_type(*SIMPLE_TYPES)
    counting = {t.subject for t in ONTOLOGY if t.predicate in SIMPLE_PARTS}
    restricted |= {p for c in counting for p in INDEX[c, node("owl:onProperty")]}
    assert restricted & composite() == set()


@pytest.mark.parametrize("term", FUNCTIONAL, ids=lambda term: term.value.split("#")[1])
def test_no_two_sources_differ_on_a_functional_property(store: Store, term: NamedNode) -> None:
    rows = store.select(
        "SELECT ?thing (COUNT(DISTINCT ?value) AS ?values)"
        f" WHERE {{ ?thing <{term.value}> ?value }}"
        " GROUP BY ?thing HAVING (COUNT(DISTINCT ?value) > 1) ORDER BY ?thing"
    )
    assert list(rows) == []


def test_no_two_things_of_a_class_share_a_key(store: Store) -> None:
    for axiom in (t for t in ONTOLOGY if t.predicate == KEY):
        names = list(members(axiom.object))
        pattern = f"?thing a <{axiom.subject.value}> ."
        pattern += "".join(f" ?thing <{name.value}> ?key{n} ." for n, name in enumerate(names))
        keys = " ".join(f"?key{n}" for n in range(len(names)))
        rows = store.select(
            f"SELECT DISTINCT {keys} ?thing WHERE {{ {pattern} }} ORDER BY {keys} ?thing"
        )
        shared = Counter(tuple(row[f"key{n}"] for n in range(len(names))) for row in rows)
        assert [key for key, count in shared.items() if count > 1] == []
        assert shared or axiom.subject == node("dg:Territory"), axiom


def pairs(store: Store, path: str) -> set[tuple[Any, Any]]:
    rows = store.select(
        f"PREFIX dg: <{node('dg:').value}>"
        f" SELECT DISTINCT ?a ?b WHERE {{ ?a {path} ?b }} ORDER BY ?a ?b"
    )
    return {(row["a"], row["b"]) for row in rows}


@pytest.mark.parametrize("edge", EDGES)
def test_a_chain_yields_the_edges_of_the_build(store: Store, edge: str) -> None:
    found = pairs(store, f"dg:{edge}")
    assert found and found == pairs(store, EDGES[edge])


def test_chain_of_leaders_yields_the_edges_of_the_build(store: Store) -> None:
    heads = " UNION ".join(
        f"{{ ?office a dg:{kind}Office }}"
        for kind in ("HeadOfState", "HeadOfGovernment", "HeadOfStateAndGovernment")
    )
    rows = store.select(
        f"PREFIX dg: <{node('dg:').value}> SELECT DISTINCT ?a ?b WHERE {{"
        f" ?a dg:holds ?office . ?office dg:officeOf ?b {heads} }} ORDER BY ?a ?b"
    )
    assert {(row["a"], row["b"]) for row in rows} == pairs(store, "dg:leads")


def test_who_signs_a_part_takes_part_in_the_initiative(store: Store) -> None:
    parties = {a for a, b in pairs(store, "dg:partyTo/dg:partOf+") if "tokyo-initiative" in b}
    assert {a.rsplit("/", 1)[1] for a in parties} >= {"JPN", "KAZ", "KGZ", "TJK", "TKM", "UZB"}


def test_a_given_up_term_names_another_that_is_not_given_up() -> None:
    given_up = {t.subject for t in ONTOLOGY if t.predicate == node("owl:deprecated")}
    for term in given_up:
        instead = INDEX[term, node("dcterms:isReplacedBy")]
        assert instead and not set(instead) & given_up, term
    note = " ".join(
        v.value for v in INDEX[NamedNode("https://w3id.org/diplograph/ont"), node("skos:note")]
    )
    assert "owl:deprecated" in note and "dcterms:isReplacedBy" in note


def test_the_reference_page_is_current() -> None:
    """Run `python docs/make_ontology_page.py` where this fails."""
    made = runpy.run_path(str(ROOT / "docs" / "make_ontology_page.py"))
    text = made["page"](made["Ontology"](ROOT / "ontology"))
    assert (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8") == text


def test_the_reference_page_names_every_term() -> None:
    text = (ROOT / "docs" / "ontology.md").read_text(encoding="utf-8")
    terms = {t.subject for t in ONTOLOGY if t.predicate == node("rdfs:isDefinedBy")}
    assert [t.value for t in terms if f"| `{t.value.split('#')[1]}` |" not in text] == []


def facts_of(kind: str) -> Iterator[Triple]:
    """Yield a person in an office of a kind, and a party of an agreement within an initiative."""
    things = {
        "tenure/t": "Tenure", "person/p": "Person", "office/o": f"{kind}Office",
        "state/XAA": "State", "signature/s": "Signature", "agreement/a": "Agreement",
        "agreement/i": "Initiative",
    }  # fmt: skip
    for name, of in things.items():
        yield Triple(node(f"id:{name}"), TYPE, node(f"dg:{of}"))
        yield Triple(node(f"id:{name}"), TYPE, INDIVIDUAL)
    for a, name, b in (
        ("tenure/t", "person", "person/p"), ("tenure/t", "office", "office/o"),
        ("office/o", "officeOf", "state/XAA"), ("signature/s", "signatory", "state/XAA"),
        ("signature/s", "agreement", "agreement/a"), ("agreement/a", "partOf", "agreement/i"),
    ):  # fmt: skip
        yield Triple(node(f"id:{a}"), node(f"dg:{name}"), node(f"id:{b}"))


def denied(a: str, name: str, b: str) -> Iterator[Triple]:
    """Yield the statement that a thing has not this value."""
    claim = BlankNode("denied")
    yield Triple(claim, TYPE, node("owl:NegativePropertyAssertion"))
    yield Triple(claim, node("owl:sourceIndividual"), node(f"id:{a}"))
    yield Triple(claim, node("owl:assertionProperty"), node(f"dg:{name}"))
    yield Triple(claim, node("owl:targetIndividual"), node(f"id:{b}"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "a", "name", "b", "follows"),
    [
        ("HeadOfState", "person/p", "leads", "state/XAA", True),
        ("ForeignMinister", "person/p", "leads", "state/XAA", False),
        ("HeadOfState", "state/XAA", "takesPartIn", "agreement/i", True),
    ],
)
def test_hermit_follows_the_chains(
    kind: str, a: str, name: str, b: str, follows: bool,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What follows cannot be denied without contradiction."""
    import owlready2

    facts = [*facts_of(kind), *denied(a, name, b)]
    if follows:
        with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
            unsatisfiable(ONTOLOGY + facts, tmp_path, monkeypatch)
    else:
        assert unsatisfiable(ONTOLOGY + facts, tmp_path, monkeypatch) == []
