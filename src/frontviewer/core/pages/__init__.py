"""Texts about a feature for readers: facts, claim cards, and the page as plain text and JSON."""
