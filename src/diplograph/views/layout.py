"""Positions of a network without coordinates: a force layout with a fixed start."""

from __future__ import annotations

import math
from collections.abc import Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
# Room around a node, in the units of the picture, and what the busiest node has beyond it.
SMALLEST, GROWTH = 17.0, 40.0
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
    degree = np.bincount(np.array(pairs, dtype=int).ravel(), minlength=size)
    radii = SMALLEST + GROWTH * np.sqrt(degree / max(1, degree.max()))
    return [(round(x), round(y)) for x, y in _apart(points, radii)]


def _start(size: int, pairs: Sequence[tuple[int, int]]) -> Points:
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


def _relaxed(points: Points, pairs: Sequence[tuple[int, int]]) -> Points:
    """Return the points after repulsion, attraction along edges, and a pull to the middle."""
    ends = np.array(pairs, dtype=int).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=len(points)) + 1.0
    strength = 0.3 / np.sqrt(np.minimum(degree[ends[:, 0]], degree[ends[:, 1]]))
    mass = np.sqrt(degree)
    steps = 300 if len(points) <= 800 else 100
    for step in range(steps):
        push = mass[:, None] * _pushed(points, mass[None, :] / (_squared(points) + 0.01))
        pull = np.zeros_like(points)
        along = (points[ends[:, 1]] - points[ends[:, 0]]) * strength[:, None]
        np.add.at(pull, ends[:, 0], along)
        np.add.at(pull, ends[:, 1], -along)
        force = push + pull - 0.1 * mass[:, None] * points
        length = np.sqrt((force**2).sum(axis=1, keepdims=True)) + 1e-9
        heat = math.sqrt(len(points)) * 0.25 * (1 - step / steps)
        points = points + force / length * np.minimum(length, heat)
    return points


def _squared(points: Points) -> Points:
    """Return the squared distances of all pairs."""
    norms = (points**2).sum(axis=1)
    return np.maximum(norms[:, None] + norms[None, :] - 2 * points @ points.T, 0)


def _pushed(points: Points, weights: Points) -> Points:
    r"""Return $\sum_j w_{ij} (p_i - p_j)$ for every point, without the n × n × 2 differences."""
    moved: Points = weights.sum(axis=1)[:, None] * points - weights @ points
    return moved


def _apart(points: Points, radii: Points) -> Points:
    """Scale the points so that most stand clear, then push pairs apart that still overlap."""
    if len(points) < 2:
        return points * 0
    least = radii[:, None] + radii[None, :]
    np.fill_diagonal(least, 0)
    room = np.sqrt(_squared(points))
    np.fill_diagonal(room, np.inf)
    nearest = float(np.median((room / np.maximum(least, 1)).min(axis=1)))
    points = points * (1.2 / max(nearest, 1e-6))
    for _ in range(120):
        gaps = np.maximum(np.sqrt(_squared(points)), 1e-6)
        lack = np.clip(least - gaps, 0, None) / 2
        if lack.max() < 0.5:
            break
        points = points + _pushed(points, lack / gaps)
    return points
