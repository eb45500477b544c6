"""What the `corridors` view rests on: capacities, what is carried, and who states it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from diplograph import figures, lookup, provenance
from diplograph.figures import Figure
from diplograph.store import Store
from diplograph.table import Table, number
from diplograph.views.picture import Detail, Line, Names, Spot
from diplograph.vocab import short

CARRIED = """
SELECT ?segment ?commodity ?own WHERE {
  ?segment a dg:Segment ; dg:carries ?top . ?commodity skos:broader* ?top
  BIND(?commodity = ?top AS ?own)
} ORDER BY ?segment ?commodity ?own
"""
STATED_BY = """
SELECT ?thing ?source ?basis WHERE {
  { ?thing a dg:Segment } UNION { ?thing a dg:Place }
  ?thing dg:source ?source ; dg:basis ?basis
} ORDER BY ?thing ?source ?basis
"""


@dataclass(frozen=True)
class Known:
    """What the view reads of a store, once."""

    names: Names
    at: date
    figures: Mapping[str, Sequence[Figure]]
    carries: Mapping[str, Sequence[str]]
    own: Mapping[str, Sequence[str]]
    stated_by: Mapping[str, Sequence[str]]
    bases: Mapping[str, Sequence[str]]
    sources: Mapping[str, dict[str, Any]]
    partial: Mapping[str, Sequence[str]]


def read(store: Store, names: Names, at: date) -> Known:
    """Read what the view needs of a store."""
    carries: dict[str, list[str]] = defaultdict(list)
    own: dict[str, list[str]] = defaultdict(list)
    stated: dict[str, list[str]] = defaultdict(list)
    bases: dict[str, list[str]] = defaultdict(list)
    for row in store.select(CARRIED):
        commodity = short(row["commodity"])
        if commodity not in carries[short(row["segment"])]:
            carries[short(row["segment"])].append(commodity)
        if row["own"]:
            own[short(row["segment"])].append(commodity)
    for row in store.select(STATED_BY):
        for found, name in ((stated, "source"), (bases, "basis")):
            if short(row[name]) not in found[short(row["thing"])]:
                found[short(row["thing"])].append(short(row[name]))
    by_thing: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures.read(store):
        if figure.measure in ("Capacity", "TransitDays"):
            by_thing[figure.about].append(figure)
    listed = {short(row["source"]): row for row in provenance.sources(store)}
    partial = lookup.partial_days(store)
    return Known(names, at, by_thing, carries, own, stated, bases, listed, partial)


def holding(known: Known, reference: str, measure: str, *, plans: bool) -> list[Figure]:
    """Return the figures of a measure that hold on the day, by unit: those of the newest start."""
    statuses = figures.COUNTED + (("dg:StatusPlan", "dg:StatusTarget") if plans else ())
    newest: dict[tuple[str, str], list[Figure]] = {}
    for figure in known.figures.get(reference, ()):
        late = not plans and figure.start is not None and figure.start > known.at
        if figure.measure != measure or figure.status not in statuses or late:
            continue
        kept = newest.setdefault((figure.unit, figure.commodity), [])
        if kept and (figure.start or date.min) > (kept[0].start or date.min):
            kept.clear()
        if not kept or kept[0].start == figure.start:
            kept.append(figure)
    return [figure for key in sorted(newest) for figure in newest[key]]


def amount(figure: Figure) -> str:
    """Return the number of a figure with its bounds where they differ: `67 (60–72)`."""
    value, low, high = figure.band
    shown = number(value)
    return shown if low == high else f"{shown} ({number(low)}–{number(high)})"


def figure_detail(known: Known, say: Mapping[str, str], name: str, figure: Figure) -> Detail:
    """Return a line of a card: number, unit, year, status and the title of the source."""
    source = known.sources.get(figure.source, {})
    when = "" if figure.start is None else f", {figure.start.year}"
    of = f", {known.names(figure.commodity)}" if figure.commodity else ""
    status = known.names.plain(figure.status)
    text = f"{amount(figure)} {figure.unit}{of}{when}, {status} – {source.get('title', '')}"
    return Detail(name, text, source.get("url"))


def source_details(known: Known, say: Mapping[str, str], sources: Iterable[str]) -> list[Detail]:
    """Return a line of a card for each source, with its title and address."""
    listed = [known.sources[source] for source in sources if source in known.sources]
    return [Detail(say["source"], str(row["title"]), row["url"]) for row in listed]


def used_sources(
    known: Known, lines: Sequence[Line], spots: Sequence[Spot], headline: Table | None
) -> Table:
    """Return the sources that a line, a place or a figure of this page rests on."""
    shown = [line.key for line in lines] + [spot.key for spot in spots]
    used = {source for key in shown for source in known.stated_by.get(key, ())}
    used |= {f.source for key in shown for f in known.figures.get(key, ())}
    used |= {source for row in headline or () for source in row.get("sources") or ()}
    rows = [known.sources[source] for source in sorted(used) if source in known.sources]
    return Table(["title", "publisher", "published", "accessed", "licence", "url"], rows)
