"""The pages of commands, queries and measures, made of what they describe when the site is built.

A hook of mkdocs (`hooks` in mkdocs.yml): nothing of it is committed, so nothing grows stale.
Formulas become MathML, which browsers draw without a script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import click
import griffe
from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from diplograph.cli import main as commands
from diplograph.files import PACKAGE
from diplograph.queries import list_queries

MODULE = "{show_root_heading: false, show_root_toc_entry: false}"
FORMULA = r'<(?P<tag>span|div) class="arithmatex">(?P<open>\\[(\[])(?P<tex>.*?)\\[)\]]</(?P=tag)>'
MATH_BLOCK = re.compile(r"\n?( *)\.\. math::((?:.*\n?)(?:\1 +\S.*\n?)*)")
COMMANDS = """# Commands
Data on stdout, words on stderr. Exit 0: good. 1: something is wrong, and one line says what.
2: misuse.
"""
QUERIES = """# Queries of the library
`diplograph query NAME -p parameter=value`, or `dg.query(store, NAME, parameter=value)`. A
parameter has the value that stands here unless another is given. `diplograph list` shows the same.
"""
MEASURES = """# Measures
Pure functions on numbers and networks, never on a store. The [answers](python.md#answers) give them
figures.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages to those that the site is made of."""
    pages = {"command-line": command_line, "queries": queries, "measures": measures}
    for name, page in pages.items():
        if old := files.get_file_from_path(f"reference/{name}.md"):
            files.remove(old)
        files.append(File.generated(config, f"reference/{name}.md", content=page()))
    return files


def on_page_content(content: str, **_: Any) -> str:
    """Return the page with its formulas as MathML."""

    def drawn(found: re.Match[str]) -> str:
        block = found["open"] == "\\["
        return convert(html.unescape(found["tex"]).strip(), "block" if block else "inline")

    return re.sub(FORMULA, drawn, content, flags=re.DOTALL)


class Formulas(griffe.Extension):
    """Turns formulas and references of docstrings into what Markdown takes for them."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of an object, before it is read."""
        if obj.docstring:
            text = re.sub(MATH_BLOCK, _as_dollars, obj.docstring.value)
            obj.docstring.value = re.sub(r"\.\. \[(\d+)\] ", r"\1. ", text)


def _as_dollars(found: re.Match[str]) -> str:
    return f"\n\n{found[1]}$${' '.join(found[2].split())}$$\n\n"


def command_line() -> str:
    """Return every command with its help, as a terminal of 100 columns shows it."""
    context = click.Context(commands, info_name="diplograph", terminal_width=100)
    parts = [COMMANDS, f"## diplograph\n```text\n{commands.get_help(context)}\n```\n"]
    for name, command in sorted(commands.commands.items()):
        inner = click.Context(command, info_name=name, parent=context, terminal_width=100)
        parts.append(f"## {name}\n```text\n{command.get_help(inner)}\n```\n")
    return "\n".join(parts)


def queries() -> str:
    """Return the queries of the library by topic: what each answers, with its parameters."""
    parts = [QUERIES]
    topic = ""
    for row in sorted(list_queries(), key=lambda row: str(row["name"])):
        name, parameters = row["name"], "`, `".join(row["parameters"])
        if name.partition("_")[0] != topic:
            topic = name.partition("_")[0]
            parts.append(f"\n## {topic}\n| query | answers | parameters |\n|---|---|---|")
        parts.append(f"| `{name}` | {row['summary']} | {f'`{parameters}`' if parameters else ''} |")
    return "\n".join(parts)


def measures() -> str:
    """Return a page that shows the functions of each module of `analysis`."""
    return "\n".join([MEASURES, *_modules()])


def _modules() -> Iterator[str]:
    for path in sorted((PACKAGE / "analysis").glob("*.py")):
        if path.stem != "__init__":
            shown = f"::: diplograph.analysis.{path.stem}\n    options: {MODULE}"
            yield f"## {path.stem}\n{shown}\n"
