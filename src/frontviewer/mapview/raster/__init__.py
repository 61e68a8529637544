"""Rasterizes arrays: canvas, scan conversion, text atlas, and QPainter calls without the GIL."""
