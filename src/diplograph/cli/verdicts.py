"""Commands that judge the graph: check, infer."""

from __future__ import annotations

from pathlib import Path

import click

from diplograph.cli.group import FORMATS, load, main, with_format
from diplograph.printing import print_rows


@main.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_format(*FORMATS)
@click.pass_context
def check(context: click.Context, data: Path | None, format_: str) -> None:
    """Check the graph by SHACL shapes and check queries; each fault names its table row.

    \b
    diplograph check
    diplograph --store my-store check --data my-tables --format csv
    """
    from diplograph.checks import check as check_store

    report = check_store(load(context), data=data)
    print_rows(report.rows, format_)
    click.echo(report.summary, err=True)
    context.exit(0 if report.conforms else 1)


@main.command()
@click.option("--all", "everything", is_flag=True, help="Print what follows by plain rules too.")
@click.option("--no-hermit", is_flag=True, help="Rules alone; needs no Java.")
@click.option("--to", type=click.Path(path_type=Path), help="Write a store with the inferences.")
@with_format(*FORMATS)
@click.pass_context
def infer(
    context: click.Context, everything: bool, no_hermit: bool, to: Path | None, format_: str
) -> None:
    """Check that the facts are consistent, and tell what follows from them and why.

    \b
    diplograph infer
    diplograph infer --to my-store
    diplograph explain UZB --as DoublyLandlockedState
    """
    from diplograph import ingest, reasoning

    found = reasoning.infer(load(context), classify=not no_hermit)
    click.echo(found.summary(), err=True)
    if not found.consistent:
        print_rows(found.contradictions, format_)
        context.exit(1)
    print_rows(found.rows if everything else found.defined, format_)
    if to is not None:
        saved = ingest.save(found.store, to, version="inferred")
        click.echo(f"{len(saved)} statements in {saved.path}", err=True)
