import json
from pathlib import Path

import pytest

from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.settings import Settings, load_settings, save_settings


def test_settings_round_trip(tmp_path: Path):
    file = tmp_path / "new folder" / "settings.json"
    settings = Settings(
        theme="night", recent=(("Карта.geojson",),), window="AAAA", media_files={"I02": "/x.jpg"}
    )

    save_settings(settings, file)

    assert load_settings(file) == settings


def test_missing_file_gives_defaults(tmp_path: Path):
    assert load_settings(tmp_path / "settings.json") == Settings()


def test_unknown_members_are_ignored(tmp_path: Path):
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"theme": "night", "wheel_speed": 3, "panels": {"left": True}}))

    assert load_settings(file) == Settings(theme="night")


@pytest.mark.parametrize("content", [b"", b'{"theme": "pink"}', b"\xff\xfe\x00", b"[]", b'{"theme'])
def test_invalid_settings_file_is_reported(tmp_path: Path, content: bytes):
    file = tmp_path / "settings.json"
    file.write_bytes(content)

    with pytest.raises(UnusableFileError, match="the defaults are used") as raised:
        load_settings(file)

    (problem,) = raised.value.problems
    assert problem.file == str(file)
    assert problem.remedy


def test_recent_entries_are_unique_and_newest_first():
    settings = Settings()
    for number in (*range(12), 11, 5):
        settings = settings.with_recent((Path(f"/{number}"), Path("/both")))

    assert [Path(paths[0]).name for paths in settings.recent[:3]] == ["5", "11", "10"]
    assert len(settings.recent) == 10
    assert len(set(settings.recent)) == 10
