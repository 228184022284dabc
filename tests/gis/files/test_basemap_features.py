"""Features of a basemap on their way into the database."""

import numpy as np
import shapely

from gis.files.basemap_features import MOST_VERTICES, BasemapRow, thinned

WOOD = BasemapRow("green", "wood")


def ring(vertices: int, *, rough: float = 0.0) -> shapely.Polygon:
    """A circle of so many vertices; every second lies nearer to the middle."""
    turns = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    radius = 0.05 - rough * (np.arange(vertices) % 2)
    return shapely.Polygon(np.column_stack([34 + radius * np.cos(turns), radius * np.sin(turns)]))


def test_a_feature_of_too_many_vertices_is_drawn_coarser() -> None:
    shapes = np.array([ring(100), ring(500_000)], dtype=object)
    rows, thin = thinned([WOOD, WOOD], shapes)
    assert len(rows) == 2
    assert shapely.get_num_coordinates(thin).max() <= MOST_VERTICES
    assert shapely.equals_exact(thin[0], ring(100))
    assert abs(thin[1].area / ring(500_000).area - 1) < 0.001


def test_what_cannot_be_drawn_coarser_is_left_out() -> None:
    shapes = np.array([ring(100), ring(60_000, rough=0.01)], dtype=object)
    rows, thin = thinned([WOOD, WOOD], shapes)
    assert (len(rows), len(thin)) == (1, 1)
