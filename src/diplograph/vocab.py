"""Names: the base IRI, prefixes, terms of the ontology and the minting of things.

Terms are pyoxigraph's, since importing rdflib alone costs more than a whole query; rdflib users
take the namespaces `DG` and `ID`, which are made when they are first asked for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

if TYPE_CHECKING:
    from rdflib import Namespace

    DG: Namespace
    ID: Namespace

BASE = "https://w3id.org/diplograph/"
ONT = BASE + "ont#"
THINGS = BASE + "id/"

PREFIXES = {
    "dg": ONT,
    "id": THINGS,
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "schema": "https://schema.org/",
}

STATE_CODE = re.compile(r"[A-Z]{3}")


def __getattr__(name: str) -> Any:
    if name not in ("DG", "ID"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from rdflib import Namespace

    return Namespace(ONT if name == "DG" else THINGS)


def node(curie: str) -> NamedNode:
    """Return the node of a prefixed name of `PREFIXES`.

    >>> node("dg:Flow").value
    'https://w3id.org/diplograph/ont#Flow'
    """
    prefix, _, name = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + name)


def camel(slug: str) -> str:
    """Turn a slug or snake_case word into UpperCamelCase, the form of class names.

    >>> camel("head-of-state"), camel("transit_days")
    ('HeadOfState', 'TransitDays')
    """
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_]", slug))


def lower_camel(name: str) -> str:
    """Turn a snake_case column name into lowerCamelCase, the form of property names.

    >>> lower_camel("period_start")
    'periodStart'
    """
    return name[:1] + camel(name)[1:]


def thing(reference: str) -> NamedNode:
    """Return the node of a thing from its short reference.

    A reference is a bare ISO 3166-1 alpha-3 code or `kind/id`.

    >>> thing("KAZ").value
    'https://w3id.org/diplograph/id/state/KAZ'
    >>> thing("place/aktau").value
    'https://w3id.org/diplograph/id/place/aktau'
    """
    key = f"state/{reference}" if STATE_CODE.fullmatch(reference) else reference
    return NamedNode(THINGS + key)


def short(iri: str) -> str:
    """Return the shortest reference of an IRI: the inverse of `thing`, a prefixed name, or the IRI.

    >>> short("https://w3id.org/diplograph/id/state/KAZ")
    'KAZ'
    >>> short("https://w3id.org/diplograph/ont#Flow")
    'dg:Flow'
    """
    if iri.startswith(THINGS):
        return iri[len(THINGS) :].removeprefix("state/")
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
