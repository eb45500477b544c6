"""The query library over HTTP: `/query/NAME.csv?state=UZB`, as `diplograph query NAME` answers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from diplograph.errors import NotFoundError
from diplograph.queries import find_query, list_queries
from diplograph.web.asking import accepted, ask, chosen, respond
from diplograph.web.explorer import library as shown
from diplograph.web.media import TABLES, best
from diplograph.web.security import problem


async def all_queries(request: Request) -> Response:
    """List the queries of the library."""
    media = chosen(request, TABLES)
    table = list_queries()
    if media == "text/html":
        return await shown.all_queries(request)
    if media == "text/csv":
        return Response(table.to_csv(), media_type="text/csv")
    return JSONResponse(table.plain_rows())


async def named_query(request: Request) -> Response:
    """Run a query of the library with the parameters of the address; `NAME.rq` is its text."""
    name, _, ending = request.path_params["name"].partition(".")
    try:
        found = find_query(name)
    except NotFoundError as error:
        if best(accepted(request), ["application/json", "text/html"]) == "text/html":
            return shown.missing(request, error)
        return problem(404, str(error), near=error.near)
    if ending == "rq":
        return Response(found.text, media_type="application/sparql-query")
    media = chosen(request, TABLES, ending or None)
    given = {key: value for key, value in request.query_params.items() if key != "format"}
    if media == "text/html":
        return await shown.one_query(request, found, given)
    reply = await ask(
        request, {"job": "library", "name": name, "parameters": given, "media": media}
    )
    if reply.status == 404:
        return problem(404, reply.detail, near=reply.near)
    return respond(reply)


ROUTES = [
    Route("/query", all_queries),
    Route("/query/{name}", named_query),
]
