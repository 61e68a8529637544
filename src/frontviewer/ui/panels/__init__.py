"""Dock panels beside the map: evidence, layers, features, hits and problems.

Panels receive values through `show_...` methods and send requests through signals. They have no
reference to the session, the settings or each other.
"""
