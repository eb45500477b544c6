"""The application: its routes, in the order in which they are tried, and the life of its pool."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from diplograph.errors import DiplographError
from diplograph.web import description, explorer, library, linked_data, protocol
from diplograph.web.pool import Limits, Pool
from diplograph.web.security import Guarded, broken, explain

ANALYST = "diplograph.web.explorer.worker"


def routes() -> list[BaseRoute]:
    """Return all routes; pages for people are added here, before the data they stand for."""
    return [
        *explorer.ROUTES,
        *protocol.ROUTES,
        *description.ROUTES,
        *library.ROUTES,
        *linked_data.ROUTES,
    ]


def analysts(limits: Limits) -> Limits:
    """Return what the workers of the pages may take: two are kept, and none is hurried."""
    return replace(limits, memory=max(limits.memory, 1024), long=0, spare=2, quick=limits.timeout)


def make_app(store: Path, limits: Limits | None = None) -> Starlette:
    """Return the read-only application over a built store.

    Parameters
    ----------
    store
        Folder of a built store; a rebuild is taken up without a restart.
    limits
        What queries may take; None means the defaults of `Limits`.

    Returns
    -------
    Starlette
        `app.state.store` is the folder, `app.state.pool` the workers for queries and
        `app.state.analysts` those for the measures of the pages, from start-up to shutdown.
    """
    bounds = limits or Limits()

    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        app.state.store, app.state.pool = store, Pool(store, bounds)
        app.state.analysts = Pool(store, analysts(bounds), ANALYST)
        app.state.kept = {}  # descriptions, by what they were made for
        try:
            await asyncio.gather(app.state.pool.open(), app.state.analysts.open())
            yield
        finally:
            await app.state.analysts.close()
            await app.state.pool.close()

    return Starlette(
        routes=routes(),
        middleware=[Middleware(Guarded)],
        exception_handlers={HTTPException: explain, DiplographError: broken},
        lifespan=life,
    )
