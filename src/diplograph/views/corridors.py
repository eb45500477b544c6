"""The `corridors` view: every segment and place of the transport network, placed on the globe."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from diplograph import figures, provenance
from diplograph.errors import NotFoundError
from diplograph.figures import Figure
from diplograph.networks import PLACES, SEGMENTS
from diplograph.store import Store
from diplograph.table import Table, number
from diplograph.views.picture import (
    Choice,
    Detail,
    Filter,
    Grid,
    Line,
    Mark,
    Names,
    Picture,
    Spot,
    as_day,
    choices,
)
from diplograph.views.words import words
from diplograph.vocab import short

CARRIED = """
SELECT ?segment ?commodity ?own WHERE {
  ?segment a dg:Segment ; dg:carries ?top . ?commodity skos:broader* ?top
  BIND(?commodity = ?top AS ?own)
} ORDER BY ?segment ?commodity ?own
"""
STATED_BY = """
SELECT ?thing ?source WHERE {
  { ?thing a dg:Segment } UNION { ?thing a dg:Place }
  ?thing dg:source ?source
} ORDER BY ?thing ?source
"""
PLACE_KINDS = """
SELECT ?place ?kind WHERE {
  ?place a ?kind . ?kind rdfs:subClassOf dg:Place
} ORDER BY ?place ?kind
"""
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
PLANNED = ("dg:AssetConstruction", "dg:AssetPlanned")
STOPPED = ("dg:AssetSuspended", "dg:AssetClosed")
DASHED, DOTTED, BROKEN, CROSSED = (14, 7), (2, 5), (12, 6, 2, 6), (3, 10)
PIXELS_PER_DEGREE = 12.0
# What the first view frames: the five Central Asian states, the Caspian and the Black Sea.
CORE = (28.0, 34.0, 88.0, 56.0)


@dataclass(frozen=True)
class Known:
    """What the view reads of a store, once."""

    names: Names
    at: date
    figures: Mapping[str, Sequence[Figure]]
    carries: Mapping[str, Sequence[str]]
    own: Mapping[str, Sequence[str]]
    stated_by: Mapping[str, Sequence[str]]
    sources: Mapping[str, dict[str, Any]]


def corridors(
    store: Store, at: date, language: str, *, year: int | None, headline: Table | None
) -> Picture:
    """Return the picture of all segments that the graph knows, with their state on a day."""
    say, names = words(language), Names(store, language)
    known = _known(store, names, at)
    rows = _by_segment(store)
    widest = _widest(known, rows)
    lines = [_line(known, say, row, widest) for row in rows]
    spots = _spots(store, known, say, lines)
    return Picture(
        name="corridors",
        language=language,
        at=at,
        title=say["corridors"],
        summary=say["corridors_summary"],
        spots=spots,
        lines=lines,
        left_out=0,
        spot_marks={"place": Mark(say["places"], "#FFFFFF", "dot")},
        line_marks=_marks(names, rows),
        styles=_styles(say),
        filters=_filters(names, say, lines),
        columns=_columns(say),
        sources=_used_sources(known, lines, spots),
        method=say["corridors_method"],
        query=SEGMENTS.strip(),
        statements=len(store.engine),
        grid=_grid(names, spots),
        headline=headline or _headline(store, names, say, year),
    )


def _known(store: Store, names: Names, at: date) -> Known:
    carries, own, stated = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in store.select(CARRIED):
        commodity = short(row["commodity"])
        if commodity not in carries[short(row["segment"])]:
            carries[short(row["segment"])].append(commodity)
        if row["own"]:
            own[short(row["segment"])].append(commodity)
    for row in store.select(STATED_BY):
        stated[short(row["thing"])].append(short(row["source"]))
    by_thing = defaultdict(list)
    for figure in figures.read(store):
        if figure.measure in ("Capacity", "TransitDays"):
            by_thing[figure.about].append(figure)
    listed = {short(row["source"]): row for row in provenance.sources(store)}
    return Known(names, at, by_thing, carries, own, stated, listed)


def _by_segment(store: Store) -> list[dict[str, Any]]:
    """Return one row a segment, with short references; a date that two sources state differently
    is the first full one."""
    rows: dict[str, dict[str, Any]] = {}
    for row in store.select(SEGMENTS):
        new = {k: short(v) if isinstance(v, str) else v for k, v in row.items()}
        kept = rows.setdefault(new["segment"], new)
        for name in ("opened", "closed"):
            kept[name] = as_day(kept[name]) or as_day(new[name])
    for row in rows.values():
        row["states"] = tuple((row["states"] or "").split())
    return list(rows.values())


def status_on(row: Mapping[str, Any], at: date) -> str:
    """Return the status of a segment on a day: its dates overrule an "operating" that is later."""
    if row["closed"] is not None and row["closed"] < at:
        return "dg:AssetClosed"
    if row["status"] == "dg:AssetOperating" and row["opened"] is not None and row["opened"] > at:
        return "dg:AssetPlanned"
    return str(row["status"])


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


def amount(figure: Figure) -> str:
    """Return the number of a figure with its bounds where they differ: `67 (60–72)`."""
    value, low, high = figure.band
    shown = number(value)
    return shown if low == high else f"{shown} ({number(low)}–{number(high)})"


def _figure_detail(known: Known, say: Mapping[str, str], name: str, figure: Figure) -> Detail:
    """Return a line of a card: number, unit, year, status and the title of the source."""
    source = known.sources.get(figure.source, {})
    when = "" if figure.start is None else f", {figure.start.year}"
    of = f", {known.names(figure.commodity)}" if figure.commodity else ""
    status = known.names(figure.status)
    text = f"{amount(figure)} {figure.unit}{of}{when}, {status} – {source.get('title', '')}"
    return Detail(name, text, source.get("url"))


def _details(
    known: Known,
    say: Mapping[str, str],
    row: Mapping[str, Any],
    status: str,
    capacities: Sequence[Figure],
) -> list[Detail]:
    names = known.names
    lines = [
        Detail(say["mode"], f"{names(row['mode'])}, {names(status)}"),
        Detail(say["states"], " → ".join(names(s) for s in row["states"]) or say["unknown"]),
        Detail(say["carries"], ", ".join(names(c) for c in known.own.get(row["segment"], ()))),
        Detail(say["operator"], names(row["operator"]) if row["operator"] else say["unknown"]),
    ]
    lines += [_figure_detail(known, say, say["capacity"], figure) for figure in capacities]
    if not capacities:
        lines.append(Detail(say["capacity"], say["capacity_unknown"]))
    for figure in holding(known, row["segment"], "TransitDays", plans=False):
        lines.append(_figure_detail(known, say, say["days"], figure))
    if row["km"] is not None:
        lines.append(Detail(say["length"], f"{number(row['km'])} km"))
    for name, value in ((say["start"], row["opened"]), (say["end"], row["closed"])):
        lines += [Detail(name, value.isoformat())] if value else []
    return lines + _source_details(known, say, known.stated_by.get(row["segment"], ()))


def _source_details(known: Known, say: Mapping[str, str], sources: Iterable[str]) -> list[Detail]:
    listed = [known.sources[source] for source in sources if source in known.sources]
    return [Detail(say["source"], str(row["title"]), row["url"]) for row in listed]


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
        "status": [names(status)],
        "start": [row["opened"].isoformat()] if row["opened"] else [],
        "end": [row["closed"].isoformat()] if row["closed"] else [],
    }
    cells = {name: [Detail("", text) for text in texts] for name, texts in plain.items()}
    return cells | {"source": _source_details(known, say, dict.fromkeys(stated))}


def _columns(say: Mapping[str, str]) -> dict[str, str]:
    names = "segment from mode to states carries capacity unit status start end source".split()
    return {name: say[name] for name in names}


def _spots(store: Store, known: Known, say: Mapping[str, str], lines: Sequence[Line]) -> list[Spot]:
    """Return the places that a segment touches; one without coordinates stands by its neighbours."""
    ends = {end for line in lines for end in (line.origin, line.destination)}
    rows = {short(r["place"]): r for r in store.select(PLACES)}
    placed = {
        end: project(float(rows[end]["lon"]), float(rows[end]["lat"]))
        for end in sorted(ends)
        if end in rows and None not in (rows[end]["lon"], rows[end]["lat"])
    }
    positions = _with_guesses(placed, lines)
    kinds = {short(r["place"]): short(r["kind"]) for r in store.select(PLACE_KINDS)}
    weight = {end: _weight(lines, end) for end in ends}
    ranked = sorted(ends, key=lambda end: (end not in placed, -weight[end], end))
    return [
        Spot(
            key=end,
            label=known.names(end),
            kind="place",
            x=positions[end][0],
            y=positions[end][1],
            rank=rank,
            details=_place_details(known, say, rows.get(end, {}), kinds.get(end), end in placed),
            estimated=end not in placed,
            group=short(rows[end]["state"]) if end in rows and rows[end]["state"] else "",
        )
        for rank, end in enumerate(ranked)
    ]


def _weight(lines: Sequence[Line], place: str) -> float:
    """Return how much meets at a place: the number of lines, wide ones counting more."""
    return sum(line.width for line in lines if place in (line.origin, line.destination))


def project(lon: float, lat: float) -> tuple[float, float]:
    """Return the Mercator position of a point, with y downwards.

    >>> project(10, 0)
    (120.0, 0.0)
    """
    northing = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
    return round(lon * PIXELS_PER_DEGREE, 1), round(-northing * PIXELS_PER_DEGREE, 1) + 0.0


def _with_guesses(
    placed: Mapping[str, tuple[float, float]], lines: Sequence[Line]
) -> dict[str, tuple[float, float]]:
    """Put each place without coordinates at the mean of its neighbours, a little aside."""
    found = dict(placed)
    near: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        near[line.origin].add(line.destination)
        near[line.destination].add(line.origin)
    missing = sorted(set(near) - set(found))
    for _ in range(len(missing) + 1):
        for index, end in enumerate(missing):
            known = sorted(found[other] for other in near[end] if other in found and other != end)
            if known:
                x, y = (sum(axis) / len(known) for axis in zip(*known, strict=True))
                aside = 14 if len(known) == 1 else 0
                angle = 2.4 * index
                found[end] = (x + aside * math.cos(angle), y + aside * math.sin(angle))
    return {end: _rounded(found.get(end, (0.0, 0.0))) for end in near}


def _rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 1), round(point[1], 1)


def _place_details(
    known: Known, say: Mapping[str, str], row: Mapping[str, Any], kind: str | None, placed: bool
) -> list[Detail]:
    reference = short(row["place"]) if row else ""
    state = short(row["state"]) if row and row["state"] else ""
    lines = [Detail(say["kind"], known.names(kind))] if kind else []
    lines += [Detail(say["state"], known.names(state))] if state else []
    capacities = holding(known, reference, "Capacity", plans=False)
    lines += [_figure_detail(known, say, say["capacity"], figure) for figure in capacities]
    where = f"{float(row['lat']):.2f}, {float(row['lon']):.2f}" if placed else ""
    lines.append(Detail(say["position"], where or say["position_unknown"]))
    return lines + _source_details(known, say, known.stated_by.get(reference, ()))


def _marks(names: Names, rows: Iterable[Mapping[str, Any]]) -> dict[str, Mark]:
    present = {row["mode"] for row in rows}
    shown = [mode for mode in MODE_COLORS if mode in present] + sorted(present - set(MODE_COLORS))
    return {mode: Mark(names(mode), MODE_COLORS.get(mode, "#666666")) for mode in shown}


def _styles(say: Mapping[str, str]) -> list[Mark]:
    return [
        Mark(say["capacity_known"], "#444444", width=6),
        Mark(say["capacity_unknown"], "#444444", dashes=DOTTED, width=2),
        Mark(say["planned_line"], "#444444", dashes=DASHED, width=4),
        Mark(say["stopped_line"], "#444444", dashes=CROSSED, width=2),
    ]


def _filters(names: Names, say: Mapping[str, str], lines: Sequence[Line]) -> list[Filter]:
    tags = {value for line in lines for values in line.tags.values() for value in values}
    labels = {value: names(value) for value in sorted(tags)}
    commodities = choices(lines, "commodity", labels)
    commodities.sort(key=lambda choice: (choice.label.casefold(), choice.value))
    crossed = choices(lines, "crosses", labels)
    unticked = [Choice(c.value, c.label, c.count, chosen=False) for c in crossed]
    everything = Choice("", say["all_commodities"], len(lines))
    return [
        Filter("commodity", say["commodity"], "one", [everything, *commodities]),
        Filter("mode", say["mode"], "all", choices(lines, "mode", labels)),
        Filter("crosses", say["crosses"], "hide", unticked, say["crosses_note"]),
        Filter("status", say["status"], "all", choices(lines, "status", labels, off=STOPPED)),
    ]


def _grid(names: Names, spots: Sequence[Spot]) -> Grid:
    """Return meridians and parallels every ten degrees, and the frame of the first view."""
    if not spots:
        return Grid()
    xs, ys = [spot.x for spot in spots], [spot.y for spot in spots]
    left, top = project(CORE[0], CORE[3])
    right, bottom = project(CORE[2], CORE[1])
    inside = [s for s in spots if left <= s.x <= right and top <= s.y <= bottom]
    degrees = [d for d in range(-180, 181, 10) if min(xs) - 120 <= d * 12 <= max(xs) + 120]
    rings = [d for d in range(-70, 81, 10) if min(ys) - 120 <= project(0, d)[1] <= max(ys) + 120]
    return Grid(
        meridians=[
            (project(d, 0)[0], f"{abs(d)}°{'E' if d > 0 else 'W' if d else ''}") for d in degrees
        ],
        parallels=[
            (project(0, d)[1], f"{abs(d)}°{'N' if d > 0 else 'S' if d else ''}") for d in rings
        ],
        names=_state_names(names, spots),
        core=(left, top, right, bottom) if 3 * len(inside) > len(spots) else None,
    )


def _state_names(names: Names, spots: Sequence[Spot]) -> list[tuple[float, float, str]]:
    """Return the names of states with three places or more, at the middle of those places."""
    by_state = defaultdict(list)
    for spot in spots:
        if spot.group and not spot.estimated:
            by_state[spot.group].append((spot.x, spot.y))
    return [
        (*_rounded((median(p[0] for p in points), median(p[1] for p in points))), names(state))
        for state, points in sorted(by_state.items())
        if len(points) > 2
    ]


def _used_sources(known: Known, lines: Sequence[Line], spots: Sequence[Spot]) -> Table:
    """Return the sources that a line, a place or a figure of this page rests on."""
    shown = [line.key for line in lines] + [spot.key for spot in spots]
    used = {source for key in shown for source in known.stated_by.get(key, ())}
    used |= {f.source for key in shown for f in known.figures.get(key, ())}
    rows = [known.sources[source] for source in sorted(used) if source in known.sources]
    return Table(["title", "publisher", "published", "accessed", "licence", "url"], rows)


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
    columns = ["of", "measure", "label", "value", "low", "high", "unit", "year"]
    return Table(columns, [{c: r.get(c, title) for c in columns} for r in rows]) if rows else None
