"""Where a thing is: the points, lines and outline that its map shows."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from diplograph.store import Store
from diplograph.vocab import THINGS
from diplograph.web.explorer.relations import labelled

POINT = """
SELECT DISTINCT ?place ?lat ?lon WHERE {
  VALUES ?place { <%(about)s> } ?place dg:latitude ?lat ; dg:longitude ?lon
}
"""
# The segments of a thing: itself, those of a route, of a flow's route, or in a state.
SEGMENTS = """
SELECT DISTINCT ?segment ?start ?start_lat ?start_lon ?finish ?finish_lat ?finish_lon WHERE {
  { SELECT DISTINCT ?segment WHERE {
    { ?segment a dg:Segment FILTER(?segment = <%(about)s>) }
    UNION { <%(about)s> dg:hasSegment ?segment }
    UNION { <%(about)s> dg:route/dg:hasSegment ?segment }
    UNION { ?segment dg:inTerritory <%(about)s> ; a dg:Segment }
    UNION { <%(about)s> dg:disrupts|dg:governs|dg:supports ?segment . ?segment a dg:Segment }
  } }
  ?segment dg:origin ?start ; dg:destination ?finish .
  ?start dg:latitude ?start_lat ; dg:longitude ?start_lon .
  ?finish dg:latitude ?finish_lat ; dg:longitude ?finish_lon .
} ORDER BY ?segment
"""
MOST = 200


def shape(store: Store, about: ox.NamedNode, language: str) -> dict[str, Any] | None:
    """Return what a map of a thing shows, in degrees; None where no place of it is known."""
    asked = {"about": about.value}
    points = [
        {**labelled(store, row["place"], language), "at": [float(row["lon"]), float(row["lat"])]}
        for row in store.select(POINT % asked)
    ]
    lines = [_line(store, row, language) for row in store.select(SEGMENTS % asked)[:MOST]]
    path, _, code = about.value.removeprefix(THINGS).partition("/")
    land = code if path == "state" else None
    if not points and not lines and not land:
        return None
    return {"land": land, "points": points, "lines": lines}


def _line(store: Store, row: dict[str, Any], language: str) -> dict[str, Any]:
    ends = [
        {
            **labelled(store, row[end], language),
            "at": [float(row[f"{end}_lon"]), float(row[f"{end}_lat"])],
        }
        for end in ("start", "finish")
    ]
    return {**labelled(store, row["segment"], language), "ends": ends}
