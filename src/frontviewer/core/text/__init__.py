"""Text helpers: shortening, JSON encoding, positions in JSON."""
