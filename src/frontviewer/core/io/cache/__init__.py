"""Caches parsed layers and rendered frames on disk, so that a file opens faster the next time."""
