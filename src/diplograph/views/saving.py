"""Files written in one step: whoever reads sees the old one or the whole new one."""

from __future__ import annotations

import os
from pathlib import Path


def write(target: Path, content: bytes) -> Path:
    """Write a file beside its place, then move it there; return its path."""
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        new.write_bytes(content)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)
    return target
