"""Gives every feature of a layer an id of its own."""

from collections.abc import Sequence
from functools import partial
from itertools import count

import numpy as np
import numpy.typing as npt

from frontviewer.core.io.geojson.read_result import PieceOf
from frontviewer.core.io.problem_collector import Findings, Place
from frontviewer.core.text.shorten import shortened


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
