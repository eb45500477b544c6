"""The processes behind the pages: `python -P -m diplograph.web.explorer.worker` knows their jobs.

What these run is ours and not a stranger's query, so a worker is kept however long it takes, and
with it what it has read of the store: the next click needs that again.
"""

from __future__ import annotations

import json
from typing import Any

from diplograph.store import Store
from diplograph.web import jobs, worker
from diplograph.web.explorer import answering, supposed
from diplograph.web.explorer.forms import FORMS

BOUNDS = {"largest": 32 << 20, "language": "en", "media": None}
# What a visitor sees first; after these, all libraries that a measure needs are loaded.
FIRST = ("compare", "routes", "chokepoints", "influence", "changes")


def prepare(store: Store) -> None:
    """Answer the first questions of the pages, so that libraries are loaded and the store read."""
    flows = json.loads(jobs.run(store, {"job": "flows", **BOUNDS}).body)
    for flow in flows[:1]:
        asked = {"state": flow["state"], "commodity": flow["commodity"], "year": flow["years"][-1]}
        nothing: dict[str, Any] = {"closed": [], "transit": [], "capacities": {}}
        jobs.run(store, {"job": "what_if", **asked, **nothing, **BOUNDS})
    for name in FIRST:
        texts = {field.name: field.first for field in FORMS[name]}
        jobs.run(store, {"job": "measured", "name": name, "texts": texts, **BOUNDS})


if __name__ == "__main__":
    jobs.JOBS.update({**answering.JOBS, **supposed.JOBS})
    worker.main(prepare)
