"""The group of commands, the options that several share, and where errors become one line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from diplograph.cli.progress import progress
from diplograph.errors import DiplographError
from diplograph.given import day, period

FORMATS = ("table", "csv", "json")
RDF_FORMATS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")
EXPORTS = (*RDF_FORMATS, "graphml", "gexf", "edges", "states", "dyads")


class Commands(click.Group):
    """The one place where errors of the package become one line and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; an error of the package or of a file is one line on stderr, exit 1."""
        try:
            with progress():
                return super().invoke(context)
        except BrokenPipeError:
            sys.stderr.close()
            context.exit(0)
        except (DiplographError, OSError) as error:
            click.echo(f"diplograph: {error}", err=True)
            context.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diplograph")
@click.option(
    "--store", "store_path", type=click.Path(path_type=Path), help="Folder of a built store."
)
@click.pass_context
def main(context: click.Context, store_path: Path | None) -> None:
    """Who depends on whom, through what, by which route.

    \b
    diplograph compare KAZ --commodity crude-oil --year 2025
    diplograph list
    """
    context.obj = store_path


def load(context: click.Context) -> Any:
    """Open the store that `--store` names, else the shipped graph."""
    from diplograph import ingest

    return ingest.load(context.obj)


def ask(
    context: click.Context,
    answering: Callable[..., Any],
    during: tuple[int, int] | None,
    **question: Any,
) -> Any:
    """Ask a question once; with `--during` once a year, with `--leave-one-out` once a source."""
    from diplograph.answers import leave_one_out, series

    if question.pop("leave_one_out", False):
        if during is not None:
            raise click.UsageError("--during and --leave-one-out do not go together")
        return leave_one_out(load(context), answering, **question)
    if during is None:
        return answering(load(context), **question)
    fixed = [name for name in ("year", "at") if question.pop(name, None) is not None]
    if fixed:
        raise click.UsageError(f"--during and --{fixed[0]} do not go together")
    return series(load(context), answering, during=during, **question)


def with_format(*names: str) -> Callable[[Any], Any]:
    """Add `--format` with the given names, the first being the default."""
    return click.option(
        "--format", "format_", type=click.Choice(names), default=names[0], show_default=True
    )


with_leave_one_out = click.option(
    "--leave-one-out", is_flag=True, help="Which source moves which number, if it is left out."
)
with_during = click.option(
    "--during", callback=period, metavar="FIRST/LAST", help="Ask every year of a period: 2015/2025."
)
with_at = click.option("--at", callback=day, metavar="DAY", help="As of a day, YYYY-MM-DD.")
