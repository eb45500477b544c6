"""How long a trivial ASK waits at `diplograph serve`, alone and while eight runaway queries run.

`python bench/serve.py [ASKS]`; the bar is 100 ms at the 99th percentile on two cores.
"""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import diplograph as dg

RUNAWAYS = 8
PAUSE = 0.02
TRIVIAL = "ASK { ?s a dg:State }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?c != ?f) }"


@contextmanager
def served(timeout: float) -> Iterator[int]:
    """Run the command on a free port until the block ends."""
    command = [str(Path(sys.executable).with_name("diplograph")), "--store", str(dg.load().path)]
    command += ["serve", "--port", "0", "--timeout", str(timeout)]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    try:
        yield int(server.stderr.readline().rsplit(":", 1)[1].split("/")[0])
    finally:
        server.terminate()
        server.wait()


def status(port: int, query: str) -> int:
    """Return the status of a query by GET."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", f"/sparql?query={quote(query)}")
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


def waits(port: int, count: int) -> list[float]:
    """Return the sorted milliseconds of a trivial query, each on a connection of its own."""
    found = []
    for _ in range(count):
        start = time.perf_counter()
        assert status(port, TRIVIAL) == 200
        found.append(1000 * (time.perf_counter() - start))
        time.sleep(PAUSE)
    return sorted(found)


def attack(port: int, over: threading.Event, ends: list[int]) -> list[threading.Thread]:
    """Start the runaway queries; each is asked again as soon as it is stopped."""

    def runaway() -> None:
        while not over.is_set():
            ends.append(status(port, RUNAWAY))

    threads = [threading.Thread(target=runaway, daemon=True) for _ in range(RUNAWAYS)]
    for thread in threads:
        thread.start()
    return threads


def shown(name: str, found: list[float]) -> None:
    n = len(found)
    print(
        f"{name}: p50 {found[n // 2]:.1f} ms, p99 {found[int(n * 0.99)]:.1f} ms,"
        f" max {found[-1]:.1f} ms ({n} asked)"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    for timeout in (30, 4):
        with served(timeout) as port:
            waits(port, 50)
            time.sleep(5)  # until all workers are there
            shown("alone", waits(port, count))
            over, ends = threading.Event(), list[int]()
            attack(port, over, ends)
            time.sleep(2)
            shown(f"beside {RUNAWAYS} runaways stopped at {timeout} s", waits(port, count))
            over.set()
            print("  the runaways ended with", {code: ends.count(code) for code in set(ends)})


if __name__ == "__main__":
    main()
