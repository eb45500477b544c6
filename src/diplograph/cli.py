"""The command line: words → one library call → print. Data go to stdout, words to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from diplograph.errors import DiplographError
from diplograph.given import day, facts_of_answer, pair, sparql_text
from diplograph.printing import print_answer, print_facts, print_result, print_rows

FORMATS = ("table", "csv", "json")
RDF_FORMATS = ("turtle", "trig", "ntriples", "nquads", "jsonld", "rdfxml")


class Commands(click.Group):
    """The one place where errors of the package become one line and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command; an error of the package or of a file is one line on stderr, exit 1."""
        try:
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


def _load(context: click.Context) -> Any:
    from diplograph.ingest import load

    return load(context.obj)


def with_format(*names: str) -> Callable[[Any], Any]:
    """Add `--format` with the given names, the first being the default."""
    return click.option(
        "--format", "format_", type=click.Choice(names), default=names[0], show_default=True
    )


with_at = click.option("--at", callback=day, metavar="DAY", help="As of a day, YYYY-MM-DD.")


@main.command()
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--to", type=click.Path(path_type=Path), help="Folder; default is the user's cache.")
@with_format(*FORMATS)
def build(data: Path | None, to: Path | None, format_: str) -> None:
    """Build the store from the tables and print the statements of each source.

    \b
    diplograph build
    diplograph build --data my-tables --to my-store
    """
    from diplograph import ingest

    store = ingest.build(data, to=to or ingest.default_place(data))
    click.echo(f"{len(store)} statements in {store.path}", err=True)
    print_rows(ingest.counts(store), format_)


@main.command(name="list")
@with_format(*FORMATS)
def list_(format_: str) -> None:
    """List the queries of the library with their parameters.

    \b
    diplograph list
    """
    from diplograph.queries import list_queries

    print_rows(list_queries(), format_)


@main.command()
@click.argument("name")
@click.argument("words", nargs=-1)
@click.option("--param", "-p", "params", multiple=True, metavar="K=V", help="A parameter.")
@with_at
@click.option("--timeout", type=float, default=30, show_default=True, help="Seconds.")
@with_format(*FORMATS, "turtle")
@click.pass_context
def query(
    context: click.Context,
    name: str,
    words: tuple[str, ...],
    params: tuple[str, ...],
    at: date | None,
    timeout: float,
    format_: str,
) -> None:
    """Run a query of the library by NAME, a SPARQL file, or `-` for standard input.

    \b
    diplograph query leaders --at 2025-12-20
    diplograph query trade_partners -p state=UZB
    echo 'SELECT ?s WHERE { ?s a dg:Summit }' | diplograph query -
    """
    from diplograph import queries

    given = dict(pair(word) for word in (*words, *params))
    if at is not None:
        given["at"] = at.isoformat()
    store = _load(context)
    if name == "-" or name.endswith((".rq", ".sparql")) or Path(name).is_file():
        if given:
            raise click.UsageError("parameters belong to queries of the library, not to files")
        print_result(queries.run_sparql(store, sparql_text(name), timeout=timeout), format_)
    else:
        print_result(queries.query(store, name, **given), format_)


@main.command()
@click.argument("name")
@with_format(*FORMATS)
@click.pass_context
def show(context: click.Context, name: str, format_: str) -> None:
    """Show what the graph states about a thing, and who says so.

    \b
    diplograph show segment/cpc
    diplograph show KAZ
    """
    from diplograph.provenance import show as show_thing

    print_rows(show_thing(_load(context), name), format_)


@main.command()
@click.argument("state")
@click.option("--on", required=True, metavar="STATE", help="The state it may depend on.")
@click.option("--commodity", "-c", help="Slug or name; default all.")
@click.option(
    "--year", "-y", type=click.IntRange(1, 9999), help="Default: the newest of each measure."
)
@with_format(*FORMATS)
@click.pass_context
def dependence(
    context: click.Context,
    state: str,
    on: str,
    commodity: str | None,
    year: int | None,
    format_: str,
) -> None:
    """Tell how much STATE depends on another as supplier, market, transit.

    \b
    diplograph dependence TJK --on RUS --commodity oil-products
    """
    from diplograph import answers

    found = answers.dependence(_load(context), state, on, commodity=commodity, year=year)
    print_answer(found, format_, hidden=("facts",))


@main.command()
@click.argument("origin")
@click.argument("destination")
@click.option("--commodity", "-c", default="containers", show_default=True)
@click.option("--without", multiple=True, metavar="ID", help="Close a state, place or segment.")
@click.option("-k", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option("--by", type=click.Choice(["km", "days"]), default="km", show_default=True)
@with_at
@click.option("--plans", is_flag=True, help="Count planned segments and capacities.")
@with_format(*FORMATS)
@click.pass_context
def routes(
    context: click.Context,
    /,
    origin: str,
    destination: str,
    without: tuple[str, ...],
    format_: str,
    **options: Any,
) -> None:
    """Rank the ways from ORIGIN to DESTINATION and tell how much can pass.

    \b
    diplograph routes xian poti --commodity containers --without RUS --at 2024-12-31
    """
    from diplograph import answers

    found = answers.routes(_load(context), origin, destination, without=without, **options)
    print_answer(found, format_, hidden=("facts", "segments", "days_low", "days_high", "km"))


@main.command()
@click.argument("state")
@click.option("--commodity", "-c", default="total", show_default=True)
@click.option(
    "--year", "-y", type=click.IntRange(1, 9999), help="Default: the newest with figures."
)
@with_format(*FORMATS)
@click.pass_context
def compare(
    context: click.Context, state: str, commodity: str, year: int | None, format_: str
) -> None:
    """Set Russia, the Caspian, China and other ways of STATE side by side.

    \b
    diplograph compare KAZ --commodity crude-oil --year 2025
    """
    from diplograph import answers

    found = answers.compare(_load(context), state, commodity=commodity, year=year)
    print_answer(
        found,
        format_,
        hidden=(
            "facts",
            "subject",
            "binding",
            "agreements",
            "volume_low",
            "volume_high",
            "volume_unit",
        ),
    )


@main.command()
@click.argument("name")
@click.option("--as", "kind", metavar="CLASS", help="Why it belongs to a class, by reasoning.")
@with_format(*FORMATS)
@click.pass_context
def explain(context: click.Context, name: str, kind: str | None, format_: str) -> None:
    """Unfold a thing, a figure, or the facts of a JSON answer (file or `-`) to its sources.

    \b
    diplograph explain segment/cpc
    diplograph compare KAZ -c crude-oil --format json | diplograph explain -
    diplograph explain UZB --as DoublyLandlockedState
    """
    from diplograph import provenance

    store = _load(context)
    if kind is not None:
        from diplograph import reasoning

        print_rows(reasoning.because(reasoning.infer(store, classify=False), name, kind), format_)
    elif name == "-" or Path(name).is_file():
        content = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        print_facts(provenance.explain_facts(store, facts_of_answer(content)), format_)
    else:
        print_facts(provenance.explain(store, name), format_)


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

    report = check_store(_load(context), data=data)
    print_rows(report.rows, format_)
    click.echo(report.summary, err=True)
    context.exit(0 if report.conforms else 1)


@main.command()
@click.argument("name")
@click.option("--style", type=click.Choice(["bibtex", "csl"]), default="bibtex", show_default=True)
@click.pass_context
def cite(context: click.Context, name: str, style: str) -> None:
    """Cite the sources of a thing, figure or source as BibTeX or CSL-JSON.

    \b
    diplograph cite event/ca-jad-summit-2025
    """
    from diplograph.provenance import cite as cite_thing

    click.echo(cite_thing(_load(context), name, style=style))


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

    found = reasoning.infer(_load(context), classify=not no_hermit)
    click.echo(found.summary(), err=True)
    if not found.consistent:
        print_rows(found.contradictions, format_)
        context.exit(1)
    print_rows(found.rows if everything else found.defined, format_)
    if to is not None:
        saved = ingest.save(found.store, to, version="inferred")
        click.echo(f"{len(saved)} statements in {saved.path}", err=True)


@main.command()
@with_format(*FORMATS)
@click.pass_context
def sources(context: click.Context, format_: str) -> None:
    """List all sources with publisher, address, dates and licence.

    \b
    diplograph sources --format csv
    """
    from diplograph.provenance import sources as list_sources

    print_rows(list_sources(_load(context)), format_)


@main.command()
@with_format(*RDF_FORMATS)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def export(context: click.Context, format_: str, output: Path | None) -> None:
    """Write the whole graph as sorted RDF; the same graph gives the same bytes.

    \b
    diplograph export --format turtle -o diplograph-data.ttl
    """
    from diplograph.store import serialize

    content = serialize(_load(context).engine, format_)
    if output is None:
        sys.stdout.buffer.write(content)
    else:
        output.write_bytes(content)


@main.command()
@click.argument("name")
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_at
@click.option("--year", "-y", type=click.IntRange(1, 9999))
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@click.pass_context
def view(
    context: click.Context,
    name: str,
    output: Path,
    at: date | None,
    year: int | None,
    language: str,
) -> None:
    """Write a view (corridors, relations) as one HTML file that needs no network.

    \b
    diplograph view corridors -o corridors.html
    diplograph view relations --at 2025-12-20 -o relations.html
    """
    from diplograph.views import view as make_view

    make_view(_load(context), name, at=at, year=year, language=language).save(output)
    click.echo(f"wrote {output}", err=True)


if __name__ == "__main__":
    main()
