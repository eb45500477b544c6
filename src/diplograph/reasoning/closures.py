"""What the snapshot says in full: lists of neighbours, of states crossed, of funds.

OWL takes nothing for false because it is not stated. "Only" therefore needs a list that is known
to be whole. Each closure here says of one subject and one property that the graph names all of its
values, and why it may say so. Where the graph gives no ground, there is no closure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from diplograph.reasoning.facts import Facts, Node, name
from diplograph.reasoning.rules import Reason, Step
from diplograph.store import Store
from diplograph.triples import TYPE
from diplograph.vocab import node

BORDERS, CROSSES = node("dg:borders"), node("dg:crosses")
TRANSITS, FUNDED_BY = node("dg:transits"), node("dg:fundedBy")
STEP_OF, SEGMENT, IN = node("dg:stepOf"), node("dg:segment"), node("dg:inTerritory")
ORIGIN, DESTINATION = node("dg:origin"), node("dg:destination")
WHOLE_BORDERS = """
SELECT ?state ?total ?figure WHERE {
  ?figure a dg:Figure ; dg:about ?state ; dg:measure dg:MeasureLandBoundary ; dg:value ?total .
  { SELECT ?state (SUM(?km) AS ?sum) WHERE {
      SELECT DISTINCT ?state ?border ?km WHERE {
        ?border a dg:Border ; dg:borderState ?state ; dg:lengthKm ?km } } GROUP BY ?state }
  FILTER(?sum = ?total)
} ORDER BY ?state ?figure
"""
FUNDS = """
SELECT DISTINCT ?target ?fund WHERE {
  ?target a dg:Target ; dg:actor ?actor . ?fund dg:actor ?actor ; a ?kind
  FILTER(?kind IN (dg:CommittedFunds, dg:Disbursement))
  { ?target dg:under ?shared . ?fund dg:under ?shared }
  UNION { ?target dg:announcedAt ?shared . ?fund dg:announcedAt ?shared }
} ORDER BY ?target ?fund
"""


@dataclass(frozen=True)
class Closure:
    """All values of one property of one subject, and the ground for calling them all."""

    subject: Node
    property: ox.NamedNode
    members: tuple[Node, ...]
    ground: str
    facts: tuple[ox.NamedNode, ...] = ()

    def __str__(self) -> str:
        values = ", ".join(map(name, self.members)) or "nothing"
        return f"closure: {name(self.subject)} {name(self.property)} only {values} ({self.ground})"


def closures(store: Store, facts: Facts) -> Iterator[Closure]:
    """Yield the closures for which the graph gives a ground."""
    for row in store.select(WHOLE_BORDERS):
        state = ox.NamedNode(row["state"])
        ground = f"the borders add up to {row['total']} km, the whole land boundary"
        figure = ox.NamedNode(row["figure"])
        yield Closure(state, BORDERS, _sorted(facts.objects(state, BORDERS)), ground, (figure,))
    ground = "each of its segments names all its states, and each end its state"
    for route, segments in _segments(facts).items():
        if all(_located(facts, segment) for segment in segments):
            yield Closure(route, CROSSES, _sorted(facts.objects(route, CROSSES)), ground)
    ground = "no other funds of its actor share its agreement or event in this snapshot"
    for target in facts.subjects(TYPE, node("dg:Target")):
        yield Closure(target, FUNDED_BY, _sorted(facts.objects(target, FUNDED_BY)), ground)


def edges(store: Store, facts: Facts) -> Iterator[Step]:
    """Yield the direct edges that hold by the closures: transit and funding, with their reasons."""
    working = node("dg:AssetOperating")
    for route, segments in _segments(facts).items():
        if not all((s, node("dg:assetStatus"), working) in facts for s in segments):
            continue
        ends = {
            state
            for end in (ORIGIN, DESTINATION)
            for place in facts.objects(route, end)
            for state in facts.objects(place, IN)
        }
        rule = f"every segment is in use, and the route begins and ends in {_list(ends)}"
        for state in facts.objects(route, CROSSES):
            if ends and state not in ends:
                yield (state, TRANSITS, route), Reason((rule,), ((route, CROSSES, state),))
    for row in store.select(FUNDS):
        target, fund = ox.NamedNode(row["target"]), ox.NamedNode(row["fund"])
        yield (target, FUNDED_BY, fund), Reason(("same actor, same agreement or event",), ())


def in_force(facts: Facts, store: Store) -> Facts:
    """Return the facts without the parties of agreements that ended before the snapshot's day.

    That day is the newest on which a source was opened.
    """
    day = store.select("SELECT (MAX(?day) AS ?last) WHERE { ?s dg:accessed ?day }")[0]["last"]
    rows = store.select("SELECT DISTINCT ?agreement ?ended WHERE { ?agreement dg:ended ?ended }")
    gone = {ox.NamedNode(row["agreement"]) for row in rows if day and row["ended"] < day}
    ties = (node("dg:party"), node("dg:partyTo"))
    return Facts(s for s in facts if s[1] not in ties or gone.isdisjoint((s[0], s[2])))


def _segments(facts: Facts) -> dict[Node, list[Node]]:
    """Return the segments of each route, by its steps."""
    found: dict[Node, list[Node]] = defaultdict(list)
    for step, route in sorted(facts.pairs(STEP_OF), key=str):
        found[route] += facts.objects(step, SEGMENT)
    return found


def _located(facts: Facts, segment: Node) -> bool:
    """Tell whether a segment names its states, and both its ends theirs."""
    places = [p for end in (ORIGIN, DESTINATION) for p in facts.objects(segment, end)]
    return len(places) >= 2 and all(facts.objects(thing, IN) for thing in (segment, *places))


def _sorted(terms: list[Node]) -> tuple[Node, ...]:
    return tuple(sorted(terms, key=str))


def _list(terms: set[Node]) -> str:
    return " and ".join(name(term) for term in sorted(terms, key=str))
