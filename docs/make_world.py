"""Write the outline of the world that maps are drawn on, from Natural Earth.

python docs/make_world.py ne_110m_admin_0_countries.json

The input is the layer "Admin 0 – Countries" at 1:110 million of Natural Earth (public domain,
https://www.naturalearthdata.com) as GeoJSON. The output has one feature a country with its ISO
3166-1 alpha-3 code, and coordinates rounded to a hundredth of a degree in Asia and Europe and to a
tenth elsewhere. Antarctica is left out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

OUTLINE = Path(__file__).parents[1] / "src" / "diplograph" / "views" / "world.json"
FINE, COARSE = 2, 1
FOCUS = ("Asia", "Europe")
LEFT_OUT = ("ATA",)
NO_CODE = "-99"
Ring = list[list[float]]


def main(source: Path) -> None:
    """Read the layer and write the outline."""
    layer = json.loads(source.read_text(encoding="utf-8"))
    found = (f for f in map(feature, layer["features"]) if f["id"] not in LEFT_OUT)
    features = sorted(found, key=lambda f: str(f["id"]))
    outline = {"type": "FeatureCollection", "features": features}
    text = json.dumps(outline, separators=(",", ":"))
    OUTLINE.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(features)} countries, {len(text)} bytes\n")


def feature(country: dict[str, Any]) -> dict[str, Any]:
    """Return a country with its code and a point for its name."""
    named = country["properties"]
    codes = [named[name] for name in ("ISO_A3_EH", "ADM0_A3")]
    digits = FINE if named["CONTINENT"] in FOCUS else COARSE
    shapes = [[ring(r, digits) for r in shape] for shape in polygons(country["geometry"])]
    shapes = [shape for shape in shapes if twice_area(shape[0])]  # an islet may round to a point
    largest = max((shape[0] for shape in shapes), key=lambda r: abs(twice_area(r)))
    return {
        "type": "Feature",
        "id": next(code for code in codes if code != NO_CODE),
        "properties": {"at": middle(largest)},
        "geometry": {"type": "MultiPolygon", "coordinates": shapes},
    }


def polygons(geometry: dict[str, Any]) -> Iterator[list[Ring]]:
    """Yield the polygons of a geometry: outer rings clockwise, holes the other way."""
    single = geometry["type"] == "Polygon"
    for shape in [geometry["coordinates"]] if single else geometry["coordinates"]:
        yield [r if (twice_area(r) < 0) == (i == 0) else r[::-1] for i, r in enumerate(shape)]


def ring(points: Ring, digits: int) -> Ring:
    """Return a ring with rounded points, without points that fall on the one before."""
    rounded = [[round(x, digits) + 0.0, round(y, digits) + 0.0] for x, y in points]
    return [p for p, before in zip(rounded, [None, *rounded], strict=False) if p != before]


def twice_area(points: Ring) -> float:
    """Return twice the signed area of a ring in square degrees: negative if it is clockwise."""
    pairs = pairwise(points)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs)


def middle(points: Ring) -> list[float]:
    """Return the centre of gravity of a ring, where the name of the country stands."""
    whole, x, y = twice_area(points), 0.0, 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        cross = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
    return [round(x / (3 * whole), 1), round(y / (3 * whole), 1)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
