"""Positions of a network without coordinates: a force layout with a fixed start."""

from __future__ import annotations

import math
from collections.abc import Sequence

import networkx as nx
import numpy as np

GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(size: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return whole-number positions of nodes 0 … `size` - 1, near nodes joined, none on another.

    Communities (Louvain, fixed seed) start on a sunflower spiral, so that they stay apart; then
    nodes repel each other and edges pull (Fruchterman–Reingold, with gravity for loose parts).
    Nothing is drawn at random and nodes are numbers, so the same network gives the same picture
    whatever the hash seed.
    """
    if size == 0:
        return []
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    points = _relaxed(_start(size, pairs), pairs)
    return [(round(x), round(y)) for x, y in _apart(points)]


def _start(size: int, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    network = nx.Graph()
    network.add_nodes_from(range(size))
    network.add_edges_from(pairs)
    groups = [sorted(group) for group in nx.community.louvain_communities(network, seed=7)]
    groups.sort(key=lambda group: (-len(group), group))
    order = [member for group in groups for member in group]
    spiral = np.empty((size, 2))
    for place, member in enumerate(order):
        radius, angle = math.sqrt(place + 0.5), place * GOLDEN_ANGLE
        spiral[member] = radius * math.cos(angle), radius * math.sin(angle)
    centres = {m: g for g, group in enumerate(groups) for m in group}
    turn = np.array([centres[m] * GOLDEN_ANGLE for m in range(size)])
    return 0.3 * spiral + math.sqrt(size) * np.column_stack((np.cos(turn), np.sin(turn)))


def _relaxed(points: np.ndarray, pairs: Sequence[tuple[int, int]]) -> np.ndarray:
    """Return the points after repulsion, attraction along edges, and a pull to the middle."""
    ends = np.array(pairs, dtype=int).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=len(points)) + 1.0
    steps = 300 if len(points) <= 800 else 60
    for step in range(steps):
        apart = points[:, None, :] - points[None, :, :]
        squared = (apart**2).sum(axis=2) + 0.01
        push = (apart * (degree[None, :, None] ** 0.5 / squared[:, :, None])).sum(axis=1)
        pull = np.zeros_like(points)
        along = points[ends[:, 1]] - points[ends[:, 0]]
        strength = 0.25 / np.sqrt(np.minimum(degree[ends[:, 0]], degree[ends[:, 1]]))
        np.add.at(pull, ends[:, 0], along * strength[:, None])
        np.add.at(pull, ends[:, 1], -along * strength[:, None])
        force = push + pull - 0.12 * points
        length = np.sqrt((force**2).sum(axis=1, keepdims=True)) + 1e-9
        heat = math.sqrt(len(points)) * 0.25 * (1 - step / steps)
        points = points + force / length * np.minimum(length, heat)
    return points


def _apart(points: np.ndarray, least: float = 34.0) -> np.ndarray:
    """Scale the points so that most stand clear, then push close pairs apart."""
    if len(points) < 2:
        return points * 0
    gaps = np.sqrt(((points[:, None] - points[None, :]) ** 2).sum(axis=2))
    np.fill_diagonal(gaps, np.inf)
    scale = least * 1.15 / max(float(np.median(gaps.min(axis=1))), 1e-6)
    points = points * scale
    for _ in range(40):
        apart = points[:, None, :] - points[None, :, :]
        gaps = np.sqrt((apart**2).sum(axis=2))
        np.fill_diagonal(gaps, np.inf)
        lack = np.clip(least - gaps, 0, None) / 2
        if not lack.any():
            break
        points = points + (apart / np.maximum(gaps, 1e-6)[:, :, None] * lack[:, :, None]).sum(
            axis=1
        )
    return points
