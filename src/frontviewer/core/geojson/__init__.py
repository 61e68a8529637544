"""The GeoJSON reader: tolerant of what is odd, exact about what is broken.

`reader` is the way in. A sound document goes the fast way (`decode`, `split`, `read_feature`);
a damaged one is searched for whole features (`recover`), and a refused feature is looked at
closely for the reason (`faults`). `checks` looks at the geometry of all that was read.
"""
