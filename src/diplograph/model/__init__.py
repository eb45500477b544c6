"""The records: one frozen class per table, whose columns say how a cell becomes RDF.

The class body is the schema: `sources.curated` reads a table by it, and `triples` turns any record
into RDF, neither knowing which one it is. `data/README.md` says the same in words.
"""

from __future__ import annotations

from diplograph.model.columns import PARTIAL, Cell, Day, Fact, Record, cells, partial_day
from diplograph.model.flows import (
    Commodity,
    Figure,
    Flow,
    Ownership,
    Place,
    Route,
    RouteFlow,
    Segment,
)
from diplograph.model.politics import (
    Agreement,
    AgreementLink,
    Area,
    Border,
    Claim,
    Commitment,
    Event,
    Membership,
    Office,
    Organisation,
    Participation,
    Person,
    Sanction,
    Signature,
    Source,
    State,
    Statement,
    Tenure,
    Theme,
)

__all__ = ["PARTIAL", "TABLES", "Cell", "Day", "Fact", "Record", "cells", "partial_day"]

TABLES: dict[str, type[Record]] = {
    "sources": Source,
    "areas": Area,
    "themes": Theme,
    "commodities": Commodity,
    "states": State,
    "organisations": Organisation,
    "persons": Person,
    "offices": Office,
    "tenures": Tenure,
    "memberships": Membership,
    "sanctions": Sanction,
    "agreements": Agreement,
    "signatures": Signature,
    "agreement_links": AgreementLink,
    "events": Event,
    "participations": Participation,
    "statements": Statement,
    "commitments": Commitment,
    "claims": Claim,
    "places": Place,
    "segments": Segment,
    "ownerships": Ownership,
    "borders": Border,
    "routes": Route,
    "flows": Flow,
    "route_flows": RouteFlow,
    "figures": Figure,
}
