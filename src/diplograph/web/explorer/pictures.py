"""What the columns of a result allow to draw: bars, a timeline, a map, a network."""

from __future__ import annotations

import re
from typing import Any

from diplograph.model import PARTIAL
from diplograph.vocab import THINGS
from diplograph.web.explorer import outline
from diplograph.web.explorer.results import Cell, Result, things
from diplograph.web.explorer.timeline import timeline

BARS, SPOTS, JOINED, DRAWN = 30, 300, 150, 400
LATITUDE, LONGITUDE = re.compile(r"lat(itude)?$"), re.compile(r"(lon|lng|long)(gitude)?$")
UNFIT = re.compile(r".*lat(itude)?|.*(lon|lng|long)(itude)?|year|position|rank", re.IGNORECASE)
POINT = re.compile(r"POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)")


def bars(result: Result) -> dict[str, Any] | None:
    """Return the first column of numbers as bars, named by the first label; None without one."""
    numeric = [
        i for i, name in enumerate(result.columns)
        if result.numeric[i] and not UNFIT.fullmatch(name)
    ]  # fmt: skip
    label = _label(result)
    if not numeric or label is None or len(result.rows) < 2:
        return None
    column = numeric[0]
    rows = [(row[label].text, row[column]) for row in result.rows[:BARS]]
    sizes = [abs(cell.number or 0) for _, cell in rows]
    most = max(sizes) or 1
    return {
        "column": result.columns[column],
        "rows": [
            {"label": text, "text": cell.text, "share": round(100 * size / most, 1)}
            for (text, cell), size in zip(rows, sizes, strict=True)
        ],
    }


def _label(result: Result) -> int | None:
    """Return the column that names a row best: one called so, else the first of words."""
    named = [i for i, name in enumerate(result.columns) if name.endswith("label")]
    words = [
        i
        for i in range(len(result.columns))
        if {row[i].kind for row in result.rows} & {"text", "thing"}
    ]
    return next(iter([*named, *words]), None)


def dated(result: Result) -> dict[str, Any] | None:
    """Return the rows on a timeline by their first and second column of days."""
    days = [i for i in range(len(result.columns)) if _of_days([row[i] for row in result.rows])]
    label = _label(result)
    if not days or label is None:
        return None
    rows = []
    for row in result.rows:
        start = row[days[0]].text[:10] or None
        end = (row[days[1]].text[:10] or None) if len(days) > 1 else None
        if end and start and end < start:
            end = None
        thing = next(iter(things(row)), None)
        rows.append(
            {
                "ref": thing.ref if thing else "",
                "label": row[label].text,
                "start": start,
                "end": end,
            }
        )
    return timeline([{"label": result.columns[days[0]], "kind": "", "rows": rows}])


def _of_days(cells: list[Cell]) -> bool:
    known = [cell for cell in cells if cell.kind != "none"]
    return any(cell.kind == "day" for cell in known) and all(
        cell.kind == "day" or PARTIAL.fullmatch(cell.text) for cell in known
    )


def places(result: Result) -> list[dict[str, Any]]:
    """Return the points of a result, in degrees: of columns of coordinates, or of WKT."""
    names = [name.lower() for name in result.columns]
    lat = next((i for i, name in enumerate(names) if LATITUDE.search(name)), None)
    lon = next((i for i, name in enumerate(names) if LONGITUDE.search(name)), None)
    label = _label(result)
    found = []
    for row in result.rows[:SPOTS]:
        at = next((point for cell in row if (point := _point(cell))), None)
        if lat is not None and lon is not None:
            at = (row[lon].number, row[lat].number)
        if at and None not in at and abs(at[0]) <= 180 and abs(at[1]) <= 90:
            thing = next(iter(things(row)), None)
            name = row[label].text if label is not None else ""
            found.append({"at": list(at), "label": name, "ref": thing.ref if thing else ""})
    return found


def _point(cell: Cell) -> tuple[Any, Any] | None:
    match = POINT.search(cell.text) if cell.kind == "text" else None
    return (float(match[1]), float(match[2])) if match else None


def joined(result: Result) -> tuple[list[str], list[tuple[int, int]]] | None:
    """Return the things of a result and which of them a row joins, by their places in the list."""
    pairs = []
    for row in result.rows:
        first, *rest = [cell.ref for cell in things(row) if not cell.ref.startswith("source/")] or [
            ""
        ]
        pairs += [(first, other) for other in rest if other != first]
    pairs = list(dict.fromkeys(pairs))[:DRAWN]
    names = list(dict.fromkeys(name for pair in pairs for name in pair))[:JOINED]
    place = {name: i for i, name in enumerate(names)}
    edges = [(place[a], place[b]) for a, b in pairs if a in place and b in place]
    return ([THINGS + name for name in names], edges) if len(edges) > 1 else None


def network(laid: dict[str, Any], edges: list[tuple[int, int]]) -> dict[str, Any]:
    """Return a network in units of the drawing from the positions and labels of its nodes."""
    at = laid["at"]
    left, top, width, height = outline.frame(at, margin=90)
    size = max(round(width / 70, 1), 10)
    spots = [{**spot, "x": x, "y": y} for spot, (x, y) in zip(laid["things"], at, strict=True)]
    names = outline.names((((s["x"], s["y"]), s["label"][:28]) for s in spots), size=size)
    return {
        "view": (left, top, width, height), "size": size, "spots": spots, "names": names,
        "lines": [(*at[a], *at[b]) for a, b in edges],
    }  # fmt: skip
