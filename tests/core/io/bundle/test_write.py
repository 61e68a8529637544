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


def test_files_are_packed_unchanged_and_listed_with_digests(
    folder: Path, unpack_folder: Path, tmp_path: Path
):
    (folder / "layers" / "b.geojson").write_bytes(b'\xef\xbb\xbf{"type":\r\n  "Feature" ... ')
    before = contents(folder)
    bundle = tmp_path / "out" / "дорога.fvz"

    write_bundle(folder, bundle)
    unpacked = unpack(bundle, unpack_folder)

    assert unpacked.problems == ()
    after = contents(unpacked.folder)
    manifest = json.loads(after.pop("dossier.json"))
    assert manifest.items() >= json.loads(before.pop("dossier.json")).items()
    assert after == before
    assert {name: digest["sha256"] for name, digest in manifest["files"].items()} == {
        name: sha256(data).hexdigest() for name, data in before.items()
    }


def test_bundle_does_not_depend_on_file_dates(folder: Path, tmp_path: Path):
    for number, seconds in enumerate([86_400, 1_700_000_000]):  # 1970 cannot be stored in a zip
        for file in folder.rglob("*"):
            os.utime(file, (seconds, seconds))
        write_bundle(folder / "dossier.json", tmp_path / f"{number}.fvz")

    assert (tmp_path / "0.fvz").read_bytes() == (tmp_path / "1.fvz").read_bytes()


def test_central_directory_has_no_packing_time_or_system(folder: Path, tmp_path: Path):
    write_bundle(folder, tmp_path / "talk.fvz")

    with ZipFile(tmp_path / "talk.fvz") as archive:
        infos = archive.infolist()

    *names, last = [info.filename for info in infos]
    assert (names, last) == (sorted(names), "dossier.json")
    assert {(info.date_time[0], info.create_system, info.extra) for info in infos} == {
        (1980, 3, b"")
    }
    stored = {info.filename for info in infos if info.compress_type == ZIP_STORED}
    assert stored == {"media/фото.png"}  # already compressed


def test_hidden_files_and_bundles_are_left_out(folder: Path):
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_bytes(b"secret")
    (folder / ".DS_Store").write_bytes(b"metadata")
    out = folder / "talk.fvz"
    write_bundle(folder, folder / "earlier.fvz")
    write_bundle(folder, out)

    with ZipFile(out) as archive:
        names = set(archive.namelist())

    assert not any("git" in name or "DS_" in name or "fvz" in name for name in names)


def test_existing_bundle_is_unchanged_if_packing_fails(folder: Path, tmp_path: Path):
    out = tmp_path / "talk.fvz"
    write_bundle(folder, out)
    before = out.read_bytes()
    (folder / "layers" / "what?.geojson").write_bytes(b"{}")

    with pytest.raises(UnusableFileError, match=r"what\?\.geojson.*on every system.*Rename it"):
        write_bundle(folder, out)

    assert out.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_names_that_differ_only_in_case_are_refused(folder: Path, tmp_path: Path):
    (folder / "Evidence.json").write_bytes(b"{}")
    if len([name for name in contents(folder) if name.lower() == "evidence.json"]) == 1:
        pytest.skip("the file system is case-insensitive")

    with pytest.raises(UnusableFileError, match="same name"):
        write_bundle(folder, tmp_path / "talk.fvz")


def test_folder_without_manifest_is_refused(tmp_path: Path):
    with pytest.raises(UnusableFileError, match=r"dossier\.json"):
        write_bundle(tmp_path, tmp_path / "talk.fvz")


def test_unknown_members_of_the_manifest_are_preserved(
    folder: Path, tmp_path: Path, unpack_folder: Path
):
    file = folder / "dossier.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"later": [1]}), "utf-8")

    write_bundle(folder, tmp_path / "talk.fvz")

    unpacked = unpack(tmp_path / "talk.fvz", unpack_folder)
    assert json.loads((unpacked.folder / "dossier.json").read_bytes())["later"] == [1]
