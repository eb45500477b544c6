"""Plain pages for people, until a richer one takes their place; no script, no style, no request."""

from __future__ import annotations

import html
from functools import lru_cache
from typing import Any

import pyoxigraph as ox

from diplograph.files import folder
from diplograph.queries import Query
from diplograph.store import Store, parse
from diplograph.table import Table, text
from diplograph.vocab import ONT, THINGS, short

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "Vary": "Accept",
}
TERMS = """
SELECT ?term ?label ?definition WHERE {
  ?term rdfs:isDefinedBy ?ontology ; rdfs:label ?label FILTER(LANG(?label) = "en")
  OPTIONAL { ?term skos:definition ?definition FILTER(LANG(?definition) = "en") }
} ORDER BY ?term
"""


def page(title: str, body: str) -> str:
    """Return a page; `title` is text, `body` is HTML."""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"<h1>{html.escape(title)}</h1>{body}</html>"
    )


def entity(iri: str, facts: Table) -> str:
    """Return the page of a thing from the table of its facts."""
    head = "".join(f"<th>{name}</th>" for name in ("", "property", "value", "source"))
    rows = "".join(
        f"<tr><td>{row['direction']}"
        + "".join(f"<td>{link(row[name])}" for name in ("property", "value", "source"))
        for row in facts
    )
    other = " ".join(f'<a href="?format={f}">{f}</a>' for f in ("ttl", "jsonld", "nt", "csv"))
    return page(short(iri), f"<p>{other}</p><table><tr>{head}</tr>{rows}</table>")


def link(value: Any) -> str:
    """Return a value as HTML: things and terms lead to their page here, other text is only text."""
    shown = html.escape(text(value))
    for start, path in ((THINGS, "/id/"), (ONT, "/ont#")):
        if isinstance(value, str) and value.startswith(start):
            return f'<a href="{html.escape(path + value[len(start) :])}">{shown}</a>'
    return shown


def queries(table: Table) -> str:
    """Return the list of the query library."""
    items = "".join(
        f'<li><a href="/query/{row["name"]}">{row["name"]}</a>: {html.escape(row["summary"])}</li>'
        for row in table
    )
    return page("Queries", f"<ul>{items}</ul>")


def result(query: Query, table: str) -> str:
    """Return a query, a field for each parameter, and its result, which is HTML."""
    fields = "".join(
        f'<p><label>{p.name} ({html.escape(p.meaning)}) <input name="{p.name}"'
        f' value="{html.escape(p.default or "")}"></label></p>'
        for p in query.params.values()
    )
    form = f"<form>{fields}<p><button>Run</button></p></form>" if fields else ""
    told = f"<p>{html.escape(query.description)}</p>"
    return page(query.summary, f"{told}{form}{table}<pre>{html.escape(query.text)}</pre>")


def sparql_form() -> str:
    """Return a page on which a query can be typed."""
    formats = "".join(f"<option>{name}</option>" for name in ("json", "csv", "tsv", "xml", "ttl"))
    return page(
        "SPARQL",
        '<form action="/sparql"><p><label>Query<br><textarea name="query" rows="12" cols="80">'
        "SELECT ?s ?label WHERE { ?s a dg:State ; rdfs:label ?label }</textarea></label></p>"
        f'<p><label>Format <select name="format">{formats}</select></label>'
        " <button>Run</button></p></form>",
    )


@lru_cache(maxsize=1)
def ontology() -> str:
    """Return the terms of the ontology, each at its own place of the page."""
    engine = ox.Store()
    source = (folder("ontology") / "diplograph.ttl").read_bytes()
    engine.extend(ox.Quad(*quad.triple) for quad in parse(source))
    rows = (
        f'<dt id="{html.escape(row["term"].removeprefix(ONT))}">{html.escape(row["label"])}'
        f"<dd>{html.escape(row['definition'] or '')}"
        for row in Store(engine).select(TERMS)
    )
    return page("Ontology", f"<dl>{''.join(rows)}</dl>")
