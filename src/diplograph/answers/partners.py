"""Dependence of one state on another, as supplier, market, transit and source of money."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from diplograph import figures, lookup
from diplograph.analysis.dependence import hhi
from diplograph.analysis.routes import RouteVolume, transit_share
from diplograph.analysis.uncertainty import Band, exact, ratio, share_of_total, spanning
from diplograph.answers.answer import Answer, Evidence, Row, answer, evidence, percent
from diplograph.figures import Figure, Known, known_years
from diplograph.store import Store

DEPENDENCE_COLUMNS = [
    "measure",
    "commodity",
    "value",
    "low",
    "high",
    "unit",
    "year",
    "doubt",
    "sources",
    "facts",
]
MOST = 1.02  # routes may add up to a little more than the total, by rounding
UNALLOCATED = "a part that no source allocates to a route"
UNITEMISED = "a part that no source itemises"
WORLD, OTHER = "area/world", "area/other"


def dependence(
    store: Store,
    state: str,
    on: str,
    *,
    commodity: str | None = None,
    year: int | None = None,
) -> Answer:
    """Tell how much a state depends on another: as supplier, market and transit.

    Parameters
    ----------
    store
        The graph.
    state, on
        The dependent state and the one it may depend on: ISO codes or names.
    commodity
        Slug or name; None answers for every commodity with figures.
    year
        Calendar year; None takes, for each measure, the newest year with figures.

    Returns
    -------
    Answer
        Rows of `measure commodity value low high unit year sources facts`. Measures:
        `import_share export_share turnover_share gdp_share transit_share` in percent,
        `supplier_hhi market_hhi route_hhi state_hhi` on 0–1, `gdp_exposure_inward` (imports, or
        money received) and `gdp_exposure_outward` in percent. `doubt` says what makes a band wide.
        A measure without figures has no row:
        no data is not zero, and the notes say so.

    Raises
    ------
    NotFoundError
        If a state or the commodity is unknown.

    Notes
    -----
    `state_hhi` is a house measure: transit shares of all states, scaled to sum to one, squared and
    summed, since several states lie on one route. Exposure divides trade by GDP, which is
    value added; it can exceed 100 %.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = dependence(dg.example(), "XAA", "XBB", commodity="crude-oil").rows
    >>> [(r["measure"], r["value"], r["high"]) for r in rows if r["measure"] == "transit_share"]
    [('transit_share', 60.0, 70.0)]
    """
    state, on = lookup.state(store, state), lookup.state(store, on)
    slug = lookup.commodity(store, commodity) if commodity else None
    known = evidence(store, slug or "")
    wanted = [f"commodity/{slug}"] if slug else sorted({f.commodity for f in known.figures} - {""})
    every = [list(_measures(known, state, on, name)) for name in wanted]
    rows = [row for measured in every for row in _newest(measured, year)]
    question = {"dependence": state, "on": on, "commodity": slug, "year": year}
    notes = [] if rows else [_no_data(state, on, slug, year, [r for m in every for r in m])]
    return answer(question, DEPENDENCE_COLUMNS, [row.as_dict() for row in rows], notes)


def _no_data(state: str, on: str, commodity: str | None, year: int | None, rows: list[Row]) -> str:
    """Say that the question lies outside of what the graph knows, and what it knows instead."""
    about = f" for {commodity}" if commodity else ""
    when = f" in {year}" if year else ""
    years = known_years(row.year for row in rows)
    instead = f"; known years: {years}" if years else ""
    return (
        f"no figure of the graph tells how {state} depends on {on}{about}{when}"
        f"; that is no data, not zero{instead}"
    )


def _newest(rows: Iterable[Row], year: int | None) -> list[Row]:
    """Keep the rows of a year, or of the newest year of each measure."""
    listed = list(rows)
    newest = {m: max(r.year for r in listed if r.measure == m) for m in {r.measure for r in listed}}
    return [r for r in listed if r.year == (newest[r.measure] if year is None else year)]


def _measures(known: Evidence, state: str, on: str, commodity: str) -> Iterator[Row]:
    own = [f for f in known.figures if f.commodity == commodity and f.year is not None]
    for year in sorted({f.year for f in own if f.year is not None}):
        of_year = [f for f in own if f.year == year]
        imports = partner_shares(of_year, state, inward=True)
        exports = partner_shares(of_year, state, inward=False)
        yield from _partner_rows(imports, on, ("import_share", "supplier_hhi"), year)
        yield from _partner_rows(exports, on, ("export_share", "market_hhi"), year)
        yield from _published(of_year, state, on, year)
        yield from _transit_rows(known, of_year, state, on, year)
        yield from _exposure(known, of_year, state, on, year)


def partner_shares(of_year: Iterable[Figure], state: str, *, inward: bool) -> dict[str, Known]:
    """Return the share (0–1) of each partner in what a state takes in (or sends out) in a year.

    Published shares count as they are; where there are values or quantities of one reporter for a
    partner and for the world, their ratio counts too. Sources that disagree span the band.
    """
    flows = [f for f in of_year if (f.destination if inward else f.origin) == state and not f.route]
    published = "ImportShare" if inward else "ExportShare"
    found: dict[str, list[tuple[Band, Figure]]] = {}
    for figure in flows:
        partner = figure.origin if inward else figure.destination
        if figure.measure == published and partner != WORLD:
            band = Band(*(x / 100 for x in figure.band))
            found.setdefault(partner, []).append((band, figure))
    amounts = [f for f in flows if f.measure in ("Value", "Quantity")]
    for reported in figures.by_reporter(amounts).values():
        for measure in ("Value", "Quantity"):
            _ratios([f for f in reported if f.measure == measure], found, inward=inward)
    return {partner: _combined(parts) for partner, parts in sorted(found.items())}


def _ratios(
    reported: list[Figure], found: dict[str, list[tuple[Band, Figure]]], *, inward: bool
) -> None:
    """Add the share of each partner in one reporter's total of the year."""
    partners = [f.origin if inward else f.destination for f in reported]
    whole = figures.combine(
        f for f, partner in zip(reported, partners, strict=True) if partner == WORLD
    )
    for figure, partner in zip(reported, partners, strict=True):
        if whole and partner != WORLD and figure.unit == whole.unit:
            band = share_of_total(figure.band, whole.band)
            found.setdefault(partner, []).append((band, figure))


def _combined(parts: list[tuple[Band, Figure]]) -> Known:
    """Combine shares of one partner: the value of the best source, bounds over all."""
    best = figures.combine(f for _, f in parts)
    assert best is not None
    value = next(band.value for band, f in parts if f is best.figures[0])
    ends = [end for band, _ in parts for end in (band.low, band.high)]
    figured = tuple(f for _, f in parts)
    return Known(spanning(value, ends), "share", figured, figures.doubt_of(parts))


def _partner_rows(
    shares: dict[str, Known], on: str, names: tuple[str, str], year: int
) -> Iterator[Row]:
    if not shares:
        return
    commodity = next(iter(shares.values())).figures[0].commodity
    if on in shares:
        known = shares[on]
        band = percent(known.band)
        yield Row(names[0], commodity, band, "percent", year, known.figures, known.doubt)
    by_partner = concentration([k.band.value for p, k in shares.items() if p != OTHER])
    if on in shares and by_partner:
        used = tuple(f for known in shares.values() for f in known.figures)
        yield Row(names[1], commodity, by_partner, "HHI, 0–1", year, used, (UNITEMISED,))


def concentration(shares: list[float]) -> Band | None:
    """Return the HHI of shares of a whole; None where figures that disagree exceed the whole."""
    known = sum(shares)
    return hhi(shares, rest=max(0.0, 1 - known)) if known <= 1.005 else None


def _published(of_year: list[Figure], state: str, on: str, year: int) -> Iterator[Row]:
    """Yield the shares that sources publish about the state itself: of turnover, of GDP."""
    for measure in ("TurnoverShare", "GdpShare"):
        same = [
            f
            for f in of_year
            if f.about == state and f.measure == measure and f.partner in (on, "")
        ]
        for partner in sorted({f.partner for f in same}):
            known = figures.combine(f for f in same if f.partner == partner)
            if known and (partner or measure == "GdpShare"):
                name = figures.measure_name(measure)
                yield Row(
                    name, same[0].commodity, known.band, known.unit, year, known.figures,
                    known.doubt,
                )  # fmt: skip


def route_volumes(
    of_year: Iterable[Figure], state: str
) -> tuple[list[tuple[str, Known]], Known | None]:
    """Return the volumes by route of what a state sends out in a year, and the published total.

    Volumes are those of the reporter of the total where it gives them. Where routes to the world
    are known, flows to one named market (`kaz-oil-germany`) are parts of them and are not counted
    beside them; else they are all that is known. The total is the flow to the world, or what the
    state is said to export. It is None where the routes add up to more than it, for then some are
    parts of others, and no share of it would be right.
    """
    figured = list(of_year)
    own = [f for f in figured if f.origin == state and f.measure == "Quantity"]
    abroad = [f for f in own if f.destination == WORLD]
    exported = [f for f in figured if f.about == state and f.measure == "ExportTotal"]
    total = figures.combine([f for f in abroad if not f.route] or exported)
    reporter = total.figures[0].reporter if total else ""
    routed = [f for f in abroad if f.route] or [f for f in own if f.route]
    found = [
        (r, figures.combine(figures.coherent((f for f in routed if f.route == r), reporter)))
        for r in sorted({f.route for f in routed})
    ]
    unit = total.unit if total else next((k.unit for _, k in found if k), "")
    every = [(r, figures.in_unit(k, unit)) for r, k in found if k]
    volumes = [(r, k) for r, k in every if k.unit == unit]
    if total and sum(k.band.low for _, k in volumes) > MOST * total.band.high:
        return volumes, None
    return volumes, total


def _transit_rows(
    known: Evidence, of_year: list[Figure], state: str, on: str, year: int
) -> Iterator[Row]:
    volumes, total = route_volumes(of_year, state)
    if not volumes or total is None:
        return
    commodity, whole = volumes[0][1].figures[0].commodity, total.band
    used = tuple(f for _, k in volumes for f in k.figures) + total.figures
    crossing = crossings(known, volumes, state)
    through = percent(transit_share(crossing, on, total=whole))
    doubt = doubt_in([*(known for _, known in volumes), total])
    yield Row("transit_share", commodity, through, "percent", year, used, doubt)
    by_route = concentration([share_of_total(k.band, whole).value for _, k in volumes])
    if by_route:
        yield Row("route_hhi", commodity, by_route, "HHI, 0–1", year, used, (UNALLOCATED,))
    yield Row("state_hhi", commodity, exact(state_hhi(crossing, whole)), "HHI, 0–1", year, used)


def doubt_in(volumes: Iterable[Known]) -> tuple[str, ...]:
    """Say what makes the band of a share of routes in a total wide: the last is the total."""
    listed = list(volumes)
    rest = listed[-1].band.value - sum(known.band.value for known in listed[:-1])
    return (*((UNALLOCATED,) if rest > 0 else ()), *doubt_of_all(listed))


def doubt_of_all(used: Iterable[Known]) -> tuple[str, ...]:
    """Return what makes the bands of several numbers wide, each reason once."""
    return tuple(dict.fromkeys(reason for known in used for reason in known.doubt))


def crossings(
    known: Evidence, volumes: Iterable[tuple[str, Known]], state: str
) -> list[RouteVolume]:
    """Return volumes by route with the states that each crosses or enters beyond the origin."""
    return [RouteVolume(r, k.band, known.crosses.get(r, frozenset()) - {state}) for r, k in volumes]


def state_hhi(routes: list[RouteVolume], total: Band) -> float:
    """Return the concentration over transit states, their shares scaled to sum to one (house)."""
    states = sorted({state for route in routes for state in route.states})
    shares = [transit_share(routes, state, total=total).value for state in states]
    return hhi([s / sum(shares) for s in shares]).value if sum(shares) > 0 else float("nan")


def _exposure(
    known: Evidence, of_year: list[Figure], state: str, on: str, year: int
) -> Iterator[Row]:
    """Yield trade or money between two states against the dependent state's GDP."""
    gdp = figures.combine(
        f for f in known.figures if f.about == state and f.measure == "Gdp" and f.year == year
    )
    for origin, destination, name in ((on, state, "inward"), (state, on, "outward")):
        flow = figures.combine(
            f
            for f in of_year
            if (f.origin, f.destination, f.measure) == (origin, destination, "Value")
        )
        if gdp and flow and gdp.unit == flow.unit:
            band = percent(ratio(flow.band, gdp.band))
            used = flow.figures + gdp.figures
            yield Row(
                f"gdp_exposure_{name}", flow.figures[0].commodity, band, "percent", year, used,
                (*flow.doubt, *gdp.doubt),
            )  # fmt: skip
