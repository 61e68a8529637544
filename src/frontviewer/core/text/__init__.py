"""Text helpers: translation, number formats, shortening, JSON encoding, positions in JSON."""
