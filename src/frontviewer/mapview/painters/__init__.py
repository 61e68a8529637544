"""Paints layers, basemap and highlights onto a canvas."""
