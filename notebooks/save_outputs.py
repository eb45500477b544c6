"""Run the notebooks and save what they say, without counts, times and pages of megabytes.

`python notebooks/save_outputs.py [NAME …]`. The test of the notebooks fails where a saved text is
not what a run says.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import diplograph as dg

FOLDER = Path(__file__).parent
LARGEST = 200_000  # a view is a page of its own; its saved output is its description


def save(path: Path) -> None:
    """Run a notebook from top to bottom and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute(cwd=path.parent)
    for cell in notebook.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.execution_count = None
            for output in cell.outputs:
                _strip(output)
    notebook.metadata.pop("widgets", None)
    notebook.metadata.language_info = {"name": "python"}
    nbformat.write(notebook, path)


def _strip(output: nbformat.NotebookNode) -> None:
    if "execution_count" in output:
        output.execution_count = None
    if "metadata" in output:
        output.metadata = {}
    data = output.get("data", {})
    for kind in [kind for kind, text in data.items() if len(str(text)) > LARGEST]:
        del data[kind]


if __name__ == "__main__":
    dg.load()  # builds the store if need be, and says so here and not in a notebook
    for notebook_path in sorted(FOLDER.glob("*.ipynb")):
        if not sys.argv[1:] or notebook_path.stem in sys.argv[1:]:
            save(notebook_path)
