"""The first page, and search by name."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.web.asking import respond
from diplograph.web.explorer.consult import consult, told
from diplograph.web.explorer.forms import FORMS
from diplograph.web.explorer.render import language_of, page


async def start(request: Request) -> Response:
    """Say what is here, and where to begin."""
    counts = await told(request, {"job": "counts", "language": language_of(request)})
    return page(request, "start.html", counts=counts, forms=FORMS)


async def search(request: Request) -> Response:
    """List the things whose name holds a text; `/search.json` has the same as data."""
    text = request.query_params.get("q", "").strip()[:200]
    job = {"job": "search", "text": text, "language": language_of(request)}
    reply = await consult(request, job)
    if request.url.path.endswith(".json"):
        return respond(reply)
    return page(request, "search.html", **json.loads(bytes(respond(reply).body)))


ROUTES = [Route("/", start), Route("/search", search), Route("/search.json", search)]
