"""Names of states and territories of ISO 3166-1, from pycountry and the Unicode CLDR (babel)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, Quad

from diplograph.triples import LABEL
from diplograph.vocab import node, thing

LANGUAGES = ("en", "ja", "ru")
CLDR = thing("source/unicode-cldr")
ISO = thing("source/iso-3166-pycountry")


def names(codes: Iterable[str]) -> Iterator[Quad]:
    """Yield labels in three languages and the ISO name of each alpha-3 code.

    A code that ISO 3166-1 does not assign (as in the example world) is its own label.
    """
    import pycountry
    from babel import Locale

    territories = {language: Locale(language).territories for language in LANGUAGES}
    for code in codes:
        entry = pycountry.countries.get(alpha_3=code)
        if entry is None:
            for language in LANGUAGES:
                yield Quad(thing(code), LABEL, Literal(code, language=language), ISO)
            continue
        yield Quad(thing(code), node("dg:isoName"), Literal(entry.name), ISO)
        yield Quad(thing(code), node("dg:iso2"), Literal(entry.alpha_2), ISO)
        for language in LANGUAGES:
            label = Literal(territories[language][entry.alpha_2], language=language)
            yield Quad(thing(code), LABEL, label, CLDR)
