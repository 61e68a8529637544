"""Looks: themes, icons and fonts, as values that widgets and drawings are given."""
