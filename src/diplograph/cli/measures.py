"""Commands that measure: dependence, routes, compare, scenario."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import click

from diplograph.cli.completion import commodities, ends, parts, scenario_names, states
from diplograph.cli.group import (
    FORMATS,
    ask,
    load,
    main,
    with_at,
    with_during,
    with_format,
    with_leave_one_out,
)
from diplograph.given import charges, year_or_day
from diplograph.printing import print_answer, print_rows

HIDDEN_CHANGES = ("facts", "facts_before", "facts_after", "sources", "subject", "thing", "other")


def of_a_passage(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a passage is asked with: two ends, a commodity, what is closed, day and plans."""
    options = (
        click.argument("origin", shell_complete=ends),
        click.argument("destination", shell_complete=ends),
        click.option(
            "--commodity", "-c", default="containers", show_default=True,
            shell_complete=commodities,
        ),
        click.option(
            "--without", multiple=True, metavar="ID", help="Close a state, place or segment.",
            shell_complete=parts,
        ),
        with_at,
        click.option("--plans", is_flag=True, help="Count planned segments and capacities."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("state", shell_complete=states)
@click.option(
    "--on",
    required=True,
    metavar="STATE",
    help="The state it may depend on.",
    shell_complete=states,
)
@click.option("--commodity", "-c", help="Slug or name; default all.", shell_complete=commodities)
@click.option(
    "--year", "-y", type=click.IntRange(1, 9999), help="Default: the newest of each measure."
)
@with_during
@with_leave_one_out
@with_format(*FORMATS)
@click.pass_context
def dependence(
    context: click.Context, /, during: tuple[int, int] | None, format_: str, **asked: Any
) -> None:
    """Tell how much STATE depends on another as supplier, market, transit.

    \b
    diplograph dependence TJK --on RUS --commodity oil-products
    diplograph dependence KAZ --on RUS -c crude-oil --during 2015/2025
    diplograph dependence KAZ --on RUS -c total --leave-one-out
    """
    from diplograph import answers

    found = ask(context, answers.dependence, during, **asked)
    print_answer(found, format_, hidden=("facts",))


@main.command()
@of_a_passage
@click.option("-k", type=click.IntRange(1, 50), default=3, show_default=True)
@click.option("--by", type=click.Choice(["km", "days"]), default="km", show_default=True)
@click.option(
    "--charges",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    callback=charges,
    help="Rank by generalised cost, at the charges of a TOML file.",
)
@with_during
@with_format(*FORMATS)
@click.pass_context
def routes(
    context: click.Context, /, during: tuple[int, int] | None, format_: str, **asked: Any
) -> None:
    """Rank the ways from ORIGIN to DESTINATION and tell how much can pass.

    \b
    diplograph routes xian poti --commodity containers --without RUS --at 2024-12-31
    """
    from diplograph import answers

    found = ask(context, answers.routes, during, **asked)
    print_answer(found, format_, hidden=("facts", "segments", "days_low", "days_high", "km"))


@main.command()
@of_a_passage
@click.option("-k", type=click.IntRange(1, 3), default=2, show_default=True)
@with_during
@with_format(*FORMATS)
@click.pass_context
def chokepoints(
    context: click.Context, /, during: tuple[int, int] | None, format_: str, **asked: Any
) -> None:
    """Tell what the passage from ORIGIN to DESTINATION hangs on, and who controls it.

    \b
    diplograph chokepoints xian poti --without RUS --without IRN --at 2025-12-31
    diplograph chokepoints KAZ ceyhan -c crude-oil -k 1
    """
    from diplograph import answers

    found = ask(context, answers.chokepoints, during, **asked)
    print_answer(found, format_, hidden=("facts", "sources", "things"))


@main.command()
@click.argument("state", shell_complete=states)
@click.option("--commodity", "-c", default="total", show_default=True, shell_complete=commodities)
@click.option(
    "--year", "-y", type=click.IntRange(1, 9999), help="Default: the newest with figures."
)
@with_during
@with_leave_one_out
@with_format(*FORMATS)
@click.pass_context
def compare(
    context: click.Context, /, during: tuple[int, int] | None, format_: str, **asked: Any
) -> None:
    """Set Russia, the Caspian, China and other ways of STATE side by side.

    \b
    diplograph compare KAZ --commodity crude-oil --year 2025
    diplograph compare KAZ --commodity crude-oil --during 2015/2025
    """
    from diplograph import answers

    found = ask(context, answers.compare, during, **asked)
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
@click.argument("actor", shell_complete=states)
@click.option(
    "--over", metavar="STATE", help="The state at the end; default all.", shell_complete=states
)
@click.option("--hops", type=click.IntRange(1, 4), default=3, show_default=True)
@click.option("--year", "-y", type=click.IntRange(1, 9999), help="Default: the newest of each.")
@with_during
@with_format(*FORMATS)
@click.pass_context
def influence(
    context: click.Context,
    actor: str,
    over: str | None,
    hops: int,
    year: int | None,
    during: tuple[int, int] | None,
    format_: str,
) -> None:
    """Tell over whom ACTOR has influence, by which chain of dependences.

    \b
    diplograph influence RUS --over TJK
    diplograph influence CHN --hops 2
    """
    from diplograph import answers

    asked = {"actor": actor, "over": over, "hops": hops, "year": year}
    found = ask(context, answers.influence, during, **asked)
    print_answer(found, format_, hidden=("facts", "sources", "over"))


@main.command()
@click.argument("state", required=False, shell_complete=states)
@click.option("--from", "before", required=True, callback=year_or_day, metavar="YEAR|DAY")
@click.option("--to", "after", required=True, callback=year_or_day, metavar="YEAR|DAY")
@click.option(
    "--commodity",
    "-c",
    help="Slug or name; default total. For years only.",
    shell_complete=commodities,
)
@click.option(
    "--on",
    metavar="STATE",
    help="Shares of this state only. For years only.",
    shell_complete=states,
)
@with_format(*FORMATS)
@click.pass_context
def changes(
    context: click.Context,
    /,
    state: str | None,
    before: int | date,
    after: int | date,
    format_: str,
    **narrow: str | None,
) -> None:
    """Tell what changed for STATE from one year to another, and which facts brought it about.

    Between two days: which offices, memberships, agreements, segments, shares, sanctions,
    disruptions and capacities began, ended or changed, of STATE or of the whole graph.

    \b
    diplograph changes KAZ --from 2022 --to 2025 --commodity crude-oil --on RUS
    diplograph changes KAZ --from 2022-02-23 --to 2025-12-31
    """
    from diplograph import answers

    given = {name: value for name, value in narrow.items() if value is not None}
    if isinstance(before, int) and isinstance(after, int) and state and before < after:
        found = answers.changes(load(context), state, before=before, after=after, **given)
    elif isinstance(before, date) and isinstance(after, date) and before < after and not given:
        found = answers.between(load(context), before, after, state=state)
    else:
        raise click.UsageError(
            "--from and --to take two years in order, with a STATE, or two days in order, without"
            " --commodity and --on"
        )
    print_answer(found, format_, hidden=HIDDEN_CHANGES)


@main.command()
@click.argument("name", required=False, shell_complete=scenario_names)
@click.option(
    "--against",
    metavar="NAME|FILE",
    help="Compare with this scenario.",
    shell_complete=scenario_names,
)
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
