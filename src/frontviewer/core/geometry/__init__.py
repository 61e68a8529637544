"""Geometry without Qt: ragged coordinate arrays and geodesy."""
