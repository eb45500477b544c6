"""The editor of SPARQL, `/editor?query=…`: the query in its address, the result in many forms."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.guard import LONGEST
from diplograph.web.asking import ask, respond
from diplograph.web.explorer import pictures
from diplograph.web.explorer.consult import consult, told
from diplograph.web.explorer.entity import picture
from diplograph.web.explorer.render import language_of, page
from diplograph.web.explorer.results import Result, of_bindings, of_triples
from diplograph.web.jobs import Reply

LARGEST = 4 << 20  # bytes of a result on a page; downloads go to `/sparql`, which allows more
PLACE = re.compile(r"error at (\d+):(\d+)")
JSON, TRIPLES = "application/sparql-results+json", "application/n-triples"
DOWNLOADS = {True: ("ttl", "nt", "jsonld", "rdf"), False: ("csv", "tsv", "json", "xml")}
EXAMPLES = {
    "example_neighbours": "SELECT ?state ?label WHERE {\n  id:state\\/KAZ dg:borders ?state .\n"
    '  ?state rdfs:label ?label FILTER(LANG(?label) = "en")\n} ORDER BY ?label',
    "example_ports": "SELECT ?port ?label ?lat ?lon WHERE {\n  ?port a dg:Port ; rdfs:label ?label"
    ' ; dg:latitude ?lat ; dg:longitude ?lon\n  FILTER(LANG(?label) = "en")\n} ORDER BY ?port',
    "example_signed": "SELECT ?agreement ?label ?signed WHERE {\n  ?agreement a dg:Treaty ;"
    ' dg:signed ?signed ; rdfs:label ?label\n  FILTER(LANG(?label) = "en")\n} ORDER BY ?signed',
    "example_members": "SELECT ?state ?organisation WHERE {\n  ?state dg:memberOf ?organisation\n"
    "  VALUES ?state { id:state\\/KAZ id:state\\/UZB id:state\\/KGZ id:state\\/TJK id:state\\/TKM }"
    "\n} ORDER BY ?state ?organisation",
    "example_kinds": "SELECT ?kind (COUNT(DISTINCT ?thing) AS ?number) WHERE {\n"
    "  ?thing a ?kind ; dg:source ?source\n} GROUP BY ?kind ORDER BY DESC(?number) LIMIT 25",
    "example_construct": "CONSTRUCT { ?a dg:exportsTo ?b } WHERE {\n  ?a dg:exportsTo ?b\n"
    "  VALUES ?a { id:state\\/KAZ id:state\\/TKM id:state\\/UZB }\n}",
}


async def editor(request: Request) -> Response:
    """Show a query and, if its address has one, what it gives."""
    query = request.query_params.get("query")
    shown: dict[str, Any] = {
        "result": None,
        "pictures": None,
        "wrong": "",
        "hints": [],
        "place": None,
    }
    status = 200
    if query is not None:
        reply = await _answer(request, query)
        status = reply.status
        shown |= await (_found(request, query, reply) if status == 200 else _wrong(query, reply))
    address = {name: "/editor?" + urlencode({"query": text}) for name, text in EXAMPLES.items()}
    return page(
        request, "editor.html", status=status,
        query=query if query is not None else EXAMPLES["example_ports"],
        asked=query is not None, examples=address, **shown,
    )  # fmt: skip


async def _answer(request: Request, query: str) -> Reply:
    if len(query) > LONGEST:
        return Reply(413, detail=f"the query is longer than {LONGEST} characters")
    job = {"job": "sparql", "query": query, "base": str(request.base_url), "largest": LARGEST}
    job |= {"default": [], "named": [], "rows": JSON, "graph": TRIPLES}
    try:
        return await ask(request, job)
    except HTTPException as error:
        return Reply(error.status_code, detail=error.detail)


async def _found(request: Request, query: str, reply: Reply) -> dict[str, Any]:
    """Return the rows, what can be drawn of them, and why there are none."""
    triples = reply.media == TRIPLES
    result = of_triples(reply.body) if triples else of_bindings(json.loads(reply.body))
    hints = [] if result.rows else await reasons(request, {"job": "diagnosis", "query": query})
    data = {f: "/sparql?" + urlencode({"query": query, "format": f}) for f in DOWNLOADS[triples]}
    pictured = await drawn(request, result)
    return {"result": result, "pictures": pictured, "hints": hints, "downloads": data}


async def reasons(request: Request, job: dict[str, Any]) -> list[str]:
    """Return why a query has no rows; nothing where that cannot be told in time."""
    try:
        diagnosis = await ask(request, job)
    except HTTPException:
        return []  # a diagnosis that takes too long is no reason to fail
    return json.loads(diagnosis.body) if diagnosis.status == 200 else []


async def _wrong(query: str, reply: Reply) -> dict[str, Any]:
    """Return what is wrong, and the line of the query with the place where it was noticed."""
    match = PLACE.search(reply.detail)
    place = None
    if match:
        number, column = int(match[1]), int(match[2])
        line = ([*query.split("\n"), ""] + [""] * number)[number - 1]
        at = max(column - 1, 0)
        place = {
            "line": number, "column": column,
            "before": line[:at], "at": line[at : at + 1] or " ", "after": line[at + 1 :],
        }  # fmt: skip
    return {"wrong": reply.detail, "place": place}


async def drawn(request: Request, result: Result, first: str = "") -> dict[str, Any]:
    """Return the pictures that the columns of a result allow, and which of them stands open.

    `first` is that, if there is one; else the first that there is. `table` is none.
    """
    found = {"bars": pictures.bars(result), "line": pictures.dated(result)}
    if points := pictures.places(result):
        found["map"] = picture({"land": None, "points": points, "lines": []}, wide=1100)
    elif links := pictures.joined(result):
        things, edges = links
        job = {"job": "layout", "things": things, "edges": edges}
        laid = await told(request, {**job, "language": language_of(request)})
        found["network"] = pictures.network(laid, edges)
    drawable = {name: value for name, value in found.items() if value}
    opened = first if first in (*drawable, "table") else next(iter(drawable), "")
    return drawable | {"open": opened}


async def terms(request: Request) -> Response:
    """Return the terms of the ontology with label and definition, for completion."""
    job = {"job": "terms", "language": language_of(request), "media": "application/json"}
    response = respond(await consult(request, job))
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


async def ontology(request: Request) -> Response:
    """Show the terms of the ontology, each at its own place of the page."""
    found = await told(request, {"job": "terms", "language": language_of(request)})
    kinds = ("class", "property", "individual")
    return page(
        request, "ontology.html", groups=[(k, [t for t in found if t["kind"] == k]) for k in kinds]
    )


ROUTES = [Route("/editor", editor), Route("/terms.json", terms)]
