"""The command `serve`: the endpoint on this machine, until Ctrl-C."""

from __future__ import annotations

import click

from diplograph.cli.group import load, main


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=30, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=8, show_default=True)
@click.option("--memory", type=click.IntRange(64), default=512, show_default=True)
@click.pass_context
def serve(context: click.Context, port: int, timeout: float, workers: int, memory: int) -> None:
    """Serve SPARQL, the query library and linked data on 127.0.0.1, read-only, until Ctrl-C.

    `--timeout` is in seconds, `--memory` in MiB for each query, `--workers` the number of long
    queries at once; `--port 0` takes a free port.

    \b
    diplograph serve --port 8000
    curl 'http://127.0.0.1:8000/query/leaders.csv?at=2025-12-20'
    """
    from diplograph.web.server import bind, run

    listening = bind(port)
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
    click.echo(f"diplograph: serving on {address} (Ctrl-C stops)", err=True)
    run(load(context).path, listening, timeout=timeout, workers=workers, memory=memory)
