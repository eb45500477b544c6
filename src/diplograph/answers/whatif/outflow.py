"""What a state sends out by its routes, before and under a scenario."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from diplograph import lookup, provenance
from diplograph.analysis.dependence import hhi
from diplograph.analysis.scenarios import Allocation
from diplograph.analysis.uncertainty import Band, spanning
from diplograph.answers.chains import WAYS, Chain
from diplograph.answers.whatif.assumed import Assumed, assumed, base_network
from diplograph.answers.whatif.ground import Ground
from diplograph.answers.whatif.outcome import READINGS, Outcome, Served
from diplograph.answers.whatif.pair import pair
from diplograph.networks import capacity_facts, parts
from diplograph.sources.scenarios import About, Scenario
from diplograph.vocab import thing

YEAR = 365
Rows = list[dict[str, Any]]


def outflow_rows(
    ground: Ground, about: About, scenario: Scenario, against: Scenario | None
) -> tuple[Rows, list[str]]:
    """Return the rows of a sender, and the notes on what they leave open."""
    year = about.year or scenario.year
    flow = ground.flow(about, year)
    if not flow.volumes:
        return [], [
            f"no volumes by route of {flow.commodity} of {flow.state} are known for {year}:"
            " nothing can be said of them (unknown, not zero)"
        ]
    before, after = (
        _outcome(ground, about, scenario, assumed(ground.store, chosen, flow.commodity))
        for chosen in (against, scenario)
    )
    both = _Pair(before, after)
    rows = [
        both.row("served", flow.state, sum_of, f"{flow.unit}/yr", f"all routes of {flow.state}"),
        *_balance(both, scenario.days),
        *_by_route(both),
        *_by_way(both),
        *_by_state(both),
        both.row("route_hhi", flow.state, _concentration, "HHI, 0–1", "by route"),
        both.row("mean_length", flow.state, both.mean_km, "km", "of what is served"),
    ]
    return rows, [*after.assumptions.notes, *after.notes()]


def _outcome(ground: Ground, about: About, scenario: Scenario, assumptions: Assumed) -> Outcome:
    flow = ground.flow(about, about.year or scenario.year)
    base = base_network(ground, scenario, about, assumptions.segments)
    return Outcome(flow, base, assumptions)


def sum_of(served: Served) -> float:
    """Return what all routes carry together."""
    return sum(served.values())


class _Pair:
    """The outcomes before and after, and the row of one measure of both."""

    def __init__(self, before: Outcome, after: Outcome) -> None:
        self.before, self.after, self.flow = before, after, after.flow
        self.proof = _proof(after)

    def row(
        self,
        measure: str,
        subject: str,
        of: Callable[[Served], float],
        unit: str,
        label: str,
        **more: Any,
    ) -> dict[str, Any]:
        """Return the row of a measure of what is served."""
        cells = {"commodity": self.flow.commodity, "label": label, **self.proof, **more}
        return pair(measure, subject, (self.before.band(of), self.after.band(of)), unit, **cells)

    def used(self) -> dict[str, Chain]:
        """Return the routes that carry something before or after, in any reading."""
        carried = {r for o in (self.before, self.after) for n in READINGS for r in o.served(n)}
        return {route: chain for route, chain in self.flow.chains.items() if route in carried}

    def mean_km(self, served: Served) -> float:
        """Return the mean length of the ways of what is served; undefined if one has no length."""
        lengths = {route: self.after.km(route) for route in served}
        if not served or None in lengths.values():
            return float("nan")
        return sum(v * (lengths[r] or 0.0) for r, v in served.items()) / sum_of(served)


def _proof(outcome: Outcome) -> dict[str, Any]:
    """Return the full parts, with the figures of volumes and capacities behind the rows."""
    capacity = capacity_facts(parts(outcome.network), outcome.full())
    volume = {fact for known in outcome.flow.volumes.values() for fact in known.facts}
    facts = sorted(volume.union(capacity))
    sources = provenance.sources_of(outcome.flow.store, facts)
    return {"binding": outcome.full(), "facts": facts, "sources": sources}


def _balance(both: _Pair, days: int) -> Rows:
    """Return what is lost, taken over and unserved in the days of the scenario."""
    flow, found = both.flow, both.after.found
    unit = flow.unit if days == YEAR else f"{flow.unit} in {days} days"

    def row(measure: str, label: str, of: Callable[[Allocation, str], float]) -> dict[str, Any]:
        value, *others = (of(found[name], name) * days / YEAR for name in READINGS)
        cells = {"commodity": flow.commodity, "label": label, **both.proof}
        return pair(measure, flow.state, (None, spanning(value, others)), unit, **cells)

    def sent(reading: str) -> float:
        bound = Band._fields.index(READINGS[reading][0])
        return sum(known.band[bound] for known in flow.volumes.values())

    return [
        row("lost", "what its routes no longer carry", lambda a, r: sent(r) - sum_of(a.kept)),
        row("rerouted", "what other open routes can take over", lambda a, _: sum_of(a.taken)),
        row("unserved", "what finds no way", lambda a, _: a.unserved),
    ]


def _by_route(both: _Pair) -> Rows:
    rows = []
    for route, chain in both.used().items():
        known = both.flow.volumes.get(route)
        full = [p for p in both.after.parts(chain) if p in both.after.full()]
        behind = {"facts": known.facts, "sources": known.sources} if known else {}
        more = {"binding": full, "facts": [], "sources": [], **behind}
        unit = f"{both.flow.unit}/yr"
        rows.append(both.row("route_volume", route, _of(route), unit, chain.label, **more))
    return rows


def _of(route: str) -> Callable[[Served], float]:
    return lambda served: served.get(route, 0.0)


def _by_way(both: _Pair) -> Rows:
    used = both.used()
    rows = []
    for way in WAYS:
        routes = {route for route, chain in used.items() if chain.way == way}
        if routes:
            rows.append(
                both.row(
                    "way_share", way, _share(routes), "percent", f"all ways: {way}", binding=[]
                )
            )
    return rows


def _by_state(both: _Pair) -> Rows:
    """Return the shares of transit states, those that gain most first."""
    used = both.used()
    rows = []
    for state in sorted({s for chain in used.values() for s in chain.states} - {both.flow.state}):
        routes = {route for route, chain in used.items() if state in chain.states}
        label = lookup.label(both.flow.store, thing(state).value)
        rows.append(both.row("transit_share", state, _share(routes), "percent", label, binding=[]))
    return sorted(rows, key=lambda row: (-(row["change"] or 0.0), row["subject"]))


def _share(routes: Collection[str]) -> Callable[[Served], float]:
    """Return the measure "share of some routes in what is served", in percent."""

    def share(served: Served) -> float:
        whole = sum_of(served)
        part = sum(v for route, v in served.items() if route in routes)
        return 100 * part / whole if whole else float("nan")

    return share


def _concentration(served: Served) -> float:
    whole = sum_of(served)
    return hhi([v / whole for v in served.values()]).value if whole else float("nan")
