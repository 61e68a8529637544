"""Renders frames of the map off the interface thread."""
