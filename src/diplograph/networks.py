"""Store → networkx: the network of relations, and the transport network of a commodity."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import networkx as nx

from diplograph import lookup
from diplograph.store import Store
from diplograph.vocab import node, short, thing

RELATIONS = """
SELECT ?kind ?origin ?destination ?start ?end ?fact ?label WHERE {
  { ?fact a dg:Tenure ; dg:person ?origin ; dg:office ?o . ?o dg:officeOf ?destination ;
      rdfs:label ?label . FILTER(LANG(?label) = "en") BIND("leads" AS ?kind) }
  UNION { ?fact a dg:Membership ; dg:member ?origin ; dg:organisation ?destination ; dg:role ?label
      BIND("member of" AS ?kind) }
  UNION { ?fact a dg:Signature ; dg:signatory ?origin ; dg:agreement ?destination .
      ?destination dg:signed ?start . OPTIONAL { ?destination dg:ended ?end }
      BIND("party to" AS ?kind) }
  UNION { ?fact a dg:Participation ; dg:actor ?origin ; dg:event ?destination .
      ?destination dg:start ?start BIND("took part in" AS ?kind) }
  UNION { ?fact a dg:Ownership ; dg:owner ?origin ; dg:asset ?destination ; dg:sharePercent ?label
      BIND("owns" AS ?kind) }
  UNION { ?fact a dg:AgreementLink ; dg:agreement ?origin ; dg:relation ?label ;
      dg:object ?destination . ?origin dg:signed ?start BIND("concerns" AS ?kind) }
  UNION { ?fact a dg:Commitment ; dg:actor ?origin ; dg:beneficiary ?destination .
      OPTIONAL { ?fact dg:periodStart ?start } OPTIONAL { ?fact dg:periodEnd ?end }
      OPTIONAL { ?fact rdfs:label ?label FILTER(LANG(?label) = "en") } BIND("commits to" AS ?kind) }
  OPTIONAL { ?fact dg:start ?start } OPTIONAL { ?fact dg:end ?end }
} ORDER BY ?kind ?origin ?destination ?start ?fact ?label
"""
SEGMENTS = """
SELECT ?segment ?mode ?origin ?destination ?direction ?status ?opened ?closed ?states ?km ?operator
WHERE {
  ?segment a dg:Segment, ?mode ; dg:origin ?origin ; dg:destination ?destination ;
    dg:direction ?direction ; dg:assetStatus ?status .
  ?mode rdfs:subClassOf dg:Segment
  OPTIONAL { ?segment dg:opened ?opened } OPTIONAL { ?segment dg:closed ?closed }
  OPTIONAL { ?segment dg:statesInOrder ?states } OPTIONAL { ?segment dg:lengthKm ?km }
  OPTIONAL { ?segment dg:operator ?operator }
} ORDER BY ?segment
"""
CARRIES = "SELECT ?segment WHERE { ?segment dg:carries/^skos:broader* <%s> } ORDER BY ?segment"
PLACES = """
SELECT ?place ?state ?lat ?lon WHERE {
  ?place a dg:Place
  OPTIONAL { ?place dg:inTerritory ?state }
  OPTIONAL { ?place dg:latitude ?lat ; dg:longitude ?lon }
} ORDER BY ?place
"""
FIGURES = """
SELECT ?fact ?about ?value ?low ?high ?start ?end ?status ?basis WHERE {
  ?fact dg:about ?about ; dg:measure <%(measure)s> ; dg:unit "%(unit)s" ; dg:status ?status ;
    dg:basis ?basis .
  FILTER NOT EXISTS { ?fact dg:scope ?part }
  FILTER NOT EXISTS {
    ?fact dg:commodity ?other FILTER NOT EXISTS { <%(commodity)s> skos:broader* ?other }
  }
  OPTIONAL { ?fact dg:value ?value } OPTIONAL { ?fact dg:low ?low } OPTIONAL { ?fact dg:high ?high }
  OPTIONAL { ?fact dg:periodStart ?start } OPTIONAL { ?fact dg:periodEnd ?end }
} ORDER BY ?about ?start ?fact
"""
RATES = ("MW", "Tbit/s")
USABLE = ("dg:AssetOperating",)
PLANNED = ("dg:AssetConstruction", "dg:AssetPlanned")
EARTH_RADIUS_KM = 6371.0088


def network(
    store: Store, *, kinds: Iterable[str] | None = None, at: date | None = None
) -> nx.MultiDiGraph:
    """Return the network of dated relations between actors, agreements, events and assets.

    Parameters
    ----------
    store
        The graph.
    kinds
        Relations to keep, of `leads member of party to took part in owns concerns commits to`;
        None keeps all.
    at
        A day; keeps relations that hold on it. One without a start is taken to hold, for an unknown
        start is no proof of absence. None keeps all.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are IRIs with `label` and `kind`; an edge's key is the IRI of its fact, with `kind`,
        `label`, `start` and `end`.

    Examples
    --------
    >>> import diplograph as dg
    >>> dg.network(dg.example(), kinds=["member of"]).number_of_edges()
    2
    """
    wanted = None if kinds is None else set(kinds)
    result = nx.MultiDiGraph()
    for row in store.select(RELATIONS):
        if (wanted is None or row["kind"] in wanted) and _holds(row["start"], row["end"], at):
            _add_relation(result, row)
    for iri, data in result.nodes(data=True):
        data["label"] = lookup.label(store, iri)
        data["kind"] = kind_of(iri)
    return result


def _add_relation(result: nx.MultiDiGraph, row: dict[str, Any]) -> None:
    label = row["kind"] if row["label"] is None else f"{row['kind']}: {_tag(row['label'])}"
    result.add_edge(
        row["origin"],
        row["destination"],
        row["fact"],
        kind=row["kind"],
        label=label,
        start=row["start"],
        end=row["end"],
    )


def _tag(value: Any) -> str:
    """Return the wording of an edge: a vocabulary term without its prefix, a share with percent."""
    if isinstance(value, Decimal):
        return f"{value} %"
    return short(str(value)).removeprefix("dg:Role").removeprefix("dg:Link").lower()


def kind_of(iri: str) -> str:
    """Return the kind of a thing, from the path of its IRI (`place`, `state`, …)."""
    reference = short(iri)
    return reference.split("/", 1)[0] if "/" in reference else "state"


def transport(
    store: Store,
    commodity: str,
    *,
    at: date | None = None,
    plans: bool = False,
    opened: Iterable[dict[str, Any]] = (),
) -> nx.MultiDiGraph:
    """Return the places and segments that can carry a commodity on a day.

    Parameters
    ----------
    store
        The graph.
    commodity
        Slug. A segment that carries a broader commodity (freight) carries it too.
    at
        A day; keeps segments that are open on it. None means today.
    plans
        Whether segments under construction or planned, and planned capacities, count from the day
        that their source states; a planned capacity without a day counts as built.
    opened
        Segments that are taken to be open whatever the graph says, as rows of `SEGMENTS`: of one
        that the graph has, `segment` and the changed columns; of another, all columns.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are references (`place/aktau`) with `label state lat lon`; edge keys are references of
        segments, with `label mode states operator km km_is_bound days`. Both have `capacity
        capacity_low capacity_high` in the commodity's unit per year, and `facts`, the figures
        behind them. `km` is the published length; where none is published it is the great-circle
        distance, a lower bound, and `km_is_bound` is True. Unknown values are None.

    Raises
    ------
    NotFoundError
        If the commodity is unknown.

    Notes
    -----
    Of several capacities of one thing that hold on the day the newest counts; sources that date
    theirs alike span the band. A capacity whose period has ended is no longer known. Segments open
    in both directions give two edges.

    Examples
    --------
    >>> import diplograph as dg
    >>> net = transport(dg.example(), "crude-oil")
    >>> sorted(net["place/port-beta"])
    ['place/port-gamma', 'place/well-delta']
    """
    slug = lookup.commodity(store, commodity)
    day = at or date.today()
    about = {"commodity": thing(f"commodity/{slug}").value}
    per_year = {"unit": capacity_unit(store, slug), **about}
    capacities = _newest(store, "Capacity", per_year, day, plans=plans)
    days = _newest(store, "TransitDays", {"unit": "days", **about}, day, plans=plans)
    result = nx.MultiDiGraph(commodity=slug, at=day.isoformat())
    places = {row["place"]: row for row in store.select(PLACES)}
    assumed = {row["segment"]: row for row in opened}
    if assumed and not plans:  # what is opened has the capacity that is planned for it
        planned = _newest(store, "Capacity", per_year, day, plans=True)
        capacities = {k: v for k, v in planned.items() if k in assumed} | capacities
    for row in _carriers(store, slug, assumed):
        if _open(row, day, plans=plans):
            _add_segment(result, store, row, places, capacities, days)
    for reference, data in result.nodes(data=True):
        place = places[thing(reference).value]
        data |= {
            "label": lookup.label(store, place["place"]),
            "state": short(place["state"]) if place["state"] else None,
            "lat": _float(place["lat"]),
            "lon": _float(place["lon"]),
            **_band_attributes("capacity", capacities.get(place["place"])),
        }
    return result


def _carriers(
    store: Store, commodity: str, assumed: Mapping[str, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the segments that can carry a commodity, with what is assumed of them."""
    known = {row["segment"]: row for row in store.select(SEGMENTS)}
    carriers = set(store.select(CARRIES % thing(f"commodity/{commodity}").value).column("segment"))
    for segment in sorted({*known, *assumed}):
        if segment in carriers or segment not in known:
            yield {**known.get(segment, {}), **assumed.get(segment, {})}


def parts(network: nx.MultiDiGraph) -> dict[str, dict[str, Any]]:
    """Return the attributes of all places and segments of a transport network, by name.

    A segment that is open both ways has the same attributes on both edges.
    """
    segments = {key: data for _, _, key, data in network.edges(keys=True, data=True)}
    return {**segments, **dict(network.nodes(data=True))}


def capacity_facts(known: Mapping[str, Mapping[str, Any]], names: Iterable[str]) -> list[str]:
    """Return the figures behind the capacities of some of the `parts` of a network, by reference.

    Names that are no part, as states, have none.
    """
    facts = (f for name in names for f in known.get(name, {}).get("capacity_facts") or ())
    return sorted({short(fact) for fact in facts})


def compared_in(store: Store, commodity: str) -> str:
    """Return the unit in which routes and capacities of a commodity are compared, "" if none."""
    unit = store.select(
        f"SELECT ?unit WHERE {{ <{thing(f'commodity/{commodity}').value}> dg:comparedIn ?unit }}"
    )
    return str(unit[0]["unit"]) if unit else ""


def capacity_unit(store: Store, commodity: str) -> str:
    """Return the unit of capacities of a commodity: its unit per year, or the rate that it is."""
    unit = compared_in(store, commodity)
    return unit if unit in RATES else f"{unit}/yr"


def _add_segment(
    result: nx.MultiDiGraph,
    store: Store,
    row: dict[str, Any],
    places: dict[str, dict[str, Any]],
    capacities: dict[str, list[dict[str, Any]]],
    days: dict[str, list[dict[str, Any]]],
) -> None:
    bound = row["km"] is None
    km = (
        great_circle(places[row["origin"]], places[row["destination"]])
        if bound
        else float(row["km"])
    )
    attributes = {
        "label": lookup.label(store, row["segment"]),
        "mode": short(row["mode"]).removeprefix("dg:"),
        "states": tuple((row["states"] or "").split()),
        "operator": short(row["operator"]) if row["operator"] else None,
        "status": short(row["status"]).removeprefix("dg:Asset").lower(),
        "km": km,
        "km_is_bound": bound,
        **_band_attributes("capacity", capacities.get(row["segment"])),
        **_band_attributes("days", days.get(row["segment"])),
    }
    ends = [(row["origin"], row["destination"])]
    if row["direction"] == node("dg:DirectionBoth").value:
        ends.append((row["destination"], row["origin"]))
    for origin, destination in ends:
        result.add_edge(short(origin), short(destination), short(row["segment"]), **attributes)


def _open(row: dict[str, Any], day: date, *, plans: bool) -> bool:
    status = short(row["status"])
    if plans and status in PLANNED:
        return row["opened"] is not None and bool(row["opened"] <= day)
    return status in USABLE and _holds(row["opened"], row["closed"], day)


def _holds(start: date | None, end: date | None, at: date | None) -> bool:
    return at is None or ((start is None or start <= at) and (end is None or end >= at))


def _newest(
    store: Store, measure: str, words: dict[str, str], day: date, *, plans: bool
) -> dict[str, list[dict[str, Any]]]:
    """Return, by thing, the figures of a measure that hold on a day: those of the newest start.

    A figure for another commodity does not count; one for a broader commodity does. Where plans
    count, one without a day stands for the last state of a thing, after everything that is dated.
    """
    query = FIGURES % {"measure": node(f"dg:Measure{measure}").value, **words}
    newest: dict[str, tuple[date, list[dict[str, Any]]]] = {}
    for row in store.select(query):
        planned = short(row["status"]) in ("dg:StatusPlan", "dg:StatusTarget")
        if (planned and not plans) or not _holds(row["start"], row["end"], day):
            continue
        begun = row["start"] or (date.max if planned else date.min)
        latest, kept = newest.get(row["about"], (begun, []))
        if begun >= latest:
            newest[row["about"]] = (begun, [*(kept if begun == latest else ()), row])
    return {about: sorted(kept, key=_best_first) for about, (_, kept) in newest.items()}


def _best_first(row: dict[str, Any]) -> tuple[int, str]:
    """Order figures that hold alike: what a body says of itself goes before the rest."""
    return (short(row["basis"]) != "dg:BasisOfficial", row["fact"])


def _band_attributes(name: str, figures: list[dict[str, Any]] | None) -> dict[str, Any]:
    """Return value, bounds and facts of some figures of one thing as node or edge attributes."""
    values = [
        float(row[bound])
        for row in figures or []
        for bound in ("value", "low", "high")
        if row[bound] is not None
    ]
    first = [float(r["value"]) for r in figures or [] if r["value"] is not None]
    return {
        name: next(iter([*first, *values]), None),
        f"{name}_low": min(values, default=None),
        f"{name}_high": max(values, default=None),
        f"{name}_facts": sorted({row["fact"] for row in figures or []}),
    }


def great_circle(a: dict[str, Any], b: dict[str, Any]) -> float | None:
    r"""Great-circle distance in km between two points with `lat` and `lon` in degrees.

    .. math:: d = 2R \arcsin\sqrt{\sin^2\frac{\Delta\phi}{2}
        + \cos\phi_1\cos\phi_2\sin^2\frac{\Delta\lambda}{2}}

    with the mean Earth radius $R$ = 6371.0088 km. It is a lower bound of any way between them; None
    where a coordinate is unknown.

    >>> round(great_circle({"lat": 0, "lon": 0}, {"lat": 0, "lon": 90}))
    10008
    """
    if None in (a["lat"], a["lon"], b["lat"], b["lon"]):
        return None
    lat_a, lon_a, lat_b, lon_b = (
        math.radians(float(x)) for x in (a["lat"], a["lon"], b["lat"], b["lon"])
    )
    chord = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)
