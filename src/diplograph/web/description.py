"""What the endpoint says of itself: Service Description, VoID and DCAT, example queries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.queries import library
from diplograph.store import generation_of
from diplograph.web.asking import ask, chosen, respond
from diplograph.web.jobs import Reply
from diplograph.web.media import GRAPHS

KEPT = 32


async def service(request: Request) -> Response:
    """Describe the endpoint: its formats, its features, the graphs it has."""
    return await _described(request, _construct("service.rq"))


async def void(request: Request) -> Response:
    """Describe the data set: counts by class and property, licences, vocabularies, graphs."""
    return await _described(request, _construct("void.rq"))


async def examples(request: Request) -> Response:
    """Give each query of the library, as `sh:SPARQLExecutable` with its example."""
    return await _described(request, {"job": "examples", "names": list(library())})


def _construct(name: str) -> dict[str, Any]:
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return {"job": "description", "query": text}


async def _described(request: Request, job: dict[str, Any]) -> Response:
    """Answer a job as RDF, and keep the answer as long as the store is the same."""
    media = chosen(request, GRAPHS)
    base, state = str(request.base_url), request.app.state
    key = (request.url.path, base, media, generation_of(state.store))
    kept: dict[object, Reply] = state.kept
    if key not in kept:
        reply = await ask(request, {**job, "base": base, "graph": media})
        if reply.status != 200:
            return respond(reply)
        if len(kept) >= KEPT:
            kept.clear()
        kept[key] = reply
    return respond(kept[key])


ROUTES = [
    Route("/.well-known/void", void),
    Route("/examples", examples),
]
