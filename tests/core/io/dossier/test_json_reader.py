from pathlib import Path

import pytest

from frontviewer.core.io.dossier.json_reader import read_document
from frontviewer.core.problems import Problem, UnusableFileError


def refusal(tmp_path: Path, data: bytes) -> Problem:
    file = tmp_path / "evidence.json"
    file.write_bytes(data)
    with pytest.raises(UnusableFileError) as refused:
        read_document(file)
    return refused.value.problems[0]


@pytest.mark.parametrize(
    ("data", "place", "said"),
    [
        (b'{"a": 1,\n "b": }', (2, 7), "not JSON"),
        (b'{"a": [1, 2', (1, 12), "not JSON"),
        (b'{"a": 1}\n{"b": 2}', (2, 1), "not JSON"),
        (b'{"a": "x\ny"}', (1, 9), "not JSON"),
        (b'{"a": NaN}', (None, None), "NaN"),
        (b'{"a": 1e999}', (None, None), "1e999"),
        (b'{"a": ' + b"9" * 9999 + b"}", (None, None), "not JSON"),
        (b"[1]", (1, 1), "one JSON object"),
        (b"", (None, None), "empty"),
        (b"\xef\xbb\xbf \n", (None, None), "empty"),
        (b"\n<!doctype html><p>Log in", (None, None), "web page"),
        (b"version https://git-lfs", (None, None), "LFS"),
        (b'{"a":\n "M\xfcller"}', (2, 4), "not stored as UTF-8"),
        (b"PK\x03\x04", (None, None), "zip archive, not JSON"),
        (b'{"a": "\\ud83d"}', (1, 8), "surrogate"),
        (b'{"a":' + b"[" * 100_000, (None, None), "too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(tmp_path, data, place, said):
    problem = refusal(tmp_path, data)

    assert problem.severity == "error"
    assert (problem.line, problem.column) == place
    assert said in problem.message


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path):
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(UnusableFileError, match="cannot be read"):
            read_document(path)


def test_a_byte_order_mark_and_escaped_emoji_are_welcome(tmp_path: Path):
    file = tmp_path / "a.json"
    file.write_bytes(b'\xef\xbb\xbf{"a": "\\ud83d\\ude00 \\\\ud83d"}')

    document, problems = read_document(file)

    assert document.members == {"a": "\N{GRINNING FACE} \\ud83d"}
    assert problems == ()


def test_a_name_that_stands_twice_is_reported_where_it_stands_again(tmp_path: Path):
    file = tmp_path / "a.json"
    file.write_text('{"a": {"b": 1, "c": 2,\n  "b": 3}}')

    document, (problem,) = read_document(file)

    assert document.members == {"a": {"b": 3, "c": 2}}
    assert (problem.line, problem.column, problem.path) == (2, 3, "a.b")
    assert problem.severity == "warning"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_what_a_layer_may_be_written_in_evidence_may_be_written_in(tmp_path: Path, encoding: str):
    file = tmp_path / "a.json"
    file.write_bytes('{"a": "Покровськ"}'.encode(encoding))

    document, problems = read_document(file)

    assert document.members == {"a": "Покровськ"}
    assert problems == ()
