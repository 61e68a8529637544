"""Exports what is shown to files."""
