"""File formats: GeoJSON, dossier folders, bundles and the layer cache."""
