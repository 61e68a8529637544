"""Finds features by name."""
