from pathlib import Path

import pytest

from frontviewer.core.io.dossier.json_reader import read_json_file
from frontviewer.core.problems import Problem, UnusableFileError


def read_error(tmp_path: Path, data: bytes) -> Problem:
    file = tmp_path / "evidence.json"
    file.write_bytes(data)
    with pytest.raises(UnusableFileError) as raised:
        read_json_file(file)
    return raised.value.problems[0]


@pytest.mark.parametrize(
    ("data", "position", "excerpt"),
    [
        (b'{"a": 1,\n "b": }', (2, 7), "not valid JSON"),
        (b'{"a": [1, 2', (1, 12), "not valid JSON"),
        (b'{"a": 1}\n{"b": 2}', (2, 1), "not valid JSON"),
        (b'{"a": "x\ny"}', (1, 9), "not valid JSON"),
        (b'{"a": NaN}', (None, None), "NaN"),
        (b'{"a": 1e999}', (None, None), "1e999"),
        (b'{"a": ' + b"9" * 9999 + b"}", (None, None), "not valid JSON"),
        (b"[1]", (1, 1), "one JSON object"),
        (b"", (None, None), "empty"),
        (b"\xef\xbb\xbf \n", (None, None), "empty"),
        (b"\n<!doctype html><p>Log in", (None, None), "web page"),
        (b"version https://git-lfs", (None, None), "LFS"),
        (b'{"a":\n "M\xfcller"}', (2, 4), "not encoded in UTF-8"),
        (b"PK\x03\x04", (None, None), "zip archive, not JSON"),
        (b'{"a": "\\ud83d"}', (1, 8), "surrogate"),
        (b'{"a":' + b"[" * 100_000, (None, None), "too deeply"),
    ],
)
def test_invalid_file_is_reported_with_reason_and_position(tmp_path, data, position, excerpt):
    problem = read_error(tmp_path, data)

    assert problem.severity == "error"
    assert (problem.line, problem.column) == position
    assert excerpt in problem.message


def test_missing_file_and_folder_are_reported(tmp_path: Path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(UnusableFileError, match="cannot be read"):
            read_json_file(path)


def test_byte_order_mark_and_surrogate_pairs_are_accepted(tmp_path: Path):
    file = tmp_path / "a.json"
    file.write_bytes(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00 \\\\ud83d"}')

    document, problems = read_json_file(file)

    assert document.members == {"a": "\N{GRINNING FACE} \\ud83d"}
    assert problems == ()


def test_duplicate_member_is_reported_at_its_second_occurrence(tmp_path: Path):
    file = tmp_path / "a.json"
    file.write_text('{"a": {"b": 1, "c": 2,\n  "b": 3}}')

    document, (problem,) = read_json_file(file)

    assert document.members == {"a": {"b": 3, "c": 2}}
    assert (problem.line, problem.column, problem.path) == (2, 3, "a.b")
    assert problem.severity == "warning"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_other_unicode_encodings_are_accepted(tmp_path: Path, encoding: str):
    file = tmp_path / "a.json"
    file.write_bytes('{"a": "Покровськ"}'.encode(encoding))

    document, problems = read_json_file(file)

    assert document.members == {"a": "Покровськ"}
    assert problems == ()
