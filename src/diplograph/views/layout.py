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
LARGE = 1500  # beyond it all pairs would take too much time and memory
# A screen is wider than high.
WIDER = np.array([1.35, 1.0])
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def positions(size: int, edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return whole-number positions of nodes 0 … `size` - 1, near nodes joined, none on another.

    Communities (Louvain, fixed seed) start on a sunflower spiral, so that they stay apart; then
    nodes repel each other and edges pull (Fruchterman–Reingold, with gravity for loose parts).
    Nothing is drawn at random and nodes are numbers, so the same network gives the same picture
    whatever the hash seed. Of more than 1 500 nodes, communities are placed so, and in each
    its nodes stand on a spiral, the best connected in the middle.
    """
    if size == 0:
        return []
    pairs = sorted({(min(a, b), max(a, b)) for a, b in edges if a != b})
    if size > LARGE:
        return [(round(x), round(y)) for x, y in _by_community(size, pairs) * WIDER]
    points = _relaxed(_start(size, pairs), pairs) * WIDER
    degree = np.bincount(np.array(pairs, dtype=int).ravel(), minlength=size)
    radii = SMALLEST + GROWTH * np.sqrt(degree / max(1, degree.max()))
    return [(round(x), round(y)) for x, y in _apart(points, radii)]


def _communities(size: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the nodes by community, the largest first."""
    network = nx.Graph()
    network.add_nodes_from(range(size))
    network.add_edges_from(pairs)
    groups = [sorted(group) for group in nx.community.louvain_communities(network, seed=7)]
    return sorted(groups, key=lambda group: (-len(group), group))


def _by_community(size: int, pairs: Sequence[tuple[int, int]]) -> Points:
    """Return positions of many nodes: each community a disc, and the discs apart."""
    groups = _gathered(_communities(size, pairs))
    home = {member: place for place, group in enumerate(groups) for member in group}
    degree = np.bincount(np.array(pairs, dtype=int).ravel(), minlength=size)
    between = sorted({(min(home[a], home[b]), max(home[a], home[b])) for a, b in pairs})
    joined = [(a, b) for a, b in between if a != b]
    radii = SMALLEST * 2 * (1 + np.sqrt([len(group) for group in groups]))
    centres = _apart(_relaxed(_start(len(groups), joined), joined), radii)
    points = np.empty((size, 2))
    for centre, group in zip(centres, groups, strict=True):
        for place, member in enumerate(sorted(group, key=lambda m: (-degree[m], m))):
            radius, angle = SMALLEST * 2 * math.sqrt(place + 0.5), place * GOLDEN_ANGLE
            points[member] = centre + radius * np.array([math.cos(angle), math.sin(angle)])
    return points


def _gathered(groups: list[list[int]]) -> list[list[int]]:
    """Return at most a few hundred groups: what is left of the smallest becomes one."""
    kept, rest = groups[: LARGE // 5], groups[LARGE // 5 :]
    return [*kept, [member for group in rest for member in group]] if rest else kept


def _start(size: int, pairs: Sequence[tuple[int, int]]) -> Points:
    groups = _communities(size, pairs)
    order = [member for group in groups for member in group]
    spiral = np.empty((size, 2))
    for place, member in enumerate(order):
        radius, angle = math.sqrt(place + 0.5), place * GOLDEN_ANGLE
        spiral[member] = radius * math.cos(angle), radius * math.sin(angle)
    centres = {m: g for g, group in enumerate(groups) for m in group}
    turn = np.array([centres[m] * GOLDEN_ANGLE for m in range(size)])
    return 0.3 * spiral + math.sqrt(size) * np.column_stack((np.cos(turn), np.sin(turn)))


class _Pairs:
    """Differences and squared distances of all pairs, in arrays that are made once.

    Making new ones for every step would cost more than the sums themselves.
    """

    def __init__(self, size: int) -> None:
        self.across, self.down, self.squared, self._spare = (
            np.empty((size, size)) for _ in range(4)
        )

    def measure(self, points: Points) -> None:
        """Fill the arrays from the points."""
        for axis, apart in ((0, self.across), (1, self.down)):
            np.subtract(points[:, axis, None], points[None, :, axis], out=apart)
        np.multiply(self.across, self.across, out=self.squared)
        np.multiply(self.down, self.down, out=self._spare)
        np.add(self.squared, self._spare, out=self.squared)

    def pushed(self, weights: Points) -> Points:
        r"""Return $\sum_j w_{ij} (p_i - p_j)$ for every point."""
        sides = [np.einsum("ij,ij->i", weights, apart) for apart in (self.across, self.down)]
        return np.column_stack(sides)


def _relaxed(points: Points, pairs: Sequence[tuple[int, int]]) -> Points:
    """Return the points after repulsion, attraction along edges, and a pull to the middle."""
    ends = np.array(pairs, dtype=int).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=len(points)) + 1.0
    strength = 0.3 / np.sqrt(np.minimum(degree[ends[:, 0]], degree[ends[:, 1]]))
    mass = np.sqrt(degree)
    all_pairs, weights = _Pairs(len(points)), np.empty((len(points), len(points)))
    steps = 220 if len(points) <= 800 else 90
    for step in range(steps):
        all_pairs.measure(points)
        np.divide(mass[None, :], np.add(all_pairs.squared, 0.01, out=weights), out=weights)
        pull = np.zeros_like(points)
        along = (points[ends[:, 1]] - points[ends[:, 0]]) * strength[:, None]
        np.add.at(pull, ends[:, 0], along)
        np.add.at(pull, ends[:, 1], -along)
        force = mass[:, None] * (all_pairs.pushed(weights) - 0.1 * points) + pull
        length = np.sqrt((force**2).sum(axis=1, keepdims=True)) + 1e-9
        heat = math.sqrt(len(points)) * 0.25 * (1 - step / steps)
        points = points + force / length * np.minimum(length, heat)
    return points


def _apart(points: Points, radii: Points) -> Points:
    """Scale the points so that most stand clear, then push pairs apart that still overlap."""
    if len(points) < 2:
        return points * 0
    least = radii[:, None] + radii[None, :]
    np.fill_diagonal(least, 0)
    pairs = _Pairs(len(points))
    pairs.measure(points)
    room = np.sqrt(pairs.squared)
    np.fill_diagonal(room, np.inf)
    nearest = float(np.median((room / np.maximum(least, 1)).min(axis=1)))
    points = points * (1.2 / max(nearest, 1e-6))
    for _ in range(80):
        pairs.measure(points)
        gaps = np.maximum(np.sqrt(pairs.squared), 1e-6)
        lack = np.clip(least - gaps, 0, None)
        if lack.max() < 1:
            break
        points = points + pairs.pushed(lack / gaps / 2)
    return points
