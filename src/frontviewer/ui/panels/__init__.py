"""Beside the map: evidence, layers, features, hits and problems. Widgets that are given values."""
