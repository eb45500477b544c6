"""The job of the page of a thing: what it is, who says so, its relations, figures and places."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pyoxigraph as ox

from diplograph import lookup, provenance
from diplograph.store import Store
from diplograph.vocab import PREFIXES, THINGS, node, short
from diplograph.web.explorer.answering import cited
from diplograph.web.explorer.places import shape
from diplograph.web.explorer.relations import (
    DERIVED,
    MOST,
    labelled,
    name_of,
    relations,
    statements,
    thing,
)
from diplograph.web.explorer.supposed import known_flows
from diplograph.web.jobs import Reply, bounded, known

BOOKKEEPING = ("dg:source", "dg:locator", "dg:accessed", "dg:basis")
HEADING = ("rdf:type", "rdfs:label", *BOOKKEEPING)  # what stands elsewhere on the page
FIGURES = """
SELECT ?figure ?measure ?value ?low ?high ?unit ?start ?start_stated ?end ?end_stated ?status
  ?scope ?commodity ?reporter ?source ?locator
WHERE {
  ?figure dg:about <%(about)s> ; dg:measure ?measure ; dg:source ?source ; dg:locator ?locator .
  OPTIONAL { ?figure dg:value ?value } OPTIONAL { ?figure dg:low ?low }
  OPTIONAL { ?figure dg:high ?high } OPTIONAL { ?figure dg:unit ?unit }
  OPTIONAL { ?figure dg:periodStart ?start } OPTIONAL { ?figure dg:periodEnd ?end }
  OPTIONAL { ?figure dg:periodStartAsStated ?start_stated }
  OPTIONAL { ?figure dg:periodEndAsStated ?end_stated }
  OPTIONAL { ?figure dg:status ?status } OPTIONAL { ?figure dg:scope ?scope }
  OPTIONAL { ?figure dg:commodity ?commodity } OPTIONAL { ?figure dg:reporter ?reporter }
} ORDER BY ?measure ?commodity ?scope DESC(?start) ?status ?source ?figure
"""
CARRIED = """
SELECT DISTINCT ?state ?commodity WHERE {
  ?flow a dg:RouteFlow ; dg:route ?route ; dg:origin ?state ; dg:commodity ?commodity .
  { ?route dg:hasSegment <%(about)s> } UNION { ?route dg:crosses <%(about)s> }
  UNION { ?flow dg:origin <%(about)s> } UNION { ?flow dg:route <%(about)s> }
}
"""
Said = list[Any]  # of quads


def portrait(store: Store, job: dict[str, Any]) -> Reply:
    """Return what a page of a thing shows; each group has at most `MOST` rows and its number."""
    iri, language = known(store, job["iri"]), job["language"]
    about = ox.NamedNode(iri)
    said, back = statements(store, about, None), statements(store, None, about)
    graphs = sorted({quad.graph_name.value for quad in said} - {DERIVED})
    figures = _figures(store, iri, language)
    told = [g for g in graphs if "/source/" in g] + [r["source"]["ref"] for r in figures["rows"]]
    content = {
        "reference": short(iri),
        "iri": iri,
        "label": name_of(store, iri, language),
        "also": _labels(said),
        "kinds": [labelled(store, kind, language) for kind in _kinds(store, about)],
        "facts": _facts(store, said, language),
        "by": {short(graph): _witness(store, said, graph, language) for graph in graphs},
        "near": _near(store, said, back, language),
        "relations": relations(store, back, language),
        "flows": _flows(store, iri, language),
        "figures": figures,
        "shape": shape(store, about, language),
        "cited": cited(store, dict.fromkeys(short(g) for g in told)),
    }
    return bounded(job, json.dumps(content, ensure_ascii=False, indent=1).encode())


def citation(store: Store, job: dict[str, Any]) -> Reply:
    """Return the sources of a thing as BibTeX."""
    return bounded(job, provenance.cite(store, known(store, job["iri"])).encode())


def _kinds(store: Store, about: ox.NamedNode) -> list[str]:
    """Return the classes of a thing, without those that another of them makes superfluous."""
    quads = store.engine.quads_for_pattern(about, node("rdf:type"), None, None)
    kinds = {q.object.value for q in quads if isinstance(q.object, ox.NamedNode)}
    above = {
        quad.object.value
        for kind in kinds
        for quad in store.engine.quads_for_pattern(
            ox.NamedNode(kind), node("rdfs:subClassOf"), None, None
        )
        if isinstance(quad.object, ox.NamedNode) and quad.object.value != kind
    }
    return sorted(kinds - above)


def _flows(store: Store, iri: str, language: str) -> list[dict[str, Any]]:
    """Return the flows that touch a thing and can be asked about on the what-if page."""
    asked = {(r["state"], r["commodity"]) for r in store.select(CARRIED % {"about": iri})}
    listed = {(short(state), short(goods).removeprefix("commodity/")) for state, goods in asked}
    if not listed:
        return []
    return [
        flow
        for flow in known_flows(store, language)
        if (flow["state"], flow["commodity"]) in listed
    ]


def _labels(said: Said) -> list[dict[str, str]]:
    labels = [q.object for q in said if q.predicate == node("rdfs:label")]
    return [{"language": label.language or "", "text": label.value} for label in labels]


def _witness(store: Store, said: Said, graph: str, language: str) -> dict[str, Any]:
    """Return where in a source, when and on which basis something is stated about a thing."""
    told: dict[str, list[str]] = defaultdict(list)
    for quad in said:
        name = short(quad.predicate.value)
        if quad.graph_name.value == graph and name in BOOKKEEPING:
            value = quad.object
            is_term = isinstance(value, ox.NamedNode)
            told[name].append(name_of(store, value.value, language) if is_term else value.value)
    title = next((c["title"] for c in cited(store, [short(graph)])), "")
    return {
        "title": title,
        **{n.removeprefix("dg:"): "; ".join(told[n]) for n in BOOKKEEPING if n != "dg:source"},
    }


def _facts(store: Store, said: Said, language: str) -> list[dict[str, Any]]:
    """Return the statements whose subject is the thing, by property, each with who says so.

    A day that stands for the month or year that its source states is left out for that.
    """
    standing = {
        (quad.predicate.value.removesuffix("AsStated"), quad.graph_name)
        for quad in said
        if quad.predicate.value.endswith("AsStated")
    }
    grouped: dict[str, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in said:
        told = short(quad.predicate.value) not in HEADING and quad.graph_name.value != DERIVED
        if told and (quad.predicate.value, quad.graph_name) not in standing:
            grouped[quad.predicate.value][quad.object].append(short(quad.graph_name.value))
    return [
        {
            **labelled(store, property, language),
            "count": len(values),
            "values": [
                {**_value(store, value, language), "by": sorted(set(by))}
                for value, by in list(values.items())[:MOST]
            ],
        }
        for property, values in sorted(grouped.items())
    ]


def _value(store: Store, value: Any, language: str) -> dict[str, str]:
    """Return a value as what a page can show: a thing, a term, an address or a text."""
    if isinstance(value, ox.Literal):
        return {"text": value.value}
    if value.value.startswith(THINGS):
        return thing(store, value.value, language)
    inside = any(value.value.startswith(start) for start in PREFIXES.values())
    if inside and not value.value.startswith(PREFIXES["schema"]):
        return {"text": lookup.label(store, value.value, language)}
    return {"url": value.value}


def _near(store: Store, said: Said, back: Said, language: str) -> list[dict[str, Any]]:
    """Return the neighbours by the direct edges, in both directions, by property."""
    grouped: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for inverse, quads in ((False, said), (True, back)):
        for quad in quads:
            other = quad.subject if inverse else quad.object
            if quad.graph_name.value == DERIVED and isinstance(other, ox.NamedNode):
                grouped[quad.predicate.value, inverse].append(other.value)
    return [
        {
            **labelled(store, property, language),
            "inverse": inverse,
            "count": len(others),
            "things": sorted(
                (thing(store, other, language) for other in others), key=lambda t: t["label"]
            )[:MOST],
        }
        for (property, inverse), others in sorted(grouped.items())
    ]


def _figures(store: Store, iri: str, language: str) -> dict[str, Any]:
    rows = store.select(FIGURES % {"about": iri})
    return {"count": len(rows), "rows": [_figure(store, r, language) for r in rows[: MOST * 3]]}


def _figure(store: Store, row: dict[str, Any], language: str) -> dict[str, Any]:
    names = ("measure", "status", "scope", "commodity", "reporter")
    return {
        "ref": short(row["figure"]),
        **{k: None if row[k] is None else float(row[k]) for k in ("value", "low", "high")},
        **{k: str(row[k]) if row[k] else None for k in ("unit", "start", "end", "locator")},
        "said": {k: str(row[f"{k}_stated"] or row[k] or "") for k in ("start", "end")},
        **{k: _named(store, row[k], language) for k in names},
        "source": {"ref": short(row["source"])},
    }


def _named(store: Store, value: Any, language: str) -> str:
    return name_of(store, value, language) if str(value).startswith("http") else str(value or "")


JOBS = {"portrait": portrait, "citation": citation}
