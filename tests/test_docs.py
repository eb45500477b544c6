"""The documents are tested too: what they show runs, and what exists is shown."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

import diplograph as dg
from diplograph.cli import main
from diplograph.queries import run_sparql
from diplograph.table import Table

ROOT = Path(__file__).parents[1]
PAGES_OF_THE_SITE = ("command-line", "queries", "measures")  # made when it is built
READMES = ("README.md", "README.ja.md")
PAGES = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "docs").rglob("*.md"))]


def blocks(name: str, language: str) -> list[str]:
    """Return the code blocks of one language of a document."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


COMMANDS = dict.fromkeys(
    line.removeprefix("$ ")
    for name in (*READMES, *PAGES)
    for block in blocks(name, "console")
    for line in block.splitlines()
)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_documents_run(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, shlex.split(command)[1:])

    assert result.exit_code == 0, result.output
    if " -o " not in command:
        assert result.stdout.strip()


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    for block in blocks("README.md", "python"):
        exec(compile(block, "README.md", "exec"), {})

    said = capsys.readouterr().out
    assert "96.3–96.8 % crosses Russia" in said
    assert "@misc{" in said


@pytest.mark.parametrize("name", PAGES)
def test_the_python_and_the_sparql_of_the_pages_run(name: str, store: dg.Store) -> None:
    for block in blocks(name, "python"):
        exec(compile(block, name, "exec"), {})
    for query in blocks(name, "sparql"):
        assert len(run_sparql(store, query)) > 0, query


@pytest.mark.slow
def test_the_site_is_built_without_a_warning_and_asks_no_host(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    config = load_config("mkdocs.yml", strict=True, site_dir=str(tmp_path / "site"))
    mkdocs_build(config)
    page = (tmp_path / "site" / "reference" / "measures" / "index.html").read_text("utf-8")
    assert "<math" in page
    assert ".. math" not in page
    for path in (tmp_path / "site").rglob("*.html"):
        assert not re.search(r'<(script|link|img)[^>]+(src|href)="https?:', path.read_text("utf-8"))


def test_every_page_stands_in_the_navigation_of_the_site() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [name for name in PAGES if name.removeprefix("docs/") not in text] == []


def test_the_sparql_of_the_readme_shows_the_disagreement_on_the_venue(store: dg.Store) -> None:
    (query,) = blocks("README.md", "sparql")

    table = run_sparql(store, query)

    assert isinstance(table, Table)
    assert len(set(table.column("venue"))) > 1


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_the_readme_is_what_the_command_answers(name: str, store: dg.Store) -> None:
    from diplograph.answers import compare

    rows = compare(store, "KAZ", commodity="crude-oil", year=2025).rows
    shares = {row["way"]: row for row in rows if row["measure"] == "way_share"}
    text = (ROOT / name).read_text(encoding="utf-8")

    for way in ("Russia", "Caspian", "China"):
        assert f"{shares[way]['value']:.1f} %" in text
        assert f"{shares[way]['volume']:.1f} Mt" in text


GENERATED = [ROOT / "docs" / "reference" / f"{name}.md" for name in PAGES_OF_THE_SITE]


def test_links_of_the_documents_lead_to_files() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
            made = (path.parent / target).resolve() in GENERATED
            if not target.startswith("http") and not made:
                assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_every_command_has_help_with_an_example() -> None:
    for name, command in main.commands.items():
        assert f"diplograph {name}" in (command.help or ""), name


def test_the_public_names_are_documented_and_sorted() -> None:
    assert all(getattr(dg, name).__doc__ for name in dg.__all__ if name not in ("DG", "ID"))
    assert set(dg.__all__) == set(dg.HOMES)


def test_the_version_stands_in_one_place_and_its_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert f"## {project['version']} – " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"version: {project['version']}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def test_no_document_names_a_path_of_a_machine() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?<![\w.])/(work|tmp|root|home)/", text), path.name
