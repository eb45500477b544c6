"""The state-year panel: one row per state of the graph and calendar year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from diplograph import figures
from diplograph.analysis.uncertainty import Band, share_of_total
from diplograph.exports import ties, units
from diplograph.exports.columns import Cells, Column, Panel, band_cells, banded, count, panel
from diplograph.figures import Figure
from diplograph.store import Store

WORLD, TOTAL = "area/world", "commodity/total"
OWN = "what the state itself reports, else any source"
OFFICES = {
    "head_of_state": "dg:HeadOfStateOffice",
    "head_of_government": "dg:HeadOfGovernmentOffice",
}
NUMBERS = (
    Column("gdp_usd", "gross domestic product", "number", "USD", "measure gdp"),
    Column("exports_usd", "exports of goods to the world", "number", "USD", OWN),
    Column("imports_usd", "imports of goods from the world", "number", "USD", OWN),
    Column("remittances_usd", "remittances received from the world", "number", "USD", OWN),
    Column("debt_usd", "external debt to all creditors", "number", "USD", "measure debt"),
    Column("fdi_usd", "foreign direct investment received", "number", "USD", "measure fdi"),
)
SHARES = {
    "export": "destination of the largest exports that the state reports",
    "import": "origin of the largest imports that the state reports",
}
SHARE = "a part and the total as the same state reports them; of the partners in the graph"
DATED = "on 31 December; only what has a known start"
COUNTS = (
    count("memberships", "organisations it is a member or founder of", DATED),
    count("memberships_high", "the same, with memberships whose start is unknown", "31 December"),
    count("agreements_signed", "agreements signed and not ended", DATED),
    count("agreements_in_force", "agreements known to be in force", DATED),
    count("summits", "summits that the state or its people took part in", "by the day it began"),
    count(
        "meetings",
        "summits, ministerials, visits, forums, dinners and bilateral meetings it took part in",
        "by the day it began",
    ),
    count(
        "sanctions",
        "sanctions in force at some time of the year on the state or organisations seated there",
        "only what has a known start; exceptions are no sanctions",
    ),
)


@dataclass(frozen=True)
class Known:
    """What the graph knows of states, read once."""

    codes: Mapping[str, Cells]
    numbers: Mapping[tuple[Any, ...], list[Figure]]
    trade: Mapping[tuple[Any, ...], list[Figure]]
    links: Mapping[str, ties.Ties]
    offices: Mapping[str, ties.Ties]
    sanctions: list[tuple[str, str, str, date | None, date | None]]
    money: Mapping[tuple[str, int], list[ties.Money]]


def states(store: Store, during: tuple[int, int] | None = None) -> Panel:
    """Return the state-year panel.

    Parameters
    ----------
    store
        The graph.
    during
        First and last year; None means 2015 to the last year that was over when sources were read.

    Returns
    -------
    Panel
        A row for every state of the graph and every year, sorted. A number has its band
        (`_low`, `_high`) and how many sources it spans (`_sources`); it is empty where there is no
        figure of that whole year. Counts are of facts in this graph.

    Examples
    --------
    >>> import diplograph as dg
    >>> row = next(r for r in states(dg.example(), (2024, 2024)).table if r["state"] == "XAA")
    >>> row["memberships"], row["gdp_usd"]
    (1, None)
    """
    known, years = _known(store), units.years(store, during)
    rows = [
        {"state": state, **known.codes[state], "year": year, **_row(known, state, year)}
        for state in sorted(known.codes)
        for year in years
    ]
    return panel("states", "state and year", rows, of=columns())


def columns() -> list[Column]:
    """Return the columns of the panel, in order."""
    listed = [*units.code_columns("state"), units.YEAR]
    for column in NUMBERS:
        listed += banded(column)
    for side, meaning in SHARES.items():
        listed.append(Column(f"top_{side}_partner", meaning, "text", "ISO 3166-1", SHARE))
        name, about = f"top_{side}_share", f"share of that partner in all {side}s"
        listed += banded(Column(name, about, "number", "percent", SHARE))
    for name in OFFICES:
        about = f"{name.replace('_', ' ')} on 31 December; several are joined by `; `"
        missing = "empty where no tenure with a known start covers the day"
        listed.append(Column(name, about, "text", "", "tenures with a known start", missing))
    return [*listed, *COUNTS, *units.money_columns("to the state")]


def _known(store: Store) -> Known:
    read = figures.counted(figures.read(store))
    money: dict[tuple[str, int], list[ties.Money]] = defaultdict(list)
    for item in ties.money(store):
        money[item.beneficiary, item.year].append(item)
    return Known(
        codes=units.codes(store),
        numbers=units.grouped(read, number_of),
        trade=units.grouped(read, side_of),
        links=ties.links(store),
        offices={name: ties.leaders(store, kind) for name, kind in OFFICES.items()},
        sanctions=ties.sanctions(store),
        money=money,
    )


def number_of(figure: Figure) -> tuple[str, str] | None:
    """Return column and state of a figure that states a number of a whole state, else None."""
    if figure.unit != "USD":
        return None
    match figure.measure, figure.commodity, figure.origin, figure.destination:
        case "Value", "commodity/total", state, "area/world":
            return "exports_usd", state
        case "Value", "commodity/total", "area/world", state:
            return "imports_usd", state
        case "Value", "commodity/remittances", "area/world", state:
            return "remittances_usd", state
    named = {"ExportTotal": "exports_usd", "ImportTotal": "imports_usd"}.get(figure.measure)
    if named and not figure.partner and figure.commodity in ("", TOTAL):
        return named, figure.about
    named = {"Debt": "debt_usd", "Fdi": "fdi_usd"}.get(figure.measure)
    if named and not figure.commodity and figure.partner in ("", WORLD):
        return named, figure.about
    return ("gdp_usd", figure.about) if figure.measure == "Gdp" and not figure.partner else None


def side_of(figure: Figure) -> tuple[str, str] | None:
    """Return side and state of trade with a state, in all goods, as it reports it, else None."""
    if (figure.measure, figure.commodity, figure.unit) != ("Value", TOTAL, "USD"):
        return None
    if "/" in figure.origin + figure.destination:  # an area, not a state
        return None
    sides = {figure.origin: "export", figure.destination: "import"}
    return (sides[figure.reporter], figure.reporter) if figure.reporter in sides else None


def _row(known: Known, state: str, year: int) -> Cells:
    cells: Cells = {}
    for column in NUMBERS:
        found = known.numbers.get((column.name, state, year), [])
        cells |= {f"{column.name}_sources": 0}
        cells |= units.known_cells(column.name, figures.coherent(found, state))
    for side in SHARES:
        cells |= {f"top_{side}_share_sources": 0} | _top(known, side, state, year)
    last = date(year, 12, 31)
    for name, offices in known.offices.items():
        names = sorted(ties.held(offices, state, ties.known_on(last)))
        cells[name] = "; ".join(names) or None
    return (
        cells | _counts(known, state, year) | units.money_cells(known.money.get((state, year), []))
    )


def _counts(known: Known, state: str, year: int) -> Cells:
    on, begun = ties.known_on(date(year, 12, 31)), ties.begun_in(year)
    tests = {
        "memberships": ("memberships", on),
        "memberships_high": ("memberships", ties.possible_on(date(year, 12, 31))),
        "agreements_signed": ("signed", on),
        "agreements_in_force": ("in_force", on),
        "summits": ("summits", begun),
        "meetings": ("meetings", begun),
    }
    cells: Cells = {
        n: len(ties.held(known.links[t], state, test)) for n, (t, test) in tests.items()
    }
    running = ties.running_in(year)
    on_it = {
        fact for fact, _, target, *ends in known.sanctions if target == state and running(*ends)
    }
    return cells | {"sanctions": len(on_it)}


def _top(known: Known, side: str, state: str, year: int) -> Cells:
    """Return the largest partner with its share, where the state's own total is known."""
    totals = known.numbers.get((f"{side}s_usd", state, year), [])
    total = figures.combine(figure for figure in totals if figure.reporter == state)
    parts: dict[str, list[Figure]] = defaultdict(list)
    for figure in known.trade.get((side, state, year), []):
        parts[figure.destination if side == "export" else figure.origin].append(figure)
    found = {p: part for p in sorted(parts) if (part := figures.combine(parts[p])) is not None}
    if total is None or not found or not total.band.value:
        return {}
    top = max(found, key=lambda partner: found[partner].band.value)
    share = Band(*(round(100 * x, 6) for x in share_of_total(found[top].band, total.band)))
    sources = [*found[top].sources, *total.sources]
    return {f"top_{side}_partner": top, **band_cells(f"top_{side}_share", share, sources)}
