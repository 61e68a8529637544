"""Widgets that the panels consist of: text labels, claim cards, tables and media views."""
