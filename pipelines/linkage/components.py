"""What hangs together by pairs."""

from __future__ import annotations

import numpy as np


def components(nodes: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """A number for each of the nodes 0 …, the same for nodes that pairs (``one``, ``other``) join, however far.

    Numbers rise with the first node of each. In numpy: scipy would take longer to import than most registers to join.
    """
    root = np.arange(nodes)
    while True:
        low, high = np.minimum(root[one], root[other]), np.maximum(root[one], root[other])
        apart = low < high
        if not apart.any():
            break
        one, other = one[apart], other[apart]
        # What hangs by a higher root is hung by the lowest one met, and then every node by the root of its root.
        np.minimum.at(root, high[apart], low[apart])
        while (root[root] != root).any():
            root = root[root]
    return (np.cumsum(root == np.arange(nodes)) - 1)[root]
