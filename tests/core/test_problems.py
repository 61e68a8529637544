from frontviewer.core.problems import Problem, UnusableFileError


def test_problem_is_formatted_like_a_compiler_message():
    problem = Problem(
        severity="error",
        file="a.geojson",
        line=3,
        column=7,
        feature=2,
        message="The ring is not closed.",
        remedy="Repeat its first position.",
    )

    assert str(problem) == (
        "a.geojson:3:7: error: The ring is not closed. (feature 2) Repeat its first position."
    )


def test_problem_without_position_names_only_the_file():
    problem = Problem(severity="note", file="a.geojson", message="There are no features.")

    assert str(problem) == "a.geojson: note: There are no features."


def test_line_breaks_and_control_characters_are_escaped():
    problem = Problem(
        severity="error", file="a\nb.geojson", message="“\x1b[31mпожежа\u2028” is it."
    )

    assert str(problem) == "a\\nb.geojson: error: “\\x1b[31mпожежа\\u2028” is it."


def test_unusable_file_error_lists_all_problems():
    problems = [Problem(severity="error", file=name, message="No.") for name in ("a", "b")]

    error = UnusableFileError(*problems)

    assert error.problems == tuple(problems)
    assert str(error) == "a: error: No.\nb: error: No."
