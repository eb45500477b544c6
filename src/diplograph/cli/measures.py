"""Commands that measure: dependence, routes, compare, scenario."""

from __future__ import annotations

from typing import Any

import click

from diplograph.cli.group import FORMATS, load, main, with_at, with_format
from diplograph.printing import print_answer, print_rows


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

    found = answers.dependence(load(context), state, on, commodity=commodity, year=year)
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

    found = answers.routes(load(context), origin, destination, without=without, **options)
    print_answer(found, format_, hidden=("facts", "segments", "days_low", "days_high", "km"))


@main.command()
@click.argument("origin")
@click.argument("destination")
@click.option("--commodity", "-c", default="containers", show_default=True)
@click.option("--without", multiple=True, metavar="ID", help="Close a state, place or segment.")
@click.option("-k", type=click.IntRange(1, 3), default=2, show_default=True)
@with_at
@click.option("--plans", is_flag=True, help="Count planned segments and capacities.")
@with_format(*FORMATS)
@click.pass_context
def chokepoints(
    context: click.Context,
    /,
    origin: str,
    destination: str,
    without: tuple[str, ...],
    format_: str,
    **options: Any,
) -> None:
    """Tell what the passage from ORIGIN to DESTINATION hangs on, and who controls it.

    \b
    diplograph chokepoints xian poti --without RUS --without IRN --at 2025-12-31
    diplograph chokepoints KAZ ceyhan -c crude-oil -k 1
    """
    from diplograph import answers

    found = answers.chokepoints(load(context), origin, destination, without=without, **options)
    print_answer(found, format_, hidden=("facts", "sources", "things"))


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

    found = answers.compare(load(context), state, commodity=commodity, year=year)
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
@click.argument("actor")
@click.option("--over", metavar="STATE", help="The state at the end; default all.")
@click.option("--hops", type=click.IntRange(1, 4), default=3, show_default=True)
@click.option("--year", "-y", type=click.IntRange(1, 9999), help="Default: the newest of each.")
@with_format(*FORMATS)
@click.pass_context
def influence(
    context: click.Context,
    actor: str,
    over: str | None,
    hops: int,
    year: int | None,
    format_: str,
) -> None:
    """Tell over whom ACTOR has influence, by which chain of dependences.

    \b
    diplograph influence RUS --over TJK
    diplograph influence CHN --hops 2
    """
    from diplograph import answers

    found = answers.influence(load(context), actor, over=over, hops=hops, year=year)
    print_answer(found, format_, hidden=("facts", "sources", "over"))


@main.command()
@click.argument("name", required=False)
@click.option("--against", metavar="NAME|FILE", help="Compare with this scenario.")
@click.option("--sweep", is_flag=True, help="Run through the numbers of the file, as a curve.")
@with_format(*FORMATS)
@click.pass_context
def scenario(
    context: click.Context, name: str | None, against: str | None, sweep: bool, format_: str
) -> None:
    """Set volumes, ways and shares under a scenario beside those without; no NAME lists them.

    \b
    diplograph scenario
    diplograph scenario russia-closes-transit
    diplograph scenario caspian-level --sweep --format csv
    diplograph scenario russia-closes-transit --against cpc-out-60-days
    """
    from diplograph.answers import whatif

    if name is None:
        print_rows(whatif.catalogue(), format_)
        return
    if sweep and against:
        raise click.UsageError("--sweep and --against do not go together: a curve has no pair")
    store = load(context)
    found = whatif.sweep(store, name) if sweep else whatif.scenario(store, name, against=against)
    print_answer(found, format_, hidden=("facts", "subject", "sources"))
