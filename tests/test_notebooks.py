"""Every notebook runs from top to bottom, and what is saved in it is what a run says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbclient import NotebookClient

import diplograph as dg
from diplograph import ingest
from diplograph.store import Store

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
IN_A_KERNEL = "05_your_own_data"
SAVE = "run `python notebooks/save_outputs.py`"
MACHINE = re.compile(r"/(home|root|Users|tmp|work|var|private)/|[A-Z]:\\\\")


def cells_of(path: Path) -> list[Any]:
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def said(outputs: Any) -> list[str]:
    """Return the texts of saved outputs; what a stream prints in pieces is one text."""
    streams = dict.fromkeys(("stdout", "stderr"), "")
    texts = []
    for output in outputs:
        if output.output_type == "stream":
            streams[output.name] += output.text
        else:
            texts.append(output.data.get("text/markdown") or output.data["text/plain"])
    return [*texts, *filter(None, streams.values())]


def run(shell: Any, code: str) -> list[str]:
    """Return the texts that a cell gives in a shell of this process."""
    results: list[Any] = []
    hook: Any = CapturingDisplayHook
    shell.display_trap.hook = hook(shell=shell, outputs=results)
    with capture_output() as captured:
        done = shell.run_cell(code)
    done.raise_error()
    shown = [*(o.data for o in captured.outputs), *(result["data"] for result in results)]
    texts = [data.get("text/markdown") or data["text/plain"] for data in shown]
    return [*texts, *filter(None, (captured.stdout, captured.stderr))]


@pytest.fixture
def shell(store: Store, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a fresh namespace to run cells in, in which `dg.load()` is the store of the tests."""
    monkeypatch.setattr(ingest, "load", lambda path=None: store)
    monkeypatch.setattr(dg, "load", lambda path=None: store, raising=False)
    found: Any = InteractiveShell.instance()
    found.reset()
    yield found
    InteractiveShell.clear_instance()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if p.stem != IN_A_KERNEL], ids=lambda path: path.stem
)
def test_a_notebook_says_what_is_saved_in_it(path: Path, shell: Any) -> None:
    for cell in cells_of(path):
        assert run(shell, cell.source) == said(cell.outputs), f"{cell.id}: {SAVE}"


@pytest.mark.slow
def test_a_notebook_says_the_same_in_a_kernel() -> None:
    path = next(p for p in NOTEBOOKS if p.stem == IN_A_KERNEL)
    notebook = nbformat.read(path, as_version=4)

    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=path.parent)

    fresh = [said(cell.outputs) for cell in notebook.cells if cell.cell_type == "code"]
    assert fresh == [said(cell.outputs) for cell in cells_of(path)], SAVE


def test_there_are_five_notebooks() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_saved_names_no_machine_no_count_and_no_time(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)

    assert MACHINE.search(str([cell.get("outputs") for cell in notebook.cells])) is None
    assert {cell.get("execution_count") for cell in notebook.cells} == {None}
    assert not any(cell.metadata for cell in notebook.cells)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_saved_has_a_result_in_most_cells_and_no_error(path: Path) -> None:
    cells = cells_of(path)

    assert sum(bool(cell.outputs) for cell in cells) > len(cells) / 2
    assert all(output.output_type != "error" for cell in cells for output in cell.outputs)
