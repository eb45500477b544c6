"""What the command line is given, as values: days, parameters, query files, answers."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from diplograph.errors import QueryError


def sparql_text(name: str) -> str:
    """Return the text of a SPARQL file, or of standard input for `-`."""
    content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{name} is not UTF-8: {error}") from error


def pair(word: str) -> tuple[str, str]:
    """Return name and value of a parameter.

    >>> pair("state=UZB")
    ('state', 'UZB')
    """
    key, equals, value = word.partition("=")
    if not equals:
        raise click.UsageError(f"{word!r} is no parameter; write name=value")
    return key, value


def answer_of(content: str) -> dict[str, Any]:
    """Return the object of a JSON answer."""
    import json

    try:
        found = json.loads(content)
        assert all(isinstance(row, dict) for row in found["rows"])
    except (ValueError, KeyError, TypeError, AssertionError) as error:
        raise click.UsageError("this is no answer of `--format json`") from error
    return dict(found)


def facts_of_answer(answer: dict[str, Any]) -> list[str]:
    """Return the facts that the rows of a JSON answer name."""
    return [fact for row in answer["rows"] for fact in row.get("facts") or ()]


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Return the day of an option; click calls it."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write YYYY-MM-DD") from error
