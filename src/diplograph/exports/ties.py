"""What ties states by the year: memberships, agreements, meetings, sanctions, money, borders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from diplograph.analysis.uncertainty import Band, spanning
from diplograph.store import Store
from diplograph.vocab import short

MEMBERSHIPS = """
SELECT ?state ?tie ?start ?end WHERE {
  ?fact a dg:Membership ; dg:member ?state ; dg:organisation ?tie ; dg:role ?role .
  FILTER(?role IN (dg:RoleMember, dg:RoleFounder)) ?state a dg:State
  OPTIONAL { ?fact dg:start ?start } OPTIONAL { ?fact dg:end ?end }
} ORDER BY ?state ?tie ?start ?end
"""
SIGNED = """
SELECT ?state ?tie ?start ?end WHERE {
  ?fact a dg:Signature ; dg:signatory ?state ; dg:agreement ?tie . ?state a dg:State
  OPTIONAL { ?fact dg:signed ?own } OPTIONAL { ?tie dg:signed ?whole }
  BIND(COALESCE(?own, ?whole) AS ?start) FILTER(BOUND(?start)) OPTIONAL { ?tie dg:ended ?end }
} ORDER BY ?state ?tie ?start ?end
"""
IN_FORCE = """
SELECT ?state ?tie ?start ?end WHERE {
  ?fact a dg:Signature ; dg:signatory ?state ; dg:agreement ?tie . ?state a dg:State .
  ?tie dg:inForce ?start OPTIONAL { ?tie dg:ended ?end }
} ORDER BY ?state ?tie ?start ?end
"""
MEETINGS = """
SELECT DISTINCT ?state ?tie ?start WHERE {
  ?fact a dg:Participation ; dg:event ?tie ; dg:actor|dg:represents ?state . ?state a dg:State .
  ?tie dg:start ?start ; a ?kind
  FILTER(?kind IN (%s))
} ORDER BY ?state ?tie ?start
"""
SUMMITS = "dg:Summit"
ALL_MEETINGS = "dg:Summit, dg:Ministerial, dg:Visit, dg:Forum, dg:Dinner, dg:BilateralMeeting"
SANCTIONS = """
SELECT DISTINCT ?tie ?imposer ?target ?start ?end WHERE {
  ?tie a dg:Sanction ; dg:imposer ?imposer ; dg:target ?named ; dg:start ?start .
  FILTER NOT EXISTS { ?tie dg:restriction dg:RestrictionException }
  OPTIONAL { ?named dg:seatedIn ?seat } BIND(COALESCE(?seat, ?named) AS ?target)
  ?target a dg:State OPTIONAL { ?tie dg:end ?end }
} ORDER BY ?tie ?imposer ?target ?start ?end
"""
COMMITMENTS = """
SELECT ?fact ?kind ?actor ?beneficiary ?amount ?low ?high ?currency ?day ?source WHERE {
  ?fact a ?kind ; dg:beneficiary ?beneficiary ; dg:source ?source .
  FILTER(?kind IN (dg:Pledge, dg:CommittedFunds, dg:Disbursement)) ?beneficiary a dg:State
  OPTIONAL { ?fact dg:actor ?actor } OPTIONAL { ?fact dg:currency ?currency }
  OPTIONAL { ?fact dg:amount ?amount }
  OPTIONAL { ?fact dg:low ?low } OPTIONAL { ?fact dg:high ?high }
  OPTIONAL { ?fact dg:periodStart ?begun }
  OPTIONAL { ?fact dg:announcedAt/dg:start ?announced }
  BIND(COALESCE(?begun, ?announced) AS ?day) FILTER(BOUND(?day))
} ORDER BY ?fact ?source ?day ?amount
"""
LEADERS = """
SELECT ?state ?name ?start ?end WHERE {
  ?fact a dg:Tenure ; dg:person/rdfs:label ?name ; dg:office ?office ; dg:start ?start .
  ?office a ?kind ; dg:officeOf ?state FILTER(LANG(?name) = "en")
  FILTER(?kind IN (dg:HeadOfStateAndGovernmentOffice, %s)) OPTIONAL { ?fact dg:end ?end }
} ORDER BY ?state ?start ?name
"""
BORDERS = """
SELECT DISTINCT ?one ?other WHERE {
  ?fact a dg:Border ; dg:borderState ?one, ?other FILTER(?one != ?other)
} ORDER BY ?one ?other
"""
Ties = dict[str, dict[str, list[tuple[date | None, date | None]]]]  # state → tie → periods


@dataclass(frozen=True)
class Money:
    """A dated pledge, commitment or disbursement; `band` is None if its USD amount is unknown."""

    kind: str
    actor: str
    beneficiary: str
    year: int
    band: Band | None
    sources: frozenset[str]


def read(store: Store, query: str) -> Ties:
    """Return, by state and tie, the periods in which the tie held; None is an unknown end."""
    found: Ties = defaultdict(lambda: defaultdict(list))
    for row in store.select(query):
        found[short(row["state"])][short(row["tie"])].append((row["start"], row.get("end")))
    return found


def links(store: Store) -> dict[str, Ties]:
    """Return the ties of states that panels count, by the name of their column."""
    queries = {
        "memberships": MEMBERSHIPS,
        "signed": SIGNED,
        "in_force": IN_FORCE,
        "summits": MEETINGS % SUMMITS,
        "meetings": MEETINGS % ALL_MEETINGS,
    }
    return {name: read(store, query) for name, query in queries.items()}


def known_on(day: date) -> Callable[[date | None, date | None], bool]:
    """Return the test whether a period is known to hold on a day: it has a start, before it."""
    return lambda start, end: start is not None and start <= day and (end is None or end >= day)


def possible_on(day: date) -> Callable[[date | None, date | None], bool]:
    """Return the test whether a period may hold on a day: an unknown start rules nothing out."""
    return lambda start, end: (start is None or start <= day) and (end is None or end >= day)


def begun_in(year: int) -> Callable[[date | None, date | None], bool]:
    """Return the test whether a period starts in a year."""
    return lambda start, end: start is not None and start.year == year


def running_in(year: int) -> Callable[[date | None, date | None], bool]:
    """Return the test whether a period is known to touch a year."""
    return lambda start, end: (
        start is not None and start.year <= year and (end is None or end.year >= year)
    )


def held(ties: Ties, state: str, holds: Callable[[Any, Any], bool]) -> set[str]:
    """Return the ties of a state of which some period passes a test of this module."""
    own = ties.get(state, {})
    return {tie for tie, periods in own.items() if any(holds(*period) for period in periods)}


def sanctions(store: Store) -> list[tuple[str, str, str, date | None, date | None]]:
    """Return dated sanctions: fact, imposer, state of the target, start, end.

    A sanction against an organisation counts for the state where it has its seat.
    """
    rows = store.select(SANCTIONS)
    return [
        (row["tie"], short(row["imposer"]), short(row["target"]), row["start"], row["end"])
        for row in rows
    ]


def money(store: Store) -> list[Money]:
    """Return the dated pledges, commitments and disbursements to states.

    The year is that of the period's start, else of the event that announced it. Where two sources
    differ on an amount the band spans both.
    """
    facts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in store.select(COMMITMENTS):
        facts[row["fact"], row["kind"]].append(row)
    return [_money(kind, rows) for (_, kind), rows in facts.items()]


def _money(kind: str, rows: list[dict[str, Any]]) -> Money:
    first = rows[0]
    numbers = [float(r[n]) for r in rows for n in ("low", "amount", "high") if r[n] is not None]
    middle = float(first["amount"] or 0) or (sum(numbers) / len(numbers) if numbers else 0.0)
    known = numbers and {row["currency"] for row in rows} == {"USD"}
    return Money(
        kind=short(kind),
        actor=short(first["actor"]) if first["actor"] else "",
        beneficiary=short(first["beneficiary"]),
        year=first["day"].year,
        band=spanning(middle, numbers) if known else None,
        sources=frozenset(row["source"] for row in rows),
    )


def leaders(store: Store, kind: str) -> Ties:
    """Return, by state and name, the dated tenures of an office's class."""
    found: Ties = defaultdict(lambda: defaultdict(list))
    for row in store.select(LEADERS % kind):
        found[short(row["state"])][row["name"]].append((row["start"], row["end"]))
    return found


def borders(store: Store) -> set[tuple[str, str]]:
    """Return the ordered pairs of states with a land border, each in both orders."""
    return {(short(row["one"]), short(row["other"])) for row in store.select(BORDERS)}
