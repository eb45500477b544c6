"""Over whom an actor has influence: chains of dependences, each hop with its fact and source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import networkx as nx

from diplograph import figures, lookup, provenance
from diplograph.analysis.influence import InfluencePath, influence_paths
from diplograph.analysis.positions import personalised_pagerank
from diplograph.analysis.routes import transit_share
from diplograph.answers.answer import Answer, Evidence, answer, evidence
from diplograph.answers.partners import crossings, partner_shares, route_volumes
from diplograph.figures import Figure, Known
from diplograph.store import Store
from diplograph.vocab import thing

COLUMNS = [
    "measure", "rank", "over", "label", "value", "unit", "product", "hops", "by", "years",
    "sources", "facts",
]  # fmt: skip
ORDER = "chains join dependences in different goods and years: they tell an order, not a share"
NO_CHAIN = "no chain of at most %d dependences leads there"
STATE = 3  # letters of an ISO code
KINDS = ("import", "export")
DAMPING = (0.5, 0.65, 0.85, 0.95)
FRESH = 3  # years by which the share of a partner may be older than the newest one of the good


class Tie(NamedTuple):
    """How much one state depends on another in one way, and the figures behind it."""

    on: str
    state: str
    kind: str
    share: float
    year: int
    facts: tuple[str, ...]


def influence(
    store: Store, actor: str, *, over: str | None = None, hops: int = 3, year: int | None = None
) -> Answer:
    """Tell over whom an actor has influence, by which chain of dependences, and by which facts.

    A hop is a dependence that figures tell: of a taker on a supplier, of a seller on a market, of a
    sender on the states that its routes cross, of a debtor on a creditor, by commodity. A chain is
    as strong as its weakest hop.

    Parameters
    ----------
    store
        The graph.
    actor
        ISO code or name of a state.
    over
        The state at the end; None ranks all, each by its strongest chain.
    hops
        Length of a chain, 1 to 4.
    year
        Only figures of this year; None takes the newest of each dependence, at most three years
        older than the newest of its good.

    Returns
    -------
    Answer
        Rows `path`, ranked: `value` is the weakest hop in percent, `product` the product of all in
        percent, `hops` the states and `by` the kinds of ties with their shares. With `over`, a row
        `pagerank` for each damping tells the actor's weight among all on whom that state depends,
        directly and through others, in percent.

    Raises
    ------
    NotFoundError
        If the actor or the state is unknown.
    ValueError
        If `hops` is not 1 to 4.

    Notes
    -----
    Ties without a number, as membership or personnel, are in `network` and not here: nobody has
    published how strong they are. What no figure tells is unknown, not zero.

    Examples
    --------
    >>> import diplograph as dg
    >>> rows = influence(dg.example(), "XBB", over="XAA").rows
    >>> [(r["value"], r["by"]) for r in rows if r["measure"] == "path"][0]
    (60.0, ['import of oil-products 60 %'])
    """
    code = lookup.state(store, actor)
    target = lookup.state(store, over) if over else None
    network = nx.MultiDiGraph()
    known: dict[str, Tie] = {}
    for number, tie in enumerate(ties(evidence(store), year)):
        key = f"{tie.kind}.{number}"
        known[key] = tie
        network.add_edge(tie.on, tie.state, key, kind=tie.kind, strength=min(1.0, tie.share))
    question = {"influence": code, "over": target, "hops": hops, "year": year}
    if code not in network or (target and target not in network):
        gone = code if code not in network else target
        note = f"no figure of the graph tells of a dependence of or on {gone}: no data, not zero"
        return answer(question, COLUMNS, [], [note])
    ends = [target] if target else sorted(n for n in network if n != code and len(n) == STATE)
    best = 20 if target else 1
    found = [p for end in ends for p in influence_paths(network, code, end, hops=hops, limit=best)]
    found.sort(key=lambda p: (-p.weakest, -p.product, p.hops[-1].destination))
    rows = [_path_row(store, path, rank, known) for rank, path in enumerate(found, 1)]
    if target:
        rows += _pagerank_rows(store, network, code, target)
    return answer(question, COLUMNS, rows, [ORDER if found else NO_CHAIN % hops])


def ties(known: Evidence, year: int | None = None) -> Iterator[Tie]:
    """Yield every dependence between two states that figures tell, of one year or the newest."""
    every: dict[str, list[Figure]] = defaultdict(list)
    for figure in known.figures:
        if figure.year and (year is None or figure.year == year):
            every[figure.commodity].append(figure)
    for commodity, of_commodity in sorted(every.items()):
        by_state: dict[str, list[Figure]] = defaultdict(list)
        for figure in of_commodity:
            for state in {figure.origin, figure.destination, figure.about}:
                by_state[state].append(figure)
        for state in sorted(s for s in by_state if len(s) == STATE):
            yield from _of_state(known, state, commodity, by_state[state])


def _of_state(known: Evidence, state: str, commodity: str, own: list[Figure]) -> Iterator[Tie]:
    slug = commodity.removeprefix("commodity/")
    names = ("remittances", "remittances sent") if slug == "remittances" else KINDS
    for inward, name in zip((True, False), names, strict=True):
        kind = name if slug == "remittances" else f"{name} of {slug}"
        for partner, (when, share) in _newest_shares(own, state, inward=inward).items():
            yield Tie(partner, state, kind, share.band.value, when, tuple(share.facts))
    yield from _transit(known, state, slug, own)
    yield from _debt(state, own)


def _newest_shares(own: list[Figure], state: str, *, inward: bool) -> dict[str, tuple[int, Known]]:
    """Return the newest share of each partner, with its year.

    A year in which few partners are published does not hide the others: they count by the years
    before, back to `FRESH` years before the newest of all.
    """
    found: dict[str, tuple[int, Known]] = {}
    for when in _years(own):
        if found and when < max(year for year, _ in found.values()) - FRESH:
            break
        shares = partner_shares([f for f in own if f.year == when], state, inward=inward)
        found = {partner: (when, share) for partner, share in shares.items()} | found
    return found


def _years(own: Iterable[Figure]) -> list[int]:
    return sorted({f.year for f in own if f.year}, reverse=True)


def _transit(known: Evidence, state: str, slug: str, own: list[Figure]) -> Iterator[Tie]:
    for when in _years(own):
        volumes, total = route_volumes([f for f in own if f.year == when], state)
        if not volumes or total is None:
            continue
        routes = crossings(known, volumes, state)
        facts = tuple(sorted({f for _, k in volumes for f in k.facts} | set(total.facts)))
        for crossed in sorted({s for route in routes for s in route.states}):
            share = transit_share(routes, crossed, total=total.band).value
            yield Tie(crossed, state, f"transit of {slug}", share, when, facts)
        return


def _debt(state: str, own: list[Figure]) -> Iterator[Tie]:
    shares = [f for f in own if f.about == state and f.measure == "DebtShare" and f.partner]
    for partner in sorted({f.partner for f in shares}):
        when = max(f.year for f in shares if f.partner == partner and f.year)
        one = figures.combine(f for f in shares if (f.partner, f.year) == (partner, when))
        if one:
            yield Tie(partner, state, "debt", one.band.value / 100, when, tuple(one.facts))


def _path_row(
    store: Store, path: InfluencePath, rank: int, known: dict[str, Tie]
) -> dict[str, Any]:
    used = [known[hop.fact] for hop in path.hops]
    facts = sorted({fact for tie in used for fact in tie.facts})
    end = path.hops[-1].destination
    return {
        "measure": "path",
        "rank": rank,
        "over": end,
        "label": lookup.label(store, thing(end).value),
        "value": round(100 * path.weakest, 10),
        "unit": "percent",
        "product": round(100 * path.product, 10),
        "hops": [path.hops[0].origin, *(hop.destination for hop in path.hops)],
        "by": [f"{tie.kind} {100 * tie.share:.3g} %" for tie in used],
        "years": sorted({tie.year for tie in used}),
        "facts": facts,
        "sources": provenance.sources_of(store, facts),
    }


def _pagerank_rows(
    store: Store, network: nx.MultiDiGraph, actor: str, target: str
) -> list[dict[str, Any]]:
    """Return the actor's weight among all on whom the target depends, for each damping."""
    joined = nx.DiGraph()
    for provider, dependent, strength in network.edges(data="strength"):
        before = joined.get_edge_data(dependent, provider, {"weight": 0.0})["weight"]
        joined.add_edge(dependent, provider, weight=before + strength)
    scores = personalised_pagerank(joined, target, damping=DAMPING).get(actor, {})
    label = lookup.label(store, thing(target).value)
    return [
        {
            "measure": "pagerank",
            "over": target,
            "label": f"weight among all on whom {label} depends, damping {damping:g}",
            "value": round(100 * score, 6),
            "unit": "percent",
        }
        for damping, score in scores.items()
    ]
