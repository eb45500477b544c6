"""What a map draws, before it is drawn: stretches of line with a look, and shaded states."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from diplograph.networks import capacity_unit
from diplograph.store import Store
from diplograph.table import number
from diplograph.views.picture import Line, Spot

WIDEST, THIN, HOLLOW, FAINT = 9.0, 1.6, 2.6, 1.0
KNOWN, UNKNOWN, NOTHING, GONE = "known", "unknown", "none", "gone"


@dataclass(frozen=True)
class Stretch:
    """A segment as a map draws it.

    `look`: `known` and `unknown` capacity or volume, `none` for a segment that carries nothing of
    the flow, `gone` for one that a scenario closes. `amount` is what the width stands for, in
    words. `bend` moves it aside from others between the same two places.
    """

    line: Line
    width: float
    look: str
    amount: str
    cut: bool = False
    bend: float = 0.0


@dataclass(frozen=True)
class Scene:
    """One map: its heading, its stretches, the states shaded and the places marked.

    `focus`: the places that the map is about; empty for all that carry something.
    """

    title: str
    stretches: Sequence[Stretch]
    shut: frozenset[str] = frozenset()
    cut_places: frozenset[str] = frozenset()
    focus: frozenset[str] = frozenset()


def width_of(value: float, largest: float) -> float:
    """Return the width of a line: the square root of a value against the largest, never zero."""
    return round(THIN + (WIDEST - THIN) * math.sqrt(value / largest), 2) if largest else THIN


def capacity_scene(title: str, lines: Sequence[Line], cut: Iterable[str]) -> Scene:
    """Return the map of lines with their capacities, as the picture of corridors has them."""
    binding = frozenset(cut)
    bends = bends_of(lines)
    stretches = [
        Stretch(
            line,
            line.width if line.cells["capacity"] else HOLLOW,
            KNOWN if line.cells["capacity"] else UNKNOWN,
            _amounts(line),
            line.key in binding,
            bends[line.key],
        )
        for line in lines
    ]
    places = frozenset(name for name in binding if name.startswith("place/"))
    return Scene(title, stretches, cut_places=places)


def _amounts(line: Line) -> str:
    pairs = zip(line.cells["capacity"], line.cells["unit"], strict=True)
    return "; ".join(f"{value.text} {unit.text}" for value, unit in pairs)


def amount_scene(
    title: str, lines: Sequence[Line], amounts: Mapping[str, float | None], unit: str, **more: float
) -> Scene:
    """Return the map of lines by some amounts; a line without one is `none`, None is `unknown`.

    Parameters
    ----------
    title, lines
        Heading, and what is drawn.
    amounts
        By segment, capacity or volume.
    unit
        Of the amounts.
    more
        `largest`, the amount that gets the full width.
    """
    largest = more.get("largest") or max((a for a in amounts.values() if a), default=0.0)
    bends = bends_of(lines)
    return Scene(
        title,
        [_stretch(x, amounts.get(x.key, 0.0), unit, largest, bends[x.key]) for x in lines],
    )


def _stretch(line: Line, amount: float | None, unit: str, largest: float, bend: float) -> Stretch:
    if amount is None:
        return Stretch(line, HOLLOW, UNKNOWN, "", bend=bend)
    if amount == 0:
        return Stretch(line, FAINT, NOTHING, "", bend=bend)
    wide = width_of(amount, largest)
    return Stretch(line, wide, KNOWN, f"{number(amount)} {unit}", bend=bend)


def bends_of(lines: Sequence[Line]) -> dict[str, float]:
    """Return how far each line bows to its left, so that lines between the same ends lie apart."""
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(tuple(sorted((line.origin, line.destination))), []).append(line)
    bends = {}
    for ends, members in groups.items():
        for place, line in enumerate(members):
            side = 1 if line.origin == ends[0] else -1
            bends[line.key] = side * (place - (len(members) - 1) / 2)
    return bends


def of_commodity(lines: Iterable[Line], slug: str) -> list[Line]:
    """Return the lines that carry a commodity."""
    return [line for line in lines if f"commodity/{slug}" in line.tags["commodity"]]


def placed(lines: Iterable[Line], spots: Iterable[Spot]) -> list[Line]:
    """Return the lines both of whose ends have coordinates."""
    known = {spot.key for spot in spots if not spot.estimated}
    return [line for line in lines if {line.origin, line.destination} <= known]


def only_unit(store: Store, slug: str, line: Line) -> Line:
    """Return a line with its capacities in the unit of a commodity alone."""
    unit = capacity_unit(store, slug)
    kept = [i for i, cell in enumerate(line.cells["unit"]) if cell.text == unit]
    cells = {n: [line.cells[n][i] for i in kept] for n in ("capacity", "unit")}
    return replace(line, cells={**line.cells, **cells})
