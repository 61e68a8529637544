"""Dialogs and sheets: files, preferences, keyboard shortcuts, About, crash reports."""
