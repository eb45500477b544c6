"""Where the places of the `corridors` view stand, what their cards say, and the grid behind."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from diplograph.networks import PLACES
from diplograph.store import Store
from diplograph.views.evidence import Known, figure_detail, holding, source_details
from diplograph.views.picture import Detail, Grid, Line, Names, Spot
from diplograph.vocab import short

PLACE_KINDS = """
SELECT ?place ?kind WHERE {
  ?place a ?kind . ?kind rdfs:subClassOf dg:Place
} ORDER BY ?place ?kind
"""
PIXELS_PER_DEGREE = 12.0
# What the first view frames: the five Central Asian states, the Caspian and the Black Sea.
CORE = (28.0, 34.0, 88.0, 56.0)


def spots_of(
    store: Store, known: Known, say: Mapping[str, str], lines: Sequence[Line]
) -> list[Spot]:
    """Return the places that segments touch; one without coordinates stands by its neighbours."""
    ends = {end for line in lines for end in (line.origin, line.destination)}
    rows = {short(r["place"]): r for r in store.select(PLACES)}
    placed = {
        end: project(float(rows[end]["lon"]), float(rows[end]["lat"]))
        for end in sorted(ends)
        if end in rows and None not in (rows[end]["lon"], rows[end]["lat"])
    }
    positions = _with_guesses(placed, lines, _homes(rows, placed))
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


def _homes(
    rows: Mapping[str, Mapping[str, Any]], placed: Mapping[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    """Return, for each place, the middle of the placed ones in its state, else of all."""
    by_state: dict[Any, list[tuple[float, float]]] = defaultdict(list)
    for place in sorted(placed):
        by_state[rows[place]["state"]].append(placed[place])
    everywhere = sorted(placed.values()) or [(0.0, 0.0)]
    return {place: _middle(by_state[row["state"]] or everywhere) for place, row in rows.items()}


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return median(x for x, _ in points), median(y for _, y in points)


def _with_guesses(
    placed: Mapping[str, tuple[float, float]],
    lines: Sequence[Line],
    homes: Mapping[str, tuple[float, float]],
) -> dict[str, tuple[float, float]]:
    """Put each place without coordinates amid its neighbours, a little aside, else in its state."""
    near: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        near[line.origin].add(line.destination)
        near[line.destination].add(line.origin)
    found = dict(placed)
    missing = sorted(set(near) - set(found))
    for _ in range(len(missing)):
        for index, end in enumerate(missing):
            known = sorted(found[other] for other in near[end] if other in found and other != end)
            if known:
                found[end] = _aside(known, index)
    for index, end in enumerate(missing):
        if end not in found:
            found[end] = _aside([homes[end]], index)
    return {end: _rounded(found[end]) for end in near}


def _aside(points: Sequence[tuple[float, float]], index: int) -> tuple[float, float]:
    """Return the mean of some points; beside it, in a direction of its own, where it is but one."""
    x, y = (sum(axis) / len(points) for axis in zip(*points, strict=True))
    away, angle = (14 if len(points) == 1 else 0), 2.4 * index
    return x + away * math.cos(angle), y + away * math.sin(angle)


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
    lines += [figure_detail(known, say, say["capacity"], figure) for figure in capacities]
    where = f"{float(row['lat']):.2f}, {float(row['lon']):.2f}" if placed else ""
    lines.append(Detail(say["position"], where or say["position_unknown"]))
    return lines + source_details(known, say, known.stated_by.get(reference, ()))


def grid_of(names: Names, spots: Sequence[Spot]) -> Grid:
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
        (*_rounded(_middle(points)), names(state))
        for state, points in sorted(by_state.items())
        if len(points) > 2
    ]
