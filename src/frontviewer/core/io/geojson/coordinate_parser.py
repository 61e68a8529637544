"""Parses the coordinates of many geometries at once, without a Python object per position.

The texts are joined. With its numbers removed, the text is a *skeleton* that contains the nesting
of the arrays; with its brackets removed, it is one flat list of numbers for a fast parser.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple, cast

import numpy as np
import numpy.typing as npt
import simdjson
from msgspec import Raw

from frontviewer.core.geometry.arrays import (
    Coordinates,
    GeometryArrays,
    Indices,
    Mask,
    PartKind,
    geometry_with_bounds,
    offsets_from_sizes,
)
from frontviewer.core.io.geojson.geometry_types import KIND_BY_TYPE, NESTING

_TYPE_CODES = {name: code for code, name in enumerate(NESTING)}
_NESTING_BY_CODE = np.array([*NESTING.values(), -1])
_KIND_BY_CODE = np.array([KIND_BY_TYPE[name] for name in NESTING], dtype=np.uint8)

_NUMBER_BYTES = b"0123456789+-.eE \t\r\n"
_POSITION_MARKS = ((b"[,]", b"\x02"), (b"[,,]", b"\x03"), (b"[,,,]", b"\x04"))
"""Positions without their numbers, and the control character that replaces each in a skeleton.
Its code is the number of coordinates. Control characters do not occur in JSON."""
_MAX_MARK = 4
_DEPTH_CHANGES = np.zeros(256, dtype=np.int64)
"""Change of the nesting depth at each byte of a skeleton."""
_DEPTH_CHANGES[list(b"[]")] = 1, -1
_RING_DISTANCE = 2
"""Number of brackets between two rings of one polygon."""
_FLATTEN = bytes.maketrans(b"[];", b"  ,")
_BLOCK_BYTES = 1 << 18
"""Parsed at a time; fits into the CPU cache."""
_PARSER_ERRORS = (ValueError, TypeError, RuntimeError)


class _PositionArrays(NamedTuple):
    """The innermost arrays: each contains positions only, and is a ring, a line or points.

    A Point has a single position without an array around it.

    Attributes
    ----------
    owners
        Index of the geometry that each belongs to.
    sizes
        Number of positions.
    depths
        Number of arrays around the positions.
    bracket_indices
        Index among the brackets of the skeleton.
    """

    owners: Indices
    sizes: Indices
    depths: Indices
    bracket_indices: Indices


def parse_coordinates(
    texts: Sequence[Raw], types: Sequence[str], parser: simdjson.Parser
) -> tuple[GeometryArrays, Mask]:
    """Return the arrays of all plain geometries, and the mask of these among all geometries.

    The mask excludes what needs the slower reader: empty or wrongly nested coordinates, positions
    of one number or more than four, numbers out of the range of the parser, collections.
    """
    codes = np.fromiter(map(_TYPE_CODES.get, types, repeat(-1)), np.int64, len(types))
    selected = np.flatnonzero(codes >= 0)
    joined, skeleton, arrays = b"", b"", _find_position_arrays(b"")
    while len(selected):
        joined = b";".join(
            texts if len(selected) == len(texts) else [texts[i] for i in selected.tolist()]
        )
        skeleton = _build_skeleton(joined, len(selected))
        valid = _check_skeletons(skeleton, len(selected))
        if valid.all():
            skeleton = skeleton.translate(None, b",")
            arrays = _find_position_arrays(skeleton)
            nesting = _NESTING_BY_CODE[codes[selected]]
            valid[arrays.owners[arrays.depths != nesting[arrays.owners]]] = False
        if valid.all():
            break
        selected = selected[valid]
    coords = np.empty((0, 2))
    try:
        coords = _parse_positions(joined, skeleton, parser) if len(selected) else coords
    except _PARSER_ERRORS:
        selected = selected[:0]
    arrays = arrays if len(selected) else _find_position_arrays(b"")
    parsed = np.zeros(len(texts), dtype=np.bool_)
    parsed[selected] = True
    return _build_geometry(coords, arrays, _KIND_BY_CODE[codes[selected]]), parsed


def _build_skeleton(joined: bytes, count: int) -> bytes:
    """Return the text without numbers, with each position replaced by one control character."""
    skeleton = joined.translate(None, _NUMBER_BYTES)
    for brackets, mark in _POSITION_MARKS:
        skeleton = skeleton.replace(brackets, mark)
        if _has_only_positions(skeleton, count):
            break
    return skeleton


def _has_only_positions(skeleton: bytes, count: int) -> bool:
    """Return whether each of `count` geometries has only positions and arrays that are not empty.

    An array has one comma less than items, so a geometry has one comma less than positions.
    Everything else adds commas: an empty array adds one, and so does a value that is not an array.
    """
    position_count = len(skeleton.translate(None, b"[],;"))
    return skeleton.count(b",") == position_count - count


def _check_skeletons(skeleton: bytes, count: int) -> Mask:
    """Return a mask, (count,), of the geometries with only positions and non-empty arrays."""
    only_marks = not skeleton.translate(None, b"[],;\x02\x03\x04")
    if only_marks and _has_only_positions(skeleton, count):
        return np.ones(count, dtype=np.bool_)
    skeletons = skeleton.split(b";")
    if len(skeletons) != count:  # a string contains a semicolon
        return np.zeros(count, dtype=np.bool_)
    return np.array(
        [
            not each.translate(None, b"[],\x02\x03\x04") and _has_only_positions(each, 1)
            for each in skeletons
        ]
    )


def _find_position_arrays(skeleton: bytes) -> _PositionArrays:
    """Find the innermost arrays in a skeleton without commas."""
    skeleton_bytes = np.frombuffer(b";%s;" % skeleton, np.uint8)
    bracket_offsets = np.flatnonzero(skeleton_bytes > _MAX_MARK)
    brackets = skeleton_bytes[bracket_offsets]
    # Every byte between two brackets is a position.
    sizes = np.diff(bracket_offsets) - 1
    not_empty = np.flatnonzero(sizes)
    return _PositionArrays(
        owners=(np.cumsum(brackets == ord(";")) - 1)[not_empty],
        sizes=sizes[not_empty],
        depths=np.cumsum(_DEPTH_CHANGES[brackets])[not_empty],
        bracket_indices=not_empty,
    )


def _build_geometry(
    coords: Coordinates, arrays: _PositionArrays, kinds: npt.NDArray[np.uint8]
) -> GeometryArrays:
    """Group coordinates into features; `kinds` are the part kinds of the features."""
    array_kinds = kinds[arrays.owners]
    starts_part = np.ones(len(arrays.sizes), dtype=np.bool_)
    starts_part[1:] = (
        (np.diff(arrays.owners) > 0)
        | (np.diff(arrays.bracket_indices) > _RING_DISTANCE)
        | (array_kinds[1:] != PartKind.AREA)
    )
    is_point = array_kinds == PartKind.POINT
    # Each point is one ring and one part.
    repeats = np.where(is_point, arrays.sizes, 1)
    ring_sizes = np.repeat(np.where(is_point, 1, arrays.sizes), repeats)
    first_rings = np.flatnonzero(np.repeat(starts_part, repeats))
    part_owners = np.repeat(arrays.owners, repeats)[first_rings]
    return geometry_with_bounds(
        coords,
        offsets_from_sizes(ring_sizes),
        np.append(first_rings, len(ring_sizes)),
        np.repeat(array_kinds, repeats)[first_rings],
        offsets_from_sizes(np.bincount(part_owners, minlength=len(kinds))),
    )


def _parse_positions(joined: bytes, skeleton: bytes, parser: simdjson.Parser) -> Coordinates:
    """Return the first two numbers of every position, (n, 2)."""
    dimensions = np.frombuffer(skeleton.translate(None, b"[];"), np.uint8)
    numbers = _parse_numbers(joined.translate(_FLATTEN), parser)
    dimension = int(dimensions[0])
    if (dimensions == dimension).all():
        return np.ascontiguousarray(numbers.reshape(len(dimensions), dimension)[:, :2])
    offsets = offsets_from_sizes(dimensions.astype(np.int64))
    if offsets[-1] != len(numbers):
        raise ValueError("the number count does not match the positions")
    coords: Coordinates = numbers[offsets[:-1, None] + np.arange(2)]
    return coords


def _parse_numbers(flat: bytes, parser: simdjson.Parser) -> npt.NDArray[np.float64]:
    """Return the numbers of a list separated by commas."""
    blocks, start = [], 0
    while start < len(flat):
        end = flat.find(b",", start + _BLOCK_BYTES)
        end = end if end >= 0 else len(flat)
        block = b"".join((b"[", memoryview(flat)[start:end], b"]"))
        array = cast("simdjson.Array", parser.parse(block))
        blocks.append(np.frombuffer(array.as_buffer(of_type="d")))
        del array  # the parser cannot be used again while a result exists
        start = end + 1
    return np.concatenate(blocks)
