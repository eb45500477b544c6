"""The `corridors` view: every segment and place of the transport network, placed on the globe."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from diplograph import lookup
from diplograph.errors import NotFoundError
from diplograph.figures import Figure
from diplograph.networks import SEGMENTS
from diplograph.store import Store
from diplograph.table import Table, number
from diplograph.views.evidence import (
    Known,
    amount,
    figure_detail,
    holding,
    read,
    source_details,
    used_sources,
)
from diplograph.views.picture import (
    Choice,
    Detail,
    Filter,
    Line,
    Mark,
    Names,
    Picture,
    Spot,
    as_day,
    choices,
)
from diplograph.views.places import grid_of, spots_of
from diplograph.views.words import words
from diplograph.vocab import short, thing

# Okabe–Ito, with the two lightest darkened until they reach 3:1 on white (WCAG 1.4.11).
MODE_COLORS = {
    "dg:Pipeline": "#D55E00",
    "dg:Rail": "#1A1A1A",
    "dg:Road": "#B57B00",
    "dg:SeaLeg": "#0072B2",
    "dg:Ferry": "#009E73",
    "dg:Power": "#BF5A94",
    "dg:Cable": "#3A8FC8",
}
COLUMNS = ("segment", "from", "mode", "to", "states", "carries", "capacity", "unit", "gauge",
           "status", "start", "end", "source")  # fmt: skip
GAUGES = "SELECT ?segment ?gauge WHERE { ?segment dg:gaugeMm ?gauge } ORDER BY ?segment ?gauge"
PLANNED = ("dg:AssetConstruction", "dg:AssetPlanned")
STOPPED = ("dg:AssetSuspended", "dg:AssetClosed")
GUESSED = "guessed"
NO_GAUGE = "unknown"
DASHED, DOTTED, BROKEN, CROSSED = (14, 7), (2, 5), (12, 6, 2, 6), (3, 10)


def corridors(
    store: Store, at: date, language: str, *, year: int | None, headline: Table | None
) -> Picture:
    """Return the picture of all segments that the graph knows, with their state on a day."""
    say, names = words(language), Names(store, language)
    known = read(store, names, at)
    lines, spots = drawn(store, known, say)
    numbers = headline or _headline(store, names, say, year)
    return Picture(
        name="corridors", language=language, at=at,
        title=say["corridors"],
        summary=say["corridors_summary"],
        spots=spots, lines=lines, left_out=0,
        spot_marks={"place": Mark(say["places"], "#FFFFFF", "dot")},
        line_marks=marks_of(names, lines),
        styles=_styles(say),
        filters=_filters(names, say, lines),
        columns=_columns(say),
        sources=used_sources(known, lines, spots, numbers),
        method=say["corridors_method"],
        query=SEGMENTS.strip(),
        statements=len(store),
        grid=grid_of(names, spots),
        headline=numbers,
    )  # fmt: skip


def drawn(store: Store, known: Known, say: Mapping[str, str]) -> tuple[list[Line], list[Spot]]:
    """Return every segment as a line, and every place that one touches as a spot."""
    rows = _by_segment(store)
    widest = _widest(known, rows)
    lines = [_line(known, say, row, widest) for row in rows]
    spots = spots_of(store, known, say, lines)
    return _with_positions(lines, spots), spots


def _with_positions(lines: Sequence[Line], spots: Sequence[Spot]) -> list[Line]:
    """Tag each line by whether both its ends have coordinates; a guessed end misleads the eye."""
    guessed = {spot.key for spot in spots if spot.estimated}
    return [
        replace(line, tags={**line.tags, "position": [GUESSED if ends & guessed else "known"]})
        for line in lines
        for ends in [{line.origin, line.destination}]
    ]


def _by_segment(store: Store) -> list[dict[str, Any]]:
    """Return one row a segment, with short references, and its gauges in mm where they are stated.

    A date that two sources state differently is the first full one.
    """
    rows: dict[str, dict[str, Any]] = {}
    for row in store.select(SEGMENTS):
        new = {k: short(v) if isinstance(v, str) else v for k, v in row.items()}
        kept = rows.setdefault(new["segment"], new)
        for name in ("opened", "closed"):
            kept[name] = as_day(kept[name]) or as_day(new[name])
    for row in rows.values():
        row["states"] = tuple((row["states"] or "").split())
        row["gauges"] = []
    for row in store.select(GAUGES):
        rows[short(row["segment"])]["gauges"].append(str(row["gauge"]))
    return list(rows.values())


def status_on(row: Mapping[str, Any], at: date) -> str:
    """Return the status of a segment on a day: its dates overrule an "operating" that is later."""
    if row["closed"] is not None and row["closed"] < at:
        return "dg:AssetClosed"
    if row["status"] == "dg:AssetOperating" and row["opened"] is not None and row["opened"] > at:
        return "dg:AssetPlanned"
    return str(row["status"])


def _widest(known: Known, rows: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Return the largest capacity of a segment in each unit, against which widths are drawn."""
    largest: dict[str, float] = {}
    for row in rows:
        for figure in _capacities(known, row):
            largest[figure.unit] = max(largest.get(figure.unit, 0), figure.band.value)
    return largest


def _capacities(known: Known, row: Mapping[str, Any]) -> list[Figure]:
    planned = status_on(row, known.at) in PLANNED
    return holding(known, row["segment"], "Capacity", plans=planned)


def _line(
    known: Known, say: Mapping[str, str], row: Mapping[str, Any], widest: Mapping[str, float]
) -> Line:
    status, names = status_on(row, known.at), known.names
    capacities = _capacities(known, row)
    shares = [f.band.value / widest[f.unit] for f in capacities if widest[f.unit]]
    return Line(
        key=row["segment"],
        origin=row["origin"],
        destination=row["destination"],
        label=names(row["segment"]),
        kind=row["mode"],
        cells=_cells(known, say, row, status, capacities),
        details=_details(known, say, row, status, capacities),
        tags={
            "mode": [row["mode"]],
            "commodity": known.carries.get(row["segment"], ()),
            "status": [status],
            "crosses": list(dict.fromkeys(row["states"])),
            "basis": known.bases.get(row["segment"], ()),
            "gauge": row["gauges"] or [NO_GAUGE] * (row["mode"] == "dg:Rail"),
        },
        width=2.5 + 5 * math.sqrt(max(shares)) if shares else 1.6,
        dashes=dashes_of(status, known_capacity=bool(shares)),
        directed=row["direction"] != "dg:DirectionBoth",
    )


def dashes_of(status: str, *, known_capacity: bool) -> tuple[int, ...]:
    """Return the dashes of a line: planned are dashed, an unknown capacity is dotted."""
    if status in STOPPED:
        return CROSSED
    if status in PLANNED:
        return DASHED if known_capacity else BROKEN
    return () if known_capacity else DOTTED


def _details(
    known: Known,
    say: Mapping[str, str],
    row: Mapping[str, Any],
    status: str,
    capacities: Sequence[Figure],
) -> list[Detail]:
    names = known.names
    lines = [
        Detail(say["mode"], f"{names(row['mode'])}, {names.plain(status)}"),
        Detail(say["states"], " → ".join(names(s) for s in row["states"]) or say["unknown"]),
        Detail(say["carries"], ", ".join(names(c) for c in known.own.get(row["segment"], ()))),
        Detail(say["operator"], names(row["operator"]) if row["operator"] else say["unknown"]),
    ]
    lines += [figure_detail(known, say, say["capacity"], figure) for figure in capacities]
    if not capacities:
        lines.append(Detail(say["capacity"], say["capacity_unknown"]))
    for figure in holding(known, row["segment"], "TransitDays", plans=False):
        lines.append(figure_detail(known, say, say["days"], figure))
    if row["km"] is not None:
        lines.append(Detail(say["length"], f"{number(row['km'])} km"))
    lines += [Detail(say["gauge"], gauge) for gauge in row["gauges"]]
    lines += [Detail(say[name], day) for name, day in _days(known, row).items()]
    return lines + source_details(known, say, known.stated_by.get(row["segment"], ()))


def _days(known: Known, row: Mapping[str, Any]) -> dict[str, str]:
    """Return when a segment opened and closed, as far as that is known, as it is stated."""
    iri = thing(row["segment"]).value
    return {
        name: lookup.as_stated(known.partial, row[column], iri)
        for name, column in (("start", "opened"), ("end", "closed"))
        if row[column]
    }


def _cells(
    known: Known,
    say: Mapping[str, str],
    row: Mapping[str, Any],
    status: str,
    capacities: Sequence[Figure],
) -> dict[str, list[Detail]]:
    names = known.names
    stated = [*known.stated_by.get(row["segment"], ()), *(f.source for f in capacities)]
    plain = {
        "segment": [names(row["segment"])],
        "from": [names(row["origin"])],
        "mode": [names(row["mode"])],
        "to": [names(row["destination"])],
        "states": [", ".join(names(state) for state in row["states"])],
        "carries": [", ".join(names(c) for c in known.own.get(row["segment"], ()))],
        "capacity": [amount(figure) for figure in capacities],
        "unit": [figure.unit for figure in capacities],
        "gauge": row["gauges"],
        "status": [names.plain(status)],
        "start": [],
        "end": [],
        **{name: [day] for name, day in _days(known, row).items()},
    }
    cells = {name: [Detail("", text) for text in texts] for name, texts in plain.items()}
    return cells | {"source": source_details(known, say, dict.fromkeys(stated))}


def _columns(say: Mapping[str, str]) -> dict[str, str]:
    return {name: say[name] for name in COLUMNS}


def marks_of(names: Names, lines: Iterable[Line]) -> dict[str, Mark]:
    """Return the look of each mode that lines have."""
    present = {line.kind for line in lines}
    shown = [mode for mode in MODE_COLORS if mode in present] + sorted(present - set(MODE_COLORS))
    return {mode: Mark(names(mode), MODE_COLORS.get(mode, "#666666")) for mode in shown}


def _styles(say: Mapping[str, str]) -> list[Mark]:
    return [
        Mark(say["capacity_known"], "#444444", width=6),
        Mark(say["capacity_unknown"], "#444444", dashes=DOTTED, width=2),
        Mark(say["planned_line"], "#444444", dashes=DASHED, width=4),
        Mark(say["stopped_line"], "#444444", dashes=CROSSED, width=2),
        Mark(say["position_guessed"], "#FFFFFF", shape="dot", dashes=(3, 2)),
    ]


def _filters(names: Names, say: Mapping[str, str], lines: Sequence[Line]) -> list[Filter]:
    tags = {value for line in lines for values in line.tags.values() for value in values}
    labels = {value: names.plain(value) for value in sorted(tags)}
    commodities = choices(lines, "commodity", labels)
    commodities.sort(key=lambda choice: (choice.label.casefold(), choice.value))
    crossed = choices(lines, "crosses", labels)
    unticked = [Choice(c.value, c.label, c.count, chosen=False) for c in crossed]
    everything = Choice("", say["all_commodities"], len(lines))
    ends = {"known": say["position_known"], GUESSED: say["position_guessed"]}
    unstated = {NO_GAUGE: say["gauge_unknown"]}
    return [
        Filter("commodity", say["commodity"], "one", [everything, *commodities]),
        Filter("mode", say["mode"], "all", choices(lines, "mode", labels)),
        Filter("crosses", say["crosses"], "hide", unticked, say["crosses_note"]),
        Filter("status", say["status"], "all", choices(lines, "status", labels, off=STOPPED)),
        Filter("gauge", say["gauge_of_railways"], "all", choices(lines, "gauge", unstated)),
        Filter("basis", say["basis"], "any", choices(lines, "basis", labels)),
        Filter(
            "position", say["line_ends"], "all", choices(lines, "position", ends, off=[GUESSED])
        ),
    ]


def _headline(store: Store, names: Names, say: Mapping[str, str], year: int | None) -> Table | None:
    """Return the ways of Kazakh crude, the numbers of the first case, where the graph has them."""
    from diplograph.answers.corridors import compare

    try:
        found = compare(store, "KAZ", commodity="crude-oil", year=year)
    except NotFoundError:
        return None
    rows = [
        {**row, "label": say[f"way_{row['way']}"] if row.get("way") else names(row["subject"])}
        for row in found.rows
        if row["measure"] in ("way_share", "transit_share")
    ]
    title = f"{names('commodity/crude-oil')}, {names('KAZ')}"
    columns = ["of", "measure", "label", "value", "low", "high", "unit", "year", "sources"]
    return Table(columns, [{c: r.get(c, title) for c in columns} for r in rows]) if rows else None
