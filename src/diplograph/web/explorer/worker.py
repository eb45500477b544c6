"""The processes behind the pages: `python -P -m diplograph.web.explorer.worker` knows their jobs.

What these run is ours and not a stranger's query, so a worker is kept however long it takes, and
with it what it has read of the store: the next click needs that again.
"""

from __future__ import annotations

import json
from typing import Any

from diplograph.ingest import example
from diplograph.store import Store
from diplograph.vocab import THINGS
from diplograph.web import jobs, worker
from diplograph.web.explorer import answering, portrait, supposed
from diplograph.web.explorer.forms import FORMS

BOUNDS = {"largest": 32 << 20, "language": "en", "media": None}
# What a visitor asks first. A start waits for it, so other questions are left to the first click.
FIRST = ("compare", "routes")
# What is asked about the invented world, which every installation has.
INVENTED: dict[str, dict[str, str]] = {
    "compare": {"state": "XAA"},
    "routes": {"origin": "well-delta", "destination": "market-theta", "commodity": "crude-oil"},
    "chokepoints": {"origin": "well-delta", "destination": "market-theta"},
    "influence": {"actor": "XBB", "over": "XAA"},
    "changes": {"state": "XAA", "before": "2023", "after": "2024", "commodity": "crude-oil"},
}


def load() -> None:
    """Answer questions about the invented world, so that what they import is there when needed."""
    world = example()
    for name, given in INVENTED.items():
        texts = {field.name: given.get(field.name, "") for field in FORMS[name]}
        jobs.run(world, {"job": "measured", "name": name, "texts": texts, **BOUNDS})
    pair: dict[str, Any] = {"job": "layout", "things": [THINGS] * 2, "edges": [(0, 1)]}
    jobs.run(world, {**pair, **BOUNDS})


def prepare(store: Store) -> None:
    """Answer the first questions of the pages, so that the store is read."""
    flows = json.loads(jobs.run(store, {"job": "flows", **BOUNDS}).body)
    for flow in flows[:1]:
        asked = {"state": flow["state"], "commodity": flow["commodity"], "year": flow["years"][-1]}
        nothing: dict[str, Any] = {"closed": [], "transit": [], "capacities": {}}
        jobs.run(store, {"job": "what_if", **asked, **nothing, **BOUNDS})
    for name in FIRST:
        texts = {field.name: field.first for field in FORMS[name]}
        jobs.run(store, {"job": "measured", "name": name, "texts": texts, **BOUNDS})


if __name__ == "__main__":
    jobs.JOBS.update({**answering.JOBS, **supposed.JOBS, **portrait.JOBS})
    load()
    worker.main(prepare)
