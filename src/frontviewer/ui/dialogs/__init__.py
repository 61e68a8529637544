"""Dialogs: files, preferences, keyboard shortcuts, about, crash."""
