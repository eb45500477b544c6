"""From a request to the pool and back: in which format; the query ends if its client is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from diplograph.web.jobs import Reply
from diplograph.web.media import wanted
from diplograph.web.pool import Pool


def accepted(request: Request) -> str:
    """Return what a request accepts; several headers are one list."""
    return ", ".join(request.headers.getlist("accept"))


def chosen(request: Request, offers: Iterable[str], short: str | None = None) -> str:
    """Return the media type to answer in: that of `format`, else of `short`, else of the header.

    Raises
    ------
    HTTPException
        406, with the list of what there is.
    """
    offers = list(offers)
    media = wanted(accepted(request), request.query_params.get("format", short), offers)
    if media is None:
        raise HTTPException(406, f"there is {', '.join(offers)}")
    return media


async def ask(request: Request, job: dict[str, Any], pool: Pool | None = None) -> Reply:
    """Return the reply of a worker of a pool, else of that of the endpoint, to a job.

    Its query is killed if the client goes away.
    """
    asked: Pool = pool or request.app.state.pool
    answer = asyncio.ensure_future(asked.answer(job))
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not answer.done():
            raise HTTPException(499, "the client went away")
        return answer.result()
    finally:
        gone.cancel()
        answer.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def respond(reply: Reply) -> Response:
    """Return the response that a reply is, or raise what is wrong with it."""
    if reply.status != 200:
        raise HTTPException(reply.status, reply.detail)
    charset = "; charset=utf-8" if reply.media.startswith("text/") else ""
    return Response(reply.body, headers={"Content-Type": reply.media + charset, "Vary": "Accept"})
