"""From any fact or number to its sources: explain, cite, and the list of sources."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from pyoxigraph import NamedNode

from diplograph import lookup
from diplograph.store import Store
from diplograph.table import Table
from diplograph.vocab import node, short, thing

SOURCE = """
SELECT ?source ?title ?publisher ?url ?published ?accessed ?checked ?licence ?basis WHERE {
  ?source a dg:Source ; dcterms:title ?title ; dcterms:publisher ?publisher ;
    dg:accessed ?accessed ; dg:basis/rdfs:label ?basis .
  FILTER(LANG(?basis) = "en")
  OPTIONAL { ?source schema:url ?url }
  OPTIONAL { ?source dcterms:issued ?published } OPTIONAL { ?source dg:checked ?checked }
  OPTIONAL { ?source dcterms:license ?licence }
  %s
} ORDER BY ?source
"""
FACTS = """
SELECT ?fact ?kind ?value ?low ?high ?unit ?start ?end ?status ?locator ?source ?publisher
  ?accessed ?checked ?licence ?url ?note
WHERE {
  { SELECT DISTINCT ?fact WHERE { %s } }
  GRAPH ?source {
    ?fact dg:source ?source ; dg:locator ?locator ; dg:accessed ?accessed ; a ?type
    OPTIONAL { ?fact skos:note ?note }
  }
  OPTIONAL { ?fact dg:measure ?measure }
  BIND(COALESCE(?measure, ?type) AS ?named) ?named rdfs:label ?kind FILTER(LANG(?kind) = "en")
  OPTIONAL { ?fact dg:value ?value } OPTIONAL { ?fact dg:low ?low }
  OPTIONAL { ?fact dg:high ?high } OPTIONAL { ?fact dg:unit ?unit }
  OPTIONAL { ?fact dg:periodStart|dg:start ?start } OPTIONAL { ?fact dg:periodEnd|dg:end ?end }
  OPTIONAL { ?fact dg:status/rdfs:label ?status FILTER(LANG(?status) = "en") }
  ?source dcterms:publisher ?publisher
  OPTIONAL { ?source dg:checked ?checked }
  OPTIONAL { ?source dcterms:license ?licence } OPTIONAL { ?source schema:url ?url }
} ORDER BY ?fact ?source DESC(?type) ?start ?end
"""


def show(store: Store, name: str) -> Table:
    """Return what the graph states about a thing, in both directions, each with who says so.

    Parameters
    ----------
    store
        The graph.
    name
        A reference (`KAZ`, `segment/cpc`), an IRI, or a label.

    Returns
    -------
    Table
        direction (`→` the thing is the subject, `←` the object), property, value, source.

    Raises
    ------
    NotFoundError
        If the graph says nothing about it.
    """
    iri = lookup.reference(store, name).value
    rows = []
    for arrow, pattern in (("→", "<%s> ?property ?value"), ("←", "?value ?property <%s>")):
        query = (
            "SELECT ?property ?value ?source WHERE { GRAPH ?source { %s } }"
            " ORDER BY ?property ?value ?source"
        )
        rows += [{"direction": arrow, **row} for row in store.select(query % (pattern % iri))]
    return Table(["direction", "property", "value", "source"], rows)


def explain(store: Store, name: str) -> Table:
    """Return the facts behind a thing or figure, each with source, locator, day and licence.

    A figure or relation is explained by itself; any other thing by every fact that is about it.

    Parameters
    ----------
    store
        The graph.
    name
        A reference, an IRI or a label.

    Returns
    -------
    Table
        fact, kind, value, low, high, unit, start, end, status, locator, source, publisher,
        accessed, checked, licence, url, note. Two sources of one fact are two rows. `checked` is
        the day on which the facts of a source were compared with it a second time; None: once.

    Raises
    ------
    NotFoundError
        If the graph says nothing about it.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = explain(dg.example(), "route-flow/north.XAA.world.crude-oil.2024")
    >>> [(row["value"], row["unit"], row["locator"]) for row in rows]
    [(Decimal('6'), 'Mt', 'page 1')]
    """
    iri = lookup.reference(store, name).value
    drawn = f"{{ <{iri}> prov:wasDerivedFrom ?fact }}"  # an inference rests on these
    return _facts(
        store, f"{{ BIND(<{iri}> AS ?fact) }} UNION {{ ?fact ?link <{iri}> }} UNION {drawn}"
    )


def explain_facts(store: Store, facts: Iterable[str]) -> Table:
    """Return what `explain` does for the facts that rows of an answer name in `facts`."""
    iris = " ".join(f"<{thing(fact).value}>" for fact in sorted(set(facts)))
    return _facts(store, f"VALUES ?fact {{ {iris} }}")


def _facts(store: Store, pattern: str) -> Table:
    """Return the sourced facts that a pattern for `?fact` finds, one row a fact and source."""
    found = store.select(FACTS % pattern)
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for row in found:
        rows.setdefault((row["fact"], row["source"]), row)
    return Table(found.columns, list(rows.values()))


def sources(store: Store) -> Table:
    """Return all sources with title, publisher, address, dates, licence and basis."""
    return store.select(SOURCE % "")


def cite(store: Store, name: str, *, style: str = "bibtex") -> str:
    """Return the sources of a thing as BibTeX or CSL-JSON.

    Parameters
    ----------
    store
        The graph.
    name
        A source, or any thing or figure whose sources are wanted.
    style
        `bibtex` or `csl`.

    Returns
    -------
    str
        One entry per source, sorted by key.

    Raises
    ------
    NotFoundError
        If the graph says nothing about it.
    ValueError
        If the style is unknown.
    """
    iri = lookup.reference(store, name).value
    if "/source/" in iri:
        wanted = f"FILTER(?source = <{iri}>)"
    else:
        wanted = (
            f"{{ SELECT DISTINCT ?source WHERE {{ {{ <{iri}> dg:source ?source }} UNION"
            f" {{ ?fact ?link <{iri}> . ?fact dg:source ?source }} }} }}"
        )
    rows = store.select(SOURCE % wanted).rows
    if style == "bibtex":
        return "\n".join(_bibtex(row) for row in rows)
    if style == "csl":
        return json.dumps([_csl(row) for row in rows], ensure_ascii=False, indent=2)
    raise ValueError(f"style must be bibtex or csl, not {style!r}")


def _bibtex(row: dict[str, object]) -> str:
    year = str(row["published"])[:4] if row["published"] else ""
    fields = {
        "title": f"{{{_latex(row['title'])}}}",
        "author": f"{{{_latex(row['publisher'])}}}",
        "year": year,
        "url": row["url"] or "",
        "urldate": row["accessed"],
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{short(str(row['source'])).removeprefix('source/')},\n{body}}}\n"


def _latex(value: object) -> str:
    return re.sub(r"([&%$#_{}])", r"\\\1", str(value).replace("\\", "/"))


def _csl(row: dict[str, object]) -> dict[str, object]:
    entry: dict[str, object] = {
        "id": short(str(row["source"])).removeprefix("source/"),
        "type": "webpage",
        "title": row["title"],
        "publisher": row["publisher"],
        "accessed": _csl_date(row["accessed"]),
    }
    if row["url"]:
        entry["URL"] = row["url"]
    if row["published"]:
        entry["issued"] = _csl_date(row["published"])
    return entry


def _csl_date(day: object) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in str(day).split("-")]]}


def sources_of(store: Store, facts: list[str]) -> list[str]:
    """Return the sources of some facts, given as references, as sorted references."""
    named = [
        quad.object
        for fact in facts
        for quad in store.engine.quads_for_pattern(thing(fact), node("dg:source"), None, None)
    ]
    return sorted({short(source.value) for source in named if isinstance(source, NamedNode)})
