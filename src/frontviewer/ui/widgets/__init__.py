"""Widgets that the panels are built from."""
