"""Tables as Parquet, with the types that their columns state."""

from __future__ import annotations

import io
from collections.abc import Iterable

from diplograph.errors import MissingExtraError
from diplograph.exports.columns import Column
from diplograph.table import Table


def parquet(table: Table, columns: Iterable[Column]) -> bytes:
    """Return a table as Parquet: codes and names as text, counts as integers, numbers as floats.

    Raises
    ------
    MissingExtraError
        If polars is not installed.
    """
    try:
        import polars as pl
    except ImportError as error:
        raise MissingExtraError("polars, which writes Parquet,", "frames") from error
    types = {"text": pl.String, "day": pl.Date, "count": pl.Int64, "number": pl.Float64}
    schema = {column.name: types[column.kind] for column in columns}
    data = {name: table.column(name) for name in schema}
    out = io.BytesIO()
    pl.DataFrame(data, schema=schema, strict=False).write_parquet(out, compression="zstd")
    return out.getvalue()
