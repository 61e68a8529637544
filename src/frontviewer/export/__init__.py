"""Writes what is shown to files."""
