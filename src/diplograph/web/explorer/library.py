"""Pages of the query library: `/query`, and `/query/NAME` with a form, the rows and the text."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from diplograph.errors import NotFoundError
from diplograph.queries import Parameter, Query, library
from diplograph.web.asking import ask
from diplograph.web.explorer.consult import told
from diplograph.web.explorer.editor import drawn, reasons
from diplograph.web.explorer.render import language_of, page
from diplograph.web.explorer.results import merged, of_rows, things
from diplograph.web.jobs import Reply

OFFERS = {"state": "states", "commodity": "commodities"}
FIELDS = {"date": "date", "integer": "number", "decimal": "number"}
VIEWS = {"chart": "bars", "timeline": "line", "map": "map", "graph": "network", "table": "table"}
STEPS = {"integer": "1", "decimal": "any"}


async def all_queries(request: Request) -> Response:
    """List the queries by their first tag, those that hold the words that are asked for."""
    words = request.query_params.get("q", "").strip()
    topics: dict[str, list[Query]] = {}
    for query in library().values():
        text = " ".join((query.name, query.summary, query.description, *query.tags)).casefold()
        if all(word in text for word in words.casefold().split()):
            topics.setdefault(query.tags[0], []).append(query)
    count = sum(map(len, topics.values()))
    return page(request, "queries.html", topics=sorted(topics.items()), words=words, count=count)


async def one_query(request: Request, query: Query, given: dict[str, str]) -> Response:
    """Answer a query of the library on a page; without parameters, with those of its example."""
    example = dict(pair.split("=", 1) for pair in query.example.split())
    asked = {k: v for k, v in given.items() if k != "lang"} or example
    job = {"job": "library", "name": query.name, "parameters": asked, "media": "application/json"}
    try:
        reply = await ask(request, job)
    except HTTPException as error:  # stopped at a limit: the form stands, so that less can be asked
        reply = Reply(error.status_code, detail=error.detail)
    hints = sorted({OFFERS[p.type] for p in query.params.values() if p.type in OFFERS})
    language = language_of(request)
    return page(
        request, "query.html", status=reply.status,
        query=query, fields=[_field(p, asked) for p in query.params.values()],
        offers=await told(request, {"job": "hints", "names": hints, "language": language}),
        **await _shown(request, query, asked, reply),
        wrong=reply.detail, near=reply.near, address="?" + urlencode(asked),
        command=_command(query, asked),
        edit="/editor?" + urlencode({"query": _text(query), "lang": language}),
    )  # fmt: skip


def missing(request: Request, error: NotFoundError) -> Response:
    """Say that there is no such query, with the nearest names."""
    near = [(f"/query/{name}", name) for name in error.near]
    return page(request, "missing.html", status=404, wrong=str(error), near=near)


async def _shown(
    request: Request, query: Query, asked: dict[str, str], reply: Reply
) -> dict[str, Any]:
    """Return the rows, what can be drawn of them, and why there are none."""
    if reply.status != 200:
        return {"result": None, "pictures": None}
    columns = [name for name in query.columns if name not in query.params]
    result = of_rows(columns, json.loads(reply.body))
    found = sorted({cell.text for row in result.rows for cell in things(row)})
    language = language_of(request)
    names = await told(request, {"job": "names", "things": found, "language": language})
    result = merged(result, names)
    job = {"job": "named_diagnosis", "name": query.name, "parameters": asked}
    hints = [] if result.rows else await reasons(request, job)
    pictured = await drawn(request, result, VIEWS[query.view])
    return {"result": result, "pictures": pictured, "hints": hints}


def _field(parameter: Parameter, asked: dict[str, str]) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "meaning": parameter.meaning,
        "type": FIELDS.get(parameter.type, "text"),
        "step": STEPS.get(parameter.type),
        "hints": OFFERS.get(parameter.type),
        "choices": ("true", "false") if parameter.type == "boolean" else (),
        "value": asked.get(parameter.name, parameter.default or ""),
        "needed": parameter.default is None,
    }


def _text(query: Query) -> str:
    """Return the query without its header, whose defaults the editor does not know."""
    return "\n".join(line for line in query.text.split("\n") if not line.startswith("#+")).strip()


def _command(query: Query, asked: dict[str, str]) -> str:
    words = " ".join(f"--param {name}={value}" for name, value in asked.items())
    return f"diplograph query {query.name} {words}".strip()
