import pytest

from frontviewer.core.io.bundle.entries import check_name, decode_name, name_key


@pytest.mark.parametrize("encoding", ["utf-8", "cp866", "cp1251"])
def test_cyrillic_name_without_utf8_flag_is_among_the_candidates(encoding: str):
    name = "карты/Покровск.geojson"
    stored = name.encode(encoding).decode("cp437")

    assert name in decode_name(stored, utf8=False)


def test_name_with_utf8_flag_has_one_decoding():
    assert decode_name("шар.geojson", utf8=True) == ("шар.geojson",)


@pytest.mark.parametrize(
    "name",
    [
        *("../a", "a/../../b", "/etc/passwd", "C:/a", "c:a"),
        *("a\\b", "a\0b", "a\nb", "a:b", "a?", "a//b", "./a", "a/.", "a.", "a /b", ""),
        *("nul", "aux.geojson", "layers/COM1.json", "я" * 128),
    ],
)
def test_names_that_are_invalid_on_some_system_are_rejected(name: str):
    assert check_name(name)


@pytest.mark.parametrize("name", ["a", "layers/шар 1.geojson", ".a", "a..b", "console.json", "é"])
def test_portable_names_are_accepted(name: str):
    assert check_name(name) == ""


def test_name_key_ignores_case_and_normalization():
    assert name_key("Й.json") == name_key("и\u0306.json")
