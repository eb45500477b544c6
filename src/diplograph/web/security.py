"""What every request and response passes: the Host, methods from other sites, headers, errors."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A foreign name that resolves to this machine must not read the store (DNS rebinding).
HOST = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", re.IGNORECASE)
LONGEST_ADDRESS = 200_000
SAFE = ("GET", "HEAD", "OPTIONS")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept",
}


class Guarded:
    """Middleware: refuse foreign hosts, and give every response the headers that it lacks.

    Any site may read by GET, without credentials; there are none.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**HEADERS, **(OPEN if scope["method"] in SAFE else {})}.items():
                    headers.setdefault(name, value)
            await send(message)

        await (_refusal(scope) or self.app)(scope, receive, guarded)


def _refusal(scope: Scope) -> Response | None:
    hosts = Headers(scope=scope).getlist("host")
    if len(hosts) != 1 or not HOST.fullmatch(hosts[0]):
        return problem(421, "this server answers to 127.0.0.1 and localhost alone")
    if len(scope["raw_path"] or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return problem(414, "the address is too long; POST the query")
    return None


def problem(status: int, detail: str, **more: Any) -> JSONResponse:
    """Return an error as a problem document (RFC 9457)."""
    title = "Client Closed Request" if status == 499 else HTTPStatus(status).phrase
    content = {"title": title, "status": status, "detail": detail, **more}
    return JSONResponse(content, status, media_type="application/problem+json")


async def broken(request: Request, error: Exception) -> Response:
    """Return a fault of the store, as when its folder is gone, as a problem."""
    return problem(500, str(error))


async def explain(request: Request, error: Exception) -> Response:
    """Return an error of HTTP as a problem; no route names OPTIONS, which tells what is allowed."""
    assert isinstance(error, HTTPException)
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(sorted({*headers.get("Allow", "GET").split(", "), "OPTIONS"}))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=headers)
    response = problem(error.status_code, error.detail)
    response.headers.update(headers)
    return response
