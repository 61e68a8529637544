"""Reads GeoJSON layers, including damaged files, and reports every error with its position.

A file is decoded to UTF-8. A valid FeatureCollection is read many features at once
(`fast_reader`), any other document feature by feature (`tolerant_reader`); then the geometry of
the whole layer is checked. An error in one feature affects that feature only.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import numpy.typing as npt

from frontviewer.core.io.cache.layer_cache import LayerCache
from frontviewer.core.io.geojson.fast_reader import read_fast
from frontviewer.core.io.geojson.layer_checks import check_layer
from frontviewer.core.io.geojson.polygon_validity import ValidityChecker
from frontviewer.core.io.geojson.read_result import ReadResult, SpanFinder
from frontviewer.core.io.geojson.style_table import decode_styles
from frontviewer.core.io.geojson.tolerant_reader import read_tolerant
from frontviewer.core.io.input_bytes import decode_to_utf8, fail_too_large, is_utf8, read_file_bytes
from frontviewer.core.io.problem_collector import Location, ProblemCollector, Utf8Text
from frontviewer.core.model.layer import EVIDENCE_MEMBER, Layer
from frontviewer.core.system.cancellation import Progress, ignore_progress, sub_progress
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import mark, tr

_READ_SHARE, _CHECK_SHARE = 0.7, 0.9
"""Progress when the features have been read, and when their geometry has been checked."""


def read_layer(
    path: Path,
    *,
    name: str = "",
    title: str = "",
    progress: Progress | None = None,
    cache: LayerCache | None = None,
) -> Layer:
    """Read one layer file, or load it from the cache.

    Raises
    ------
    UnusableFileError
        If it contains no GeoJSON; its problems describe what it contains instead.
    """
    file = os.fsencode(path).decode("utf-8", "replace")
    stem = os.fsencode(path.stem).decode("utf-8", "replace")
    progress = progress or ignore_progress
    layer = cache.load_file(path, file) if cache else None
    if layer is None:
        data = read_file_bytes(path, ProblemCollector(file))
        digest = _start_digest(data, cache) if cache else None
        try:
            layer = read_layer_text(data, file=file, progress=progress)
        except MemoryError:  # a layer of points only takes more memory than the estimate
            fail_too_large(ProblemCollector(file), len(data))
        layer = replace(layer, digest=digest.result() if digest else "")
    progress(1.0)
    return replace(layer, name=name or stem, title=title or name or stem, path=path)


def _start_digest(data: memoryview, cache: LayerCache) -> Future[str]:
    """Compute the digest of a file in another thread while the file is read."""
    pool = ThreadPoolExecutor(1, "digest")
    digest = pool.submit(cache.compute_digest, data)
    pool.shutdown(wait=False)
    return digest


def read_layer_text(
    data: Utf8Text,
    *,
    file: str = "",
    path: Path | None = None,
    name: str = "layer",
    title: str = "",
    progress: Progress | None = None,
) -> Layer:
    """Read a layer from the bytes of a file, as `read_layer` does.

    `file` is the file name in problem reports.
    """
    progress = progress or ignore_progress
    progress(0.0)
    collector = ProblemCollector(file)
    text = collector.text = data if is_utf8(data) else decode_to_utf8(bytes(data), collector)
    with ValidityChecker() as validity:
        result = _read_features(text, validity, collector, sub_progress(progress, 0.0, _READ_SHARE))
        result = check_layer(
            result, validity, collector, sub_progress(progress, _READ_SHARE, _CHECK_SHARE)
        )
    ids = make_ids_unique(result.ids, result.numbers, result.find_span, collector)
    _report_empty(result, collector)
    style_table, style_index = decode_styles(result.style_table)
    progress(1.0)
    return Layer(
        name=name,
        title=title or name,
        path=path,
        geometry=result.geometry,
        ids=ids,
        properties=result.properties,
        property_offsets=result.property_offsets,
        style_table=style_table,
        style_index=style_index,
        self_intersecting=result.self_intersecting,
        members=result.members,
        problems=collector.problems(),
        document=bytes(text) if EVIDENCE_MEMBER in result.members else b"",
    )


def _read_features(
    text: Utf8Text, validity: ValidityChecker, collector: ProblemCollector, progress: Progress
) -> ReadResult:
    result = read_fast(text, validity, collector, progress)
    if result is None:
        collector.text = bytes(text)
        result = read_tolerant(collector.text, collector, progress)
        validity.restart(result.geometry)
    return result


def _report_empty(result: ReadResult, collector: ProblemCollector) -> None:
    """Report invalid JSON or an empty collection, if nothing else was reported."""
    if result.malformed and not collector:
        message = tr("The JSON is not valid here, but all features could be read.")
        remedy = tr("Export the file again: other programs may reject it.")
        collector.add("warning", mark("invalid JSON"), message, remedy, location=result.malformed)
    if not result.count and not collector:
        collector.add("note", mark("no features"), tr("The file contains no features."))


def make_ids_unique(
    written: Sequence[str],
    numbers: npt.NDArray[np.int64],
    find_span: SpanFinder,
    collector: ProblemCollector,
) -> tuple[str, ...]:
    """Return one id per feature: as written, ``x#2`` for the second ``x``, its number for none.

    `numbers` are the numbers of the features in the file, from 1.
    """
    if len(set(written)) == len(written) and all(written):
        return tuple(written)
    if not any(written):
        return tuple(map(str, numbers.tolist()))
    used_ids: set[str] = set()
    counters: dict[str, count[int]] = {}

    def make_unique(base: str) -> str:
        unique = base
        while unique in used_ids:
            unique = f"{base}#{next(counters.setdefault(base, count(2)))}"
        used_ids.add(unique)
        return unique

    result: list[str] = []
    for written_id, number in zip(written, numbers.tolist(), strict=True):
        result.append(make_unique(written_id) if written_id else "")
        if result[-1] != written_id:
            message = tr("Duplicate id “{id}”; this feature was given the id “{new_id}”.")
            collector.add(
                "warning",
                mark("duplicate ids"),
                message.format(id=shorten(written_id), new_id=shorten(result[-1])),
                tr("Give every feature a unique id."),
                feature=number,
                location=partial(_find_start, find_span, number),
            )
    # Written ids are assigned first: a feature number used as an id must not take theirs.
    return tuple(
        unique_id or make_unique(str(number))
        for unique_id, number in zip(result, numbers, strict=True)
    )


def _find_start(find_span: SpanFinder, number: int) -> Location:
    return Location(find_span(number).start)
