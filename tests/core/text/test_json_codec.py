import pytest

from frontviewer.core.text.json_codec import json_bytes, lenient_json


def test_a_value_is_written_as_people_read_it():
    assert json_bytes({"a": ["Покровськ"]}) == '{\n  "a": [\n    "Покровськ"\n  ]\n}\n'.encode()


def test_json_that_is_a_little_wrong_is_read():
    raw = b'{"a": NaN, "b": "x\ny", "c": "\\ud83d"}'

    assert lenient_json(raw) == {"a": None, "b": "x\ny", "c": "?"}


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 100_000])
def test_what_is_no_json_is_refused(raw: bytes):
    with pytest.raises(ValueError, match=r"."):
        lenient_json(raw)
