"""Drawn over the map, fixed to the screen: graticule, scale bar, north arrow, credits."""
