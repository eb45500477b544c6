"""What the graph knows: of which state, on which topic, for which years, on whose word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from diplograph.figures import known_years, measure_name
from diplograph.store import Store
from diplograph.table import Table
from diplograph.vocab import short

FOCUS = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
COLUMNS = ["state", "topic", "years", "gaps", "facts", "sources", "official_percent"]
# By topic what leads to ?state, ?fact and perhaps ?topic, and what may lead to ?day.
PATTERNS = {
    "flow": (
        "?fact dg:about ?flow ; dg:periodStart ?day . ?flow dg:commodity ?topic ;"
        " dg:origin|dg:destination ?state",
        "",
    ),
    "figure": (
        "?fact a dg:Figure ; dg:about ?state ; dg:measure ?topic",
        "?fact dg:periodStart ?day",
    ),
    "agreements": (
        "?fact a dg:Signature ; dg:signatory ?state ; dg:agreement ?agreement",
        "?agreement dg:signed ?day",
    ),
    "leaders": ("?fact a dg:Tenure ; dg:office/dg:officeOf ?state", "?fact dg:start ?day"),
    "meetings": (
        "?fact a dg:Participation ; dg:event ?event ; dg:actor|dg:represents ?state",
        "?event dg:start ?day",
    ),
    "memberships": ("?fact a dg:Membership ; dg:member ?state", "?fact dg:start ?day"),
    "commitments": (
        "?fact a dg:Commitment ; dg:actor|dg:beneficiary ?state",
        "?fact dg:periodStart ?day",
    ),
    "sanctions": ("?fact a dg:Sanction ; dg:imposer|dg:target ?state", "?fact dg:start ?day"),
    "places": ("?fact a dg:Place ; dg:inTerritory ?state", ""),
    "segments": ("?fact a dg:Segment ; dg:inTerritory ?state", "?fact dg:opened ?day"),
}
# What may be missing stands last: the engine scans if it comes before what must be there.
QUERY = """
SELECT DISTINCT ?state ?topic ?fact ?day ?source ?basis WHERE {
  %s . ?fact dg:source ?source . ?source dg:basis ?basis . ?state a dg:State OPTIONAL { %s }
}
"""
Cell = list[tuple[str, int | None, str, bool]]  # fact, year, source, whether the source is official


def coverage(store: Store, states: Iterable[str] = FOCUS) -> Table:
    """Return what the graph knows of some states, topic by topic.

    Parameters
    ----------
    store
        The graph.
    states
        ISO codes. For each, every topic is listed that the graph knows of any of them, so that a
        row without facts says "no data", which is not zero.

    Returns
    -------
    Table
        state, topic (a commodity, a measure or a kind of relation), years (of the facts that have
        one; runs are joined), gaps (of flows and figures: years without a fact between the first
        and the last), facts, sources, official_percent (of the sources, None where there is none)

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = coverage(dg.example(), ["XAA", "XBB"])
    >>> [(r["state"], r["years"], r["facts"]) for r in rows if r["topic"] == "crude-oil"]
    [('XAA', '2024', 3), ('XBB', 'no data', 0)]
    """
    wanted = list(states)
    cells: dict[tuple[str, str], Cell] = defaultdict(list)
    for topic, patterns in PATTERNS.items():
        for row in store.select(QUERY % patterns):
            if short(row["state"]) in wanted:
                named = _name(row.get("topic")) or topic
                year = row["day"].year if row.get("day") else None
                official = short(row["basis"]) == "dg:BasisOfficial"
                fact = (row["fact"], year, row["source"], official)
                cells[short(row["state"]), named].append(fact)
    topics = sorted({topic for _, topic in cells})
    return Table(COLUMNS, [_row(s, t, cells.get((s, t), [])) for s in wanted for t in topics])


def by_basis(store: Store) -> Mapping[str, int]:
    """Return the number of sources of each kind, official first where it leads."""
    query = "SELECT ?basis (COUNT(*) AS ?n) WHERE { ?s a dg:Source ; dg:basis ?basis }"
    rows = store.select(f"{query} GROUP BY ?basis ORDER BY DESC(?n) ?basis")
    return {short(r["basis"]).removeprefix("dg:Basis").lower(): int(r["n"]) for r in rows}


def _name(iri: str | None) -> str | None:
    """Return a commodity's slug or a measure's name."""
    if iri is None:
        return None
    word = short(iri).removeprefix("commodity/")
    return measure_name(word.removeprefix("dg:Measure")) if word.startswith("dg:") else word


def _row(state: str, topic: str, cell: Cell) -> dict[str, object]:
    years = {year for _, year, _, _ in cell if year is not None}
    yearly = topic not in PATTERNS  # treaties and meetings are not due every year
    gaps = set(range(min(years), max(years))) - years if years and yearly else set()
    sources = {source: official for _, _, source, official in cell}
    return {
        "state": state,
        "topic": topic,
        "years": known_years(years) or ("undated" if cell else "no data"),
        "gaps": known_years(gaps) or None,
        "facts": len({fact for fact, _, _, _ in cell}),
        "sources": len(sources),
        "official_percent": round(100 * sum(sources.values()) / len(sources)) if sources else None,
    }
