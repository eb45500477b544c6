"""Measures: pure functions on numbers or networks, never on a store."""

from diplograph.analysis.dependence import effective_partners, hhi
from diplograph.analysis.routes import (
    RouteVolume,
    cheapest_routes,
    max_flow,
    transit_share,
    without,
)
from diplograph.analysis.uncertainty import Band, exact, share, share_of_total, spanning

__all__ = [
    "Band",
    "RouteVolume",
    "cheapest_routes",
    "effective_partners",
    "exact",
    "hhi",
    "max_flow",
    "share",
    "share_of_total",
    "spanning",
    "transit_share",
    "without",
]
