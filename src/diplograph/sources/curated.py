"""The hand-curated tables of `data/`: CSV → records, with every fault of every file reported."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

from diplograph.errors import SourceError
from diplograph.model import TABLES, Cell, Day, Fact, Record, cells, partial_day
from diplograph.triples import DATATYPES, DATES, iri_of, is_reference
from diplograph.vocab import STATE_CODE

SLUG = re.compile(r"[a-z0-9]+(?:[-+][a-z0-9]+)*")
REFERENCE = re.compile(rf"[a-z-]+/{SLUG.pattern}")
NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
WIKIDATA_ID = re.compile(r"Q[1-9]\d*", re.ASCII)
NO_WIKIDATA_ID = "is no Wikidata id; write Q and digits"
URL = re.compile(r"https?://[!-~]+")
USE_A_REMARK = "correct it, or use the property remark for words"
WORDS: dict[str, tuple[str, ...]] = {
    "Basis": ("official", "agency", "press", "secondary", "derived", "dataset"),
    "Status": ("actual", "plan", "target", "estimate"),
    "Direction": ("forward", "both"),
    "Asset": ("operating", "construction", "planned", "suspended", "closed"),
}


@dataclass(frozen=True)
class Located:
    """A record and the row it stands in; a check names the row with it."""

    record: Record
    file: str
    row: int

    def fault(self, name: str, message: str) -> str:
        """Return one line that names file, row, column and what is wrong."""
        return f'{self.file} row {self.row}, column "{name}": {message}'


def read(folder: Path) -> list[Located]:
    """Read and check all tables of a folder.

    Parameters
    ----------
    folder
        The folder with the CSV files that `data/README.md` describes; absent tables are empty,
        but a folder without any, or with a CSV file that is no table, is at fault.

    Returns
    -------
    list of Located
        All records in the order of tables and rows.

    Raises
    ------
    SourceError
        With one line per fault of any file: header, cell, key or reference.
    """
    located: list[Located] = []
    problems = list(_check_files(folder))
    for name, record in TABLES.items():
        path = folder / f"{name}.csv"
        if path.exists():
            _read_table(path, record, located, problems)
    problems += _check_keys(located)
    problems += _check_references(located)
    problems += _check_stated(located)
    problems += _check_routes(located)
    problems += _check_order(located)
    if problems:
        raise SourceError(problems)
    return located


def _check_files(folder: Path) -> Iterator[str]:
    """Check that the folder holds tables, and no CSV file that none of them would read."""
    names = {path.name for path in folder.glob("*") if path.suffix.lower() == ".csv"}
    tables = {f"{name}.csv" for name in TABLES}
    if not names:
        yield f"{folder} holds no table; put CSV files as data/README.md names them there"
    for name in sorted(names - tables):
        near = difflib.get_close_matches(name.lower(), sorted(tables), n=1, cutoff=0.8)
        advice = f"rename it to {near[0]}" if near else "see data/README.md for the names of tables"
        yield f"{name}: no table has this name; {advice}, or move the file out of the folder"


def _read_table(
    path: Path, record: type[Record], located: list[Located], problems: list[str]
) -> None:
    try:
        rows = _cells_of(path)
    except ValueError as error:
        problems.append(f"{path.name} {error}")
        return
    columns = cells(record)
    if not rows or set(rows[0]) != set(columns) or len(rows[0]) != len(columns):
        found = ",".join(rows[0]) if rows else "nothing"
        problems.append(f"{path.name} row 1: header must be {','.join(columns)}; found {found}")
        return
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(rows[0]):
            problems.append(
                f"{path.name} row {number}: {len(row)} cells for {len(rows[0])} columns; "
                "quote cells that contain a comma, complete or remove the row"
            )
            continue
        parsed = _parse_row(dict(zip(rows[0], row, strict=True)), columns)
        faults = [f'{path.name} row {number}, column "{n}": {m}' for n, m in parsed.faults]
        problems += faults
        if not faults:
            located.append(Located(record(**parsed.values), path.name, number))


def _cells_of(path: Path) -> list[list[str]]:
    """Return the cells of a file by row; `ValueError` says which row cannot be read."""
    rows: list[list[str]] = []
    try:
        text = io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")
        rows.extend(csv.reader(text, strict=True))
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        raise ValueError(f"row {row}: not UTF-8 ({error}); save it as UTF-8 CSV") from error
    except csv.Error as error:
        bad = f"row {len(rows) + 1}: no CSV ({error}); close and double its quotes"
        raise ValueError(bad) from error
    return rows


@dataclass(frozen=True)
class _Parsed:
    values: dict[str, Any]
    faults: list[tuple[str, str]]


def _parse_row(row: Mapping[str, str], columns: Mapping[str, Cell]) -> _Parsed:
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for name, cell in columns.items():
        text = row[name]
        if text != text.strip() or "\n" in text:
            faults.append((name, f"{text!r} has stray white space; remove it"))
        elif text == "":
            if cell.required:
                faults.append((name, "is empty; a value is required"))
        else:
            try:
                values[name] = PARSERS[cell.kind](text, cell)
            except ValueError as error:
                faults.append((name, str(error)))
    return _Parsed(values, faults)


def _slug(text: str, cell: Cell) -> str:
    if cell.of == "state" and not STATE_CODE.fullmatch(text):
        raise ValueError(f"{text!r} is no ISO 3166-1 alpha-3 code; write e.g. KAZ")
    if not (SLUG.fullmatch(text) or STATE_CODE.fullmatch(text)):
        raise ValueError(f"{text!r} is no id; use lower-case letters, digits and hyphens")
    return text


def _reference(text: str, cell: Cell) -> str:
    slug = _slug(text, cell)
    return slug if cell.of == "state" else f"{cell.of}/{slug}"


def _references(text: str, cell: Cell) -> tuple[str, ...]:
    return tuple(_reference(item, cell) for item in text.split())


def _mixed(text: str, cell: Cell) -> str:
    if not (STATE_CODE.fullmatch(text) or REFERENCE.fullmatch(text)):
        raise ValueError(f"{text!r} is no reference; write KAZ for a state or kind/id")
    return text


def _number(text: str, cell: Cell) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{text!r} is no number; write digits and a decimal point only")
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is no number") from error


def _start(text: str, cell: Cell) -> Day:
    return partial_day(text, last=False)


def _end(text: str, cell: Cell) -> Day:
    return partial_day(text, last=True)


def _word(text: str, cell: Cell) -> str:
    allowed = WORDS.get(cell.of)
    if allowed and text not in allowed:
        raise ValueError(f"{text!r} is unknown; use one of {', '.join(allowed)}")
    if not re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", text):
        raise ValueError(f"{text!r} is no word of the vocabulary; use lower_case")
    return text


def _url(text: str, cell: Cell) -> str:
    if not URL.fullmatch(text):
        raise ValueError(f"{text!r} is no http(s) address in ASCII; percent-encode it")
    return text


def _wikidata(text: str, cell: Cell) -> str:
    if not WIKIDATA_ID.fullmatch(text):
        raise ValueError(f"{text!r} {NO_WIKIDATA_ID}")
    return text


def _text(text: str, cell: Cell) -> str:
    return text


PARSERS: dict[str, Callable[[str, Cell], Any]] = {
    "id": _slug,
    "ref": _reference,
    "refs": _references,
    "steps": _references,
    "any": _mixed,
    "number": _number,
    "start": _start,
    "end": _end,
    "word": _word,
    "class": _word,
    "url": _url,
    "wikidata": _wikidata,
    "label": _text,
    "text": _text,
    "property": _text,
    "value": _text,
}


def _check_keys(located: list[Located]) -> Iterator[str]:
    seen: dict[tuple[str, str], Located] = {}
    for item in located:
        source = item.record.source if isinstance(item.record, Fact) else ""
        own = "id" in item.record.key
        key = (iri_of(item.record).value, "" if own else source)
        if key in seen:
            first = seen[key]
            yield item.fault(
                item.record.key[0],
                f"same key as {first.file} row {first.row}; remove one or make the key differ",
            )
        seen.setdefault(key, item)


def _check_references(located: list[Located]) -> Iterator[str]:
    known = {
        f"{item.record.kind_name}/{vars(item.record)['id']}".removeprefix("state/")
        for item in located
        if "id" in vars(item.record)
    }
    for item in located:
        for name, cell in cells(type(item.record)).items():
            for reference in _referenced(getattr(item.record, name), cell):
                if reference not in known:
                    yield item.fault(name, f"{reference!r} is not defined; add it to its table")


def _referenced(value: Any, cell: Cell) -> Iterator[str]:
    if cell.kind == "value" and is_reference(value):
        yield value
    elif value is not None and cell.kind in ("refs", "steps"):
        yield from value
    elif value is not None and cell.kind in ("ref", "any"):
        yield value


def _check_stated(located: list[Located]) -> Iterator[str]:
    """Check that a stated value is a number or a day where the property of that name takes one."""
    for item in located:
        values = vars(item.record)
        name, value = values.get("property", ""), values.get("value", "")
        if name == "wikidata" and not WIKIDATA_ID.fullmatch(value):
            yield item.fault("value", f"{value!r} {NO_WIKIDATA_ID}")
        elif name in DATES and not _reads(value, DATES[name]):
            yield item.fault("value", f"{value!r} is no date, which {name} takes; {USE_A_REMARK}")
        elif name in DATATYPES and not NUMBER.fullmatch(value):
            yield item.fault("value", f"{value!r} is no number, which {name} takes; {USE_A_REMARK}")
        elif DATATYPES.get(name) == "xsd:integer" and "." in value:
            yield item.fault(
                "value",
                f"{value!r} is no whole number, which {name} takes; write it without a fraction",
            )


def _reads(text: str, cell: Cell) -> bool:
    """Say whether a text can stand in a column of this kind."""
    try:
        PARSERS[cell.kind](text, cell)
    except ValueError:
        return False
    return True


def _check_order(located: list[Located]) -> Iterator[str]:
    """Check that no period ends before it starts and no lower bound is above the upper one."""
    for item in located:
        values = vars(item.record)
        for first, last in (("start", "end"), ("period_start", "period_end"), ("opened", "closed")):
            one, other = values.get(first), values.get(last)
            if one and other and one.day > other.day:
                yield item.fault(
                    last,
                    f"{other.stated} is before {one.stated}, the {first}; correct or exchange them",
                )
        stated = ((n, values.get(n)) for n in ("low", "value", "high"))
        bounds = [(n, v) for n, v in stated if v is not None]
        for (name, lower), (_, upper) in pairwise(bounds):
            if lower > upper:
                yield item.fault(
                    name, f"{lower} is above {upper}; correct or exchange them, low ≤ value ≤ high"
                )


def _check_routes(located: list[Located]) -> Iterator[str]:
    """Check that the segments of a route join end to end, in a direction that they allow."""
    segments = {
        f"segment/{vars(item.record)['id']}": vars(item.record)
        for item in located
        if item.record.class_name == "Segment"
    }
    for item in located:
        values = vars(item.record)
        if item.record.class_name != "Route" or not set(values["segments"]) <= set(segments):
            continue
        at = values["origin"]
        for segment in (segments[s] for s in values["segments"]):
            ends = (segment["origin"], segment["destination"])
            if at == ends[0]:
                at = ends[1]
            elif at == ends[1] and segment["direction"] == "both":
                at = ends[0]
            else:
                gap = f"segment {segment['id']!r} does not start at {at!r}"
                yield item.fault("segments", f"{gap}; order the segments or add the missing one")
                break
        else:
            if at != values["destination"]:
                gap = f"ends at {at!r}, not at {values['destination']!r}"
                yield item.fault("segments", f"{gap}; add the missing segment or correct the end")
