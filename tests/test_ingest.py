"""Builds: the same tables give the same bytes, and no reader ever finds half a store."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import diplograph as dg
from diplograph import ingest
from diplograph.errors import NotFoundError, SourceError
from diplograph.files import PACKAGE, folder
from diplograph.ingest import build, counts, default_place, load
from diplograph.store import STAMP, Store, generation_of, open_store, serialize
from diplograph.vocab import short

EXAMPLE = PACKAGE / "example"
BORDERS = "SELECT (COUNT(*) AS ?n) WHERE { ?b a dg:Border }"
MORE = "XAA,XCC,300,example-office,page 2,2025-01-01,official,\n"


def python(code: str, *arguments: Path, **environment: str) -> subprocess.Popen[str]:
    """Start Python on some code, with its output as text."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, env=os.environ | environment, **pipes)  # type: ignore


@pytest.fixture
def larger(world: Path) -> Path:
    """Return the tables of the invented world with a second border."""
    with (world / "borders.csv").open("a", encoding="utf-8") as file:
        file.write(MORE)
    return world


DIGESTS = """
import hashlib, sys
from pathlib import Path
import diplograph as dg
from diplograph.store import serialize
engine = dg.build(Path(sys.argv[1])).engine
for name in ("turtle", "trig"):
    print(name, hashlib.sha256(serialize(engine, name)).hexdigest())
"""


def test_builds_with_other_hash_seeds_give_the_same_bytes() -> None:
    runs = [python(DIGESTS, EXAMPLE, PYTHONHASHSEED=seed) for seed in ("0", "1", "77")]
    outputs = [run.communicate() for run in runs]
    assert [errors for _, errors in outputs] == ["", "", ""]
    assert len({output for output, _ in outputs}) == 1
    assert outputs[0][0].count("\n") == 2


def test_a_store_on_disk_holds_the_bytes_of_one_in_memory(built: Path, example: Store) -> None:
    on_disk = open_store(built).engine
    assert serialize(on_disk, "trig") == serialize(example.engine, "trig")
    assert serialize(on_disk, "turtle") == serialize(example.engine, "turtle")


# Kills itself (SIGKILL) at the n-th line of what writes, swaps and removes, or after some time;
# one process prepares the data once and forks each attempt before any store on disk is opened.
KILLS = """
import os, shutil, signal, sys, time
from pathlib import Path
from diplograph import ingest, store

def kill_at(stop):
    seen = 0
    def trace(frame, event, arg):
        nonlocal seen
        if frame.f_code.co_name not in ("_write", "save_stamp"):
            return None
        seen += event == "line"
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)

def attempt(work):
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    return child

def look(to):
    try:
        found = store.open_store(to)
        print(found.select(sys.argv[3])[0]["n"], len(found), flush=True)
    except BaseException as error:
        print("BROKEN", error, flush=True)

old, engine = Path(sys.argv[1]), ingest._in_memory(Path(sys.argv[2]))
stops = [("line", n) for n in range(1, 40)] + [("time", t / 1000) for t in (2, 8, 16, 30, 60)]
killed, finished = 0, False
for kind, stop in stops:
    if kind == "line" and finished:
        continue
    to = Path(sys.argv[4]) / f"{kind}{stop}"
    shutil.copytree(old, to)
    def work():
        if kind == "line":
            kill_at(stop)
        with ingest._one_writer(to):
            ingest._write(engine, to, "new")
    child = attempt(work)
    if kind == "time":
        time.sleep(stop)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    os.waitpid(attempt(lambda: look(to)), 0)
    killed += os.WIFSIGNALED(status)
    if kind == "line" and os.WIFEXITED(status):
        finished = True
        print("finished", flush=True)
print("killed", killed)
"""


@pytest.mark.slow
def test_a_build_killed_at_any_line_leaves_the_old_store_or_the_new_one(
    built: Path, larger: Path, tmp_path: Path
) -> None:
    """The old world has 1 border, the new one 2; before the swap only the old one may be found."""
    run = python(KILLS, built, larger, Path(BORDERS), tmp_path / "attempts")
    output, errors = run.communicate(timeout=120)
    assert (run.returncode, errors) == (0, "")
    lines = output.splitlines()
    assert int(lines[-1].split()[1]) >= 10
    assert "finished" in lines  # every line of the write was a moment to be killed at
    sizes = [len(dg.build(EXAMPLE)), len(dg.build(larger))]
    seen = [line for line in lines if line[0].isdigit() or line.startswith("BROKEN")]
    assert set(seen) == {f"1 {sizes[0]}", f"2 {sizes[1]}"}
    by_line = seen[: lines.index("finished")]
    assert by_line == sorted(by_line)  # first the old ones, then the new ones, never back


def test_what_a_killed_build_left_is_removed_by_the_next(built: Path, tmp_path: Path) -> None:
    to = tmp_path / "store"
    shutil.copytree(built, to)
    (to / "gen-dead.tmp").mkdir()
    (to / "gen-older").mkdir()
    build(EXAMPLE, to=to)
    assert [path.name for path in to.glob("gen-*")] == [generation_of(to)]


def test_a_rebuild_never_writes_into_the_store_in_force(tmp_path: Path) -> None:
    """Two builds of the same tables by one process differ in their folder."""
    build(EXAMPLE, to=tmp_path)
    first = generation_of(tmp_path)
    build(EXAMPLE, to=tmp_path)
    assert generation_of(tmp_path) != first


def test_a_reader_keeps_the_old_store_during_a_swap(larger: Path, tmp_path: Path) -> None:
    to = tmp_path / "store"
    old = build(EXAMPLE, to=to)
    size, rows = len(old), iter(old.engine)
    next(rows)
    new = build(larger, to=to)
    assert [old.select(BORDERS)[0]["n"], new.select(BORDERS)[0]["n"]] == [1, 2]
    assert (len(old), sum(1 for _ in rows)) == (size, len(list(old.engine)) - 1)


BUILD = """
import sys
from pathlib import Path
import diplograph as dg
print(dg.build(Path(sys.argv[1]), to=Path(sys.argv[2])).select(sys.argv[3])[0]["n"])
"""


def test_concurrent_builds_into_one_folder_all_succeed(larger: Path, tmp_path: Path) -> None:
    to = tmp_path / "store"
    runs = [python(BUILD, data, to, Path(BORDERS)) for data in (EXAMPLE, larger) * 2]
    outputs = [run.communicate(timeout=60) for run in runs]
    assert outputs == [("1\n", ""), ("2\n", "")] * 2
    assert open_store(to).select(BORDERS)[0]["n"] in (1, 2)
    assert len(list(to.glob("gen-*"))) == 1


READ = """
import sys
from pathlib import Path
import diplograph as dg
for _ in range(12):
    print(dg.load(Path(sys.argv[1])).select(sys.argv[2])[0]["n"])
"""


@pytest.mark.slow
def test_a_reader_that_opens_while_others_swap_finds_a_whole_store(
    larger: Path, tmp_path: Path
) -> None:
    to = tmp_path / "store"
    build(EXAMPLE, to=to)
    reader = python(READ, to, Path(BORDERS))
    while reader.poll() is None:
        build(larger, to=to)
    output, errors = reader.communicate()
    assert errors == ""
    assert set(output.split()) <= {"1", "2"}
    assert len(output.split()) == 12


def largest(folder_: Path, pattern: str) -> Path:
    return max(folder_.glob(pattern), key=lambda path: path.stat().st_size)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(bytes(content))


DAMAGE: dict[str, tuple[str, Callable[[Path], object]]] = {
    "MANIFEST cut": ("gen-*/MANIFEST*", cut),
    "MANIFEST emptied": ("gen-*/MANIFEST*", lambda path: path.write_bytes(b"")),
    "MANIFEST deleted": ("gen-*/MANIFEST*", Path.unlink),
    "CURRENT deleted": ("gen-*/CURRENT", Path.unlink),
    "data file deleted": ("gen-*/*.sst", Path.unlink),
    "data file cut": ("gen-*/*.sst", cut),
    "generation deleted": ("gen-*", lambda path: shutil.rmtree(path)),
    "stamp cut": (STAMP, cut),
    "stamp emptied": (STAMP, lambda path: path.write_bytes(b"")),
    "stamp of another count": (
        STAMP, lambda p: p.write_text(re.sub(r'"quads": ', '"quads": 1', p.read_text())),
    ),
    "stamp of another generation": (
        STAMP, lambda p: p.write_text(p.read_text().replace("gen-", "gen-x")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_noticed_when_a_store_is_opened(name: str, built: Path, tmp_path: Path) -> None:
    to = Path(shutil.copytree(built, tmp_path / "store"))
    pattern, harm = DAMAGE[name]
    harm(largest(to, pattern))
    with pytest.raises(SourceError, match="build again"):
        load(to)


def test_a_damaged_store_is_mended_by_a_build(built: Path, tmp_path: Path) -> None:
    to = Path(shutil.copytree(built, tmp_path / "store"))
    cut(to / STAMP)
    assert build(EXAMPLE, to=to).select(BORDERS).rows == [{"n": 1}]


def test_a_fact_that_two_sources_state_counts_once_in_the_default_graph(world: Path) -> None:
    with (world / "borders.csv").open("a", encoding="utf-8") as file:
        file.write("XAA,XBB,1200,example-press,page 9,2025-01-01,press,\n")
    store = build(world)
    fact = "?b a dg:Border ; dg:lengthKm ?km"
    sources = store.select(f"SELECT ?g WHERE {{ GRAPH ?g {{ {fact} }} }} ORDER BY ?g")
    assert [short(g) for g in sources.column("g")] == [
        "source/example-office", "source/example-press",
    ]  # fmt: skip
    assert len(store.select(f"SELECT ?b ?km WHERE {{ {fact} }}")) == 1


def test_derived_edges_stand_in_a_graph_of_their_own(example: Store) -> None:
    graphs = example.select("SELECT ?g WHERE { GRAPH ?g { id:state\\/XAA dg:borders ?b } }")
    assert [short(g) for g in graphs.column("g")] == ["graph/derived"]


def test_borders_and_memberships_become_direct_edges(example: Store) -> None:
    """The one border is symmetric; a leader of the past keeps the edge, the dates the tenure."""

    def edges(name: str) -> list[str]:
        rows = example.select(f"SELECT ?a ?b WHERE {{ ?a dg:{name} ?b }} ORDER BY ?a ?b")
        return [f"{short(r['a'])} {short(r['b'])}" for r in rows]

    assert edges("borders") == ["XAA XBB", "XBB XAA"]
    assert edges("memberOf") == ["XAA organisation/union", "XBB organisation/union"]
    assert edges("leads") == ["person/ada-alpha XAA", "person/bo-alpha XAA"]
    assert edges("exportsTo") == ["XBB XAA", "XCC XAA", "XEE XAA"]


def test_counts_add_up_to_the_statements_of_all_graphs(example: Store) -> None:
    named = [q for q in example.engine if str(q.graph_name) != "DEFAULT"]
    table = counts(example)
    assert sum(table.column("statements")) == len(named)
    assert table.column("statements") == sorted(table.column("statements"), reverse=True)


@pytest.fixture
def shipped(world: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Take `world` for the shipped data, and an empty cache."""
    monkeypatch.setattr(ingest, "folder", lambda name: world if name == "data" else folder(name))
    monkeypatch.setenv("DIPLOGRAPH_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("DIPLOGRAPH_STORE", raising=False)
    return world


def test_load_builds_into_the_cache_and_says_so_once(
    shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = load()
    said = capsys.readouterr()
    assert load().path == first.path == default_place()
    assert default_place().parent == tmp_path / "cache"
    assert (said.out, said.err) == ("", f"diplograph: building the store in {first.path}\n")
    assert capsys.readouterr() == ("", "")


def test_a_changed_table_gives_a_new_store(shipped: Path) -> None:
    before = load()
    with (shipped / "borders.csv").open("a", encoding="utf-8") as file:
        file.write(MORE)
    after = load()
    assert after.path != before.path
    assert [s.select(BORDERS)[0]["n"] for s in (before, after)] == [1, 2]


def test_a_renamed_table_gives_a_new_store(shipped: Path) -> None:
    before = default_place()
    (shipped / "borders.csv").rename(shipped / "edges.csv")
    assert default_place() != before


def test_the_environment_may_name_the_store(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIPLOGRAPH_STORE", str(built))
    assert load().path == built


def test_a_path_without_a_store_is_not_built_but_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
