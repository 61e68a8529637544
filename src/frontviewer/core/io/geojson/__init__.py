"""The GeoJSON reader: tolerant of what is odd, exact about what is broken.

`reader` is the way in. A sound FeatureCollection is read many features at once (`bulk_way`, with
`cutting`, `read_run`, `coordinates` and `alike`); any other document is split and each feature read
by itself (`close_way`, with `split` and `read_feature`), a damaged one searched for whole features
(`recover`), and a refused feature looked at closely for the reason (`faults`). Both ways give the
same. Then `checking` looks at the geometry of all that was read: `simple` passes over most areas,
`crossings` looks at the others on other threads.
"""
