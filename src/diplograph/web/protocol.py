"""SPARQL 1.1 Protocol at `/sparql`: queries by GET and POST; nothing can be written.

400 does not parse, or the request is malformed; 403 an update, SERVICE, LOAD or a foreign graph;
406 with the formats there are; 413, 414 the query is too long; 415; 429 too many long queries; 503
too many requests; 504 stopped at the time limit; 507 the query or its result takes too much. An
answer is complete or it is an error: nothing is cut.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.guard import LONGEST
from diplograph.web import description
from diplograph.web.asking import accepted, ask, respond
from diplograph.web.explorer import editor
from diplograph.web.media import GRAPHS, ROWS, best, wanted

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"
LARGEST_BODY = 4 * LONGEST
Parameters = dict[str, list[str]]


async def sparql(request: Request) -> Response:
    """Answer a query, or describe the service where there is none."""
    address = parameters(request.scope["query_string"])
    given = await posted(request, address) if request.method == "POST" else address
    if "update" in given:
        raise HTTPException(403, "updates are refused: this endpoint is read-only")
    if request.method != "POST" and "query" not in given:
        return await without_query(request)
    query = only(given, "query")
    if len(query) > LONGEST:
        raise HTTPException(413, f"the query is longer than {LONGEST} characters")
    return await answer(request, query, given)


async def answer(request: Request, query: str, given: Parameters) -> Response:
    """Run a query in the pool, in the formats that the client takes."""
    accept, short = accepted(request), given.get("format", [None])[0]
    job = {
        "job": "sparql",
        "query": query,
        "base": str(request.base_url),
        "default": given.get("default-graph-uri", []),
        "named": given.get("named-graph-uri", []),
        "rows": wanted(accept, short, ROWS),
        "graph": wanted(accept, short, GRAPHS),
    }
    if job["rows"] is None and job["graph"] is None:
        raise HTTPException(406, f"there is {', '.join([*ROWS, *GRAPHS])}")
    reply = await ask(request, job)
    if reply.status == 406:
        offers = GRAPHS if reply.detail == "triples" else ROWS
        raise HTTPException(406, f"this query gives {reply.detail}; there is {', '.join(offers)}")
    return respond(reply)


async def without_query(request: Request) -> Response:
    """Describe the service: as RDF to a client that asks for it, else as a page with a form."""
    page = best(accepted(request), ["text/turtle", "text/html"]) == "text/html"
    if page and "format" not in request.query_params:
        return await editor.editor(request)
    return await description.service(request)


async def posted(request: Request, address: Parameters) -> Parameters:
    """Return the parameters of a POST: of its form, or of the address beside a direct query."""
    kind, _, rest = request.headers.get("content-type", "").partition(";")
    kind = kind.strip().lower()
    if kind == UPDATE:
        raise HTTPException(403, "updates are refused: this endpoint is read-only")
    if kind not in (FORM, DIRECT):
        raise HTTPException(415, f"POST a query as {FORM} or {DIRECT}")
    if "charset" in rest.lower() and "utf-8" not in rest.lower():
        raise HTTPException(415, "queries are UTF-8")
    content = await body(request)
    if kind == FORM:
        form = parameters(content)
        if "query" in address:
            raise HTTPException(400, "the query belongs in the form, not in the address as well")
        return {**form, **({"format": address["format"]} if "format" in address else {})}
    if "query" in address:
        raise HTTPException(400, "the query is the body; leave it out of the address")
    return {**address, "query": [decoded(content)]}


async def body(request: Request) -> bytes:
    """Return the body of a request; a longer one than any query is not read to its end."""
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > LARGEST_BODY:
            raise HTTPException(413, f"a request has at most {LARGEST_BODY} bytes")
    return content


def parameters(text: bytes) -> Parameters:
    """Return names and values of an address or a form."""
    try:
        return parse_qs(
            decoded(text), keep_blank_values=True, errors="strict", max_num_fields=10_000
        )
    except ValueError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from error


def only(given: Parameters, name: str) -> str:
    """Return the value of a parameter that must be given once."""
    values = given.get(name, [])
    if len(values) != 1:
        raise HTTPException(400, f"give {name!r} once; it is here {len(values)} times")
    return values[0]


def decoded(text: bytes) -> str:
    """Return text that must be UTF-8."""
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"the request is not UTF-8: {error}") from error


ROUTES = [Route("/sparql", sparql, methods=["GET", "HEAD", "POST"])]
