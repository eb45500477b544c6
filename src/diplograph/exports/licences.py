"""Which facts may be handed on: the one rule on licences, and the store without the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from diplograph import ingest
from diplograph.store import Store
from diplograph.vocab import short

# An export changes the form of what it hands on, so "no derivatives" forbids it too.
FORBIDS = re.compile(
    r"all rights reserved|\bno[ -]redistribution|not (?:be )?redistribut"
    r"|redistribution (?:is )?(?:forbidden|prohibited|not)"
    r"|\bno[ -]?deriv|\bND\b|proprietary|confidential",
    re.IGNORECASE,
)
NON_COMMERCIAL = re.compile(r"\bNC\b|\bnon-?commercial", re.IGNORECASE)
SOURCES = """
SELECT ?source ?licence WHERE { ?source a dg:Source OPTIONAL { ?source dcterms:license ?licence } }
ORDER BY ?source ?licence
"""
ALONE = """
SELECT (COUNT(DISTINCT ?fact) AS ?n) WHERE {
  ?fact dg:source ?source FILTER(?source IN (%(listed)s))
  FILTER NOT EXISTS { ?fact dg:source ?other FILTER(?other NOT IN (%(listed)s)) }
}
"""


@dataclass(frozen=True)
class Permitted:
    """A store without what may not be handed on, and what there is to say about licences."""

    store: Store
    facts: int
    withheld: tuple[str, ...]
    non_commercial: tuple[str, ...]
    unstated: int
    sources: int

    @property
    def losses(self) -> list[str]:
        """A line on what is missing from every export; none where nothing is withheld."""
        named = ", ".join(self.withheld)
        said = f"{self.facts} facts withheld, for their licence forbids redistribution: {named}"
        return [said] if self.withheld else []

    @property
    def notes(self) -> list[str]:
        """Lines that whoever hands the export on must know, what is missing first."""
        unstated = (
            f"{self.unstated} of {self.sources} sources state no licence; their facts, no texts "
            "or whole tables, are handed on as facts"
        )
        paid = f"for non-commercial use only: {', '.join(self.non_commercial)}"
        return [*self.losses, unstated, *([paid] if self.non_commercial else [])]


def terms(licence: str | None) -> str:
    """Return what a licence means for an export: `forbidden non-commercial free unstated`.

    A text that is not known to forbid is taken to allow; an empty one is `unstated`, and its facts
    may be shared as facts.

    >>> [terms(x) for x in ("CC BY-ND 4.0", "CC BY-NC 3.0 IGO", "CC BY 4.0", None)]
    ['forbidden', 'non-commercial', 'free', 'unstated']
    """
    if not licence:
        return "unstated"
    if FORBIDS.search(licence):
        return "forbidden"
    return "non-commercial" if NON_COMMERCIAL.search(licence) else "free"


def permitted(store: Store) -> Permitted:
    """Return the store without the facts whose every source forbids redistribution.

    Parameters
    ----------
    store
        The graph; it is not changed.

    Returns
    -------
    Permitted
        `store` is the given one where nothing is withheld, else a copy in memory: the graphs of the
        sources are left out and derived edges are drawn anew. `facts` counts what is missing; a
        fact that another source states too remains. The entry of a source itself always remains.

    Examples
    --------
    >>> import diplograph as dg
    >>> permitted(dg.example()).facts
    0
    """
    found = {row["source"]: terms(row["licence"]) for row in store.select(SOURCES)}
    forbidden = [source for source, word in found.items() if word == "forbidden"]
    return Permitted(
        store=ingest.without(store, forbidden) if forbidden else store,
        facts=_count(store, forbidden) if forbidden else 0,
        withheld=_ids(forbidden),
        non_commercial=_ids(s for s, word in found.items() if word == "non-commercial"),
        unstated=list(found.values()).count("unstated"),
        sources=len(found),
    )


def _count(store: Store, forbidden: Iterable[str]) -> int:
    listed = ", ".join(f"<{source}>" for source in forbidden)
    return int(store.select(ALONE % {"listed": listed})[0]["n"])


def _ids(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(short(source).removeprefix("source/") for source in sources)
