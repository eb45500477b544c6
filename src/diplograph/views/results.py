"""The result of any query as a picture: what its rows or triples join, or where it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pyoxigraph as ox

from diplograph.errors import QueryError
from diplograph.store import Store
from diplograph.table import Table
from diplograph.views.corridors import corridors
from diplograph.views.layout import positions
from diplograph.views.picture import Choice, Detail, Filter, Line, Mark, Names, Picture, Spot
from diplograph.views.relations import KINDS, group_of
from diplograph.views.words import words
from diplograph.vocab import BASE, short

# Okabe–Ito, darkened to 3:1 on white; kinds beyond the palette share its last colour.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#BF5A94", "#B57B00", "#1A1A1A", "#767676")
MOST = 2000
Result = Table | Sequence[ox.Triple]
Link = tuple[str, str, str]


def graph_of(store: Store, result: Result, at: date) -> Picture:
    """Return the network that a result spans.

    Parameters
    ----------
    store
        The graph, for labels.
    result
        Triples whose object is a thing give one edge each. A row gives an edge from its first
        column that holds things to each of its others, named after that column.
    at
        The day that the page shows.

    Raises
    ------
    QueryError
        If nothing is joined, or by more than 2 000 edges.
    """
    say, names = words("en"), Names(store, "en")
    lines = [_line(names, number, link) for number, link in enumerate(_joined(result))]
    counts = Counter(line.kind for line in lines)
    kinds = [Choice(kind, kind, count) for kind, count in counts.items()]
    return Picture(
        name="result",
        language="en",
        at=at,
        title="The result as a network",
        summary="What the rows or triples of the query join.",
        spots=(spots := _spots(names, say, lines)),
        lines=lines,
        left_out=0,
        spot_marks={
            kind: Mark(say[f"kind_{kind}"], mark.color, mark.shape)
            for kind, mark in KINDS.items()
            if kind in {spot.kind for spot in spots}
        },
        line_marks={
            kind: Mark(kind, PALETTE[min(place, len(PALETTE) - 1)], width=2)
            for place, kind in enumerate(counts)
        },
        styles=[],
        filters=[Filter("relation", say["relation"], "all", kinds)],
        columns={key: say[key] for key in ("from", "relation", "to")},
        sources=Table(["title", "publisher", "published", "accessed", "licence", "url"]),
        method="Positions come from the edges alone. The sources stand in the graph, by edge.",
        query="",
        statements=len(store),
    )


def map_of(store: Store, result: Result, at: date) -> Picture:
    """Return the segments and places that a result names, on the map of all corridors.

    Raises
    ------
    QueryError
        If the result names none that the map has.
    """
    whole, named = corridors(store, at, "en", year=None, headline=None), set(_things(result))
    lines = [line for line in whole.lines if line.key in named]
    ends = {end for line in lines for end in (line.origin, line.destination)}
    spots = [spot for spot in whole.spots if spot.key in named | ends]
    if not spots:
        raise QueryError("the result names no place and no segment; --view map shows nothing else")
    used = {line.kind for line in lines}
    return replace(
        whole,
        title="The result on the map",
        summary="The segments and places that the result of the query names.",
        lines=lines,
        spots=spots,
        filters=[],
        headline=None,
        query="",
        line_marks={kind: mark for kind, mark in whole.line_marks.items() if kind in used},
    )


def _joined(result: Result) -> list[Link]:
    links = list(dict.fromkeys(_links(result)))
    if not links:
        raise QueryError("nothing in the result is joined; select two columns of things")
    if len(links) > MOST:
        raise QueryError(f"{len(links)} edges are more than {MOST}; make the query narrower")
    return links


def _links(result: Result) -> Iterator[Link]:
    """Yield origin, kind and destination of each edge, as short references."""
    if isinstance(result, Table):
        for row in result:
            ends = [(name, short(row[name])) for name in result.columns if _is_ours(row[name])]
            yield from ((ends[0][1], name.replace("_", " "), end) for name, end in ends[1:])
        return
    for triple in result:
        ends_of = [getattr(term, "value", "") for term in (triple.subject, triple.object)]
        if all(map(_is_ours, ends_of)):
            kind = short(triple.predicate.value).removeprefix("dg:")
            yield short(ends_of[0]), kind, short(ends_of[1])


def _things(result: Result) -> Iterator[str]:
    values = (
        (value for row in result for value in row.values())
        if isinstance(result, Table)
        else (getattr(term, "value", "") for triple in result for term in triple)
    )
    yield from (short(value) for value in values if _is_ours(value))


def _is_ours(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(BASE)


def _line(names: Names, number: int, link: Link) -> Line:
    origin, kind, destination = link
    labels = [names(origin), names(destination)]
    cells = {"from": labels[0], "relation": kind, "to": labels[1]}
    return Line(
        key=f"edge {number + 1}",
        origin=origin,
        destination=destination,
        label=" → ".join(labels),
        kind=kind,
        cells={name: [Detail("", wording)] for name, wording in cells.items()},
        details=[Detail("relation", kind)],
        tags={"relation": [kind]},
    )


def _spots(names: Names, say: dict[str, str], lines: Sequence[Line]) -> list[Spot]:
    degree = Counter(end for line in lines for end in (line.origin, line.destination))
    keys = sorted(degree)
    index = {key: place for place, key in enumerate(keys)}
    points = positions(len(keys), [(index[x.origin], index[x.destination]) for x in lines])
    ranked = sorted(keys, key=lambda key: (-degree[key], key))
    rank = {key: place for place, key in enumerate(ranked)}
    return [
        Spot(
            key=key,
            label=names(key),
            kind=(kind := group_of(key)),
            x=x,
            y=y,
            rank=rank[key],
            details=[Detail(say["kind"], say[f"kind_{kind}"])],
        )
        for key, (x, y) in zip(keys, points, strict=True)
    ]
