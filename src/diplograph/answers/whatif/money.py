"""What an initiative aims at in money, what of it documents commit, and what is left open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from diplograph import lookup
from diplograph.analysis.uncertainty import exact
from diplograph.answers.whatif.pair import pair
from diplograph.sources.scenarios import Scenario
from diplograph.store import Store
from diplograph.vocab import short

MONEY = """
SELECT DISTINCT ?money ?kind ?amount ?currency ?source WHERE {
  { ?money dg:under ?document FILTER(?document = <%(who)s>) }
  UNION { ?document dg:partOf <%(who)s> . ?money dg:under ?document }
  UNION { <%(who)s> dg:outcomeOf ?event . ?money dg:announcedAt ?event }
  ?money a ?kind ; dg:amount ?amount ; dg:currency ?currency ; dg:source ?source .
  FILTER(?kind IN (dg:Target, dg:Pledge, dg:CommittedFunds, dg:Disbursement))
} ORDER BY ?currency ?money ?source
"""
WORDS = {
    "Target": "target",
    "Pledge": "pledged",
    "CommittedFunds": "committed",
    "Disbursement": "disbursed",
}


def money_rows(store: Store, scenario: Scenario) -> list[dict[str, Any]]:
    """Return, by initiative and currency, the target, the money behind it, and the rest.

    Amounts in several currencies are not added. A pledge stands apart and fills no target.
    """
    named = [w for a in scenario.change if a.kind == "initiative" for w in a.what]
    return [row for name in named for row in _rows_of(store, name)]


def _rows_of(store: Store, name: str) -> list[dict[str, Any]]:
    iri = lookup.reference(store, name).value
    sums: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    sources: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in store.select(MONEY % {"who": iri}):
        key = (row["currency"], WORDS[short(row["kind"]).removeprefix("dg:")])
        sums[key][short(row["money"])] = float(row["amount"])
        sources[key].add(short(row["source"]))
    return [
        row
        for currency in sorted({currency for currency, _ in sums})
        for row in _in_currency(short(iri), currency, sums, sources)
    ]


def _in_currency(
    who: str,
    currency: str,
    sums: Mapping[tuple[str, str], Mapping[str, float]],
    sources: Mapping[tuple[str, str], set[str]],
) -> Iterator[dict[str, Any]]:
    whole = {word: sum(sums.get((currency, word), {}).values()) for word in WORDS.values()}
    for word in WORDS.values():
        if (currency, word) in sums:
            behind = {
                "facts": sorted(sums[currency, word]),
                "sources": sorted(sources[currency, word]),
            }
            label = f"{word} under it or announced with it"
            yield pair(word, who, (None, exact(whole[word])), currency, label=label, **behind)
    if (currency, "target") in sums:
        rest = max(0.0, whole["target"] - whole["committed"] - whole["disbursed"])
        label = "of the target, with no commitment behind it"
        yield pair("unallocated", who, (None, exact(rest)), currency, label=label)
