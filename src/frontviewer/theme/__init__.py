"""Themes, icons and fonts, passed to widgets and painters as values."""
