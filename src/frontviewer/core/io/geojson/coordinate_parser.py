"""Reads the coordinates of many geometries at once, without a Python object for any position.

The texts are joined. What is left of them without their numbers, the *skeleton*, tells how they
are nested; the numbers without the brackets are one long list for a fast parser.
"""

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple, TypeAlias, cast

import numpy as np
import numpy.typing as npt
import simdjson
from msgspec import Raw

from frontviewer.core.geometry.arrays import (
    Coordinates,
    GeometryArrays,
    PartKind,
    geometry_with_bounds,
    offsets_from_sizes,
)
from frontviewer.core.io.geojson.geometry_types import KIND_OF_TYPE, NESTING

Mask: TypeAlias = npt.NDArray[np.bool_]
Indices: TypeAlias = npt.NDArray[np.int64]

_TYPES = {name: number for number, name in enumerate(NESTING)}
_NESTINGS = np.array([*NESTING.values(), -1])
_KINDS = np.array([KIND_OF_TYPE[name] for name in NESTING], dtype=np.uint8)

_NUMBERS = b"0123456789+-.eE \t\r\n"
_POSITIONS = ((b"[,]", b"\x02"), (b"[,,]", b"\x03"), (b"[,,,]", b"\x04"))
"""Positions without their numbers, and the control character that stands for each in a skeleton:
how many numbers it has. JSON has no such characters."""
_LARGEST_MARK = 4
_STEPS = np.zeros(256, dtype=np.int64)
"""How many arrays deeper each character of a skeleton leads."""
_STEPS[list(b"[]")] = 1, -1
_SAME_AREA = 2
"""Brackets between two rings of one area."""
_FLAT = bytes.maketrans(b"[];", b"  ,")
_BLOCK = 1 << 18
"""Characters parsed at a time: what the processor's cache holds."""
_PARSER_ERRORS = (ValueError, TypeError, RuntimeError)


class _Runs(NamedTuple):
    """Positions that stand directly within one array: a ring, a line, points or one point.

    Attributes
    ----------
    owners
        Which geometry each belongs to.
    sizes
        How many positions it has.
    depths
        How many arrays stand around it.
    places
        Where it stands among the brackets.
    """

    owners: Indices
    sizes: Indices
    depths: Indices
    places: Indices


def read_coordinates(
    texts: Sequence[Raw], types: Sequence[str], parser: simdjson.Parser
) -> tuple[GeometryArrays, Mask]:
    """Return the columns of all geometries that are as they should be, and which those are.

    Not among them is whatever needs a closer look: empty, wrongly nested, positions of one
    number or more than four, numbers beyond bounds, collections.
    """
    kinds = np.fromiter(map(_TYPES.get, types, repeat(-1)), np.int64, len(types))
    chosen = np.flatnonzero(kinds >= 0)
    joined, skeleton, runs = b"", b"", _runs(b"")
    while len(chosen):
        joined = b";".join(
            texts if len(chosen) == len(texts) else [texts[i] for i in chosen.tolist()]
        )
        skeleton = _skeleton(joined, len(chosen))
        fit = _well_formed(skeleton, len(chosen))
        if fit.all():
            skeleton = skeleton.translate(None, b",")
            runs = _runs(skeleton)
            fit[runs.owners[runs.depths != _NESTINGS[kinds[chosen]][runs.owners]]] = False
        if fit.all():
            break
        chosen = chosen[fit]
    coords = np.empty((0, 2))
    try:
        coords = _coords(joined, skeleton, parser) if len(chosen) else coords
    except _PARSER_ERRORS:
        chosen = chosen[:0]
    runs = runs if len(chosen) else _runs(b"")
    fit = np.zeros(len(texts), dtype=np.bool_)
    fit[chosen] = True
    return _columns(coords, runs, _KINDS[kinds[chosen]]), fit


def _skeleton(joined: bytes, count: int) -> bytes:
    """Return what is left without numbers, one character for each position."""
    skeleton = joined.translate(None, _NUMBERS)
    for brackets, mark in _POSITIONS:
        skeleton = skeleton.replace(brackets, mark)
        if _adds_up(skeleton, count):
            break
    return skeleton


def _adds_up(skeleton: bytes, count: int) -> bool:
    """Tell whether each of `count` geometries holds nothing but positions and filled arrays.

    Each array has a comma less than items, so there is one comma less than there are positions.
    All else adds commas: an empty array one, and so does whatever is no array.
    """
    marks = len(skeleton.translate(None, b"[],;"))
    return skeleton.count(b",") == marks - count


def _well_formed(skeleton: bytes, count: int) -> Mask:
    known = not skeleton.translate(None, b"[],;\x02\x03\x04")
    if known and _adds_up(skeleton, count):
        return np.ones(count, dtype=np.bool_)
    each = skeleton.split(b";")
    if len(each) != count:  # a semicolon in a text
        return np.zeros(count, dtype=np.bool_)
    return np.array(
        [not one.translate(None, b"[],\x02\x03\x04") and _adds_up(one, 1) for one in each]
    )


def _runs(skeleton: bytes) -> _Runs:
    marks = np.frombuffer(b";%s;" % skeleton, np.uint8)
    brackets = np.flatnonzero(marks > _LARGEST_MARK)
    signs = marks[brackets]
    # All that is no bracket is a position.
    sizes = np.diff(brackets) - 1
    filled = np.flatnonzero(sizes)
    return _Runs(
        owners=(np.cumsum(signs == ord(";")) - 1)[filled],
        sizes=sizes[filled],
        depths=np.cumsum(_STEPS[signs])[filled],
        places=filled,
    )


def _columns(coords: Coordinates, runs: _Runs, kinds: npt.NDArray[np.uint8]) -> GeometryArrays:
    run_kinds = kinds[runs.owners]
    begins = np.ones(len(runs.sizes), dtype=np.bool_)
    begins[1:] = (
        (np.diff(runs.owners) > 0)
        | (np.diff(runs.places) > _SAME_AREA)
        | (run_kinds[1:] != PartKind.AREA)
    )
    points = run_kinds == PartKind.POINT
    # Each point is a ring and a part of its own.
    times = np.where(points, runs.sizes, 1)
    ring_sizes = np.repeat(np.where(points, 1, runs.sizes), times)
    firsts = np.flatnonzero(np.repeat(begins, times))
    return geometry_with_bounds(
        coords,
        offsets_from_sizes(ring_sizes),
        np.append(firsts, len(ring_sizes)),
        np.repeat(run_kinds, times)[firsts],
        offsets_from_sizes(
            np.bincount(np.repeat(runs.owners, times)[firsts], minlength=len(kinds))
        ),
    )


def _coords(joined: bytes, skeleton: bytes, parser: simdjson.Parser) -> Coordinates:
    """Return the first two numbers of every position."""
    marks = np.frombuffer(skeleton.translate(None, b"[];"), np.uint8)
    numbers = _numbers(joined.translate(_FLAT), parser)
    width = int(marks[0])
    if (marks == width).all():
        return np.ascontiguousarray(numbers.reshape(len(marks), width)[:, :2])
    firsts = offsets_from_sizes(marks.astype(np.int64))
    if firsts[-1] != len(numbers):
        raise ValueError("numbers without a place")
    coords: Coordinates = numbers[firsts[:-1, None] + np.arange(2)]
    return coords


def _numbers(flat: bytes, parser: simdjson.Parser) -> npt.NDArray[np.float64]:
    found, at = [], 0
    while at < len(flat):
        end = flat.find(b",", at + _BLOCK)
        end = end if end >= 0 else len(flat)
        block = b"".join((b"[", memoryview(flat)[at:end], b"]"))
        array = cast("simdjson.Array", parser.parse(block))
        found.append(np.frombuffer(array.as_buffer(of_type="d")))
        del array  # else the parser refuses to go on
        at = end + 1
    return np.concatenate(found)
