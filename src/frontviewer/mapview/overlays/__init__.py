"""Overlays with a fixed screen position: graticule, scale bar, north arrow, credits."""
