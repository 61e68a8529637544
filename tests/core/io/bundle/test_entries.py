import pytest

from frontviewer.core.io.bundle.entries import folded, name_fault, readings


@pytest.mark.parametrize("encoding", ["utf-8", "cp866", "cp1251"])
def test_a_cyrillic_name_that_does_not_say_its_encoding_is_among_what_it_can_mean(encoding: str):
    name = "карты/Покровск.geojson"
    stored = name.encode(encoding).decode("cp437")

    assert name in readings(stored, utf8=False)


def test_a_name_that_says_that_it_is_utf_8_means_what_it_says():
    assert readings("шар.geojson", utf8=True) == ("шар.geojson",)


@pytest.mark.parametrize(
    "name",
    [
        *("../a", "a/../../b", "/etc/passwd", "C:/a", "c:a"),
        *("a\\b", "a\0b", "a\nb", "a:b", "a?", "a//b", "./a", "a/.", "a.", "a /b", ""),
        *("nul", "aux.geojson", "layers/COM1.json", "я" * 128),
    ],
)
def test_names_that_are_none_on_some_system_are_told(name: str):
    assert name_fault(name)


@pytest.mark.parametrize("name", ["a", "layers/шар 1.geojson", ".a", "a..b", "console.json", "é"])
def test_ordinary_names_are_not(name: str):
    assert name_fault(name) == ""


def test_names_are_one_file_however_accents_and_capitals_are_written():
    assert folded("Й.json") == folded("и\u0306.json")
