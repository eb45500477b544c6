"""Linked data: `/id/…` for things and `/ont` for the ontology, by content negotiation.

The path mirrors the IRIs: `https://w3id.org/diplograph/id/place/aktau` is `/id/place/aktau`.
"""

from __future__ import annotations

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from diplograph.files import folder
from diplograph.store import parse, serialize
from diplograph.vocab import THINGS
from diplograph.web.asking import ask, chosen, respond
from diplograph.web.explorer import editor
from diplograph.web.explorer.entity import entity as page_of
from diplograph.web.jobs import Reply
from diplograph.web.media import GRAPHS, SHORT
from diplograph.web.security import problem

OFFERS = ("text/turtle", "text/html", "application/ld+json", "text/csv", *GRAPHS)


async def entity(request: Request) -> Response:
    """Return what is said of a thing: as RDF in its graphs, as a table of facts, or as a page."""
    path, short = _split(request.path_params["path"])
    media = chosen(request, OFFERS, short)
    if media == "text/html":
        return await page_of(request, path)
    job = "facts" if media == "text/csv" else "describe"
    reply = await ask(request, {"job": job, "iri": THINGS + path, "media": media})
    if reply.status == 404:
        return problem(404, reply.detail, near=reply.near)
    return respond(reply)


def _split(path: str) -> tuple[str, str | None]:
    """Return path and format of an address: `KAZ.ttl` is `KAZ` as Turtle."""
    start, _, ending = path.rpartition(".")
    return (start, ending) if start and ending in SHORT else (path, None)


async def ontology(request: Request) -> Response:
    """Return the ontology; its terms `/ont#Flow` are places of the page."""
    media = chosen(request, ("text/turtle", "text/html", *GRAPHS))
    if media == "text/html":
        return await editor.ontology(request)
    return respond(Reply(200, media, _ontology(GRAPHS[media])))


@lru_cache(maxsize=8)
def _ontology(name: str) -> bytes:
    """Return the ontology in a syntax; Turtle is the file itself, with its comments."""
    text = (folder("ontology") / "diplograph.ttl").read_bytes()
    return text if name == "turtle" else serialize(parse(text), name)


ROUTES = [
    Route("/id/{path:path}", entity),
    Route("/ont", ontology),
]
