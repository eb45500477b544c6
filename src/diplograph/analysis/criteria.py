"""Published criteria of strategic dependence on imports, product by product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from diplograph.analysis.uncertainty import Band

NO_EXPORTS = 9999.0  # CEPII's ratio where nothing is exported


class ImportYear(NamedTuple):
    """One product of one importer in one year.

    `hhi_imports` over the importer's suppliers and `hhi_world` over the world's exporters, on 0–1;
    `imports` and `exports` of the product by value, in one currency.
    """

    hhi_imports: float
    hhi_world: float
    imports: float
    exports: float


class Verdict(NamedTuple):
    """Which criteria hold in each year, the ratio of imports to exports, and the verdict."""

    held: tuple[tuple[bool, bool, bool], ...]
    ratios: tuple[float, ...]
    depends: bool


def geodep(
    years: Sequence[ImportYear],
    *,
    hhi_imports: float = 0.4,
    hhi_world: float = 0.4,
    ratio: float = 1.0,
    in_years: int = 2,
) -> Verdict:
    r"""Import dependence by the four criteria of CEPII's GeoDep, for any country.

    Imports are concentrated, the world's exports are concentrated, exports could not stand in for
    imports, and all three last:

    .. math:: H^M > 0.4,\quad H^W > 0.4,\quad M/X > 1,\quad
       \text{in at least 2 of 3 years}

    Parameters
    ----------
    years
        Three years in a row, the thresholds' window.
    hhi_imports, hhi_world, ratio, in_years
        The thresholds; the defaults are those of the source, read there.

    Returns
    -------
    Verdict
        `ratios` is 9999 where nothing is exported, as in the source.

    Raises
    ------
    ValueError
        If there are not three years, an HHI is not in [0, 1], or a value is negative.

    Notes
    -----
    Who re-exports what it imports (Kyrgyzstan) fails the third criterion whatever it depends on.

    References
    ----------
    .. [1] K. Lefebvre, P. Wibaux, "Import Dependencies: Where Does the EU Stand?", CEPII Policy
       Brief 47, 2024; thresholds from the description of the GeoDep database.

    Examples
    --------
    >>> one = ImportYear(0.6, 0.5, 10.0, 1.0)
    >>> geodep([one, one, one._replace(hhi_world=0.3)]).depends
    True
    """
    if len(years) != 3:
        raise ValueError(f"the criteria look at three years, not {len(years)}")
    for year in years:
        if not (0 <= year.hhi_imports <= 1 and 0 <= year.hhi_world <= 1):
            raise ValueError(f"an HHI lies in [0, 1]: {year}")
        if year.imports < 0 or year.exports < 0:
            raise ValueError(f"a value is not negative: {year}")
    ratios = tuple(y.imports / y.exports if y.exports else NO_EXPORTS for y in years)
    held = tuple(
        (y.hhi_imports > hhi_imports, y.hhi_world > hhi_world, r > ratio)
        for y, r in zip(years, ratios, strict=True)
    )
    return Verdict(held, ratios, sum(map(all, held)) >= in_years)


class BandYear(NamedTuple):
    """As `ImportYear`, where sources leave bands."""

    hhi_imports: Band
    hhi_world: Band
    imports: Band
    exports: Band


def geodep_of_bands(
    years: Sequence[BandYear],
    *,
    hhi_imports: float = 0.4,
    hhi_world: float = 0.4,
    ratio: float = 1.0,
    in_years: int = 2,
) -> bool | None:
    """Tell whether `geodep` holds whatever the true values inside of the bands are.

    Parameters
    ----------
    years
        Three years in a row.
    hhi_imports, hhi_world, ratio, in_years
        The thresholds, as for `geodep`.

    Returns
    -------
    bool or None
        None where some values inside of the bands hold and others do not: it is open.

    Raises
    ------
    ValueError
        As `geodep`.

    Notes
    -----
    Two corners decide it, for every criterion grows with concentration and imports and falls with
    exports. The HHI and the imports are taken as if they were independent, so that it may say None
    a little too often, and never a wrong verdict.

    Examples
    --------
    >>> from diplograph.analysis.uncertainty import exact
    >>> year = BandYear(Band(0.6, 0.35, 0.7), exact(0.5), exact(10.0), exact(1.0))
    >>> geodep_of_bands([year] * 3) is None
    True
    """
    least = [ImportYear(h.low, w.low, m.low, x.high) for h, w, m, x in years]
    most = [ImportYear(h.high, w.high, m.high, x.low) for h, w, m, x in years]
    holds, may_hold = (
        geodep(
            corner, hhi_imports=hhi_imports, hhi_world=hhi_world, ratio=ratio, in_years=in_years
        ).depends
        for corner in (least, most)
    )
    return holds if holds == may_hold else None


def core_dependency(
    *,
    hhi_outside: float,
    share_outside: float,
    imports_to_exports: float,
    thresholds: tuple[float, float, float],
) -> tuple[bool, bool, bool]:
    r"""Tell which of the European Commission's three core dependency indicators hold.

    .. math:: \text{CDI}_1 = \sum_j s_j^2,\quad
       \text{CDI}_2 = \frac{M^{\text{extra}}}{M},\quad
       \text{CDI}_3 = \frac{M^{\text{extra}}}{X}

    Parameters
    ----------
    hhi_outside
        HHI of suppliers outside the union, 0–1.
    share_outside
        Share of imports from outside in all imports, 0–1.
    imports_to_exports
        Imports from outside to exports, 0 or more.
    thresholds
        In that order; the Commission's working document sets them. There is no default, for its
        text could not be read where this was written.

    Returns
    -------
    tuple of bool
        A product counts as dependent if all three hold.

    Raises
    ------
    ValueError
        If an indicator is out of its range.

    Notes
    -----
    The second indicator needs an internal market; for one small state use `geodep`.

    References
    ----------
    .. [1] European Commission, *Strategic dependencies and capacities*, SWD(2021) 352, 2021.

    Examples
    --------
    >>> core_dependency(hhi_outside=0.5, share_outside=0.9, imports_to_exports=0.8,
    ...                 thresholds=(0.4, 0.5, 1.0))
    (True, True, False)
    """
    if not (0 <= hhi_outside <= 1 and 0 <= share_outside <= 1 and imports_to_exports >= 0):
        raise ValueError("HHI and share lie in [0, 1], and the ratio is not negative")
    first, second, third = thresholds
    return hhi_outside > first, share_outside > second, imports_to_exports > third
