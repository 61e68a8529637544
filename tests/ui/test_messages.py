"""Texts of the window title and the message bar."""

from pathlib import Path

import pytest

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.problems import Problem
from frontviewer.ui.messages import format_load_errors, format_open_failure, format_window_title


@pytest.mark.parametrize(
    ("title", "opened", "expected"),
    [
        ("", (), "frontviewer"),
        ("roads", ("roads.geojson",), "roads.geojson – frontviewer"),
        ("Дороги", ("карта 1.fvz",), "Дороги (карта 1.fvz) – frontviewer"),
        ("roads and 1 more", ("roads.geojson", "a.geojson"), "roads and 1 more – frontviewer"),
        ("Pokrovsk", (".",), "Pokrovsk – frontviewer"),  # a folder
    ],
)
def test_window_title_has_the_dossier_title_and_file_name(
    title: str, opened: tuple[str, ...], expected: str
):
    assert format_window_title(Dossier(title=title, opened=tuple(map(Path, opened)))) == expected


def error(file: str, feature: int | None = None, line: int | None = None) -> Problem:
    return Problem(
        severity="error",
        file=file,
        feature=feature,
        line=line,
        message="It is damaged.",
        remedy="Export it again.",
    )


@pytest.mark.parametrize(
    ("problems", "expected"),
    [
        ((), ""),
        (
            (error("/maps/a.geojson", line=12),),
            "a.geojson, line 12: It is damaged. Export it again.",
        ),
        (
            (error("a.geojson", 1), error("a.geojson", 1), error("a.geojson", 4)),
            "a.geojson: 2 features could not be read completely. First error: It is damaged.",
        ),
        (
            (error("a.geojson"), error("b.geojson", line=3)),
            "Roads: 2 errors. First error: a.geojson: It is damaged. Export it again.",
        ),
    ],
)
def test_load_errors_are_counted_and_the_first_is_quoted(
    problems: tuple[Problem, ...], expected: str
):
    assert format_load_errors(Dossier(title="Roads", problems=problems)) == expected


def test_open_failure_names_the_first_problem_and_counts_the_others():
    assert format_open_failure([error("/maps/a.geojson"), error("b.geojson")]) == (
        "/maps/a.geojson: It is damaged. Export it again. The map was not changed. "
        "1 more problem in Details."
    )
