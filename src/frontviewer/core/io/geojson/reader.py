"""Reads GeoJSON layers, tolerantly and exactly.

A file is decoded to UTF-8. The features of a sound one are read many at once (`bulk_way`), any
other is split and read feature by feature (`close_way`); then the geometry of all is checked.
What is wrong with one feature costs that feature only.
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
from frontviewer.core.io.geojson.read_result import ReadResult, SpanOf
from frontviewer.core.io.geojson.style_table import decode_styles
from frontviewer.core.io.geojson.tolerant_reader import read_tolerant
from frontviewer.core.io.input_bytes import decode_to_utf8, fail_too_large, is_utf8, read_file_bytes
from frontviewer.core.io.problem_collector import Place, ProblemCollector, Text
from frontviewer.core.model.layer import EVIDENCE_MEMBER, Layer
from frontviewer.core.system.cancellation import Progress, ignore_progress, sub_progress
from frontviewer.core.text.formatting import format_size
from frontviewer.core.text.shorten import shortened

_READ, _CHECKED = 0.7, 0.9
"""Shares of the whole time by which the features are read, and their geometry is checked."""


def read_layer(
    path: Path,
    *,
    name: str = "",
    title: str = "",
    progress: Progress | None = None,
    cache: LayerCache | None = None,
) -> Layer:
    """Read one layer file, or find it in the cache.

    Raises
    ------
    UnusableFileError
        If there is no GeoJSON in it; its problems say what there is instead.
    """
    file = os.fsencode(path).decode("utf-8", "replace")
    stem = os.fsencode(path.stem).decode("utf-8", "replace")
    progress = progress or ignore_progress
    layer = cache.load_file(path, file) if cache else None
    if layer is None:
        data = read_file_bytes(path, ProblemCollector(file))
        digest = _begin_digest(data, cache) if cache else None
        try:
            layer = read_layer_text(data, file=file, progress=progress)
        except MemoryError:  # a layer of nothing but points takes more than most
            fail_too_large(ProblemCollector(file), f"The file holds {format_size(len(data))}.")
        layer = replace(layer, digest=digest.result() if digest else "")
    progress(1.0)
    return replace(layer, name=name or stem, title=title or name or stem, path=path)


def _begin_digest(data: memoryview, cache: LayerCache) -> Future[str]:
    """Work out what names a file's bytes, beside the reading."""
    pool = ThreadPoolExecutor(1, "digest")
    digest = pool.submit(cache.digest, data)
    pool.shutdown(wait=False)
    return digest


def read_layer_text(
    data: Text,
    *,
    file: str = "",
    path: Path | None = None,
    name: str = "layer",
    title: str = "",
    progress: Progress | None = None,
) -> Layer:
    """Read a layer from the bytes of a file, as `read_layer` does; `file` is named in problems."""
    progress = progress or ignore_progress
    progress(0.0)
    collector = ProblemCollector(file)
    text = collector.text = data if is_utf8(data) else decode_to_utf8(bytes(data), collector)
    with ValidityChecker() as validity:
        result = _read_features(text, validity, collector, sub_progress(progress, 0.0, _READ))
        result = check_layer(result, validity, collector, sub_progress(progress, _READ, _CHECKED))
    ids = unique_ids(result.ids, result.numbers, result.span_of, collector)
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
    text: Text, validity: ValidityChecker, collector: ProblemCollector, progress: Progress
) -> ReadResult:
    result = read_fast(text, validity, collector, progress)
    if result is None:
        collector.text = bytes(text)
        result = read_tolerant(collector.text, collector, progress)
        validity.restart(result.geometry)
    return result


def _report_empty(found: ReadResult, collector: ProblemCollector) -> None:
    if found.malformed and not collector:
        message = "The file is not quite JSON here, but all of it could be read."
        remedy = "Export it again: other programs may refuse it."
        collector.add("warning", "malformed", message, remedy, place=found.malformed)
    if not found.count and not collector:
        collector.add("note", "no features", "The file holds no features.")


def unique_ids(
    written: Sequence[str],
    numbers: npt.NDArray[np.int64],
    span_of: SpanOf,
    collector: ProblemCollector,
) -> tuple[str, ...]:
    """Return one id per feature: as written, ``x#2`` for the second ``x``, the number for none.

    `numbers` are the features' in the file, from 1.
    """
    if len(set(written)) == len(written) and all(written):
        return tuple(written)
    if not any(written):
        return tuple(map(str, numbers.tolist()))
    take_ranges: set[str] = set()
    again: dict[str, count[int]] = {}

    def own(wanted: str) -> str:
        name = wanted
        while name in take_ranges:
            name = f"{wanted}#{next(again.setdefault(wanted, count(2)))}"
        take_ranges.add(name)
        return name

    result: list[str] = []
    for name, number in zip(written, numbers.tolist(), strict=True):
        result.append(own(name) if name else "")
        if result[-1] != name:
            message = (
                f"The id “{shortened(name)}” is taken; here it reads “{shortened(result[-1])}”."
            )
            remedy = "Give every feature an id of its own."
            collector.add(
                "warning",
                "repeated id",
                message,
                remedy,
                feature=number,
                place=partial(_start, span_of, number),
            )
    # Ids that are written come first: a number that stands in must not take theirs.
    return tuple(name or own(str(number)) for name, number in zip(result, numbers, strict=True))


def _start(span_of: SpanOf, number: int) -> Place:
    return Place(span_of(number).start)
