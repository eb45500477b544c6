"""Records of commodities, places, segments, routes, flows and figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from diplograph.model.columns import Concept, Day, Fact, Named, column


@dataclass(frozen=True, kw_only=True)
class Commodity(Concept):
    """What flows; `unit` is the unit in which routes and capacities of it are compared."""

    kind_name = "commodity"
    class_name = "Commodity"
    broader: str | None = column("ref", "commodity", predicate="skos:broader")
    hs: str | None = column("text", predicate="dg:hsCode")
    unit: str | None = column("text", predicate="dg:comparedIn")


@dataclass(frozen=True, kw_only=True)
class Place(Named):
    """A port, terminal, crossing, field, city or other point."""

    kind_name = "place"
    class_name = "Place"
    kind: str = column("class", required=True)
    state: str | None = column("ref", "state", predicate="dg:inTerritory")
    lat: Decimal | None = column("number", predicate="dg:latitude")
    lon: Decimal | None = column("number", predicate="dg:longitude")
    unlocode: str | None = column("text")
    wikidata: str | None = column("wikidata", predicate="skos:exactMatch")


@dataclass(frozen=True, kw_only=True)
class Segment(Named):
    """A pipeline, railway, road, sea leg, ferry line, power line or cable between two places."""

    kind_name = "segment"
    class_name = "Segment"
    mode: str = column("class", required=True)
    origin: str = column("ref", "place", required=True)
    destination: str = column("ref", "place", required=True)
    states: tuple[str, ...] = column("refs", "state", predicate="dg:inTerritory")
    carries: tuple[str, ...] = column("refs", "commodity", required=True)
    direction: str = column("word", "Direction", required=True)
    status: str = column("word", "Asset", required=True, predicate="dg:assetStatus")
    opened: Day | None = column("start")
    closed: Day | None = column("end")
    operator: str | None = column("ref", "organisation")
    length_km: Decimal | None = column("number")


@dataclass(frozen=True, kw_only=True)
class Ownership(Fact):
    """An actor owns a share of an asset."""

    kind_name = "ownership"
    class_name = "Ownership"
    key = ("owner", "asset", "start", "share_percent")
    owner: str = column("any")
    asset: str = column("any")
    share_percent: Decimal | None = column("number")
    start: Day | None = column("start")
    end: Day | None = column("end")


@dataclass(frozen=True, kw_only=True)
class Route(Named):
    """An ordered chain of segments that carries a commodity."""

    kind_name = "route"
    class_name = "Route"
    commodity: str = column("ref", "commodity", required=True)
    origin: str = column("ref", "place", required=True)
    destination: str = column("ref", "place", required=True)
    segments: tuple[str, ...] = column("steps", "segment", required=True)


@dataclass(frozen=True, kw_only=True)
class Measured(Fact):
    """A number with unit, period, reporter, status and source."""

    kind_name = "figure"
    class_name = "Figure"
    measure: str | None = column("word", "Measure", required=True)
    value: Decimal | None = column("number")
    low: Decimal | None = column("number")
    high: Decimal | None = column("number")
    unit: str = column("text", required=True)
    period_start: Day | None = column("start", carrier="both")
    period_end: Day | None = column("end", carrier="both")
    reporter: str | None = column("any")
    status: str = column("word", "Status", required=True)


FIGURE_KEY = ("measure", "unit", "period_start", "period_end", "reporter", "status", "source")


@dataclass(frozen=True, kw_only=True)
class Figure(Measured):
    """A number about any thing, possibly towards a partner or for a commodity."""

    key = ("subject", "partner", "commodity", "scope", *FIGURE_KEY)
    subject: str = column("any", required=True, predicate="dg:about")
    partner: str | None = column("any")
    commodity: str | None = column("ref", "commodity")
    scope: str | None = column("text")


@dataclass(frozen=True, kw_only=True)
class Flow(Measured):
    """Goods or money that move from origin to destination, as one source counts them."""

    carrier_name = "flow"
    carrier_class = "Flow"
    carrier_key = ("origin", "destination", "commodity", "period_start", "period_end")
    key = ("origin", "destination", "commodity", *FIGURE_KEY)
    origin: str = column("any", required=True, carrier="only")
    destination: str = column("any", required=True, carrier="only")
    commodity: str = column("ref", "commodity", required=True, carrier="only")


@dataclass(frozen=True, kw_only=True)
class RouteFlow(Measured):
    """The part of a flow that a route carries, as one source counts it."""

    carrier_name = "route-flow"
    carrier_class = "RouteFlow"
    carrier_key = ("route", "origin", "destination", "commodity", "period_start", "period_end")
    key = ("route", "origin", "destination", "commodity", *FIGURE_KEY)
    measure: str = "quantity"
    route: str = column("ref", "route", required=True, carrier="only")
    origin: str = column("any", required=True, carrier="only")
    destination: str = column("any", required=True, carrier="only")
    commodity: str = column("ref", "commodity", required=True, carrier="only")
