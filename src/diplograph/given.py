"""What the command line is given, as values: days, parameters, query files, answers."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from diplograph.errors import QueryError

if TYPE_CHECKING:
    from diplograph.analysis.generalised_cost import Charges


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


def period(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """Return the first and last year of an option `FIRST/LAST`; click calls it."""
    if value is None:
        return None
    found = re.fullmatch(r"([1-9]\d{3})/([1-9]\d{3})", value)
    if not found or found[1] > found[2]:
        raise click.BadParameter(f"{value!r} is no period; write two years in order, as 2015/2025")
    return int(found[1]), int(found[2])


def year_or_day(context: click.Context, parameter: click.Parameter, value: str) -> int | date:
    """Return the year or the day of an option; click calls it."""
    if re.fullmatch(r"[1-9]\d{3}", value):
        return int(value)
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        message = f"{value!r} is neither a year nor a day; write YYYY or YYYY-MM-DD"
        raise click.BadParameter(message) from error


def charges(
    context: click.Context, parameter: click.Parameter, value: Path | None
) -> Charges | None:
    """Return the charges of a TOML file; click calls it."""
    if value is None:
        return None
    from diplograph.analysis.generalised_cost import Charges

    try:
        content = tomllib.loads(value.read_text(encoding="utf-8"))
        names = {field.name for field in fields(Charges)}
        wrong = [f"{name} is missing" for name in sorted(names - set(content))]
        wrong += [f"{name} is no charge" for name in sorted(set(content) - names)]
        if wrong:
            raise click.BadParameter(f"{value}: {'; '.join(wrong)}")
        return Charges(**content)
    except ValueError as error:  # also what is no TOML and no UTF-8
        raise click.BadParameter(f"{value}: {error}") from error


def day(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:
    """Return the day of an option; click calls it."""
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write YYYY-MM-DD") from error


def export_asked(
    form: str | None, output: Path | None, options: Mapping[str, object]
) -> tuple[str, str]:
    """Return form and encoding of an export, from `--format` or the file's ending.

    >>> export_asked(None, Path("a.gexf"), {}), export_asked("states", Path("a.parquet"), {})
    (('gexf', 'csv'), ('states', 'parquet'))
    """
    from diplograph import exports

    form = form or (exports.format_of(output) if output else "turtle")
    if form is None:
        raise click.UsageError(f"the ending of {output} does not tell the form; give --format")
    encoding = "parquet" if output and output.suffix.lower() == ".parquet" else "csv"
    if encoding == "parquet" and form not in exports.TABLES:
        raise click.UsageError(f"Parquet is for {', '.join(exports.TABLES)}, not for {form}")
    for option, value in options.items():
        if value is not None and form not in exports.TAKES[option]:
            raise click.UsageError(f"--{option} is for {', '.join(exports.TAKES[option])}")
    return form, encoding
