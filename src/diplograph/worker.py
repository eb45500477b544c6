"""Run one query in a process of its own, which can be killed: the engine cannot be interrupted.

`python -m diplograph.worker STORE` reads a query on stdin and writes the result on stdout.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox

from diplograph.errors import QueryError
from diplograph.store import Store, as_table, open_store
from diplograph.table import Table

MEMORY = 2 << 30
SELECTED, CONSTRUCTED, REFUSED = b"S", b"C", b"E"


def run(store: Path, query: str, *, timeout: float) -> Table | list[ox.Triple]:
    """Answer a query in a killable process.

    Parameters
    ----------
    store
        Folder of a built store.
    query
        SPARQL 1.1 of any form but updates.
    timeout
        Seconds after which the process is killed.

    Returns
    -------
    Table or list of triples
        Rows of SELECT and ASK; triples of CONSTRUCT and DESCRIBE.

    Raises
    ------
    QueryError
        If the query does not parse, takes too long, or takes more than 2 GiB.
    """
    command = [sys.executable, "-P", "-m", "diplograph.worker", str(store)]
    try:
        done = subprocess.run(
            command, input=query.encode(), capture_output=True, timeout=timeout, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise QueryError(f"the query was stopped after {timeout:g} s; raise --timeout") from error
    kind, body = done.stdout[:1], done.stdout[1:]
    if kind == SELECTED:
        result = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        assert not isinstance(result, ox.QueryTriples)
        return as_table(result)
    if kind == CONSTRUCTED:
        return [q.triple for q in ox.parse(body, ox.RdfFormat.N_TRIPLES)]
    if kind == REFUSED:
        raise QueryError(body.decode())
    raise QueryError("the query needs more memory or nesting than it may have; make it smaller")


def answer(store: Store, query: str) -> bytes:
    """Return the serialized result of a query, marked by its kind."""
    try:
        result = store.run(query, {})
        if isinstance(result, ox.QueryTriples):
            triples = sorted(result, key=str)
            body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
            return CONSTRUCTED + (body or b"")
        return SELECTED + (result.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    except QueryError as error:
        return REFUSED + str(error).encode()


def main() -> None:
    """Open the store, give up all that a query does not need, then answer the query on stdin."""
    store = open_store(Path(sys.argv[1]))
    confine(MEMORY)
    sys.stdout.buffer.write(answer(store, sys.stdin.read()))


def confine(memory: int) -> None:
    """Bound what this process may take from now on: `memory` in bytes, no file, no core dump.

    Where no file can be opened, no socket can be: a query that calls out fails.
    """
    import resource

    limits = {
        resource.RLIMIT_AS: _size() + memory,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    for kind, limit in limits.items():
        resource.setrlimit(kind, (limit, limit))


def _size() -> int:
    """Return the bytes of address space that the open store takes; 0 where the system hides it."""
    pages = Path("/proc/self/statm")
    taken = int(pages.read_text().split()[0]) if pages.exists() else 0
    return taken * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
