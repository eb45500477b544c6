"""Serve the application on this machine alone."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

from diplograph.errors import MissingExtraError

HERE = "127.0.0.1"  # nothing makes it another


def bind(port: int) -> socket.socket:
    """Return a socket that listens on 127.0.0.1; port 0 takes a free one.

    Raises
    ------
    MissingExtraError
        If starlette or uvicorn is not installed.
    OSError
        If the port is taken.
    """
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("starlette or uvicorn", "serve") from error
    try:
        return socket.create_server((HERE, port))
    except OSError as error:
        raise OSError(f"port {port} of {HERE} cannot be used ({error}); choose another") from error


def run(
    store: Path, listening: socket.socket, *, timeout: float, workers: int, memory: int
) -> None:
    """Serve a built store until SIGINT or SIGTERM; all workers have ended when it returns."""
    import uvicorn

    from diplograph.web.app import make_app
    from diplograph.web.pool import Limits

    app = make_app(store, Limits(timeout=timeout, long=workers, memory=memory))
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, loop="asyncio",
        http="h11", ws="none", lifespan="on", h11_max_incomplete_event_size=512 << 10,
        timeout_graceful_shutdown=1,
    )  # fmt: skip
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
