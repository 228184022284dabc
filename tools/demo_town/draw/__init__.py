"""Draws the demo hromada: an invented town, its bodies, its reports and their pictures."""
