"""GeoJSON reader: accepts unusual and damaged documents and locates every error exactly.

`reader` is the entry point. A valid FeatureCollection is read in chunks of many features at once
(`fast_reader`, with `chunking`, `chunk_reader`, `coordinate_parser` and `shared_properties`). Any
other document is split and read feature by feature (`tolerant_reader`, with `feature_splitter` and
`feature_reader`); a damaged one is searched for complete features (`recovery`). Both give the same
result. `feature_diagnosis` finds out why a feature was rejected. Then `layer_checks` checks the
geometry of the whole layer: `geometry_checks` finds invalid coordinates and rings,
`polygon_validity` finds invalid polygons in worker threads.
"""
