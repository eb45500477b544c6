"""The jobs of the pages of questions, of search and of the start: what a worker does for them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from diplograph import answers, lookup, prose, provenance
from diplograph.store import Store
from diplograph.triples import LABEL
from diplograph.views.layout import positions
from diplograph.vocab import short, thing
from diplograph.web.explorer.forms import values
from diplograph.web.explorer.relations import labelled
from diplograph.web.jobs import Reply, bounded

COUNTS = """
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?number) WHERE {
  ?thing a ?kind FILTER(?kind IN (dg:State, dg:Person, dg:Organisation, dg:Agreement, dg:Event,
    dg:Commitment, dg:Flow, dg:Figure, dg:Segment, dg:Place, dg:Source))
} GROUP BY ?kind ORDER BY ?kind
"""
OFFERED = "SELECT DISTINCT ?thing WHERE { ?thing a ?kind FILTER(?kind IN (%s)) } ORDER BY ?thing"
HINTS = {"states": "dg:State, dg:Territory", "commodities": "dg:Commodity", "ends": "dg:Place"}
TERMS = """
SELECT ?term ?kind ?label ?definition WHERE {
  ?term rdfs:isDefinedBy ?ontology ; rdfs:label ?label ; a ?type FILTER(LANG(?label) = "%(in)s")
  VALUES (?type ?kind) {
    (owl:Class "class") (owl:ObjectProperty "property") (owl:DatatypeProperty "property")
    (owl:AnnotationProperty "property") (owl:NamedIndividual "individual")
  }
  OPTIONAL { ?term skos:definition ?own FILTER(LANG(?own) = "%(in)s") }
  OPTIONAL { ?term skos:definition ?english FILTER(LANG(?english) = "en") }
  BIND(COALESCE(?own, ?english) AS ?definition)
} ORDER BY ?term ?kind
"""
MOST = 60
REFERENCES = (  # columns of references
    "states", "places", "binding", "subject", "thing", "other", "over", "things", "drivers",
)  # fmt: skip


def measured(store: Store, job: dict[str, Any]) -> Reply:
    """Return the answer of a question, with title and address of each of its sources."""
    arguments = values(job["name"], job["texts"])
    found = getattr(answers, job["name"])(store, **arguments)
    content = json.loads(found.to_json())
    if job.get("media") == "text/csv":
        return bounded(job, found.rows.to_csv().encode())
    if job.get("media") == "text/markdown":
        return bounded(job, prose.markdown(store, content).encode())
    content |= {
        "columns": found.rows.columns,
        "cited": cited(store, found.sources),
        "names": _names(store, found.rows, job.get("language", "en")),
    }
    return bounded(job, json.dumps(content, ensure_ascii=False, indent=1).encode())


def cited(store: Store, names: Iterable[str]) -> list[dict[str, str]]:
    """Return title, publisher and address of sources, in the order of their names."""
    listed = _sources(store)
    return [
        {"source": name, **{k: str(listed[name][k] or "") for k in ("title", "publisher", "url")}}
        for name in names
        if name in listed
    ]


@lru_cache(maxsize=1)
def _sources(store: Store) -> dict[str, dict[str, Any]]:
    return {short(row["source"]): row for row in provenance.sources(store)}


def _names(store: Store, rows: Iterable[dict[str, Any]], language: str) -> dict[str, str]:
    """Return the names of the things that rows refer to."""
    cells = (row[column] for row in rows for column in REFERENCES if row.get(column))
    told = {name for cell in cells for name in ([cell] if isinstance(cell, str) else cell)}
    things = [name for name in sorted(told) if _exists(store, name)]
    return {name: lookup.label(store, thing(name).value, language) for name in things}


def _exists(store: Store, name: str) -> bool:
    """Tell whether a word of an answer is a reference; some are words, as `rest`."""
    try:
        return lookup.exists(store, thing(name))
    except ValueError:
        return False


def search(store: Store, job: dict[str, Any]) -> Reply:
    """Return the things whose name holds a text, those that begin with it first."""
    wanted = job["text"].casefold()
    found: dict[str, tuple[bool, int, str, str]] = {}
    for language in dict.fromkeys((job["language"], "en", "ja", "ru")):
        for iri, label in _labels(store).get(language, ()):
            place = label.casefold().find(wanted)
            if place >= 0 and iri not in found:
                found[iri] = (place > 0, len(label), label, iri)
    best = sorted(found.values())[:MOST]
    rows = [{"thing": short(iri), "label": label} for *_, label, iri in best]
    content = {"text": job["text"], "found": len(found), "rows": rows}
    return bounded(job, json.dumps(content, ensure_ascii=False).encode())


@lru_cache(maxsize=1)
def _labels(store: Store) -> dict[str, list[tuple[str, str]]]:
    """Return things with their labels, sorted, by language."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    quads: Iterable[Any] = store.engine.quads_for_pattern(None, LABEL, None, None)
    for quad in quads:
        found[quad.object.language or ""].add((quad.subject.value, quad.object.value))
    return {language: sorted(labels) for language, labels in found.items()}


def hints(store: Store, job: dict[str, Any]) -> Reply:
    """Return what the fields of a form offer: references with their names."""
    content = {name: _offers(store, name, job["language"]) for name in job["names"]}
    return bounded(job, json.dumps(content, ensure_ascii=False).encode())


@lru_cache(maxsize=8)
def _offers(store: Store, name: str, language: str) -> list[tuple[str, str]]:
    rows = store.select(OFFERED % HINTS[name])
    return [
        (short(row["thing"]).rpartition("/")[2], lookup.label(store, row["thing"], language))
        for row in rows
    ]


def counts(store: Store, job: dict[str, Any]) -> Reply:
    """Return how many things of each kind the graph has."""
    rows = store.select(COUNTS)
    listed = [
        {"kind": lookup.label(store, row["kind"], job["language"]), "number": row["number"]}
        for row in rows
    ]
    return bounded(job, json.dumps(listed, ensure_ascii=False).encode())


def terms(store: Store, job: dict[str, Any]) -> Reply:
    """Return the terms of the ontology: name, kind, label, definition."""
    return bounded(job, _terms(store, job["language"]))


@lru_cache(maxsize=4)
def _terms(store: Store, language: str) -> bytes:
    rows = {row["term"]: row for row in store.select(TERMS % {"in": language})}
    listed = [
        {"term": short(term), **{k: row[k] or "" for k in ("kind", "label", "definition")}}
        for term, row in rows.items()
    ]
    return json.dumps(listed, ensure_ascii=False).encode()


def names(store: Store, job: dict[str, Any]) -> Reply:
    """Return the labels of things, given as references, in a language."""
    told = {n: lookup.label(store, thing(n).value, job["language"]) for n in job["things"]}
    return bounded(job, json.dumps(told, ensure_ascii=False).encode())


def layout(store: Store, job: dict[str, Any]) -> Reply:
    """Return the positions of things that edges join, each with its label."""
    laid = positions(len(job["things"]), [(a, b) for a, b in job["edges"]])
    content = {
        "at": laid,
        "things": [labelled(store, iri, job["language"]) for iri in job["things"]],
    }
    return bounded(job, json.dumps(content, ensure_ascii=False).encode())


JOBS = {
    "measured": measured,
    "search": search,
    "hints": hints,
    "counts": counts,
    "terms": terms,
    "layout": layout,
    "names": names,
}
