"""Loads and applies themes, style sheet, icons and fonts."""
