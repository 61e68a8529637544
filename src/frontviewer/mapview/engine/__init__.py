"""Renders frames of the map off the UI thread."""
