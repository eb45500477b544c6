"""Write docs/ontology.md, the reference of the ontology, from ontology/*.ttl.

The page holds no time and no order but that of the files, so that the same ontology gives the same
page. Run `python docs/make_ontology_page.py` after a change; a test tells whether it is current.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from diplograph.vocab import ONT, PREFIXES, node

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "ontology.md"
SPACES = PREFIXES | {
    "org": "http://www.w3.org/ns/org#",
    "time": "http://www.w3.org/2006/time#",
    "wd": "http://www.wikidata.org/entity/",
    "vann": "http://purl.org/vocab/vann/",
}
KINDS = {
    "owl:Class": "class",
    "owl:ObjectProperty": "object property",
    "owl:DatatypeProperty": "data property",
    "owl:AnnotationProperty": "annotation",
    "owl:NamedIndividual": "word",
}
TRAITS = ["Functional", "Transitive", "Symmetric", "Asymmetric", "Irreflexive", "InverseFunctional"]
NUMBERS = {
    "owl:qualifiedCardinality": "exactly",
    "owl:maxQualifiedCardinality": "at most",
    "owl:minCardinality": "at least",
}


class Ontology:
    """The statements of the ontology's files, with the words that the page has for them."""

    def __init__(self, folder: Path) -> None:
        self.text = (folder / "diplograph.ttl").read_text(encoding="utf-8")
        self.index: dict[tuple[Any, NamedNode], list[Any]] = defaultdict(list)
        for quad in parse(path=folder / "diplograph.ttl", format=RdfFormat.TURTLE):
            self.index[quad.subject, quad.predicate].append(quad.object)
        found = parse(path=folder / "alignments.ttl", format=RdfFormat.TURTLE)
        self.alignments = [q for q in found if isinstance(q.subject, NamedNode)]

    def values(self, term: Any, curie: str) -> list[Any]:
        """Return the values of a property of a term, in the order of the file."""
        return self.index[term, node(curie)]

    def say(self, term: Any, curie: str, language: str = "en") -> str:
        """Return the text of a term in a language."""
        texts = self.values(term, curie)
        return " ".join(v.value for v in texts if getattr(v, "language", None) == language)

    @cached_property
    def sections(self) -> dict[str, list[NamedNode]]:
        """The own terms under the headings of the file."""
        found: dict[str, list[NamedNode]] = {}
        heading = ""
        for line in self.text.splitlines():
            if title := re.match(r"# === (.+?) =+$", line):
                heading = title[1]
            elif declared := re.match(r"dg:(\w+) a owl:", line):
                found.setdefault(heading, []).append(NamedNode(ONT + declared[1]))
        return found

    def members(self, head: Any) -> list[Any]:
        """Return the members of an RDF list."""
        found = []
        while head != node("rdf:nil"):
            found += self.values(head, "rdf:first")
            head = self.values(head, "rdf:rest")[0]
        return found

    def expression(self, term: Any) -> str:
        """Return a class expression in words."""
        if not isinstance(term, BlankNode):
            return short(term)
        for curie, word in (("owl:unionOf", " or "), ("owl:intersectionOf", " and ")):
            for head in self.values(term, curie):
                return word.join(self.expression(member) for member in self.members(head))
        for head in self.values(term, "owl:oneOf"):
            return "one of " + ", ".join(short(member) for member in self.members(head))
        for other in self.values(term, "owl:complementOf"):
            return f"not ({self.expression(other)})"
        return self.restriction(term)

    def restriction(self, term: BlankNode) -> str:
        """Return a restriction in words."""
        name = short(self.values(term, "owl:onProperty")[0])
        for curie, word in NUMBERS.items():
            for number in self.values(term, curie):
                of = "".join(f" ({self.expression(c)})" for c in self.values(term, "owl:onClass"))
                return f"{name} {word} {number.value}{of}"
        for curie, word in (("owl:someValuesFrom", "some"), ("owl:allValuesFrom", "only")):
            for value in self.values(term, curie):
                return f"{name} {word} ({self.expression(value)})"
        for value in self.values(term, "owl:hasValue"):
            return f"{name} is {short(value)}"
        return f"{name} leads to itself"

    def facts(self, term: NamedNode) -> list[str]:
        """Return what the axioms say of a term, in words."""
        said = [f"below {self.expression(c)}" for c in self.values(term, "rdfs:subClassOf")]
        said += [f"below {short(p)}" for p in self.values(term, "rdfs:subPropertyOf")]
        said += [f"is {self.expression(c)}" for c in self.values(term, "owl:equivalentClass")]
        said += [
            f"key: {', '.join(short(p) for p in self.members(head))}"
            for head in self.values(term, "owl:hasKey")
        ]
        said += [f"never {short(c)}" for c in self.values(term, "owl:disjointWith")]
        types = self.values(term, "rdf:type")
        said += [t.lower() for t in TRAITS if node(f"owl:{t}Property") in types]
        said += [f"inverse of {short(p)}" for p in self.values(term, "owl:inverseOf")]
        said += [
            f"from {' ∘ '.join(short(p) for p in self.members(head))}"
            for head in self.values(term, "owl:propertyChainAxiom")
        ]
        said += [f"edge of {short(c)}" for c in self.values(term, "dg:derivedFrom")]
        said += ["planned" for _ in self.values(term, "dg:planned")]
        return said + self.replaced(term)

    def replaced(self, term: NamedNode) -> list[str]:
        """Return that a term is given up, and for which."""
        if not self.values(term, "owl:deprecated"):
            return []
        instead = ", ".join(short(t) for t in self.values(term, "dcterms:isReplacedBy"))
        return [f"**deprecated**, use {instead}"]

    def ends(self, term: NamedNode) -> str:
        """Return domain and range of a property, empty for other terms."""
        sides = [
            " or ".join(self.expression(c) for c in self.values(term, curie)) or "anything"
            for curie in ("rdfs:domain", "rdfs:range")
        ]
        return f"{sides[0]} → {sides[1]}"

    def kind(self, term: NamedNode) -> str:
        """Return the kind of a term in a word."""
        types = self.values(term, "rdf:type")
        return next(word for curie, word in KINDS.items() if node(curie) in types)


def short(term: Any) -> str:
    """Return a term as a prefixed name without `dg:`, a literal as its text."""
    if isinstance(term, Literal):
        return f"“{term.value}”"
    for prefix, space in SPACES.items():
        if term.value.startswith(space) and prefix != "id":
            name = term.value.removeprefix(space)
            return name if prefix == "dg" else f"{prefix}:{name}"
    return str(term.value.removeprefix(SPACES["id"]))


def row(ontology: Ontology, term: NamedNode) -> str:
    """Return the line of a term in its table."""
    kind = ontology.kind(term)
    facts = ontology.facts(term)
    if kind.endswith("property"):
        facts.insert(0, ontology.ends(term))
    labels = f"{ontology.say(term, 'rdfs:label')}, {ontology.say(term, 'rdfs:label', 'ja')}"
    definition = ontology.say(term, "skos:definition")
    example = ontology.say(term, "skos:example")
    cells = [f"`{short(term)}`", kind, labels, definition, example, "; ".join(facts)]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def page(ontology: Ontology) -> str:
    """Return the text of the page."""
    iri = NamedNode(ONT.removesuffix("#"))
    (version,) = ontology.values(iri, "owl:versionInfo")
    (version_iri,) = ontology.values(iri, "owl:versionIRI")
    lines = [
        "# The ontology",
        "",
        "Made by `docs/make_ontology_page.py` from the files in `ontology/`; not to be edited.",
        "",
        f"Namespace `{ONT}`, prefix `dg:`, which is left out below.",
        f"Version {version.value}, `{version_iri.value}`, the first one.",
        "",
        "## How terms change",
        "",
        ontology.say(iri, "skos:note"),
        "",
        f"Deprecated so far: {', '.join(deprecated(ontology)) or 'none'}.",
        "",
    ]
    for heading, terms in ontology.sections.items():
        lines += [f"## {heading.split(':')[0]}", ""]
        lines += [
            "| term | kind | labels | definition | example | axioms |",
            "|---|---|---|---|---|---|",
        ]
        lines += [row(ontology, term) for term in terms]
        lines.append("")
    return "\n".join(lines + alignments(ontology)) + "\n"


def deprecated(ontology: Ontology) -> list[str]:
    """Return the terms that are given up."""
    terms = [term for section in ontology.sections.values() for term in section]
    return [f"`{short(t)}`" for t in terms if ontology.values(t, "owl:deprecated")]


def alignments(ontology: Ontology) -> list[str]:
    """Return the table of alignments; the reasons stand in the file."""
    lines = ["## Alignments", "", "The reason of each is in `ontology/alignments.ttl`.", ""]
    lines += ["| term | relation | term of others |", "|---|---|---|"]
    for quad in ontology.alignments:
        if quad.subject.value.startswith(ONT):
            cells = (f"`{short(t)}`" for t in (quad.subject, quad.predicate, quad.object))
            lines.append("| " + " | ".join(cells) + " |")
    return lines


if __name__ == "__main__":
    PAGE.write_text(page(Ontology(ROOT / "ontology")), encoding="utf-8", newline="")
