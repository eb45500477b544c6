"""How a map is drawn: an outline of the world, segments, places and names, in Vega-Lite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from diplograph.views import vega
from diplograph.views.corridors import MODE_COLORS
from diplograph.views.frame import (
    FONT_SIZE,
    MIDDLE,
    STATE_SIZE,
    Frame,
    Name,
    frame_of,
    names_that_fit,
    point,
    window_of,
)
from diplograph.views.markup import asset
from diplograph.views.picture import Names, Spot
from diplograph.views.places import project
from diplograph.views.scene import GONE, NOTHING, UNKNOWN, Scene, Stretch

Chart = Any  # Altair's charts; the library is loaded when a map is asked for
SIZES = {1: (1300, 650), 2: (645, 560)}
SPACING = 12
LAND, SEA, BORDER, SHUT, CUT, FAINT = (
    "#f4f3ee", "#dfe9f0", "#c3c6c8", "#e8bfae", "#F0E442", "#9aa1a9"
)  # fmt: skip
DASHES = {
    "dg:AssetOperating": [1, 0],
    "dg:AssetConstruction": [9, 3],
    "dg:AssetPlanned": [4, 4],
    "dg:AssetSuspended": [2, 4],
    "dg:AssetClosed": [1, 7],
}
BOW, BOW_STEPS = 0.09, 8
LEGEND = {
    "orient": "bottom", "symbolSize": 160, "columns": 8, "labelOffset": 6, "columnPadding": 14
}  # fmt: skip
HALO = 7
EDGE = 20  # what lies further off is cut away before it is drawn
TIPS = ("segment", "mode", "status", "amount", "states", "carries")


def map_spec(
    names: Names, scenes: Sequence[Scene], spots: Sequence[Spot], say: Mapping[str, str]
) -> dict[str, Any]:
    """Return the specification of one map, or of two side by side that move together."""
    alt = vega.altair()
    width, height = SIZES[len(scenes)]
    ends = {e for s in scenes for x in s.stretches for e in (x.line.origin, x.line.destination)}
    cut = {place for scene in scenes for place in scene.cut_places}
    drawn = [replace(s, rank=-1) if s.key in cut else s for s in spots if s.key in ends]
    frame = frame_of(_focus(scenes, drawn), width, height)
    fitting = names_that_fit(frame, drawn)
    data: vega.Data = {}
    panels = [
        alt.layer(
            *_ground(data, scene),
            *_state_names(data, frame, names, fitting),
            *_lines(data, names, scene, {spot.key: spot for spot in drawn}, say),
            *_spots(data, frame, scene, drawn, fitting),
        ).properties(title=scene.title)
        for scene in scenes
    ]
    panels = [_projected(panel, width, height) for panel in panels]
    whole = panels[0] if len(panels) == 1 else alt.hconcat(*panels, spacing=SPACING)
    start = {"map_scale": frame.scale, "map_x": frame.x, "map_y": frame.y}
    signals = [alt.param(name=name, value=value) for name, value in start.items()]
    lefts = [place * (width + SPACING) for place in range(len(panels))]
    meta = {"panels": lefts, "size": [width, height], "window": window_of(frame)}
    spec = vega.spec_of(whole.add_params(*signals), data, legend=vega.CONFIG["legend"] | LEGEND)
    return spec | {"usermeta": meta}


def _projected(panel: Chart, width: int, height: int) -> Chart:
    """Return a panel in Mercator, moved by three signals and cut off near its edges."""
    alt = vega.altair()
    return panel.project(
        "mercator",
        scale=alt.expr("map_scale"),
        translate=alt.expr("[map_x, map_y]"),
        clipExtent=[[-EDGE, -EDGE], [width + EDGE, height + EDGE]],
    ).properties(width=width, height=height, view=alt.ViewBackground(fill=SEA, stroke=BORDER))


def _focus(scenes: Sequence[Scene], drawn: Sequence[Spot]) -> Sequence[Spot]:
    """Return the places that a map is about: those named, else where something is carried."""
    named = {place for scene in scenes for place in scene.focus}
    if chosen := [spot for spot in drawn if spot.key in named]:
        return chosen
    loud = [s.line for scene in scenes for s in scene.stretches if s.look not in (NOTHING, GONE)]
    ends = {end for line in loud for end in (line.origin, line.destination)}
    return [spot for spot in drawn if spot.key in ends] or drawn


@lru_cache(maxsize=1)
def world() -> list[dict[str, Any]]:
    """Return the countries of the outline that ships with the package, as GeoJSON features."""
    found: list[dict[str, Any]] = json.loads(asset("world.json"))["features"]
    return found


def _ground(data: vega.Data, scene: Scene) -> list[Chart]:
    """Return the outline of all states, and of the shaded ones above it."""
    shut = [country for country in world() if country["id"] in scene.shut]
    return [_states(data, world(), LAND)] + ([_states(data, shut, SHUT)] if shut else [])


def _states(data: vega.Data, countries: Sequence[Mapping[str, Any]], fill: str) -> Chart:
    bare = [{name: country[name] for name in ("type", "geometry")} for country in countries]
    return vega.rows(data, bare).mark_geoshape(
        fill=fill, stroke=BORDER, strokeWidth=0.7, clip=True, tooltip=None
    )


def _state_names(
    data: vega.Data, frame: Frame, names: Names, beside: Sequence[Name]
) -> list[Chart]:
    """Return the names of the states that the graph knows, where places leave them room."""
    named = [(f["properties"]["at"], names(f["id"])) for f in world() if names(f["id"]) != f["id"]]
    spots = [
        Spot(name, name.upper(), "state", *project(*at), rank)
        for rank, (at, name) in enumerate(named)
    ]
    fitting = names_that_fit(frame, spots, beside=beside, sides=[MIDDLE])
    look = {"color": "#868c94", "fontSize": STATE_SIZE}
    return _side(data, frame, fitting, look) if fitting else []


def _lines(
    data: vega.Data, names: Names, scene: Scene, spots: Mapping[str, Spot], say: Mapping[str, str]
) -> list[Chart]:
    """Return the halo of the cut, the quiet segments, the others, and the core of hollow ones."""
    alt = vega.altair()
    quiet = [s for s in scene.stretches if s.look in (NOTHING, GONE)]
    loud = [s for s in scene.stretches if s.look not in (NOTHING, GONE)]
    loud.sort(key=lambda s: (-s.width, s.line.key))
    cut, hollow = [s for s in loud if s.cut], [s for s in loud if s.look == UNKNOWN]
    tips = [alt.Tooltip(f"{name}:N", title=say.get(name, name)) for name in TIPS]
    gone = alt.condition("datum.look == 'gone'", alt.value([2, 4]), alt.value([1, 0]))

    def layer(chosen: Iterable[Stretch], halo: float = 0.0, **look: Any) -> Chart:
        rows = [_feature(names, s, spots, say, halo) for s in chosen]
        mark = vega.rows(data, rows).mark_geoshape(filled=False, clip=True, **look)
        wide = alt.StrokeWidth("width:Q", scale=None, legend=None)
        return mark if "strokeWidth" in look else mark.encode(strokeWidth=wide)

    shown = {"stroke": _colors(names, loud, say), "strokeDash": _dashes(names, loud, say)}
    every: list[tuple[list[Stretch], Callable[[], Chart]]] = [
        (cut, lambda: layer(cut, HALO + 1.6, stroke=vega.INK)),
        (cut, lambda: layer(cut, HALO, stroke=CUT)),
        (quiet, lambda: layer(quiet, stroke=FAINT).encode(strokeDash=gone, tooltip=tips)),
        (loud, lambda: layer(loud).encode(**shown, tooltip=tips)),
        (hollow, lambda: layer(hollow, stroke="white", strokeWidth=1.1).encode(tooltip=tips)),
    ]
    return [make() for chosen, make in every if chosen]


def _colors(names: Names, stretches: Sequence[Stretch], say: Mapping[str, str]) -> Any:
    alt = vega.altair()
    present = [mode for mode in MODE_COLORS if any(s.line.kind == mode for s in stretches)]
    scale = alt.Scale(domain=[names(m) for m in present], range=[MODE_COLORS[m] for m in present])
    legend = alt.Legend(title=say["mode"], symbolType="stroke")
    return alt.Stroke("mode:N", scale=scale, legend=legend)


def _dashes(names: Names, stretches: Sequence[Stretch], say: Mapping[str, str]) -> Any:
    alt = vega.altair()
    present = [key for key in DASHES if any(key in s.line.tags["status"] for s in stretches)]
    scale = alt.Scale(domain=[names.plain(k) for k in present], range=[DASHES[k] for k in present])
    legend = alt.Legend(title=say["status"], symbolType="stroke", symbolStrokeColor="#444444")
    return alt.StrokeDash("status:N", scale=scale, legend=legend)


def _feature(
    names: Names, stretch: Stretch, spots: Mapping[str, Spot], say: Mapping[str, str], halo: float
) -> dict[str, Any]:
    line = stretch.line
    unknown = say["capacity_unknown"] if stretch.look == UNKNOWN else say.get("look_none", "")
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": _course(stretch, spots)},
        "segment": line.label,
        "mode": names(line.kind),
        "status": names.plain(line.tags["status"][0]),
        "amount": stretch.amount or unknown,
        "states": "; ".join(d.text for d in line.cells["states"]),
        "carries": "; ".join(d.text for d in line.cells["carries"]),
        "look": stretch.look,
        "width": round(stretch.width + halo, 2),
    }


def _course(stretch: Stretch, spots: Mapping[str, Spot]) -> list[list[float]]:
    """Return the points of a line, bowed aside if it has neighbours (Mercator, then degrees)."""
    a, b = spots[stretch.line.origin], spots[stretch.line.destination]
    away = stretch.bend * BOW
    if not away:
        return [point(a.x, a.y), point(b.x, b.y)]
    across, down = b.x - a.x, b.y - a.y
    steps = [i / BOW_STEPS for i in range(BOW_STEPS + 1)]
    return [
        point(
            a.x + t * across - 4 * away * t * (1 - t) * down,
            a.y + t * down + 4 * away * t * (1 - t) * across,
        )
        for t in steps
    ]


def _spots(
    data: vega.Data, frame: Frame, scene: Scene, drawn: Sequence[Spot], fitting: Sequence[Name]
) -> list[Chart]:
    """Return the places as dots, those of the cut as rings, and the names that fit."""
    alt = vega.altair()

    def at(spot: Spot) -> dict[str, Any]:
        lon, lat = point(spot.x, spot.y)
        return {"lon": lon, "lat": lat, "name": spot.label}

    here = {"longitude": "lon:Q", "latitude": "lat:Q"}
    dots = vega.rows(data, [at(s) for s in drawn]).mark_circle(
        size=13, color="white", stroke="#333333", strokeWidth=0.8, opacity=1, clip=True
    )
    layers = []
    if ring := [at(s) for s in drawn if s.key in scene.cut_places]:
        mark = vega.rows(data, ring).mark_circle(
            size=190, color=CUT, stroke="#222222", strokeWidth=1, opacity=1, clip=True
        )
        layers.append(mark.encode(**here, tooltip=alt.Tooltip("name:N")))
    layers.append(dots.encode(**here, tooltip=alt.Tooltip("name:N", title=" ")))
    sides = sorted({(n.align, n.dx, n.dy) for n in fitting})
    look = {"color": vega.INK, "fontSize": FONT_SIZE}
    groups = [[n for n in fitting if (n.align, n.dx, n.dy) == side] for side in sides]
    return layers + [layer for group in groups for layer in _side(data, frame, group, look)]


def _side(
    data: vega.Data, frame: Frame, fitting: Sequence[Name], look: Mapping[str, Any]
) -> list[Chart]:
    """Return names that stand alike on a pale halo; each appears from the zoom where it fits."""
    alt = vega.altair()
    rows = [
        {"lon": lon, "lat": lat, "name": n.spot.label, "zoom": n.zoom}
        for n in fitting
        for lon, lat in [point(n.spot.x, n.spot.y)]
    ]
    first = fitting[0]
    halo = {**look, "stroke": LAND, "strokeWidth": 2.4, "strokeOpacity": 0.85}
    texts = [
        vega.rows(data, rows).mark_text(
            align=first.align, baseline="middle", dx=first.dx, dy=first.dy, clip=True, tooltip=None,
            opacity=alt.expr(f"datum.zoom * {frame.scale} <= map_scale * 1.01 ? 1 : 0"), **one,
        )
        for one in (halo, look)
    ]  # fmt: skip
    return [text.encode(longitude="lon:Q", latitude="lat:Q", text="name:N") for text in texts]
