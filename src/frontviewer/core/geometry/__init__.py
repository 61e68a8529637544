"""Qt-free geometry: GeoArrow-like ragged arrays, geodesy and Web Mercator."""
