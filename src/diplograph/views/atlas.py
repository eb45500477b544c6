"""The `map` view: the transport network of a day, what limits a flow, and what a scenario moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from diplograph import answers, lookup
from diplograph.answers import Answer
from diplograph.networks import SEGMENTS
from diplograph.store import Store
from diplograph.table import Table, number
from diplograph.views.chart import Chart
from diplograph.views.chart_words import words
from diplograph.views.corridors import COLUMNS, drawn
from diplograph.views.evidence import Known, read, used_sources
from diplograph.views.map import CUT, FAINT, SHUT, map_spec
from diplograph.views.picture import Line, Mark, Names, Spot
from diplograph.views.scene import (
    GONE,
    KNOWN,
    NOTHING,
    UNKNOWN,
    Scene,
    capacity_scene,
    of_commodity,
    only_unit,
    placed,
)


@dataclass(frozen=True)
class Sheet:
    """What every map reads of a store once: words, names, segments and places of a day."""

    store: Store
    say: Mapping[str, str]
    names: Names
    at: date
    lines: Sequence[Line]
    spots: Sequence[Spot]
    known: Known


def sheet(store: Store, language: str, at: date) -> Sheet:
    """Read the segments and places of a day."""
    say, names = words(language), Names(store, language)
    known = read(store, names, at)
    lines, spots = drawn(store, known, say)
    return Sheet(store, say, names, at, lines, spots, known)


def map_of(
    store: Store,
    language: str,
    at: date,
    *,
    commodity: str | None = None,
    origin: str | None = None,
    destination: str | None = None,
    without: Iterable[str] = (),
) -> Chart:
    """Return the map of the transport network of a day.

    With `commodity` it shows the segments that carry it; with `origin` and `destination` also the
    smallest set of segments and places that limits what can pass between them.
    """
    page = sheet(store, language, at)
    slug = lookup.commodity(store, commodity) if commodity else ""
    lines = of_commodity(page.lines, slug) if slug else list(page.lines)
    lines = [only_unit(store, slug, line) if slug else line for line in lines]
    flow = _flow(page, slug, (origin, destination), without)
    binding = _binding(flow)
    seen = placed(lines, page.spots)
    scene = capacity_scene("", seen, binding)
    title = page.say["map_of"].format(commodity=page.names(f"commodity/{slug}"))
    return Chart(
        name="map", language=language, at=at,
        title=title if slug else page.say["map"],
        summary=_summary(page, slug, flow),
        spec=map_spec(page.names, [scene], page.spots, page.say),
        table=_table(page, lines, binding),
        headings={name: page.say[name] for name in (*COLUMNS, "cut")},
        sources=used_sources(page.known, lines, touched(page, lines), flow.rows if flow else None),
        method=page.say["map_method"],
        query=SEGMENTS.strip() if flow is None else f"{SEGMENTS.strip()}\n\n# {command(flow)}",
        statements=len(store),
        looks=looks_of(page.say, [scene]),
        notes=map_notes(page.say, len(lines) - len(seen), flow.notes if flow else ()),
        moves=True,
    )  # fmt: skip


def _flow(
    page: Sheet, slug: str, ends: tuple[str | None, str | None], without: Iterable[str]
) -> Answer | None:
    """Return the ways between two ends, None where none are given."""
    origin, destination = ends
    if origin is None or destination is None or not slug:
        return None
    return answers.routes(
        page.store, origin, destination, commodity=slug, without=list(without), at=page.at
    )


def _binding(flow: Answer | None) -> list[str]:
    return [
        n for r in (flow.rows if flow else ()) if r["measure"] == "max_flow" for n in r["binding"]
    ]


def _summary(page: Sheet, slug: str, flow: Answer | None) -> str:
    say = page.say
    if flow is None:
        return say["map_summary"]
    row = next(row for row in flow.rows if row["measure"] == "max_flow")
    ends = {
        "origin": page.names(flow.question["routes"]),
        "destination": page.names(flow.question["to"]),
    }
    wording = "map_no_cut" if row["value"] is None else "map_cut" if row["value"] else "map_no_way"
    amount = "" if row["value"] is None else f"{number(row['value'])} {row['unit']}"
    return say[wording].format(commodity=page.names(f"commodity/{slug}"), amount=amount, **ends)


def command(flow: Answer) -> str:
    """Return the words of the command line that give an answer of `routes` again."""
    asked = flow.question
    closed = "".join(f" --without {name}" for name in asked["without"])
    ends = f"{asked['routes']} {asked['to']}"
    return f"diplograph routes {ends} -c {asked['commodity']}{closed} --at {asked['at']}"


def touched(page: Sheet, lines: Sequence[Line]) -> list[Spot]:
    """Return the places where some lines end."""
    ends = {end for line in lines for end in (line.origin, line.destination)}
    return [spot for spot in page.spots if spot.key in ends]


def _table(page: Sheet, lines: Sequence[Line], binding: Sequence[str]) -> Table:
    """Return one row a segment, and one for each place of the cut."""
    columns = [*COLUMNS, "cut"] if binding else list(COLUMNS)
    rows = [
        {
            **{name: "; ".join(d.text for d in line.cells[name]) or None for name in COLUMNS},
            "cut": page.say["yes"] if line.key in binding else None,
        }
        for line in sorted(lines, key=lambda line: (line.key not in binding, line.label, line.key))
    ]
    places = [name for name in binding if name.startswith("place/")]
    first: list[dict[str, str | None]] = [
        {"segment": page.names(name), "cut": page.say["yes"]} for name in places
    ]
    return Table(columns, [{c: row.get(c) for c in columns} for row in [*first, *rows]])


def looks_of(say: Mapping[str, str], scenes: Sequence[Scene]) -> list[Mark]:
    """Return the looks that the maps have and their own legends cannot show."""
    stretches = [stretch for scene in scenes for stretch in scene.stretches]
    seen = {stretch.look for stretch in stretches}
    cut = any(s.cut for s in stretches) or any(scene.cut_places for scene in scenes)
    every = {
        "look_known": (KNOWN in seen, Mark("", "#444444", width=6)),
        "look_unknown": (UNKNOWN in seen, Mark("", "#FFFFFF", "tube")),
        "look_none": (NOTHING in seen, Mark("", FAINT, width=1)),
        "look_gone": (GONE in seen, Mark("", FAINT, dashes=(2, 4), width=2)),
        "look_cut": (cut, Mark("", CUT, "tube")),
        "look_shut": (any(scene.shut for scene in scenes), Mark("", SHUT, "area")),
    }
    return [replace(mark, label=say[name]) for name, (shown, mark) in every.items() if shown]


def map_notes(say: Mapping[str, str], unplaced: int, notes: Iterable[str]) -> list[str]:
    """Return the notes of a map: how many segments it could not place, and those of the answer."""
    said = [say["unplaced"].format(n=unplaced)] if unplaced else []
    return [*said, *notes]
