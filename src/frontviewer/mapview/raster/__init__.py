"""Pixels: canvas, polygon coverage, text atlas, calls of QPainter that release the GIL."""
