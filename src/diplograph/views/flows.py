"""The `flows` view: what a state sends out, from origin by way and transit to where it ends."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from diplograph import answers, lookup
from diplograph.answers.chains import Chain, chains_of
from diplograph.errors import QueryError
from diplograph.store import Store
from diplograph.table import Table, number
from diplograph.views import vega
from diplograph.views.chart import Chart, sources_of
from diplograph.views.chart_words import words
from diplograph.views.measures import ROUTE_COLUMNS, WAY_COLORS, command_of, title_of
from diplograph.views.picture import Names
from diplograph.vocab import short, thing

UNROUTED = "unrouted"
COLORS = {**WAY_COLORS, UNROUTED: "#b9bfc6"}
STAGES, BOX, STEPS = 3, 0.035, 24
GAP = 0.045  # between the boxes of a stage, as a part of the whole
WIDTH, HEIGHT = 980, 460
ENDS = """
SELECT ?route ?end ?state WHERE {
  ?route a dg:Route ; dg:commodity <%s> ; dg:destination ?end
  OPTIONAL { ?end dg:inTerritory ?state }
} ORDER BY ?route ?end ?state
"""


@dataclass(frozen=True)
class Ribbon:
    """A volume that goes from a box of one stage to a box of the next; `way` is its colour."""

    stage: int
    origin: str
    destination: str
    way: str
    volume: float
    routes: tuple[str, ...] = ()


def flows_of(
    store: Store, language: str, *, state: str, commodity: str, year: int | None = None
) -> Chart:
    """Return the flow of a commodity of a state: origin, states crossed, end of the route."""
    say, names = words(language), Names(store, language)
    slug = lookup.commodity(store, commodity)
    found = answers.compare(store, state, commodity=slug, year=year)
    rows = [row for row in found.rows if row["measure"] == "route_share"]
    carried = [row for row in rows if row["volume"]]
    if not carried:
        raise QueryError(
            f"no volume by route of {slug} of {state} is known for {found.question['year']}:"
            " no data, not zero. Ask for another `year`", name="flows", parameter="year",
        )  # fmt: skip
    ribbons = _ribbons(store, names, say, found.question["compare"], slug, carried)
    unit = carried[0]["volume_unit"]
    table = Table(found.rows.columns, [{**r, "label": names(r["subject"])} for r in rows])
    return Chart(
        name="flows", language=language,
        title=title_of(names, {**say, "ask_compare": say["ask_flows"]}, found.question),
        summary=say["flows_summary"].format(
            n=number(sum(r["volume"] for r in carried)), unit=unit, routes=len(carried)
        ),
        spec=_spec(ribbons, say, unit),
        table=table,
        headings={c: say[c] for c in ROUTE_COLUMNS},
        sources=sources_of(store, {s for row in carried for s in row["sources"] or ()}),
        method=say["flows_method"],
        query=command_of(found.question),
        statements=len(store),
        notes=found.notes,
    )  # fmt: skip


def _ribbons(
    store: Store,
    names: Names,
    say: Mapping[str, str],
    state: str,
    slug: str,
    carried: Sequence[Mapping[str, Any]],
) -> list[Ribbon]:
    """Return origin → states crossed → end for each route, those of the same boxes added up."""
    chains, ends = chains_of(store, slug), _ends(store, names, slug)
    merged: dict[tuple[int, str, str, str], list[tuple[float, str]]] = {}
    for row in carried:
        chain: Chain = chains[row["subject"]]
        crossed = " → ".join(names(s) for s in chain.states if s != state) or say["no_transit"]
        stops = (names(state), crossed, ends.get(row["subject"], say["unknown"]))
        for stage, pair in enumerate(pairwise(stops)):
            key = (stage, *pair, str(row["way"]))
            merged.setdefault(key, []).append((float(row["volume"]), names(row["subject"])))
    rest = _rest(carried)
    if rest > 0:
        merged[0, names(state), say["unrouted"], UNROUTED] = [(rest, "")]
    found = [
        Ribbon(*key, sum(v for v, _ in parts), tuple(r for _, r in parts))
        for key, parts in merged.items()
    ]
    return sorted(found, key=lambda r: (r.stage, list(COLORS).index(r.way), -r.volume, r.origin))


def _ends(store: Store, names: Names, slug: str) -> dict[str, str]:
    """Return where each route ends: the place and its state."""
    found = {}
    for row in store.select(ENDS % thing(f"commodity/{slug}").value):
        place = names(short(row["end"]))
        found[short(row["route"])] = (
            f"{place}, {names(short(row['state']))}" if row["state"] else place
        )
    return found


def _rest(carried: Iterable[Mapping[str, Any]]) -> float:
    """Return what was sent out by no known route, where the shares tell the whole."""
    shared = [(row["volume"], row["value"]) for row in carried if row["value"]]
    if not shared:
        return 0.0
    volume, share = max(shared)
    whole, routed = 100 * volume / share, sum(row["volume"] for row in carried)
    return round(whole - routed, 6) if whole - routed > 1e-6 * whole else 0.0


def boxes_of(ribbons: Sequence[Ribbon]) -> dict[tuple[int, str], tuple[float, float]]:
    """Return the bottom and top of each box: as high as what enters or leaves it, stacked."""
    inward: dict[tuple[int, str], float] = {}
    outward: dict[tuple[int, str], float] = {}
    for ribbon in ribbons:
        left, right = (ribbon.stage, ribbon.origin), (ribbon.stage + 1, ribbon.destination)
        outward[left] = outward.get(left, 0.0) + ribbon.volume
        inward[right] = inward.get(right, 0.0) + ribbon.volume
    sizes = {box: max(inward.get(box, 0), outward.get(box, 0)) for box in (*outward, *inward)}
    whole = max(sum(v for (s, _), v in sizes.items() if s == n) for n in range(STAGES))
    found = {}
    for stage in range(STAGES):
        mine = [(box, size) for box, size in sizes.items() if box[0] == stage]
        height = sum(size for _, size in mine) + GAP * whole * (len(mine) - 1)
        top = height / 2
        for box, size in mine:
            found[box] = (top - size, top)
            top -= size + GAP * whole
    return found


def _spec(ribbons: Sequence[Ribbon], say: Mapping[str, str], unit: str) -> dict[str, Any]:
    alt = vega.altair()
    boxes, data = boxes_of(ribbons), vega.Data()
    points = [point for ribbon in _placed(ribbons, boxes) for point in _curve(*ribbon, unit)]
    ways = [way for way in COLORS if any(ribbon.way == way for ribbon in ribbons)]
    color = alt.Color(
        "way:N", title=say["way"],
        scale=alt.Scale(domain=ways, range=[COLORS[way] for way in ways]),
        legend=alt.Legend(
            orient="bottom", symbolOpacity=1,
            labelExpr=_wordings({way: say.get(f"way_{way}", say["unrouted"]) for way in ways}),
        ),
    )  # fmt: skip
    plain = {"axis": None, "scale": alt.Scale(nice=False, zero=False)}
    x, y = alt.X("x:Q", **plain), alt.Y("bottom:Q", **plain)
    tips = [alt.Tooltip(f"{n}:N", title=say.get(n, n)) for n in ("flow", "volume", "routes")]
    bands = vega.rows(data, points).mark_area(opacity=0.62, line=False)
    rows = [_box(key, span, unit) for key, span in boxes.items()]
    drawn = vega.rows(data, rows)
    layers = [
        bands.encode(x=x, y=y, y2="top:Q", color=color, detail="key:N", tooltip=tips),
        drawn.mark_rect(color=vega.INK).encode(x=x, x2="x2:Q", y=y, y2="top:Q"),
        *_labels(drawn),
    ]
    return vega.spec_of(alt.layer(*layers).properties(width=WIDTH, height=HEIGHT), data)


def _wordings(known: Mapping[str, str]) -> str:
    """Return the Vega expression that puts a wording for each key of a legend."""
    return f"({json.dumps(dict(known), ensure_ascii=False)})[datum.label]"


def _box(key: tuple[int, str], span: tuple[float, float], unit: str) -> dict[str, Any]:
    stage, name = key
    amount = f"{number(round(span[1] - span[0], 6))} {unit}"
    return {
        "x": stage - BOX / 2, "x2": stage + BOX / 2, "bottom": span[0], "top": span[1],
        "middle": sum(span) / 2, "label": f"{name}: {amount}", "stage": stage,
    }  # fmt: skip


def _labels(drawn: Any) -> list[Any]:
    """Return names and volumes of the boxes: outside at both ends, beside in the middle."""
    alt = vega.altair()
    here = {"x": alt.X("stage:Q", axis=None), "y": alt.Y("middle:Q", axis=None), "text": "label:N"}
    halo = {"stroke": "white", "strokeWidth": 3, "strokeOpacity": 0.85}
    sides = ((0, "right", -22), (1, "left", 22), (2, "left", 22))
    return [
        drawn.transform_filter(f"datum.stage == {stage}")
        .mark_text(align=align, dx=dx, baseline="middle", fontSize=12.5, **look)
        .encode(**here)
        for stage, align, dx in sides
        for look in (halo, {"color": vega.INK})
    ]


Placed = tuple[Ribbon, tuple[float, float], tuple[float, float]]


def _placed(
    ribbons: Sequence[Ribbon], boxes: Mapping[tuple[int, str], tuple[float, float]]
) -> list[Placed]:
    """Return each ribbon with its span at both ends: from the top of a box down, in order."""
    left = {box: top for box, (_, top) in boxes.items()}
    right = dict(left)
    found = []
    for ribbon in ribbons:
        ends = []
        for tops, box in (
            (left, (ribbon.stage, ribbon.origin)),
            (right, (ribbon.stage + 1, ribbon.destination)),
        ):
            ends.append((tops[box] - ribbon.volume, tops[box]))
            tops[box] -= ribbon.volume
        found.append((ribbon, ends[0], ends[1]))
    return found


def _curve(
    ribbon: Ribbon, left: tuple[float, float], right: tuple[float, float], unit: str
) -> list[dict[str, Any]]:
    """Return the outline of a ribbon: level at both ends, smooth between (3t² − 2t³)."""
    start, end = ribbon.stage + BOX / 2, ribbon.stage + 1 - BOX / 2
    rows = []
    for step in range(STEPS + 1):
        t = step / STEPS
        s = t * t * (3 - 2 * t)
        bottom, top = ((1 - s) * a + s * b for a, b in zip(left, right, strict=True))
        rows.append(
            {
                "x": round(start + t * (end - start), 5),
                "bottom": round(bottom, 6),
                "top": round(top, 6),
                "way": ribbon.way,
                "key": f"{ribbon.stage} {ribbon.origin} {ribbon.destination} {ribbon.way}",
                "flow": f"{ribbon.origin} → {ribbon.destination}",
                "volume": f"{number(round(ribbon.volume, 6))} {unit}",
                "routes": "; ".join(ribbon.routes),
            }
        )
    return rows
