"""Shell completion: the command that prints the script, and what options and arguments offer.

Offers come from the shipped tables, query files and scenario files as they lie on disk: opening the
store would take longer than typing the word.
"""

from __future__ import annotations

import csv
from collections.abc import Callable

import click
from click.shell_completion import CompletionItem, get_completion_class

from diplograph.cli.group import main
from diplograph.files import folder

SHELLS = ("bash", "zsh", "fish")
Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


@main.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the script that lets a shell complete commands, states, commodities, queries.

    Add it to ~/.bashrc or ~/.zshrc, or write it to ~/.config/fish/completions/diplograph.fish.

    \b
    diplograph completion bash
    """
    found = get_completion_class(shell)
    assert found is not None  # click knows all of SHELLS
    click.echo(found(main, {}, "diplograph", "_DIPLOGRAPH_COMPLETE").source())


def ids(*tables: str) -> Offer:
    """Return an offer of the ids of some tables, with the English label where there is one."""

    def offer(
        context: click.Context, parameter: click.Parameter, start: str
    ) -> list[CompletionItem]:
        rows = [row for table in tables for row in _rows(table)]
        return [
            CompletionItem(row["id"], help=row.get("label_en") or None)
            for row in rows
            if row["id"].casefold().startswith(start.casefold())
        ]

    return offer


def files(kind: str, pattern: str) -> Offer:
    """Return an offer of the names of files in a folder of the package, such as the queries."""

    def offer(
        context: click.Context, parameter: click.Parameter, start: str
    ) -> list[CompletionItem]:
        root, *below = kind.split("/")
        names = sorted(path.stem for path in folder(root).joinpath(*below).glob(pattern))
        return [CompletionItem(name) for name in names if name.startswith(start)]

    return offer


def parameters(
    context: click.Context, parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    """Offer the parameters of the query that the command line names, as `name=`."""
    from diplograph.errors import NotFoundError
    from diplograph.queries import find_query

    # An option that still lacks its value leaves the argument unread.
    name = context.params.get("name") or next(iter(context.args), "")
    try:
        known = find_query(name).params
    except NotFoundError:
        return []
    return [
        CompletionItem(f"{word}=", help=known[word].meaning)
        for word in known
        if word.startswith(start)
    ]


def _rows(table: str) -> list[dict[str, str]]:
    with (folder("data") / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


states = ids("states")
commodities = ids("commodities")
ends = ids("states", "places")
parts = ids("states", "places", "segments")
query_names = files("queries", "*.rq")
scenario_names = files("data/scenarios", "*.toml")
