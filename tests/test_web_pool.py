"""The pool: every query ends, none harms another, quick ones do not wait, no process is left."""

from __future__ import annotations

import asyncio
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.exceptions import HTTPException

import diplograph as dg
from diplograph.cli import main
from diplograph.store import generation_of
from diplograph.web.jobs import Reply
from diplograph.web.pool import Limits, Pool
from diplograph.web.server import bind

QUICK = Limits().quick
GOOD = "ASK { ?s a dg:State }"
RUNAWAY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c != ?f) }"
LIMIT = 0.4
E = "PREFIX e: <http://127.0.0.1:9/> "


def doubled(function: str, times: int) -> str:
    steps = " ".join(f"BIND({function}(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(times))
    return f"SELECT ?x{times} WHERE {{ BIND('abcdefgh' AS ?x0) {steps} }}"


def nested(start: str, middle: str, end: str, times: int) -> str:
    return start * times + middle + end * times


BOMBS = {
    "braces": "SELECT ?s WHERE " + nested("{", "?s ?p ?o", "}", 5000),
    "braces below the limit": "SELECT ?s WHERE " + nested("{", "?s ?p ?o", "}", 190),
    "calls": f"SELECT ({nested('CONCAT(', chr(39) * 2, ')', 3000)} AS ?x) WHERE {{}}",
    "calls below the limit": f"SELECT ({nested('STR(', '1', ')', 190)} AS ?x) WHERE {{}}",
    "parentheses": f"SELECT ({nested('(', '1', ')', 6000)} AS ?x) WHERE {{}}",
    "or": f"SELECT ?s WHERE {{ ?s ?p ?o FILTER({' || '.join(['?o = 1'] * 6000)}) }}",
    "not": f"SELECT ?s WHERE {{ ?s ?p ?o FILTER({'!' * 40000}true) }}",
    "minus signs": f"SELECT ({'- ' * 20000}1 AS ?x) WHERE {{}}",
    "plus signs": f"SELECT ({' + '.join(['1'] * 15000)} AS ?x) WHERE {{}}",
    "unions": "SELECT ?s WHERE { " + " UNION ".join(["{?s ?p 1}"] * 3700) + " }",
    "binds": "SELECT ?s WHERE { " + " ".join(f"BIND(1 AS ?v{i})" for i in range(3000)) + " }",
    "sub-selects": "SELECT ?s WHERE " + nested("{SELECT ?s WHERE ", "{?s ?p ?o}", "}", 2700),
    "optionals": "SELECT ?s WHERE { " + "OPTIONAL { ?s ?p ?o } " * 300 + "}",
    "minuses": "SELECT ?s WHERE { ?s ?p ?o " + "MINUS { ?s ?q ?r } " * 3000 + "}",
    "exists": "SELECT ?s WHERE { ?s ?p ?o " + nested("FILTER EXISTS { ", "", "}", 3500) + "}",
    "filters": "SELECT ?s WHERE { ?s ?p ?o " + "FILTER(?o != ?p) " * 3500 + "}",
    "joins": "SELECT * WHERE { " + " ".join(f"?a{i} ?b{i} ?a{i + 1} ." for i in range(2000)) + " }",
    "cartesian product": RUNAWAY,
    "cartesian rows": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian order": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i",
    "cartesian distinct": "SELECT DISTINCT ?a ?d ?g WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cartesian groups": "SELECT ?a ?d ?g (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    " GROUP BY ?a ?d ?g",
    "cartesian construct": "CONSTRUCT { ?a ?e ?i } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "concatenated group": "SELECT (GROUP_CONCAT(?c) AS ?x)"
    " WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "strings doubled": doubled("CONCAT", 40),
    "strings replaced": "SELECT ?z WHERE { BIND('aaaaaaaaaaaaaaaa' AS ?b0)"
    + " ".join(f"BIND(REPLACE(?b{i}, 'a', 'aaaaaaaaaaaaaaaa') AS ?b{i + 1})" for i in range(9))
    + " BIND(?b9 AS ?z) }",
    "long number": f"SELECT ({'9' * 60000} + 1 AS ?x) WHERE {{}}",
    "values": f"SELECT * WHERE {{ VALUES ?a {{ {'1 ' * 3000}}} VALUES ?b {{ {'2 ' * 3000}}}"
    f" VALUES ?c {{ {'3 ' * 3000}}} }}",
    "closure": E + "SELECT (COUNT(*) AS ?n) WHERE { ?a (!e:x)* ?b . ?b (!e:y)* ?c, ?d }",
    "closure of closures": E + "SELECT ?a ?b WHERE { ?a ((!e:x)*/(!e:y)*)*/((!e:x)*/(!e:z)*)* ?b }",
    "both ways": E + "SELECT ?a ?b WHERE { ?a (!e:x|!(^e:x))+/(!e:x|!(^e:x))+ ?b }",
    "long path": E + f"SELECT ?a WHERE {{ ?a {'/'.join(['(!e:x)'] * 1000)} ?b }}",
    "nested path": E + f"SELECT ?a WHERE {{ ?a {nested('(', '!e:x', ')*', 190)} ?b }}",
    "regular expression": f"SELECT (REGEX('{'a' * 5000}!', '^(a+)+$') AS ?x) WHERE {{}}",
    "counted expression": "SELECT (REGEX('a', '(((a{1,200}){1,200}){1,200})') AS ?x) WHERE {}",
    "service": E + "SELECT ?a WHERE { SERVICE e:x { ?a ?b ?c } }",
    "silent service": E + "SELECT ?a WHERE { sErViCe SILENT e:x { ?a ?b ?c } }",
    "service in a comparison": E + "SELECT ?a { ?s ?p ?a FILTER(?a<?b)SERVICE#>\n e:x{?a ?b ?c} }",
    "service in an escape": E + "SELECT ?a WHERE { \\u0053ERVICE e:x { ?a ?b ?c } }",
    "service in exists": E + "SELECT ?a { ?a ?b ?c FILTER EXISTS { SERVICE e:x { ?a ?b ?c } } }",
    "a file": "SELECT ?a FROM <file:///etc/passwd> WHERE { ?a ?b ?c }",
    "nothing": "",
    "nul": "\x00",
}  # fmt: skip


def within(store: Path, limits: Limits, steps: Callable[[Pool], Awaitable[None]]) -> None:
    """Run some steps with a pool, which is closed after them."""

    async def run() -> None:
        pool = Pool(store, limits)
        try:
            await pool.open()
            await steps(pool)
        finally:
            await pool.close()

    asyncio.run(run())


async def ask(pool: Pool, query: str, **more: Any) -> Reply:
    job = {"job": "sparql", "query": query, "base": "http://127.0.0.1/", "default": [], "named": []}
    media = {"rows": "application/json", "graph": "application/n-triples"}
    return await pool.answer({**job, **media, **more})


async def good(pool: Pool) -> None:
    reply = await ask(pool, GOOD)
    assert (reply.status, reply.body) == (200, b'{"head":{},"boolean":true}')


async def refused(pool: Pool, query: str) -> HTTPException:
    with pytest.raises(HTTPException) as caught:
        await ask(pool, query)
    return caught.value


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail after ten seconds."""
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to hold")


def alive(pid: int) -> bool:
    """Say whether a process runs; a zombie does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def children(pid: int) -> list[int]:
    """Return the processes that a process and its children started."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    found = [int(child) for child in path.read_text().split()] if path.exists() else []
    return found + [below for child in found for below in children(child)]


def test_a_query_is_stopped_at_its_time_limit_and_told_so(built: Path) -> None:
    async def steps(pool: Pool) -> None:
        started = time.monotonic()
        error = await refused(pool, RUNAWAY)
        assert (error.status_code, "after 0.6 s" in error.detail) == (504, True)
        assert 0.6 <= time.monotonic() - started < 1.6
        await good(pool)

    within(built, Limits(timeout=0.6, long=1, spare=1), steps)


def test_too_much_memory_or_nesting_ends_the_query_alone(built: Path) -> None:
    async def steps(pool: Pool) -> None:
        for name in ("strings doubled", "plus signs"):
            assert (await refused(pool, BOMBS[name])).status_code == 507
            await good(pool)

    within(built, Limits(long=1, spare=1, memory=64), steps)


def test_quick_queries_are_answered_while_long_ones_run_and_one_more_long_one_is_429(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diplograph.web.pool.SLACK", 0.1)

    async def steps(pool: Pool) -> None:
        long = [asyncio.create_task(refused(pool, RUNAWAY)) for _ in range(2)]
        await until(lambda: pool.long == 2)
        await good(pool)
        error = await refused(pool, RUNAWAY)
        assert error.status_code == 429
        assert error.headers == {"Retry-After": "5"}
        await good(pool)
        assert [e.status_code for e in await asyncio.gather(*long)] == [504, 504]
        assert pool.long == 0

    within(built, Limits(timeout=1, long=2, spare=1), steps)


def test_what_cannot_wait_any_more_is_503_with_a_time_to_retry(built: Path) -> None:
    async def steps(pool: Pool) -> None:
        running = asyncio.create_task(refused(pool, RUNAWAY))
        await until(pool.free.empty)
        waiting = asyncio.create_task(good(pool))
        await until(lambda: pool.waiting == 1)
        error = await refused(pool, GOOD)
        assert (error.status_code, error.headers) == (503, {"Retry-After": "2"})
        await asyncio.gather(running, waiting)

    within(built, Limits(timeout=QUICK, long=1, spare=0, waiting=1), steps)


def test_a_query_whose_client_is_gone_is_killed(built: Path) -> None:
    async def steps(pool: Pool) -> None:
        task = asyncio.create_task(ask(pool, RUNAWAY))
        await until(lambda: pool.long == 1)
        running = [pid for pid in children(os.getpid()) if os.getpriority(os.PRIO_PROCESS, pid) > 9]
        assert len(running) == 1
        task.cancel()
        await until(lambda: not alive(running[0]))
        assert pool.long == 0
        await good(pool)

    within(built, Limits(long=1, spare=1), steps)


def test_a_rebuilt_store_is_taken_up(built: Path, world: Path, tmp_path: Path) -> None:
    async def count(pool: Pool) -> bytes:
        return (await ask(pool, "SELECT (COUNT(*) AS ?n) WHERE { ?s a dg:Border }")).body

    async def steps(pool: Pool) -> None:
        before, generation = await count(pool), generation_of(to)
        (world / "borders.csv").write_text(header, encoding="utf-8")
        dg.build(world, to=to)
        assert generation_of(to) != generation
        assert b'"0"' in await count(pool) != before

    to = Path(shutil.copytree(built, tmp_path / "store"))
    header = (world / "borders.csv").read_text(encoding="utf-8").splitlines()[0] + "\n"
    within(to, Limits(long=1, spare=0), steps)


def test_a_store_that_is_removed_is_answered_from_while_workers_live(
    built: Path, tmp_path: Path
) -> None:
    async def steps(pool: Pool) -> None:
        shutil.rmtree(store)
        await good(pool)

    store = Path(shutil.copytree(built, tmp_path / "store"))
    within(store, Limits(long=1, spare=0), steps)


def test_a_store_that_cannot_be_opened_is_an_error_and_leaves_no_process(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Path(shutil.copytree(built, tmp_path / "broken"))
    (broken / generation_of(broken) / "CURRENT").write_text("no manifest")
    monkeypatch.setattr("diplograph.web.pool.PAUSES", (0.01, 0.01))
    with pytest.raises(dg.DiplographError, match="no worker can open it"):
        within(broken, Limits(long=1, spare=0), good)
    assert not any(alive(pid) for pid in children(os.getpid()))


@pytest.fixture
def served(built: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Yield the command `serve` on a free port, and the port."""
    command = [sys.executable, "-m", "diplograph", "--store", str(built), "serve", "--port", "0"]
    command += ["--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stderr is not None
    said = process.stderr.readline()
    assert said.startswith("diplograph: serving on http://127.0.0.1:"), said
    yield process, int(said.split("/")[2].split(":")[1])
    process.kill()
    process.wait()
    process.stderr.close()


def fetch(port: int, target: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", target)
    response = connection.getresponse()
    found = response.status, response.read()
    connection.close()
    return found


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_command_serves_until_it_is_stopped_and_leaves_no_process(
    served: tuple[subprocess.Popen[str], int], how: signal.Signals
) -> None:
    process, port = served
    assert fetch(port, "/sparql?query=ASK%20%7B%7D") == (200, b'{"head":{},"boolean":true}')
    assert fetch(port, f"/sparql?query={'x' * 200_000}")[0] == 414
    runaway = http.client.HTTPConnection("127.0.0.1", port)
    runaway.request("POST", "/sparql", RUNAWAY, {"Content-Type": "application/sparql-query"})
    time.sleep(2 * QUICK)
    started = [process.pid, *children(process.pid)]
    assert len(started) >= 4, "the server, the nursery and workers"
    process.send_signal(how)
    assert process.wait(10) == (0 if how is signal.SIGINT else -how)
    asyncio.run(until(lambda: not any(alive(pid) for pid in started)))
    runaway.close()


def test_a_port_that_is_taken_is_one_line() -> None:
    with bind(0) as taken:
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(main, ["serve", "--port", port])
    assert done.exit_code == 1
    assert f"port {port} of 127.0.0.1 cannot be used" in done.output


def test_without_the_libraries_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = CliRunner().invoke(main, ["serve"])
    assert done.exit_code == 1
    assert "pip install 'diplograph[serve]'" in done.output


@pytest.mark.slow
def test_no_attack_harms_the_next_query(built: Path) -> None:
    """Each query of the corpus ends within its deadline, by an answer or by an error."""

    async def attack(pool: Pool, bombs: list[tuple[str, str]]) -> None:
        for name, query in bombs:
            started = time.monotonic()
            try:
                status = (await ask(pool, query)).status
            except HTTPException as error:
                status = error.status_code
            assert status in (200, 400, 403, 504, 507), name
            assert time.monotonic() - started < LIMIT + 1, name
            await good(pool)

    async def steps(pool: Pool) -> None:
        await asyncio.gather(*(attack(pool, list(BOMBS.items())[i::4]) for i in range(4)))

    assert len(BOMBS) >= 40
    within(built, Limits(timeout=LIMIT, long=4, spare=4, memory=256), steps)
