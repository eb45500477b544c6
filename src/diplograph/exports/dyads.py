"""The dyad-year panel: one row per ordered pair of states that a fact links, and calendar year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from diplograph import figures
from diplograph.exports import ties, units
from diplograph.exports.columns import Cells, Column, Panel, banded, count, panel
from diplograph.figures import Figure
from diplograph.store import Store

GOODS = "goods that go from origin to destination"
NUMBERS = (
    Column("exports_by_origin_usd", f"{GOODS}, as the origin reports", "number", "USD"),
    Column("imports_by_destination_usd", f"{GOODS}, as the destination reports", "number", "USD"),
    Column("trade_by_others_usd", f"{GOODS}, as anybody else reports", "number", "USD"),
    Column("remittances_usd", "remittances from origin to destination", "number", "USD"),
)
DATED = "on 31 December; only what has a known start"
COUNTS = (
    count("shared_memberships", "organisations that both are members or founders of", DATED),
    count("shared_memberships_high", "the same, with memberships of unknown start", "31 December"),
    count("agreements_signed", "agreements that both signed, not ended", DATED),
    count("agreements_in_force", "agreements of both known to be in force", DATED),
    count("summits", "summits that both took part in", "by the day it began"),
    count("meetings", "meetings of any kind that both took part in", "by the day it began"),
    count(
        "sanctions",
        "sanctions of the origin on the destination or organisations seated there",
        "in force at some time of the year, with a known start; exceptions are no sanctions",
    ),
)
CONTIGUOUS = Column(
    "contiguous",
    "1 where the graph has a land border between the two",
    "count",
    "",
    "borders",
    "empty where the graph has none; it does not cover all borders of the world",
)
Pair = tuple[str, str]
Held = dict[str, dict[str, set[str]]]  # column → state → ties
DIRECT = ("signed", "in_force", "meetings")  # what links two states by itself; membership does not


@dataclass(frozen=True)
class Known:
    """What the graph knows of pairs of states, read once."""

    codes: Mapping[str, Cells]
    numbers: Mapping[tuple[Any, ...], list[Figure]]
    links: Mapping[str, ties.Ties]
    sanctions: list[tuple[str, str, str, date | None, date | None]]
    money: Mapping[tuple[str, str, int], list[ties.Money]]
    borders: set[Pair]


def dyads(store: Store, during: tuple[int, int] | None = None) -> Panel:
    """Return the directed dyad-year panel.

    Parameters
    ----------
    store
        The graph.
    during
        First and last year; None as for the state-year panel.

    Returns
    -------
    Panel
        Rows for every ordered pair of two states that a flow, an agreement, a meeting, a sanction,
        money or a border links in any year and either direction, each year of the period, sorted.
        What goes the other way is in the row of the other order.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = dyads(dg.example(), (2024, 2024)).table
    >>> [r["imports_by_destination_usd"] for r in rows
    ...  if (r["origin"], r["destination"]) == ("XBB", "XAA")]
    [5000000]
    """
    known = _known(store)
    held = {year: _held(known, year) for year in units.years(store, during)}
    rows = [
        {**_named(known, *pair), "year": year, **_row(known, pair, year, held[year])}
        for pair in sorted(_linked(known))
        for year in held
    ]
    return panel("dyads", "ordered pair of states and year", rows, of=columns())


def columns() -> list[Column]:
    """Return the columns of the panel, in order."""
    listed = [*units.code_columns("origin"), *units.code_columns("destination"), units.YEAR]
    for column in NUMBERS:
        listed += banded(column)
    money = units.money_columns("of the origin itself to the destination")
    return [*listed, *COUNTS, CONTIGUOUS, *money]


def _known(store: Store) -> Known:
    read = figures.counted(figures.read(store))
    money: dict[tuple[str, str, int], list[ties.Money]] = defaultdict(list)
    for item in ties.money(store):
        money[item.actor, item.beneficiary, item.year].append(item)
    return Known(
        codes=units.codes(store),
        numbers=units.grouped(read, number_of),
        links=ties.links(store),
        sanctions=ties.sanctions(store),
        money=money,
        borders=ties.borders(store),
    )


def number_of(figure: Figure) -> tuple[str, str, str] | None:
    """Return column, origin and destination of a flow of goods or remittances, else None."""
    pair = (figure.origin, figure.destination)
    if (figure.measure, figure.unit) != ("Value", "USD"):
        return None
    if figure.commodity == "commodity/remittances":
        return "remittances_usd", *pair
    tellers = {figure.origin: "exports_by_origin_usd"}
    tellers[figure.destination] = "imports_by_destination_usd"
    name = tellers.get(figure.reporter, "trade_by_others_usd")
    return (name, *pair) if figure.commodity == "commodity/total" else None


def _linked(known: Known) -> set[Pair]:
    """Return the ordered pairs of states that some fact links, each in both orders."""
    pairs = {(origin, destination) for _, origin, destination, _ in known.numbers}
    pairs |= {(actor, to) for actor, to, _ in known.money} | known.borders
    pairs |= {(imposer, target) for _, imposer, target, *_ in known.sanctions}
    for name in DIRECT:
        pairs |= set(_together(known.links[name]))
    both = pairs | {(b, a) for a, b in pairs}
    return {(a, b) for a, b in both if a != b and a in known.codes and b in known.codes}


def _together(found: ties.Ties) -> Iterator[Pair]:
    """Yield the pairs of states that share a tie."""
    states: dict[str, list[str]] = defaultdict(list)
    for state, own in found.items():
        for tie in own:
            states[tie].append(state)
    for members in states.values():
        yield from ((a, b) for a in members for b in members)


def _named(known: Known, origin: str, destination: str) -> Cells:
    cells: Cells = {"origin": origin, "destination": destination}
    for role in ("origin", "destination"):
        cells |= {f"{role}_{name}": code for name, code in known.codes[cells[role]].items()}
    return cells


def _row(known: Known, pair: Pair, year: int, held: Held) -> Cells:
    cells: Cells = {"contiguous": 1 if pair in known.borders else None}
    for column in NUMBERS:
        found = known.numbers.get((column.name, *pair, year), [])
        cells |= {f"{column.name}_sources": 0, **units.known_cells(column.name, found)}
    shared = {name: len(held[name][pair[0]] & held[name][pair[1]]) for name in held}
    running = ties.running_in(year)
    imposed = {
        fact
        for fact, imposer, target, start, end in known.sanctions
        if (imposer, target) == pair and running(start, end)
    }
    money = units.money_cells(known.money.get((*pair, year), []))
    return {**cells, **shared, **money, "sanctions": len(imposed)}


def _held(known: Known, year: int) -> Held:
    """Return, by column and state, the ties that the state has in a year."""
    last, begun = date(year, 12, 31), ties.begun_in(year)
    tests = {
        "shared_memberships": ("memberships", ties.known_on(last)),
        "shared_memberships_high": ("memberships", ties.possible_on(last)),
        "agreements_signed": ("signed", ties.known_on(last)),
        "agreements_in_force": ("in_force", ties.known_on(last)),
        "summits": ("summits", begun),
        "meetings": ("meetings", begun),
    }
    return {
        name: {state: ties.held(known.links[tie], state, test) for state in known.codes}
        for name, (tie, test) in tests.items()
    }
