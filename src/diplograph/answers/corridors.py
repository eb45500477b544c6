"""The main job: Russia, the Caspian, China and other ways of one state side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import networkx as nx

from diplograph import figures, lookup
from diplograph.analysis.routes import transit_share
from diplograph.analysis.uncertainty import Band, add, exact, share_of_total
from diplograph.answers.answer import Answer, Evidence, answer, cells_of, evidence, percent
from diplograph.answers.chains import (
    WAYS,
    Chain,
    agreements_in_force,
    bottleneck,
    chains_of,
    is_open,
)
from diplograph.answers.partners import (
    UNALLOCATED,
    concentration,
    crossings,
    doubt_in,
    doubt_of_all,
    partner_shares,
    route_volumes,
    state_hhi,
)
from diplograph.figures import Figure, Known, known_years
from diplograph.networks import compared_in, transport
from diplograph.store import Store
from diplograph.vocab import thing

COLUMNS = [
    "measure", "way", "subject", "label", "value", "low", "high", "unit", "year", "volume",
    "volume_low", "volume_high", "volume_unit", "doubt", "capacity", "binding", "states",
    "agreements", "sources", "facts",
]  # fmt: skip
PARTNERS = ("RUS", "CHN", "JPN")


def compare(
    store: Store, state: str, *, commodity: str = "total", year: int | None = None
) -> Answer:
    """Set Russia, the Caspian, China and the other ways of a state side by side.

    Parameters
    ----------
    store
        The graph.
    state
        ISO code or name.
    commodity
        Slug or name; `total` compares trade partners.
    year
        Calendar year; None takes the newest with volumes by route, else the newest with any flow of
        the state.

    Returns
    -------
    Answer
        Rows by `measure`: `way_share` (all routes of one way) and `route_share` (one route), in
        percent of what the state sends out, with `volume`, published bottleneck `capacity`, states
        crossed and agreements in force at the end of the year; `transit_share` of each state
        crossed; `route_hhi` and `state_hhi` on 0–1; `import_share` and `export_share` of Russia,
        China, Japan and the largest other partners. A route that is open at the end of the year and
        has no volume of the state is listed with an unknown value; where the whole corridor has
        one, all senders together, it is the `volume` of a row `corridor`.

    Raises
    ------
    NotFoundError
        If the state or the commodity is unknown.

    Notes
    -----
    A route is counted under one way: Russia if it crosses or enters Russia at all, else the Caspian
    if a leg lies on it, else Iran, else China. So the ways are exclusive and sum to at most 100 %.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = compare(dg.example(), "XAA", commodity="crude-oil", year=2024).rows
    >>> [(r["subject"], r["value"]) for r in rows if r["measure"] == "route_share"]
    [('route/north', 60.0), ('route/south', 30.0)]
    """
    code, slug = lookup.state(store, state), lookup.commodity(store, commodity)
    known = evidence(store, slug)
    when = year or _newest_year(known, code, slug)
    question = {"compare": code, "commodity": slug, "year": when}
    if when is None:
        note = f"no figure of the graph tells by which way {slug} of {code} goes: no data, not zero"
        return answer(question, COLUMNS, [], [note])
    of_year = [f for f in known.figures if f.commodity == f"commodity/{slug}" and f.year == when]
    subject = _Case(store, known, code, slug, when)
    rows, notes = _route_rows(subject, of_year)
    rows += _partner_rows(subject, of_year)
    return answer(question, COLUMNS, rows, notes)


@dataclass(frozen=True)
class _Case:
    """The state, commodity and year that one comparison is about."""

    store: Store
    known: Evidence
    state: str
    commodity: str
    year: int

    def row(
        self, measure: str, band: Band | None, unit: str, used: Iterable[Known], **more: Any
    ) -> dict[str, Any]:
        """Return a row; an unknown band leaves value, low and high unknown.

        Its doubt is `more["doubt"]`, else that of what is used.
        """
        listed = list(used)
        doubt = more.pop("doubt", None) or doubt_of_all(listed)
        cells = cells_of(band, (figure for known in listed for figure in known.figures), doubt)
        return {"measure": measure, "unit": unit, "year": self.year, **cells, **more}


def _newest_year(known: Evidence, state: str, commodity: str) -> int | None:
    """Return the newest year with volumes by route, else with a corridor's, else with any flow."""
    own = [f for f in known.figures if f.commodity == f"commodity/{commodity}" and f.year]
    crossing = {route for route, states in known.crosses.items() if state in states}
    for wanted in (
        [f for f in own if f.route and f.origin == state],
        [f for f in own if f.about in crossing and f.measure == "Volume"],
        [f for f in own if state in (f.origin, f.destination)],
    ):
        if wanted:
            return max(f.year for f in wanted if f.year)
    return None


def _route_rows(case: _Case, of_year: list[Figure]) -> tuple[list[dict[str, Any]], list[str]]:
    volumes, total = route_volumes(of_year, case.state)
    chains = chains_of(case.store, case.commodity)
    by_route = dict(volumes)
    if not volumes and not any(case.state in chain.states for chain in chains.values()):
        return [], []
    whole = total.band if total else None
    used = [*by_route.values(), *([total] if total else [])]
    network = transport(case.store, case.commodity, at=date(case.year, 12, 31))
    governed = agreements_in_force(case.store, f"{case.year}-12-31")
    everyone = {r: _everyone(of_year, case.state, k) for r, k in volumes}
    concerned = [c for r, c in chains.items() if r in by_route or _concerns(case, c, bool(volumes))]
    shut = [c.route for c in concerned if c.route not in by_route and not is_open(c, network)]
    rows = [
        _route_row(case, c, by_route.get(c.route), everyone.get(c.route), whole, network, governed)
        for c in concerned
        if c.route not in shut
    ]
    rows += _corridor_rows(case, of_year, [c for c in concerned if c.route not in by_route])
    rows.sort(key=lambda r: (WAYS.index(r["way"]), -(r["volume"] or 0), r["subject"]))
    closed = [f"not open at the end of {case.year}: {', '.join(shut)}"] if shut else []
    if not volumes:
        return rows, [_unknown(case), *closed]
    ways = [_way_row(case, way, chains, by_route, whole, used) for way in WAYS]
    shares = [row for row in ways if row is not None]
    notes = [*_gap(case, volumes, total), *_disputes(volumes, everyone), *_silent(rows), *closed]
    measures = _concentration(case, volumes, whole, used) if whole else []
    return [*shares, *rows, *measures], notes


def _unknown(case: _Case) -> str:
    """Say that no volumes are known, and for which years they are."""
    name = f"commodity/{case.commodity}"
    own = (f for f in case.known.figures if f.commodity == name and f.origin == case.state)
    years = known_years(f.year for f in own if f.route)
    instead = f"; known years: {years}" if years else ""
    return (
        f"no volumes by route of {case.state} are known for {case.year}: unknown, not zero{instead}"
    )


def _corridor_rows(case: _Case, of_year: list[Figure], silent: list[Chain]) -> list[dict[str, Any]]:
    """Return what whole corridors carried, all senders together, for routes without a volume."""
    rows = []
    for chain in silent:
        stated = [f for f in of_year if (f.about, f.measure) == (chain.route, "Volume")]
        known = figures.combine(stated)
        if known:
            volume = known.band._asdict()
            rows.append(
                case.row(
                    "corridor", None, known.unit, [known], way=chain.way, subject=chain.route,
                    label=f"{chain.label}, all senders", volume_unit=known.unit,
                    volume=volume["value"], volume_low=volume["low"], volume_high=volume["high"],
                )
            )  # fmt: skip
    return rows


def _concerns(case: _Case, chain: Chain, known: bool) -> bool:
    """Say whether a route without a volume belongs in the comparison.

    Where volumes of the state are known, its other routes are those that start in it; else all that
    cross it, as corridors do.
    """
    return chain.start == case.state if known else case.state in chain.states


def _everyone(of_year: list[Figure], state: str, known: Known) -> Known | None:
    """Return what all reporters together know of the volume of a route."""
    one = known.figures[0]
    same = [f for f in of_year if (f.route, f.origin) == (one.route, state)]
    every = figures.combine(f for f in same if f.destination == one.destination)
    return figures.in_unit(every, known.unit) if every else None


def _disputes(volumes: list[tuple[str, Known]], everyone: Mapping[str, Known | None]) -> list[str]:
    """Name the routes for which another reporter gives another volume than the shares rest on."""
    notes = []
    for route, known in volumes:
        every = everyone[route]
        if every and every.band[1:] != known.band[1:]:
            low, high = every.band.low, every.band.high
            notes.append(
                f"{route}: reporters differ, {low:g} to {high:g} {every.unit}; shares divide the"
                f" {known.band.value:g} of the reporter of the total"
            )
    return notes


def _silent(rows: list[dict[str, Any]]) -> list[str]:
    silent = [row["subject"] for row in rows if row["volume"] is None]
    return (
        ["no volume is known for the year (unknown, not zero): " + ", ".join(silent)]
        if silent
        else []
    )


def _route_row(
    case: _Case,
    chain: Chain,
    volume: Known | None,
    everyone: Known | None,
    whole: Band | None,
    network: nx.MultiDiGraph,
    governed: Mapping[str, list[str]],
) -> dict[str, Any]:
    binding = bottleneck(chain, network)
    agreements = {a for thing in (chain.route, *chain.segments) for a in governed.get(thing, ())}
    return case.row(
        "route_share",
        percent(share_of_total(volume.band, whole)) if volume and whole else None,
        "percent",
        [everyone] if everyone else [],
        way=chain.way,
        subject=chain.route,
        label=chain.label,
        volume=volume.band.value if volume else None,
        volume_low=everyone.band.low if everyone else None,
        volume_high=everyone.band.high if everyone else None,
        volume_unit=volume.unit if volume else compared_in(case.store, case.commodity),
        capacity=binding[0] if binding else None,
        binding=binding[1] if binding else None,
        states=[s for s in chain.states if s != case.state],
        agreements=sorted(agreements),
    )


def _way_row(
    case: _Case,
    way: str,
    chains: Mapping[str, Chain],
    by_route: Mapping[str, Known],
    whole: Band | None,
    used: list[Known],
) -> dict[str, Any] | None:
    inside = [k for route, k in by_route.items() if route in chains and chains[route].way == way]
    if not inside:
        return None
    band = add(k.band for k in inside)
    return case.row(
        "way_share",
        percent(share_of_total(band, whole)) if whole else None,
        "percent",
        used,
        way=way,
        label=f"all ways: {way}",
        volume=round(band.value, 10),
        volume_unit=inside[0].unit,
    )


def _concentration(
    case: _Case, volumes: list[tuple[str, Known]], whole: Band, used: list[Known]
) -> list[dict[str, Any]]:
    routes = crossings(case.known, volumes, case.state)
    states = sorted({state for route in routes for state in route.states})
    rows = []
    for state in states:
        band = percent(transit_share(routes, state, total=whole))
        label = lookup.label(case.store, thing(state).value)
        named = {"subject": state, "label": label, "doubt": doubt_in(used)}
        rows.append(case.row("transit_share", band, "percent", used, **named))
    rows.sort(key=lambda row: (-row["value"], row["subject"]))
    by_route = concentration([share_of_total(k.band, whole).value for _, k in volumes])
    if by_route:
        rows.append(case.row("route_hhi", by_route, "HHI, 0–1", used, doubt=(UNALLOCATED,)))
    by_state = exact(state_hhi(routes, whole))
    return [*rows, case.row("state_hhi", by_state, "HHI, 0–1", used)]


def _gap(case: _Case, volumes: list[tuple[str, Known]], total: Known | None) -> list[str]:
    """Say what part of the published total no route accounts for."""
    routed = sum(known.band.value for _, known in volumes)
    if total is None:
        return [
            "no total is published for the year, or its routes add up to more than it: the known"
            " routes may be a part, or parts of one another, so no shares"
        ]
    rest = total.band.value - routed
    if rest <= 0:
        return []
    return [
        f"{rest:.3g} of {total.band.value:g} {total.unit} is not allocated to a route;"
        " low bounds put none of it, high bounds all of it, on the state or route in question"
    ]


def _partner_rows(case: _Case, of_year: list[Figure]) -> list[dict[str, Any]]:
    """Return shares of Russia, China, Japan and the three largest other partners, both ways."""
    rows = []
    for measure, inward in (("import_share", True), ("export_share", False)):
        shares = partner_shares(of_year, case.state, inward=inward)
        others = [p for p in shares if p not in PARTNERS and not p.startswith("area/")]
        others.sort(key=lambda p: -shares[p].band.value)
        for partner in (*PARTNERS, *others[:3]):
            if partner in shares:
                known = shares[partner]
                label = lookup.label(case.store, thing(partner).value)
                band = percent(known.band)
                rows.append(
                    case.row(measure, band, "percent", [known], subject=partner, label=label)
                )
    return rows
