"""Reads and writes files: GeoJSON, dossier folders, bundles, the layer cache."""
