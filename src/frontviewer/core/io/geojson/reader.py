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

from frontviewer.core.io.cache.layer_cache import Cache
from frontviewer.core.io.geojson.fast_reader import gather_in_bulk
from frontviewer.core.io.geojson.layer_checks import checked
from frontviewer.core.io.geojson.polygon_validity import Crossings
from frontviewer.core.io.geojson.read_result import Gathered, PieceOf
from frontviewer.core.io.geojson.style_table import look_values
from frontviewer.core.io.geojson.tolerant_reader import gather_closely
from frontviewer.core.io.input_bytes import is_utf8, refuse_size, source_of, utf8_text
from frontviewer.core.io.problem_collector import Findings, Place, Text
from frontviewer.core.model.layer import EVIDENCE_MEMBER, Layer
from frontviewer.core.system.cancellation import Progress, part_of, unwatched
from frontviewer.core.system.memory import size_words
from frontviewer.core.text.shorten import shortened

_READ, _CHECKED = 0.7, 0.9
"""Shares of the whole time by which the features are read, and their geometry is checked."""


def read_layer(
    path: Path,
    *,
    name: str = "",
    title: str = "",
    progress: Progress | None = None,
    cache: Cache | None = None,
) -> Layer:
    """Read one layer file, or find it in the cache.

    Raises
    ------
    UnusableFileError
        If there is no GeoJSON in it; its problems say what there is instead.
    """
    file = os.fsencode(path).decode("utf-8", "replace")
    stem = os.fsencode(path.stem).decode("utf-8", "replace")
    progress = progress or unwatched
    layer = cache.find_file(path, file) if cache else None
    if layer is None:
        data = source_of(path, Findings(file))
        digest = _begin_digest(data, cache) if cache else None
        try:
            layer = read_layer_text(data, file=file, progress=progress)
        except MemoryError:  # a layer of nothing but points takes more than most
            refuse_size(Findings(file), f"The file holds {size_words(len(data))}.")
        layer = replace(layer, digest=digest.result() if digest else "")
    progress(1.0)
    return replace(layer, name=name or stem, title=title or name or stem, path=path)


def _begin_digest(data: memoryview, cache: Cache) -> Future[str]:
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
    progress = progress or unwatched
    progress(0.0)
    findings = Findings(file)
    text = findings.text = data if is_utf8(data) else utf8_text(bytes(data), findings)
    with Crossings() as crossings:
        gathered = _gathered(text, crossings, findings, part_of(progress, 0.0, _READ))
        gathered = checked(gathered, crossings, findings, part_of(progress, _READ, _CHECKED))
    ids = unique_ids(gathered.ids, gathered.numbers, gathered.piece_of, findings)
    _tell_of_nothing(gathered, findings)
    looks, look_of = look_values(gathered.looks)
    progress(1.0)
    return Layer(
        name=name,
        title=title or name,
        path=path,
        columns=gathered.columns,
        ids=ids,
        properties=gathered.properties,
        property_offsets=gathered.property_offsets,
        looks=looks,
        look_of=look_of,
        crossing=gathered.crossing,
        members=gathered.members,
        problems=findings.problems(),
        document=bytes(text) if EVIDENCE_MEMBER in gathered.members else b"",
    )


def _gathered(text: Text, crossings: Crossings, findings: Findings, progress: Progress) -> Gathered:
    gathered = gather_in_bulk(text, crossings, findings, progress)
    if gathered is None:
        findings.text = bytes(text)
        gathered = gather_closely(findings.text, findings, progress)
        crossings.look_anew(gathered.columns)
    return gathered


def _tell_of_nothing(found: Gathered, findings: Findings) -> None:
    if found.malformed and not findings:
        message = "The file is not quite JSON here, but all of it could be read."
        remedy = "Export it again: other programs may refuse it."
        findings.add("warning", "malformed", message, remedy, place=found.malformed)
    if not found.count and not findings:
        findings.add("note", "no features", "The file holds no features.")


def unique_ids(
    written: Sequence[str],
    numbers: npt.NDArray[np.int64],
    piece_of: PieceOf,
    findings: Findings,
) -> tuple[str, ...]:
    """Return one id per feature: as written, ``x#2`` for the second ``x``, the number for none.

    `numbers` are the features' in the file, from 1.
    """
    if len(set(written)) == len(written) and all(written):
        return tuple(written)
    if not any(written):
        return tuple(map(str, numbers.tolist()))
    taken: set[str] = set()
    again: dict[str, count[int]] = {}

    def own(wanted: str) -> str:
        name = wanted
        while name in taken:
            name = f"{wanted}#{next(again.setdefault(wanted, count(2)))}"
        taken.add(name)
        return name

    result: list[str] = []
    for name, number in zip(written, numbers.tolist(), strict=True):
        result.append(own(name) if name else "")
        if result[-1] != name:
            message = (
                f"The id “{shortened(name)}” is taken; here it reads “{shortened(result[-1])}”."
            )
            remedy = "Give every feature an id of its own."
            findings.add(
                "warning",
                "repeated id",
                message,
                remedy,
                feature=number,
                place=partial(_start, piece_of, number),
            )
    # Ids that are written come first: a number that stands in must not take theirs.
    return tuple(name or own(str(number)) for name, number in zip(result, numbers, strict=True))


def _start(piece_of: PieceOf, number: int) -> Place:
    return Place(piece_of(number).start)
