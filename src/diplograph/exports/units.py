"""What both panels share: years, codes of states, numbers by state and year, money by year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from diplograph.analysis.uncertainty import add
from diplograph.exports.columns import Cells, Column, band_cells, banded, count
from diplograph.exports.ties import Money
from diplograph.figures import Figure, combine
from diplograph.store import Store
from diplograph.vocab import short

FIRST_YEAR = 2015
DAY = "SELECT (MAX(?day) AS ?newest) WHERE { ?source a dg:Source ; dg:accessed ?day }"
CODES = """
SELECT ?state ?name ?cow ?abbreviation ?gw WHERE {
  ?state a dg:State ; rdfs:label ?name FILTER(LANG(?name) = "en")
  OPTIONAL { ?state dg:cowCode ?cow } OPTIONAL { ?state dg:cowAbbreviation ?abbreviation }
  OPTIONAL { ?state dg:gwCode ?gw }
} ORDER BY ?state
"""
CODE_COLUMNS = (
    ("name", "English name", "unicode-cldr"),
    ("cow", "Correlates of War numeric code (as text)", "cow-states-2016"),
    ("cow_abbr", "Correlates of War abbreviation", "cow-states-2016"),
    ("gw", "Gleditsch–Ward numeric code (as text)", "gw-states-2020"),
)
MONEY = {
    "pledged": ("dg:Pledge", "pledges"),
    "committed": ("dg:CommittedFunds", "committed funds"),
    "disbursed": ("dg:Disbursement", "disbursements"),
}
YEAR = Column("year", "calendar year", "count", "year", "the panel", "never empty")


def data_day(store: Store) -> date:
    """Return the day on which the newest source was read: the day of the data."""
    newest: date = store.select(DAY)[0]["newest"]
    return newest


def years(store: Store, during: tuple[int, int] | None) -> range:
    """Return the years of a panel: those asked for, else 2015 to the last one that was over."""
    first, last = during or (FIRST_YEAR, data_day(store).year - 1)
    return range(first, last + 1)


def codes(store: Store) -> dict[str, Cells]:
    """Return, by ISO code, the name and codes of the states of the graph; codes are text."""
    return {
        short(row["state"]): {
            "name": row["name"],
            "cow": row["cow"],
            "cow_abbr": row["abbreviation"],
            "gw": row["gw"],
        }
        for row in store.select(CODES)
    }


def code_columns(role: str) -> list[Column]:
    """Return the columns that name a state in a role (`state`, `origin`, `destination`)."""
    missing = "empty where the list has no such state"
    prefix = "" if role == "state" else f"{role}_"
    iso = Column(
        role,
        f"ISO 3166-1 alpha-3 code of the {role}",
        "text",
        "",
        "iso-3166-pycountry",
        "never empty",
    )
    return [
        iso,
        *(
            Column(f"{prefix}{name}", f"{meaning} of the {role}", "text", "", source, missing)
            for name, meaning, source in CODE_COLUMNS
        ),
    ]


def grouped(
    figures: Iterable[Figure], key: Callable[[Figure], tuple[str, ...] | None]
) -> dict[tuple[Any, ...], list[Figure]]:
    """Return figures of whole calendar years by key and year; None leaves a figure out."""
    found: dict[tuple[Any, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        named = key(figure)
        if named is not None and figure.year is not None:
            found[(*named, figure.year)].append(figure)
    return found


def known_cells(name: str, figures: Sequence[Figure]) -> Cells:
    """Return the cells of a number that several figures state; none where there is no figure."""
    known = combine(figures)
    return band_cells(name, known.band, known.sources) if known else {}


def money_columns(whose: str) -> list[Column]:
    """Return the columns of pledges, commitments and disbursements, each kept apart."""
    found = []
    for name, (_, words) in MONEY.items():
        rule = "commitments in USD, by the year of their start, else of their announcement"
        missing = "empty where no amount in USD is known; other currencies are not converted"
        about = (
            f"amount of the {words} {whose}; empty where there are several, which may be tellings "
            "or parts of one another: then low is the largest and high the sum"
        )
        found += banded(Column(f"{name}_usd", about, "number", "USD", rule, missing))
        found.append(count(name, f"{words} {whose}, in any currency or without an amount", rule))
    return found


def money_cells(given: Iterable[Money]) -> Cells:
    """Return the amounts and counts of what was pledged, committed and disbursed.

    Several commitments may be tellings or parts of one another, so no sum is asserted: what is
    certain is the largest of them, what is possible is all of them together.
    """
    listed = list(given)
    cells: Cells = {}
    for name, (kind, _) in MONEY.items():
        own = [item for item in listed if item.kind == kind]
        bands = [item.band for item in own if item.band is not None]
        sources = {s for item in own if item.band is not None for s in item.sources}
        total = add(bands)._replace(low=max(band.low for band in bands)) if bands else None
        cells |= {f"{name}_usd_sources": 0, **band_cells(f"{name}_usd", total, sources)}
        cells |= {name: len(own)} | ({f"{name}_usd": None} if len(bands) > 1 else {})
    return cells
