"""Searches features by name."""
