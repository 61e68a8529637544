import json
from pathlib import Path

import pytest

from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.settings import Settings, load_settings, save_settings


def test_settings_survive_from_one_start_to_the_next(tmp_path: Path):
    file = tmp_path / "new folder" / "settings.json"
    settings = Settings(
        theme="night", recent=(("Карта.geojson",),), window="AAAA", media_files={"I02": "/x.jpg"}
    )

    save_settings(settings, file)

    assert load_settings(file) == settings


def test_the_first_start_has_defaults(tmp_path: Path):
    assert load_settings(tmp_path / "settings.json") == Settings()


def test_what_a_later_version_wrote_is_tolerated(tmp_path: Path):
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"theme": "night", "wheel_speed": 3, "panels": {"left": True}}))

    assert load_settings(file) == Settings(theme="night")


@pytest.mark.parametrize("content", [b"", b'{"theme": "pink"}', b"\xff\xfe\x00", b"[]", b'{"theme'])
def test_a_broken_settings_file_says_so_and_what_happens_now(tmp_path: Path, content: bytes):
    file = tmp_path / "settings.json"
    file.write_bytes(content)

    with pytest.raises(UnusableFileError, match="the defaults are used") as caught:
        load_settings(file)

    (problem,) = caught.value.problems
    assert problem.file == str(file)
    assert problem.remedy


def test_the_newest_comes_first_and_is_listed_once():
    settings = Settings()
    for number in (*range(12), 11, 5):
        settings = settings.opened((Path(f"/{number}"), Path("/both")))

    assert [Path(paths[0]).name for paths in settings.recent[:3]] == ["5", "11", "10"]
    assert len(settings.recent) == 10
    assert len(set(settings.recent)) == 10
