"""Only verified files are unpacked; everything else is left out and reported."""

import os
import shutil
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZIP_BZIP2, ZipFile, ZipInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontviewer.core.io.bundle import entries, zip_reader
from frontviewer.core.io.bundle import unpack as unpack_module
from frontviewer.core.io.bundle.unpack import UnpackedBundle, unpack
from frontviewer.core.problems import Problem, UnusableFileError

Pack = Callable[..., Path]


def file_names(folder: Path) -> set[str]:
    return {f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file()}


def unpack_error(bundle: Path, unpack_folder: Path) -> Problem:
    with pytest.raises(UnusableFileError) as caught:
        unpack(bundle, unpack_folder)
    problem = caught.value.problems[0]
    assert problem.file.startswith(str(bundle))
    assert problem.remedy or problem.line
    return problem


def left_out(unpacked: UnpackedBundle) -> dict[str, str]:
    """Return the message of each file that is left out, by name in the bundle."""
    prefix_length = len(str(unpacked.path)) + 1
    for problem in unpacked.problems:
        assert problem.file.startswith(str(unpacked.path) + os.sep)
        assert problem.message.endswith("The file is left out.")
        assert problem.remedy
    messages = {p.file[prefix_length:].replace(os.sep, "/"): p.message for p in unpacked.problems}
    assert len(messages) == len(unpacked.problems)
    return messages


def zip_info(name: str, **members: int) -> ZipInfo:
    info = ZipInfo(name)
    for member, value in members.items():
        setattr(info, member, value)
    return info


# Valid bundles ------------------------------------------------------------------------------


def test_valid_bundle_is_unpacked_completely(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path
):
    unpacked = unpack(pack(), unpack_folder)

    assert unpacked.problems == ()
    assert file_names(unpacked.folder) == {"dossier.json", *files}
    assert all((unpacked.folder / name).read_bytes() == data for name, data in files.items())


def test_folder_depends_on_the_content_only(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path
):
    first, copy = unpack(pack(), unpack_folder), unpack(pack(name="copy.fvz"), unpack_folder)
    other = unpack(pack(files | {"notes.txt": b"new"}), unpack_folder)

    assert first.folder == copy.folder != other.folder


def test_existing_files_are_verified_and_repaired(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path
):
    bundle = pack()
    folder = unpack(bundle, unpack_folder).folder
    (folder / "evidence.json").write_bytes(files["evidence.json"].replace(b"Ann", b"Bob"))
    (folder / "layers" / "b.geojson").write_bytes(files["layers/b.geojson"] + b"more")
    (folder / "briefing.json").unlink()
    (folder / "briefing.json").mkdir()
    (folder / "briefing.json" / "inner").write_bytes(b"")
    (folder / "layers" / "more.geojson").write_bytes(b"planted")
    shutil.rmtree(folder / "media")

    unpack(bundle, unpack_folder)

    assert file_names(folder) == {"dossier.json", *files}
    assert {name: (folder / name).read_bytes() for name in files} == files


def test_equal_files_are_not_rewritten_so_that_windows_can_share_them(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path
):
    bundle = pack()
    folder = unpack(bundle, unpack_folder).folder
    before = {name: (folder / name).stat().st_ino for name in files}

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: unpack(bundle, unpack_folder), range(8)))

    assert {unpacked.problems for unpacked in results} == {()}
    assert {name: (folder / name).stat().st_ino for name in files} == before


@pytest.mark.skipif(os.name == "nt", reason="creating links needs privileges on Windows")
def test_links_in_the_folder_are_not_followed(pack: Pack, unpack_folder: Path, tmp_path: Path):
    bundle = pack()
    folder = unpack(bundle, unpack_folder).folder
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "letter.txt").write_bytes(b"private")
    for path in (folder / "layers", folder):
        shutil.rmtree(path)
        path.symlink_to(outside, target_is_directory=True)
        unpack(bundle, unpack_folder)

        assert [file.name for file in outside.iterdir()] == ["letter.txt"]
        assert not path.is_symlink()
    briefing = folder / "briefing.json"
    briefing.rename(outside / "briefing.json")
    briefing.symlink_to(outside / "briefing.json")  # equal content, but it could change later
    unpack(bundle, unpack_folder)

    assert not briefing.is_symlink()
    assert (outside / "briefing.json").is_file()


def test_dossier_may_be_in_one_folder_of_the_archive(pack: Pack, unpack_folder: Path):
    unpacked = unpack(pack(root="дорога/"), unpack_folder)

    assert unpacked.problems == ()
    assert (unpacked.folder / "layers" / "дорога.geojson").is_file()


@pytest.mark.parametrize("encoding", ["utf-8", "cp866", "cp1251"])
def test_cyrillic_names_without_utf8_flag_are_decoded(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, encoding: str
):
    stored = {name.encode(encoding).decode("latin-1"): data for name, data in files.items()}
    plain = {f"{number:0{len(name)}}": name for number, name in enumerate(stored)}
    bundle = pack({short: stored[name] for short, name in plain.items()}, listed=files)
    data = bundle.read_bytes()
    for short, name in plain.items():
        data = data.replace(short.encode(), name.encode("latin-1"))
    bundle.write_bytes(data)

    assert unpack(bundle, unpack_folder).problems == ()


@pytest.mark.parametrize(
    ("stored", "listed"),
    [("media/и\u0306.png", "media/й.png"), ("media/й.png", "media/и\u0306.png")],
)
def test_names_match_the_list_in_any_unicode_normalization(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, stored: str, listed: str
):
    unpacked = unpack(pack(files | {stored: b"x"}, listed=files | {listed: b"x"}), unpack_folder)

    assert unpacked.problems == ()
    assert (unpacked.folder / listed).read_bytes() == b"x"


def test_invalid_dates_are_ignored(pack: Pack, unpack_folder: Path):
    bundle = pack()
    data = bytearray(bundle.read_bytes())
    offset = data.find(b"PK\1\2")
    while offset >= 0:
        struct.pack_into("<HH", data, offset + 12, 0xFFFF, 0)  # 31:63:62, day 0 of month 0
        offset = data.find(b"PK\1\2", offset + 4)
    bundle.write_bytes(data)

    assert unpack(bundle, unpack_folder).problems == ()


def test_unpacking_can_be_cancelled(pack: Pack, unpack_folder: Path):
    def cancel() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        unpack(pack(), unpack_folder, cancel)
    assert not list(unpack_folder.rglob("*.tmp"))


# Invalid entries -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../outside.json", "points outside"),
        ("/outside.json", "points outside"),
        ("C:outside.json", "points outside"),
        ("layers\\outside.json", "on every system"),
        ("nul.geojson", "on every system"),
        ("notes.txt", "does not list the file"),
    ],
)
def test_unlisted_or_unsafe_entry_is_left_out(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, name: str, reason: str
):
    unpacked = unpack(pack(files | {name: b"evil"}, listed=files), unpack_folder)

    (item,) = left_out(unpacked).items()
    assert item[0] == name
    assert reason in item[1]
    assert file_names(unpacked.folder) == {"dossier.json", *files}
    assert not list(unpack_folder.parent.rglob("outside*"))


def test_unsafe_name_in_the_list_is_rejected(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path
):
    problem = unpack_error(pack(files | {"../outside.json": b"evil"}), unpack_folder)

    assert problem.file.endswith("dossier.json")
    assert "does not list" in problem.message
    assert not list(unpack_folder.parent.rglob("outside*"))


@pytest.mark.parametrize("twin", ["evidence.json", "Evidence.JSON", "evidence.json/a", "EVIDENCE"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_entries_with_colliding_names_are_all_left_out(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, twin: str
):
    with_folder = files | {"evidence/a": b""}
    listed = with_folder | ({} if twin in files else {twin: b"evil"})

    unpacked = unpack(pack(with_folder | {zip_info(twin): b"evil"}, listed=listed), unpack_folder)

    colliding = {"evidence/a" if twin == "EVIDENCE" else "evidence.json", twin}
    assert left_out(unpacked).keys() == colliding
    assert file_names(unpacked.folder) == {"dossier.json", *with_folder} - colliding


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"external_attr": 0o120777 << 16}, "a link"),
        ({"compress_type": ZIP_BZIP2}, "method 12"),
    ],
)
def test_links_and_unsupported_compression_are_left_out(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, members: dict[str, int], reason: str
):
    changed = {n: d for n, d in files.items() if n != "briefing.json"}
    changed[zip_info("briefing.json", **members)] = files["briefing.json"]

    (item,) = left_out(unpack(pack(changed, listed=files), unpack_folder)).items()

    assert item[0] == "briefing.json"
    assert reason in item[1]


def test_encrypted_file_is_left_out(pack: Pack, files: dict[str, bytes], unpack_folder: Path):
    bundle = pack()
    data = bytearray(bundle.read_bytes())
    offset = data.rfind(b"briefing.json") - 46  # its header in the central directory
    data[offset + 8] |= 1
    bundle.write_bytes(data)

    assert "encrypted" in left_out(unpack(bundle, unpack_folder))["briefing.json"]


@pytest.mark.parametrize(("name", "reason"), [(b"Bob", "SHA-256"), (b"Robert", "bytes")])
def test_file_with_wrong_digest_is_left_out_and_an_older_copy_removed(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, name: bytes, reason: str
):
    valid = unpack(pack(), unpack_folder)
    forged = files["evidence.json"].replace(b"Ann", name)

    unpacked = unpack(pack(files | {"evidence.json": forged}, listed=files), unpack_folder)

    assert unpacked.folder == valid.folder
    assert left_out(unpacked).keys() == {"evidence.json"}
    assert reason in left_out(unpacked)["evidence.json"]
    assert not (unpacked.folder / "evidence.json").exists()
    assert (unpacked.folder / "briefing.json").is_file()


def test_listed_file_that_is_missing_is_reported(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path
):
    unpacked = unpack(pack(files, listed=files | {"media/b.png": b"x"}), unpack_folder)

    assert "not in the bundle" in left_out(unpacked)["media/b.png"]


def test_file_outside_the_dossiers_folder_is_left_out(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path
):
    metadata = ZipInfo("__MACOSX/._дорога")

    unpacked = unpack(
        pack(files | {metadata: b"metadata"}, listed=files, root="дорога/"), unpack_folder
    )

    assert "outside the folder" in left_out(unpacked)["__MACOSX/._дорога"]


# Unusable bundles -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a zip"),
        (b'{"type": "FeatureCollection"}', "not a zip"),
        (b"PK\3\4half", "truncated"),
    ],
)
def test_file_that_is_not_a_zip_is_refused(
    tmp_path: Path, unpack_folder: Path, data: bytes, reason: str
):
    bundle = tmp_path / "road.fvz"
    bundle.write_bytes(data)

    assert reason in unpack_error(bundle, unpack_folder).message


def test_truncated_bundle_is_refused(pack: Pack, unpack_folder: Path):
    bundle = pack()
    bundle.write_bytes(bundle.read_bytes()[:-100])

    assert "truncated" in unpack_error(bundle, unpack_folder).message


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["layers/a.geojson"], "no dossier.json"),
        (["deep/er/dossier.json"], "no dossier.json"),
        (["a/dossier.json", "b/dossier.json"], "a/, b/"),
        (["dossier.json", "Dossier.json"], "2 files named dossier.json"),
    ],
)
def test_zip_without_a_single_dossier_is_refused(
    tmp_path: Path, unpack_folder: Path, names: list[str], reason: str
):
    bundle = tmp_path / "road.fvz"
    with ZipFile(bundle, "w") as archive:
        for name in names:
            archive.writestr(name, "{}")

    assert reason in unpack_error(bundle, unpack_folder).message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"layers": []}', "does not list"),
        ("{oops", "not valid JSON"),
        ('{"files": 7}', "does not list"),
    ],
)
def test_manifest_without_digests_is_refused(
    tmp_path: Path, unpack_folder: Path, text: str, reason: str
):
    bundle = tmp_path / "road.fvz"
    with ZipFile(bundle, "w") as archive:
        archive.writestr("dossier.json", text)
        archive.writestr("a.geojson", "{}")

    problem = unpack_error(bundle, unpack_folder)

    assert problem.file == str(bundle / "dossier.json")
    assert reason in problem.message


# Malicious bundles and system errors -------------------------------------------------------------


def test_zip_bomb_is_refused_before_it_is_unpacked(
    pack: Pack, unpack_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(unpack_module, "_SAFE_SIZE", 1 << 20)
    bundle = pack({"zeros": bytes(8 << 20)})

    assert "times its size" in unpack_error(bundle, unpack_folder).message
    assert not list(unpack_folder.rglob("zeros"))


def test_bundle_with_too_many_files_is_refused(
    pack: Pack, unpack_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(entries, "_MAX_FILES", 5)

    assert "at most 5" in unpack_error(pack(), unpack_folder).message


def test_oversized_central_directory_is_not_read(
    pack: Pack, unpack_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    bundle = pack()
    monkeypatch.setattr(zip_reader, "_MAX_DIRECTORY_BYTES", 100)

    assert "central directory" in unpack_error(bundle, unpack_folder).message


def test_bundle_that_does_not_fit_on_the_disk_is_refused(
    pack: Pack, unpack_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    free = type("Usage", (), {"free": 100})
    monkeypatch.setattr(unpack_module, "disk_usage", lambda _: free)

    assert "Unpacking needs" in unpack_error(pack(), unpack_folder).message


def test_json_file_that_does_not_fit_into_memory_is_left_out(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    bundle = pack(files | {"evidence.json": files["evidence.json"] + b" " * 5000})

    monkeypatch.setattr(entries, "max_readable_size", lambda: 5000)
    assert "not enough memory" in left_out(unpack(bundle, unpack_folder))["evidence.json"]
    monkeypatch.setattr(entries, "max_readable_size", lambda: 500)
    assert "not enough memory" in unpack_error(bundle, unpack_folder).message


def test_unreadable_bundle_is_reported(pack: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def deny(_bundle: Path) -> None:
        raise PermissionError(13, "Permission denied")

    bundle = pack()
    assert "not a file" in unpack_error(tmp_path, tmp_path / "unpacked").message
    monkeypatch.setattr(zip_reader, "FileIO", deny)
    assert "Permission denied" in unpack_error(bundle, tmp_path / "unpacked").message


def test_unwritable_unpack_folder_is_reported(pack: Pack, tmp_path: Path):
    (tmp_path / "unpacked").write_bytes(b"a file")

    assert "cannot be unpacked" in unpack_error(pack(), tmp_path / "unpacked").message


@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damaged_bundle_never_yields_other_content(
    pack: Pack, files: dict[str, bytes], unpack_folder: Path, data: st.DataObject
):
    bundle = pack(files, name="damaged.fvz")
    original = bundle.read_bytes()
    offset = data.draw(st.integers(0, len(original) - 1))
    raw = bytearray(original)
    match data.draw(st.sampled_from(["flip", "cut", "insert", "overwrite"])):
        case "flip":
            raw[offset] ^= 1 << data.draw(st.integers(0, 7))
        case "cut":
            del raw[offset : offset + data.draw(st.integers(1, 200))]
        case "insert":
            raw[offset:offset] = data.draw(st.binary(min_size=1, max_size=50))
        case "overwrite":
            raw[offset : offset + 8] = data.draw(st.binary(min_size=8, max_size=8))
    bundle.write_bytes(raw)

    try:
        unpacked = unpack(bundle, unpack_folder)
    except UnusableFileError:
        return
    present = file_names(unpacked.folder) - {"dossier.json"}
    for name in present:
        assert (unpacked.folder / name).read_bytes() == files[name]
    assert present == files.keys() - left_out(unpacked).keys()
