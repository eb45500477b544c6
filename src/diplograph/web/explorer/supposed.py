"""The jobs of the what-if page: which flows can be asked about, and what changes if.

They run in a worker, as queries do, so that none can hold up the server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import networkx as nx

from diplograph import lookup
from diplograph.answers import whatif
from diplograph.answers.whatif.ground import Ground
from diplograph.answers.whatif.loads import loads
from diplograph.networks import parts
from diplograph.sources.scenarios import About, Assumption, Scenario
from diplograph.store import Store
from diplograph.vocab import short, thing
from diplograph.web.explorer.answering import cited
from diplograph.web.jobs import Reply, bounded

FLOWS = """
SELECT DISTINCT ?state ?commodity ?start WHERE {
  ?flow a dg:RouteFlow ; dg:origin ?state ; dg:commodity ?commodity . ?state dg:iso3 ?code .
  ?fact dg:about ?flow ; dg:periodStart ?start ; dg:periodEnd ?end ; dg:measure dg:MeasureQuantity ;
    dg:status ?status .
  FILTER(?status IN (dg:StatusActual, dg:StatusEstimate))
  FILTER NOT EXISTS { ?fact dg:scope ?part }
  FILTER(MONTH(?start) = 1 && DAY(?start) = 1 && MONTH(?end) = 12 && DAY(?end) = 31
    && YEAR(?start) = YEAR(?end))
} ORDER BY ?state ?commodity ?start
"""
BY_READER = "closed by the reader"


def flows(store: Store, job: dict[str, Any]) -> Reply:
    """Return the flows that can be asked about."""
    listed = known_flows(store, job["language"])
    return bounded(job, json.dumps(listed, ensure_ascii=False).encode())


@lru_cache(maxsize=4)
def known_flows(store: Store, language: str) -> list[dict[str, Any]]:
    """Return the states, commodities and years for which volumes by route are known.

    Every click asks for them, and the store of a worker does not change.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in store.select(FLOWS):
        ends = (short(row["state"]), short(row["commodity"]).removeprefix("commodity/"))
        entry = found.setdefault(ends, _choice(store, row, ends, language))
        entry["years"].append(row["start"].year)
    return list(found.values())


def _choice(
    store: Store, row: dict[str, Any], ends: tuple[str, str], language: str
) -> dict[str, Any]:
    labels = [lookup.label(store, row[name], language) for name in ("state", "commodity")]
    return {"state": ends[0], "commodity": ends[1], "labels": labels, "years": []}


def what_if(store: Store, job: dict[str, Any]) -> Reply:
    """Return volumes and shares before and after, and the segments with what each carries.

    `job` names `state`, `commodity`, `year`, what is `closed` and whose `transit` is shut, and by
    part the new `capacities`.
    """
    ground = _ground(store)
    about = About(job["commodity"], origin=job["state"])
    chosen = _scenario(ground, about, job)
    found = whatif.scenario(ground, chosen)
    flow = ground.flow(about, job["year"])
    network = ground.network(flow.commodity, date(job["year"], 12, 31), plans=False, opened=[])
    content = {
        "question": dict(found.question),
        "unit": flow.unit,
        "columns": found.rows.columns,
        "rows": [_named(store, row, job["language"]) for row in found.rows.plain_rows()],
        "notes": list(found.notes),
        "sources": cited(store, found.sources),
        "segments": _segments(store, network, loads(flow, found), job["language"]),
        "places": _places(store, network, job["language"]),
        "capacities": {n: d["capacity"] for n, d in parts(network).items() if d["capacity"]},
    }
    return bounded(job, json.dumps(content, ensure_ascii=False).encode())


def _named(store: Store, row: dict[str, Any], language: str) -> dict[str, Any]:
    """Return a row whose label is the name of its route or state in a language."""
    if row["measure"] not in ("route_volume", "transit_share"):
        return row
    return {**row, "label": _label(store, row["subject"], language)}


@lru_cache(maxsize=1)
def _ground(store: Store) -> Ground:
    """Return the ground of the one store of a worker: what was read serves the next click."""
    return Ground(store)


@lru_cache(maxsize=20_000)
def _label(store: Store, name: str, language: str) -> str:
    return lookup.label(store, thing(name).value, language)


def _scenario(ground: Ground, about: About, job: dict[str, Any]) -> Scenario:
    changes = []
    for kind, key in (("close", "closed"), ("close-transit", "transit")):
        if job[key]:
            changes.append(Assumption(kind, tuple(job[key]), BY_READER))
    unit = f"{ground.flow(about, job['year']).unit}/yr"
    changes += [
        Assumption("capacity", (part,), "set by the reader", value=value, unit=unit)
        for part, value in sorted(job["capacities"].items())
    ]
    label = f"What if, {about.origin} {about.commodity}"
    return Scenario("what-if", label, label, job["year"], (about,), tuple(changes))


def _segments(
    store: Store,
    network: nx.MultiDiGraph,
    carried: Mapping[str, tuple[float, float]],
    language: str,
) -> list[dict[str, Any]]:
    """Return each segment once, in the direction in which its name sorts first or its only one."""
    ends = {key: (u, v, data) for u, v, key, data in sorted(network.edges(keys=True, data=True),
            key=lambda edge: edge[:3], reverse=True)}  # fmt: skip
    return [
        {
            "segment": key,
            "label": _label(store, key, language),
            "origin": origin,
            "destination": destination,
            **{name: data[name] for name in ("mode", "states", "capacity")},
            **dict(zip(("before", "after"), carried.get(key, (None, None)), strict=True)),
        }
        for key, (origin, destination, data) in sorted(ends.items())
    ]


def _places(store: Store, network: nx.MultiDiGraph, language: str) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "label": _label(store, name, language),
            **{key: data[key] for key in ("state", "lat", "lon", "capacity")},
        }
        for name, data in sorted(network.nodes(data=True))
    }


JOBS = {"flows": flows, "what_if": what_if}
