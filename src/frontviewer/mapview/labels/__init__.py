"""Selects, places and paints the labels of the map."""
