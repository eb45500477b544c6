"""Commands that read the graph: build, list, query, show, explain, cite, sources, export, view."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from diplograph.cli.completion import parameters, query_names, states
from diplograph.cli.group import (
    EXPORTS,
    FORMATS,
    load,
    main,
    with_at,
    with_during,
    with_format,
)
from diplograph.given import (
    answer_of,
    export_asked,
    facts_of_answer,
    pair,
    period,
    sparql_text,
)
from diplograph.printing import print_facts, print_result, print_rows


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
@click.argument("name", shell_complete=query_names)
@click.argument("words", nargs=-1, shell_complete=parameters)
@click.option(
    "--param",
    "-p",
    "params",
    multiple=True,
    metavar="K=V",
    help="A parameter.",
    shell_complete=parameters,
)
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
    from diplograph import doctor, queries

    given = dict(pair(word) for word in (*words, *params))
    if at is not None:
        given["at"] = at.isoformat()
    store = load(context)
    if name == "-" or name.endswith((".rq", ".sparql")) or Path(name).is_file():
        if given:
            raise click.UsageError("parameters belong to queries of the library, not to files")
        text = sparql_text(name)
        found = queries.run_sparql(store, text, timeout=timeout)
        print_result(found, format_)
        hints = doctor.hints(store, text, found, timeout=timeout)
    else:
        found = queries.query(store, name, **given)
        print_result(found, format_)
        hints = [] if found else doctor.diagnose_named(store, name, **given)
    for hint in hints:
        click.echo(f"hint: {hint}", err=True)


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

    print_rows(show_thing(load(context), name), format_)


@main.command()
@click.argument("name")
@click.option("--as", "kind", metavar="CLASS", help="Why it belongs to a class, by reasoning.")
@with_format(*FORMATS, "md")
@click.pass_context
def explain(context: click.Context, name: str, kind: str | None, format_: str) -> None:
    """Unfold a thing, a figure, or the facts of a JSON answer (file or `-`) to its sources.

    \b
    diplograph explain segment/cpc
    diplograph compare KAZ -c crude-oil --format json | diplograph explain -
    diplograph compare KAZ -c crude-oil --format json | diplograph explain - --format md
    diplograph explain UZB --as DoublyLandlockedState
    """
    from diplograph import provenance

    store = load(context)
    is_answer = name == "-" or Path(name).is_file()
    if format_ == "md" and (kind is not None or not is_answer):
        raise click.UsageError("--format md is for a JSON answer, from a file or `-`")
    if kind is not None:
        from diplograph import reasoning

        print_rows(reasoning.because(reasoning.infer(store, classify=False), name, kind), format_)
    elif not is_answer:
        print_facts(provenance.explain(store, name), format_)
    else:
        content = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
        answer = answer_of(content)
        if format_ == "md":
            from diplograph.prose import markdown

            click.echo(markdown(store, answer), nl=False)
        else:
            print_facts(provenance.explain_facts(store, facts_of_answer(answer)), format_)


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

    click.echo(cite_thing(load(context), name, style=style))


@main.command()
@click.option("--coverage", is_flag=True, help="What the graph knows, by state, topic and year.")
@click.option(
    "--state",
    multiple=True,
    help="States of the coverage; default the five.",
    shell_complete=states,
)
@with_format(*FORMATS)
@click.pass_context
def sources(context: click.Context, coverage: bool, state: tuple[str, ...], format_: str) -> None:
    """List all sources with publisher, address, dates and licence, or what they cover.

    \b
    diplograph sources --format csv
    diplograph sources --coverage --state KAZ
    """
    from diplograph import coverage as covered
    from diplograph import lookup, provenance

    store = load(context)
    if not coverage:
        print_rows(provenance.sources(store), format_)
        return
    states = [lookup.state(store, name) for name in state] or covered.FOCUS
    print_rows(covered.coverage(store, states), format_)
    kinds = ", ".join(f"{count} {kind}" for kind, count in covered.by_basis(store).items())
    click.echo(f"sources: {kinds}", err=True)


@main.command()
@click.option(
    "--format", "form", type=click.Choice(EXPORTS), help="Default: by the file's ending, or turtle."
)
@click.option("--commodity", "-c", help="Its places and segments in place of relations.")
@with_at
@click.option(
    "--during", callback=period, metavar="FIRST/LAST", help="The years of a panel: 2015/2025."
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def export(
    context: click.Context,
    form: str | None,
    commodity: str | None,
    at: date | None,
    during: tuple[int, int] | None,
    output: Path | None,
) -> None:
    """Write the graph as RDF, network, edge list or panel; the same graph gives the same bytes.

    Facts whose source's licence forbids redistribution are withheld and counted. A panel is written
    with its codebook beside it.

    \b
    diplograph export -o diplograph-data.ttl
    diplograph export -o relations.gexf --at 2025-12-20
    diplograph export -o crude-oil.graphml --commodity crude-oil
    diplograph export --format states --during 2015/2025 -o states.csv
    diplograph export --format dyads -o dyads.parquet
    """
    from diplograph import exports

    form, encoding = export_asked(
        form, output, {"commodity": commodity, "at": at, "during": during}
    )
    made = exports.export(
        load(context), form, commodity=commodity, at=at, during=during, encoding=encoding
    )
    if output is None:
        sys.stdout.buffer.write(made.content)
    else:
        names = ", ".join(str(path) for path in exports.write(made, output))
        click.echo(f"wrote {names}", err=True)
    for note in made.allowed.losses if output is None else made.allowed.notes:
        click.echo(f"note: {note}", err=True)


@main.command()
@click.argument("name")
@click.option("--output", "-o", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_at
@click.option("--year", "-y", type=click.IntRange(1, 9999))
@with_during
@click.option("--state", "-s", help="A state; for timelines, several: KAZ,UZB.")
@click.option("--on", metavar="STATE", help="The state it may depend on.")
@click.option("--commodity", "-c", help="Slug or name.")
@click.option("--origin", metavar="PLACE", help="Place or state where a flow begins.")
@click.option("--destination", metavar="PLACE", help="Place or state where it ends.")
@click.option("--without", multiple=True, metavar="ID", help="Close a state, place or segment.")
@click.option("--scenario", metavar="NAME|FILE", help="Draw before and after a scenario.")
@click.option("--measure", help="Measure of a series or of `dependence`.")
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", show_default=True)
@click.pass_context
def view(context: click.Context, /, name: str, output: Path, language: str, **options: Any) -> None:
    """Write a view as one HTML file that needs no network; charts also as .svg or .png.

    Networks: corridors, relations. Maps: map. Charts: dependence, shares, flows. Time:
    timeline. A view says which options it takes if it is given another.

    \b
    diplograph view corridors -o corridors.html
    diplograph view map -c crude-oil --origin KAZ --destination ceyhan -o oil.png
    diplograph view map --scenario russia-closes-transit -o closed.html
    """
    from diplograph.views import view as make_view

    given = {key: value for key, value in options.items() if value not in (None, ())}
    make_view(load(context), name, language=language, **given).save(output)
    click.echo(f"wrote {output}", err=True)
