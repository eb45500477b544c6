"""Where ontology, data and queries lie, in a package or a checkout; and files written whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder `data`, `ontology`, `queries` or `example` of this installation."""
    inside = PACKAGE / "_files" / name
    return inside if inside.is_dir() else PACKAGE.parents[1] / name


def cache() -> Path:
    """Return the user's cache folder; `DIPLOGRAPH_CACHE` and `XDG_CACHE_HOME` override it."""
    own = os.environ.get("DIPLOGRAPH_CACHE")
    if own:
        return Path(own)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "diplograph"


def write(target: Path, content: bytes) -> Path:
    """Write a file in one step: whoever reads sees the old one or the whole new one.

    It is written beside its place and moved there. Returns its path.
    """
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        new.write_bytes(content)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return target


def digest(places: Iterable[Path]) -> str:
    """Return a digest of names and bytes of all files that a build reads, alone or in folders."""
    total = hashlib.sha256()
    files = (p for place in places for p in ([place] if place.is_file() else place.rglob("*")))
    for path in sorted(p for p in files if p.suffix in SUFFIXES):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()[:16]


SUFFIXES = (".csv", ".ttl", ".rq", ".py", ".toml")
