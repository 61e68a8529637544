"""Pixels: canvas, scan conversion, text atlas, and QPainter calls that release the GIL."""
