import pytest

from frontviewer.core.text.json_codec import decode_lenient_json, encode_json


def test_json_is_encoded_indented_and_unescaped():
    assert encode_json({"a": ["Покровськ"]}) == '{\n  "a": [\n    "Покровськ"\n  ]\n}\n'.encode()


def test_small_syntax_errors_are_tolerated():
    raw = b'{"a": NaN, "b": "x\ny", "c": "\\ud83d"}'

    assert decode_lenient_json(raw) == {"a": None, "b": "x\ny", "c": "?"}


@pytest.mark.parametrize("raw", [b"", b"{", b"[" * 100_000])
def test_invalid_json_raises_value_error(raw: bytes):
    with pytest.raises(ValueError, match=r"."):
        decode_lenient_json(raw)
