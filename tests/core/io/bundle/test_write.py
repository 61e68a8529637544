import json
import os
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest

from frontviewer.core.io.bundle.unpack import unpack
from frontviewer.core.io.bundle.write import write_bundle
from frontviewer.core.problems import UnusableFileError


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_what_is_packed_comes_out_byte_for_byte_and_listed(
    folder: Path, shelf: Path, tmp_path: Path
):
    (folder / "layers" / "b.geojson").write_bytes(b'\xef\xbb\xbf{"type":\r\n  "Feature" ... ')
    before = contents(folder)
    bundle = tmp_path / "out" / "дорога.fvz"

    write_bundle(folder, bundle)
    unpacked = unpack(bundle, shelf)

    assert unpacked.problems == ()
    after = contents(unpacked.folder)
    header = json.loads(after.pop("dossier.json"))
    assert header.items() >= json.loads(before.pop("dossier.json")).items()
    assert after == before
    assert {name: seal["sha256"] for name, seal in header["files"].items()} == {
        name: sha256(data).hexdigest() for name, data in before.items()
    }


def test_the_same_files_make_the_same_bundle_whatever_their_dates(folder: Path, tmp_path: Path):
    for number, seconds in enumerate([86_400, 1_700_000_000]):  # 1970, which no zip can say
        for file in folder.rglob("*"):
            os.utime(file, (seconds, seconds))
        write_bundle(folder / "dossier.json", tmp_path / f"{number}.fvz")

    assert (tmp_path / "0.fvz").read_bytes() == (tmp_path / "1.fvz").read_bytes()


def test_the_table_tells_nothing_of_when_and_where_it_was_packed(folder: Path, tmp_path: Path):
    write_bundle(folder, tmp_path / "talk.fvz")

    with ZipFile(tmp_path / "talk.fvz") as archive:
        infos = archive.infolist()

    *names, last = [info.filename for info in infos]
    assert (names, last) == (sorted(names), "dossier.json")
    assert {(info.date_time[0], info.create_system, info.extra) for info in infos} == {
        (1980, 3, b"")
    }
    stored = {info.filename for info in infos if info.compress_type == ZIP_STORED}
    assert stored == {"media/фото.png"}  # it would not get any smaller


def test_hidden_files_and_earlier_bundles_stay_out(folder: Path):
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"secret")
    (folder / ".DS_Store").write_bytes(b"litter")
    out = folder / "talk.fvz"
    write_bundle(folder, folder / "earlier.fvz")
    write_bundle(folder, out)

    with ZipFile(out) as archive:
        named = set(archive.namelist())

    assert not any("git" in name or "DS_" in name or "fvz" in name for name in named)


def test_when_a_file_cannot_be_packed_the_earlier_bundle_stays(folder: Path, tmp_path: Path):
    out = tmp_path / "talk.fvz"
    write_bundle(folder, out)
    before = out.read_bytes()
    (folder / "layers" / "what?.geojson").write_bytes(b"{}")

    with pytest.raises(UnusableFileError, match=r"what\?\.geojson.*on every system.*Rename it"):
        write_bundle(folder, out)

    assert out.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_names_that_differ_by_capitals_are_refused(folder: Path, tmp_path: Path):
    (folder / "Evidence.json").write_bytes(b"{}")
    if len([name for name in contents(folder) if name.lower() == "evidence.json"]) == 1:
        pytest.skip("this disk does not tell them apart")

    with pytest.raises(UnusableFileError, match="same name"):
        write_bundle(folder, tmp_path / "talk.fvz")


def test_a_folder_without_a_dossier_is_refused(tmp_path: Path):
    with pytest.raises(UnusableFileError, match=r"dossier\.json"):
        write_bundle(tmp_path, tmp_path / "talk.fvz")


def test_what_a_later_version_wrote_into_the_dossier_is_kept(
    folder: Path, tmp_path: Path, shelf: Path
):
    file = folder / "dossier.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"later": [1]}), "utf-8")

    write_bundle(folder, tmp_path / "talk.fvz")

    unpacked = unpack(tmp_path / "talk.fvz", shelf)
    assert json.loads((unpacked.folder / "dossier.json").read_bytes())["later"] == [1]
