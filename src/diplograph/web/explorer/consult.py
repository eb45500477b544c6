"""From a page to the processes that know its jobs."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from diplograph.web.asking import ask, respond
from diplograph.web.jobs import Reply


async def consult(request: Request, job: dict[str, Any]) -> Reply:
    """Return the reply to a job of the pages."""
    return await ask(request, job, request.app.state.analysts)


async def told(request: Request, job: dict[str, Any]) -> Any:
    """Return what a job tells, read from JSON; what is wrong is raised as an error of HTTP."""
    return json.loads(bytes(respond(await consult(request, job)).body))
