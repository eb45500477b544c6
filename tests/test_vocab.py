"""Names: references, prefixes, and the two rdflib namespaces."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplograph import vocab

SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)
KINDS = st.sampled_from(["place", "segment", "route", "agreement", "source"])


def test_a_bare_alpha_3_code_is_a_state() -> None:
    assert vocab.thing("KAZ").value == "https://w3id.org/diplograph/id/state/KAZ"


@pytest.mark.parametrize("reference", ["kaz", "KA", "KAZA", "place/KAZ"])
def test_what_is_no_alpha_3_code_is_no_state(reference: str) -> None:
    assert vocab.thing(reference).value == f"https://w3id.org/diplograph/id/{reference}"


@given(kind=KINDS, slug=SLUGS)
def test_short_is_the_inverse_of_thing(kind: str, slug: str) -> None:
    assert vocab.short(vocab.thing(f"{kind}/{slug}").value) == f"{kind}/{slug}"


@given(st.from_regex(r"[A-Z]{3}", fullmatch=True))
def test_short_is_the_inverse_of_thing_for_states(code: str) -> None:
    assert vocab.short(vocab.thing(code).value) == code


@pytest.mark.parametrize("prefix", sorted(set(vocab.PREFIXES) - {"id"}))
def test_short_gives_back_each_prefixed_name(prefix: str) -> None:
    assert vocab.short(vocab.node(f"{prefix}:Thing").value) == f"{prefix}:Thing"


def test_an_iri_of_no_prefix_stays_whole() -> None:
    assert vocab.short("https://example.org/a") == "https://example.org/a"


def test_an_unknown_prefix_is_an_error_of_the_programmer() -> None:
    with pytest.raises(KeyError):
        vocab.node("nope:Thing")


def test_no_prefix_begins_another() -> None:
    """Else `short` would depend on the order of the table."""
    spaces = list(vocab.PREFIXES.values())
    assert [(a, b) for a in spaces for b in spaces if a != b and b.startswith(a)] == []


def test_slugs_and_columns_turn_into_names_of_terms() -> None:
    assert vocab.camel("joint-statement") == "JointStatement"
    assert vocab.camel("import_share") == "ImportShare"
    assert vocab.lower_camel("text_url") == "textUrl"
    assert vocab.lower_camel("entry") == "entry"


def test_rdflib_users_get_namespaces() -> None:
    assert str(vocab.DG.Flow) == "https://w3id.org/diplograph/ont#Flow"
    assert str(vocab.ID["state/KAZ"]) == vocab.thing("KAZ").value


def test_an_unknown_name_of_the_module_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing_such"):
        vocab.nothing_such  # noqa: B018


def test_the_names_cost_no_import_of_rdflib() -> None:
    code = "import sys, diplograph.vocab; print('rdflib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
