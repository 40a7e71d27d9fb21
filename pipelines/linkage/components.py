"""What hangs together by pairs."""

from __future__ import annotations

import numpy as np


def components(nodes: int, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """A number for each of the nodes 0 …, the same for nodes that pairs (``one``, ``other``) join, however far."""
    # Late: scipy takes long to import.
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(one), dtype=np.int8), (one, other)), shape=(nodes, nodes))
    return connected_components(graph, directed=False)[1]
