"""The query library as RDF, with the parameters of each example written into its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from diplograph.errors import NotFoundError, QueryError
from diplograph.queries import Query, bind
from diplograph.store import Store
from diplograph.vocab import node

SH = "http://www.w3.org/ns/shacl#"
Bound = Mapping[str, ox.NamedNode | ox.Literal]
PIECE = re.compile(
    r"""(?P<skip>\#[^\n]*|"(?:[^"\\\n]|\\.)*"|<[^<>\s]*>)"""
    r"""|(?P<word>\b(?:SELECT|WHERE|GROUP\s+BY|ORDER\s+BY|HAVING)\b)|(?P<brace>[{}])|\?(?P<name>\w+)""",
    re.IGNORECASE,
)


def described(store: Store, queries: Iterable[Query], base: str) -> Iterator[ox.Triple]:
    """Yield those queries whose example this store can bind, in the vocabulary that SIB uses."""
    endpoint = ox.NamedNode(f"{base}sparql")
    for query in queries:
        given = dict(pair.split("=", 1) for pair in query.example.split())
        try:
            text = filled(query.text, bind(store, query, given))
        except (NotFoundError, QueryError):
            continue
        about = ox.NamedNode(f"{base}examples#{query.name}")
        yield ox.Triple(about, node("rdf:type"), ox.NamedNode(f"{SH}SPARQLExecutable"))
        yield ox.Triple(about, node("rdf:type"), ox.NamedNode(f"{SH}SPARQLSelectExecutable"))
        yield ox.Triple(about, node("rdfs:label"), ox.Literal(query.summary, language="en"))
        yield ox.Triple(about, node("rdfs:comment"), ox.Literal(query.description, language="en"))
        yield ox.Triple(about, ox.NamedNode(f"{SH}select"), ox.Literal(text))
        yield ox.Triple(about, node("schema:target"), endpoint)
        for tag in query.tags:
            yield ox.Triple(about, node("schema:keywords"), ox.Literal(tag))


def filled(text: str, bound: Bound) -> str:
    """Return a query with terms written in place of some variables, so that it runs anywhere.

    >>> filled("SELECT ?s ?at WHERE { ?s dg:start ?at } ORDER BY ?at", {"at": ox.Literal("x")})
    'SELECT ?s ("x" AS ?at) WHERE { ?s dg:start "x" } ORDER BY ("x")'
    """
    place = ""

    def replaced(match: re.Match[str]) -> str:
        nonlocal place
        if match["word"] or match["brace"]:
            place = (match["word"] or "").split(" ")[0].upper()
        if match["name"] not in bound:
            return match[0]
        term = str(bound[match["name"]])
        if place == "SELECT":
            return f"({term} AS ?{match['name']})"
        return f"({term})" if place in ("GROUP", "ORDER") else term

    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
    return PIECE.sub(replaced, body).strip()
