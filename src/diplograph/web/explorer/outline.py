"""The map of a page as SVG: outlines of states, segments as lines, projected here."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from diplograph.files import PACKAGE

WORLD = PACKAGE / "views" / "world.json"
SCALE = 10.0  # units of the drawing in one degree of longitude
STEADY = 48.0  # parallel on which both axes have one scale
EAST = "\u2e80"  # from here on letters are square
Point = tuple[float, float]


def project(lon: float, lat: float) -> Point:
    """Return the place of a point on the map: equirectangular, true on the 48th parallel."""
    return round(lon * SCALE, 1), round(-lat * SCALE / math.cos(math.radians(STEADY)), 1)


@lru_cache(maxsize=1)
def lands() -> list[dict[str, Any]]:
    """Return the states of Natural Earth: code, path and box of the outline, place of the name."""
    features = json.loads(WORLD.read_text(encoding="utf-8"))["features"]
    return [_land(feature) for feature in features]


def _land(feature: dict[str, Any]) -> dict[str, Any]:
    polygons = feature["geometry"]["coordinates"]
    rings = [[project(*point[:2]) for point in ring] for polygon in polygons for ring in polygon]
    every = [point for ring in rings for point in ring]
    corners = [pick(p[axis] for p in every) for pick in (min, max) for axis in (0, 1)]
    return {
        "code": feature["id"],
        "path": " ".join(map(_ring, rings)),
        "box": corners,
        "at": project(*feature["properties"]["at"]),
    }


def _ring(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z"


def frame(points: Iterable[Point], *, margin: float = 40.0) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the picture that shows some points.

    Without any point it shows Central Asia and the Caspian.
    """
    listed = list(points) or [project(25, 55), project(90, 33)]
    left, right = min(x for x, _ in listed) - margin, max(x for x, _ in listed) + margin
    top, bottom = min(y for _, y in listed) - margin, max(y for _, y in listed) + margin
    return round(left), round(top), round(right - left), round(bottom - top)


def seen(view: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """Return the states of which something may be in view, by the box around their outline."""
    left, top, width, height = view
    return [
        land
        for land in lands()
        if land["box"][0] < left + width and land["box"][2] > left
        and land["box"][1] < top + height and land["box"][3] > top
    ]  # fmt: skip


def lines(
    segments: Iterable[dict[str, Any]], places: dict[str, dict[str, Any]], most: float
) -> list[dict[str, Any]]:
    """Return the segments whose ends have coordinates, with path and widths.

    Those that carry the flow come last, and the short after the long, so that none covers another.
    Widths grow with the square root of the volume, the largest of both pictures being 12 units.
    """
    drawn = []
    for segment in segments:
        ends = [places[segment[name]] for name in ("origin", "destination")]
        if any(end["lat"] is None for end in ends):
            continue
        (x0, y0), (x1, y1) = (project(end["lon"], end["lat"]) for end in ends)
        widths = {k: _width(segment[k], most) for k in ("before", "after")}
        path = f"M{x0:g} {y0:g}L{x1:g} {y1:g}"
        drawn.append({**segment, "path": path, "ends": [(x0, y0), (x1, y1)], "widths": widths})
    return sorted(drawn, key=lambda line: (line["before"] is not None, -math.dist(*line["ends"])))


def names(
    places: Iterable[tuple[Point, str]], *, size: float, taken: Iterable[Point] = ()
) -> list[dict[str, Any]]:
    """Return the names for which there is room beside their points, the first ones first.

    `size` is the height of a letter in units of the drawing; a letter is some 0.6 of it wide,
    one of East Asia as wide as it is high.
    """
    boxes = [(x - 2 * size, y - size, x + 2 * size, y + size / 2) for x, y in taken]
    shown = []
    for (x, y), name in places:
        wide = size * sum(1.0 if letter > EAST else 0.6 for letter in name)
        for left, anchor in ((x + 0.6 * size, "start"), (x - 0.6 * size - wide, "end")):
            box = (left, y - 0.7 * size, left + wide, y + 0.5 * size)
            if not any(_meet(box, other) for other in boxes):
                boxes.append(box)
                at = left if anchor == "start" else left + wide
                shown.append({"x": round(at, 1), "y": round(y, 1), "name": name, "anchor": anchor})
                break
    return shown


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _width(volume: float | None, most: float) -> float:
    if not volume or not most:
        return 0.0
    return round(1.5 + 10.5 * math.sqrt(volume / most), 1)
